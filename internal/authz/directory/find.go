package directory

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// NotFoundError is a name that is nobody's or nothing's.
type NotFoundError struct {
	What string // "principal", "resource"
	Name string
	Why  string
	Near []string // names that are somebody's, at most five
}

func (e *NotFoundError) Error() string {
	s := fmt.Sprintf("%s %q: %s", e.What, e.Name, e.Why)
	if len(e.Near) > 0 {
		s += "; there are " + strings.Join(e.Near, ", ")
	}
	return s
}

// Principal finds who a name stands for: an ARN (that of a role is some session of
// it), a service's principal, anonymous, an account's id (its root user), the name
// or id of a user, a role, or a resource that uses a role.
func (d *Directory) Principal(name string) (*Principal, error) {
	switch {
	case name == "":
		return nil, &NotFoundError{What: "principal", Name: name, Why: "it is empty"}
	case strings.EqualFold(name, "anonymous"):
		return &Principal{Kind: policy.Anonymous, Name: "anonymous"}, nil
	case isAccount(name):
		return d.root(estate.Literal(name), "aws"), nil
	case strings.HasPrefix(name, "arn:"):
		return d.principalOf(name)
	}
	found := d.find(name)
	var who []*Principal
	for _, r := range found {
		if p := d.acting(r); p != nil {
			who = append(who, p)
		}
	}
	switch {
	case len(who) == 1:
		return who[0], nil
	case len(who) > 1:
		return nil, &NotFoundError{What: "principal", Name: name, Why: "several go by it", Near: few(found)}
	case len(found) > 0:
		return nil, &NotFoundError{What: "principal", Name: name, Why: "a " + found[0].Base().Type + " has no role that the sources show"}
	case isService(name):
		return &Principal{Kind: policy.ServiceCaller, Name: name}, nil
	}
	return nil, &NotFoundError{What: "principal", Name: name, Why: "the estate has no user, role or resource of that name", Near: d.someone()}
}

// Provider is who asks for a role with a token of an identity provider: its ARN or
// its URL.
func Provider(name string) *Principal {
	return &Principal{Kind: policy.TokenBearer, Name: name, provider: name}
}

