package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/report"
	"ringwall/internal/review"
)

// reviewFlags are the flags of review.
type reviewFlags struct {
	sources  sources
	output   output
	areas    []string
	controls []string
	severity string
	failOn   string
	strict   bool
	baseline string
	list     bool
}

func (a *app) reviewCommand() *cobra.Command {
	var f reviewFlags
	cmd := &cobra.Command{
		Use:   "review SOURCE…",
		Short: "Review an architecture by area, with proofs",
		Long: `Review loads the sources as one estate, puts every control to it and prints how
the five areas stand, what was assumed, what could not be known, and the
findings, worst first, each with the path or rule that proves it and the fix.

A source is a CloudFormation template (YAML or JSON), a directory of templates,
a cdk.out directory, or - for standard input.

Exit status: 0 if nothing fails at or over --fail-on, 1 if something does, 2 for
wrong usage or unreadable input; with --strict 3 if something is unknown.`,
		Example: `  ringwall review template.yaml
  ringwall review cdk.out --param Environment=prod -o sarif > ringwall.sarif
  ringwall review . --area data-protection --severity medium`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.review(cmd, f, args) },
	}
	f.sources.flags(cmd)
	f.output.flag(cmd, "text", "json", "sarif")
	flags := cmd.Flags()
	flags.StringArrayVar(&f.areas, "area", nil, "only the controls of this `AREA` (repeatable)")
	flags.StringArrayVar(&f.controls, "control", nil, "only this `CONTROL` (repeatable)")
	flags.StringVar(&f.severity, "severity", "low", "the least `SEVERITY` to show: info, low, medium, high or critical")
	flags.StringVar(&f.failOn, "fail-on", "high", "the least `SEVERITY` of a failure that makes the exit status 1")
	flags.BoolVar(&f.strict, "strict", false, "exit with status 3 if anything is unknown")
	flags.StringVar(&f.baseline, "baseline", "", "a `FILE` that an earlier review -o json wrote: what is in it is known, neither shown nor counted")
	flags.BoolVar(&f.list, "list", false, "list the controls instead of reviewing")
	complete(cmd, "area", areaChoices())
	complete(cmd, "control", controlChoices())
	complete(cmd, "severity", severityChoices())
	complete(cmd, "fail-on", severityChoices())
	return cmd
}

func (a *app) review(cmd *cobra.Command, f reviewFlags, args []string) error {
	w, err := a.writer(f.output)
	if err != nil {
		return err
	}
	least, err := severity("--severity", f.severity)
	if err != nil {
		return err
	}
	failOn, err := severity("--fail-on", f.failOn)
	if err != nil {
		return err
	}
	chosen, err := choose(rules(), f.areas, f.controls)
	if err != nil {
		return err
	}
	if f.list {
		if f.output.format == "sarif" {
			return wrong("-o text or -o json", "a list of controls has no SARIF form")
		}
		return emit(w, report.Entry{Catalog: &report.Catalog{Controls: controlsOf(chosen)}})
	}
	before := baseline{}
	if f.baseline != "" {
		if before, err = readBaseline(f.baseline); err != nil {
			return err
		}
	}
	subject, err := a.open(cmd, f.sources, args...)
	if err != nil {
		return err
	}
	out := outcome(subject, chosen, before, least, failOn)
	if err := emit(w, report.Entry{Review: out}); err != nil {
		return err
	}
	switch {
	case out.Failed(failOn) > 0:
		return answer(statusBad)
	case f.strict && out.Undecided > 0:
		return answer(statusUnknown)
	}
	return nil
}

func severity(flag, name string) (finding.Severity, error) {
	s, err := finding.ParseSeverity(name)
	if err != nil {
		return 0, wrong(flag+" info, low, medium, high or critical", "%s: %s", flag, err)
	}
	return s, nil
}

// choose keeps the rules of the given areas and controls; with none of either,
// all.
func choose(all []*review.Rule, areas, controls []string) ([]*review.Rule, error) {
	for _, name := range areas {
		if !slices.Contains(finding.Areas(), finding.Area(name)) {
			return nil, unknownName("area", name, areaNames())
		}
	}
	for _, id := range controls {
		if ruleByID(all, id) == nil {
			return nil, unknownName("control", id, ids(all))
		}
	}
	var out []*review.Rule
	for _, r := range all {
		if (len(areas) == 0 || slices.Contains(areas, string(r.Area))) &&
			(len(controls) == 0 || slices.Contains(controls, r.ID)) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return nil, wrong("ringwall review --list lists the controls by area", "none of these controls is in these areas")
	}
	return out, nil
}

func unknownName(what, name string, candidates []string) error {
	if near := nearest(name, candidates); near != "" {
		return wrong("did you mean "+near+"?", "there is no %s %q", what, name)
	}
	return wrong("ringwall review --list lists the controls by area", "there is no %s %q", what, name)
}

func areaNames() []string {
	var out []string
	for _, a := range finding.Areas() {
		out = append(out, string(a))
	}
	return out
}

// outcome runs the rules, and keeps for output what is at or over a severity and
// not known before.
func outcome(subject report.Subject, chosen []*review.Rule, before baseline, least, failOn finding.Severity) *report.Review {
	done := review.Run(subject.Estate, chosen)
	out := &report.Review{Subject: subject, FailOn: failOn, Assumed: done.Assumed}
	shown := map[string]bool{}
	for _, f := range done.Findings {
		if before.takes(f) {
			out.Known++
			continue
		}
		if f.Status == finding.Fail {
			out.Failures[f.Severity]++
		}
		if f.Severity < least {
			continue
		}
		shown[f.Control] = true
		out.Findings = append(out.Findings, f)
		if f.Status == finding.Unknown {
			out.Undecided++
		}
	}
	kept := review.Report{}
	for _, c := range done.Controls {
		if c.Rule.Severity < least && !shown[c.Rule.ID] {
			continue
		}
		kept.Controls = append(kept.Controls, c)
		out.Controls = append(out.Controls, report.ControlStatus{
			Control: control(c.Rule), Status: c.Status, Resources: c.Resources, Because: c.Because,
		})
		if len(c.Because) > 0 {
			out.Undecided++
		}
	}
	for _, c := range kept.Areas() {
		out.Areas = append(out.Areas, report.Area{ID: c.Area, Pass: c.Pass, Fail: c.Fail, Unknown: c.Unknown})
	}
	out.Unexamined = report.Unexamined(subject.Estate, func(r estate.Resource) bool {
		_, untyped := r.(*estate.Other)
		return !untyped || slices.Contains(done.Types, r.Base().Type)
	})
	return out
}
