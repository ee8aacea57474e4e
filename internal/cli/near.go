package cli

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// nearOf are the statements that nearly allow what is denied for lack of an Allow,
// of the layer that lacks it.
func nearOf(x authz.Explanation) []report.Near {
	if x.Decision.Verdict != authz.ImplicitDeny {
		return nil
	}
	var out []report.Near
	for _, o := range x.Opinions {
		if o.Allows != policy.No || !concerns(x.Decision.Layer, o.Layer) {
			continue
		}
		for _, n := range o.Near {
			near := report.Near{Statement: statementOf(n.Citation)}
			for _, m := range n.Missing {
				near.Lacks = append(near.Lacks, lackOf(m))
			}
			out = append(out, near)
		}
	}
	return out
}

// concerns reports whether a layer can grant what is lacking in another: without a
// grant, an identity policy or a resource's may give it.
func concerns(lacking, layer authz.Layer) bool {
	switch lacking {
	case authz.Identity, authz.Resource, authz.Key, authz.Trust:
		return layer == authz.Identity || layer == authz.Resource || layer == authz.Key || layer == authz.Trust
	}
	return lacking == layer
}

func statementOf(s authz.Citation) report.Statement {
	return report.Statement{Policy: s.Policy, Sid: s.Sid, Effect: s.Effect,
		Location: report.Location{File: s.Pos.File, Line: s.Pos.Line, Column: s.Pos.Column}}
}

// lackOf says what a statement wants and the request has.
func lackOf(m authz.Missing) report.Lack {
	out := report.Lack{Element: m.Element.String(), Key: m.Key, Wanted: m.Wanted, Had: m.Had, Not: m.Not}
	switch {
	case m.Operator != "":
		out.Element += " " + m.Operator
	case m.Not:
		out.Element = "Not" + out.Element
	}
	if m.More > 0 {
		out.Wanted = append(out.Wanted[:len(out.Wanted):len(out.Wanted)], "and "+counts(m.More, "other"))
	}
	if m.Is == policy.Unknown && m.Cause != "" && len(out.Had) == 0 {
		out.Had = []string{"not known: " + strings.TrimPrefix(m.Cause, "not known: ")}
	}
	return out
}
