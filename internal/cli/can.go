package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/authz"
	"ringwall/internal/authz/call"
	"ringwall/internal/authz/question"
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// canFlags are the flags of can.
type canFlags struct {
	sources  sources
	output   output
	requests string
	owner    string // the resource's account
	keys     contextFlags
	files    policyFiles
	call     bool
	with     []string
}

// contextFlags say what is known of condition keys.
type contextFlags struct {
	values   []string
	absent   []string
	complete bool
}

func (c *contextFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&c.values, "context", nil, "a condition key's value, as `KEY=VALUE` (repeatable; a key given twice is multivalued)")
	f.StringArrayVar(&c.absent, "absent", nil, "a condition `KEY` that is not in the request (repeatable)")
	f.BoolVar(&c.complete, "context-complete", false, "keys that neither --context nor the estate tells are absent, not unknown")
	complete(cmd, "context", choices())
	complete(cmd, "absent", choices())
}

// members are the flags as members of a request.
func (c *contextFlags) members(request map[string]any) error {
	values := map[string]any{}
	for _, kv := range c.values {
		key, value, ok := strings.Cut(kv, "=")
		if !ok || key == "" {
			return wrong("--context aws:SourceIp=192.0.2.7", "--context %q is not KEY=VALUE", kv)
		}
		switch old := values[key].(type) {
		case nil:
			values[key] = value
		case string:
			values[key] = []string{old, value}
		case []string:
			values[key] = append(old, value)
		}
	}
	request["context"], request["context_complete"] = values, c.complete
	if len(c.absent) > 0 {
		request["absent"] = c.absent
	}
	return nil
}

// question is a request of the command line with what the flags say of it; the
// hint is for one that has not the right form.
func (c *contextFlags) question(request map[string]any, from *desk, hint string) (*question.Question, error) {
	if err := c.members(request); err != nil {
		return nil, err
	}
	text, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("write the request: %w", err)
	}
	reader := from.reader("the command line", text)
	q, err := reader.Next()
	var bad *question.Error
	if errors.As(err, &bad) {
		return nil, wrong(hint, "%s", bad.Text)
	}
	return q, err
}

// policyFiles are policies that are given as files.
type policyFiles struct {
	identity, boundary, session, endpoint, resource, scp, rcp []string
}

func (p *policyFiles) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	for _, l := range p.layers() {
		f.StringArrayVar(l.files, l.flag, nil, l.help)
	}
}

// layer is one kind of policy on the command line.
type layer struct {
	flag, help string
	files      *[]string
	use        policy.Use
}

func (p *policyFiles) layers() []layer {
	return []layer{
		{"identity", "a `FILE` with an identity policy of the principal (repeatable)", &p.identity, policy.IdentityPolicy},
		{"boundary", "a `FILE` with the principal's permissions boundary", &p.boundary, policy.ManagedPolicy},
		{"session", "a `FILE` with a session policy (repeatable)", &p.session, policy.SessionPolicy},
		{"endpoint", "a `FILE` with the policy of the VPC endpoint", &p.endpoint, policy.EndpointPolicy},
		{"resource-policy", "a `FILE` with the resource's policy", &p.resource, policy.ResourcePolicy},
		{"scp", "a `FILE` with the service control policies of a level (repeatable, from the root)", &p.scp, policy.ServiceControlPolicy},
		{"rcp", "a `FILE` with the resource control policies of a level (repeatable, from the root)", &p.rcp, policy.ResourceControlPolicy},
	}
}

func (p *policyFiles) given() bool {
	for _, l := range p.layers() {
		if len(*l.files) > 0 {
			return true
		}
	}
	return false
}

