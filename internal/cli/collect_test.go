package cli_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"ringwall/internal/cli"
)

// cloud is an account with one VPC that answers over HTTP; everything else is empty.
type cloud struct {
	refused string // an action, or "*"
	asked   atomic.Int64
}

var actionIn = regexp.MustCompile(`(?:^|&)Action=([A-Za-z0-9]+)`)

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.asked.Add(1)
	body, _ := io.ReadAll(r.Body)
	m := actionIn.FindSubmatch(body)
	name := ""
	if m != nil {
		name = string(m[1])
	}
	answers := map[string]string{
		"GetCallerIdentity": `<R><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></R>`,
		"DescribeRegions":   `<R><regionInfo><item><regionName>eu-west-1</regionName></item></regionInfo></R>`,
		"DescribeVpcs":      `<R><vpcSet><item><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><ownerId>111122223333</ownerId></item></vpcSet></R>`,
		"DescribeSubnets": `<R><subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/24</cidrBlock><ownerId>111122223333</ownerId>
			<availabilityZone>eu-west-1a</availabilityZone></item></subnetSet></R>`,
	}
	switch {
	case name != "GetCallerIdentity" && (c.refused == "*" || c.refused != "" && name == c.refused):
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized</Message></Error></Errors></Response>`)
	case answers[name] != "":
		_, _ = io.WriteString(w, answers[name])
	case name != "":
		_, _ = io.WriteString(w, "<R><"+name+"Result/></R>")
	case strings.Contains(r.Header.Get("Authorization"), "/s3/"), strings.Contains(r.Header.Get("Authorization"), "/cloudfront/"):
		_, _ = io.WriteString(w, "<R/>")
	default:
		_, _ = io.WriteString(w, "{}")
	}
}

// at makes the program ask this cloud and no other.
func (c *cloud) at(t *testing.T) {
	t.Helper()
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	for k, v := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_MAX_ATTEMPTS": "1", "AWS_CA_BUNDLE": "",
		"AWS_PROFILE": "", "AWS_REGION": "eu-west-1", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "NO_PROXY": "127.0.0.1",
	} {
		t.Setenv(k, v)
	}
}

func typed(t *testing.T, args ...string) (out, log string, status int) {
	t.Helper()
	var o, l bytes.Buffer
	status = cli.Run(args, strings.NewReader(""), &o, &l, os.Getenv)
	return o.String(), l.String(), status
}

// TestCollectLeavesASnapshotOfTheRest: what is refused is named with the permission
// that it takes, is unknown to every verb, and counts under --strict.
func TestCollectLeavesASnapshotOfTheRest(t *testing.T) {
	c := &cloud{refused: "DescribeNetworkAcls"}
	c.at(t)
	file := filepath.Join(t.TempDir(), "a.snapshot")
	out, log, status := typed(t, "collect", file, "--region", "eu-west-1", "--strict")
	if status != 3 || !strings.Contains(out, "1 missing") {
		t.Errorf("status %d, want 3: %s%s", status, out, log)
	}
	if want := "missing: ec2:DescribeNetworkAcls of 111122223333 eu-west-1: UnauthorizedOperation: You are not authorized; it takes ec2:DescribeNetworkAcls"; !strings.Contains(log, want) {
		t.Errorf("it says %q, want %q", log, want)
	}
	if _, err := os.Stat(file + ".partial"); err == nil {
		t.Error("what is packed is left beside")
	}
	out, _, _ = typed(t, "show", file, "subnet-1/network-acl")
	if !strings.Contains(strings.Join(strings.Fields(out), " "), "the call was refused") && !strings.Contains(out, "ec2:DescribeNetworkAcls") {
		t.Errorf("show does not name the permission: %s", out)
	}
	if _, log, status := typed(t, "collect", file, "--region", "eu-west-1"); status != 0 {
		t.Errorf("without --strict the status is %d, want 0: %s", status, log)
	}
}

// TestCollectGoesOn: what an earlier run has left is not asked again, unless all is to
// be asked anew.
func TestCollectGoesOn(t *testing.T) {
	c := &cloud{}
	c.at(t)
	file := filepath.Join(t.TempDir(), "a.snapshot")
	left := file + ".partial/111122223333/eu-west-1/ec2-describe-vpcs.json"
	leave := func() {
		if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string]string{
			left: `{"Vpcs": [{"VpcId": "vpc-2"}]}`, file + ".partial/collection.began": "2026-11-20T10:00:00Z",
		} {
			if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, x := range []struct {
		fresh      []string
		has, count string
	}{{nil, "vpc-2", "(1 of an earlier run)"}, {[]string{"--fresh"}, "vpc-1", "answers, nothing missing"}} {
		leave()
		out, log, status := typed(t, append([]string{"collect", file, "--region", "eu-west-1"}, x.fresh...)...)
		if status != 0 || !strings.Contains(out, x.count) {
			t.Errorf("%v: status %d: %s%s, want %s", x.fresh, status, out, log, x.count)
		}
		if out, _, _ := typed(t, "show", file); !strings.Contains(out, x.has) {
			t.Errorf("%v: the snapshot has no %s: %s", x.fresh, x.has, out)
		}
	}
}

// TestCollectOfNothing: where AWS refuses everything there is no snapshot, and status 2.
func TestCollectOfNothing(t *testing.T) {
	c := &cloud{refused: "*"}
	c.at(t)
	file := filepath.Join(t.TempDir(), "a.snapshot")
	_, log, status := typed(t, "collect", file, "--region", "eu-west-1")
	if _, err := os.Stat(file); status != 2 || err == nil || !strings.Contains(log, "AWS let nothing be read") || !strings.Contains(log, "ringwall collect --policy") {
		t.Errorf("status %d, want 2 and no file: %s", status, log)
	}
}

// TestAnAccountIsASource: of every verb, without a file.
func TestAnAccountIsASource(t *testing.T) {
	c := &cloud{}
	c.at(t)
	for _, name := range []string{"aws:", "aws:@eu-west-1"} {
		out, log, status := typed(t, "show", name, "vpc-1")
		if status != 0 || !strings.Contains(out, "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1") {
			t.Errorf("show %s vpc-1: status %d: %s%s", name, status, out, log)
		}
	}
	if n := c.asked.Load(); n < 20 {
		t.Errorf("AWS was asked %d times", n)
	}
}
