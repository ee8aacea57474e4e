package account_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// configTypes are the types of AWS Config whose configuration is a record of a list.
var configTypes = map[string]string{
	"Vpcs": "AWS::EC2::VPC", "Subnets": "AWS::EC2::Subnet", "InternetGateways": "AWS::EC2::InternetGateway", "NatGateways": "AWS::EC2::NatGateway",
	"Addresses": "AWS::EC2::EIP", "RouteTables": "AWS::EC2::RouteTable", "NetworkAcls": "AWS::EC2::NetworkAcl",
	"SecurityGroups": "AWS::EC2::SecurityGroup", "NetworkInterfaces": "AWS::EC2::NetworkInterface", "DBInstances": "AWS::RDS::DBInstance",
	"LoadBalancers": "AWS::ElasticLoadBalancingV2::LoadBalancer", "VpcEndpoints": "AWS::EC2::VPCEndpoint",
	"VpcPeeringConnections": "AWS::EC2::VPCPeeringConnection", "VpnGateways": "AWS::EC2::VPNGateway", "CustomerGateways": "AWS::EC2::CustomerGateway",
	"VpnConnections": "AWS::EC2::VPNConnection",
}

// recorded is what AWS Config would deliver of a folder: the names of members begin
// with small letters, and ranges are written twice.
func recorded(t *testing.T, files map[string][]byte) []any {
	t.Helper()
	var items []any
	for _, name := range slices.Sorted(maps.Keys(files)) {
		var doc map[string]any
		if err := json.Unmarshal(files[name], &doc); err != nil {
			t.Fatal(err)
		}
		for key, list := range doc {
			records, _ := list.([]any)
			for _, r := range records {
				if key == "Reservations" {
					for _, i := range r.(map[string]any)["Instances"].([]any) {
						items = append(items, configItem("AWS::EC2::Instance", len(items), i))
					}
				} else if typ := configTypes[key]; typ != "" {
					items = append(items, configItem(typ, len(items), r))
				}
			}
		}
	}
	return items
}

func configItem(typ string, n int, record any) map[string]any {
	return map[string]any{
		"resourceType": typ, "resourceId": fmt.Sprint("r-", n), "awsAccountId": "111122223333", "awsRegion": "eu-west-1",
		"configurationItemStatus": "OK", "configurationItemCaptureTime": "2026-11-22T10:00:00.000Z", "configuration": small(record), "tags": map[string]any{},
	}
}

func small(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[strings.ToLower(k[:1])+k[1:]] = small(x)
		}
		if ranges, ok := out["ipRanges"].([]any); ok {
			out["ipv4Ranges"] = ranges
			var texts []any
			for _, r := range ranges {
				texts = append(texts, r.(map[string]any)["cidrIp"])
			}
			out["ipRanges"] = texts
		}
		return out
	case []any:
		out := make([]any, len(v))
		for n := range v {
			out[n] = small(v[n])
		}
		return out
	}
	return v
}

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestConfigSnapshot: of what AWS Config recorded of the sound folder, what is answered
// is what the folder answers, in each form in which Config gives it; and some is.
func TestConfigSnapshot(t *testing.T) {
	sound := soundFolder(t)
	was, _ := verdicts(t, sound)
	items := recorded(t, sound)
	var rows, texts []any
	for _, i := range items {
		row := maps.Clone(i.(map[string]any))
		row["accountId"] = row["awsAccountId"]
		row["tags"] = []any{}
		delete(row, "awsAccountId")
		rows = append(rows, string(jsonOf(t, row)))
		text := maps.Clone(i.(map[string]any))
		text["accountId"], text["configuration"] = text["awsAccountId"], string(jsonOf(t, text["configuration"]))
		delete(text, "awsAccountId")
		texts = append(texts, text)
	}
	fields := []any{map[string]any{"Name": "resourceId"}, map[string]any{"Name": "configuration"}}
	for what, doc := range map[string]any{
		"delivered": map[string]any{"fileVersion": "1.0", "configSnapshotId": "x", "configurationItems": items},
		"query":     map[string]any{"Results": rows, "QueryInfo": map[string]any{"SelectFields": fields}},
		"history":   map[string]any{"configurationItems": texts},
		"batch":     map[string]any{"baseConfigurationItems": texts, "unprocessedResourceKeys": []any{}},
	} {
		files := map[string][]byte{"x.json": jsonOf(t, doc)}
		unchanged(t, what, files, was)
		got, result := verdicts(t, files)
		for _, p := range result.Problems {
			t.Errorf("%s: %v", what, p)
		}
		known := map[string]int{}
		for _, v := range got {
			known[v]++
		}
		if known["yes"] < 8 || known["no"] < 10 {
			t.Errorf("%s: answers %v", what, known)
		}
		for _, l := range result.Listings {
			if l.Gap.Variable == nil {
				t.Errorf("%s: the list of %s is taken to be whole", what, l.Kind)
			}
		}
		if f := inMemory(files)[0]; !account.Recognises(f) {
			t.Errorf("%s: it is not recognised", what)
		}
	}
}

// TestConfigTypesThatAreMissing: a type that the recorder was not told to record makes
// answers unknown.
func TestConfigTypesThatAreMissing(t *testing.T) {
	sound := soundFolder(t)
	was, _ := verdicts(t, sound)
	items := recorded(t, sound)
	types := map[string]bool{}
	for _, i := range items {
		types[i.(map[string]any)["resourceType"].(string)] = true
	}
	for typ := range types {
		less := slices.DeleteFunc(slices.Clone(items), func(i any) bool { return i.(map[string]any)["resourceType"] == typ })
		if typ != "AWS::EC2::Instance" { // without them, instances are taken to run
			unchanged(t, "without "+typ, map[string][]byte{"x.json": jsonOf(t, map[string]any{"configurationItems": less})}, was)
		}
	}
	if len(types) < 10 {
		t.Fatalf("%d types", len(types))
	}
}

