package account

import (
	"strings"

	"ringwall/internal/estate"
)

// detectorIDs reads the list of GuardDuty's detectors (ListDetectors), which are
// ids.
func (r *reader) detectorIDs() {
	at := r.at
	for r.open('['); r.more(); {
		id := r.intern()
		if id == "" {
			continue
		}
		r.at = at
		x := &estate.Detector{Core: r.core(id, "AWS::GuardDuty::Detector")}
		r.loose.watching.detectors = append(r.loose.watching.detectors, scoped[*estate.Detector]{x, r.scope})
		r.settle(&x.Core)
	}
}

// detectorAnswer reads the answer of GetDetector, which does not say of which.
func (r *reader) detectorAnswer(doc *estate.Tree) {
	x := &estate.Detector{
		Core: r.core("", "AWS::GuardDuty::Detector"), Enabled: r.values.boolean(r.textAt(doc, "Status") == "ENABLED", r.at),
		Frequency: r.wordValue(doc, "FindingPublishingFrequency"),
	}
	list := doc.At("Features")
	x.Features.Origin = list.Place()
	if list.IsMissing() {
		g := estate.NotListed("the protection plans of a detector", "the output has no Features", "ask again with a newer AWS CLI")
		x.Features.Unknown = []estate.GuardedGap{{Gap: g}}
	} else if list.Kind != estate.List {
		r.noteAt(list, "a list")
		return
	}
	for _, f := range itemsOf(list) {
		is := estate.DetectorFeature{
			Name: r.textAt(f, "Name"), Enabled: r.values.boolean(r.textAt(f, "Status") == "ENABLED", f.Origin), Additional: f.At("AdditionalConfiguration"),
		}
		x.Features.Known = append(x.Features.Known, item(is, f.Origin))
	}
	id := r.subject(doc, "DetectorId")
	switch {
	case !r.soundAnswer:
	case id == "":
		r.subjectless("detector", "get-detector--ID")
	default:
		r.loose.watching.got = append(r.loose.watching.got, saidOf[*estate.Detector]{id, r.scope, x})
	}
}

// joinDetectors gives detectors their settings.
func (l *loader) joinDetectors() {
	for _, f := range l.loose.watching.detectors {
		x := f.is
		if !l.inPlace(x, f.scope, "guardduty", "detector/"+x.Logical, x.Logical) {
			continue
		}
		if is, ok := saidHere(l.loose.watching.got, &x.Core, x.Logical); ok {
			x.Enabled, x.Features, x.Frequency = is.Enabled, is.Features, is.Frequency
			continue
		}
		g := l.noOutput("the settings of the detector "+x.Logical, "guardduty get-detector", "as get-detector--"+x.Logical+".json")
		g.Origin = x.Origin
		unseen(g, x.Origin, &x.Enabled, &x.Frequency)
		x.Features.Unknown = []estate.GuardedGap{{Gap: g}}
	}
}

// administratorAnswer reads the answer of GuardDuty's or Security Hub's
// GetAdministratorAccount: another account that gets the findings too.
func (r *reader) administratorAnswer(doc *estate.Tree) {
	service, typ := "guardduty", "AWS::GuardDuty::Master"
	kind := estate.GuardDutyAdministrator
	if !doc.Has("DetectorId") && !strings.Contains(r.path, "guardduty") {
		if !strings.Contains(r.path, "securityhub") {
			r.problem(&Error{File: r.name, What: "nothing says of which service this is: name the file securityhub-get-administrator-account.json or guardduty-get-administrator-account.json"})
			return
		}
		service, typ, kind = "securityhub", "AWS::SecurityHub::Master", estate.HubAdministrator
	}
	account := r.textAt(doc, "Administrator", "AccountId")
	if !r.soundAnswer {
		return
	}
	r.counts(kind, true, "")
	if account == "" {
		return
	}
	x := &estate.Other{Core: r.core("", typ)}
	r.inRegion(x, service, "administrator/"+account, "administrator/"+account)
}

// hubAnswer reads the answer of DescribeHub. An account that is not subscribed is an
// error, which is null here: Security Hub is off.
func (r *reader) hubAnswer(doc *estate.Tree) {
	arn := r.textAt(doc, "HubArn")
	if !r.soundAnswer {
		return
	}
	r.counts(estate.HubListing, true, "")
	if arn == "" {
		return
	}
	x := &estate.SecurityHub{
		Core: r.core("", "AWS::SecurityHub::Hub"), AutoEnableControls: r.flagValue(doc, "AutoEnableControls"), ConsolidatedControl: r.wordValue(doc, "ControlFindingGenerator"),
		// What a hub had at its beginning its standards say.
		DefaultStandards: r.values.boolean(false, r.at),
	}
	r.once(x, lastPart(arn), arn)
}

// standard reads a StandardsSubscription (GetEnabledStandards).
func (r *reader) standard() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "StandardsSubscriptionArn")
	if arn == "" || r.textAt(t, "StandardsStatus") == "DELETING" {
		return
	}
	x := &estate.SecurityStandard{Core: r.core("", "AWS::SecurityHub::Standard"), ARN: r.textValue(t, "StandardsArn")}
	r.once(x, strings.TrimPrefix(arn[strings.LastIndexByte(arn, ':')+1:], "subscription/"), arn)
}
