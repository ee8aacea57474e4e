package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
)

// JudgeDocument judges a resource by a question that its policy document should
// answer with no. The finding stands at the statement that decides and says
// why; weigh, if not nil, gives the severity. Scenarios in which except is true
// count as good.
func (p *Pass) JudgeDocument(r estate.Resource, document *estate.Tree, question func(policy.Document) policy.Result, except estate.Truth, d Detail, weigh func([]policy.Reason) finding.Severity) finding.Status {
	bad, reasons := p.AskDocument(document, question)
	if _, known := r.Base().Account.Known(); !known {
		bad.Gaps = ownAccount(bad.Gaps)
	}
	return p.Judge(r, bad.And(except.Not()), Because(reasons, d, weigh))
}

// ownAccount names the account in which a stack will stand in the place of a gap
// without a name: a document that says all is open for what is somebody else's.
func ownAccount(gaps []estate.GuardedGap) []estate.GuardedGap {
	out := slices.Clone(gaps)
	for i, g := range out {
		if v := g.Gap.Variable; v != nil && v.Name == nameless {
			out[i].Gap = Gap("AWS::AccountId", "whether an account of the policy is the stack's own", "--account ID", g.Gap.Origin)
		}
	}
	return out
}

// Because fills in a finding's place, message and evidence from the statements
// that decide. A message that is there already stands before them.
func Because(reasons []policy.Reason, d Detail, weigh func([]policy.Reason) finding.Severity) Detail {
	if len(reasons) == 0 {
		return d
	}
	first := reasons[0]
	if !at(first.Pos).IsZero() {
		d.At = at(first.Pos)
	}
	if d.Message != "" {
		d.Message += " "
	}
	d.Message += why(first)
	if weigh != nil {
		d.Severity, d.Weighed = weigh(reasons), true
	}
	var told []string
	for _, x := range reasons {
		d.Facts = append(d.Facts, evidence(x))
		told = append(told, strings.Join([]string{x.Sid, why(x), strings.Join(x.Actions, " "), strings.Join(x.Resources, " ")}, "\t"))
	}
	d.Key += Listed(told)
	return d
}

// why is the reason, or that a statement may be one.
func why(r policy.Reason) string {
	if strings.HasPrefix(r.Why, "not known: ") {
		return "has a statement that is not known"
	}
	return r.Why
}

func at(p policy.Position) estate.Origin {
	return estate.Origin{File: p.File, Line: p.Line, Column: p.Column}
}

// evidence is a statement in words: "statement Read: s3:GetObject on *".
func evidence(r policy.Reason) string {
	out := "statement"
	if r.Sid != "" {
		out += " " + r.Sid
	}
	out += ": " + why(r)
	if len(r.Actions) > 0 && !strings.Contains(r.Why, r.Actions[0]) {
		out += ": " + few(r.Actions)
	}
	if len(r.Resources) > 0 {
		out += " on " + few(r.Resources)
	}
	return out
}

// few lists at most five of the names.
func few(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
