package emulator_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// version is the emulator that is taken: an AWS API that we did not write.
const version = "5.2.1"

// python is the interpreter of a virtual environment with moto, which is made in the
// project's .cache where it is not there. Without Python, or without a package index,
// the test is skipped and says so; not in CI.
func python(t *testing.T) string {
	t.Helper()
	venv, err := filepath.Abs("../../../.cache/moto-" + version)
	if err != nil {
		t.Fatal(err)
	}
	run := filepath.Join(venv, "bin", "python")
	ready := filepath.Join(venv, "ready")
	if _, err := os.Stat(ready); err == nil {
		return run
	}
	for _, command := range [][]string{
		{"python3", "-m", "venv", venv},
		{run, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "moto[server]==" + version},
	} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			cannot(t, "NOT TESTED against an AWS API that we did not write: %s: %v\n%s", strings.Join(command, " "), err, out)
		}
	}
	if err := os.WriteFile(ready, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return run
}

// cannot skips a test where it cannot run; in CI that is a failure.
func cannot(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// moto starts an emulator on a port that the system chooses, and ends it with the
// test. It answers its address, once it listens.
func moto(t *testing.T, python string) *url.URL {
	t.Helper()
	server := exec.Command(python, "-c", `
import sys
from werkzeug.serving import make_server
from moto.server import DomainDispatcherApplication, create_backend_app
s = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(s.port, flush=True)
s.serve_forever()
`)
	server.Env = append(withoutAWS(), "MOTO_IAM_LOAD_MANAGED_POLICIES=true")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	line := make([]byte, 16)
	n, err := out.Read(line)
	port, bad := strconv.Atoi(strings.TrimSpace(string(line[:n])))
	if err := errors.Join(err, bad); err != nil {
		_ = server.Process.Kill()
		_ = server.Wait()
		t.Fatalf("the emulator does not start: %v\n%s", err, log.String())
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}
}

// withoutAWS is the environment without what it says of AWS.
func withoutAWS() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AWS_") })
}

