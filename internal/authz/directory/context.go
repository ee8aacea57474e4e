package directory

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// callerKeys are the condition keys that a caller brings along ("AWS global
// condition context keys", availability). Requests are made over TLS, unless the
// question says otherwise.
func (d *Directory) callerKeys(p *Principal, caller *policy.Caller, world scenario.Guard) *policy.Context {
	c := &policy.Context{}
	c.Take(d.kindKeys(caller.Kind))
	switch caller.Kind {
	case policy.User, policy.RoleSession, policy.RootUser, policy.FederatedUser:
		d.ownKeys(c, p, caller, world)
	case policy.ServiceCaller:
		c.Set("aws:PrincipalServiceName", policy.Literal(p.Name))
	}
	return c
}

// kindKeys are the keys that all callers of a kind bring along, made once.
func (d *Directory) kindKeys(kind policy.CallerKind) *policy.Context {
	if c := d.ofKind[kind]; c != nil {
		return c
	}
	c := &policy.Context{}
	d.ofKind[kind] = c
	c.Set("aws:SecureTransport", policy.Literal("true"))
	c.SetPresent("aws:CurrentTime", "the time of the request")
	c.SetPresent("aws:EpochTime", "the time of the request")
	absent, name := []string(nil), ""
	switch kind {
	case policy.User, policy.RoleSession, policy.RootUser, policy.FederatedUser:
		name = map[policy.CallerKind]string{policy.User: "User", policy.RoleSession: "AssumedRole", policy.RootUser: "Account", policy.FederatedUser: "FederatedUser"}[kind]
		// "only when the call … is made directly by an AWS service principal"
		absent = []string{"aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"}
		if kind != policy.User && kind != policy.FederatedUser {
			absent = append(absent, "aws:username")
		}
	case policy.ServiceCaller:
		c.Set("aws:PrincipalIsAWSService", policy.Literal("true"))
		// "only if the principal is a member of an organization", as accounts are.
		absent = []string{"aws:username", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"}
	case policy.Anonymous:
		name = "Anonymous"
		absent = []string{"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:username", "aws:PrincipalServiceName"}
	}
	if name != "" {
		c.Set("aws:PrincipalType", policy.Literal(name))
		c.Set("aws:PrincipalIsAWSService", policy.Literal("false"))
	}
	for _, key := range absent {
		c.SetAbsent(key)
	}
	return c
}

// ownKeys are the keys that a principal of an account brings along.
func (d *Directory) ownKeys(c *policy.Context, p *Principal, caller *policy.Caller, world scenario.Guard) {
	arn := caller.ARN
	if caller.Kind == policy.RoleSession {
		arn = caller.Role // "for IAM roles … the ARN of the role"
	}
	if !arn.IsZero() {
		c.Set("aws:PrincipalArn", arn)
	}
	if !caller.Account.IsZero() {
		c.Set("aws:PrincipalAccount", caller.Account)
		c.Set("kms:CallerAccount", caller.Account)
	}
	if caller.Kind == policy.User {
		c.Set("aws:username", lastPart(caller.ARN))
	}
	if f, ok := p.By.(*estate.Function); ok {
		c.Set("lambda:SourceFunctionArn", d.names.name(d.names.arn(&f.Core), world))
	}
	d.sessionKeys(c, p, caller)
	d.organisationKeys(c, p.account, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
	if !p.foreign && p.Resource != nil {
		d.tagKeys(c, p, world)
	}
}

// sessionKeys are aws:userid, "role-id:caller-specified-role-name" of a session, and
// that no service uses multi-factor authentication for the role that it takes.
func (d *Directory) sessionKeys(c *policy.Context, p *Principal, caller *policy.Caller) {
	switch r := p.Resource.(type) {
	case *estate.User:
		if r.UniqueID != "" {
			c.Set("aws:userid", policy.Literal(r.UniqueID))
		}
	case *estate.Role:
		session := policy.Part{Hole: "the name of the session", Plain: true}
		if p.session != "" {
			session = policy.Part{Literal: p.session}
		}
		if r.UniqueID != "" {
			c.Set("aws:userid", policy.Join(policy.Part{Literal: r.UniqueID + ":"}, session))
		}
	}
	if caller.Kind == policy.RootUser && !caller.Account.IsZero() {
		c.Set("aws:userid", caller.Account)
	}
	if p.By != nil {
		c.Set("aws:MultiFactorAuthPresent", policy.Literal("false"))
	}
}

// lastPart is what follows the last slash of an ARN; zero if a hole may have one.
func lastPart(t policy.Text) policy.Text {
	parts := t.Parts()
	for i := len(parts) - 1; i >= 0; i-- {
		if at := strings.LastIndexByte(parts[i].Literal, '/'); at >= 0 {
			return policy.Join(append([]policy.Part{{Literal: parts[i].Literal[at+1:]}}, parts[i+1:]...)...)
		}
		if parts[i].Hole != "" && !parts[i].Own {
			break
		}
	}
	return policy.Hole("the name of the user")
}

// organisationKeys tell of an account in which organisation it is.
func (d *Directory) organisationKeys(c *policy.Context, account estate.Text, id, paths string) {
	a := d.accounts
	m := a.members[account.String()]
	if !a.held || m == nil && !account.Equal(a.management) {
		d.strangerKeys(c, account, id, paths)
		return
	}
	if len(a.id.Parts()) > 0 {
		c.Set(id, d.names.in(a.id, scenario.Always()))
	}
	org, known := a.id.Known()
	if m == nil || !known || org == "" {
		return
	}
	chain, ok := d.chain(m)
	if !ok {
		return
	}
	path := org + "/"
	for _, id := range chain[:len(chain)-1] {
		r, _ := d.estate.Get(id)
		if r.Base().Physical == "" {
			return
		}
		path += r.Base().Physical + "/"
	}
	c.SetList(paths, []policy.Text{policy.Literal(path)})
}

// tagKeys are the principal's tags. Those of a role may be others in a session with
// session tags, which its trust policy must allow ("Passing session tags in AWS
// STS").
func (d *Directory) tagKeys(c *policy.Context, p *Principal, world scenario.Guard) {
	if p.Kind == policy.RoleSession && p.By == nil && d.mayTag(p, world) {
		return
	}
	d.tags(c, "aws:PrincipalTag/", p.tags, p.Resource.Base().Physical != "", world)
}

// mayTag reports whether a role's trust policy may let somebody pass tags.
func (d *Directory) mayTag(p *Principal, world scenario.Guard) bool {
	for _, a := range d.resources[p.Resource.Base().ID] {
		f, ok := a.in(world)
		if ok && f.policy.MayAllow("sts:TagSession") {
			return true
		}
	}
	return false
}

// tags are the keys of a resource's tags. Of a stack's resources there may be more,
// since a stack's own tags are theirs too.
func (d *Directory) tags(c *policy.Context, prefix string, tags estate.Tags, all bool, world scenario.Guard) {
	list := tags.List()
	for _, i := range list.Known {
		if i.When.Disjoint(world) {
			continue
		}
		key, known := i.Is.Key.Known()
		if v := i.Is.Value.In(world); known && v.State == estate.Known && world.Implies(i.When) {
			c.Set(prefix+key, d.names.name(v.Is, world))
		} else {
			all = false
		}
	}
	if all && len(list.Unknown) == 0 {
		c.SetOthersAbsent(prefix)
	}
}

// global are the services with one endpoint, whose Region is us-east-1
// ("aws:RequestedRegion").
func global(service string) bool {
	switch strings.ToLower(service) {
	case "iam", "organizations", "route53", "cloudfront", "account", "budgets", "globalaccelerator", "support":
		return true
	}
	return false
}

// resourceKeys are the keys that hang on the resource.
func (d *Directory) resourceKeys(action string, t *Target, world scenario.Guard) *policy.Context {
	c := &policy.Context{}
	service, _, _ := strings.Cut(action, ":")
	account, region := t.account, estate.Text{}
	if t.Resource != nil {
		region = t.Resource.Base().Region
	} else {
		account, region = placeOf(t.suffix)
	}
	switch {
	case global(service):
		c.Set("aws:RequestedRegion", policy.Literal("us-east-1"))
	case len(region.Parts()) > 0 && !strings.EqualFold(service, "sts") && !twoRegions(action):
		c.Set("aws:RequestedRegion", d.names.in(region, world))
	}
	if len(account.Parts()) > 0 {
		of := d.names.in(account, world)
		c.Set("aws:ResourceAccount", of)
		if strings.EqualFold(service, "s3") {
			c.Set("s3:ResourceAccount", of)
		}
		d.organisationKeys(c, account, "aws:ResourceOrgID", "aws:ResourceOrgPaths")
	}
	if t.Resource == nil {
		return c
	}
	core := t.Resource.Base()
	if auth := d.urlAuth(t.Resource, world); auth != "" && strings.EqualFold(action, "lambda:InvokeFunctionUrl") {
		c.Set("lambda:FunctionUrlAuthType", policy.Literal(auth))
	}
	if t.suffix != "" {
		return c // an object's tags are not its bucket's
	}
	if known, ok := d.catalogue.Action(action); ok {
		for _, k := range d.catalogue.KeysOf(known) {
			if prefix, _, found := strings.Cut(k.Name, "/${"); found && strings.HasSuffix(strings.ToLower(prefix), ":resourcetag") {
				d.tags(c, prefix+"/", core.Tags, core.Physical != "", world)
			}
		}
	}
	return c
}
