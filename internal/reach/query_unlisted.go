package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// doubtUnlisted: where the list of a live account's interfaces is not whole,
// there may be more of them in a subnet, in a group, of a type or with a tag than
// are listed. So nothing is said not to flow.
func (a *asked) doubtUnlisted() {
	gaps := append(a.from.unlisted(a.m.Estate), a.to.unlisted(a.m.Estate)...)
	if len(gaps) == 0 || a.truth.False.IsNever() {
		return
	}
	for _, g := range joinGaps(gaps) {
		a.truth.Gaps = append(a.truth.Gaps, estate.GuardedGap{When: a.truth.False, Gap: g})
	}
	a.truth.Unknown = a.truth.Unknown.Or(a.truth.False)
	a.truth.False = scenario.Never()
	a.unlisted = a.q.Services
}

// unlisted are the gaps of the lists that would show further members of a
// selection.
func (s selection) unlisted(e *estate.Estate) []estate.Gap {
	var out []estate.Gap
	switch s.Kind {
	case SelectAny, SelectType, SelectTag, SelectSubnet, SelectGroup:
	default:
		return nil
	}
	for _, l := range e.Listings {
		if l.Kind == estate.InterfaceListing && l.Gap.Variable != nil && s.mayBeIn(e, l) {
			out = append(out, l.Gap)
		}
	}
	return out
}

// mayBeIn reports whether members of a selection may be in the account and
// Region of a list: those of a subnet or group are where it is.
func (s selection) mayBeIn(e *estate.Estate, l estate.Listing) bool {
	if s.Kind != SelectSubnet && s.Kind != SelectGroup {
		return true
	}
	for id := range s.resources {
		r, _ := e.Get(id)
		account, known := r.Base().Account.Known()
		region, also := r.Base().Region.Known()
		if (!known || account == l.Account) && (!also || region == l.Region) {
			return true
		}
	}
	return false
}