// unanswered are the operations that moto does not know, and what AWS answers where
// there is nothing of the kind. They are asked of the stand-in instead: without, the
// answers would be as unknown as they should be, and nothing could be compared.
var unanswered = map[string]string{
	"/analyzer":               `{"analyzers": []}`,
	"/findingAggregator/list": `{"FindingAggregators": []}`,
	"/standards/get":          `{"StandardsSubscriptions": []}`,
	"/profileassociations":    `{"ProfileAssociations": []}`,
	"/graphs/list":            `{"GraphList": []}`,
	"/policies":               `{"Policies": []}`,
	// To who administers no organisation AWS answers InvalidAccessException, moto another error.
	"/organization/configuration":                                                `{"AutoEnable": true, "AutoEnableStandards": "DEFAULT", "OrganizationConfiguration": {"ConfigurationType": "LOCAL"}}`,
	"/environments":                                                              `{"Environments": []}`,
	"AppRunner.ListServices":                                                     `{"ServiceSummaryList": []}`,
	"ElasticMapReduce.ListSecurityConfigurations":                                `{"SecurityConfigurations": []}`,
	"RedshiftServerless.ListNamespaces":                                          `{"namespaces": []}`,
	"RedshiftServerless.ListWorkgroups":                                          `{"workgroups": []}`,
	"Route53Resolver.ListFirewallRuleGroupAssociations":                          `{"FirewallRuleGroupAssociations": []}`,
	"DescribeServerlessCaches":                                                   `<DescribeServerlessCachesResponse><DescribeServerlessCachesResult><ServerlessCaches/></DescribeServerlessCachesResult></DescribeServerlessCachesResponse>`,
	"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListEventDataStores": `{"EventDataStores": []}`,
	"GetSnapshotBlockPublicAccessState":                                          `<GetSnapshotBlockPublicAccessStateResponse><state>unblocked</state></GetSnapshotBlockPublicAccessStateResponse>`,
	"DescribeSecurityGroupVpcAssociations":                                       `<DescribeSecurityGroupVpcAssociationsResponse><securityGroupVpcAssociationSet/></DescribeSecurityGroupVpcAssociationsResponse>`,
	"DescribeVpcBlockPublicAccessExclusions":                                     `<DescribeVpcBlockPublicAccessExclusionsResponse><vpcBlockPublicAccessExclusionSet/></DescribeVpcBlockPublicAccessExclusionsResponse>`,
	"DescribeVpcBlockPublicAccessOptions":                                        `<DescribeVpcBlockPublicAccessOptionsResponse><vpcBlockPublicAccessOptions><internetGatewayBlockMode>off</internetGatewayBlockMode><state>default-state</state></vpcBlockPublicAccessOptions></DescribeVpcBlockPublicAccessOptionsResponse>`,
	"DescribeVpcEndpointConnections":                                             `<DescribeVpcEndpointConnectionsResponse><vpcEndpointConnectionSet/></DescribeVpcEndpointConnectionsResponse>`,
	"OvertureService.DescribeDirectConnectGateways":                              `{"directConnectGateways": []}`,
	"OvertureService.DescribeVirtualInterfaces":                                  `{"virtualInterfaces": []}`,
	"NetworkFirewall_20201112.ListFirewallPolicies":                              `{"FirewallPolicies": []}`,
	"NetworkFirewall_20201112.ListRuleGroups":                                    `{"RuleGroups": []}`,
	"AmazonSSM.ListAssociations":                                                 `{"Associations": []}`,
	"/listprincipals":                                                            `{"principals": []}`,
	"/listresources":                                                             `{"resources": []}`,
	"/restore-testing/plans":                                                     `{"RestoreTestingPlans": []}`,
	"/urls":                                                                      `{"FunctionUrlConfigs": []}`,
	"/backup-vaults/myapp/access-policy":                                         `{"BackupVaultArn": "arn:aws:backup:eu-west-1:123456789012:backup-vault:myapp", "Policy": null}`,
}

// unattached are policies of AWS's that nothing has: moto lists them all, AWS those
// that are in use.
var unattached = regexp.MustCompile(`(?s)<member><Arn>arn:aws:iam::aws:policy/[^<]*</Arn><Path>[^<]*</Path><DefaultVersionId>[^<]*</DefaultVersionId><AttachmentCount>0</AttachmentCount>.*?</PolicyVersionList></member>`)

// standIn answers what moto does not know, and passes on the rest. Of interfaces that
// moto shows as attached to nothing it says that they are in use, as those are that AWS
// makes for services, and public addresses are not of the loopback network.
func standIn(t *testing.T, to *url.URL) string {
	t.Helper()
	action := regexp.MustCompile(`(?:^|&)Action=([A-Za-z0-9]+)`)
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		if bytes.Contains(body, []byte("<DescribeNetworkInterfacesResponse")) {
			body = bytes.ReplaceAll(body, []byte("<status>available</status>"), []byte("<status>in-use</status>"))
		}
		body = bytes.ReplaceAll(body, []byte("<publicIp>127."), []byte("<publicIp>52."))
		body = unattached.ReplaceAll(body, nil)
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		r.Header.Set("Content-Length", strconv.Itoa(len(body)))
		return nil
	}
	handle := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		name := r.Header.Get("X-Amz-Target")
		if m := action.FindSubmatch(body); m != nil {
			name = string(m[1])
		} else if name == "" {
			name = r.URL.Path
		}
		if strings.HasSuffix(name, "/urls") { // of any function
			name = "/urls"
		}
		if answer, ok := unanswered[name]; ok {
			_, _ = io.WriteString(w, answer)
			return
		}
		proxy.ServeHTTP(w, r)
	}
	server := httptest.NewServer(http.HandlerFunc(handle))
	t.Cleanup(server.Close)
	return server.URL
}
