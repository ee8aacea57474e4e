// Package suppress reads which findings somebody has accepted, and sets these
// apart: from files of one's own, from the metadata of templates, and from the
// metadata that cfn_nag, checkov and cdk-nag read. It is handed trees and a day,
// and reads neither files nor clocks.
//
//	list, err := suppress.Declared(e)
//	done := suppress.Apply(e, findings, list, "2026-11-22")
//
// It refuses suppressions of its own form that give no reason or that it does
// not understand: one that was misread could hide what nobody has accepted.
package suppress

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// Outcome is what suppressions do to the findings of a review.
type Outcome struct {
	Open       []finding.Finding // as they were
	Suppressed []finding.Finding // each with its suppression
	// Expired are suppressions of our own form that would hold if their day had
	// not passed.
	Expired []finding.Suppression
	// Stale are suppressions of our own form that match nothing.
	Stale []finding.Suppression
	// Unused are other tools' suppressions that match nothing here.
	Unused []finding.Suppression
	// Whole are the controls that are accepted as unknown for the estate as a
	// whole.
	Whole map[string]*finding.Suppression
}

// Asked is what was reviewed.
type Asked struct {
	Estate   *estate.Estate
	Findings []finding.Finding
	// Controls are the controls that were put, Known all that there are, and Open
	// those that are unknown as a whole.
	Controls []string
	Known    []string
	Open     []string
	Today    string // 2026-11-22
}

// Apply sets findings apart that some suppression is about.
func Apply(a Asked, list []finding.Suppression) Outcome {
	out := Outcome{Whole: map[string]*finding.Suppression{}}
	used := make([]bool, len(list))
	m := matcher{a.Estate}
	for _, f := range a.Findings {
		if s := m.first(f, list, used, a.Today); s != nil {
			f.Suppression = s
			out.Suppressed = append(out.Suppressed, f)
			continue
		}
		out.Open = append(out.Open, f)
	}
	for _, id := range a.Open {
		for i := range list {
			s := &list[i]
			if s.Unknown && everywhere(s) && anyMatches(s.Controls, id) {
				used[i] = true
				if out.Whole[id] == nil && !s.Expired(a.Today) {
					out.Whole[id] = s
				}
			}
		}
	}
	out.sort(list, used, a)
	return out
}

// sort tells suppressions that do nothing: those of controls that were not put
// may do something another time.
func (o *Outcome) sort(list []finding.Suppression, used []bool, a Asked) {
	for i, s := range list {
		switch {
		case used[i] && s.Expired(a.Today):
			o.Expired = append(o.Expired, s)
		case used[i] || !a.answered(s):
		case s.By == Ours:
			o.Stale = append(o.Stale, s)
		default:
			o.Unused = append(o.Unused, s)
		}
	}
}

// answered reports whether a suppression could have matched: its control was put,
// or there is none of its name.
func (a Asked) answered(s finding.Suppression) bool {
	about := func(id string) bool { return anyMatches(s.Controls, id) }
	return slices.ContainsFunc(a.Controls, about) || !slices.ContainsFunc(a.Known, about)
}

// Ours is the form of suppressions that this package defines.
const Ours = "ringwall"
