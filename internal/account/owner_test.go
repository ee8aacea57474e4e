package account_test

import (
	"net/netip"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

const balanced = `{
 "LoadBalancers": [{"LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0123456789abcdef", "LoadBalancerName": "web", "Type": "application", "Scheme": "internet-facing", "SecurityGroups": ["sg-1"], "AvailabilityZones": [{"SubnetId": "subnet-1"}, {"SubnetId": "subnet-2"}]}],
 "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "OwnerId": "111122223333"}]`

const card = `, "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "OwnerId": "111122223333", "Description": "ELB app/web/0123456789abcdef", "SubnetId": "subnet-1", "Status": "in-use", "Groups": [{"GroupId": "sg-2"}], "PrivateIpAddress": "10.0.1.9", "Association": {"PublicIp": "203.0.113.9"}}]`

// TestOwnersStandWhereTheirInterfacesAre: where all interfaces are listed, a
// resource has those that are its own and no others; where they are not, those
// that its settings say.
func TestOwnersStandWhereTheirInterfacesAre(t *testing.T) {
	for _, c := range []struct {
		name, text string
		places     string // subnets of each placement, and its groups
		lists      bool
	}{
		{"listed", balanced + card + "}", "subnet-1 sg-2 10.0.1.9", true},
		{"listed and without any", balanced + `, "NetworkInterfaces": []}`, "", true},
		{"cut off", balanced + `, "NetworkInterfaces": [], "NextToken": "x"}`, "subnet-1 subnet-2 sg-1", false},
		{"not listed", balanced + "}", "subnet-1 subnet-2 sg-1", false},
	} {
		got := account.Load(inMemory(map[string][]byte{"111122223333/eu-west-1/x.json": []byte(c.text)}), account.Options{})
		e := estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
		r, ok := e.Get("web")
		if !ok || len(got.Problems) > 0 {
			t.Fatalf("%s: %v %v", c.name, ok, got.Problems)
		}
		var words []string
		for _, p := range r.(estate.Networked).Placements(e) {
			for _, list := range []estate.Items[estate.Text]{p.Subnets, p.Groups} {
				for _, i := range list.Known {
					words = append(words, i.Is.String())
				}
			}
			for _, a := range p.Addresses.Known {
				words = append(words, a.Is.String())
			}
		}
		if places := strings.Join(words, " "); places != c.places {
			t.Errorf("%s: %q, want %q", c.name, places, c.places)
		}
		if lists := e.Lists(estate.InterfaceListing, r.Base()); lists != c.lists {
			t.Errorf("%s: lists is %v", c.name, lists)
		}
	}
}

// TestRecord reads a record again, by the place that loading noted.
func TestRecord(t *testing.T) {
	text := balanced + card + "}"
	got := account.Load(inMemory(map[string][]byte{"x.json": []byte(text)}), account.Options{})
	for _, x := range got.Resources {
		i, ok := x.(*estate.LiveInterface)
		if !ok {
			continue
		}
		if want := netip.MustParseAddr("203.0.113.9"); i.PublicIPv4() != want {
			t.Errorf("public address %v, want %v", i.PublicIPv4(), want)
		}
		tree, err := account.Record(strings.NewReader(text), i.Origin)
		if err != nil {
			t.Fatal(err)
		}
		id := tree.At("NetworkInterfaceId")
		if id.Text.String() != "eni-1" || id.Origin.Line != 3 {
			t.Errorf("%v at %v", id.Text, id.Origin)
		}
		return
	}
	t.Fatal("no interface")
}

// TestProxiesStandWhereInterfacesMayBeTheirs: an interface that RDS keeps may be of the
// proxies that stand in its subnet with its groups.
func TestProxiesStandWhereInterfacesMayBeTheirs(t *testing.T) {
	for _, c := range []struct {
		name, managed, group string
		places               int
	}{
		{"AWS's own, with the groups", "true", "sg-1", 1},
		{"AWS's own, with other groups", "true", "sg-2", 0},
		{"the user's", "false", "sg-1", 0},
	} {
		got := account.Load(inMemory(map[string][]byte{
			"111122223333/eu-west-1/describe-db-proxies.json": []byte(`{"DBProxies": [{"DBProxyName": "p", "DBProxyArn": "arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-1", "VpcSecurityGroupIds": ["sg-1"], "VpcSubnetIds": ["subnet-1"]}]}`),
			"111122223333/eu-west-1/describe-network-interfaces.json": []byte(`{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "OwnerId": "111122223333", "Description": "of a proxy", "RequesterManaged": ` + c.managed +
				`, "SubnetId": "subnet-1", "Status": "in-use", "Groups": [{"GroupId": "` + c.group + `"}], "PrivateIpAddress": "10.0.1.9"}]}`),
		}), account.Options{Typed: iac.Typed})
		e := estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
		r, ok := e.Get("p")
		if !ok {
			t.Fatalf("%s: there is no proxy", c.name)
		}
		if n := len(r.(estate.Networked).Placements(e)); n != c.places {
			t.Errorf("%s: it stands in %d places, want %d", c.name, n, c.places)
		}
	}
}
