package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"ringwall/internal/finding"
	"ringwall/internal/report"
	"ringwall/internal/review"
)

// reviewFlags are the flags of review.
type reviewFlags struct {
	sources  sources
	output   output
	gate     gate
	ignoring ignoring
	areas    []string
	controls []string
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

-o html is a page for people that needs no network; -o markdown is for the comment
on a pull request, -o github for annotations in GitHub Actions, -o junit for what
reads test reports; -o asff for Security Hub and -o ocsf for Security Lake.

Findings that somebody has accepted, in a .ringwall-ignore.yaml or in the metadata
of a template, are listed apart and don't count (docs/suppressions.md).

Exit status: 0 if nothing fails at or over --fail-on, 1 if something does, 2 for
wrong usage or unreadable input; with --strict 3 if something is unknown.`,
		Example: `  ringwall review template.yaml
  ringwall review cdk.out --param Environment=prod -o sarif > ringwall.sarif
  ringwall review template.yaml -o html > review.html
  ringwall review . --area data-protection --severity medium`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.review(cmd, f, args) },
	}
	f.sources.flags(cmd)
	f.output.flag(cmd, "text", "json", "sarif", "html", "junit", "markdown", "github", "asff", "ocsf")
	f.gate.flags(cmd, "review")
	f.ignoring.flags(cmd)
	flags := cmd.Flags()
	flags.StringArrayVar(&f.areas, "area", nil, "only the controls of this `AREA` (repeatable)")
	flags.StringArrayVar(&f.controls, "control", nil, "only this `CONTROL`, of whatever severity (repeatable)")
	flags.BoolVar(&f.list, "list", false, "list the controls instead of reviewing")
	complete(cmd, "area", areaChoices())
	complete(cmd, "control", controlChoices())
	return cmd
}

func (a *app) review(cmd *cobra.Command, f reviewFlags, args []string) error {
	f.output.account, f.output.region = f.sources.account, f.sources.region
	w, err := a.writer(f.output)
	if err != nil {
		return err
	}
	if err := f.gate.read(); err != nil {
		return err
	}
	if len(f.controls) > 0 && !cmd.Flags().Changed("severity") {
		f.gate.least = finding.Info // who asks for a control wants to see what it says
	}
	chosen, err := choose(rules(), f.areas, f.controls)
	if err != nil {
		return err
	}
	if f.list {
		if !slices.Contains([]string{"text", "json"}, f.output.format) {
			return wrong("-o text or -o json", "a list of controls has no form in %s", f.output.format)
		}
		return emit(w, report.Entry{Catalog: &report.Catalog{Controls: controlsOf(chosen)}})
	}
	if err := f.gate.remember(reviewSchema); err != nil {
		return err
	}
	subject, err := a.open(cmd, f.sources, args...)
	if err != nil {
		return err
	}
	accepted, err := f.ignoring.suppressions(subject)
	if err != nil {
		return err
	}
	out := outcome(subject, chosen, f.gate, accepted, a.today())
	if f.output.format == "html" {
		out.Pictures = pictures(subject)
	}
	if err := emit(w, report.Entry{Review: out}); err != nil {
		return err
	}
	a.noteSuppressions(out)
	return f.gate.verdict(out.Failed(f.gate.failOn), out.Undecided)
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
