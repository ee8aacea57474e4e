package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/report"
	"ringwall/internal/traffic"
)

// reachFlags are the flags of reach.
type reachFlags struct {
	sources  sources
	output   output
	protocol string
	ports    string
	all      bool
}

func (a *app) reachCommand() *cobra.Command {
	var f reachFlags
	cmd := &cobra.Command{
		Use:   "reach FROM TO",
		Short: "Say which traffic can flow from one place to another, and by which way",
		Long: `Reach answers which traffic can flow from FROM to TO, with the path gate by
gate, or what blocks it: every blocker to the end of the way, with AWS's code
for it (Reachability Analyzer explanation codes), and the fewest changes of
rules, routes, attachments and addresses that would open it. These are made in a
copy of the estate, and the question is put to it again.

In JSON, "blocked" has a blocker each: "at" (the resource), "by", "detail",
"code"; "opening" a change each: "change", "resource", "location", with
"verified"; or "no_opening" says why there is none. "replies" are the network
ACLs that drop replies to client ports. Of an unreachable verdict "reason" says
so where only the replies don't get back.

FROM and TO are internet, an address or prefix (10.0.0.0/8), onprem, a logical
id, physical id, ARN or name tag, type:AWS::RDS::DBInstance, tag:KEY=VALUE,
subnet:ID, sg:ID, or any.

With --all, what flows between VPCs that name nothing of each other is told at once
where the estate is large: "between VPCs" in text, "between": "vpcs" in JSON, where
"apart" lists the pairs of VPCs for which it does not stand.

Exit status: 0 if it can flow, 1 if not, 3 if that is unknown, 2 for wrong usage
or unreadable input. Where replies get back only to some client ports the
verdict is partial, and the status 0 with a warning.`,
		Example: `  ringwall reach internet WebServer -e template.yaml --port 443
  ringwall reach WebServer tag:tier=data -e template.yaml
  ringwall reach tag:env=dev tag:env=prod -e template.yaml
  ringwall reach --all -e template.yaml`,
		Args: usage(func(_ *cobra.Command, args []string) error {
			if len(args) == 2 && !f.all || len(args) == 0 && f.all {
				return nil
			}
			return fmt.Errorf("%d arguments", len(args))
		}, "FROM and TO, or --all"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := notEmpty(cmd, "proto", "port"); err != nil {
				return err
			}
			if f.all {
				return a.reachAll(cmd, f)
			}
			return a.reach(cmd, f, args[0], args[1])
		},
	}
	f.sources.flags(cmd)
	f.output.flag(cmd, "text", "json")
	flags := cmd.Flags()
	flags.StringVar(&f.protocol, "proto", "", "the `PROTOCOL`: tcp, udp, icmp, icmpv6, a number, or a whole service such as tcp/80,443 (default any; tcp with --port)")
	flags.StringVar(&f.ports, "port", "", "destination `PORTS`: 443, 80,443 or 1024-65535; of icmp types")
	flags.BoolVar(&f.all, "all", false, "everything that can flow, between classes of resources")
	complete(cmd, "proto", choices("tcp", "udp", "icmp", "icmpv6", "any"))
	complete(cmd, "port", choices())
	return cmd
}

// notEmpty refuses flags that were given without a value, as by a variable of the
// shell that is not set: they would ask another question than was meant.
func notEmpty(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if f := cmd.Flags().Lookup(name); f.Changed && f.Value.String() == "" {
			return wrong("leave --"+name+" out to ask for all", "--%s is empty", name)
		}
	}
	return nil
}

func (a *app) reach(cmd *cobra.Command, f reachFlags, fromText, toText string) error {
	w, err := a.writer(f.output)
	if err != nil {
		return err
	}
	question, err := f.question(fromText, toText)
	if err != nil {
		return err
	}
	subject, err := a.open(cmd, f.sources)
	if err != nil {
		return err
	}
	model := reach.NewModel(subject.Estate)
	got, err := model.Ask(question)
	if err != nil {
		return err
	}
	if len(got.Proof.Gaps) == 0 && !got.Traffic.Covers(got.Possible) {
		rest := question
		rest.Services = got.Possible.Subtract(got.Traffic)
		if more, err := model.Ask(rest); err == nil {
			got.Proof.Gaps = more.Proof.Gaps // why more may flow than does for certain
		}
	}
	out := reachOf(subject, question, got)
	if out.Verdict == report.Unreachable {
		if out.Opening, err = openingOf(model, question); err != nil {
			return err
		}
	}
	if err := emit(w, report.Entry{Reach: out}); err != nil {
		return err
	}
	switch out.Verdict {
	case report.Unreachable:
		return answer(statusBad)
	case report.Undecided:
		return answer(statusUnknown)
	case report.Partial:
		fmt.Fprintln(a.stderr, "warning: replies get back only to some client ports (1024-65535 are in use); see the answer")
	}
	return nil
}

