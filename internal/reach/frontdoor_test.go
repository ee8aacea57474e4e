package reach

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// Front doors: entries from the internet that are no interfaces.

func (n *testNetwork) door(id string) FrontDoor {
	n.t.Helper()
	for _, d := range n.FrontDoors() {
		if string(d.Resource) == id {
			return d
		}
	}
	n.t.Fatalf("no front door %s", id)
	return FrontDoor{}
}

func (n *testNetwork) path(door, request, target string, want proof.Verdict) DoorPath {
	n.t.Helper()
	for _, p := range n.door(door).Paths {
		if p.Request != request {
			continue
		}
		if string(p.Target) != target || p.Verdict != want {
			n.t.Errorf("%s %s: %v to %q, want %v to %q\n%s", door, request, p.Verdict, p.Target, want, target, show(Trace{Forward: p.Steps, Gaps: p.Gaps}))
		}
		if p.Verdict == proof.Unknown && len(p.Gaps) == 0 {
			n.t.Errorf("%s %s: unknown without a gap", door, request)
		}
		return p
	}
	n.t.Fatalf("%s has no path %q", door, request)
	return DoorPath{}
}

func attribute(id, name string) estate.Value[estate.Text] {
	return estate.Of(estate.OfReference(estate.ID(id), name), estate.Origin{})
}

func literal(s string) estate.Value[estate.Text] {
	return estate.Of(estate.Literal(s), estate.Origin{})
}

// cdn is the talk's distribution: /* to the load balancer, /api/* to the API.
func cdn(t testing.TB) *estateBuilder {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("cdnOnly", "v", "in tcp 443 from pl:=com.amazonaws.global.cloudfront.origin-facing")
	b.LB("lb", "application", "internet-facing", "a", "cdnOnly")
	b.TargetGroup("tg", "v", "HTTP", 80, "instance", "y")
	b.Listener("lb", "HTTPS", 443, "tg")
	b.add(&estate.Function{Core: b.core("getUsers", "AWS::Lambda::Function")})
	b.add(&estate.HTTPAPI{Core: b.core("api", "AWS::ApiGatewayV2::Api")})
	b.add(&estate.HTTPIntegration{Core: b.core("int", "AWS::ApiGatewayV2::Integration"), API: b.ref("api"), URI: attribute("getUsers", "Arn")})
	target := estate.Of(estate.Concat(estate.Literal("integrations/"), estate.OfReference("int", "")), estate.Origin{})
	b.add(&estate.HTTPRoute{Core: b.core("route", "AWS::ApiGatewayV2::Route"), API: b.ref("api"), Key: literal("GET /api/users"), Target: target})
	host := estate.Of(estate.Concat(estate.OfReference("api", ""), estate.Literal(".execute-api.eu-west-1.amazonaws.com")), estate.Origin{})
	b.add(&estate.Distribution{
		Core: b.core("cdn", "AWS::CloudFront::Distribution"), Enabled: flag(true),
		Default:   estate.Behavior{Target: literal("web")},
		Behaviors: estate.Items[estate.Behavior]{Known: []estate.Item[estate.Behavior]{{Is: estate.Behavior{Path: literal("/api/*"), Target: literal("api")}}}},
		Origins: estate.Items[estate.CDNOrigin]{Known: []estate.Item[estate.CDNOrigin]{
			{Is: estate.CDNOrigin{ID: literal("web"), Domain: attribute("lb", "DNSName"), Protocol: str("https-only")}},
			{Is: estate.CDNOrigin{ID: literal("api"), Domain: host}},
		}},
	})
	return b
}

func TestFrontDoor_DistributionToItsOrigins(t *testing.T) {
	n := cdn(t).New()
	if d := n.door("cdn"); !d.Open.Yes() {
		t.Errorf("open %v", d.Open)
	}
	n.path("cdn", "*", "lb", proof.Yes)
	n.path("cdn", "/api/*", "api", proof.Yes)
	n.path("api", "GET /api/users", "getUsers", proof.Yes)
	n.unknown("198.51.100.7 -> lb tcp 443", "origin-facing") // only CloudFront's addresses
}

