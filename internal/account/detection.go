package account

import (
	"strings"

	"ringwall/internal/estate"
)

// watching is what has been read of the services that watch an account.
type watching struct {
	recorders []scoped[*estate.ConfigRecorder]
	recording []saidOf[estate.Value[bool]] // of Config's recorders
	detectors []scoped[*estate.Detector]
	got       []saidOf[*estate.Detector]
	analyzers []scoped[*estate.Analyzer]
	archives  []saidOf[*estate.Tree]
	linkers   []scoped[*estate.FindingAggregator]
	linked    []saidOf[*estate.FindingAggregator]
	groups    []*estate.LogGroup
	filters   []scoped[*estate.MetricFilter]
	rules     []*ruleFacts
	buses     []busRules
	targets   []ruleTargets
	// subscribed are the ARNs of topics whose subscriptions are all listed.
	subscribed map[string]bool
}

// scoped is a resource, and the scope of its file.
type scoped[T any] struct {
	is    T
	scope *scope
}

// foreign notes a record that is of another service: what a list is that holds such,
// nobody knows.
func (r *reader) foreign(kind estate.ListingKind) {
	r.cutOff(kind, "the file "+r.name+" holds records of another command")
}

// inPlace takes in a resource of an account and Region that the source of it does not
// name: its ARN ends with the part. One is taken in once.
func (l *loader) inPlace(x estate.Resource, s *scope, service, part, name string) bool {
	c := x.Base()
	l.placeCore(c, s)
	c.ID, c.Logical, c.Physical = estate.ID(name), name, l.arnOf(c, service, part)
	key := typed{c.Type, c.Physical}
	if _, double := l.byID[key]; double {
		return false
	}
	if !strings.Contains(c.Physical, "::") {
		c.ARN = estate.Literal(c.Physical)
	}
	l.unlistedTags(x)
	l.byID[key] = held{x, s}
	l.loose.named = append(l.loose.named, c)
	l.result.Resources = append(l.result.Resources, x)
	return true
}

// of reports whether what a scope's file says is of a resource's account and Region.
func (s *scope) of(c *estate.Core) bool {
	account, _ := c.Account.Known()
	region, _ := c.Region.Known()
	return (s.account == account || s.account == "") && (s.region == region || s.region == "")
}

// saidHere is what was said of a thing by its name, in its account and Region.
func saidHere[T any](list []saidOf[T], c *estate.Core, names ...string) (T, bool) {
	for _, s := range list {
		for _, name := range names {
			if s.subject == name && s.scope.of(c) {
				return s.is, true
			}
		}
	}
	var none T
	return none, false
}

// joinWatching joins what is said of the services that watch an account.
func (l *loader) joinWatching() {
	l.joinPlaced()
	l.joinTrails()
	l.joinRecorders()
	l.joinDetectors()
	l.joinAnalyzers()
	l.joinAggregators()
	l.joinLogs()
	l.joinEvents()
	l.joinSubscriptions()
}