// TestConfigRights: roles, policies, buckets, keys and functions, as AWS Config records
// them.
func TestConfigRights(t *testing.T) {
	data, err := os.ReadFile("testdata/config.json")
	if err != nil {
		t.Fatal(err)
	}
	got := account.Load(inMemory(map[string][]byte{"config.json": data}), account.Options{})
	for _, p := range got.Problems {
		t.Error(p)
	}
	byID := map[estate.ID]estate.Resource{}
	for _, r := range got.Resources {
		byID[r.Base().ID] = r
	}
	role, ok := byID["role/app"].(*estate.Role)
	switch {
	case !ok:
		t.Fatal("no role")
	case role.Trust.At("Statement").IsMissing() && role.Trust.Kind != estate.Scalar:
		t.Errorf("trust %+v", role.Trust)
	case len(role.Policies.Known) != 1 || len(role.Managed.Known) != 1:
		t.Errorf("policies %+v, %+v", role.Policies, role.Managed)
	case role.Origin.Line == 0 || role.Origin.File != "config.json":
		t.Errorf("the role is at %s", role.Origin)
	}
	if _, known := role.MaxSession.Known(); known {
		t.Error("the longest session is known, which AWS Config does not record")
	}
	bucket, _ := byID["logs"].(*estate.Bucket)
	if restricts, known := bucket.PublicAccess.RestrictPublicBuckets.Known(); !known || !restricts {
		t.Errorf("public access block %+v", bucket.PublicAccess)
	}
	policy, ok := byID["arn:aws:s3:::logs/policy"].(*estate.BucketPolicy)
	if !ok || policy.Document.At("Statement").IsMissing() {
		t.Errorf("bucket policy %+v", policy)
	}
	if p, ok := byID["arn:aws:s3:::bare/policy"]; ok {
		t.Errorf("a bucket without a policy has %+v", p)
	}
	if p, _ := byID["arn:aws:s3:::unsaid/policy"].(*estate.BucketPolicy); p == nil || p.Document.Kind != estate.Opaque {
		t.Error("the policy of which no item says anything is not unknown")
	}
	testConfigGaps(t, byID)
	skipped := false
	for _, s := range got.Sources {
		skipped = skipped || strings.Contains(s.Name, "AWS::CodeDeploy::Application") && s.Skipped != ""
	}
	if !skipped {
		t.Errorf("nothing says that applications are not read: %+v", got.Sources)
	}
}

func testConfigGaps(t *testing.T, byID map[estate.ID]estate.Resource) {
	t.Helper()
	if k, _ := byID["1234abcd-12ab-34cd-56ef-1234567890ab"].(*estate.Key); k == nil || k.Policy.At("Statement").IsMissing() {
		t.Errorf("key %+v", k)
	}
	if f, _ := byID["getUsers"].(*estate.Function); f == nil || f.Environment == nil || f.Environment.Kind != estate.Opaque {
		t.Error("a function's variables are not unknown, which AWS Config does not record")
	}
	if _, ok := byID["deleted"]; ok {
		t.Error("a resource is there of which the latest item says that it was deleted")
	}
	if g, _ := byID["sg-0changed"].(*estate.SecurityGroup); g == nil || len(g.Ingress.Known) != 0 {
		t.Errorf("the group is not as its latest item says: %+v", g)
	}
}

// TestQueriesOfParts: a query that selects parts of configurations is not read, since
// the rest would look absent.
func TestQueriesOfParts(t *testing.T) {
	row := `{"resourceType": "AWS::EC2::SecurityGroup", "resourceId": "sg-0a", "accountId": "111122223333", "awsRegion": "eu-west-1", "configuration": {"groupId": "sg-0a", "vpcId": "vpc-0a"}}`
	for _, info := range []string{`{"SelectFields": [{"Name": "configuration.groupId"}, {"Name": "configuration.vpcId"}]}`, `{}`} {
		data := []byte(`{"Results": [` + string(jsonOf(t, row)) + `], "QueryInfo": ` + info + `}`)
		got := account.Load(inMemory(map[string][]byte{"x.json": data}), account.Options{})
		if len(got.Resources) > 0 || len(got.Sources) != 1 || !strings.Contains(got.Sources[0].Skipped, "whole configuration") {
			t.Errorf("%s: %d resources, sources %+v", info, len(got.Resources), got.Sources)
		}
	}
}

// FuzzConfig: no file of AWS Config makes the reader panic; what it cannot read makes a
// problem or a file passed over.
func FuzzConfig(f *testing.F) {
	data, err := os.ReadFile("testdata/config.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"Results": ["{\"resourceType\": \"AWS::EC2::VPC\", \"resourceId\": \"vpc-0a\", \"configuration\": {\"vpcId\": \"vpc-0a\", \"state\": {\"value\": \"available\"}}, \"tags\": [{\"key\": \"a\", \"value\": \"b\"}]}"], "QueryInfo": {"SelectFields": [{"Name": "configuration"}]}}`))
	f.Add([]byte(`{"baseConfigurationItems": [{"resourceType": "AWS::KMS::Key", "resourceId": "k", "configuration": "{\"keyId\": \"k\"}", "supplementaryConfiguration": {"Policy": "\"{}\""}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := account.Load(inMemory(map[string][]byte{"x.json": data}), account.Options{})
		if len(got.Sources)+len(got.Problems) == 0 {
			t.Fatal("the file is neither read, nor passed over, nor a problem")
		}
		estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
	})
}
