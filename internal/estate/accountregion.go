package estate

// AccountRegion is an account in a Region, as a live account shows itself: what a
// finding is about that there is nothing of a kind.
type AccountRegion struct{ Core }

// Lists of what watches an account. Of those that have several files (a list of names,
// and a file for each), the list is whole only where all of them are there.
const (
	// RegionListing is of the Regions that are enabled in an account, AloneListing stands
	// for an account that is in no organisation: both are of no Region.
	RegionListing ListingKind = "enabled Regions"
	AloneListing  ListingKind = "no organisation"

	TrailListing          ListingKind = "trailList"
	EventDataStoreListing ListingKind = "EventDataStores"
	RecorderListing       ListingKind = "ConfigurationRecorders"
	DeliveryListing       ListingKind = "DeliveryChannels"
	DetectorListing       ListingKind = "DetectorIds"
	HubListing            ListingKind = "SecurityHub"
	StandardListing       ListingKind = "StandardsSubscriptions"
	AnalyzerListing       ListingKind = "analyzers"
	InspectorListing      ListingKind = "accounts"
	MacieListing          ListingKind = "MacieSession"
	LogGroupListing       ListingKind = "logGroups"
	MetricFilterListing   ListingKind = "metricFilters"
	AlarmListing          ListingKind = "MetricAlarms"
	EventRuleListing      ListingKind = "EventRules"
	FlowLogListing        ListingKind = "FlowLogs"
	QueryLogListing       ListingKind = "ResolverQueryLogConfigAssociations"
	AggregatorListing     ListingKind = "FindingAggregators"
	GraphListing          ListingKind = "GraphList"
	ProfileListing        ListingKind = "ProfileAssociations"
	// Whether another account administers a service in this one.
	GuardDutyAdministrator ListingKind = "GuardDuty administrator"
	HubAdministrator       ListingKind = "Security Hub administrator"
)

// Whole reports whether the sources hold all of some lists for the account and Region
// of a resource: what they don't show is not there.
func (e *Estate) Whole(c *Core, kinds ...ListingKind) bool {
	for _, k := range kinds {
		if !e.Lists(k, c) {
			return false
		}
	}
	return c.Physical != "" && len(kinds) > 0
}

// WholeEverywhere reports whether the sources hold all of some lists for the account of
// a resource in every Region that is enabled there.
func (e *Estate) WholeEverywhere(c *Core, kinds ...ListingKind) bool {
	account, _ := c.Account.Known()
	l, ok := e.listings[listingKey{account, "", RegionListing}]
	if !ok || l.Gap.Variable != nil || c.Physical == "" {
		return false
	}
	for _, r := range All[*AccountRegion](e) {
		if r.Account.Equal(c.Account) && !e.Whole(&r.Core, kinds...) {
			return false
		}
	}
	return true
}

// Alone reports whether the account of a resource is in no organisation.
func (e *Estate) Alone(c *Core) bool {
	account, _ := c.Account.Known()
	_, ok := e.listings[listingKey{account, "", AloneListing}]
	return ok
}

// Listing is the list of a kind that the sources hold, or should, for the account and
// Region of a resource.
func (e *Estate) Listing(kind ListingKind, c *Core) (Listing, bool) {
	account, _ := c.Account.Known()
	region, _ := c.Region.Known()
	l, ok := e.listings[listingKey{account, region, kind}]
	return l, ok
}