func TestFrontDoor_OriginThatTheFiltersStop(t *testing.T) {
	b := cdn(t)
	for _, r := range b.list {
		if d, ok := r.(*estate.Distribution); ok {
			d.Origins.Known[0].Is.Protocol = str("http-only") // port 80: nobody listens
		}
	}
	b.New().path("cdn", "*", "lb", proof.No)
}

func TestFrontDoor_DisabledDistributionIsShut(t *testing.T) {
	b := cdn(t)
	for _, r := range b.list {
		if d, ok := r.(*estate.Distribution); ok {
			d.Enabled = flag(false)
		}
	}
	if d := b.New().door("cdn"); !d.Open.No() {
		t.Errorf("open %v", d.Open)
	}
}

func TestFrontDoor_OriginByARecordOfTheEstate(t *testing.T) {
	b := cdn(t)
	b.add(&estate.DNSRecord{Core: b.core("rec", "AWS::Route53::RecordSet"), RecordName: literal("origin.example.com."), Alias: attribute("lb", "DNSName")})
	for _, r := range b.list {
		if d, ok := r.(*estate.Distribution); ok {
			d.Origins.Known[0].Is.Domain = literal("origin.example.com")
			d.Origins.Known[1].Is.Domain = literal("elsewhere.example.com")
		}
	}
	n := b.New()
	n.path("cdn", "*", "lb", proof.Yes)
	n.path("cdn", "/api/*", "", proof.Unknown)
}

func TestFrontDoor_PrivateAPIIsNone(t *testing.T) {
	b := build(t)
	endpoints := func(kinds ...string) estate.Items[string] {
		var out estate.Items[string]
		for _, k := range kinds {
			out.Known = append(out.Known, estate.Item[string]{Is: k})
		}
		return out
	}
	b.add(&estate.RestAPI{Core: b.core("edge", "AWS::ApiGateway::RestApi")})
	b.add(&estate.RestAPI{Core: b.core("regional", "AWS::ApiGateway::RestApi"), Endpoints: endpoints("REGIONAL")})
	b.add(&estate.RestAPI{Core: b.core("private", "AWS::ApiGateway::RestApi"), Endpoints: endpoints("PRIVATE")})
	b.add(&estate.RestAPI{Core: b.core("mapped", "AWS::ApiGateway::RestApi"), DefaultEndpoint: flag(false)})
	unknown := estate.Items[string]{Unknown: []estate.GuardedGap{{Gap: estate.Gap{Variable: b.param("Kind")}}}}
	b.add(&estate.RestAPI{Core: b.core("open", "AWS::ApiGateway::RestApi"), Endpoints: unknown})
	n := b.New()
	for id, want := range map[string]proof.Verdict{"edge": proof.Yes, "regional": proof.Yes, "private": proof.No, "mapped": proof.Unknown, "open": proof.Unknown} {
		if d := n.door(id); d.Open.Is != want {
			t.Errorf("%s: %v, want %v", id, d.Open.Is, want)
		}
	}
}