func isAccount(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

func isService(s string) bool {
	return !strings.ContainsAny(s, ":* /") && (strings.HasSuffix(s, ".amazonaws.com") || strings.HasSuffix(s, ".amazonaws.com.cn") || strings.HasSuffix(s, ".amazon.com"))
}

func (d *Directory) root(account estate.Text, partition string) *Principal {
	arn := estate.Concat(estate.Literal("arn:"+partition+":iam::"), account, estate.Literal(":root"))
	return &Principal{Kind: policy.RootUser, Name: d.names.in(arn, scenario.Always()).String(), arn: arn, account: account}
}

// someone lists a few principals by way of example.
func (d *Directory) someone() []string {
	var out []string
	for _, p := range d.order {
		out = append(out, string(p.Resource.Base().ID))
	}
	return out[:min(len(out), 5)]
}

func few(list []estate.Resource) []string {
	var out []string
	for _, r := range list {
		out = append(out, string(r.Base().ID))
	}
	return out[:min(len(out), 5)]
}

// find lists the resources that go by a name: an id, a name in the source or in
// AWS, an ARN, a Name tag.
func (d *Directory) find(name string) []estate.Resource {
	if r, ok := d.estate.Get(estate.ID(name)); ok {
		return []estate.Resource{r}
	}
	var out []estate.Resource
	for _, r := range d.estate.Resources {
		c := r.Base()
		if c.Origin.Implied == "" && (c.Logical == name || c.Physical == name || c.Name() == name) {
			out = append(out, r)
		}
	}
	for _, id := range d.goesBy[name] {
		if r, ok := d.estate.Get(id); ok && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		for _, c := range d.byDefault[name] {
			if r, ok := d.estate.Get(c.id); ok && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// principalOf is the principal with an ARN.
func (d *Directory) principalOf(arn string) (*Principal, error) {
	bad := &NotFoundError{What: "principal", Name: arn, Why: "expected the ARN of a user, role, session, account or identity provider"}
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || strings.ContainsAny(parts[5], "*?") {
		return nil, bad
	}
	for _, id := range d.goesBy[arn] {
		if r, ok := d.estate.Get(id); ok {
			if p := d.acting(r); p != nil {
				return p, nil
			}
		}
	}
	if p := d.principalByDefault(arn); p != nil {
		return p, nil
	}
	account := estate.Literal(parts[4])
	kind, name, _ := strings.Cut(parts[5], "/")
	foreign := &Principal{Name: arn, arn: estate.Literal(arn), account: account, foreign: true}
	switch {
	case parts[2] == "iam" && parts[5] == "root" && isAccount(parts[4]):
		return d.root(account, parts[1]), nil
	case parts[2] == "iam" && kind == "role" && name != "":
		if p := d.role(parts[4], name[strings.LastIndexByte(name, '/')+1:]); p != nil {
			return p, nil
		}
		foreign.Kind = policy.RoleSession
	case parts[2] == "iam" && kind == "user" && name != "":
		foreign.Kind = policy.User
	case parts[2] == "sts" && kind == "assumed-role" && strings.Contains(name, "/"):
		role, session, _ := strings.Cut(name, "/")
		p := foreign
		if known := d.role(parts[4], role); known != nil {
			copied := *known
			p = &copied
		} else {
			p.Kind, p.arn = policy.RoleSession, estate.Literal("arn:"+parts[1]+":iam::"+parts[4]+":role/"+role)
		}
		p.session, p.Name = session, arn
		return p, nil
	case parts[2] == "sts" && kind == "federated-user" && name != "":
		foreign.Kind = policy.FederatedUser
	case parts[2] == "iam" && (kind == "saml-provider" || kind == "oidc-provider"):
		return Provider(arn), nil
	default:
		return nil, bad
	}
	return foreign, nil
}

// role is the estate's role of a name in an account; nil if there is none.
func (d *Directory) role(account, name string) *Principal {
	for _, p := range d.byName[name] {
		if id, known := p.account.Known(); known && id == account && p.Kind == policy.RoleSession {
			return p
		}
	}
	return nil
}

// acting is the principal that a resource is or acts as; nil if it does neither.
func (d *Directory) acting(r estate.Resource) *Principal {
	if p := d.principals[r.Base().ID]; p != nil {
		return p
	}
	role, session := d.roleOf(r)
	if role == nil {
		return nil
	}
	p := *d.principals[role.ID]
	p.By, p.session = r, session
	return &p
}

// roleOf is the role with which a resource makes requests, and how its session is
// called, if that is known.
func (d *Directory) roleOf(r estate.Resource) (*estate.Role, string) {
	switch r := r.(type) {
	case *estate.Function:
		role := d.follow(r.Role)
		if name, known := d.names.in(d.names.arn(&r.Core), scenario.Always()).Known(); known && role != nil {
			return role, name[strings.LastIndexByte(name, ':')+1:] // "the session name is the function's"
		}
		return role, ""
	case *estate.Instance:
		session := ""
		if strings.HasPrefix(r.Physical, "i-") {
			session = r.Physical
		}
		if estate.IsAbsent(r.Profile).True.IsAlways() {
			return d.ofTemplate(r.LaunchTemplate), session
		}
		return d.ofProfile(r.Profile), session
	case *estate.AutoScalingGroup:
		return d.ofTemplate(r.LaunchTemplate), ""
	case *estate.TaskDefinition:
		return d.follow(r.TaskRole), ""
	case *estate.ECSService:
		if t, ok := r.TaskDefinition.Known(); ok {
			if task, ok := estate.FollowTo[*estate.TaskDefinition](d.estate, t); ok {
				return d.follow(task.TaskRole), ""
			}
		}
	case *estate.StateMachine:
		return d.follow(r.Role), ""
	case *estate.BuildProject:
		return d.follow(r.Role), ""
	case *estate.EMRCluster:
		return d.ofProfile(r.Profile), ""
	case *estate.ComputeEnvironment:
		return d.ofProfile(r.Profile), ""
	case *estate.Agent:
		return d.follow(r.Role), ""
	case *estate.JobDefinition:
		return d.follow(r.Role), ""
	case *estate.RunnerService:
		return d.follow(r.Role), ""
	case *estate.StudioDomain:
		return d.follow(r.Role), ""
	case *estate.Other, *estate.GlueWorker, *estate.GlueTransform, *estate.Notebook, *estate.Model, *estate.EndpointConfig, *estate.MonitoringJob,
		*estate.Pipeline, *estate.KnowledgeBase, *estate.Airflow, *estate.FargateProfile, *estate.PodIdentity, *estate.MaintenanceTask,
		*estate.RestoreTestSelection:
		return d.ofProperty(r.Base()), ""
	}
	return nil, ""
}

// ofProperty is the role that a property of one of the usual names refers to.
func (d *Directory) ofProperty(c *estate.Core) *estate.Role {
	for _, property := range []string{"RoleArn", "RoleARN", "Role", "ServiceRole", "ServiceRoleArn", "ExecutionRoleArn", "IamRoleArn", "JobRole", "PodExecutionRoleArn"} {
		if role := d.follow(c.Properties.At(property).AsText()); role != nil {
			return role
		}
	}
	return nil
}

// ofProfile is the role of an instance profile.
func (d *Directory) ofProfile(v estate.Value[estate.Text]) *estate.Role {
	t, ok := v.Known()
	if !ok {
		return nil
	}
	p, ok := estate.FollowTo[*estate.InstanceProfile](d.estate, t)
	if !ok || len(p.Roles.Known) != 1 {
		return nil
	}
	return d.follow(estate.Of(p.Roles.Known[0].Is, p.Roles.Origin))
}

// ofTemplate is the role that a launch template gives its instances.
func (d *Directory) ofTemplate(v estate.Value[estate.Text]) *estate.Role {
	t, ok := v.Known()
	if !ok {
		return nil
	}
	if t, ok := estate.FollowTo[*estate.LaunchTemplate](d.estate, t); ok {
		return d.ofProfile(t.Profile)
	}
	return nil
}

func (d *Directory) follow(v estate.Value[estate.Text]) *estate.Role {
	t, ok := v.Known()
	if !ok {
		return nil
	}
	if r, ok := estate.FollowTo[*estate.Role](d.estate, t); ok {
		return r
	}
	arn, _ := d.names.in(t, scenario.Always()).Known()
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		if p := d.role(parts[4], arn[strings.LastIndexByte(arn, '/')+1:]); p != nil {
			return p.Resource.(*estate.Role)
		}
	}
	return nil
}

// Target is what a request is for.
type Target struct {
	// Resource is the one of the estate that it is, or is a part of; nil if it is
	// none of them.
	Resource estate.Resource
	// Name is its ARN as far as it is known, or "*".
	Name string

	arn     estate.Text
	suffix  string // what follows the ARN of Resource: the key of an object
	account estate.Text
	// fresh is the ARN of something that doesn't exist yet; zero of all else.
	fresh   policy.Text
	own     bool // it was not named: what is in the account of whoever asks is meant
	written bool // arn is all of it: something that the estate implies, or says nothing of
	// when are the scenarios in which the ARN that was asked for is the resource's.
	when scenario.Guard
	side *itsSide
	// always is its ARN as a request has it whatever the scenario; zero until asked.
	always policy.Text
}

// Targets are what a name and an action stand for: an ARN, with * and ? for all
// that match; the name or id of a resource of the estate; nothing or "*" for what
// AWS doesn't check on single resources, else for all that the action takes in the
// account of whoever asks (see [Directory.TargetsOf]): those of the estate, if it
// has any.
func (d *Directory) Targets(name, action string) ([]*Target, error) {
	known, defined := d.catalogue.Action(action)
	if name == "" || name == "*" {
		if defined && !known.ResourceLevel() {
			return []*Target{{Name: "*", arn: estate.Literal("*")}}, nil
		}
		if !d.hasPolicies(serviceOfAction(action)) {
			// Also of what isn't there yet, as a user that is to be made.
			return []*Target{{Name: "*", suffix: "*", own: true}}, nil
		}
		name = "*"
	}
	if name == "*" || strings.HasPrefix(name, "arn:") {
		return d.matching(name, action)
	}
	r, err := d.sole(name, "the estate has none of that name, and it is no ARN")
	if err != nil {
		return nil, err
	}
	t, ok := d.target(r, action)
	if !ok {
		return nil, &NotFoundError{What: "resource", Name: name, Why: fmt.Sprintf("%s doesn't take a %s", action, r.Base().Type)}
	}
	return []*Target{t}, nil
}

// sole is the one resource that goes by a name; why says that there is none.
func (d *Directory) sole(name, why string) (estate.Resource, error) {
	found := d.find(name)
	switch {
	case len(found) == 0:
		return nil, &NotFoundError{What: "resource", Name: name, Why: why}
	case len(found) > 1:
		return nil, &NotFoundError{What: "resource", Name: name, Why: "several go by it", Near: few(found)}
	}
	return found[0], nil
}
