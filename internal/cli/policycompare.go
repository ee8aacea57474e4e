package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
	"ringwall/internal/report"
)

func (a *app) policyCompareCommand() *cobra.Command {
	var out output
	var kind string
	cmd := &cobra.Command{
		Use:   "compare OLD NEW",
		Short: "Prove that a policy grants nothing that another does not, or show a request",
		Long: `Compare decides whether NEW allows any request that OLD does not: any principal,
action, resource and values of condition keys. The answer is a proof that there is
none, or one such request, which has been put to the same evaluator as ringwall can
asks, with the statements that decide it.

OLD and NEW are policy documents in JSON, files that have documents in them, as
ringwall policy check reads them, folders of them, or - for standard input. Several
documents on one side are taken together, as the policies of one identity. All are
of one kind: without --kind it is told by what stands around them, else guessed.

The policies are compared alone: what other policies allow or deny is not looked at.
A service control policy is compared as what it lets pass. Actions are those of the
catalogue that ringwall catalog describes, and all that AWS may add; of an action that
AWS checks on no single resource the resource is *.

In JSON the witness is a request that ringwall can --requests takes; the policies
that were compared are not part of it. With -o requests there is, where NEW grants
something, a file for ringwall can --requests: the request with the policies of OLD,
which deny it, and with those of NEW, which allow it.

Exit status: 0 if NEW grants nothing new, 1 if it does, 2 for wrong usage or
unreadable input, 3 if it is unknown, with the causes.`,
		Example: `  ringwall policy compare old.json new.json
  git show main:policy.json | ringwall policy compare - policy.json
  ringwall policy compare old.json new.json -o requests | ringwall can --requests -
  ringwall policy compare trust-old.json trust-new.json --kind trust -o json`,
		Args: usage(cobra.ExactArgs(2), "two policies in JSON, the old and the new"),
		RunE: func(_ *cobra.Command, args []string) error { return a.policyCompare(out, kind, args[0], args[1]) },
	}
	out.flag(cmd, "text", "json", "requests")
	cmd.Flags().StringVar(&kind, "kind", "", "the `KIND` of the policies: "+strings.Join(kindNames(), ", ")+" (default: guessed)")
	var kinds []string
	for _, k := range policyKinds {
		kinds = append(kinds, cobra.CompletionWithDesc(k.name, k.title))
	}
	complete(cmd, "kind", choices(kinds...))
	return cmd
}

func (a *app) policyCompare(out output, kind, old, changed string) error {
	w, err := a.writer(out)
	if err != nil {
		return err
	}
	if kind != "" && !slices.Contains(kindNames(), kind) {
		return wrong("--kind "+strings.Join(kindNames(), ", --kind "), "there is no kind of policies %q", kind)
	}
	if old == "-" && changed == "-" {
		return wrong("ringwall policy compare - new.json", "only one of the policies can be standard input")
	}
	var sides comparedPolicies
	for i, arg := range []string{old, changed} {
		texts, err := a.policyTexts([]string{arg})
		if err != nil {
			return err
		}
		if err := sides.add(i, arg, texts, kind); err != nil {
			return err
		}
	}
	known, err := a.definitions()
	if err != nil {
		return err
	}
	r := compare.Compare(sides.documents[0], sides.documents[1], sides.use, newCompareCatalog(known))
	entry := comparisonEntry(r, &sides)
	entry.Old, entry.New = old, changed
	entry.Layer = sides.layer()
	for i, name := range []string{old, changed} {
		entry.Sides[i] = report.ComparedSide{Name: name, Documents: sides.texts(i)}
	}
	if err := emit(w, report.Entry{Comparison: entry}); err != nil {
		return err
	}
	switch r.Verdict {
	case compare.NewAccess:
		return answer(statusBad)
	case compare.Undecided:
		return answer(statusUnknown)
	}
	return nil
}

// comparedPolicies are both sides, of one kind.
type comparedPolicies struct {
	documents [2][]compare.Document
	use       policy.Use
	name, why string
}

// add reads the documents of a side. They must be of the same kind as the others.
func (c *comparedPolicies) add(side int, arg string, texts []policyText, kind string) error {
	for _, t := range texts {
		doc, _ := policy.Parse(t.node)
		use, name, why := t.decide(kind, doc)
		use, name = sameKind(use, name)
		switch {
		case c.name == "":
			c.use, c.name, c.why = use, name, why
		case c.name != name:
			return wrong("--kind "+name+" or --kind "+c.name+" says what both are",
				"%s is a policy of the kind %s (%s), and another of the kind %s (%s)", t.name(), name, why, c.name, c.why)
		case use != c.use:
			c.use = policy.ResourcePolicy // a bucket's beside one that names no bucket
		}
		c.documents[side] = append(c.documents[side], compare.Document{Name: t.name(), Policy: doc})
	}
	return nil
}

// sameKind is one use for those whose policies mean the same.
func sameKind(use policy.Use, name string) (policy.Use, string) {
	switch use {
	case policy.ManagedPolicy, policy.UserPolicy, policy.GroupPolicy, policy.RolePolicy, policy.IdentityPolicy:
		if name != "boundary" {
			name = "identity"
		}
		return policy.IdentityPolicy, name
	case policy.BucketPolicy:
		return use, "resource"
	}
	return use, name
}

func comparisonEntry(r compare.Result, sides *comparedPolicies) *report.Comparison {
	out := &report.Comparison{Kind: sides.name, Why: sides.why, Verdict: r.Verdict.String(), Actions: r.Actions, More: r.More,
		Notes: r.Notes, Because: r.Because}
	for _, list := range [][]compare.Cited{r.Grants, r.Denies} {
		for _, s := range list {
			out.Statements = append(out.Statements, report.Statement{Policy: s.Document, Sid: s.Sid, Effect: s.Effect,
				Location: report.Location{File: s.Pos.File, Line: s.Pos.Line, Column: s.Pos.Column}})
		}
	}
	if r.Witness != nil {
		var decided bool
		if out.Witness, decided = requestExample(r.Witness, sides); !decided {
			out.Notes = append(out.Notes, "these policies alone don't settle this request: "+
				"ringwall can answers it alike for both, or needs more")
		}
	}
	return out
}

// compareCatalog answers package compare from the catalogue, and decodes each
// service once.
type compareCatalog struct {
	definitions
	actions map[string]compare.Action
	seen    map[string]bool
}

func newCompareCatalog(d definitions) *compareCatalog {
	return &compareCatalog{d, map[string]compare.Action{}, map[string]bool{}}
}

func (c *compareCatalog) Action(name string) (compare.Action, bool) {
	name = strings.ToLower(name)
	service, _, _ := strings.Cut(name, ":")
	if !c.seen[service] {
		c.seen[service] = true
		c.read(service)
	}
	a, ok := c.actions[name]
	return a, ok
}

func (c *compareCatalog) read(service string) {
	s, _ := c.Service(service)
	forms := map[string][]string{}
	for _, t := range s.Types {
		forms[t.Name] = t.ARNs
	}
	for _, a := range s.Actions {
		known := compare.Action{Name: a.String(), Whole: !a.ResourceLevel(), Optional: true}
		for _, u := range a.Resources {
			known.Optional = known.Optional && u.Need != catalog.Required
			known.Forms = append(known.Forms, forms[u.Type]...)
		}
		c.actions[strings.ToLower(known.Name)] = known
	}
}

func (c *compareCatalog) Key(name string) compare.Key {
	k, ok := c.definitions.Key(name)
	return compare.Key{Known: ok, Many: k.Many, Arn: k.Type == catalog.ARN}
}