func TestFrontDoor_RestMethods(t *testing.T) {
	b := build(t)
	b.add(&estate.Function{Core: b.core("fn", "AWS::Lambda::Function")})
	b.add(&estate.RestAPI{Core: b.core("api", "AWS::ApiGateway::RestApi")})
	b.add(&estate.RestResource{Core: b.core("api1", "AWS::ApiGateway::Resource"), API: b.ref("api"), Parent: attribute("api", "RootResourceId"), Path: literal("api")})
	b.add(&estate.RestResource{Core: b.core("users", "AWS::ApiGateway::Resource"), API: b.ref("api"), Parent: b.ref("api1"), Path: literal("users")})
	uri := estate.Concat(estate.Literal("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"), estate.OfReference("fn", "Arn"), estate.Literal("/invocations"))
	tree := func(fields ...string) *estate.Tree {
		out := &estate.Tree{Kind: estate.Map}
		for i := 0; i < len(fields); i += 2 {
			out.Fields = append(out.Fields, estate.Field{Name: fields[i], Value: estate.NewScalar(b.text(fields[i+1]), estate.Origin{})})
		}
		return out
	}
	get := tree("Type", "=AWS_PROXY")
	get.Fields = append(get.Fields, estate.Field{Name: "Uri", Value: estate.NewScalar(uri, estate.Origin{})})
	b.add(&estate.RestMethod{Core: b.core("get", "AWS::ApiGateway::Method"), API: b.ref("api"), Resource: b.ref("users"), Verb: str("GET"), Integration: get})
	b.add(&estate.RestMethod{Core: b.core("opt", "AWS::ApiGateway::Method"), API: b.ref("api"), Resource: b.ref("users"), Verb: str("OPTIONS"), Integration: tree("Type", "=MOCK")})
	b.add(&estate.RestMethod{Core: b.core("out", "AWS::ApiGateway::Method"), API: b.ref("api"), Resource: attribute("api", "RootResourceId"), Verb: str("POST"), Integration: tree("Type", "=HTTP", "Uri", "=https://example.com/")})
	n := b.New()
	n.path("api", "GET /api/users", "fn", proof.Yes)
	n.path("api", "OPTIONS /api/users", "opt", proof.Yes)
	n.path("api", "POST /", "", proof.Unknown)
}

func TestFrontDoor_LinkToAListener(t *testing.T) {
	b := two(t)
	b.SG("lbSG", "v", "in tcp 80 from open")
	b.LB("lb", "application", "internal", "b", "lbSG")
	b.TargetGroup("tg", "v", "HTTP", 80, "instance", "y")
	b.Listener("lb", "HTTP", 80, "tg")
	b.add(&estate.VPCLink{Core: b.core("link", "AWS::ApiGatewayV2::VpcLink"), Subnets: b.refs("b"), Groups: b.refs("open")})
	b.add(&estate.HTTPAPI{Core: b.core("api", "AWS::ApiGatewayV2::Api")})
	b.add(&estate.HTTPIntegration{Core: b.core("int", "AWS::ApiGatewayV2::Integration"), API: b.ref("api"), URI: b.ref("lb/80"), Connection: str("VPC_LINK"), Link: b.ref("link")})
	b.add(&estate.HTTPRoute{Core: b.core("route", "AWS::ApiGatewayV2::Route"), API: b.ref("api"), Key: literal("$default"), Target: estate.Of(estate.Concat(estate.Literal("integrations/"), estate.OfReference("int", "")), estate.Origin{})})
	b.New().path("api", "$default", "lb", proof.Yes)
}

func TestFrontDoor_FunctionURL(t *testing.T) {
	b := build(t)
	b.add(&estate.Function{Core: b.core("fn", "AWS::Lambda::Function")})
	b.add(&estate.FunctionURL{Core: b.core("url", "AWS::Lambda::Url"), Function: attribute("fn", "Arn"), AuthType: str("NONE")})
	n := b.New()
	n.path("url", "", "fn", proof.Yes)
	env := &scenario.Variable{Name: "Env", Domain: []string{"dev", "prod"}}
	b.When(scenario.Atom(env, "dev"))
	if d := b.New().door("url"); !d.Open.Unknown() {
		t.Errorf("open %v", d.Open)
	}
	if len(b.In(scenario.Atom(env, "prod")).FrontDoors()) != 0 {
		t.Error("a front door of dev stands in prod")
	}
}

