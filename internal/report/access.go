package report

import (
	"slices"

	"ringwall/internal/proof"
)

// Access is whether something can use a resource: the network, the permission and the
// key, each with what decides.
type Access struct {
	Subject  Subject
	From, To string
	Action   string // empty where none is asked for
	Verdict  string // allowed, denied, unknown
	// Network are the ways that are needed, the resource's own first; NoNetwork and
	// its like say why one of the parts isn't asked for.
	Network      []AccessWay
	Permission   *Permission
	Keys         []*Permission
	NoNetwork    string
	NoPermission string
	NoKey        string
	Missing      []string
	Assumed      []string
}

// AccessWay is a way through the network.
type AccessWay struct {
	Verdict proof.Verdict
	To      string
	Why     string // where there is nothing more to prove, or why it isn't known
	Reach   *Reach // nil if the network isn't asked
}

type jsonAccess struct {
	Schema        string           `json:"schema"`
	Estate        jsonEstate       `json:"estate"`
	From          string           `json:"from"`
	To            string           `json:"to"`
	Action        string           `json:"action,omitempty"`
	Verdict       string           `json:"verdict"`
	Network       *jsonReach       `json:"network"`
	Services      []jsonReach      `json:"services,omitempty"`
	NetworkWhy    []string         `json:"network_because,omitempty"`
	Permission    *jsonPermission  `json:"permission"`
	PermissionWhy string           `json:"permission_because,omitempty"`
	Key           *jsonPermission  `json:"key"`
	Keys          []jsonPermission `json:"keys,omitempty"`
	KeyWhy        string           `json:"key_because,omitempty"`
	Missing       []string         `json:"missing"`
	Assumptions   []string         `json:"assumptions,omitempty"`
}

func accessDocument(a *Access) jsonAccess {
	out := jsonAccess{
		Schema: "ringwall.access/v1", Estate: a.Subject.json(), From: a.From, To: a.To, Action: a.Action, Verdict: a.Verdict,
		PermissionWhy: a.NoPermission, KeyWhy: a.NoKey, Missing: notNil(a.Missing), Assumptions: a.Assumed,
	}
	if a.NoNetwork != "" {
		out.NetworkWhy = append(out.NetworkWhy, a.NoNetwork)
	}
	for i, w := range a.Network {
		if w.Why != "" {
			out.NetworkWhy = append(out.NetworkWhy, w.Why)
		}
		if w.Reach == nil {
			continue
		}
		doc := reachDocument(w.Reach)
		if i == 0 {
			out.Network = &doc
		} else {
			out.Services = append(out.Services, doc)
		}
	}
	if a.Permission != nil {
		doc := permissionDocument(a.Permission)
		out.Permission = &doc
	}
	for i, k := range a.Keys {
		doc := permissionDocument(k)
		if i == a.decidingKey() {
			out.Key = &doc
		}
		if len(a.Keys) > 1 {
			out.Keys = append(out.Keys, doc)
		}
	}
	return out
}

// decidingKey is the first that is denied, else not known, else the first.
func (a *Access) decidingKey() int {
	for _, v := range []string{"denied", "unknown"} {
		if i := slices.IndexFunc(a.Keys, func(k *Permission) bool { return k.Verdict == v }); i >= 0 {
			return i
		}
	}
	return 0
}

// access writes whether something can use a resource: a line for each part, with its
// evidence below, then what is missing.
func (p *page) access(a *Access) {
	mark, i := accessMark(a.Verdict)
	what := ""
	if a.Action != "" {
		what = "  (" + a.Action + ")"
	}
	p.line(p.paint(i, mark+" "+a.Verdict), "  ", p.paint(bold, a.From+" → "+a.To), what)
	p.gap()
	if a.NoNetwork != "" {
		p.text("  – network     ", 16, plain, a.NoNetwork)
	}
	for _, w := range a.Network {
		p.accessWay(w)
	}
	p.accessPart("permission", a.NoPermission, a.Permission)
	if len(a.Keys) == 0 {
		p.accessPart("key", a.NoKey, nil)
	}
	for _, k := range a.Keys {
		p.accessPart("key", "", k)
	}
	if len(a.Missing) > 0 {
		p.heading("Missing")
		for _, m := range a.Missing {
			p.text("  + ", 4, plain, m)
		}
	}
	if len(a.Assumed) > 0 {
		p.gap()
		for _, s := range a.Assumed {
			p.paragraph(0, dim, "assumed: "+s)
		}
	}
}

func accessMark(verdict string) (string, ink) {
	switch verdict {
	case "allowed":
		return "✓", green
	case "denied":
		return "✗", red
	}
	return "?", cyan
}

func (p *page) accessWay(w AccessWay) {
	mark, i := accessMark([...]string{proof.Unknown: "unknown", proof.Yes: "allowed", proof.No: "denied"}[w.Verdict])
	lead := "  " + p.paint(i, mark) + " network     "
	if w.Reach == nil {
		p.text(lead, 16, plain, w.Why)
		return
	}
	r := w.Reach
	p.line(lead, string(r.Verdict), "  ", r.From, " → ", r.To, asked(r.Asked))
	if w.Why != "" {
		p.paragraph(6, cyan, "because: "+w.Why)
	}
	for n, f := range r.Flows {
		if n > 0 && !p.Verbose {
			p.line("      ", p.paint(dim, "… and "+plural(len(r.Flows)-n, "more flow")+" (-v lists them)"))
			break
		}
		p.steps(6, "", f.Path)
	}
	p.steps(6, "", r.Blocked)
	for _, g := range r.Proof.Gaps {
		p.text(p.paint(cyan, "      ? "), 8, dim, causeOf(g))
	}
}

// accessPart is the permission or the key; x is nil where none is asked for.
func (p *page) accessPart(name, why string, x *Permission) {
	if x == nil {
		if why != "" {
			p.text("  – "+pad(name, 12), 16, plain, why)
		}
		return
	}
	mark, i := accessMark(x.Verdict)
	what := x.Action
	if x.Resource != "" {
		what += " on " + x.Resource
	}
	p.text("  "+p.paint(i, mark)+" "+pad(name, 12), 16, plain, what)
	p.grounds(6, x)
}
