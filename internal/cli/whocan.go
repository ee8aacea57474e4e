package cli

import (
	"github.com/spf13/cobra"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/report"
)

func (a *app) whoCanCommand() *cobra.Command {
	var (
		from sources
		out  output
		keys contextFlags
	)
	cmd := &cobra.Command{
		Use:   "who-can ACTION [RESOURCE]",
		Short: "List who may do something, directly or by taking roles",
		Long: `Who-can lists the principals that may do an action on a resource: users, roles and
root users of the estate, and services, identity providers, other accounts' principals
and everyone, where policies name them; each with the statements that decide and,
if it has to take roles first, with these in their order. Principals for which it
isn't known stand last, with the cause.

RESOURCE is a name or id, an ARN, or a pattern, of which all that match are meant;
without it, "*".

Exit status: 0, whoever can; 2 for wrong usage or unreadable input.`,
		Example: `  ringwall who-can s3:GetObject ReportsBucket -e template.yaml
  ringwall who-can iam:CreateUser -e accounts/ -o json`,
		Args:              usage(cobra.RangeArgs(1, 2), "ACTION [RESOURCE]"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			subject, err := a.open(cmd, from)
			if err != nil {
				return err
			}
			answer, err := a.whoCan(&subject, keys, args)
			if err != nil {
				return err
			}
			return emit(w, report.Entry{WhoCan: answer})
		},
	}
	from.flags(cmd)
	out.flag(cmd, "text", "json")
	keys.flags(cmd)
	return cmd
}

func (a *app) whoCan(subject *report.Subject, keys contextFlags, args []string) (*report.WhoCan, error) {
	desk, err := a.newDesk(subject)
	if err != nil {
		return nil, err
	}
	request := map[string]any{"principal": "anonymous", "action": args[0]}
	if len(args) == 2 {
		request["resource"] = args[1]
	}
	q, err := keys.question(request, desk, "ringwall who-can --help lists the forms of ACTION and RESOURCE")
	if err != nil {
		return nil, err
	}
	if err := desk.known(args[0]); err != nil {
		return nil, err
	}
	targets, err := desk.directory.Targets(q.Resource, args[0])
	if err != nil {
		return nil, err
	}
	out := &report.WhoCan{Subject: *subject, Action: args[0], Resource: q.Resource}
	if len(targets) == 1 {
		out.Resource = targets[0].Name
	}
	for _, h := range desk.directory.WhoCan(args[0], targets, directory.Question{Context: q.Request.Context}) {
		p := permission(h.Answer.Decision)
		p.Verdict = "allowed"
		if h.Verdict == authz.Unknown {
			p.Verdict, p.Gaps = "unknown", h.Answer.Proof.Gaps
		}
		holder := report.Holder{Principal: desk.resourceOf(h.Principal), Answer: p}
		for _, role := range h.Via {
			holder.Via = append(holder.Via, role.Name)
		}
		out.Holders, out.Assumed = append(out.Holders, holder), union(out.Assumed, h.Answer.Assumed)
	}
	return out, nil
}
