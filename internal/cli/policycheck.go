package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// policyCheckFlags are the flags of policy check.
type policyCheckFlags struct {
	output  output
	gate    gate
	kind    string
	account string
}

func (a *app) policyCheckCommand() *cobra.Command {
	var f policyCheckFlags
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Say what is wrong with policies, and what they grant too widely",
		Long: `Check reads policy documents in JSON and lists, each with its place and a fix:
what AWS refuses (elements, operators, values, principals, sizes), what does not
do what it says (actions, condition keys and resources that AWS's services don't
have or don't take, variables without a Version, statements that another covers),
who is let in (everyone, other accounts, all users of an identity provider), and
what is granted too widely (*, s3:*, NotAction with Allow, iam:PassRole).

FILE is a document; JSON that has documents in it, also as URL-encoded text, such
as the output of aws iam get-policy-version, get-role, get-account-authorization-details
(versions in force only), aws s3api get-bucket-policy or aws organizations
describe-policy; a folder, whose .json files are read; or - for standard input.

What a policy may hold hangs on its kind. Without --kind it is told by what stands
around the document, else guessed by its looks, and the report says so.

Actions, resource types and keys are those of the catalogue that ringwall catalog
describes: AWS may have newer ones. What they are granted elsewhere, and what that
adds up to, is not looked at.

Exit status: 0 if nothing is at or over --fail-on, 1 if something is, 2 for wrong
usage or unreadable input; with --strict 3 if something is unknown.`,
		Example: `  ringwall policy check policy.json
  ringwall policy check trust.json --kind trust --account 111122223333
  aws iam get-policy-version --policy-arn ARN --version-id v1 | ringwall policy check -
  ringwall policy check policies/ --fail-on medium -o sarif > policies.sarif`,
		Args: usage(cobra.MinimumNArgs(1), "files with policies in JSON"),
		RunE: func(_ *cobra.Command, args []string) error { return a.policyCheck(f, args) },
	}
	f.output.flag(cmd, "text", "json", "sarif", "github")
	f.gate.flags(cmd, "policy check")
	flags := cmd.Flags()
	flags.StringVar(&f.kind, "kind", "", "the `KIND` of the policies: "+strings.Join(kindNames(), ", ")+" (default: guessed)")
	flags.StringVar(&f.account, "account", "", "the `ID` of one's own account: principals of others are named")
	var kinds []string
	for _, k := range policyKinds {
		kinds = append(kinds, cobra.CompletionWithDesc(k.name, k.title))
	}
	complete(cmd, "kind", choices(kinds...))
	complete(cmd, "account", choices())
	return cmd
}

func kindNames() []string {
	var out []string
	for _, k := range policyKinds {
		out = append(out, k.name)
	}
	return out
}

func (a *app) policyCheck(f policyCheckFlags, args []string) error {
	w, err := a.writer(f.output)
	if err != nil {
		return err
	}
	if err := f.gate.read(); err != nil {
		return err
	}
	if f.kind != "" && !slices.Contains(kindNames(), f.kind) {
		return wrong("--kind "+strings.Join(kindNames(), ", --kind "), "there is no kind of policies %q", f.kind)
	}
	if err := checkAccount(f.account); err != nil {
		return err
	}
	if err := f.gate.remember(policySchema); err != nil {
		return err
	}
	texts, err := a.policyTexts(args)
	if err != nil {
		return err
	}
	known, err := a.definitions()
	if err != nil {
		return err
	}
	out := &report.PolicyCheck{Names: args}
	bad, undecided := 0, 0
	for _, t := range texts {
		c := policyChecker{catalog: policyCatalog{known}, account: f.account}
		out.Policies = append(out.Policies, c.check(t, f.kind))
		for _, found := range c.findings {
			if f.gate.before.takes(found) {
				out.Known++
				continue
			}
			if found.Status == finding.Fail && found.Severity >= f.gate.failOn {
				bad++
			}
			if found.Severity >= f.gate.least {
				if found.Status == finding.Unknown {
					undecided++
				}
				out.Findings = append(out.Findings, found)
			}
		}
		out.Controls = append(out.Controls, c.controls...)
	}
	out.Sort()
	if err := emit(w, report.Entry{PolicyCheck: out}); err != nil {
		return err
	}
	return f.gate.verdict(bad, undecided)
}

// policyChecker collects what is to be said of one document.
type policyChecker struct {
	catalog policyCatalog
	account string // one's own, if it was named
	text    policyText
	doc     policy.Document
	use     policy.Use

	findings []finding.Finding
	controls []*report.Control
}

func (c *policyChecker) check(t policyText, kind string) report.CheckedPolicy {
	doc, problems := policy.Parse(t.node)
	use, name, why := t.decide(kind, doc)
	c.text, c.doc, c.use = t, doc, use
	problems = append(problems, policy.Check(doc, use)...)
	problems = append(problems, policy.CheckCatalogue(doc, c.catalog)...)
	for _, p := range problems {
		c.problem(p)
	}
	c.wide()
	c.principals()
	slices.SortStableFunc(c.findings, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(a.Origin.Line, b.Origin.Line), cmp.Compare(a.Origin.Column, b.Origin.Column))
	})
	return report.CheckedPolicy{Name: t.name(), Kind: name, Why: why, Statements: len(doc.Statements), Size: doc.Size}
}

// problem records one of package policy's.
func (c *policyChecker) problem(p policy.Problem) {
	f := finding.Finding{Status: finding.Fail, Message: p.Message}
	f.Severity = adviceOn(p.Code).severity
	if p.Warning { // AWS accepts it
		f.Severity = min(f.Severity, finding.Medium)
	}
	switch p.Code {
	case policy.NoSuchAction, policy.NoSuchKey, policy.ResourceNotTaken, policy.ActionNotTaken:
		f.Facts = append(f.Facts, "by the catalogue of "+c.catalog.Date())
	}
	if p.Code == policy.NoSuchAction {
		c.noSuchAction(p, &f)
	}
	c.add(p.Code, p.Pos, f)
}

// noSuchAction tells a slip of the pen from an action that the catalogue may be
// too old for.
func (c *policyChecker) noSuchAction(p policy.Problem, f *finding.Finding) {
	t, _, ok := c.doc.ActionAt(p.Pos)
	if !ok {
		return
	}
	service, _, _ := strings.Cut(t.String(), ":")
	_, known := c.catalog.Service(service)
	switch near := c.catalog.spelling(t.String()); {
	case near != "":
		f.Fix = "Did you mean " + near + "?"
	case known:
		f.Severity = finding.Medium
		f.Fix = "ringwall policy expand '" + service + ":*' lists the actions of this service; if it is a new one, ringwall catalog refresh reads AWS's newer lists."
	default:
		f.Severity = finding.Medium
		f.Fix = "AWS has no service with the prefix " + service + "; if it is a new one, ringwall catalog refresh reads AWS's newer lists."
	}
}