// TestFrontDoor_FunctionByItsAlias: a version's or an alias's ARN names the
// function ("Lambda function versions").
func TestFrontDoor_FunctionByItsAlias(t *testing.T) {
	b := build(t)
	b.add(&estate.Function{Core: b.core("fn", "AWS::Lambda::Function")})
	alias := b.core("live", "AWS::Lambda::Alias")
	alias.Properties = &estate.Tree{Kind: estate.Map, Fields: []estate.Field{
		{Name: "FunctionName", Value: estate.NewScalar(estate.OfReference("fn", ""), estate.Origin{})},
	}}
	b.add(&estate.Other{Core: alias})
	b.add(&estate.FunctionURL{Core: b.core("url", "AWS::Lambda::Url"), Function: attribute("live", ""), AuthType: str("NONE")})
	b.add(&estate.RestAPI{Core: b.core("api", "AWS::ApiGateway::RestApi"), Body: estate.NewScalar(estate.OfReference("live", ""), estate.Origin{})})
	n := b.New()
	n.path("url", "", "fn", proof.Yes)
	n.path("api", "?", "fn", proof.Yes)
}

// TestFrontDoor_DefinitionThatIsNotRead: what stands in it may call any function.
func TestFrontDoor_DefinitionThatIsNotRead(t *testing.T) {
	b := build(t)
	b.add(&estate.Function{Core: b.core("fn", "AWS::Lambda::Function")})
	body := estate.NewOpaque(&scenario.Variable{Name: "include", Why: "only CloudFormation has it"}, estate.Origin{})
	b.add(&estate.RestAPI{Core: b.core("api", "AWS::ApiGateway::RestApi"), Body: body})
	n := b.New()
	if p := n.path("api", "?", "", proof.Unknown); !p.Unread {
		t.Error("what the definition calls is not known to be unread")
	}
	a, err := ask(t, n.Estate, "internet -> fn")
	if err != nil || a.Proof.Verdict != proof.Unknown {
		t.Errorf("internet -> fn: %v, %v; the definition may call it", a.Proof.Verdict, err)
	}
}

func TestForward_TasksOfAService(t *testing.T) {
	b := two(t)
	b.LB("lb", "application", "internal", "a", "open")
	b.TargetGroup("tg", "v", "HTTP", 80, "ip", "")
	b.Listener("lb", "HTTP", 80, "tg")
	b.add(&estate.ECSService{
		Core: b.core("svc", "AWS::ECS::Service"), Subnets: b.refs("b"), Groups: b.refs("open"),
		Targets: estate.Items[estate.ServiceTarget]{Known: []estate.Item[estate.ServiceTarget]{{Is: estate.ServiceTarget{TargetGroup: b.ref("tg"), ContainerPort: num(3000)}}}},
	})
	n := b.New()
	n.yes("lb -> svc tcp 3000")
	n.no("lb -> svc tcp 22", codeTargetPort)
}

// TestFrontDoor_OnToTheTargetsOfALoadBalancer: internet -> CloudFront -> load
// balancer -> instance is a chain, each hop proved, from any public address.
func TestFrontDoor_OnToTheTargetsOfALoadBalancer(t *testing.T) {
	b := cdn(t)
	b.SG("byLB", "v", "in tcp 80 from cdnOnly")
	b.Instance("app", "b", "byLB")
	b.Instance("other", "b", "byLB")
	b.TargetGroup("tg2", "v", "HTTP", 80, "instance", "app")
	b.Listener("lb", "HTTPS", 444, "tg2")
	e := estate.New(estate.Estate{Resources: b.list})
	for _, from := range []string{"internet", "198.51.100.7", "198.51.100.0/24"} {
		sel, _ := ParseSelector(from)
		got, err := Ask(e, Question{From: sel, To: Resources("app")})
		if err != nil || got.Proof.Verdict != proof.Yes || !got.Traffic.Equal(traffic.Ports(traffic.TCP, 80, 80)) {
			t.Fatalf("%s: %v %v %v", from, got.Proof.Verdict, got.Traffic, err)
		}
	}
	got, err := Ask(e, Question{From: InternetSelector(), To: Resources("other")})
	if err != nil || got.Proof.Verdict == proof.Yes {
		t.Errorf("not a target: %v %v", got.Proof.Verdict, err)
	}
	private, _ := ParseSelector("10.0.0.200")
	if got, err := Ask(e, Question{From: private, To: Resources("getUsers")}); err == nil && got.Proof.Verdict == proof.Yes {
		t.Errorf("from a private address: %v", got.Proof.Verdict)
	}
}
