package cli

import (
	"github.com/spf13/cobra"

	"ringwall/internal/report"
	"ringwall/internal/review"
)

func (a *app) explainCommand() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use:   "explain CONTROL",
		Short: "Say what a control checks, why, and how to fix what it finds",
		Long: `Explain prints a control's title, why it matters, what to do, what it looks at
and what it refers to, with a template that fails it and a near-twin that
passes. The codes of policy check (POLICY-…) are explained too.`,
		Example: `  ringwall explain NET-ADMIN-PORT-INTERNET`,
		Args:    usage(cobra.ExactArgs(1), "the id of one control"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return append(controlsWithTitles(rules()), policyCodesWithTitles()...), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			if r := ruleByID(rules(), args[0]); r != nil {
				return emit(w, report.Entry{Control: control(r)})
			}
			if c := policyControlByID(args[0]); c != nil {
				return emit(w, report.Entry{Control: c})
			}
			return unknownName("control", args[0], explained())
		},
	}
	out.flag(cmd, "text", "json")
	return cmd
}

func control(r *review.Rule) *report.Control {
	return &report.Control{
		ID: r.ID, Area: r.Area, Severity: r.Severity, Title: r.Title, Why: r.Why, Fix: r.Fix,
		Needs: r.Needs, References: r.References, Specimen: r.Specimen, Twin: r.Twin, Raised: raisedBy(r.Raise),
	}
}

// explained are the names of all that can be explained.
func explained() []string {
	out := ids(rules())
	for _, code := range policyCodes() {
		out = append(out, controlID(code))
	}
	return out
}

func controlsOf(list []*review.Rule) []*report.Control {
	var out []*report.Control
	for _, r := range list {
		out = append(out, control(r))
	}
	return out
}

func ruleByID(list []*review.Rule, id string) *review.Rule {
	for _, r := range list {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func ids(list []*review.Rule) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

// raisedBy says in words what makes a rule's findings weigh more.
func raisedBy(r review.Raise) string {
	switch {
	case r&review.ByClass != 0 && r&review.ByExposure != 0:
		return "where the resource is tagged with a class above internal, or the internet reaches it"
	case r&review.ByClass != 0:
		return "where the resource is tagged with a class above internal"
	case r&review.ByExposure != 0:
		return "where the internet reaches the resource"
	}
	return ""
}
