package account

import (
	"strings"

	"ringwall/internal/estate"
)

// ruleFacts are a rule of EventBridge, and the name of its bus.
type ruleFacts struct {
	rule  *estate.EventRule
	scope *scope
	bus   string
}

// busRules is a list of the rules of a bus.
type busRules struct {
	bus   string
	scope *scope
	whole bool
}

// ruleTargets is a list of the targets of a rule; of which bus it is may not be said.
type ruleTargets struct {
	rule, bus string
	scope     *scope
	targets   estate.Items[estate.EventTarget]
	whole     bool
	file      string
}

// eventPart is what a document of EventBridge lists.
type eventPart struct {
	bus     string
	rules   int // that were read, of those that it has
	targets []estate.Item[estate.EventTarget]
	topic   string // of subscriptions
}

// eventRule reads a Rule (EventBridge ListRules).
func (r *reader) eventRule() {
	r.soundAnswer = true
	t := r.tree()
	arn, bus := r.textAt(t, "Arn"), r.textAt(t, "EventBusName")
	if !strings.Contains(arn, ":events:") {
		r.foreign(estate.EventRuleListing)
		return
	}
	r.part.events.bus = bus
	r.part.events.rules++
	x := &estate.EventRule{
		Core: r.core("", "AWS::Events::Rule"), RuleName: r.textValue(t, "Name"), Schedule: r.wordValue(t, "ScheduleExpression"),
		Pattern: r.patternAt(t, arn), Enabled: r.values.boolean(r.textAt(t, "State") != "DISABLED", r.at),
	}
	x.Bus = r.textValue(t, "EventBusName")
	x.Properties = t // which State it is: not all see all calls
	if _, double := r.byID[typed{x.Type, arn}]; double {
		return
	}
	r.once(x, r.textAt(t, "Name"), arn)
	r.loose.watching.rules = append(r.loose.watching.rules, &ruleFacts{x, r.scope, bus})
}

// patternAt is a rule's pattern, which is a text of JSON. One that cannot be read stays
// the text.
func (r *reader) patternAt(t *estate.Tree, arn string) *estate.Tree {
	p, text := t.At("EventPattern"), r.textAt(t, "EventPattern")
	if p.IsMissing() || text == "" {
		return nil
	}
	out, err := jsonText(text, p.Origin)
	if err != nil {
		return p
	}
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		own(out.At("account"), parts[4], "${AWS::AccountId}")
		own(out.At("region"), parts[3], "${AWS::Region}")
	}
	return out
}

// own writes the rule's own account or Region as templates do: it is where the events
// come from.
func own(list *estate.Tree, name, as string) {
	for _, i := range itemsOf(list) {
		if i.Text.String() == name {
			i.Text = estate.Literal(as)
		}
	}
}

// eventTarget reads a Target (ListTargetsByRule).
func (r *reader) eventTarget() {
	r.soundAnswer = true
	t := r.tree()
	if !t.Has("Id") || !t.Has("Arn") {
		r.foreign(estate.EventRuleListing)
		return
	}
	x := estate.EventTarget{
		Origin: t.Origin, ID: r.textValue(t, "Id"), ARN: r.textValue(t, "Arn"), Role: r.textValue(t, "RoleArn"),
		DeadLetter: r.textValue(t, "DeadLetterConfig", "Arn"), Retry: t.At("RetryPolicy"), Whole: unknownWhereWithheld(t),
	}
	r.part.events.targets = append(r.part.events.targets, item(x, t.Origin))
}

