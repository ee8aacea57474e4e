package account

import (
	"slices"

	"ringwall/internal/estate"
)

// trailFacts are a trail, and what commands of their own say of it.
type trailFacts struct {
	trail  *estate.Trail
	custom estate.Value[bool] // whether it has event selectors of its own
	scopes []*scope           // whose lists show it
}

// selectors are what GetEventSelectors says of a trail.
type selectors struct{ basic, advanced *estate.Tree }

// trails are what has been read of CloudTrail.
type trails struct {
	byARN     map[string]*trailFacts
	list      []*trailFacts
	logging   []saidOf[estate.Value[bool]]
	selectors map[string]selectors // by ARN
	stores    map[string]*storeFacts
	storeList []*storeFacts
}

// storeFacts are an event data store, and whether its settings are read.
type storeFacts struct {
	store *estate.EventDataStore
	scope *scope
	got   bool
}

func newTrails() trails {
	return trails{
		byARN: map[string]*trailFacts{}, selectors: map[string]selectors{}, stores: map[string]*storeFacts{},
	}
}

// trail reads a Trail (CloudTrail DescribeTrails). A trail of several Regions, or of
// an organisation, stands in the list of each ("shadow trail"): it is one.
func (r *reader) trail() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "TrailARN")
	if arn == "" {
		r.foreign(estate.TrailListing)
		return
	}
	if have := r.loose.trails.byARN[arn]; have != nil {
		have.scopes = append(have.scopes, r.scope)
		return
	}
	x := &estate.Trail{
		Core: r.core("", "AWS::CloudTrail::Trail"), TrailName: r.textValue(t, "Name"), Bucket: r.textValue(t, "S3BucketName"),
		LogGroup: r.textValue(t, "CloudWatchLogsLogGroupArn"), LogRole: r.textValue(t, "CloudWatchLogsRoleArn"),
		KMSKey: r.textValue(t, "KmsKeyId"), Topic: r.textValue(t, "SnsTopicARN"),
		Validation: r.flagValue(t, "LogFileValidationEnabled").Or(false), MultiRegion: r.flagValue(t, "IsMultiRegionTrail").Or(false),
		Organization: r.flagValue(t, "IsOrganizationTrail").Or(false), GlobalEvents: r.flagValue(t, "IncludeGlobalServiceEvents").Or(false),
	}
	x.LogGroup = r.withoutStar(x.LogGroup)
	r.called(&x.Core, r.textAt(t, "Name"), arn)
	f := &trailFacts{trail: x, custom: r.flagValue(t, "HasCustomEventSelectors"), scopes: []*scope{r.scope}}
	r.loose.trails.byARN[arn] = f
	r.loose.trails.list = append(r.loose.trails.list, f)
	r.unlistedTags(x)
	r.add(x)
}

// withoutStar is the ARN of a log group without the ":*" for its streams, with which
// some of AWS's answers end it.
func (r *reader) withoutStar(v estate.Value[estate.Text]) estate.Value[estate.Text] {
	if t, ok := v.Known(); ok {
		return r.values.text(plainGroup(t.String()), v.Origin)
	}
	return v
}

// trailStatus reads the answer of GetTrailStatus, which does not say of which trail.
func (r *reader) trailStatus(doc *estate.Tree) {
	is := r.flagValue(doc, "IsLogging")
	name := r.subject(doc, "Name")
	switch {
	case !r.soundAnswer:
	case name == "":
		r.subjectless("trail", "get-trail-status--NAME")
	default:
		r.loose.trails.logging = append(r.loose.trails.logging, saidOf[estate.Value[bool]]{name, r.scope, is})
	}
}

// eventSelectors reads the answer of GetEventSelectors.
func (r *reader) eventSelectors(doc *estate.Tree) {
	name := r.textAt(doc, "TrailARN")
	for _, list := range []*estate.Tree{doc.At("EventSelectors"), doc.At("AdvancedEventSelectors")} {
		if !list.IsMissing() && list.Kind != estate.List {
			r.noteAt(list, "a list")
		}
	}
	is := selectors{filled(doc.At("EventSelectors")), filled(doc.At("AdvancedEventSelectors"))}
	if is.basic == nil && is.advanced == nil {
		g := estate.NotListed("the event selectors of "+name, "AWS's answer has none", "look at them in the account")
		is.basic = estate.NewOpaque(g.Variable, r.at)
	}
	if r.soundAnswer && name != "" {
		r.loose.trails.selectors[name] = is
	}
}

// filled is a list that has members; collecting writes those that AWS leaves out as
// empty.
func filled(t *estate.Tree) *estate.Tree {
	if t.IsMissing() || len(t.Items) == 0 {
		return nil
	}
	return t
}

