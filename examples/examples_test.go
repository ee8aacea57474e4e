// Package examples_test keeps the examples true: the sessions that README.md
// shows are run, and the answers that the talks give are asserted apart from
// them, where -update cannot bend them.
package examples_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/claim"
	"ringwall/internal/cli"
	"ringwall/internal/iac"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
)

var update = flag.Bool("update", false, "rewrite the output in README.md's console blocks")

// readmes are the pages whose sessions are run.
var readmes = []string{
	"examples/README.md", "examples/organisation/README.md", "examples/cross-account/README.md", "examples/kms-s3/README.md", "examples/abac/README.md",
	"examples/sam/README.md", "examples/myapp-live/README.md", "examples/shared-network/README.md",
}

// atRoot makes the repository's root the working directory, as in the README.
func atRoot(t *testing.T) {
	t.Helper()
	t.Chdir("..")
}

// ringwall runs a command line; its output and its errors come as a terminal
// shows them.
func ringwall(args ...string) (output string, status int) {
	var out bytes.Buffer
	status = cli.Run(args, strings.NewReader(""), &out, &out, func(string) string { return "" })
	return out.String(), status
}

// TestReadme runs every command of the README's console blocks and compares
// what it says with the lines that follow it. A command that does not end with
// status 0 is followed by "(exit status N)".
//
//	go test ./examples -update
func TestReadme(t *testing.T) {
	atRoot(t)
	for _, readme := range readmes {
		t.Run(readme, func(t *testing.T) { sessions(t, readme) })
	}
}

