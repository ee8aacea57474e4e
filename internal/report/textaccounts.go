package report

import (
	"maps"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// accountsOf are the resources of each account that is known; of those whose account
// is not, the account is "".
func accountsOf(list []estate.Resource) map[string][]estate.Resource {
	out := map[string][]estate.Resource{}
	for _, r := range list {
		id, _ := r.Base().Account.Known()
		out[id] = append(out[id], r)
	}
	if _, some := out[""]; some && len(out) == 2 {
		return nil // there is but one account that is known
	}
	return out
}

// accounts writes the resources of each account, below its name, where it stands in
// its organisation, and how many it has.
func (p *page) accounts(e *estate.Estate, of map[string][]estate.Resource) {
	for _, id := range slices.Sorted(maps.Keys(of)) {
		declared := 0
		for _, r := range of[id] {
			if r.Base().Origin.Implied == "" {
				declared++
			}
		}
		title := "Account not known"
		if id != "" {
			title = "Account " + id
		}
		text := plural(declared, "resource")
		if where := placeInOrganization(e, id); where != "" {
			text = where + ", " + text
		}
		p.gap()
		p.line(p.paint(bold, title), "  ", text)
		p.stacks(of[id])
	}
}

// placeInOrganization is an account's name behind the units that it is in, from the root
// down: "Root / Services / live". Empty where the sources do not say it.
func placeInOrganization(e *estate.Estate, id string) string {
	r, _ := e.Get(estate.ID(id))
	a, ok := r.(*estate.Account)
	if !ok {
		return ""
	}
	path := []string{nameOr(a.AccountName, id)}
	if len(a.Parents.Known) != 1 || len(a.Parents.Unknown) > 0 {
		return path[0]
	}
	at := a.Parents.Known[0].Is
	for range 10 { // units nest five deep
		switch above, _ := e.Follow(at); x := above.(type) {
		case *estate.OrganizationalUnit:
			path = append(path, nameOr(x.UnitName, string(x.ID)))
			parent, known := x.Parent.Known()
			if known {
				at = parent
				continue
			}
		case *estate.OrganizationRoot:
			path = append(path, "Root")
		}
		break
	}
	slices.Reverse(path)
	return strings.Join(path, " / ")
}

func nameOr(v estate.Value[estate.Text], otherwise string) string {
	if t, known := v.Known(); known {
		if s, literal := t.Known(); literal && s != "" {
			return s
		}
	}
	return otherwise
}
