package review

import (
	"iter"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// Suspect is a principal that should not be able to do something.
type Suspect struct {
	Principal *directory.Principal
	// By is the workload that acts as the principal, or the principal's own resource.
	By estate.Resource
	// Bad is what is wrong with it, given in which scenarios it may.
	Bad func(may estate.Truth) estate.Truth
}

// Blame asks of each suspect whether it may do an action on a target that exists in some
// scenarios. Of many who may for want of knowledge the first is blamed, and all who
// surely do: what the conditions of hundreds of stacks leave of all of them together is
// no more, and is a formula without end. It gives what is bad, the first who is blamed,
// and the statements by which those may who are; the zero Suspect where the truth is No.
func (p *Pass) Blame(action string, target *directory.Target, exists scenario.Guard, suspects iter.Seq[Suspect]) (bad estate.Truth, first Suspect, facts []string) {
	dir := p.Shared.Directory()
	bad = estate.No()
	said := proof.No
	for s := range suspects {
		q := directory.Question{Principal: s.Principal, Action: action, Target: target}
		if !dir.MayBeAllowed(s.Principal, action, target) ||
			said != proof.No && !(dir.MayBeGranted(s.Principal, action, target) && dir.MayBeCertain(q)) {
			continue
		}
		a := dir.Ask(q)
		if a.Verdict != authz.Allowed && a.Verdict != authz.Unknown {
			continue
		}
		is := s.Bad(a.Truth)
		v := proof.Judge(p.Estate, is, exists).Verdict
		if v == proof.No || v == proof.Unknown && said != proof.No {
			continue
		}
		if said != v {
			bad, said, first, facts = is, v, s, nil
		}
		facts = append(facts, Cited(a.Decision)...)
	}
	return bad, first, facts
}
