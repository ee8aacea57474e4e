package terraform

import (
	"strconv"

	"ringwall/internal/estate"
)

func iamRules() map[string]rule {
	const document = "PolicyDocument"
	return map[string]rule{
		"aws_iam_role": {cfn: "AWS::IAM::Role", name: "name", rename: map[string]string{
			"name": "RoleName", "assume_role_policy": "AssumeRolePolicyDocument", "inline_policy": "Policies", "inline_policy.name": "PolicyName", "inline_policy.policy": document}},
		"aws_iam_role_policy":  {cfn: "AWS::IAM::RolePolicy", name: "-", rename: map[string]string{"name": "PolicyName", "role": "RoleName", "policy": document}},
		"aws_iam_user_policy":  {cfn: "AWS::IAM::UserPolicy", name: "-", rename: map[string]string{"name": "PolicyName", "user": "UserName", "policy": document}},
		"aws_iam_group_policy": {cfn: "AWS::IAM::GroupPolicy", name: "-", rename: map[string]string{"name": "PolicyName", "group": "GroupName", "policy": document}},
		"aws_iam_policy": {cfn: "AWS::IAM::ManagedPolicy", name: "-", rename: map[string]string{"name": "ManagedPolicyName", "policy": document},
			attributes: map[string]string{"arn": "", "policy_id": "PolicyId"}},
		"aws_iam_role_policy_attachment":  {make: makePolicyAttachment("role", "Roles", "AWS::IAM::Role")},
		"aws_iam_user_policy_attachment":  {make: makePolicyAttachment("user", "Users", "AWS::IAM::User")},
		"aws_iam_group_policy_attachment": {make: makePolicyAttachment("group", "Groups", "AWS::IAM::Group")},
		"aws_iam_policy_attachment":       {make: makePolicyAttachments},
		"aws_iam_user":                    {cfn: "AWS::IAM::User", name: "name", rename: map[string]string{"name": "UserName"}},
		"aws_iam_group":                   {cfn: "AWS::IAM::Group", name: "name", rename: map[string]string{"name": "GroupName"}},
		"aws_iam_group_membership":        {cfn: "AWS::IAM::UserToGroupAddition", rename: map[string]string{"group": "GroupName", "name": "-"}},
		"aws_iam_user_group_membership":   {make: makeMemberships},
		"aws_iam_user_login_profile": {make: func(x *translation) {
			x.joins(x.written("user"), "AWS::IAM::User", "LoginProfile", object(x.block.at, field{"PasswordResetRequired", x.block.at, boolOf(true, x.block.at)}), false)
		}},
		"aws_iam_instance_profile": {cfn: "AWS::IAM::InstanceProfile", name: "name", rename: map[string]string{"name": "InstanceProfileName", "role": "Roles"}, make: func(x *translation) {
			if v := x.written("role"); !v.isNone() {
				x.set("Roles", list(v))
			}
		}},
		"aws_iam_access_key":                    {cfn: "AWS::IAM::AccessKey", rename: map[string]string{"user": "UserName"}},
		"aws_iam_openid_connect_provider":       {cfn: "AWS::IAM::OIDCProvider", attributes: map[string]string{"arn": ""}},
		"aws_iam_saml_provider":                 {cfn: "AWS::IAM::SAMLProvider", attributes: map[string]string{"arn": ""}},
		"aws_iam_virtual_mfa_device":            {cfn: "AWS::IAM::VirtualMFADevice"},
		"aws_organizations_organization":        {cfn: "AWS::Organizations::Organization"},
		"aws_organizations_organizational_unit": {cfn: "AWS::Organizations::OrganizationalUnit", attributes: map[string]string{"arn": "Arn"}},
		"aws_organizations_account": {cfn: "AWS::Organizations::Account", rename: map[string]string{"name": "AccountName", "parent_id": "ParentIds"}, make: func(x *translation) {
			if v := x.written("parent_id"); !v.isNone() {
				x.set("ParentIds", list(v))
			}
		}},
		"aws_organizations_policy": {cfn: "AWS::Organizations::Policy", make: func(x *translation) {
			x.set("Content", x.document(x.written("content")))
			x.orText("Type", "SERVICE_CONTROL_POLICY")
		}},
		"aws_organizations_policy_attachment": {make: func(x *translation) {
			x.joins(x.written("policy_id"), "AWS::Organizations::Policy", "TargetIds", x.written("target_id"), true)
		}},
		"aws_ssoadmin_permission_set": {cfn: "AWS::SSO::PermissionSet"},
		"aws_ssoadmin_permission_set_inline_policy": {make: func(x *translation) {
			x.joins(x.written("permission_set_arn"), "AWS::SSO::PermissionSet", "InlinePolicy", x.document(x.written("inline_policy")), false)
		}},
		"aws_ssoadmin_managed_policy_attachment": {make: func(x *translation) {
			x.joins(x.written("permission_set_arn"), "AWS::SSO::PermissionSet", "ManagedPolicies", x.written("managed_policy_arn"), true)
		}},
		"aws_ssoadmin_account_assignment": {cfn: "AWS::SSO::Assignment"},
		"aws_accessanalyzer_analyzer":     {cfn: "AWS::AccessAnalyzer::Analyzer", rename: map[string]string{"type": "Type", "configuration": "AnalyzerConfiguration", "configuration.unused_access": "UnusedAccessConfiguration"}, make: func(x *translation) { x.orText("Type", "ACCOUNT") }},
	}
}

