package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func iamRole(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Role{
		Core: c, RoleName: p.At("RoleName").AsText(), Path: iamPath(p), Trust: p.At("AssumeRolePolicyDocument"),
		Policies: inlinePolicies(p), Managed: p.At("ManagedPolicyArns").AsTexts(),
		Boundary: p.At("PermissionsBoundary").AsText(), MaxSession: p.At("MaxSessionDuration").AsInt().Or(3600),
	}
}

func iamPath(p *estate.Tree) estate.Value[estate.Text] {
	return p.At("Path").AsText().Or(estate.Literal("/"))
}

func inlinePolicies(p *estate.Tree) estate.Items[estate.InlinePolicy] {
	return estate.AsItems(p.At("Policies"), func(_ scenario.Guard, t *estate.Tree) estate.InlinePolicy {
		return estate.InlinePolicy{Origin: t.Place(), Name: t.At("PolicyName").AsText(), Document: t.At("PolicyDocument")}
	})
}

// iamPolicy reads AWS::IAM::Policy, which lists its principals, and RolePolicy,
// UserPolicy and GroupPolicy, which name one.
func iamPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.AttachedPolicy{
		Core: c, PolicyName: p.At("PolicyName").AsText(), Document: p.At("PolicyDocument"),
		Roles: textsAt(p, "Roles", "RoleName"), Users: textsAt(p, "Users", "UserName"), Groups: textsAt(p, "Groups", "GroupName"),
	}
}

func iamManagedPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ManagedPolicy{
		Core: c, PolicyName: p.At("ManagedPolicyName").AsText(), Path: iamPath(p), Document: p.At("PolicyDocument"),
		Roles: p.At("Roles").AsTexts(), Users: p.At("Users").AsTexts(), Groups: p.At("Groups").AsTexts(),
	}
}

func iamUser(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.User{
		Core: c, UserName: p.At("UserName").AsText(), Path: iamPath(p), Groups: p.At("Groups").AsTexts(),
		Policies: inlinePolicies(p), Managed: p.At("ManagedPolicyArns").AsTexts(), Boundary: p.At("PermissionsBoundary").AsText(),
		Console: present(p.At("LoginProfile")), Password: below(p, "LoginProfile.Password").AsText(),
	}
}

func iamGroup(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Group{
		Core: c, GroupName: p.At("GroupName").AsText(), Path: iamPath(p),
		Policies: inlinePolicies(p), Managed: p.At("ManagedPolicyArns").AsTexts(),
	}
}

func iamMembership(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.GroupMembership{Core: c, Group: p.At("GroupName").AsText(), Users: p.At("Users").AsTexts()}
}

func iamInstanceProfile(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.InstanceProfile{Core: c, ProfileName: p.At("InstanceProfileName").AsText(), Roles: p.At("Roles").AsTexts()}
}

func iamAccessKey(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.AccessKey{
		Core: c, User: p.At("UserName").AsText(), Active: equalsFold(p.At("Status").AsString().Or("Active"), "Active"),
	}
}

func iamOIDCProvider(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.OIDCProvider{Core: c, URL: p.At("Url").AsText(), Clients: p.At("ClientIdList").AsTexts()}
}

func iamSAMLProvider(c estate.Core) estate.Resource {
	return &estate.SAMLProvider{Core: c, ProviderName: c.Properties.At("Name").AsText()}
}

func iamMFADevice(c estate.Core) estate.Resource {
	return &estate.MFADevice{Core: c, Users: c.Properties.At("Users").AsTexts()}
}
