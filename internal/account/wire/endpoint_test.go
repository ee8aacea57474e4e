package wire

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEndpoints: hosts are those that AWS's own rules give.
func TestEndpoints(t *testing.T) {
	data, err := os.ReadFile("testdata/endpoints.txt")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		v := variant{strings.Contains(f[2], "F"), strings.Contains(f[2], "D")}
		if got := m.Services[f[0]].endpoint(f[1], v).host; got != f[3] {
			t.Errorf("%s: %s", line, got)
		}
	}
}

// asked keeps the hosts of requests, and answers none.
type asked []string

func (a *asked) Do(r *http.Request) (*http.Response, error) {
	*a = append(*a, r.URL.Host)
	return nil, context.Canceled
}

// TestConfigurationChoosesEndpoints: the environment and the profile say which endpoints
// are asked, the environment before the profile.
func TestConfigurationChoosesEndpoints(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll("[profile gov]\nKEYS\nuse_fips_endpoint = true\n[profile six]\nKEYS\nuse_dualstack_endpoint = true\n[profile plain]\nKEYS\n",
		"KEYS", "aws_access_key_id = test\naws_secret_access_key = test")), 0o600); err != nil {
		t.Fatal(err)
	}
	for k, v := range map[string]string{
		"AWS_CONFIG_FILE": file, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_PROFILE": "", "AWS_ENDPOINT_URL": "", "AWS_REGION": "", "AWS_CA_BUNDLE": "",
	} {
		t.Setenv(k, v)
	}
	for _, x := range []struct{ profile, fips, dual, host string }{
		{"plain", "", "", "kms.us-east-2.amazonaws.com"},
		{"plain", "true", "", "kms-fips.us-east-2.amazonaws.com"},
		{"plain", "", "true", "kms.us-east-2.api.aws"},
		{"plain", "true", "true", "kms-fips.us-east-2.api.aws"},
		{"gov", "", "", "kms-fips.us-east-2.amazonaws.com"},
		{"gov", "false", "", "kms.us-east-2.amazonaws.com"},
		{"six", "", "", "kms.us-east-2.api.aws"},
	} {
		t.Setenv("AWS_USE_FIPS_ENDPOINT", x.fips)
		t.Setenv("AWS_USE_DUALSTACK_ENDPOINT", x.dual)
		var hosts asked
		c, err := Connect(context.Background(), x.profile, "us-east-2", Options{HTTP: &hosts, Attempts: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Call(context.Background(), "us-east-2", "kms", "ListKeys", nil); err == nil {
			t.Error("nothing was to answer")
		}
		if len(hosts) != 1 || hosts[0] != x.host {
			t.Errorf("%+v asks %v", x, hosts)
		}
	}
}
