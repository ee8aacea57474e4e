package account_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/traffic"
)

// soundFolder is a whole folder in which much is reachable and much is not.
func soundFolder(t *testing.T) map[string][]byte { return folder(t, "estate") }

func folder(t *testing.T, name string) map[string][]byte {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/sound/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range archive.Files {
		out["111122223333/eu-west-1/"+f.Name] = f.Data
	}
	return out
}

// asked are questions to the sound folder: from, to, service, and the answer.
func asked() [][4]string {
	return [][4]string{
		{"internet", "i-0web", "tcp/443", "yes"}, {"internet", "i-0web", "tcp/80", "no"},
		{"198.51.100.7", "i-0web", "tcp/22", "yes"}, {"192.0.2.7", "i-0web", "tcp/22", "no"},
		{"internet", "i-0app", "any", "yes"}, {"internet", "orders", "any", "no"},
		{"i-0web", "i-0app", "tcp/8080", "yes"}, {"i-0web", "i-0app", "tcp/8081", "no"},
		{"i-0app", "orders", "tcp/5432", "yes"}, {"i-0web", "orders", "tcp/5432", "no"},
		{"i-0app", "orders", "tcp/5433", "no"}, {"orders", "i-0app", "tcp/8080", "no"},
		{"i-0app", "internet", "tcp/443", "yes"}, {"orders", "internet", "any", "no"},
		{"eni-0peer", "i-0app", "tcp/9000", "yes"}, {"i-0app", "eni-0peer", "tcp/7000", "yes"},
		{"i-0web", "eni-0peer", "tcp/7000", "no"}, {"eni-0far", "i-0app", "tcp/9000", "yes"},
		{"i-0app", "eni-0far", "tcp/7000", "yes"}, {"eni-0far", "eni-0peer", "any", "no"},
		{"eni-0far", "i-0app", "tcp/9001", "no"}, {"onprem", "i-0app", "any", "no"},
		{"i-0app", "onprem", "tcp/443", "yes"}, {"i-0web", "s3", "tcp/443", "yes"},
		{"tag:tier=web", "tag:tier=app", "tcp/8080", "yes"}, {"subnet:subnet-0a1", "subnet:subnet-0a3", "tcp/5432", "no"},
		{"internet", "any", "tcp/443", "yes"}, {"internet", "subnet:subnet-0a3", "any", "no"},
		{"198.51.100.7", "subnet:subnet-0a1", "tcp/22", "yes"}, {"198.51.100.7", "any", "tcp/22", "yes"},
		{"198.51.100.7", "sg:sg-0web", "tcp/22", "yes"}, {"internet", "type:AWS::RDS::DBInstance", "any", "no"},
		{"i-0app", "subnet:subnet-0b1", "tcp/7000", "yes"}, {"i-0app", "tag:tier=far", "tcp/7000", "yes"},
		{"tag:tier=far", "i-0app", "tcp/9000", "yes"}, {"i-0app", "subnet:subnet-0b1", "tcp/7001", "no"},
		{"subnet:subnet-0b1", "i-0app", "tcp/9000", "yes"}, {"type:AWS::EC2::NetworkInterface", "i-0app", "tcp/9001", "no"},
		{"internet", "eni-0lb", "tcp/443", "yes"}, {"internet", "eni-0lb", "tcp/80", "no"}, {"eni-0lb", "i-0app", "tcp/8080", "yes"},
		{"eni-0web", "i-0app", "tcp/8080", "yes"}, {"10.0.1.11", "i-0app", "tcp/8080", "yes"}, {"10.0.1.11", "i-0app", "tcp/8081", "no"},
		{"internet", "i-0idle", "any", "no"}, {"eni-0nat", "i-0app", "any", "no"},
		{"10.2.1.10", "10.0.2.10", "tcp/9000", "yes"}, {"any", "sg:sg-0data", "tcp/22", "no"},
	}
}

// verdicts answers the questions; "error" where a side is not to be found.
func verdicts(t *testing.T, files map[string][]byte) ([]string, account.Result) {
	t.Helper()
	got := account.Load(inMemory(files), account.Options{})
	e := estate.Join(nil, estate.Estate{
		Sources: got.Sources, Resources: got.Resources, Listings: got.Listings, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest},
	})
	model := reach.NewModel(e)
	return answers(t, model, asked()), got
}

func answers(t *testing.T, model *reach.Model, list [][4]string) []string {
	t.Helper()
	var out []string
	for _, q := range list {
		services, err := traffic.ParseService(q[2])
		if err != nil {
			t.Fatal(err)
		}
		from, _ := reach.ParseSelector(q[0])
		to, _ := reach.ParseSelector(q[1])
		answer, err := model.Ask(reach.Question{From: from, To: to, Services: services})
		var nothing *reach.NoMatchError
		switch {
		case errors.As(err, &nothing):
			out = append(out, "error")
		case err != nil:
			t.Fatal(err)
		default:
			out = append(out, map[proof.Verdict]string{proof.Yes: "yes", proof.No: "no", proof.Unknown: "unknown"}[answer.Proof.Verdict])
		}
	}
	model.Exposure()
	return out
}

