package reach

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// TestModel_ServiceWays: the ways to an AWS service, hand-worked ("Access an AWS
// service using an interface VPC endpoint", "Gateway endpoints", "NAT gateways").
func TestModel_ServiceWays(t *testing.T) {
	named := func(b *estateBuilder, id, service, groups string, dns bool) {
		b.InterfaceEndpoint(id, "v", "b", groups)
		e := b.list[len(b.list)-1].(*estate.VPCEndpoint)
		e.Service, e.PrivateDNS = estate.Of(estate.Literal("com.amazonaws.eu-west-1."+service), e.Origin), estate.Of(dns, e.Origin)
	}
	out := func(b *estateBuilder) {
		b.Table("public", "v", "a", "0.0.0.0/0 igw")
		b.NAT("nat", "a")
		b.Table("private", "v", "b", "0.0.0.0/0 nat")
	}
	for _, x := range []struct {
		name    string
		make    func(*estateBuilder)
		service string
		want    proof.Verdict
		exit    Exit
		by      estate.ID
	}{
		{"no way", func(b *estateBuilder) { b.Table("private", "v", "b") }, "sqs", proof.No, ExitUnknown, ""},
		{"NAT", out, "sqs", proof.Yes, ExitNAT, "nat"},
		{"internet gateway, no public address", func(b *estateBuilder) { b.Table("public", "v", "b", "0.0.0.0/0 igw") }, "sqs", proof.No, ExitUnknown, ""},
		{"private DNS", func(b *estateBuilder) { named(b, "e", "sqs", "open", true) }, "sqs", proof.Yes, ExitInterfaceEndpoint, "e"},
		{"private DNS before NAT, and its group admits nothing", func(b *estateBuilder) { out(b); b.SG("shut", "v"); named(b, "e", "sqs", "shut", true) }, "sqs", proof.No, ExitInterfaceEndpoint, "e"},
		{"no private DNS, and NAT", func(b *estateBuilder) { out(b); b.SG("shut", "v"); named(b, "e", "sqs", "shut", false) }, "sqs", proof.Yes, ExitNAT, "nat"},
		{"no private DNS, and nothing else", func(b *estateBuilder) { named(b, "e", "sqs", "open", false) }, "sqs", proof.Unknown, ExitUnknown, ""},
		{"another service's", func(b *estateBuilder) { named(b, "e", "sns", "open", true) }, "sqs", proof.No, ExitUnknown, ""},
		{"a name with a dot", func(b *estateBuilder) { named(b, "e", "ecr.api", "open", true) }, "ecr.api", proof.Yes, ExitInterfaceEndpoint, "e"},
		{"gateway endpoint before NAT", func(b *estateBuilder) { out(b); b.GatewayEndpoint("g", "v", "s3", "private") }, "s3", proof.Yes, ExitGatewayEndpoint, "g"},
		{"gateway endpoint of another service", func(b *estateBuilder) { out(b); b.GatewayEndpoint("g", "v", "s3", "private") }, "dynamodb", proof.Yes, ExitNAT, "nat"},
		{"S3's private DNS, for whom is not said", func(b *estateBuilder) { out(b); b.SG("shut", "v"); named(b, "e", "s3", "shut", true) }, "s3", proof.Unknown, ExitUnknown, ""},
		{"rejected", func(b *estateBuilder) {
			named(b, "e", "sqs", "open", true)
			b.list[len(b.list)-1].(*estate.VPCEndpoint).State = "rejected"
		}, "sqs", proof.No, ExitUnknown, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := two(t)
			b.Lambda("f", "b", "open")
			x.make(b)
			a, err := NewModel(b.New().Estate).ServiceWays("f", x.service)
			if err != nil {
				t.Fatal(err)
			}
			if a.Proof.Verdict != x.want || len(a.Ways) != 1 {
				t.Fatalf("%v by %+v, want %v", a.Proof.Verdict, a.Ways, x.want)
			}
			w := a.Ways[0]
			if w.Exit != x.exit || x.by != "" && w.Endpoint != x.by && w.NAT != x.by || w.VPC != "v" {
				t.Errorf("exit %d by %q, %q", w.Exit, w.Endpoint, w.NAT)
			}
			if (w.Verdict == proof.Unknown) != (len(w.Gaps) > 0) {
				t.Errorf("%v for %v", w.Verdict, w.Gaps)
			}
		})
	}
	b := two(t)
	b.SG("alone", "v")
	if _, err := NewModel(b.New().Estate).ServiceWays("v/none", "sqs"); err == nil {
		t.Error("what isn't there has a way")
	}
}

// TestModel_FromEach: Ask is content with one of several interfaces.
func TestModel_FromEach(t *testing.T) {
	for _, x := range []struct {
		rule string
		want proof.Verdict
	}{
		{"in tcp 5432 from 10.0.0.0/16", proof.Yes},
		{"in tcp 5432 from 10.0.1.0/24", proof.Unknown},
		{"in tcp 5433 from 10.0.0.0/16", proof.No},
	} {
		b := two(t)
		b.SG("db", "v", x.rule)
		b.DB("d", "b", "db", false)
		b.Lambda("f", "a b", "open")
		m := NewModel(b.New().Estate)
		p, err := m.FromEach(Resources("f"), Resources("d"), traffic.TCP, 5432)
		if err != nil || p.Verdict != x.want {
			t.Errorf("%s: %v %v, want %v", x.rule, p.Verdict, err, x.want)
		}
		if some, err := m.Ask(Question{From: Resources("f"), To: Resources("d"), Services: traffic.Ports(traffic.TCP, 5432, 5432)}); err != nil || (some.Proof.Verdict == proof.No) != (x.want == proof.No) {
			t.Errorf("%s: some: %v %v", x.rule, some.Proof.Verdict, err)
		}
	}
}
