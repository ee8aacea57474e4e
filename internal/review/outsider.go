package review

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
)

// AskStatements puts a question to each statement of a document: the document's
// answer is Yes if one's is. Reasons need an Answer, and words where it isn't No.
func AskStatements(d policy.Document, question func(policy.Statement) policy.Reason) policy.Result {
	out := policy.Result{Answer: policy.No}
	for i, s := range d.Statements {
		r := question(s)
		out.Answer = out.Answer.Or(r.Answer)
		if r.Answer == policy.No {
			continue
		}
		r.Statement, r.Sid, r.Pos = i, s.Sid.String(), s.Pos
		if s.Gap != "" {
			r.Why = "not known: " + s.Gap
		}
		out.Because = append(out.Because, r)
	}
	return out
}

// Names are texts as they are written.
func Names(texts []policy.Text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, t.String())
	}
	return out
}

// Outsiders answers whether a statement names principals of other accounts than
// that of a resource, and whom; everyone ("*") is a question of its own.
func Outsiders(s policy.Statement, own estate.Text) (policy.Answer, []string) {
	answer := policy.No
	var who []string
	if s.Principal == nil {
		return answer, nil
	}
	accounts := map[string]bool{}
	for _, t := range s.Principal.AWS {
		if a := outsider(t, own); a != policy.No {
			answer = answer.Or(a)
			who = append(who, t.String())
		}
		if literal := accountIn(t); literal != "" {
			accounts[literal] = true
		}
	}
	if len(accounts) > 1 { // of two accounts one at least is another
		answer = policy.Yes
	}
	return answer, who
}

// accountIn is the account of a principal, if it is known.
func accountIn(t policy.Text) string {
	s, known := t.Known()
	if fields := strings.SplitN(s, ":", 6); known && len(fields) == 6 {
		s = fields[4]
	}
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

// outsider answers for one entry of the AWS list. A resource's own reference is one
// of the same sources: its principals are in the account, as far as these say.
func outsider(t policy.Text, own estate.Text) policy.Answer {
	if _, known := t.Known(); !known {
		return holeOutside(t, own)
	}
	account := accountIn(t)
	if account == "" {
		return policy.No // everyone, or a principal that is no more
	}
	if mine, ok := own.Known(); ok {
		if mine == account || mine == "" {
			return policy.No
		}
		return policy.Yes
	}
	return policy.Unknown
}

// holeOutside: an ARN with a literal account in it is known enough; one whose
// account is the stack's own, or a reference to a resource, is none of others.
func holeOutside(t policy.Text, own estate.Text) policy.Answer {
	const mark = "\x00" // in the place of a hole
	var known strings.Builder
	var holes []string
	for _, p := range t.Parts() {
		if p.Hole != "" {
			known.WriteString(mark)
			holes = append(holes, p.Hole)
		}
		known.WriteString(p.Literal)
	}
	fields := strings.SplitN(known.String(), ":", 6)
	account, before := known.String(), ""
	if len(fields) == 6 {
		account, before = fields[4], strings.Join(fields[:4], "")
	}
	if !strings.Contains(account, mark) {
		return outsider(policy.Literal(account), own)
	}
	if hole := holes[strings.Count(before, mark)]; hole == "AWS::AccountId" || strings.Contains(hole, ".") {
		return policy.No
	}
	return policy.Unknown
}
