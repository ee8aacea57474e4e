package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
)

// Part is one of several things that may be wrong with a resource.
type Part struct {
	Bad      estate.Truth
	Says     string // "DeletionProtection is off"
	Severity finding.Severity
	At       estate.Origin
}

// JudgeParts judges a resource by several properties at once: one finding that
// names all that is wrong, with the severity of the worst. Where nothing is
// known to be wrong it names what may be.
func (p *Pass) JudgeParts(r estate.Resource, parts []Part, d Detail) finding.Status {
	bad := estate.No()
	var failing, open []Part
	for _, x := range parts {
		bad = bad.Or(x.Bad)
		switch proof.Judge(p.Estate, x.Bad, r.Base().When).Verdict {
		case proof.Yes:
			failing = append(failing, x)
		case proof.Unknown:
			open = append(open, x)
		}
	}
	named := failing
	if len(named) == 0 {
		named = open
	}
	var says []string
	d.Weighed = len(named) > 0
	for _, x := range named {
		says = append(says, x.Says)
		d.Severity = max(d.Severity, x.Severity)
		if d.At.IsZero() {
			d.At = x.At
		}
	}
	if d.Message != "" && len(says) > 0 {
		d.Message += ": "
	}
	d.Message += strings.Join(says, "; ")
	d.Key += weaknesses(r.Base(), says)
	return p.Judge(r, bad, d)
}

// weaknesses is what tells findings on one resource apart that tell of several
// weaknesses at once: whoever accepts some of them does not accept others. Where
// the resource's stack is written does not matter.
func weaknesses(c *estate.Core, says []string) string {
	says = slices.Clone(says)
	for i := range says {
		if c.Stack != "" {
			says[i] = strings.ReplaceAll(says[i], c.Stack+"/", "")
		}
	}
	return Listed(says)
}

// Listed is what a finding tells of, in an order that does not hang on where it is
// written: a key for findings that tell of several things at once.
func Listed(names []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), "\n")
}

// Through asks a question of the resource to which a value refers: absent is
// the answer where nothing is written, and what no source holds is unknown.
func Through[T estate.Resource](e *estate.Estate, v estate.Value[estate.Text], absent estate.Truth, question func(T) estate.Truth) estate.Truth {
	return Ask(v, absent, func(t estate.Text) estate.Truth {
		if r, ok := estate.FollowTo[T](e, t); ok {
			return question(r)
		}
		return estate.Maybe(estate.NotInEstate(t, v.Origin))
	})
}
