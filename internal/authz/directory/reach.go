package directory

import (
	"maps"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// sieve leaves out of those who might do an action on targets the ones for whom no
// Allow can be meant: neither their own policies speak of it, nor does a resource's
// policy name them. What it lets through is asked properly.
type sieve struct {
	d       *Directory
	action  string
	open    bool // it can't tell
	targets []sieveTarget
}

type sieveTarget struct {
	named namesakes
	asked *policy.Asked // nil: the resource isn't known whole
}

func (d *Directory) newSieve(action string, targets []*Target, with *Question) *sieve {
	s := &sieve{d: d, action: action, open: with.Given != nil || len(d.estate.Open) > 0 || serviceOfAction(action) == "sts" && action != assumeRole}
	for _, t := range targets {
		if s.open = s.open || besidesPolicies(d, t); s.open {
			return s
		}
		one := sieveTarget{}
		if t.Resource != nil {
			one.named = d.namedIn(t, action)
		}
		side := d.itsSide(t, action)
		if side.in(d, scenario.Always()); side.always != nil {
			asked := policy.Ask(&policy.Request{Action: action, Resource: side.always.resource})
			one.asked = &asked
		}
		s.targets = append(s.targets, one)
	}
	return s
}

const assumeRole = "sts:AssumeRole"

// besidesPolicies reports targets that more than policies may open, or of whose
// policies nothing is known.
func besidesPolicies(d *Directory, t *Target) bool {
	switch r := t.Resource.(type) {
	case nil:
		return t.suffix != ""
	case *estate.Bucket:
		return d.aclsOf(r, scenario.Always()) != nil
	case *estate.Key:
		return d.hasGrants(r)
	case *estate.AccessPoint, *estate.RestAPI, *estate.FileSystem:
		return true
	}
	return false
}

// keeps reports whether a principal may be able to do it on one of the targets.
func (s *sieve) keeps(p *Principal) bool {
	if s.open || p.foreign || p.Kind != policy.User && p.Kind != policy.RoleSession {
		return true
	}
	if slices.ContainsFunc(s.targets, func(t sieveTarget) bool { return t.named.means(s.d, p) }) {
		return true
	}
	side := s.d.ownSide(p)
	return slices.ContainsFunc(side.identity, func(a attachment) bool {
		if !a.mayAllow(s.action) {
			return false
		}
		return len(a.forms()) > 1 || slices.ContainsFunc(s.targets, func(t sieveTarget) bool {
			return t.asked == nil || a.made[0].policy.MayGrant(t.asked)
		})
	})
}

// means reports whether a policy that names these may name a principal itself.
func (n *namesakes) means(d *Directory, p *Principal) bool {
	return n.everyone || slices.Contains(n.known, p)
}

// byAccount are the users and roles that may take roles and are of an account, or
// may be.
func (d *Directory) byAccount(account string) []*Principal {
	if d.takersOf == nil {
		d.takersOf = map[string][]*Principal{}
		for _, p := range d.order {
			if d.mayAllow(p, assumeRole) {
				id, _ := d.names.in(p.account, scenario.Always()).Known()
				d.takersOf[id] = append(d.takersOf[id], p)
			}
		}
	}
	if isAccount(account) {
		return slices.Concat(d.takersOf[account], d.takersOf[""])
	}
	var out []*Principal
	for _, id := range slices.Sorted(maps.Keys(d.takersOf)) {
		out = append(out, d.takersOf[id]...)
	}
	return out
}

// mayAllow reports whether a principal's own policies may allow an action on
// something.
func (d *Directory) mayAllow(p *Principal, action string) bool {
	if p.Kind == policy.RootUser || p.foreign {
		return true
	}
	return slices.ContainsFunc(d.ownSide(p).identity, func(a attachment) bool { return a.mayAllow(action) })
}

// mayAllow reports whether a form of the document may allow an action.
func (d *document) mayAllow(action string) bool {
	if is, asked := d.allows[action]; asked {
		return is
	}
	is := d.speaks(action) && slices.ContainsFunc(d.forms(), func(f form) bool { return f.policy.MayAllow(action) })
	if d.allows == nil {
		d.allows = map[string]bool{}
	}
	d.allows[action] = is
	return is
}
