package account

import (
	"strings"

	"ringwall/internal/estate"
)

// analyzer reads an AnalyzerSummary (IAM Access Analyzer ListAnalyzers).
func (r *reader) analyzer() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "arn")
	if !strings.Contains(arn, ":access-analyzer:") {
		r.foreign(estate.AnalyzerListing)
		return
	}
	if status := r.textAt(t, "status"); status == "DISABLED" || status == "FAILED" {
		return // it looks for nothing
	}
	x := &estate.Analyzer{Core: r.core("", "AWS::AccessAnalyzer::Analyzer"), Kind: r.wordValue(t, "type")}
	if _, double := r.byID[typed{x.Type, arn}]; double {
		return
	}
	r.once(x, r.textAt(t, "name"), arn)
	r.loose.watching.analyzers = append(r.loose.watching.analyzers, scoped[*estate.Analyzer]{x, r.scope})
}

// archiveRules reads the answer of ListArchiveRules, which does not say of which
// analyzer.
func (r *reader) archiveRules(doc *estate.Tree) {
	list := doc.At("archiveRules")
	if !list.IsMissing() && list.Kind != estate.List {
		r.noteAt(list, "a list")
		return
	}
	rules := &estate.Tree{Kind: estate.List, Origin: list.Place()}
	for _, i := range itemsOf(list) {
		filter := &estate.Tree{Kind: estate.List, Origin: i.At("filter").Place()}
		if f := i.At("filter"); !f.IsMissing() {
			for _, by := range f.Fields {
				filter.Items = append(filter.Items, criterion(by))
			}
		}
		rules.Items = append(rules.Items, mapOf(i.Origin, "RuleName", i.At("ruleName"), "Filter", filter))
	}
	name := r.subject(doc, "analyzerName")
	switch {
	case !r.soundAnswer:
	case r.cut:
		return // there are more
	case name == "":
		r.subjectless("analyzer", "list-archive-rules--NAME")
	default:
		r.loose.watching.archives = append(r.loose.watching.archives, saidOf[*estate.Tree]{name, r.scope, rules})
	}
}

// criterion is a property that a rule asks for, as templates write it: one of a list.
func criterion(by estate.Field) *estate.Tree {
	out := mapOf(by.Place(), "Property", estate.NewScalar(estate.Literal(by.Name), by.Place()))
	for _, f := range by.Value.Fields {
		out.Fields = append(out.Fields, estate.NewField(capital(f.Name), f.Value, f.Place()))
	}
	return out
}

// mapOf is a tree of names and what they have, in turn.
func mapOf(at estate.Origin, pairs ...any) *estate.Tree {
	out := &estate.Tree{Kind: estate.Map, Origin: at}
	for n := 0; n+1 < len(pairs); n += 2 {
		name, _ := pairs[n].(string)
		value, _ := pairs[n+1].(*estate.Tree)
		out.Fields = append(out.Fields, estate.NewField(name, value, at))
	}
	return out
}

// capital is a name that begins with a capital, as templates write it.
func capital(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// capitals is a tree with the names of templates.
func capitals(t *estate.Tree) *estate.Tree {
	if t.IsMissing() {
		return t
	}
	out := *t
	out.Fields, out.Items = nil, nil
	for _, f := range t.Fields {
		out.Fields = append(out.Fields, estate.NewField(capital(f.Name), capitals(f.Value), f.Place()))
	}
	for _, i := range t.Items {
		out.Items = append(out.Items, capitals(i))
	}
	return &out
}

// joinAnalyzers gives analyzers their archive rules.
func (l *loader) joinAnalyzers() {
	for _, f := range l.loose.watching.analyzers {
		x := f.is
		var ok bool
		if x.Archive, ok = saidHere(l.loose.watching.archives, &x.Core, x.Logical, x.Physical); !ok {
			g := l.noOutput("the archive rules of "+x.Logical, "accessanalyzer list-archive-rules", "as list-archive-rules--"+x.Logical+".json")
			g.Origin = x.Origin
			x.Archive = estate.NewOpaque(g.Variable, x.Origin)
		}
	}
}

// inspected reads an AccountState (Amazon Inspector BatchGetAccountStatus): of which
// kinds of resources the account is scanned.
func (r *reader) inspected() {
	r.soundAnswer = true
	t := r.tree()
	state := t.At("resourceState")
	if state.IsMissing() || r.textAt(t, "accountId") == "" {
		r.foreign(estate.InspectorListing)
		return
	}
	account := r.textAt(t, "accountId")
	x := &estate.Inspector{Core: r.core("", "AWS::InspectorV2::AccountStatus")}
	x.Account = estate.Literal(account)
	for _, k := range [][2]string{{"ec2", "EC2"}, {"ecr", "ECR"}, {"lambda", "LAMBDA"}, {"lambdaCode", "LAMBDA_CODE"}} {
		switch r.textAt(state, k[0], "status") {
		case "ENABLED", "ENABLING":
			x.Resources.Known = append(x.Resources.Known, item(k[1], state.Origin))
		}
	}
	x.Resources.Origin = state.Origin
	r.inRegion(x, "inspector2", "status", "inspector2")
}

// notInspected reads a FailedAccount: of one, nobody knows whether it is scanned.
func (r *reader) notInspected() {
	r.skip()
	r.cutOff(estate.InspectorListing, "AWS did not say it of an account (failedAccounts)")
}

// inspectorFilter reads a Filter (Amazon Inspector ListFilters).
func (r *reader) inspectorFilter() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "arn")
	if !strings.Contains(arn, ":inspector2:") {
		return
	}
	x := &estate.InspectorFilter{
		Core: r.core("", "AWS::InspectorV2::Filter"), FilterName: r.textValue(t, "name"), Action: r.wordValue(t, "action"), Criteria: capitals(t.At("criteria")),
	}
	r.once(x, r.textAt(t, "name"), arn)
}