// makePolicyAttachment puts a managed policy to a principal of the configuration; to
// one that is not in it, the policy names the principal.
func makePolicyAttachment(attribute, property, typ string) func(*translation) {
	return func(x *translation) { x.attach(x.written(attribute), property, typ, "") }
}

// attach attaches the instance's policy to one principal. What neither the principal
// nor the policy shows stands as a policy of its own of which the content is not
// known.
func (x *translation) attach(principal *value, property, typ, suffix string) {
	at := x.block.at
	policy := x.written("policy_arn")
	unknown := unknownOf(x.loader.outside("policy "+describe(policy), "its content is not in the sources", "load the source that holds it"), at)
	own := *x
	own.id, own.typ = x.id+estate.ID(suffix), "AWS::IAM::Policy"
	own.properties = object(at, field{"PolicyName", at, policy}, field{"PolicyDocument", at, unknown}, field{property, at, list(principal)})
	if x.isOurs(policy, "AWS::IAM::ManagedPolicy") && !x.isOurs(principal, typ) {
		own.joins(policy, "AWS::IAM::ManagedPolicy", property, principal, true)
	} else {
		own.joins(principal, typ, "ManagedPolicyArns", policy, true)
	}
	x.drop = true
}

// isOurs reports a value that is a reference to a resource of a type.
func (x *translation) isOurs(v *value, typ string) bool {
	if v.form() != isScalar {
		return false
	}
	r, ok := v.text.Reference()
	if !ok {
		return false
	}
	i := x.byID[r.Resource]
	return i != nil && x.loader.target(i.typ()).cfn == typ
}

// makePolicyAttachments attaches a policy to users, roles and groups.
func makePolicyAttachments(x *translation) {
	x.drop = true
	for _, kind := range [...][3]string{{"roles", "Roles", "AWS::IAM::Role"}, {"users", "Users", "AWS::IAM::User"}, {"groups", "Groups", "AWS::IAM::Group"}} {
		for n, p := range x.blocksOf(kind[0]) {
			one := *x
			inner := *x.instance
			inner.when = x.when.And(p.when)
			one.instance = &inner
			one.attach(p.is, kind[1], kind[2], "/"+kind[0]+"["+strconv.Itoa(n)+"]")
		}
	}
}

func makeMemberships(x *translation) {
	x.drop = true
	at := x.block.at
	for n, g := range x.blocksOf("groups") {
		x.makes("/group["+strconv.Itoa(n)+"]", "AWS::IAM::UserToGroupAddition", at, g.when,
			field{"GroupName", at, g.is}, field{"Users", at, list(x.written("user"))})
	}
}
