package diagram

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/proof"
)

// of loads a template.
func of(t *testing.T, template string) *estate.Estate {
	t.Helper()
	name := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(name, []byte(template), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := iac.Open([]string{name}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// path are the titles of the frames around the box that stands for a resource,
// from the inside out.
func (p *Picture) around(id estate.ID) string {
	for n, b := range p.Boxes {
		if slices.Contains(b.Members, id) {
			var out []string
			for at := b.Parent; at >= 0; at = p.Boxes[at].Parent {
				out = append(out, p.words(at))
			}
			_ = n
			return strings.Join(out, " < ")
		}
	}
	return "nowhere"
}

// words are what is written in a box itself.
func (p *Picture) words(box int) string {
	var out []string
	for _, t := range p.Texts {
		if t.Box == box {
			out = append(out, t.S)
		}
	}
	return strings.Join(out, " ")
}

// tile is what is written on the tile that stands for a resource.
func (p *Picture) tile(id estate.ID) (words string, box Box) {
	for n, b := range p.Boxes {
		if slices.Contains(b.Members, id) {
			return p.words(n), b
		}
	}
	return "nowhere", Box{}
}

const tiers = `
Parameters: {Table: {Type: String}, More: {Type: String, Default: "no"}}
Conditions: {HasMore: !Equals [!Ref More, "yes"]}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Loose: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  OutTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref OutTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  NatTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Onward: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref NatTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Red}}
  Red: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}}
  RedTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Red, RouteTableId: !Ref OutTable}}
  Blue: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b}}
  BlueTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Blue, RouteTableId: !Ref NatTable}}
  Grey: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  Open: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.3.0/24, AvailabilityZone: eu-west-1a}}
  OpenTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Open, RouteTableId: !Ref Table}}
  Pink: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.4.0/24, AvailabilityZone: eu-west-1a}}
  Cyan: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.5.0/24, AvailabilityZone: eu-west-1c}}
  Work: {Type: AWS::EC2::Subnet, Condition: HasMore, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.6.0/24, AvailabilityZone: eu-west-1b}}
  Server: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Work, SecurityGroupIds: [!Ref Group]}}
  Somewhere: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Table, SecurityGroupIds: [!Ref Group]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc}}
  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: d, SubnetIds: [!Ref Pink, !Ref Cyan]}}
  Data: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, MultiAZ: true, DBSubnetGroupName: !Ref Subnets}}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref Red], Scheme: internal}}
  Outside: {Type: AWS::Lambda::Function, Properties: {}}
  Edge: {Type: AWS::CloudFront::Distribution, Properties: {}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3"}}
  Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Statement: []}}}
  Bucket: {Type: AWS::S3::Bucket}
`

func TestEverythingStandsWhereItBelongs(t *testing.T) {
	p := lawful(t, of(t, tiers), Marks{})
	const region = "Region of the deployment < Account of the deployment"
	vpc := "VPC 10.0.0.0/16 < " + region
	for id, want := range map[estate.ID]string{
		"Red":       "Public < " + vpc,
		"Blue":      "Private < " + vpc,
		"Grey":      "Isolated < " + vpc,
		"Open":      "Routes unknown < " + vpc,
		"Pink":      "Data < " + vpc,
		"Cyan":      "Data < " + vpc,
		"Data":      "Data < " + vpc,
		"Work":      "Application < " + vpc,
		"Server":    "Work 10.0.6.0/24 conditional < Application < " + vpc,
		"Somewhere": "Subnet unknown < " + vpc,
		"Balancer":  "Public < " + vpc,
		"Nat":       "Red 10.0.0.0/24 < Public < " + vpc,
		"Gateway":   vpc,
		"S3":        vpc,
		"Loose":     "Network < " + region,
		"Outside":   "Compute < " + region,
		"Edge":      "Edge < Account of the deployment",
		"Policy":    "nowhere",
		"Group":     "nowhere",
	} {
		if got := p.around(id); got != want {
			t.Errorf("%s stands in %q, want %q", id, got, want)
		}
	}
}

func TestTilesSayWhatIsKnown(t *testing.T) {
	p := Draw(of(t, tiers), Marks{})
	for id, want := range map[estate.ID]struct {
		words  string
		dashed bool
	}{
		"Data":      {"Data RDS postgres · Multi-AZ · not in eu-west-1b", false},
		"Balancer":  {"Balancer Application Load Balancer · internal", false},
		"S3":        {"s3 gateway endpoint", false},
		"Grey":      {"Grey 10.0.2.0/24", true},
		"Work":      {"Work 10.0.6.0/24 conditional", true},
		"Loose":     {"Loose internet gateway", true},
		"Somewhere": {"Somewhere EC2 instance", true},
		"Nat":       {"Nat NAT gateway", false},
	} {
		words, box := p.tile(id)
		if words != want.words || box.Dashed != want.dashed {
			t.Errorf("%s is %q, dashed %t; want %q, %t", id, words, box.Dashed, want.words, want.dashed)
		}
	}
}

func TestZonesAreColumnsAndTiersAreRows(t *testing.T) {
	p := Draw(of(t, tiers), Marks{})
	at := func(id estate.ID) Rect { _, b := p.tile(id); return b.Rect }
	if at("Red").X != at("Open").X || at("Red").X != at("Pink").X {
		t.Error("subnets of one zone do not stand below each other")
	}
	if !(at("Red").X < at("Blue").X && at("Blue").X < at("Cyan").X && at("Cyan").X < at("Grey").X) {
		t.Error("zones are not in order, the unknown one last")
	}
	if at("Pink").Y != at("Cyan").Y || !(at("Red").Y < at("Work").Y && at("Work").Y < at("Pink").Y) {
		t.Error("tiers are not in order")
	}
	if b := at("Data"); b.X != at("Pink").X || b.right() != at("Cyan").right() {
		t.Error("a band does not span its zones")
	}
	if _, vpc := p.tile("Vpc"); at("Gateway").Y != vpc.Rect.Y || at("S3").right() != vpc.Rect.right() {
		t.Error("gateways and endpoints do not stand on the border")
	}
	if at("Balancer").Y >= at("Red").Y {
		t.Error("the load balancer does not stand above the subnets")
	}
}

func TestAlikeMembersAreOneTile(t *testing.T) {
	list := func(names ...string) []*item {
		var out []*item
		for _, n := range names {
			out = append(out, &item{ids: []estate.ID{estate.ID(n)}, name: n, noun: "EC2 instance", note: "EC2 instance", count: 1})
		}
		return out
	}
	for _, c := range []struct {
		names []string
		most  int
		want  string
	}{
		{[]string{"app-1", "app-2", "app-3", "db"}, 4, "app ×3, db"},
		{[]string{"app-1", "app-2", "db"}, 4, "app-1, app-2, db"},
		{[]string{"app10", "app9"}, 4, "app9, app10"},
		{[]string{"a", "b", "c", "d", "e"}, 4, "EC2 instances ×5"},
		{[]string{"WebServerA", "WebServerB", "WebServerC"}, 4, "WebServer ×3"},
		{[]string{"solo"}, 4, "solo"},
	} {
		s := &surveyor{marks: &marking{}}
		var got []string
		for _, i := range s.group(list(c.names...), c.most) {
			got = append(got, i.label())
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%v are %v, want %s", c.names, got, c.want)
		}
	}
	marked := list("app-1", "app-2", "app-3", "app-4")
	marked[2].marked = true
	s := &surveyor{marks: &marking{}}
	if got := s.group(marked, 4); len(got) != 2 || got[0].name != "app-3" || got[1].label() != "app ×3" {
		t.Errorf("what is marked does not stand for itself: %v", got)
	}
}

func TestAPathIsDrawnThroughItsGates(t *testing.T) {
	e := of(t, tiers)
	m := Marks{Paths: []Path{{
		Title: "in", From: End{Outside: Internet}, To: End{Resource: "Server"},
		Gates: []Gate{
			{Resource: "Gateway", Kind: "internet-gateway", Text: "attached"}, {Resource: "Group", Kind: "security-group", Text: "in tcp 443"},
			{Kind: "route", Effect: proof.Blocks, Text: "no route"},
		},
	}}}
	p := lawful(t, e, m)
	if len(p.Lines) != 2 {
		t.Fatalf("%d lines, want one to the gateway and one to the server", len(p.Lines))
	}
	if _, gate := p.tile("Gateway"); p.Boxes[p.Lines[0].To].ID != gate.ID || p.Boxes[p.Lines[0].From].ID != internetID {
		t.Error("the first line does not lead from the internet to the gateway")
	}
	if !p.Lines[1].Arrow || p.Lines[0].Arrow {
		t.Error("the arrow is not at the end")
	}
	var on, legend []string
	for _, x := range p.Pills {
		if x.Legend && x.S != "" {
			legend = append(legend, x.S)
		} else if x.S != "" {
			on = append(on, x.S)
		}
	}
	if strings.Join(on, " ") != "1 2 3" || strings.Join(legend, " ") != "1 2 3" {
		t.Errorf("gates %v on the lines and %v in the legend, want 1 2 3", on, legend)
	}
	if last := p.Pills[len(p.Pills)-1]; last.Tone != Stopped {
		t.Errorf("the gate that blocks has tone %d", last.Tone)
	}
}

func TestASpotOnFinePrintStandsAtWhatItIsAPartOf(t *testing.T) {
	e := of(t, tiers)
	p := lawful(t, e, Marks{Spots: []Spot{
		{Title: "A", Resource: "Policy", Tone: Bad}, {Title: "B", Resource: "Group", Tone: Doubtful}, {Title: "C", Resource: "Bucket", Tone: Bad},
	}})
	if _, b := p.tile("Bucket"); !b.Marked || b.Tone != Bad {
		t.Error("the bucket is not marked for its policy")
	}
	if _, b := p.tile("Server"); !b.Marked || b.Tone != Doubtful {
		t.Error("the server is not marked for its security group")
	}
	if _, b := p.tile("Balancer"); b.Marked {
		t.Error("the load balancer is marked, and has nothing to do with it")
	}
	found := false
	for _, x := range p.Pills {
		found = found || !x.Legend && x.S == "1 3"
	}
	if !found {
		t.Error("the bucket does not bear the numbers 1 and 3")
	}
}

func TestFocusKeepsWhatIsMarkedAndCountsTheRest(t *testing.T) {
	e := of(t, tiers)
	p := lawful(t, e, Marks{Focus: true, Spots: []Spot{{Title: "A", Resource: "Bucket"}}})
	if got := p.around("Vpc"); !strings.HasPrefix(got, "Network < ") {
		t.Errorf("the VPC, which is not marked, stands in %q, want a tile", got)
	}
	if words, _ := p.tile("Bucket"); !strings.HasPrefix(words, "Bucket S3 bucket") {
		t.Errorf("the bucket is %q", words)
	}
	if words, _ := p.tile("Server"); !strings.Contains(words, "resources") {
		t.Errorf("the server is in %q, want the VPC's tile with a count", words)
	}
}

func TestLinesOfOneToneRunTogether(t *testing.T) {
	e := of(t, tiers)
	to := func(id estate.ID) Path {
		return Path{Title: "in", Tone: Good, From: End{Outside: Internet}, Via: []estate.ID{"Gateway"}, To: End{Resource: id}}
	}
	p := lawful(t, e, Marks{Paths: []Path{to("Server"), to("Data")}})
	if len(p.Lines) != 3 {
		t.Errorf("%d lines, want one to the gateway and two from there", len(p.Lines))
	}
}
