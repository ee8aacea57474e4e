package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// LacksAnywhere is [Pass.LacksListed] of what may stand in any Region of the account.
func (p *Pass) LacksAnywhere(c *estate.Core, exists estate.Truth, kinds ...estate.ListingKind) estate.Truth {
	if p.Shared.wholeEverywhere(c, kinds) {
		return exists.Not()
	}
	return p.Lacks(exists)
}

// wholeEverywhere asks the estate once for each account.
func (s *Shared) wholeEverywhere(c *estate.Core, kinds []estate.ListingKind) bool {
	if c.Physical == "" {
		return false
	}
	key := c.Account.String()
	for _, k := range kinds {
		key += "\x00" + string(k)
	}
	whole, known := s.whole[key]
	if !known {
		if s.whole == nil {
			s.whole = map[string]bool{}
		}
		whole = s.estate.WholeEverywhere(c, kinds...)
		s.whole[key] = whole
	}
	return whole
}

// JudgeRegions judges accounts in their Regions by whether there is something, of which
// the sources hold a list: the Regions of an account without it are one finding. Where
// the list is missing, there may be some. It reports whether some list was asked for.
func (p *Pass) JudgeRegions(kind estate.ListingKind, exists func(*estate.AccountRegion) estate.Truth, d Detail) bool {
	byAccount := map[string][]*estate.AccountRegion{}
	var accounts []string
	for _, r := range estate.All[*estate.AccountRegion](p.Estate) {
		if _, asked := p.Estate.Listing(kind, &r.Core); !asked {
			continue
		}
		account := r.Account.String()
		if byAccount[account] == nil {
			accounts = append(accounts, account)
		}
		byAccount[account] = append(byAccount[account], r)
	}
	slices.Sort(accounts)
	for _, a := range accounts {
		p.judgeRegions(byAccount[a], kind, exists, d)
	}
	return len(accounts) > 0
}

// judgeRegions judges the Regions of one account.
func (p *Pass) judgeRegions(list []*estate.AccountRegion, kind estate.ListingKind, exists func(*estate.AccountRegion) estate.Truth, d Detail) {
	bad := func(r *estate.AccountRegion) estate.Truth {
		l, _ := p.Estate.Listing(kind, &r.Core)
		if l.Gap.Variable != nil {
			return exists(r).Or(estate.Maybe(l.Gap)).Not()
		}
		return exists(r).Not()
	}
	worst, at := finding.Pass, list[0]
	var also []estate.ID
	var regions []string
	for _, r := range list {
		status := StatusOf(p, r, bad(r))
		if status > worst {
			worst, at, also, regions = status, r, nil, nil
		}
		if status == worst && status != finding.Pass {
			regions = append(regions, r.Region.String())
			if r != at {
				also = append(also, r.ID)
			}
		}
	}
	for _, r := range list {
		if worst == finding.Pass || r != at {
			p.Count(r, bad(r))
			continue
		}
		one := d
		one.Also = also
		one.Message = d.Message + " in " + strings.Join(regions, ", ")
		if l, _ := p.Estate.Listing(kind, &r.Core); one.At.IsZero() && !l.Origin.IsZero() {
			one.At = l.Origin
		}
		p.Judge(r, bad(r), one)
	}
}

// InRegion is true of what is there in an account and Region: of resources of a kind,
// those of the same place.
func InRegion[T estate.Resource](list []T, r *estate.AccountRegion, is func(T) estate.Truth) estate.Truth {
	out := estate.No()
	for _, x := range list {
		c := x.Base()
		if c.Account.Equal(r.Account) && c.Region.Equal(r.Region) {
			out = out.Or(is(x).Given(c.When))
		}
	}
	return out
}

// SamePlace are those of a list that are in the account and Region of a resource of a
// live account; all of them where a template declares the resource.
func SamePlace[T estate.Resource](list []T, c *estate.Core) []T {
	return near(list, c, func(o *estate.Core) bool { return o.Account.Equal(c.Account) && o.Region.Equal(c.Region) })
}

// SameAccount is [SamePlace] of what is in any Region of the account.
func SameAccount[T estate.Resource](list []T, c *estate.Core) []T {
	return near(list, c, func(o *estate.Core) bool { return o.Account.Equal(c.Account) })
}

func near[T estate.Resource](list []T, c *estate.Core, is func(*estate.Core) bool) []T {
	if c.Physical == "" {
		return list
	}
	var out []T
	for _, x := range list {
		if o := x.Base(); o.Physical == "" || is(o) {
			out = append(out, x)
		}
	}
	return out
}

// Any is yes of whatever there is.
func Any[T estate.Resource](T) estate.Truth { return estate.Yes() }
