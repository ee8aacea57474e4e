package cli

import (
	"slices"
	"strings"

	"ringwall/internal/diagram"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// Lines beyond these would be a knot, and no picture.
const (
	mostFlowLines = 8   // of one flow
	mostLines     = 200 // of a picture
)

// shorten leaves out paths that are too many, and says so.
func shorten(m *diagram.Marks) {
	if more := len(m.Paths) - mostLines; more > 0 {
		m.Paths = m.Paths[:mostLines]
		m.Note = "Not drawn: " + counts(more, "further way")
	}
}

// pathsOf are the lines of an answer: for each flow one with its gates, and
// further ones to others of the same class.
func pathsOf(q reach.Question, got reach.Answer) []diagram.Path {
	title := q.From.String() + " → " + q.To.String()
	if got.Proof.Verdict == proof.No || len(got.Flows) == 0 {
		return []diagram.Path{blockedPath(q, got, title)}
	}
	var out []diagram.Path
	for _, f := range got.Flows {
		tone, services := diagram.Good, f.Traffic
		if services.IsEmpty() {
			tone, services = diagram.Doubtful, f.Possible
		}
		heading := f.From.String() + " → " + f.To.String() + servicesWords(services)
		if tone == diagram.Doubtful {
			heading += ", not known"
		}
		for k, from := range endsOf(f.From) {
			for l, to := range endsOf(f.To) {
				if k > 0 && l > 0 || k+l >= mostFlowLines {
					continue
				}
				p := diagram.Path{Title: heading, Tone: tone, From: from, To: to}
				if f.Via != "" {
					p.Via = []estate.ID{f.Via}
				}
				if k+l == 0 {
					p.Gates = diagram.GatesOf(f.Path)
				} else {
					p.Title, p.Unlisted = string(from.Resource)+" → "+string(to.Resource), true
					p.Via = append(p.Via, passed(f.Path, from.Resource, to.Resource)...)
				}
				out = append(out, p)
			}
		}
	}
	return out
}

// blockedPath is the way as far as it is known, with what stops it.
func blockedPath(q reach.Question, got reach.Answer, title string) diagram.Path {
	steps := got.Proof.Steps
	if len(steps) == 0 {
		steps = got.Blocked
	}
	p := diagram.Path{Title: title + ": blocked", Tone: diagram.Stopped, From: endNamed(q.From), To: endNamed(q.To), Gates: diagram.GatesOf(steps)}
	if got.Proof.Verdict == proof.Unknown {
		p.Title, p.Tone = title+": not known", diagram.Doubtful
	}
	return p
}

// endNamed is the end that a selector names, if it is one.
func endNamed(s reach.Selector) diagram.End {
	switch s.Kind {
	case reach.SelectInternet:
		return diagram.End{Outside: diagram.Internet}
	case reach.SelectOnPremises:
		return diagram.End{Outside: diagram.OnPremises}
	case reach.SelectName:
		return diagram.End{Resource: estate.ID(s.Text)}
	case reach.SelectResources:
		return diagram.End{Resource: s.IDs[0]}
	}
	return diagram.End{}
}

func endsOf(p reach.Party) []diagram.End {
	switch p.Kind {
	case reach.PartyInternet:
		return []diagram.End{{Outside: diagram.Internet}}
	case reach.PartyOnPremises:
		return []diagram.End{{Outside: diagram.OnPremises}}
	case reach.PartyResources:
		var out []diagram.End
		for _, id := range p.Resources {
			out = append(out, diagram.End{Resource: id})
		}
		return out
	case reach.PartyNetwork:
		return []diagram.End{{Resource: p.VPC}}
	}
	return []diagram.End{{}}
}

func servicesWords(s traffic.Services) string {
	if s.IsEmpty() || s.IsAll() {
		return ""
	}
	return ": " + s.String()
}

// passed are the components of a path, but for its ends.
func passed(steps []proof.Step, ends ...estate.ID) []estate.ID {
	var out []estate.ID
	for _, s := range steps {
		if s.Resource != "" && !slices.Contains(ends, s.Resource) && !slices.Contains(out, s.Resource) {
			out = append(out, s.Resource)
		}
	}
	return out
}

// exposurePaths are the ways from the internet to all that it reaches, without
// the gates: there would be too many.
func exposurePaths(model *reach.Model) []diagram.Path {
	var out []diagram.Path
	alike := map[string][]int{} // the paths from the internet, by what gets through
	list := model.Exposure()
	for i := range list {
		x := &list[i]
		if x.Proof.Verdict == proof.No {
			continue
		}
		what := servicesWords(x.Traffic)
		if x.Proof.Verdict == proof.Unknown {
			what = servicesWords(x.Possible) + ", not known"
		}
		alike[what] = append(alike[what], len(out))
		out = append(out, diagram.Path{
			Title: "internet → " + string(x.Resource) + what, Tone: goodOrDoubtful(x.Proof.Verdict),
			From: diagram.End{Outside: diagram.Internet}, To: diagram.End{Resource: x.Resource}, Via: passed(x.Path(), x.Resource),
		})
		for _, way := range x.Paths {
			if way.Target == "" || way.Verdict == proof.No {
				continue
			}
			out = append(out, diagram.Path{
				Title: string(x.Resource) + " " + way.Request + " → " + string(way.Target), Tone: goodOrDoubtful(way.Verdict),
				From: diagram.End{Resource: x.Resource}, To: diagram.End{Resource: way.Target},
			})
		}
		for _, target := range x.Behind {
			if len(x.Paths) == 0 {
				out = append(out, diagram.Path{
					Title: string(x.Resource) + " → " + string(target), Tone: goodOrDoubtful(x.Proof.Verdict),
					From: diagram.End{Resource: x.Resource}, To: diagram.End{Resource: target},
				})
			}
		}
	}
	for what, which := range alike {
		listAlike(out, which, what)
	}
	return out
}

// listAlike names all that the internet reaches with the same services in one line
// of the legend.
func listAlike(paths []diagram.Path, which []int, what string) {
	for _, n := range which[1:] {
		paths[n].Unlisted = true
	}
	if more := len(which) - 1; more > 0 {
		first := &paths[which[0]]
		first.Title = "internet → " + string(first.To.Resource) + " and " + counts(more, "other") + what
	}
}

func goodOrDoubtful(v proof.Verdict) diagram.Tone {
	if v == proof.Yes {
		return diagram.Good
	}
	return diagram.Doubtful
}

// findingsNamed runs the review and picks the findings that are named by
// fingerprint, control, or control and resource.
func findingsNamed(e *estate.Estate, names []string) ([]finding.Finding, error) {
	done := review.Run(e, rules())
	var out []finding.Finding
	for _, name := range names {
		control, resource, _ := strings.Cut(name, ":")
		found := false
		for _, f := range done.Findings {
			about := resource == "" || string(f.Resource) == resource || slices.Contains(f.Also, estate.ID(resource))
			if f.Fingerprint == name || f.Control == control && about {
				out, found = append(out, f), true
			}
		}
		if found {
			continue
		}
		if ruleByID(rules(), control) == nil {
			if near := nearest(control, ids(rules())); near != "" {
				return nil, wrong("did you mean "+near+"?", "--finding %q: there is neither such a control nor such a fingerprint", name)
			}
			return nil, wrong("ringwall review SOURCE -o json has the fingerprints", "--finding %q: there is neither such a control nor such a fingerprint", name)
		}
		return nil, wrong("ringwall review SOURCE --control "+control+" shows what it finds", "--finding %q: the review finds nothing of the kind", name)
	}
	return out, nil
}

// addFinding marks a finding: its path, or its resource where it has none.
func addFinding(m *diagram.Marks, e *estate.Estate, f finding.Finding) {
	tone := diagram.Bad
	if f.Status == finding.Unknown {
		tone = diagram.Doubtful
	}
	title := f.Control
	if f.Resource != "" {
		title += " " + string(f.Resource)
	}
	if len(f.Proof.Steps) == 0 {
		m.Spots = append(m.Spots, diagram.Spot{Title: title, Resource: f.Resource, Also: f.Also, Tone: tone, Text: f.Message})
		return
	}
	m.Paths = append(m.Paths, diagram.Path{
		Title: title + ": " + f.Message, Tone: tone, From: startOf(f.Proof.Steps), To: diagram.End{Resource: subjectOf(e, f)},
		Gates: diagram.GatesOf(f.Proof.Steps),
	})
}

// startOf is where a finding's path comes from, by its first gate.
func startOf(steps []proof.Step) diagram.End {
	switch steps[0].Kind {
	case "internet-gateway", "cloudfront", "api-gateway", "function-url", "egress-only-internet-gateway":
		return diagram.End{Outside: diagram.Internet}
	case "vpn-gateway", "vpn-connection", "customer-gateway", "direct-connect-gateway":
		return diagram.End{Outside: diagram.OnPremises}
	}
	return diagram.End{}
}

// subjectOf is what a finding's path leads to: the last of its gates that has
// network interfaces, else the finding's resource.
func subjectOf(e *estate.Estate, f finding.Finding) estate.ID {
	out := f.Resource
	for _, s := range f.Proof.Steps {
		if r, ok := e.Get(s.Resource); ok {
			if _, networked := r.(estate.Networked); networked {
				out = s.Resource
			}
		}
	}
	return out
}
