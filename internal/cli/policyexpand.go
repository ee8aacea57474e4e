package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/policy"
	"ringwall/internal/report"
)

func (a *app) policyExpandCommand() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use:   "expand PATTERN…|FILE|-",
		Short: "List the actions that entries of a policy's Action element stand for",
		Long: `Expand lists the actions of AWS's that a pattern such as s3:Get* stands for, each
on a line; with --verbose also their access levels. An argument without a colon,
other than *, is a file, and - is standard input: a policy document in JSON, whose
Action and NotAction elements are expanded (the entries of NotAction are the
actions that it excepts), or text with a pattern on each line.

Actions are those of the catalogue that ringwall catalog describes: AWS may have
newer ones.`,
		Example: `  ringwall policy expand 's3:Get*Acl' 'kms:*Grant*'
  ringwall policy expand policy.json -o json`,
		Args:              usage(cobra.MinimumNArgs(1), "patterns such as s3:Get*, or a file with a policy"),
		ValidArgsFunction: a.completeAction,
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			expansion := &report.Expansion{}
			for _, arg := range args {
				patterns, err := a.patterns(arg)
				if err != nil {
					return err
				}
				expansion.Patterns = append(expansion.Patterns, patterns...)
			}
			if err := a.expand(expansion); err != nil {
				return err
			}
			return emit(w, report.Entry{Expansion: expansion})
		},
	}
	out.flag(cmd, "text", "json")
	return cmd
}

// expand fills in the actions, and warns of patterns without any.
func (a *app) expand(x *report.Expansion) error {
	known, err := a.definitions()
	if err != nil {
		return err
	}
	for i := range x.Patterns {
		p := &x.Patterns[i]
		for _, name := range known.Expand(p.Text) {
			entry := report.Action{Name: name}
			if a.verbose { // looking all of them up costs more than listing them
				action, _ := known.Action(name)
				entry.Level = action.Level.String()
			}
			p.Actions = append(p.Actions, entry)
		}
		if len(p.Actions) == 0 {
			fmt.Fprintf(a.stderr, "warning: %s is no action of the catalogue, which is of %s\n", p.Text, known.Date())
		}
	}
	return nil
}

// patterns are those that an argument stands for: itself, or what is in a file.
func (a *app) patterns(arg string) ([]report.Pattern, error) {
	if isPattern(arg) {
		return []report.Pattern{{Text: arg}}, nil
	}
	var data []byte
	var err error
	if arg == "-" {
		data, err = io.ReadAll(io.LimitReader(a.stdin, policy.MaxSize+1))
	} else {
		data, err = os.ReadFile(arg)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong("ringwall policy expand 's3:Get*'", "%s is no pattern, which has a colon between service and action, and no file", arg)
	case err != nil:
		return nil, fmt.Errorf("read patterns: %w", err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return patternsOfDocument(arg, data)
	}
	return patternsOfLines(arg, data)
}

// isPattern tells an entry of Action from the name of a file.
func isPattern(arg string) bool {
	return strings.Contains(arg, ":") || arg != "" && strings.Trim(arg, "*") == ""
}

func patternsOfDocument(name string, data []byte) ([]report.Pattern, error) {
	doc, _, err := policy.ParseJSON(name, data)
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	var out []report.Pattern
	add := func(element string, list []policy.Text) {
		for _, t := range list {
			out = append(out, report.Pattern{Text: t.String(), Element: element, Line: t.Pos.Line})
		}
	}
	for _, s := range doc.Statements {
		add("Action", s.Actions)
		add("NotAction", s.NotActions)
	}
	if len(out) == 0 {
		return nil, wrong("a policy has a Statement with an Action", "%s: there is no Action or NotAction in it", name)
	}
	return out, nil
}

func patternsOfLines(name string, data []byte) ([]report.Pattern, error) {
	var out []report.Pattern
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !isPattern(line) {
			return nil, wrong("a file has a policy in JSON, or a pattern such as s3:Get* on each line",
				"%s:%d: found %.40q, expected a pattern with a colon between service and action", name, i+1, line)
		}
		out = append(out, report.Pattern{Text: line, Line: i + 1})
	}
	return out, nil
}
