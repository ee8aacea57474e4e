package report

import (
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// mostFlows bounds the flows that are written resource by resource; beyond it
// parties stay classes, with their members listed.
const mostFlows = 10_000

type jsonReach struct {
	Schema      string                `json:"schema"`
	Estate      jsonEstate            `json:"estate"`
	From        string                `json:"from"`
	To          string                `json:"to"`
	Verdict     ReachVerdict          `json:"verdict"`
	Reason      string                `json:"reason,omitempty"`
	ClientPorts string                `json:"client_ports,omitempty"`
	Traffic     []traffic.Description `json:"traffic"`
	Possible    []traffic.Description `json:"possible,omitempty"`
	Flows       []jsonFlow            `json:"flows"`
	Blocked     []jsonBlock           `json:"blocked"`
	Replies     []jsonReply           `json:"replies,omitempty"`
	jsonOpening
	Because     []string `json:"because"`
	Scenario    []string `json:"scenario,omitempty"`
	Assumptions []string `json:"assumptions"`
}

type jsonFlow struct {
	From        jsonParty             `json:"from"`
	To          jsonParty             `json:"to"`
	Traffic     []traffic.Description `json:"traffic"`
	Possible    []traffic.Description `json:"possible,omitempty"`
	ClientPorts string                `json:"client_ports,omitempty"`
	Via         *Resource             `json:"via,omitempty"`
	// Between is "vpcs" where it flows between members in different VPCs only.
	Between string    `json:"between,omitempty"`
	Path    []jsonHop `json:"path"`
	Because []string  `json:"because,omitempty"`
}

// jsonParty is a resource, or a class of them.
type jsonParty struct {
	Resource
	Members []estate.ID `json:"members,omitempty"`
}

func reachDocument(r *Reach) jsonReach {
	out := jsonReach{
		Schema: "ringwall.reach/v1", Estate: r.Subject.json(), From: r.From, To: r.To,
		Verdict: r.Verdict, Traffic: describe(r.Traffic), Possible: beyond(r.Traffic, r.Possible),
		Flows: r.Subject.flows(r.Flows, true), Blocked: r.Subject.blocked(r.Blocked),
		Because: notNil(causes(r.Proof)), Scenario: settings(r.Proof.Scenario),
		Assumptions: notNil(assumptions(sortedVariables(r.Proof.Assumed))),
	}
	out.Replies, out.jsonOpening = r.Subject.replies(r.Replies), r.Subject.opening(r.Opening)
	if r.Verdict == Unreachable && r.OnlyReplies {
		out.Reason = noReplies
	}
	if r.Verdict == Partial {
		out.ClientPorts = portList(r.ClientPorts)
	}
	return out
}

// jsonPairsCase is what flows otherwise in a class of scenarios.
type jsonPairsCase struct {
	When   []string   `json:"when"`
	Gained []jsonFlow `json:"gained"`
	Lost   []jsonFlow `json:"lost"`
}

// pairs writes the document flow by flow: there may be a hundred thousand, each
// with the members of its classes. "apart" are pairs of VPCs for which flows between
// VPCs don't stand; "scenarios" counts the other classes of scenarios, "otherwise"
// are those in which something flows otherwise.
func (j jsonWriter) pairs(p *Pairs) error {
	otherwise := []jsonPairsCase{}
	for _, c := range p.Others {
		otherwise = append(otherwise, jsonPairsCase{settings(c.When), p.Subject.flows(c.Gained, false), p.Subject.flows(c.Lost, false)})
	}
	d := stream{w: j.w}
	d.member("schema", "ringwall.reach/v1")
	d.member("estate", p.Subject.json())
	d.list("flows", len(p.Flows), func(i int) any { return p.Subject.flow(&p.Flows[i]) })
	if len(p.Apart) > 0 {
		d.member("apart", p.Apart)
	}
	d.member("because", notNil(causes(p.Proof)))
	d.member("assumptions", notNil(assumptions(sortedVariables(p.Proof.Assumed))))
	d.member("scenarios", p.Scenarios)
	d.member("otherwise", otherwise)
	return d.close()
}

type jsonExposed struct {
	Resource    Resource              `json:"resource"`
	Verdict     string                `json:"verdict"`
	Traffic     []traffic.Description `json:"traffic"`
	Possible    []traffic.Description `json:"possible,omitempty"`
	ClientPorts string                `json:"client_ports,omitempty"`
	Behind      []estate.ID           `json:"behind,omitempty"`
	Interfaces  []estate.ID           `json:"interfaces,omitempty"`
	Managed     bool                  `json:"managed,omitempty"`
	Ways        []jsonWay             `json:"ways,omitempty"`
	Path        []jsonHop             `json:"path"`
	Because     []string              `json:"because,omitempty"`
}

// jsonWay is where a front door leads with some requests.
type jsonWay struct {
	Request string    `json:"request"`
	Target  *Resource `json:"target"`
	Verdict string    `json:"verdict"`
	Path    []jsonHop `json:"path"`
	Because []string  `json:"because,omitempty"`
}

func (s Subject) ways(list []Way) []jsonWay {
	var out []jsonWay
	for _, w := range list {
		verdict := [...]string{proof.Unknown: "unknown", proof.Yes: "reachable", proof.No: "unreachable"}[w.Verdict]
		out = append(out, jsonWay{w.Request, s.via(w.Target), verdict, s.path(w.Path), causesOf(w.Gaps)})
	}
	return out
}

func (s Subject) exposed(x *Exposed) jsonExposed {
	verdict := "exposed"
	if x.Verdict == proof.Unknown {
		verdict = "unknown"
	}
	return jsonExposed{
		Resource: s.resource(x.Resource), Verdict: verdict, Traffic: describe(x.Traffic),
		Possible: beyond(x.Traffic, x.Possible), ClientPorts: portList(x.ClientPorts), Behind: x.Behind,
		Interfaces: x.Interfaces, Managed: x.Managed, Ways: s.ways(x.Ways), Path: s.path(x.Path()), Because: causesOf(x.Gaps),
	}
}

// exposure writes the document resource by resource: there may be thousands,
// each with its path.
func (j jsonWriter) exposure(e *Exposure) error {
	d := stream{w: j.w}
	d.member("schema", "ringwall.exposure/v1")
	d.member("estate", e.Subject.json())
	d.list("exposed", len(e.Exposed), func(i int) any { return e.Subject.exposed(&e.Exposed[i]) })
	d.member("because", notNil(causesOf(e.Gaps)))
	return d.close()
}

func causesOf(gaps []estate.Gap) []string {
	var out []string
	for _, g := range gaps {
		out = append(out, causeOf(g))
	}
	return out
}

func describe(s traffic.Services) []traffic.Description { return notNil(s.Describe()) }

// beyond describes what may flow besides what flows for certain.
func beyond(sure, possible traffic.Services) []traffic.Description {
	return possible.Subtract(sure).Describe()
}

// portList prints ranges of ports: "1024-32767,60000".
func portList(list []traffic.PortRange) string {
	out := ""
	for i, r := range list {
		if i > 0 {
			out += ","
		}
		out += strconv.Itoa(int(r.Lo))
		if r.Hi != r.Lo {
			out += "-" + strconv.Itoa(int(r.Hi))
		}
	}
	return out
}

func (s Subject) via(id estate.ID) *Resource {
	if id == "" {
		return nil
	}
	r := s.resource(id)
	return &r
}

// flows writes flows; each resource of its own, if asked for and not too many.
func (s Subject) flows(flows []Flow, each bool) []jsonFlow {
	n := 0
	for _, f := range flows {
		n += max(1, len(f.From.Resources)) * max(1, len(f.To.Resources))
	}
	out := []jsonFlow{}
	for _, f := range flows {
		one := s.flow(&f)
		if !each || n > mostFlows {
			out = append(out, one)
			continue
		}
		for _, from := range s.members(f.From) {
			for _, to := range s.members(f.To) {
				one.From, one.To = from, to
				out = append(out, one)
			}
		}
	}
	return out
}

// flow writes a flow between classes.
func (s Subject) flow(f *Flow) jsonFlow {
	out := jsonFlow{
		From: s.class(f.From), To: s.class(f.To),
		Traffic: describe(f.Traffic), Possible: beyond(f.Traffic, f.Possible), ClientPorts: portList(f.ClientPorts),
		Via: s.via(f.Via), Path: s.path(f.Path), Because: causesOf(f.Gaps),
	}
	if f.Between {
		out.Between = "vpcs"
	}
	return out
}

func (s Subject) class(p Party) jsonParty {
	switch len(p.Resources) {
	case 0:
		return jsonParty{Resource: Resource{ID: p.Name, Type: p.Kind}}
	case 1:
		return jsonParty{Resource: s.resource(p.Resources[0])}
	}
	return jsonParty{Resource: s.resource(p.Resources[0]), Members: p.Resources}
}

func (s Subject) members(p Party) []jsonParty {
	if len(p.Resources) < 2 {
		return []jsonParty{s.class(p)}
	}
	var out []jsonParty
	for _, id := range p.Resources {
		out = append(out, jsonParty{Resource: s.resource(id)})
	}
	return out
}
