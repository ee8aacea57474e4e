package cli

import (
	"cmp"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/claim"
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/report"
	"ringwall/internal/traffic"
)

func (a *app) accessCommand() *cobra.Command {
	var (
		from   sources
		out    output
		keys   contextFlags
		action string
	)
	cmd := &cobra.Command{
		Use:   "access FROM TO",
		Short: "Say whether something can use a resource: network, permission and key in one answer",
		Long: `Access answers "how can the getUsers function use the database?": whether packets get
there, whether the request is permitted, and whether the caller may use the key that
encrypts it. It is allowed if all three are, denied if one isn't; and what is missing
is listed, the most concrete first.

FROM is a resource that acts, by name or id: a function, an instance, an ECS service;
or a user or role, of whom the network isn't asked. TO is a resource of the estate.

What has interfaces of its own (databases, caches, file systems, load balancers,
instances) is asked for on its own port. How one signs in to a database is read from
the sources: IAM authentication (rds-db:connect), a secret of Secrets Manager with the
password, which must be reached and read, or a password in plain.

What is used by requests to AWS (buckets, tables, queues, secrets, functions) is asked
for at the service's endpoint: from Lambda's own network, through a gateway endpoint
or an interface endpoint with private DNS, or through a NAT or internet gateway. The way
decides which policies and condition keys apply: the endpoint's policy, aws:SourceVpce,
aws:SourceVpc, aws:SourceIp. Without --action, what reading it takes is asked for.

A key is asked for where the service uses it with the caller's rights: S3, SQS, SNS,
Secrets Manager, Kinesis, Parameter Store, DynamoDB.

In JSON, "network", "permission" and "key" are documents of reach and can, null where
one isn't asked for, with "network_because" and its like saying why; "services" are the
ways to AWS services that are needed besides; "missing" is what is to be added.

Exit status: 0 allowed, 1 denied, 3 unknown, 2 for wrong usage or unreadable input.`,
		Example: `  ringwall access GetUsers Database -e template.yaml
  ringwall access GetUsers UsersTable --action dynamodb:PutItem -e template.yaml
  ringwall access ReportsRole ReportsBucket -e template.yaml -o json`,
		Args:              usage(cobra.ExactArgs(2), "FROM and TO"),
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
			got, err := a.access(&subject, keys, claim.AccessQuestion{From: args[0], To: args[1], Action: action})
			if err != nil {
				return err
			}
			if err := emit(w, report.Entry{Access: got}); err != nil {
				return err
			}
			return answer(permissionStatus(got.Verdict))
		},
	}
	from.flags(cmd)
	out.flag(cmd, "text", "json")
	cmd.Flags().StringVar(&action, "action", "", "the `ACTION` that is asked for, as s3:PutObject (default: what reading TO takes)")
	complete(cmd, "action", choices())
	keys.flags(cmd)
	return cmd
}

// access puts a question to an estate.
func (a *app) access(subject *report.Subject, keys contextFlags, q claim.AccessQuestion) (*report.Access, error) {
	desk, err := a.newDesk(subject)
	if err != nil {
		return nil, err
	}
	action := cmp.Or(q.Action, "sts:GetCallerIdentity") // any: only the keys are read
	asked, err := keys.question(map[string]any{"principal": "anonymous", "action": action}, desk, "--action s3:GetObject, --context aws:SourceIp=192.0.2.7")
	if err != nil {
		return nil, err
	}
	if err := desk.known(action); err != nil {
		return nil, err
	}
	q.Context = asked.Request.Context
	p := claim.Prover{Estate: subject.Estate, Reach: reach.NewModel(subject.Estate), Directory: desk.directory}
	got, err := p.Access(q)
	var unclear *claim.NotAskableError
	if errors.As(err, &unclear) {
		return nil, wrong(unclear.Hint, "%s", unclear.Why)
	}
	if err != nil {
		return nil, err
	}
	out := &report.Access{
		Subject: *subject, From: q.From, To: q.To, Verdict: accessVerdict(got.Verdict),
		NoNetwork: got.NoNetwork, NoPermission: got.NoPermission, NoKey: got.NoKey, Missing: got.Missing, Assumed: got.Assumed,
	}
	for _, x := range got.Network {
		out.Network = append(out.Network, wayOf(*subject, x))
	}
	for _, x := range got.Permission {
		out.Action, out.Permission = x.Action, desk.permit(got.Who, x)
	}
	for _, x := range got.Key {
		out.Keys = append(out.Keys, desk.permit(got.Who, x))
	}
	return out, nil
}

func accessVerdict(v proof.Verdict) string {
	return [...]string{proof.Unknown: "unknown", proof.Yes: "allowed", proof.No: "denied"}[v]
}

// permit is one request of an answer, for the report.
func (d *desk) permit(who *directory.Principal, x claim.Permit) *report.Permission {
	out := &report.Permission{Action: x.Action}
	if x.Target != nil {
		out = d.permissionOf(x.Answer, who, x.Target)
		out.Action, out.Assumed = x.Action, nil // they are told once
		out.Near = nearOf(d.directory.Explain(x.Asked, x.Answer))
	}
	out.Subject, out.Alone = d.subject, true
	if verdict := accessVerdict(x.Verdict); verdict != out.Verdict {
		out.Verdict, out.Reason = verdict, ""
		if x.Target == nil || x.Answer.Verdict != authz.Unknown {
			out.Statements, out.Missing = nil, nil
		}
	}
	if x.Why != "" {
		out.Because = append(out.Because, x.Why)
	}
	return out
}

// wayOf is a way through the network, for the report.
func wayOf(subject report.Subject, x claim.Passage) report.AccessWay {
	out := report.AccessWay{Verdict: x.Verdict, To: x.To, Why: x.Why}
	switch {
	case x.Answer != nil:
		out.Reach = reachOf(subject, x.Question, *x.Answer)
		out.Reach.To = x.To
		if x.Remedy != nil {
			out.Reach.Opening = openingWords(*x.Remedy)
		}
	case x.Service != nil:
		out.Reach = serviceReach(subject, x)
	}
	if out.Reach != nil && x.Verdict == proof.Unknown {
		out.Reach.Verdict, out.Reach.Proof.Gaps = report.Undecided, x.Gaps
	}
	return out
}

// serviceReach is the way to an AWS service as an answer about the network.
func serviceReach(subject report.Subject, x claim.Passage) *report.Reach {
	https := traffic.Ports(traffic.TCP, 443, 443)
	out := &report.Reach{Subject: subject, From: string(x.From), To: x.To, Asked: https, Proof: x.Service.Proof, Possible: https}
	switch x.Verdict {
	case proof.Yes:
		out.Verdict, out.Traffic = report.Reachable, https
	case proof.No:
		out.Verdict, out.Possible = report.Unreachable, traffic.NoServices()
	default:
		out.Verdict = report.Undecided
	}
	for _, w := range x.Service.Ways {
		if w.Verdict == proof.No {
			for _, s := range w.Steps {
				if s.Effect == proof.Blocks && x.Verdict == proof.No && !slices.Contains(out.Blocked, s) {
					out.Blocked = append(out.Blocked, s)
				}
			}
			continue
		}
		flow := report.Flow{
			From: report.Party{Resources: []estate.ID{x.From}, Interfaces: []string{w.Interface}},
			To:   report.Party{Name: x.To, Kind: "service"}, Path: w.Steps, Gaps: w.Gaps, Possible: https,
		}
		if w.Verdict == proof.Yes {
			flow.Traffic = https
		}
		out.Flows = append(out.Flows, flow)
	}
	return out
}