// macieAnswer reads the answer of GetMacieSession. An account without Macie is an
// error, which is null here.
func (r *reader) macieAnswer(doc *estate.Tree) {
	if r.after.verb != "get-macie-session" && !doc.Has("findingPublishingFrequency") {
		r.unread, r.any = "status", len(r.keys) > 0
		return
	}
	status := r.textAt(doc, "status")
	if !r.soundAnswer {
		return
	}
	r.counts(estate.MacieListing, true, "")
	if status == "" {
		return
	}
	x := &estate.Macie{
		Core: r.core("", "AWS::Macie::Session"), Enabled: r.values.boolean(status == "ENABLED", r.at), Frequency: r.wordValue(doc, "findingPublishingFrequency"),
	}
	r.inRegion(x, "macie2", "session", "macie")
}

// graph reads a Graph (Detective ListGraphs). Whether it takes in new accounts, only
// the account that administers Detective may ask.
func (r *reader) graph() {
	r.soundAnswer = true
	arn := r.textAt(r.tree(), "Arn")
	if !strings.Contains(arn, ":detective:") {
		r.foreign(estate.GraphListing)
		return
	}
	x := &estate.DetectiveGraph{Core: r.core("", "AWS::Detective::Graph")}
	g := estate.NotListed("whether the graph takes in new accounts", "no command that shows it is read", "aws detective describe-organization-configuration --graph-arn "+arn)
	unseen(g, r.at, &x.AutoEnable)
	r.once(x, lastPart(arn), arn)
}

// findingAggregator reads a FindingAggregator (Security Hub ListFindingAggregators),
// which is an ARN.
func (r *reader) findingAggregator() {
	r.soundAnswer = true
	arn := r.textAt(r.tree(), "FindingAggregatorArn")
	x := &estate.FindingAggregator{Core: r.core("", "AWS::SecurityHub::FindingAggregator")}
	if _, double := r.byID[typed{x.Type, arn}]; double || arn == "" {
		return
	}
	r.once(x, lastPart(arn), arn)
	r.loose.watching.linkers = append(r.loose.watching.linkers, scoped[*estate.FindingAggregator]{x, r.scope})
}

// findingAggregatorAnswer reads the answer of GetFindingAggregator.
func (r *reader) findingAggregatorAnswer(doc *estate.Tree) {
	x := &estate.FindingAggregator{Mode: r.wordValue(doc, "RegionLinkingMode"), Regions: r.wordsAt(doc, "Regions")}
	arn := r.textAt(doc, "FindingAggregatorArn")
	if r.soundAnswer && arn != "" {
		r.loose.watching.linked = append(r.loose.watching.linked, saidOf[*estate.FindingAggregator]{arn, r.scope, x})
	}
}

// joinAggregators gives aggregators what they collect.
func (l *loader) joinAggregators() {
	for _, f := range l.loose.watching.linkers {
		x := f.is
		is, ok := said(l.loose.watching.linked, &x.Core, false)
		if ok {
			x.Mode, x.Regions = is.Mode, is.Regions
			continue
		}
		g := l.noOutput("what the finding aggregator "+x.Logical+" collects", "securityhub get-finding-aggregator", "as get-finding-aggregator--"+x.Logical+".json")
		unseen(g, x.Origin, &x.Mode, &x.Regions)
	}
}
