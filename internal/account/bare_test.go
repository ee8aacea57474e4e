package account_test

import (
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// TestListsThatStandAlone: "aws ec2 describe-vpcs --query Vpcs" prints the list without its
// key; the file's name says what it is.
func TestListsThatStandAlone(t *testing.T) {
	files := map[string][]byte{}
	for name, data := range twoVPCs(`"VpcPeeringConnectionId": "pcx-1"`) {
		key := map[string]string{
			"vpcs.json": "describe-vpcs", "subnets.json": "describe-subnets-a", "tables.json": "describe-route-tables", "acls.json": "describe-network-acls",
			"groups.json": "describe-security-groups", "interfaces.json": "describe-network-interfaces", "igws.json": "describe-internet-gateways",
		}[name]
		text := string(data)
		from, to := strings.IndexByte(text, '['), strings.LastIndexByte(text, ']')
		files[key+".json"] = []byte("\xef\xbb\xbf" + text[from:to+1])
	}
	files["describe-vpc-peering-connections.json"] = []byte(`[{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-a"}, "AccepterVpcInfo": {"VpcId": "vpc-b"}}]`)
	asked := [][4]string{{"eni-a", "eni-b", "tcp/443", ""}, {"eni-a", "10.1.0.99", "tcp/443", ""}}
	if got := answers(t, modelOf(files), asked); got[0] != "yes" || got[1] != "no" {
		t.Errorf("got %v", got)
	}
	for _, f := range inMemory(files) {
		if !account.Recognises(f) {
			t.Errorf("%s is not recognised", f.Name)
		}
	}
	// A query that gives members other names shows nothing for certain.
	files["describe-network-interfaces.json"] = []byte(`[{"ID": "eni-a"}, {"ID": "eni-b"}]`)
	if got := answers(t, modelOf(files), [][4]string{{"subnet-a", "10.1.0.99", "tcp/443", ""}}); got[0] == "no" {
		t.Errorf("got %v", got)
	}
	if account.Recognises(inMemory(map[string][]byte{"list.json": []byte(`[{"VpcId": "vpc-a"}]`)})[0]) {
		t.Error("a list of no command's is recognised")
	}
}

// TestInstancesThatStandAlone: as reservations, as instances and as lists of these.
func TestInstancesThatStandAlone(t *testing.T) {
	const one = `{"InstanceId": "i-1", "SubnetId": "subnet-a", "VpcId": "vpc-a", "State": {"Name": "running"}}`
	for _, text := range []string{
		`[{"ReservationId": "r-1", "Instances": [` + one + `]}]`, `[` + one + `]`, `[[` + one + `]]`, "[\n  " + one + "\n]",
	} {
		got := account.Load(inMemory(map[string][]byte{"describe-instances.json": []byte(text)}), account.Options{})
		i, ok := estate.New(estate.Estate{Resources: got.Resources}).Get("i-1")
		if !ok || len(got.Problems) > 0 {
			t.Errorf("%s: %v %v", text, got.Resources, got.Problems)
			continue
		}
		at := i.Base().Origin
		if lines := strings.Split(text, "\n"); !strings.HasPrefix(lines[at.Line-1][at.Column-1:], one) {
			t.Errorf("%s: it is said to stand at %v", text, at)
		}
	}
}
