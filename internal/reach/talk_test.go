package reach

import (
	"strings"
	"testing"

	"ringwall/internal/proof"
)

// The figures of the talks (mission, sections 1 and 5).

// myapp is the reference architecture up to the NAT gateway.
func myapp(t testing.TB) *estateBuilder {
	b := build(t)
	b.VPC("vpc", "10.0.0.0/16")
	b.Subnet("subnet1", "vpc", "10.0.0.0/24", "public")
	b.Subnet("subnet2", "vpc", "10.0.1.0/24")
	b.IGW("igw", "vpc")
	b.NAT("nat", "subnet1")
	b.Table("rt1", "vpc", "subnet1", "0.0.0.0/0 igw")
	b.Table("rt2", "vpc", "subnet2", "0.0.0.0/0 nat")
	b.SG("webSG", "vpc", "in tcp 80 from 0.0.0.0/0", "in tcp 443 from 0.0.0.0/0")
	b.SG("backendSG", "vpc", "in tcp 4000 from webSG")
	b.Instance("web", "subnet1", "webSG")
	b.Instance("backend", "subnet2", "backendSG")
	return b
}

func TestTalk_WebAndBackend(t *testing.T) {
	n := myapp(t).New()
	n.yes("198.51.100.7 -> web tcp 80")
	n.yes("198.51.100.7 -> web tcp 443")
	n.no("198.51.100.7 -> web tcp 22", codeGroup)
	n.yes("web -> backend tcp 4000")
	n.no("web -> backend tcp 80", codeGroup)
	n.no("backend -> web tcp 4000", codeGroup)
	n.yes("backend -> web tcp 80")
	n.no("198.51.100.7 -> backend tcp 4000", codePublicForIngress, codeGroup, codeNoRoute)
	n.yes("backend -> 198.51.100.7 tcp 443")
	n.yes("web -> 198.51.100.7 tcp 443")
}

func TestTalk_CanOurWebServerAccessTheInternet(t *testing.T) {
	b := build(t)
	b.VPC("vpc", "10.0.0.0/16")
	b.Subnet("subnet1", "vpc", "10.0.0.0/24", "public")
	b.IGW("igw", "vpc")
	b.Table("rt1", "vpc", "subnet1", "0.0.0.0/0 igw")
	b.SG("new", "vpc") // no rules yet: nothing in, everything out
	b.Instance("web", "subnet1", "new")
	n := b.New()
	n.yes("web -> 198.51.100.7 tcp 443")
	trace := n.no("198.51.100.7 -> web tcp 80", codeGroupEmpty)
	if s := trace.Blockers()[0]; s.Resource != "new" || s.Kind != "security-group" {
		t.Errorf("decided by %+v", s)
	}
}

func TestTalk_Before_And_After_NAT(t *testing.T) {
	b := build(t)
	b.VPC("vpc", "10.0.0.0/16")
	b.Subnet("subnet2", "vpc", "10.0.1.0/24")
	b.SG("g", "vpc")
	b.Instance("backend", "subnet2", "g")
	b.New().no("backend -> 198.51.100.7 tcp 443", codeNoRoute, "internet-gateway", codePublicForEgress)
}

func TestTalk_NetworkACLTable(t *testing.T) {
	b := build(t)
	b.VPC("vpc", "10.0.0.0/16")
	b.Subnet("a", "vpc", "10.0.0.0/24")
	b.Subnet("b", "vpc", "10.0.1.0/24")
	b.ACL("talk", "vpc", "a",
		"in 100 allow all 0.0.0.0/0", "in 101 allow tcp 443 0.0.0.0/0", "in 300 allow tcp 5432 10.0.0.0/16",
		"out 100 allow all 0.0.0.0/0")
	b.SG("g", "vpc", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "g")
	b.Instance("y", "b", "g")
	n := b.New()
	for _, service := range []string{"tcp 443", "tcp 5432", "udp 9", "icmp 8/0"} {
		trace := n.yes("y -> x " + service)
		decided := ""
		for _, s := range trace.Forward {
			if s.Kind == "network-acl" && s.Resource == "talk" {
				decided = s.Rule
			}
		}
		if !strings.HasPrefix(decided, "in 100 ") {
			t.Errorf("%s is decided by %q, want rule 100", service, decided)
		}
	}
}

func TestTalk_LambdaToDatabase(t *testing.T) {
	b := myapp(t)
	b.Subnet("subnet3", "vpc", "10.0.2.0/24")
	b.SG("fnSG", "vpc")
	b.SG("dbSG", "vpc", "in tcp 3306 from fnSG")
	b.Lambda("getUsers", "subnet2", "fnSG")
	b.DB("db", "subnet2 subnet3", "dbSG", false)
	n := b.New()
	n.yes("getUsers -> db@subnet2 tcp 3306")
	n.yes("getUsers -> db@subnet3 tcp 3306")
	n.no("web -> db@subnet3 tcp 3306", codeGroup)
	n.no("198.51.100.7 -> db@subnet3 tcp 3306")
}

func TestTalk_Hybrid(t *testing.T) {
	b := myapp(t)
	b.VGW("vgw", "vpc")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.Propagate("vgw", "rt1 rt2")
	b.SG("admin", "vpc", "in tcp 22 from 192.168.0.0/16")
	b.Instance("bastion", "subnet2", "admin")
	n := b.New()
	n.yes("onprem:192.168.7.7 -> bastion tcp 22")
	n.yes("onprem -> bastion tcp 22")
	n.yes("backend -> onprem:192.168.7.7 tcp 443")
	n.no("onprem:192.168.7.7 -> backend tcp 4000", codeGroup)
	n.no("onprem:172.16.0.1 -> bastion tcp 22")
}

// Every step of a trace names a component, and blockers say what blocks.
func TestTrace_StepsExplain(t *testing.T) {
	n := myapp(t).New()
	for _, text := range []string{"198.51.100.7 -> web tcp 22", "backend -> 198.51.100.7 tcp 443", "web -> backend tcp 4000"} {
		for _, s := range n.Trace(n.packet(text)).Steps() {
			if s.Resource == "" || s.Kind == "" || s.Rule == "" || s.Origin.IsZero() {
				t.Errorf("%s: step says too little: %+v", text, s)
			}
		}
	}
	trace := n.Trace(n.packet("web -> backend tcp 4000"))
	if p := trace.Proof(); p.Verdict != proof.Yes || len(p.Steps) != len(trace.Steps()) {
		t.Errorf("proof %+v", p)
	}
}
