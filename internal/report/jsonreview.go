package report

import (
	"ringwall/internal/finding"
	"ringwall/internal/scenario"
)

type jsonReview struct {
	Schema      string        `json:"schema"`
	Estate      jsonEstate    `json:"estate"`
	Areas       []jsonArea    `json:"areas"`
	Findings    []jsonFinding `json:"findings"`
	Controls    []jsonStatus  `json:"controls"`
	Assumptions []string      `json:"assumptions"`
	Unexamined  []TypeCount   `json:"unexamined"`
	Skipped     []jsonSkipped `json:"skipped"`
	Because     []string      `json:"because"`
	Known       int           `json:"known,omitempty"` // findings that a baseline has
	// What somebody has accepted, and what suppressions come to.
	Suppressed   []jsonFinding     `json:"suppressed"`
	Suppressions *jsonSuppressions `json:"suppressions,omitempty"`
}

// jsonSuppressions says what suppressions come to: how many findings they are
// about, which hold no more, and which match nothing.
type jsonSuppressions struct {
	Findings int               `json:"findings"`
	Expired  []jsonSuppression `json:"expired"`
	Stale    []jsonSuppression `json:"stale"`
	Foreign  int               `json:"foreign"`
	Unmapped int               `json:"unmapped"`
}

// jsonSuppression is who accepts a finding, and why.
type jsonSuppression struct {
	By       string   `json:"by"`
	ID       string   `json:"id"`
	Reason   string   `json:"reason"`
	Expires  string   `json:"expires,omitempty"`
	Location Location `json:"location"`
}

type jsonArea struct {
	ID      finding.Area `json:"id"`
	Title   string       `json:"title"`
	Pass    int          `json:"pass"`
	Fail    int          `json:"fail"`
	Unknown int          `json:"unknown"`
	// Suppressed counts controls of which all that they find is accepted.
	Suppressed int `json:"suppressed,omitempty"`
}

type jsonFinding struct {
	Control     string       `json:"control"`
	Area        finding.Area `json:"area"`
	Severity    string       `json:"severity"`
	Status      string       `json:"status"`
	Resource    Resource     `json:"resource"`
	Also        []string     `json:"also,omitempty"`
	Location    Location     `json:"location"`
	Message     string       `json:"message"`
	Evidence    []string     `json:"evidence"`
	Path        []jsonHop    `json:"path,omitempty"`
	Because     []string     `json:"because"`
	Scenario    []string     `json:"scenario,omitempty"`
	Assumptions []string     `json:"assumptions,omitempty"`
	Fix         string       `json:"fix"`
	References  []string     `json:"references"`
	Fingerprint string       `json:"fingerprint"`
	// Suppression is there in the list of what is suppressed only.
	Suppression *jsonSuppression `json:"suppression,omitempty"`
}

type jsonStatus struct {
	ID        string       `json:"id"`
	Area      finding.Area `json:"area"`
	Severity  string       `json:"severity"`
	Status    string       `json:"status"`
	Resources int          `json:"resources"`
	Because   []string     `json:"because,omitempty"`
	// Suppression accepts that it is unknown as a whole.
	Suppression *jsonSuppression `json:"suppression,omitempty"`
}

type jsonSkipped struct {
	Source string `json:"source"`
	Why    string `json:"why"`
}

func reviewDocument(r *Review) jsonReview {
	out := jsonReview{
		Schema: "ringwall.review/v1", Estate: r.Subject.json(),
		Areas: []jsonArea{}, Findings: []jsonFinding{}, Controls: []jsonStatus{},
		Assumptions: notNil(assumptions(r.Assumed)), Unexamined: notNil(r.Unexamined),
		Skipped: []jsonSkipped{}, Because: []string{}, Known: r.Known,
		Suppressed: []jsonFinding{}, Suppressions: r.suppressions(),
	}
	for _, a := range r.Areas {
		out.Areas = append(out.Areas, jsonArea{a.ID, a.ID.Title(), a.Pass, a.Fail, a.Unknown, a.Suppressed})
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, r.Subject.finding(f))
	}
	for _, f := range r.Suppressed {
		out.Suppressed = append(out.Suppressed, r.Subject.finding(f))
	}
	for _, c := range r.Controls {
		out.Controls = append(out.Controls, statusDocument(c))
	}
	for _, s := range r.Subject.Estate.Sources {
		if s.Skipped != "" {
			out.Skipped = append(out.Skipped, jsonSkipped{s.Name, s.Skipped})
		}
	}
	for _, g := range r.Subject.Estate.Gaps {
		out.Because = append(out.Because, causeOf(g))
	}
	return out
}