func sessions(t *testing.T, readme string) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	commands, inside := 0, false
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		fmt.Fprintln(&out, line)
		if strings.HasPrefix(line, "```") {
			inside = line == "```console"
			continue
		}
		if !inside {
			continue
		}
		words, ok := strings.CutPrefix(line, "$ ringwall ")
		if !ok {
			t.Fatalf("%s:%d: %q is no command that this test can run", readme, i+1, line)
		}
		if strings.ContainsAny(words, `'"\|<>&;$*?`) {
			t.Fatalf("%s:%d: the test knows no shell: %s", readme, i+1, words)
		}
		commands++
		first := i + 1
		for i+1 < len(lines) && !strings.HasPrefix(lines[i+1], "```") && !strings.HasPrefix(lines[i+1], "$ ") {
			i++
		}
		want := strings.TrimRight(strings.Join(lines[first:i+1], "\n"), "\n")
		got := session(strings.Fields(words))
		if got != want && !*update {
			t.Errorf("%s:%d: ringwall %s says\n%s\n\nthe README says\n%s\n\n(go test ./examples -update rewrites it)", readme, first, words, got, want)
		}
		if got != "" {
			fmt.Fprintln(&out, got)
		}
		if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "$ ") {
			fmt.Fprintln(&out)
		}
	}
	if commands == 0 {
		t.Fatal("the README shows no command")
	}
	if *update {
		if err := os.WriteFile(readme, []byte(strings.TrimRight(out.String(), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// session is what a terminal shows of a command.
func session(args []string) string {
	got, status := ringwall(args...)
	got = strings.TrimRight(got, "\n")
	if status != 0 {
		got += fmt.Sprintf("\n(exit status %d)", status)
	}
	return strings.TrimLeft(got, "\n")
}

// The talks' questions about the network, in package claim's words. They say
// "exactly" where the talk does: so much flows, for certain and at most.
var claims = []struct{ step, text string }{
	{"01-on-premises", `
		internet -> any any no
		any -> internet any no`},
	{"02-vpc", `
		internet -> any any no
		any -> internet any no`},
	{"03-internet-gateway", `
		WebServer -> internet any exactly all
		BackendServer -> internet any no
		internet -> WebServer any no
		internet -> BackendServer any no`},
	{"04-nat-gateway", `
		BackendServer -> internet any exactly tcp,udp,icmp
		internet -> BackendServer any no`},
	{"05-can-it-reach-the-internet", `
		WebServer -> internet any exactly all
		internet -> WebServer any no
		internet -> BackendServer any no`},
	{"06-security-groups", `
		internet -> WebServer any exactly tcp/80,443
		WebServer -> BackendServer any exactly tcp/4000
		any -> BackendServer any exactly tcp/4000
		internet -> BackendServer any no
		any -> WebServer any exactly tcp/80,443`},
	{"07-network-acl", `
		internet -> WebServer any exactly tcp/80,443
		WebServer -> BackendServer any exactly tcp/4000
		internet -> BackendServer any no`},
	{"08-serverless", `
		internet -> Database any no
		BackendServer -> Database any exactly tcp/3306
		WebServer -> Database any no
		any -> Database any exactly tcp/3306`},
	{"09-serverless-secured", `
		GetUsers -> Database any exactly tcp/3306
		internet -> Database any no
		WebServer -> Database any no
		WebServer -> GetUsers any no
		BackendServer -> GetUsers any no
		any -> Database any exactly tcp/3306`},
	{"10-hybrid", `
		onprem -> BackendServer any exactly tcp/4000
		192.168.0.0/16 -> BackendServer any exactly tcp/4000
		192.168.7.0/24 -> any any exactly tcp/4000
		onprem -> WebServer any no
		onprem -> any any exactly tcp/4000
		WebServer -> onprem any no
		BackendServer -> onprem any exactly all
		internet -> BackendServer any no`},
}

func TestClaims(t *testing.T) {
	atRoot(t)
	for _, x := range claims {
		t.Run(x.step, func(t *testing.T) {
			model := open(t, x.step)
			list, err := claim.ParseAll(x.text)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list {
				if got, err := c.Prove(model); err != nil {
					t.Error(err)
				} else if !got.Holds {
					t.Errorf("%s: it is %s", c.Text, got.Got)
				}
			}
		})
	}
}

func open(t *testing.T, step string) *reach.Model {
	t.Helper()
	e, err := iac.Open([]string{"examples/steps/" + step}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return reach.NewModel(e)
}

// "Nothing else": all that can flow into anything, or out of the function, is
// listed.
var everything = []struct {
	step string
	want []string
}{
	{"02-vpc", []string{"BackendServer -> WebServer: all", "WebServer -> BackendServer: all"}},
	{"05-can-it-reach-the-internet", []string{
		"BackendServer -> internet: tcp all; udp all; icmp all",
		"WebServer -> internet: all",
	}},
	{"06-security-groups", []string{
		"BackendServer -> WebServer: tcp 80,443",
		"BackendServer -> internet: tcp all; udp all; icmp all",
		"WebServer -> BackendServer: tcp 4000",
		"WebServer -> internet: all",
		"internet -> WebServer: tcp 80,443",
	}},
	{"07-network-acl", []string{
		"BackendServer -> WebServer: tcp 80,443",
		"BackendServer -> internet: tcp all; udp all; icmp all",
		"WebServer -> BackendServer: tcp 4000",
		"WebServer -> internet: all",
		"internet -> WebServer: tcp 80,443",
	}},
	{"09-serverless-secured", []string{
		"BackendServer -> Database: tcp 3306",
		"BackendServer -> WebServer: tcp 80,443",
		"BackendServer -> internet: tcp all; udp all; icmp all",
		"Database -> WebServer: tcp 80,443",
		"Database -> internet: tcp all; udp all; icmp all",
		"GetUsers -> Database: tcp 3306",
		"GetUsers -> WebServer: tcp 80,443",
		"GetUsers -> internet: tcp all; udp all; icmp all",
		"WebServer -> BackendServer: tcp 4000",
		"WebServer -> internet: all",
		"internet -> WebServer: tcp 80,443",
	}},
	{"10-hybrid", []string{
		"BackendServer -> WebServer: tcp 80,443",
		"BackendServer -> internet: tcp all; udp all; icmp all",
		"BackendServer -> on-premises (192.168.0.0/16): all",
		"WebServer -> BackendServer: tcp 4000",
		"WebServer -> internet: all",
		"internet -> WebServer: tcp 80,443",
		"on-premises (192.168.0.0/16) -> BackendServer: tcp 4000",
	}},
}

func TestNothingElse(t *testing.T) {
	atRoot(t)
	for _, x := range everything {
		t.Run(x.step, func(t *testing.T) {
			pairs := open(t, x.step).AllPairs()
			var got []string
			for _, l := range pairs.Links {
				name := pairs.Classes[l.From].String() + " -> " + pairs.Classes[l.To].String()
				if !pairs.Possible(l).Equal(pairs.Traffic(l)) {
					t.Errorf("%s: %s for certain, but %s may", name, pairs.Traffic(l), pairs.Possible(l))
				}
				if pairs.Possible(l).IsEmpty() {
					continue
				}
				got = append(got, name+": "+pairs.Possible(l).String())
			}
			slices.Sort(got)
			got = slices.Compact(got)
			if !slices.Equal(got, x.want) {
				t.Errorf("what flows is\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(x.want, "\n\t"))
			}
		})
	}
}

// TestFrontDoors: which requests to www.myapp.com reach which compute.
func TestFrontDoors(t *testing.T) {
	atRoot(t)
	want := []string{"Api: GET /api/users -> GetUsers", "Distribution: * -> WebServer", "Distribution: /api/* -> Api"}
	for _, step := range []string{"08-serverless", "09-serverless-secured"} {
		var got []string
		for _, d := range open(t, step).Network().FrontDoors() {
			for _, p := range d.Paths {
				got = append(got, fmt.Sprintf("%s: %s -> %s", d.Resource, p.Request, p.Target))
				if p.Verdict != proof.Yes {
					t.Errorf("%s: %s is %s: %v", step, got[len(got)-1], p.Verdict, p.Gaps)
				}
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", step, got, want)
		}
	}
}

// Figures of the talks that are not flows: the command, its status, and what it
// must say (with runs of space made one).
var figures = []struct {
	args   string
	status int
	says   []string
}{
	{"cidr 203.0.113.0/28", 0, []string{"16 addresses, 203.0.113.0 to 203.0.113.15", "✓ may be a VPC", "✓ may be a subnet"}},
	{"cidr 203.0.113.0/29", 0, []string{"8 addresses", "✗ not a subnet: 203.0.113.0/29 is too small for a VPC subnet: AWS allows /16 to /28"}},
	{"cidr 203.0.113.0/28 --split 29 --split 29", 0, []string{"203.0.113.0/29 203.0.113.0 to 203.0.113.7;", "203.0.113.8/29 203.0.113.8 to 203.0.113.15;"}},
	{"review examples/steps/01-on-premises --control NET-SUBNET-PLAN --fail-on medium", 1,
		[]string{"203.0.113.0/29 is too small for a VPC subnet: AWS allows /16 to /28", "Subnet1", "Subnet2"}},
	{"review examples/steps/02-vpc --control NET-ADDRESS-RESERVED --fail-on medium -v", 1,
		[]string{"10.0.0.1 is reserved by AWS: VPC router", "10.0.1.1 is reserved by AWS: VPC router"}},
	{"review examples/steps/03-internet-gateway --control NET-ADDRESS-RESERVED --fail-on info", 0, nil},
	{"reach internet BackendServer -e examples/steps/04-nat-gateway", 1, []string{"✗ internet-gateway BackendServer: public address of the destination"}},
	{"reach internet WebServer -e examples/steps/05-can-it-reach-the-internet", 1, []string{"✗ security-group WebServerSecurityGroup: no rule admits"}},
	{"reach WebServer internet -e examples/steps/05-can-it-reach-the-internet", 0, []string{"✓ security-group WebServerSecurityGroup: out all to 0.0.0.0/0"}},
	{"review examples/steps/07-network-acl --control NET-ACL-SHADOWED --fail-on low", 1,
		[]string{"entry 101 (allow tcp 443) never matches: 100 (allow all) comes first", "entry 300 (allow tcp 5432) never matches: 100 (allow all) comes first"}},
	{"review examples/steps/07-network-acl --control NET-ACL-OPEN --fail-on low", 1, []string{"Every packet is allowed in and out"}},
	{"reach GetUsers Database -e examples/steps/08-serverless", 1, []string{"unreachable", "GetUsers: in no VPC"}},
	{"access GetUsers Database -e examples/steps/08-serverless", 1, []string{"✗ denied", "a place in a VPC from which Database is reached: VpcConfig of GetUsers", "an Allow of rds-db:connect on", "in the policies of role GetUsersRole"}},
	{"access GetUsers Database -e examples/steps/09-serverless-secured", 0, []string{"✓ allowed", "sign-in-to-the-database-as-get_users of role GetUsersRole"}},
	{"access GetUsers Database -e examples/myapp", 0, []string{"✓ allowed"}},
	{"access BackendServer1 SessionTable -e examples/myapp", 0, []string{"✓ allowed", "DynamoDbEndpoint", "✓ key kms:Decrypt"}},
	{"access GetUsers SessionTable -e examples/myapp", 1, []string{"✗ denied", "an Allow of dynamodb:GetItem on"}},
	{"review examples/steps/08-serverless --control IAM-APIGW-AUTH --fail-on medium", 1, []string{"GetUsersMethod"}},
	{"review examples/steps/09-serverless-secured --control IAM-APIGW-AUTH --control DATA-SECRETS-PLAINTEXT --control IAM-ROLE-SHARED --fail-on info", 0, nil},
	{"reach onprem WebServer -e examples/steps/10-hybrid", 1, []string{"✗ route Subnet1ToInternet"}},
	{"review examples/myapp", 0, []string{"✓ No failure at or over high"}},
	{"review examples/myapp --fail-on low", 0, nil},
	{"review examples/myapp-flawed", 1, []string{
		"CRITICAL NET-ADMIN-PORT-INTERNET WebServerSecurityGroup", "CRITICAL NET-DB-INTERNET Database", "HIGH DATA-SECRETS-PLAINTEXT GetUsers",
		"HIGH IAM-ADMIN-STAR OperatorRole", "NET-ACL-SHADOWED", "IAM-DATA-ACTIONS-WIDE Developer",
	}},
}

func TestFigures(t *testing.T) {
	atRoot(t)
	for _, x := range figures {
		got, status := ringwall(strings.Fields(x.args)...)
		got = strings.Join(strings.Fields(got), " ")
		if status != x.status {
			t.Errorf("ringwall %s: exit status %d, want %d: %s", x.args, status, x.status, got)
		}
		for _, s := range x.says {
			if !strings.Contains(got, s) {
				t.Errorf("ringwall %s does not say %q: %s", x.args, s, got)
			}
		}
	}
}