func (f reachFlags) question(fromText, toText string) (reach.Question, error) {
	var q reach.Question
	var err error
	if q.From, err = reach.ParseSelector(fromText); err != nil {
		return q, wrong("ringwall reach --help lists the forms of FROM and TO", "FROM: %s", trimmed(err))
	}
	if q.To, err = reach.ParseSelector(toText); err != nil {
		return q, wrong("ringwall reach --help lists the forms of FROM and TO", "TO: %s", trimmed(err))
	}
	if q.From.Kind == reach.SelectInternet && q.To.Kind == reach.SelectInternet {
		return q, wrong("name what the internet is to reach, or what is to reach it", "both sides are the internet, of which the sources say nothing")
	}
	q.Services, err = f.services()
	return q, err
}

func trimmed(err error) string { return strings.TrimPrefix(err.Error(), "parse selector: ") }

// services is what --proto and --port ask for.
func (f reachFlags) services() (traffic.Services, error) {
	protocol := f.protocol
	switch {
	case protocol == "" && f.ports == "":
		return traffic.AllServices(), nil
	case protocol == "":
		protocol = "tcp"
	}
	text := protocol
	if f.ports != "" {
		if strings.Contains(protocol, "/") {
			return traffic.Services{}, wrong("--proto tcp --port 443", "--proto %s has ports already, and --port %s is given too", protocol, f.ports)
		}
		text += "/" + f.ports
	}
	s, err := traffic.ParseService(text)
	if err != nil {
		return s, wrong("--proto tcp --port 443", "--proto and --port: %s", err)
	}
	return s, nil
}

func reachOf(subject report.Subject, q reach.Question, got reach.Answer) *report.Reach {
	out := &report.Reach{
		Subject: subject, From: q.From.String(), To: q.To.String(), Asked: q.Services,
		ClientPorts: got.ClientPorts, Traffic: got.Traffic, Possible: got.Possible,
		Blocked: got.Blocked, OnlyReplies: got.OnlyReplies, Proof: got.Proof,
	}
	for _, l := range got.Replies {
		out.Replies = append(out.Replies, report.ReplyLimit{
			ACL: l.ACL, Egress: l.Egress, Protocol: l.Protocol.String(), Dropped: l.Dropped, Admitted: l.Admitted, Origin: l.Origin,
		})
	}
	switch {
	case got.Proof.Verdict == proof.Unknown:
		out.Verdict = report.Undecided
	case got.Proof.Verdict == proof.No:
		out.Verdict = report.Unreachable
	case got.Partial:
		out.Verdict = report.Partial
	default:
		out.Verdict = report.Reachable
	}
	for _, f := range got.Flows {
		flow := report.Flow{
			From: party(f.From), To: party(f.To), Traffic: f.Traffic, Possible: f.Possible,
			Path: f.Path, Gaps: f.Gaps, Via: f.Via, Entry: f.Entry,
		}
		if f.Partial {
			flow.ClientPorts = f.ClientPorts
		}
		out.Flows = append(out.Flows, flow)
	}
	return out
}

// openingOf asks what would open what is blocked.
func openingOf(model *reach.Model, q reach.Question) (*report.Opening, error) {
	r, err := model.Remedy(q)
	if err != nil {
		return nil, err
	}
	return openingWords(r), nil
}

func openingWords(r reach.Remedy) *report.Opening {
	out := &report.Opening{Verified: r.Verified, Why: r.Why}
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, report.Change{Text: c.Text, Resource: c.Resource, Origin: c.Origin})
	}
	return out
}

func party(p reach.Party) report.Party {
	kinds := [...]string{"", "internet", "on-premises", "service", "network"}
	out := report.Party{Kind: kinds[p.Kind], Resources: p.Resources, Interfaces: p.Interfaces}
	if p.Kind != reach.PartyResources {
		out.Name = p.String()
	}
	return out
}