// suppressions is nil where nobody suppresses anything.
func (r *Review) suppressions() *jsonSuppressions {
	if r.Accepted+len(r.Expired)+len(r.Stale)+r.Foreign == 0 {
		return nil
	}
	return &jsonSuppressions{r.Accepted, suppressionDocuments(r.Expired), suppressionDocuments(r.Stale), r.Foreign, r.Unmapped}
}

func suppressionDocuments(list []finding.Suppression) []jsonSuppression {
	out := []jsonSuppression{}
	for i := range list {
		out = append(out, *suppressionDocument(&list[i]))
	}
	return out
}

func suppressionDocument(s *finding.Suppression) *jsonSuppression {
	if s == nil {
		return nil
	}
	return &jsonSuppression{s.By, s.ID, s.Reason, s.Expires, locationOf(s.Origin)}
}

func statusDocument(c ControlStatus) jsonStatus {
	out := jsonStatus{
		ID: c.Control.ID, Area: c.Control.Area, Severity: c.Control.Severity.String(),
		Status: c.Standing(), Resources: c.Resources, Suppression: suppressionDocument(c.Suppression),
	}
	for _, g := range c.Because {
		out.Because = append(out.Because, causeOf(g))
	}
	return out
}

func (s Subject) finding(f finding.Finding) jsonFinding {
	out := jsonFinding{
		Control: f.Control, Area: f.Area, Severity: f.Severity.String(), Status: f.Status.String(),
		Resource: s.resource(f.Resource), Location: locationOf(f.Origin), Message: message(f),
		Evidence: notNil(evidence(f)), Because: notNil(because(f)), Scenario: settings(f.Proof.Scenario),
		Assumptions: assumptions(sortedVariables(f.Proof.Assumed)),
		Fix:         f.Fix, References: notNil(f.References), Fingerprint: f.Fingerprint,
		Suppression: suppressionDocument(f.Suppression),
	}
	for _, id := range f.Also {
		out.Also = append(out.Also, string(id))
	}
	if len(f.Proof.Steps) > 0 {
		out.Path = s.path(f.Proof.Steps)
	}
	return out
}

type jsonCatalog struct {
	Schema   string        `json:"schema"`
	Estate   jsonEstate    `json:"estate"`
	Controls []jsonControl `json:"controls"`
}

type jsonControl struct {
	ID         string       `json:"id"`
	Area       finding.Area `json:"area"`
	Title      string       `json:"title"`
	Severity   string       `json:"severity"`
	Needs      []string     `json:"needs"`
	References []string     `json:"references"`
}

func catalogDocument(c *Catalog) jsonCatalog {
	out := jsonCatalog{Schema: "ringwall.review/v1", Estate: noEstate(), Controls: []jsonControl{}}
	for _, x := range c.Controls {
		out.Controls = append(out.Controls, x.brief())
	}
	return out
}

func (c *Control) brief() jsonControl {
	return jsonControl{c.ID, c.Area, c.Title, c.Severity.String(), notNil(c.Needs), notNil(c.References)}
}

type jsonExplanation struct {
	Schema string     `json:"schema"`
	Estate jsonEstate `json:"estate"`
	jsonControl
	Why      string `json:"why"`
	Fix      string `json:"fix"`
	Specimen string `json:"specimen"`
	Twin     string `json:"twin"`
}

func controlDocument(c *Control) jsonExplanation {
	return jsonExplanation{"ringwall.explain/v1", noEstate(), c.brief(), c.Why, c.Fix, c.Specimen, c.Twin}
}

func sortedVariables(list []*scenario.Variable) []*scenario.Variable {
	return sortedBy(list, func(v *scenario.Variable) string { return v.Name })
}