func (a *app) canCommand() *cobra.Command {
	var f canFlags
	cmd := &cobra.Command{
		Use:   "can PRINCIPAL ACTION [RESOURCE]",
		Short: "Say whether a principal may do something, and by which statements",
		Long: `Can decides a request as AWS's policy evaluation logic has it: identity and resource
policies, boundary, session policies, service and resource control policies,
endpoint policies, key and trust policies, of the same and of another account. The
policies are those of an estate, or of files, or both: a file takes the place of
what the estate says of its kind. Every answer names the statements that decide,
with file and line; one that hangs on what isn't known says on what.

PRINCIPAL is the name or id of a user, a role, or a resource that uses a role (a
function, an instance, a task definition); an ARN (that of a role is some session of
it); service.amazonaws.com; an account's id (its root user); or anonymous.
RESOURCE is a name or id, an ARN, or a pattern: all that match; without it, "*".

One API call may ask for more than its action on one resource: with --call, can
answers for all that AWS's pages say it asks for. Resources that neither RESOURCE nor
--with names are any of the account.

The request is made over TLS unless --context says otherwise. Condition keys that
neither --context nor the estate tells are unknown.

With --requests, FILE or standard input for - has JSON objects, one after the other
or in a list, with these members, of which only principal and action must be there:

  id                 repeated in the answer
  principal          as above; without an estate an ARN, a service or anonymous
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

Exit status: 0 allowed, 1 denied, 3 unknown; with --requests 0 if what was expected is
so, 1 if something isn't; 2 for wrong usage or input that can't be read.`,
		Example: `  ringwall can GetUsers dynamodb:GetItem UsersTable -e template.yaml
  ringwall can arn:aws:iam::111122223333:user/ann s3:GetObject 'arn:aws:s3:::reports/*' --identity ann.json --resource-policy bucket.json
  ringwall can Deployer lambda:CreateFunction --call --with AppRole -e template.yaml
  ringwall can --requests tests.ndjson -e template.yaml`,
		Args: usage(func(_ *cobra.Command, args []string) error {
			if f.requests != "" && len(args) == 0 || f.requests == "" && (len(args) == 2 || len(args) == 3) {
				return nil
			}
			return fmt.Errorf("%d arguments", len(args))
		}, "PRINCIPAL ACTION [RESOURCE], or --requests FILE"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.can(cmd, f, args) },
	}
	f.sources.flags(cmd)
	f.output.flag(cmd, "text", "json")
	cmd.Flags().StringVar(&f.requests, "requests", "", "the `FILE` with requests, or -; answers are JSON")
	cmd.Flags().StringVar(&f.owner, "resource-account", "", "the `ID` of the account that has the resource, where its ARN doesn't say")
	complete(cmd, "resource-account", choices())
	cmd.Flags().BoolVar(&f.call, "call", false, "all that the API call asks permission for: other resources, roles that it passes, keys")
	cmd.Flags().StringArrayVar(&f.with, "with", nil, "with --call, a further `RESOURCE` of the call, such as the role that it passes (repeatable)")
	complete(cmd, "with", choices())
	f.keys.flags(cmd)
	f.files.flags(cmd)
	return cmd
}

func (a *app) can(cmd *cobra.Command, f canFlags, args []string) error {
	w, err := a.writer(f.output)
	if err != nil {
		return err
	}
	if f.requests != "" && (f.files.given() || len(f.keys.values)+len(f.keys.absent) > 0 || f.keys.complete || f.owner != "") {
		return wrong("put them into the file: a header's defaults are for all requests", "--requests and flags for policies, condition keys or the resource's account are given together")
	}
	if len(f.with) > 0 && !f.call || f.call && f.requests != "" {
		return wrong("ringwall can PRINCIPAL ACTION --call --with ROLE", "--with is for a whole call, and --call for one question")
	}
	var subject *report.Subject
	if len(f.sources.estates) > 0 || f.requests == "" && !f.files.given() {
		s, err := a.open(cmd, f.sources)
		if err != nil {
			return err
		}
		subject = &s
	}
	from, err := a.newDesk(subject)
	if err != nil {
		return err
	}
	if f.requests != "" {
		return a.answerRequests(f.requests, from)
	}
	q, err := a.asked(f, from, args)
	if err != nil {
		return err
	}
	var p *report.Permission
	if f.call {
		p, err = from.answerCall(q, f.with)
	} else {
		p, err = from.answer(q, true)
	}
	if err != nil {
		return err
	}
	p.Alone = true
	if err := emit(w, report.Entry{Permission: p}); err != nil {
		return err
	}
	return answer(permissionStatus(p.Verdict))
}

