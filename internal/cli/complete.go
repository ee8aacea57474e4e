package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/finding"
	"ringwall/internal/review"
)

type completer = cobra.CompletionFunc

// complete attaches suggestions to a flag of a command that has it.
func complete(cmd *cobra.Command, flag string, f completer) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the flag does not exist: a mistake of ours
	}
}

func choices(list ...string) completer {
	return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
}

func severityChoices() completer {
	var out []string
	for s := finding.Critical; ; s-- {
		out = append(out, s.String())
		if s == finding.Info {
			return choices(out...)
		}
	}
}

func areaChoices() completer {
	var out []string
	for _, a := range finding.Areas() {
		out = append(out, cobra.CompletionWithDesc(string(a), a.Title()))
	}
	return choices(out...)
}

func controlChoices() completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return controlsWithTitles(rules()), cobra.ShellCompDirectiveNoFileComp
	}
}

func controlsWithTitles(list []*review.Rule) []string {
	var out []string
	for _, r := range list {
		out = append(out, cobra.CompletionWithDesc(r.ID, r.Title))
	}
	return out
}

func policyCodesWithTitles() []string {
	var out []string
	for _, code := range policyCodes() {
		out = append(out, cobra.CompletionWithDesc(controlID(code), adviceOn(code).title))
	}
	return out
}

// completeAction suggests services, then their actions; files where neither fits.
func (a *app) completeAction(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	known, err := a.definitions()
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	if strings.Contains(begun, ":") {
		return known.Expand(begun + "*"), cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, prefix := range known.Services() {
		if strings.HasPrefix(prefix, strings.ToLower(begun)) {
			out = append(out, prefix+":")
		}
	}
	return out, cobra.ShellCompDirectiveNoSpace
}
