// Package emulator_test holds collecting to an AWS API that we did not write: it
// deploys examples/myapp to moto, collects it as a user would, and asks the same
// questions of the snapshot as of the templates.
package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/cli"
)

const example = "../../../examples/myapp"

// TestMyappFromTemplatesAndFromAnAccount: the same architecture gives the same answers
// from either source.
func TestMyappFromTemplatesAndFromAnAccount(t *testing.T) {
	run := python(t)
	server := moto(t, run)
	names := deploy(t, run, server)
	address := standIn(t, server)
	snapshot := filepath.Join(t.TempDir(), "myapp.snapshot")
	ask(t, address)
	said, status := ringwall(t, "collect", snapshot, "--region", "eu-west-1", "--strict")
	if status != 0 {
		t.Fatalf("collect ends with status %d: %s", status, said)
	}
	noSecrets(t, snapshot)
	template := []string{"--account", "123456789012", "--region", "eu-west-1"}
	for _, n := range []string{"network", "data", "application"} {
		template = append(template, "-e", filepath.Join(example, n+".yaml"))
	}
	live := []string{"-e", snapshot}
	t.Run("reach", func(t *testing.T) { sameReach(t, template, live, names) })
	t.Run("exposure", func(t *testing.T) { sameExposure(t, template, live) })
	t.Run("review", func(t *testing.T) { sameReview(t, template, live) })
	t.Run("without a file", func(t *testing.T) {
		_, status := ringwall(t, "reach", names["application/GetUsers"][0], "arn:aws:rds:eu-west-1:123456789012:db:myapp", "--port", "3306", "-e", "aws:@eu-west-1")
		if status != 0 {
			t.Errorf("reach from aws:@eu-west-1 ends with status %d, want 0", status)
		}
	})
}

// ask makes the program ask an address and no other.
func ask(t *testing.T, address string) {
	t.Helper()
	for k, v := range map[string]string{
		"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "eu-west-1", "AWS_MAX_ATTEMPTS": "1",
		"AWS_CA_BUNDLE": "", "AWS_PROFILE": "", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "NO_PROXY": "127.0.0.1",
	} {
		t.Setenv(k, v)
	}
}

// deploy makes the example's resources; physical names by TEMPLATE/LOGICAL.
func deploy(t *testing.T, python string, server fmt.Stringer) map[string][]string {
	t.Helper()
	var out, log bytes.Buffer
	c := exec.Command(python, "testdata/deploy.py", server.String(), example)
	c.Stdout, c.Stderr = &out, &log
	c.Env = withoutAWS()
	if err := c.Run(); err != nil {
		t.Fatalf("deploy: %v\n%s", err, log.String())
	}
	var made map[string]any
	if err := json.Unmarshal(out.Bytes(), &made); err != nil {
		t.Fatalf("deploy: %v in %s", err, out.String())
	}
	names := map[string][]string{}
	for k, v := range made {
		switch v := v.(type) {
		case string:
			names[k] = []string{v}
		case []any:
			for _, s := range v {
				names[k] = append(names[k], fmt.Sprint(s))
			}
		}
	}
	names["data/Database"] = []string{"arn:aws:rds:eu-west-1:123456789012:db:myapp"} // others are called myapp too
	return names
}

// ringwall runs a command line; its output and exit status.
func ringwall(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out, log bytes.Buffer
	status := cli.Run(args, strings.NewReader(""), &out, &log, os.Getenv)
	if s := log.String(); s != "" && status > 1 {
		t.Logf("%s: %s", strings.Join(args[:2], " "), s)
	}
	return out.String(), status
}

// noSecrets: what deploy.py gave to the database and the function is not in the file.
func noSecrets(t *testing.T, snapshot string) {
	t.Helper()
	out, _ := ringwall(t, "show", snapshot, "-o", "json")
	if strings.Contains(out, "a-secret-of-the-test") {
		t.Error("the snapshot holds a secret")
	}
}

// parts are those of the example between which traffic is compared.
var parts = []string{
	"internet", "application/LoadBalancer", "application/WebServers", "application/BackendServer1", "application/BackendServer2",
	"application/GetUsers", "data/Database",
}

// answer is what reach says of a pair.
type answer struct {
	Verdict string
	Traffic []struct{ Protocol, Ports string }
}

func reach(t *testing.T, from, to string, estate []string) string {
	t.Helper()
	out, status := ringwall(t, append([]string{"reach", from, to, "-o", "json"}, estate...)...)
	var a answer
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Errorf("reach %s %s ends with status %d: %v", from, to, status, err)
	}
	return fmt.Sprint(a.Verdict, a.Traffic)
}

func sameReach(t *testing.T, template, live []string, names map[string][]string) {
	different := map[string]string{}
	compared := 0
	for _, from := range parts {
		for _, to := range parts {
			if from == to {
				continue
			}
			want := reach(t, logical(from), logical(to), template)
			for _, f := range physical(names, from) {
				for _, to2 := range physical(names, to) {
					compared++
					if have := reach(t, f, to2, live); have != want {
						different[from+" -> "+to] = "template " + want + ", account " + have
					}
				}
			}
		}
	}
	expect(t, different, reachDifferences)
	if compared < 50 {
		t.Errorf("only %d pairs were compared", compared)
	}
}

func logical(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

func physical(names map[string][]string, name string) []string {
	if name == "internet" {
		return []string{name}
	}
	return names[name]
}

// expect compares differences with those that are known, each with its reason.
func expect(t *testing.T, have, known map[string]string) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(have)) {
		if known[k] == "" {
			t.Errorf("%s: %s", k, have[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(known)) {
		if have[k] == "" {
			t.Errorf("%s is said to be different (%s), and is not", k, known[k])
		}
	}
}
