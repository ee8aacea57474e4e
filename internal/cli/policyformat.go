package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ringwall/internal/policy"
)

func (a *app) policyFormatCommand() *cobra.Command {
	var write, check bool
	cmd := &cobra.Command{
		Use:   "format FILE…",
		Short: "Print policies in one canonical form",
		Long: `Format prints policy documents as indented JSON with their elements in the order of
IAM's grammar, a list of statements, and single entries as strings. The order of
statements and entries stays, and so does the meaning. FILE is as for ringwall
policy check; of JSON that has documents in it, the documents are printed.

A document that AWS refuses, so that parts of it have no place in that form, is not
formatted; ringwall policy check says what is wrong with it.

Exit status: 0, with --check 1 if a file is in another form, 2 for wrong usage or
unreadable input.`,
		Example: `  ringwall policy format policy.json
  ringwall policy format -w policies/
  aws iam get-policy-version --policy-arn ARN --version-id v1 | ringwall policy format -`,
		Args: usage(cobra.MinimumNArgs(1), "files with policies in JSON"),
		RunE: func(_ *cobra.Command, args []string) error {
			if write && check {
				return wrong("-w or --check", "-w and --check exclude each other")
			}
			texts, err := a.policyTexts(args)
			if err != nil {
				return err
			}
			return a.format(texts, write, check)
		},
	}
	cmd.Flags().BoolVarP(&write, "write", "w", false, "write the files anew instead of printing")
	cmd.Flags().BoolVar(&check, "check", false, "only name the files that are in another form, and exit with status 1 if there are any")
	return cmd
}

// format does all files or, if one can't be formatted, none.
func (a *app) format(texts []policyText, write, check bool) error {
	var problems []error
	forms := make([][]byte, len(texts))
	for i, t := range texts {
		var err error
		if forms[i], err = formatted(t); err == nil && (write || check) {
			err = t.wholeFile()
		}
		if err != nil {
			problems = append(problems, err)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	changed := false
	for i, t := range texts {
		if !write && !check {
			if _, err := a.stdout.Write(forms[i]); err != nil {
				return fmt.Errorf("write the policy: %w", err)
			}
			continue
		}
		differs, err := rewrite(t.file, forms[i], write)
		if err != nil {
			return err
		}
		if changed = changed || differs; differs && check {
			fmt.Fprintln(a.stdout, t.file)
		}
	}
	if check && changed {
		return answer(statusBad)
	}
	return nil
}

// formatted is the canonical form of a document that has one.
func formatted(t policyText) ([]byte, error) {
	doc, found := policy.Parse(t.node)
	for _, p := range found {
		if !p.Warning {
			return nil, wrong("ringwall policy check "+t.file+" says what is wrong", "%s can't be formatted: %s: %s", t.name(), p.Pos, p.Message)
		}
	}
	return doc.JSON(), nil
}

// wholeFile refuses what can't be replaced where it stands.
func (t policyText) wholeFile() error {
	if t.file == "-" || t.path != "" || t.text {
		return wrong("ringwall policy format "+t.file+" prints it", "%s is no file of its own, which -w and --check are for", t.name())
	}
	return nil
}

// rewrite reports whether a file has other bytes, and puts them there if it is to.
func rewrite(file string, form []byte, write bool) (bool, error) {
	have, err := os.ReadFile(file)
	if err != nil {
		return false, fmt.Errorf("read policy: %w", err)
	}
	if bytes.Equal(have, form) || !write {
		return !bytes.Equal(have, form), nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return false, fmt.Errorf("format policy: %w", err)
	}
	if err := os.WriteFile(file, form, info.Mode().Perm()); err != nil {
		return false, fmt.Errorf("format policy: %w", err)
	}
	return true, nil
}
