package review

import (
	"slices"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// hidden asks rules of what lists that are not whole may have besides: a rule that looks
// at it is not settled by the resources that there are.
type hidden struct {
	nothing probe
	kinds   []*hiddenKind
}

// hiddenKind is what there may be of a type, and why.
type hiddenKind struct {
	typ    string
	probes []probe
	gaps   []estate.Gap
}

// probe is an estate of one resource.
type probe struct {
	estate *estate.Estate
	shared *Shared
}

func newProbe(assume estate.Assume, now time.Time, resources ...estate.Resource) probe {
	e := estate.New(estate.Estate{Assume: assume, Resources: resources})
	return probe{e, &Shared{Now: now, estate: e}}
}

// run is what a rule makes of the estate.
func (x probe) run(r *Rule) Result {
	p := &Pass{Estate: x.estate, Shared: x.shared, rule: r, result: Result{Rule: r}, ledger: newLedger()}
	r.Check(p)
	return p.result
}

func newHidden(e *estate.Estate, now time.Time) *hidden {
	h := &hidden{nothing: newProbe(e.Assume, now)}
	seen := map[string]*hiddenKind{}
	for _, list := range e.Hidden {
		met := map[string]bool{}
		for _, r := range list.Resources {
			typ := r.Base().Type
			k := seen[typ]
			if k == nil {
				k = &hiddenKind{typ: typ}
				seen[typ] = k
				h.kinds = append(h.kinds, k)
			}
			if len(k.gaps) == 0 || met[typ] && len(k.gaps) == 1 {
				k.probes = append(k.probes, newProbe(e.Assume, now, r))
			}
			if !met[typ] {
				met[typ] = true
				k.gaps = append(k.gaps, list.Gap)
			}
		}
	}
	return h
}

// doubt makes a control unknown that would pass, or not apply, and looks at what may be
// hidden.
func (h *hidden) doubt(p *Pass) {
	if s := p.status(); len(h.kinds) == 0 || s == finding.Fail || s == finding.Unknown {
		return
	}
	without := len(h.nothing.run(p.rule).Because)
	for _, k := range h.kinds {
		looks := slices.ContainsFunc(k.probes, func(x probe) bool {
			with := x.run(p.rule)
			return with.Resources > 0 || len(with.Because) > without
		})
		if !looks {
			continue
		}
		for _, g := range k.gaps {
			if !slices.ContainsFunc(p.result.Because, func(b estate.Gap) bool { return b.Variable == g.Variable }) {
				p.result.Because = append(p.result.Because, g)
			}
		}
	}
}