// TestLiveFirewall: routes of a live account lead through a Network Firewall's
// endpoint, whose rules judge.
func TestLiveFirewall(t *testing.T) {
	list := [][4]string{{"internet", "eni-0app", "tcp/443", "yes"}, {"internet", "eni-0app", "tcp/22", "no"}, {"eni-0app", "internet", "tcp/443", "yes"}, {"eni-0app", "internet", "tcp/22", "no"}}
	files := folder(t, "firewall")
	check := func(want func(q [4]string) string) {
		t.Helper()
		got := account.Load(inMemory(files), account.Options{})
		for _, p := range got.Problems {
			t.Error(p)
		}
		model := reach.NewModel(estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings}))
		for n, is := range answers(t, model, list) {
			if is != want(list[n]) {
				t.Errorf("%s: %s", list[n], is)
			}
		}
	}
	check(func(q [4]string) string { return q[3] })
	delete(files, "111122223333/eu-west-1/describe-rule-group.json")
	check(func([4]string) string { return "unknown" })
}

// TestSoundFolder: what the folder says, undamaged.
func TestSoundFolder(t *testing.T) {
	got, result := verdicts(t, soundFolder(t))
	for _, p := range result.Problems {
		t.Error(p)
	}
	for n, q := range asked() {
		if got[n] != q[3] {
			t.Errorf("%s -> %s %s: %s, want %s", q[0], q[1], q[2], got[n], q[3])
		}
	}
}

// unchanged checks that damage makes answers unknown at most, never others.
func unchanged(t *testing.T, what string, files map[string][]byte, was []string) {
	t.Helper()
	got, result := verdicts(t, files)
	for n, q := range asked() {
		if got[n] != was[n] && got[n] != "unknown" && got[n] != "error" {
			t.Errorf("%s: %s -> %s %s: %s, was %s", what, q[0], q[1], q[2], got[n], was[n])
		}
	}
	for _, p := range result.Problems {
		var e *account.Error
		if !errors.As(p, &e) || e.File == "" {
			t.Errorf("%s: the problem %v has no file", what, p)
		}
	}
}

// step is how many mutations are taken together: of all that there are one is
// tried in each. RINGWALL_ORACLE=full tries all.
func step() int {
	switch {
	case os.Getenv("RINGWALL_ORACLE") == "full":
		return 1
	case testing.Short():
		return 40
	}
	return 10
}

// TestTruncated: a file that ends anywhere, or is missing, makes answers unknown.
func TestTruncated(t *testing.T) {
	sound := soundFolder(t)
	was, _ := verdicts(t, sound)
	for _, name := range slices.Sorted(maps.Keys(sound)) {
		whole := sound[name]
		files := maps.Clone(sound)
		if !strings.Contains(name, "describe-instances") { // without it, instances are taken to run
			delete(files, name)
			unchanged(t, name+" missing", files, was)
		}
		for n := 0; n < len(bytes.TrimSpace(whole)); n += 47 * step() {
			files[name] = whole[:n]
			unchanged(t, fmt.Sprintf("%s to byte %d", name, n), files, was)
		}
	}
}

// TestWrongTypes: a value of a wrong type, anywhere, makes answers unknown.
func TestWrongTypes(t *testing.T) {
	wrongTypes(t, soundFolder(t), "")
}

// TestWrongTypesInBlockPublicAccess: nor does damage lift or set VPC Block Public
// Access.
func TestWrongTypesInBlockPublicAccess(t *testing.T) {
	const options, exclusions = "111122223333/eu-west-1/describe-vpc-block-public-access-options.json", "111122223333/eu-west-1/describe-vpc-block-public-access-exclusions.json"
	sound := soundFolder(t)
	sound[options] = bytes.Replace(sound[options], []byte(`"off"`), []byte(`"block-ingress"`), 1)
	wrongTypes(t, sound, options)
	sound[exclusions] = []byte(`{"VpcBlockPublicAccessExclusions": [{"ExclusionId": "vpcbpa-exclude-0a", "InternetGatewayExclusionMode": "allow-bidirectional", "ResourceArn": "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0a1", "State": "create-complete"}]}`)
	wrongTypes(t, sound, exclusions)
}

func wrongTypes(t *testing.T, sound map[string][]byte, only string) {
	t.Helper()
	was, _ := verdicts(t, sound)
	n := 0
	for _, name := range slices.Sorted(maps.Keys(sound)) {
		var tree any
		if err := json.Unmarshal(sound[name], &tree); err != nil {
			t.Fatal(err)
		}
		if only != "" && only != name {
			continue
		}
		files := maps.Clone(sound)
		damage(tree, name, func(where string) {
			if n++; only == "" && n%step() != 0 {
				return
			}
			data, err := json.Marshal(tree)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = data
			unchanged(t, where, files, was)
		})
	}
}

// damage puts values of wrong types in the place of every value below a tree, in
// turn.
func damage(tree any, where string, try func(string)) {
	each := func(key string, have any, set func(any)) {
		for _, wrong := range wrongFor(have) {
			set(wrong)
			try(fmt.Sprintf("%s.%s = %v", where, key, wrong))
		}
		set(have)
		damage(have, where+"."+key, try)
	}
	switch tree := tree.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(tree)) {
			each(k, tree[k], func(v any) { tree[k] = v })
		}
	case []any:
		for n := range tree {
			each(fmt.Sprint(n), tree[n], func(v any) { tree[n] = v })
		}
	}
}

func wrongFor(have any) []any {
	switch have.(type) {
	case string:
		return []any{true, []any{}}
	case float64:
		return []any{"x", 1.5, json.Number("99999999999999999999999")}
	case bool:
		return []any{"yes", 1}
	case []any:
		return []any{7, map[string]any{}, strings.Repeat("x", 3)}
	}
	return []any{7, []any{}, "x"}
}