// joinEventPart keeps what a document of EventBridge lists.
func (r *reader) joinEventPart() {
	whole := r.wholeDocument() && r.refused == ""
	bus := r.textAt(r.partDoc, "EventBusName")
	switch r.after.verb {
	case "list-rules":
		if bus == "" {
			bus = r.part.events.bus
		}
		// An empty list is of the default bus, unless another service wrote it.
		if bus == "" && r.part.events.rules == 0 && strings.Contains(r.path, "event") {
			bus = defaultBus
		}
		if bus != "" {
			r.loose.watching.buses = append(r.loose.watching.buses, busRules{lastPart(bus), r.scope, whole})
		}
	case "list-subscriptions-by-topic":
		topic := r.textAt(r.partDoc, "TopicArn")
		if topic == "" {
			topic = r.part.events.topic
		}
		if whole && topic != "" {
			if r.loose.watching.subscribed == nil {
				r.loose.watching.subscribed = map[string]bool{}
			}
			r.loose.watching.subscribed[topic] = true
		}
	case "list-targets-by-rule":
		rule := r.subject(r.partDoc, "Rule")
		if rule == "" {
			r.subjectless("rule", "list-targets-by-rule--NAME")
			return
		}
		r.loose.watching.targets = append(r.loose.watching.targets, ruleTargets{
			rule: rule, bus: lastPart(bus), scope: r.scope, targets: estate.Items[estate.EventTarget]{Known: r.part.events.targets, Origin: r.docAt}, whole: whole, file: r.name,
		})
	}
}

// defaultBus is the bus to which AWS's services send.
const defaultBus = "default"

// joinEvents gives rules their targets, and says of which accounts and Regions all
// rules are known: of all buses.
func (l *loader) joinEvents() {
	for _, f := range l.loose.watching.rules {
		l.joinTargetsOf(f)
	}
	buses := map[place][]string{}
	for _, x := range l.result.Resources {
		if b, ok := x.(*estate.EventBus); ok {
			account, _ := b.Account.Known()
			region, _ := b.Region.Known()
			name, _ := b.BusName.Known()
			buses[place{account, region}] = append(buses[place{account, region}], name.String())
		}
	}
	seen := map[place]bool{}
	for _, f := range l.loose.watching.buses {
		if p := (place{f.scope.account, f.scope.region}); !seen[p] {
			seen[p] = true
			f.scope.lists[estate.EventRuleListing] = &list{why: l.rulesLack(p, buses[p])}
		}
	}
}

// rulesLack says why not all rules of a place are known.
func (l *loader) rulesLack(p place, buses []string) string {
	why := (*list)(nil).gap()
	for _, s := range l.order {
		if s.account != p.account || s.region != p.region {
			continue
		}
		if x := s.lists["EventBuses"]; x != nil && why != "" {
			why = x.gap()
		}
	}
	if why != "" {
		return "not all event buses are known: " + why
	}
	for _, s := range l.order {
		if x := s.lists[estate.EventRuleListing]; s.account == p.account && s.region == p.region && x != nil && x.why != "" {
			return x.why
		}
	}
	for _, bus := range buses {
		if !l.hasRulesOf(p, bus) {
			return "the rules of the bus " + bus + " are not all there"
		}
	}
	return ""
}

func (l *loader) hasRulesOf(p place, bus string) bool {
	for _, f := range l.loose.watching.buses {
		if f.bus == bus && f.whole && f.scope.account == p.account && f.scope.region == p.region {
			return true
		}
	}
	return false
}

// joinTargetsOf gives a rule its targets. Without a file they are unknown.
func (l *loader) joinTargetsOf(f *ruleFacts) {
	x := f.rule
	var found []ruleTargets
	for _, t := range l.loose.watching.targets {
		if t.rule == x.Logical && t.scope.of(&x.Core) && (t.bus == lastPart(f.bus) || t.bus == "" && l.onlyRule(x)) {
			found = append(found, t)
		}
	}
	whole := false
	for _, t := range found {
		x.Targets = x.Targets.Append(t.targets)
		whole = whole || t.whole
	}
	if len(found) > 0 {
		x.Targets.Origin = found[0].targets.Origin
	}
	if !whole {
		x.Targets.Unknown = l.notHeld(x.Origin, "the targets of the rule "+x.Logical, "events list-targets-by-rule", "as list-targets-by-rule--"+x.Logical+".json")
	}
}

// onlyRule reports whether no other bus of a rule's account and Region has a rule of
// its name.
func (l *loader) onlyRule(x *estate.EventRule) bool {
	for _, f := range l.loose.watching.rules {
		if f.rule != x && f.rule.Logical == x.Logical && f.rule.Account.Equal(x.Account) && f.rule.Region.Equal(x.Region) {
			return false
		}
	}
	return true
}