func permissionStatus(verdict string) int {
	switch verdict {
	case "allowed":
		return statusFine
	case "denied":
		return statusBad
	}
	return statusUnknown
}

// asked is the question of a command line.
func (a *app) asked(f canFlags, from *desk, args []string) (*question.Question, error) {
	request := map[string]any{"principal": args[0], "action": args[1]}
	if len(args) == 3 {
		request["resource"] = args[2]
	}
	if f.owner != "" {
		request["resource_account"] = f.owner
	}
	q, err := f.keys.question(request, from, "ringwall can --help lists the forms of PRINCIPAL, ACTION and RESOURCE; names need an estate: -e SOURCE")
	if err != nil {
		return nil, err
	}
	if err := from.known(args[1]); err != nil && !(f.call && slices.Contains(call.Calls(), args[1])) {
		return nil, err
	}
	return q, a.policies(&f.files, q)
}

// known refuses an action that AWS doesn't define, as far as is known: it would be
// denied to almost everybody, for a slip of the pen.
func (d *desk) known(action string) error {
	if _, ok := d.defined.Action(action); ok {
		return nil
	}
	service, name, _ := strings.Cut(action, ":")
	if s, ok := d.defined.Service(service); ok {
		var names []string
		for _, x := range s.Actions {
			names = append(names, x.Name)
		}
		if near := nearest(name, names); near != "" {
			return wrong(fmt.Sprintf("did you mean %s:%s? ringwall policy expand '%s:*' lists them", service, near, service), "there is no action %q", action)
		}
		return wrong(fmt.Sprintf("ringwall policy expand '%s:*' lists them", service), "there is no action %q", action)
	}
	return wrong("ringwall policy expand '*' lists all; ringwall catalog refresh reads newer definitions", "there is no service %q, of the action %q", service, action)
}

// policies puts the policies of files into a question.
func (a *app) policies(files *policyFiles, q *question.Question) error {
	for _, l := range files.layers() {
		for _, file := range *l.files {
			found, err := a.policyTexts([]string{file})
			if err != nil {
				return err
			}
			use := l.use
			if l.flag == "resource-policy" {
				use = authz.ResourceUse(q.Request.Action, q.Request.Resource)
			}
			var list []*authz.Policy
			for _, t := range found {
				doc, _ := policy.Parse(t.node)
				list = append(list, authz.NewPolicy(t.name(), doc, use))
			}
			if err := put(q, l.flag, file, list); err != nil {
				return err
			}
		}
	}
	if q.Policies.Boundary != nil {
		q.Request.Caller.Bounded = policy.Yes
	}
	return nil
}

func put(q *question.Question, flag, file string, list []*authz.Policy) error {
	p := q.Policies
	switch flag {
	case "identity":
		p.Identity = append(p.Identity, list...)
	case "boundary":
		p.Boundary = append(p.Boundary, list...)
	case "session":
		p.Session = append(p.Session, list...)
	case "endpoint":
		p.Endpoint = append(p.Endpoint, list...)
	case "scp":
		p.SCP = append(p.SCP, list)
	case "rcp":
		p.RCP = append(p.RCP, list)
	default:
		if p.Resource != nil || len(list) != 1 {
			return wrong("a resource has one policy", "--resource-policy: found %s in %s, expected one policy in all", counts(len(list), "document"), file)
		}
		p.Resource = list[0]
	}
	return nil
}
