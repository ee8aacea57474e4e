package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ringwall/internal/authz"
	"ringwall/internal/authz/question"
	"ringwall/internal/report"
)

func (a *app) canCommand() *cobra.Command {
	var (
		out  output
		file string
	)
	cmd := &cobra.Command{
		Use:   "can --requests FILE|-",
		Short: "Decide requests from IAM policies: unit tests for permissions",
		Long: `Can decides requests from the policies that are given with them, as AWS's policy
evaluation logic has it: identity and resource policies, boundary, session
policies, service and resource control policies, endpoint policies, key and trust
policies. FILE, or standard input for -, has a JSON object after the other, or a list
of them, with these members, of which only principal and action must be there:

  id                 repeated in the answer
  principal          an ARN (that of a role is some session of it),
                     service.amazonaws.com, or anonymous
  action             service:Name
  resource           an ARN; with * or ? in it: all that match
  resource_account   where the ARN doesn't say, as of a bucket
  context            {key: value}, or [values] for a multivalued key
  context_complete   true: other keys are absent; else they are unknown
  absent, present    lists of keys that aren't there, or are with a value unknown
  identity, boundary, session, endpoint        lists of policies
  scp, rcp           lists of levels, from the root, of lists of policies
  resource_policy    a policy: also of a key or, for sts:AssumeRole, the trust policy
  endpoint_type      Gateway or Interface
  public_access_block   {RestrictPublicBuckets, IgnorePublicAcls}, or a list of levels
  access_point       {arn, bucket, policy, public_access_block, vpc} that it comes through
  grants             of the KMS key, as aws kms list-grants has them
  api                {authorization, private} of a REST API's method
  expect             allowed, denied, explicit-deny, implicit-deny or unknown

An object with policies or defaults and without action is a header: from there on a
string names one of its policies, a member that a request lacks has its default, and
null takes a default away. There is an answer a line for each request, in JSON.

Exit status: 0 if what was expected is so, 1 if something isn't, 2 for wrong usage
or input that can't be read.`,
		Example: `  ringwall can --requests tests.ndjson
  echo '{"principal": "anonymous", "action": "sqs:SendMessage"}' | ringwall can --requests -`,
		Args:              usage(cobra.NoArgs, "--requests FILE"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			if _, err := a.writer(out); err != nil {
				return err
			}
			if file == "" {
				return wrong("ringwall can --requests tests.ndjson", "expected --requests with a file, found none")
			}
			return a.can(file)
		},
	}
	out.flag(cmd, "json")
	cmd.Flags().StringVar(&file, "requests", "", "the `FILE` with requests, or -")
	return cmd
}

// can answers the requests of a file in their order.
func (a *app) can(file string) error {
	data, err := a.requests(file)
	if err != nil {
		return fmt.Errorf("read requests: %w", err)
	}
	defined, err := a.definitions()
	if err != nil {
		return err
	}
	reader := question.NewReader(file, data)
	reader.Whole = func(action string) bool {
		known, ok := defined.Action(action)
		return ok && !known.ResourceLevel()
	}
	controlled := map[string]bool{}
	decider := authz.Decider{Controlled: func(service string) bool {
		is, asked := controlled[service]
		if !asked {
			known, _ := defined.Service(service)
			is = known.ResourceControl
			controlled[service] = is
		}
		return is
	}}
	buffer := bufio.NewWriter(a.stdout)
	status, err := a.answerAll(reader, decider, report.NewJSON(buffer))
	if flushed := buffer.Flush(); err == nil && flushed != nil {
		err = fmt.Errorf("write the answer: %w", flushed)
	}
	if err != nil {
		return err
	}
	return answer(status)
}

func (a *app) requests(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(a.stdin)
	}
	return os.ReadFile(file)
}

func (a *app) answerAll(reader *question.Reader, decider authz.Decider, w report.Writer) (status int, err error) {
	status = statusFine
	for {
		q, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			return status, nil
		case err != nil:
			return statusWrong, fmt.Errorf("read requests: %w", err)
		}
		p := permission(q, decider.Decide(q.Request, q.Policies))
		if p.Expect != "" && !p.Met {
			status = statusBad
			fmt.Fprintf(a.stderr, "%s: %sexpected %s, found %s\n", q.Pos, lead(p.ID), p.Expect, p.Verdict)
		}
		if err := emit(w, report.Entry{Permission: p}); err != nil {
			return statusWrong, err
		}
	}
}

func lead(id string) string {
	if id == "" {
		return ""
	}
	return id + ": "
}

// permission is the answer to a request, for the report.
func permission(q *question.Question, d authz.Decision) *report.Permission {
	p := &report.Permission{ID: q.ID, Layer: d.Layer.String(), Expect: q.Expect}
	switch d.Verdict {
	case authz.Allowed:
		p.Verdict, p.Reason = "allowed", "allowed"
	case authz.ExplicitDeny, authz.ImplicitDeny:
		p.Verdict, p.Reason = "denied", d.Verdict.String()
	default:
		p.Verdict = "unknown"
	}
	p.Met = p.Expect == p.Verdict || p.Expect == p.Reason && p.Reason != ""
	for _, s := range d.Statements {
		p.Statements = append(p.Statements, report.Statement{Policy: s.Policy, Sid: s.Sid, Effect: s.Effect,
			Location: report.Location{File: s.Pos.File, Line: s.Pos.Line, Column: s.Pos.Column}})
	}
	switch {
	case d.Why != "":
		p.Because = append(p.Because, d.Why)
	case d.Verdict == authz.ImplicitDeny:
		p.Missing = append(p.Missing, "an Allow that applies in the "+d.Layer.String()+" policies")
	}
	for _, c := range d.Causes {
		p.Because = append(p.Because, openCause(c))
	}
	return p
}

// openCause names what leaves a verdict open, and where.
func openCause(c authz.Cause) string {
	if c.By == nil {
		return c.Why
	}
	what := c.Why
	if c.Key != "" && c.Key != what {
		what = c.Key + ": " + what
	}
	return fmt.Sprintf("%s (%s of %s, %s)", what, c.Element, c.By.Policy, c.By.Pos)
}
