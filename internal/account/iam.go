package account

import (
	"strings"

	"ringwall/internal/estate"
)

// How much the sources say of a role, user or group.
const (
	listed   = iota + 1 // a list of them, which leaves out boundaries and tags
	got                 // a command of its own, which leaves out its policies
	detailed            // GetAccountAuthorizationDetails, which says all
)

// identity is a role, user or group, and how much the sources say of it.
type identity struct {
	resource estate.Resource
	kind     string // "role", "user", "group"
	name     string
	scope    *scope
	detail   int
	policies *estate.Items[estate.InlinePolicy]
	managed  *estate.Items[estate.Text]
	groups   *estate.Items[estate.Text] // of a user
}

// byPart names a resource after the last part of its ARN: "role/team/app", which
// no other kind of resource of the account has.
func (r *reader) byPart(c *estate.Core, name, arn string) {
	r.byARN(c, arn)
	part := name
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		part = parts[5]
	}
	c.ID, c.Logical, c.Physical = estate.ID(part), name, arn
}

// know takes in a role, user or group, or what more is said of one that is known;
// it answers false for one of which as much is known.
func (r *reader) know(x identity, arn, name string) bool {
	if r.doubtful() || arn == "" || name == "" || !strings.Contains(arn, ":iam::") {
		return false
	}
	r.byPart(x.resource.Base(), name, arn)
	x.name, x.scope = name, r.scope
	have, ok := r.loose.identities[arn]
	if !ok {
		r.loose.identities[arn] = &x
		r.loose.identityList = append(r.loose.identityList, &x)
		r.loose.named = append(r.loose.named, x.resource.Base())
		r.add(x.resource)
		return true
	}
	if have.detail >= x.detail {
		return false
	}
	have.detail = x.detail
	switch old := have.resource.(type) {
	case *estate.Role:
		*old = *x.resource.(*estate.Role)
	case *estate.User:
		console, mfa := old.Console, old.MFA
		*old = *x.resource.(*estate.User)
		old.Console, old.MFA = console, mfa
	case *estate.Group:
		*old = *x.resource.(*estate.Group)
	}
	return true
}

