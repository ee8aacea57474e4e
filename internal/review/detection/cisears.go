package detection

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/filterpattern"
	"ringwall/internal/review"
	"ringwall/internal/review/eventpattern"
)

// ears are what may tell of the benchmark's records. Of each it is asked once what it
// makes of them: of a folder of many environments there are many trails too.
type ears struct {
	*review.Pass
	alarms   []cisAlarm
	counters []*counter
	byGroup  review.Naming[*counter] // by the log group that they read
	rules    map[recordOf][]hearing  // event rules that may tell of a record
}

// recordOf is the n-th record of an alarm of the benchmark.
type recordOf struct{ alarm, n int }

// counter is a metric filter with its pattern read, and whether an alarm on what it
// counts does anything.
type counter struct {
	filter     *estate.MetricFilter
	pattern    *filterpattern.Pattern // nil: it can't be read
	alarmed    estate.Truth
	readsTrail bool
	counted    map[recordOf]estate.Truth
}

// hearing is an event rule and whether it tells of a record that it hears.
type hearing struct {
	*estate.EventRule
	tells estate.Truth
}

func earsOf(p *review.Pass) *ears {
	out := &ears{Pass: p, alarms: cisAlarms(), rules: map[recordOf][]hearing{}}
	filters := estate.All[*estate.MetricFilter](p.Estate)
	alarms := review.NamingOf(p.Estate, estate.All[*estate.Alarm](p.Estate), metricName)
	for _, f := range filters {
		out.counters = append(out.counters, counterOf(f, alarms))
	}
	out.byGroup = review.NamingOf(p.Estate, out.counters, func(c *counter) estate.Value[estate.Text] { return c.filter.LogGroup })
	for _, r := range estate.All[*estate.EventRule](p.Estate) {
		out.listen(r)
	}
	return out
}

// metricName is the name of the metric that an alarm is on; unknown of one with a formula,
// which may name any.
func metricName(a *estate.Alarm) estate.Value[estate.Text] {
	if !a.Queries.IsMissing() {
		return estate.UnknownValue[estate.Text](estate.Gap{}, a.Origin)
	}
	return a.Metric.Name
}

func counterOf(f *estate.MetricFilter, alarms review.Naming[*estate.Alarm]) *counter {
	c := &counter{filter: f, alarmed: alarmed(f, alarms), counted: map[recordOf]estate.Truth{}}
	t, _ := f.Pattern.Known()
	if text, ok := t.Known(); ok {
		if parsed, err := filterpattern.Parse(text); err == nil {
			c.pattern = &parsed
		}
		c.readsTrail = strings.HasPrefix(strings.TrimSpace(text), "{") &&
			(strings.Contains(text, "$.eventName") || strings.Contains(text, "$.userIdentity") || strings.Contains(text, "$.eventSource"))
	}
	return c
}

// alarmed asks whether an alarm on the filter's metric has an action.
func alarmed(f *estate.MetricFilter, alarms review.Naming[*estate.Alarm]) estate.Truth {
	list := alarms.All()
	if len(f.Metrics.Known) == 1 && len(f.Metrics.Unknown) == 0 {
		list = alarms.OfNamed("", f.Metrics.Known[0].Is.Name)
	}
	out := estate.No()
	for _, a := range review.SamePlace(list, &f.Core) {
		acts := a.Actions.IsEmpty().Not().And(estate.Is(a.ActionsEnabled, true)).
			And(estate.When(a.Comparison, true, func(s string) bool { return !strings.HasPrefix(s, "Less") }))
		out = out.Or(watches(a, f).And(acts).Given(a.When))
	}
	return out
}

// watches asks whether an alarm is on a metric that the filter counts, by itself or
// in a formula.
func watches(a *estate.Alarm, f *estate.MetricFilter) estate.Truth {
	return review.AnyItem(f.Metrics, func(m estate.MetricName) estate.Truth {
		direct := sameText(a.Metric.Name, m.Name).And(sameText(a.Metric.Namespace, m.Namespace))
		name, ok := m.Name.Known()
		if !ok {
			return direct
		}
		named := false
		a.Queries.Walk(func(_ string, t *estate.Tree) bool {
			named = named || t.Kind == estate.Scalar && t.Text.Equal(name)
			return !named
		})
		return direct.Or(holds(named))
	})
}

func sameText(v, w estate.Value[estate.Text]) estate.Truth {
	return review.Ask(v, estate.No(), func(t estate.Text) estate.Truth {
		return review.Ask(w, estate.No(), func(u estate.Text) estate.Truth { return review.Same(t, u, v.Origin) })
	})
}

// counts asks whether a filter counts a record.
func (c *counter) counts(of recordOf, record map[string]any) estate.Truth {
	out, asked := c.counted[of]
	if !asked {
		out = c.tries(record)
		c.counted[of] = out
	}
	return out
}