// dataStoreListed reads an EventDataStore (CloudTrail ListEventDataStores), of which
// the list says no more than the name.
func (r *reader) dataStoreListed() {
	r.soundAnswer = true
	t := r.tree()
	if arn := r.textAt(t, "EventDataStoreArn"); arn != "" {
		r.dataStore(arn, r.textAt(t, "Name"))
	} else {
		r.foreign(estate.EventDataStoreListing)
	}
}

func (r *reader) dataStore(arn, name string) *storeFacts {
	f := r.loose.trails.stores[arn]
	if f == nil {
		f = &storeFacts{store: &estate.EventDataStore{Core: r.core("", "AWS::CloudTrail::EventDataStore")}, scope: r.scope}
		r.called(&f.store.Core, name, arn)
		r.loose.trails.stores[arn] = f
		r.loose.trails.storeList = append(r.loose.trails.storeList, f)
		r.unlistedTags(f.store)
		r.add(f.store)
	}
	return f
}

// dataStoreAnswer reads the answer of GetEventDataStore.
func (r *reader) dataStoreAnswer(doc *estate.Tree) {
	arn, status := r.textAt(doc, "EventDataStoreArn"), r.textAt(doc, "Status")
	x := estate.EventDataStore{
		KMSKey: r.textValue(doc, "KmsKeyId"), MultiRegion: r.flagValue(doc, "MultiRegionEnabled").Or(false),
		Organization: r.flagValue(doc, "OrganizationEnabled").Or(false), Retention: r.wholeValue(doc, "RetentionPeriod"),
		Protected: r.flagValue(doc, "TerminationProtectionEnabled").Or(false), AdvancedSelectors: filled(doc.At("AdvancedEventSelectors")),
		Ingesting: r.values.boolean(status == "ENABLED" || status == "STARTING_INGESTION", r.at),
	}
	if !r.soundAnswer || arn == "" {
		return
	}
	f := r.dataStore(arn, r.textAt(doc, "Name"))
	f.got, x.Core = true, f.store.Core
	*f.store = x
}

// saidOf is what an output says of something, by its ARN or its name.
type saidOf[T any] struct {
	subject string
	scope   *scope
	is      T
}

// said is what was said of a resource: by its ARN, or by its name, of which the
// account has no other.
func said[T any](list []saidOf[T], c *estate.Core, alone bool) (T, bool) {
	account, _ := c.Account.Known()
	for _, s := range list {
		named := alone && s.subject == c.Logical && (s.scope.account == account || s.scope.account == "")
		if s.subject == c.Physical || named {
			return s.is, true
		}
	}
	var none T
	return none, false
}

// joinTrails gives trails what commands of their own say. What no file says is unknown.
func (l *loader) joinTrails() {
	names := map[string]int{}
	for _, f := range l.loose.trails.list {
		names[f.trail.Account.String()+" "+f.trail.Logical]++
	}
	for _, f := range l.loose.trails.list {
		x := f.trail
		alone := names[x.Account.String()+" "+x.Logical] == 1
		name := lastPart(x.Physical)
		for _, s := range f.scopes {
			if s.account != "" && !slices.Contains(x.Accounts, s.account) {
				x.Accounts = append(x.Accounts, s.account)
			}
		}
		slices.Sort(x.Accounts)
		if is, ok := said(l.loose.trails.logging, &x.Core, alone); ok {
			x.Logging = is
		} else {
			g := l.noOutput("whether the trail "+name+" is logging", "cloudtrail get-trail-status", "as get-trail-status--"+name+".json")
			unseen(g, x.Origin, &x.Logging)
		}
		if list, ok := l.loose.trails.selectors[x.Physical]; ok {
			x.Selectors, x.AdvancedSelectors = list.basic, list.advanced
		} else if custom, known := f.custom.Known(); !known || custom {
			g := l.noOutput("the event selectors of the trail "+name, "cloudtrail get-event-selectors", "as get-event-selectors--"+name+".json")
			g.Origin = x.Origin
			x.Selectors = estate.NewOpaque(g.Variable, x.Origin)
		}
	}
	for _, f := range l.loose.trails.storeList {
		if x := f.store; !f.got {
			g := l.noOutput("the settings of the event data store "+x.Logical, "cloudtrail get-event-data-store", "as get-event-data-store--"+lastPart(x.Physical)+".json")
			g.Origin = x.Origin
			unseen(g, x.Origin, &x.KMSKey, &x.MultiRegion, &x.Organization, &x.Retention, &x.Protected, &x.Ingesting)
			x.AdvancedSelectors = estate.NewOpaque(g.Variable, x.Origin)
		}
	}
}