// roleRecord reads a Role (ListRoles, GetRole) or a RoleDetail.
func (r *reader) roleRecord(detail int) {
	x := &estate.Role{Core: r.core("", "AWS::IAM::Role")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "RoleName":
			name = r.str()
		case "Arn":
			arn = r.str()
		case "RoleId":
			x.UniqueID = r.str()
		case "Path":
			x.Path = r.txt()
		case "AssumeRolePolicyDocument":
			x.Trust = r.policy()
		case "MaxSessionDuration":
			x.MaxSession = r.whole()
		case "PermissionsBoundary":
			x.Boundary = r.boundary()
		case "RolePolicyList":
			x.Policies = r.inlinePolicies()
		case "AttachedManagedPolicies":
			x.Managed = r.attachedARNs()
		case "InstanceProfileList":
			for r.open('['); r.more(); {
				r.instanceProfile()
			}
		case "RoleLastUsed":
			x.LastUsed = r.member("LastUsedDate")
		case "Tags":
			x.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if x.Trust.IsMissing() {
		x.Trust = r.lackingPolicy("the trust policy of "+name, "iam get-role", "get-role-"+name+".json", x.Origin)
	}
	r.seen(strings.Contains(arn, ":iam::"))
	x.RoleName = r.values.text(name, x.Origin)
	id := identity{resource: x, kind: "role", detail: detail}
	if detail == listed {
		r.unlistedFacts(&x.Core, &x.Boundary, "role", name)
	}
	// The default that CreateRole gives; lists of older roles may not say it.
	x.MaxSession = x.MaxSession.Or(3600)
	if r.know(id, arn, name) {
		held := r.loose.identities[arn]
		role := held.resource.(*estate.Role)
		held.policies, held.managed = &role.Policies, &role.Managed
	}
}

func (r *reader) roleDetail() { r.roleRecord(detailed) }
func (r *reader) roleGot()    { r.roleRecord(got) }
func (r *reader) roleListed() { r.roleRecord(listed) }

// unlistedFacts makes unknown what lists of roles and users leave out ("IAM
// resource-listing operations return a subset of the available attributes").
func (r *reader) unlistedFacts(c *estate.Core, boundary *estate.Value[estate.Text], kind, name string) {
	g := estate.NotListed("the boundary and tags of "+name, "aws iam list-"+kind+"s leaves them out", "add get-account-authorization-details.json, or get-"+kind+"-"+name+".json")
	g.Origin = c.Origin
	unseen(g, c.Origin, boundary)
	c.Tags = estate.NewTags(estate.Items[estate.Tag]{Unknown: []estate.GuardedGap{{Gap: g}}})
}

// boundary reads an AttachedPermissionsBoundary.
func (r *reader) boundary() estate.Value[estate.Text] {
	before := r.faults
	arn := r.member("PermissionsBoundaryArn")
	if arn == "" {
		return unreadable[estate.Text](r, before)
	}
	return r.values.text(arn, r.at)
}

// inlinePolicies reads a list of PolicyDetail.
func (r *reader) inlinePolicies() estate.Items[estate.InlinePolicy] {
	out := estate.Items[estate.InlinePolicy]{Origin: r.at}
	for r.open('['); r.more(); {
		p := estate.InlinePolicy{Origin: r.here()}
		for r.open('{'); r.more(); {
			switch string(r.key()) {
			case "PolicyName":
				p.Name = r.txt()
			case "PolicyDocument":
				p.Document = r.policy()
			default:
				r.skip()
			}
		}
		if p.Document.IsMissing() {
			p.Document = r.hole(p.Origin)
		}
		out.Known = append(out.Known, item(p, p.Origin))
	}
	return out
}

// here is the place of the value that is read next.
func (r *reader) here() estate.Origin {
	r.peek()
	line, column := r.place()
	return estate.Origin{File: r.name, Line: line, Column: column}
}

// attachedARNs reads the managed policies that are attached: a list, or the one
// that AWS's own example of the output has in place of a list.
func (r *reader) attachedARNs() estate.Items[estate.Text] {
	out := estate.Items[estate.Text]{Origin: r.at}
	one := func() {
		at := r.here()
		if arn := r.member("PolicyArn"); arn != "" {
			out.Known = append(out.Known, item(estate.Literal(arn), at))
		} else {
			r.note(at.Line, at.Column, "found no PolicyArn, expected that of an attached policy")
		}
	}
	if r.peek() == '{' {
		one()
		return out
	}
	for r.open('['); r.more(); {
		one()
	}
	return out
}

// instanceProfile reads an InstanceProfile, alone or within its role.
func (r *reader) instanceProfile() {
	x := &estate.InstanceProfile{Core: r.core("", "AWS::IAM::InstanceProfile")}
	x.Origin = r.here()
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "InstanceProfileName":
			name = r.str()
		case "Arn":
			arn = r.str()
		case "Roles":
			x.Roles = r.textsOf("RoleName")
		case "Tags":
			x.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	x.ProfileName = r.values.text(name, x.Origin)
	if r.doubtful() || name == "" || arn == "" {
		return
	}
	if _, known := r.byID[typed{x.Type, arn}]; known {
		return
	}
	r.byPart(&x.Core, name, arn)
	r.loose.named = append(r.loose.named, &x.Core)
	r.add(x)
}

// userRecord reads a User (ListUsers, GetUser) or a UserDetail.
func (r *reader) userRecord(detail int) {
	x := &estate.User{Core: r.core("", "AWS::IAM::User")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "UserName":
			name = r.str()
		case "Arn":
			arn = r.str()
		case "UserId":
			x.UniqueID = r.str()
		case "Path":
			x.Path = r.txt()
		case "PermissionsBoundary":
			x.Boundary = r.boundary()
		case "UserPolicyList":
			x.Policies = r.inlinePolicies()
		case "GroupList":
			x.Groups = r.texts()
		case "AttachedManagedPolicies":
			x.Managed = r.attachedARNs()
		case "Tags":
			x.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.seen(strings.Contains(arn, ":iam::"))
	x.UserName = r.values.text(name, x.Origin)
	if detail == listed {
		r.unlistedFacts(&x.Core, &x.Boundary, "user", name)
	}
	if r.know(identity{resource: x, kind: "user", detail: detail}, arn, name) {
		held := r.loose.identities[arn]
		user := held.resource.(*estate.User)
		held.policies, held.managed, held.groups = &user.Policies, &user.Managed, &user.Groups
	}
}

func (r *reader) userDetail() { r.userRecord(detailed) }
func (r *reader) userGot()    { r.userRecord(got) }
func (r *reader) userListed() { r.userRecord(listed) }

// groupRecord reads a Group (ListGroups, ListGroupsForUser) or a GroupDetail.
func (r *reader) groupRecord(detail int) {
	x := &estate.Group{Core: r.core("", "AWS::IAM::Group")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "GroupName":
			name = r.str()
		case "Arn":
			arn = r.str()
		case "Path":
			x.Path = r.txt()
		case "GroupPolicyList":
			x.Policies = r.inlinePolicies()
		case "AttachedManagedPolicies":
			x.Managed = r.attachedARNs()
		default:
			r.skip()
		}
	}
	r.seen(strings.Contains(arn, ":iam::"))
	x.GroupName = r.values.text(name, x.Origin)
	if !r.doubtful() && name != "" {
		r.part.names = append(r.part.names, item(estate.Literal(name), x.Origin))
	}
	if r.know(identity{resource: x, kind: "group", detail: detail}, arn, name) {
		held := r.loose.identities[arn]
		group := held.resource.(*estate.Group)
		held.policies, held.managed = &group.Policies, &group.Managed
	}
}

func (r *reader) groupDetail() { r.groupRecord(detailed) }
func (r *reader) groupListed() { r.groupRecord(listed) }