func (c *counter) tries(record map[string]any) estate.Truth {
	at := c.filter.Pattern.Origin
	if c.pattern == nil {
		t, _ := c.filter.Pattern.Known()
		return estate.Maybe(review.Gap("the pattern of "+c.filter.Logical, "it cannot be read: "+t.String(), "write it as AWS's filter pattern syntax has it", at))
	}
	switch c.pattern.Match(any(record)) {
	case filterpattern.Yes:
		return estate.Yes()
	case filterpattern.No:
		return estate.No()
	}
	return estate.Maybe(review.Gap("the pattern of "+c.filter.Logical, "what it makes of a property that is not there AWS's pages do not say", "", at))
}

// listen adds an event rule to the records of which it may tell.
func (e *ears) listen(r *estate.EventRule) {
	if r.Pattern.IsMissing() {
		return
	}
	sends := eventpattern.Sends(e.Estate, r)
	if sends.False.IsAlways() {
		return
	}
	for n, alarm := range e.alarms {
		for k, record := range alarm.records {
			if tells := sends.And(eventpattern.Match(r.Pattern, asEvent(record))); !tells.False.IsAlways() {
				e.rules[recordOf{n, k}] = append(e.rules[recordOf{n, k}], hearing{r, tells})
			}
		}
	}
}

// atTrail is what may tell of the records of one trail.
type atTrail struct {
	*ears
	trail    *estate.Trail
	counters []watching
}

// watching is a filter that may read a trail's records, and whether something comes of
// it where it counts.
type watching struct {
	*counter
	tells estate.Truth
}

func (e *ears) at(t *estate.Trail) *atTrail {
	out := &atTrail{ears: e, trail: t}
	list := e.counters
	if g, ok := logGroupOf(e.Estate, t); ok {
		list = e.byGroup.OfNamed(g.ID, g.GroupName)
	}
	for _, c := range list {
		if tells := watchesTrail(e.Estate, c.filter, t).And(c.alarmed); !tells.False.IsAlways() {
			out.counters = append(out.counters, watching{c, tells})
		}
	}
	return out
}

// logGroupOf is the log group of the estate that a trail writes to, if that is all that
// is said of it.
func logGroupOf(e *estate.Estate, t *estate.Trail) (*estate.LogGroup, bool) {
	arn, known := t.LogGroup.Known()
	if !known {
		return nil, false
	}
	return estate.FollowTo[*estate.LogGroup](e, arn)
}

// missed asks whether some record of an alarm is told by nothing, and names those
// that surely are not.
func (t *atTrail) missed(alarm int) (estate.Truth, []string) {
	bad := estate.No()
	var names []string
	for n, record := range t.alarms[alarm].records {
		told := t.told(recordOf{alarm, n}, record)
		if name := record["eventName"].(string); told.True.IsNever() && told.Unknown.IsNever() && !slices.Contains(names, name) {
			names = append(names, name)
		}
		bad = bad.Or(told.Not())
	}
	return bad, names
}

// told asks whether something tells of a record; the first that surely does is enough.
func (t *atTrail) told(of recordOf, record map[string]any) estate.Truth {
	out := estate.No()
	for _, w := range t.counters {
		if out = out.Or(w.tells.And(w.counts(of, record)).Given(w.filter.When)); out.True.IsAlways() {
			return out
		}
	}
	for _, h := range review.SameAccount(t.rules[of], &t.trail.Core) {
		if out = out.Or(h.tells.And(hearsAll(h.EventRule, t.trail)).Given(h.When)); out.True.IsAlways() {
			return out
		}
	}
	return out
}

// hearsAll asks whether a rule hears all that a trail records: in an account, of its own
// Region only.
func hearsAll(r *estate.EventRule, t *estate.Trail) estate.Truth {
	if r.Physical == "" || t.Physical == "" {
		return estate.Yes()
	}
	elsewhere := estate.Is(t.MultiRegion.Or(false), true).Or(holds(!r.Region.Equal(t.Region)))
	gap := review.Gap(string(r.ID), "the rule hears what happens in its own Region", "look at the rules of the other Regions", r.Origin)
	return elsewhere.Not().Or(estate.Maybe(gap))
}

// watchesTrail asks whether a filter reads the log group of a trail.
func watchesTrail(e *estate.Estate, f *estate.MetricFilter, t *estate.Trail) estate.Truth {
	return review.Ask(t.LogGroup, estate.No(), func(arn estate.Text) estate.Truth {
		if g, ok := estate.FollowTo[*estate.LogGroup](e, arn); ok {
			return review.Refers(e, f.LogGroup, g).Or(review.Named(f.LogGroup, g.GroupName))
		}
		return review.Ask(f.LogGroup, estate.No(), func(name estate.Text) estate.Truth {
			if name.Equal(arn) || strings.Contains(arn.String(), ":log-group:"+name.String()) {
				return estate.Yes()
			}
			if _, ours := e.Follow(name); ours {
				return estate.No()
			}
			return estate.Maybe(estate.NotInEstate(arn, t.LogGroup.Origin))
		})
	})
}
