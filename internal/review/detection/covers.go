package detection

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// covers asks whether a trail records what happens in the account and Region of a
// resource. What a template declares is taken to be deployed beside it.
func covers(t *estate.Trail, c *estate.Core) estate.Truth {
	switch {
	case c.Physical == "":
		return estate.Yes()
	case t.Physical == "" && !t.Account.Equal(c.Account):
		return estate.Maybe(review.Gap(string(t.ID), "whether the template is deployed to the account is not known", "--account "+c.Account.String(), t.Origin))
	case t.Physical == "":
		return estate.Yes()
	}
	return holds(isOf(t, c)).And(holds(t.Region.Equal(c.Region)).Or(estate.Is(t.MultiRegion.Or(false), true)))
}

// isOf reports whether a trail stands in the lists of a resource's account. What a
// template declares is taken to be deployed beside it.
func isOf(t *estate.Trail, c *estate.Core) bool {
	account, _ := c.Account.Known()
	return t.Physical == "" || c.Physical == "" || slices.Contains(t.Accounts, account) || t.Account.Equal(c.Account)
}

// storeCovers is [covers] of an event data store.
func storeCovers(s *estate.EventDataStore, c *estate.Core) estate.Truth {
	if s.Physical == "" || c.Physical == "" {
		return estate.Yes()
	}
	own := holds(s.Account.Equal(c.Account)).Or(estate.Is(s.Organization.Or(false), true).And(estate.Maybe(
		review.Gap(string(s.ID), "whether the account is of the organisation whose events the store has is not known", "", s.Origin))))
	return own.And(holds(s.Region.Equal(c.Region)).Or(estate.Is(s.MultiRegion.Or(false), true)))
}

// regionRecorded asks whether some trail or store that is on has all management events
// of an account's Region.
func regionRecorded(e *estate.Estate, r *estate.AccountRegion) estate.Truth {
	out := estate.No()
	for _, t := range estate.All[*estate.Trail](e) {
		all := recordsManagement(t.Selectors, t.AdvancedSelectors)
		out = out.Or(covers(t, &r.Core).And(estate.Is(t.Logging.Or(true), true)).And(all).Given(t.When))
	}
	for _, s := range estate.All[*estate.EventDataStore](e) {
		all := recordsManagement(nil, s.AdvancedSelectors)
		out = out.Or(storeCovers(s, &r.Core).And(estate.Is(s.Ingesting.Or(true), true)).And(all).Given(s.When))
	}
	return out.Or(storesElsewhere(e, r))
}

// storesElsewhere is unknown where a store of another Region may have the events of all:
// lists show those of their own Region only.
func storesElsewhere(e *estate.Estate, r *estate.AccountRegion) estate.Truth {
	if e.WholeEverywhere(&r.Core, estate.EventDataStoreListing) {
		return estate.No()
	}
	return estate.Maybe(review.Gap("the event data stores of "+r.Account.String(), "they are not listed in all Regions that are enabled",
		"collect all Regions, or aws cloudtrail list-event-data-stores of each", r.Origin))
}
