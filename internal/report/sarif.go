package report

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// NewSARIF makes a writer of SARIF 2.1.0 logs; version is this program's. A
// failure is a result of kind "fail"; what is unknown is of kind "open".
func NewSARIF(w io.Writer, version string) Writer { return sarifWriter{w, version} }

type sarifWriter struct {
	w       io.Writer
	version string
}

// Write writes a review, or a check of policies, as a log of one run.
func (s sarifWriter) Write(e Entry) error {
	if e.PolicyCheck != nil {
		return jsonWriter{s.w}.document(e.PolicyCheck.sarif(s.version))
	}
	if e.Review == nil {
		return fmt.Errorf("write sarif: %w", ErrFormat)
	}
	return jsonWriter{s.w}.document(sarifDocument(e.Review, s.version))
}

func sarifDocument(r *Review, version string) sarifLog {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "ringwall", Version: version, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true, ToolExecutionNotifications: sarifNotes(r)}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}
	if len(r.Assumed) > 0 {
		run.Properties = map[string]any{"assumptions": assumptions(r.Assumed)}
	}
	index := map[string]int{}
	for _, c := range r.Controls {
		index[c.Control.ID] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(c.Control))
	}
	for _, f := range r.Findings {
		run.Results = append(run.Results, r.Subject.sarifResult(f, index[f.Control]))
	}
	for i := range run.Results {
		if len(r.Suppressed) > 0 {
			run.Results[i].Suppressions = []sarifSuppression{}
		}
	}
	for _, f := range r.Suppressed {
		result := r.Subject.sarifResult(f, index[f.Control])
		result.Suppressions = []sarifSuppression{sarifAccepted(f.Suppression)}
		run.Results = append(run.Results, result)
	}
	return sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}
}

// sarifNotes are what is unknown as a whole: gaps of the estate, and controls
// that the sources cannot show.
func sarifNotes(r *Review) []sarifNotification {
	var out []sarifNotification
	add := func(text string) {
		out = append(out, sarifNotification{"note", sarifText{Text: text}})
	}
	for _, g := range r.Subject.Estate.Gaps {
		add("not known: " + causeOf(g))
	}
	for _, c := range r.Controls {
		if c.Suppression != nil {
			add(c.Control.ID + " is accepted as unknown: " + accepted(c.Suppression))
			continue
		}
		for _, g := range c.Because {
			add(c.Control.ID + " is unknown: " + causeOf(g))
		}
	}
	return out
}

func sarifRuleOf(c *Control) sarifRule {
	rule := sarifRule{
		ID: c.ID, ShortDescription: sarifText{Text: c.Title}, Help: sarifHelp(c),
		DefaultConfiguration: sarifConfig{sarifLevel(c.Severity)},
		Properties: sarifProperties{
			Tags:             append([]string{"security", string(c.Area)}, c.References...),
			SecuritySeverity: sarifScore(c.Severity),
		},
	}
	if c.Why != "" {
		rule.FullDescription = &sarifText{Text: c.Why}
	}
	return rule
}

func sarifHelp(c *Control) sarifText {
	why := ""
	if c.Why != "" {
		why = c.Why + "\n\n"
	}
	text := c.Title + ".\n\n" + why + "Fix: " + c.Fix
	mark := "**" + c.Title + "**\n\n" + why + "**Fix:** " + c.Fix
	if len(c.References) > 0 {
		text += "\n\nReferences: " + strings.Join(c.References, ", ")
		mark += "\n\n**References:** " + strings.Join(c.References, ", ")
	}
	return sarifText{text, mark}
}

func sarifLevel(s finding.Severity) string {
	switch {
	case s >= finding.High:
		return "error"
	case s == finding.Medium:
		return "warning"
	}
	return "note"
}

// sarifScore is a severity on the scale that GitHub's code scanning reads.
func sarifScore(s finding.Severity) string {
	return [...]string{"0.0", "3.0", "5.5", "8.0", "9.5"}[s]
}

func (s Subject) sarifResult(f finding.Finding, index int) sarifResult {
	kind, level := "fail", sarifLevel(f.Severity)
	if f.Status == finding.Unknown {
		kind, level = "open", "none"
	}
	text := sentenceCase(message(f)) + "."
	if because := because(f); len(because) > 0 {
		text += " Because: " + strings.Join(because, "; ") + "."
	}
	out := sarifResult{
		RuleID: f.Control, RuleIndex: index, Kind: kind, Level: level,
		Message:             sarifText{Text: text + " Fix: " + f.Fix},
		PartialFingerprints: map[string]string{"ringwall/v1": f.Fingerprint},
		Properties: sarifFacts{
			Severity: f.Severity.String(), Area: string(f.Area), Because: because(f),
			Scenario: settings(f.Proof.Scenario), Assumptions: assumptions(sortedVariables(f.Proof.Assumed)),
		},
	}
	place := sarifLocation{PhysicalLocation: sarifPlace(f.Origin)}
	if f.Resource != "" {
		r := s.resource(f.Resource)
		place.LogicalLocations = []sarifLogical{{r.ID, r.ARN, "resource"}}
	}
	if place.PhysicalLocation != nil || len(place.LogicalLocations) > 0 {
		out.Locations = []sarifLocation{place}
	}
	for _, step := range f.Proof.Steps {
		if at := sarifPlace(step.Origin); at != nil {
			out.RelatedLocations = append(out.RelatedLocations, sarifLocation{
				PhysicalLocation: at, Message: &sarifText{Text: sentence(step)},
			})
		}
	}
	return out
}

// sarifAccepted is a suppression; one in metadata stands in the source itself.
func sarifAccepted(s *finding.Suppression) sarifSuppression {
	out := sarifSuppression{Kind: "external", Status: "accepted", Justification: accepted(s)}
	if s.Resource != "" || s.Stack != "" {
		out.Kind = "inSource"
	}
	if at := sarifPlace(s.Origin); at != nil {
		out.Location = &sarifLocation{PhysicalLocation: at}
	}
	return out
}

func sarifPlace(o estate.Origin) *sarifPhysical {
	if o.File == "" {
		return nil
	}
	out := &sarifPhysical{ArtifactLocation: sarifArtifact{sarifURI(o.File)}}
	if o.Line > 0 {
		out.Region = &sarifRegion{o.Line, o.Column}
	}
	return out
}

// sarifURI is a path as a URI reference; relative paths stay relative.
func sarifURI(path string) string {
	u := url.URL{Path: strings.TrimPrefix(filepath.ToSlash(path), "./")}
	return u.EscapedPath()
}
