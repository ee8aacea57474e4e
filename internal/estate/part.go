package estate

import (
	"fmt"

	"ringwall/internal/scenario"
)

// mostOpen is how many sources that do not show all of their resources are told one
// by one to something in another source.
const mostOpen = 16

// OpenFrom is [Estate.Open] as it concerns what is written in some files: each reason
// that is theirs, and one that stands for all others where these are many. Of a folder
// of a thousand templates a quarter may have a macro or a nested stack that is not
// there; who reads of one template wants to hear of its own.
func (e *Estate) OpenFrom(own func(file string) bool) []Gap {
	if len(e.Open) <= mostOpen {
		return e.Open
	}
	var out []Gap
	var first Gap // of the others
	others := 0
	for _, g := range e.Open {
		if own(g.Origin.File) {
			out = append(out, g)
			continue
		}
		if others++; others == 1 {
			first = g
		}
	}
	if others == 0 {
		return out
	}
	return append(out, Gap{Origin: first.Origin, Variable: &scenario.Variable{
		Name: fmt.Sprintf("what %d other sources do not show", others), Kind: scenario.Outside,
		Why: "the first of them: " + first.Cause(),
	}})
}

// Part is an estate of some of the resources: with all else that is known of the
// whole, but for the reasons why resources may be missing, which are given. What
// AWS creates by itself is in it if it is among the resources.
func (e *Estate) Part(resources []Resource, open []Gap) *Estate {
	out := *e
	out.Resources, out.Open, out.byPhysical, out.implied = append([]Resource(nil), resources...), open, nil, nil
	for _, r := range resources {
		if r.Base().Origin.Implied != "" {
			out.implied = append(out.implied, r)
		}
	}
	out.index()
	out.indexLive()
	out.indexRules()
	out.indexAttachments()
	return &out
}
