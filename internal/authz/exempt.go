package authz

import (
	"strings"

	"ringwall/internal/policy"
)

// trusted reports the actions that a role's trust policy is asked about ("Pass
// session tags in AWS STS", "Monitor and control actions taken with assumed
// roles": each needs a permission of its own there).
func trusted(action string) bool {
	return isAction(action, "sts", "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity",
		"TagSession", "SetSourceIdentity", "SetContext")
}

// serviceLinked answers whether the caller is the session of a service-linked
// role. Their path is aws-service-role/; where only the role's name is known, it
// begins with AWSServiceRoleFor ("Service-linked roles").
func serviceLinked(c *policy.Caller) policy.Answer {
	if c.Kind != policy.RoleSession {
		return policy.No
	}
	name, known := resourcePart(c.Role)
	switch {
	case !known && declared(c.Role):
		return policy.No
	case !known:
		name, known = resourcePart(c.ARN)
		if !known {
			return policy.Unknown
		}
	case strings.HasPrefix(name, "role/aws-service-role/"):
		return policy.Yes
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, "AWSServiceRoleFor") {
			return policy.Unknown
		}
	}
	return policy.No
}

// declared reports the ARN of a role, its path included, of which only the account
// or the name isn't known: AWS alone makes roles under aws-service-role/.
func declared(role policy.Text) bool {
	parts := role.Parts()
	for i, p := range parts {
		if _, after, found := strings.Cut(p.Literal, ":role/"); found {
			return after != "" && !strings.HasPrefix("aws-service-role/", after) || after == "" && i+1 < len(parts) && parts[i+1].Plain
		}
	}
	return false
}

// underSCP answers whether service control policies apply to the caller: they
// "affect only IAM users and roles", "including the root user", and "do not
// affect any service-linked role" ("Service control policies (SCPs)").
func underSCP(r *Request) (policy.Answer, string) {
	switch r.Caller.Kind {
	case policy.RootUser:
		if isService(r.Action, "supportplans") || isService(r.Action, "support") {
			return policy.Unknown, "which tasks of support plans SCPs can't restrict for the root user"
		}
		return policy.Yes, ""
	case policy.User, policy.FederatedUser, policy.RoleSession:
		return serviceLinked(&r.Caller).Not(), "whether the role is service-linked, which SCPs don't affect"
	}
	return policy.No, ""
}

// underRCP answers whether resource control policies apply to the request: not
// to calls of service-linked roles, nor to a service's taking of one, only to
// services that support them ("Resource control policies (RCPs)"), and not to
// kms:RetireGrant ("Resource control policies in AWS KMS").
func (d Decider) underRCP(r *Request) (policy.Answer, string) {
	linked := serviceLinked(&r.Caller)
	if isAction(r.Action, "sts", "AssumeRole") {
		linked = linked.Or(hasResourceType(r.Resource, "role/aws-service-role/"))
	}
	service, _, _ := strings.Cut(r.Action, ":")
	service = strings.ToLower(service)
	switch {
	case linked == policy.Yes, isAction(r.Action, "kms", "RetireGrant"):
		return policy.No, ""
	case linked == policy.Unknown:
		return policy.Unknown, "whether a service-linked role is concerned, which RCPs don't affect"
	case d.Controlled == nil || !d.Controlled(service):
		return policy.Unknown, "whether RCPs apply to " + service
	}
	return policy.Yes, ""
}

// free answers whether nobody needs a permission for the action: the pages of
// GetCallerIdentity ("No permissions are required … even if a policy explicitly
// denies") and of GetSessionToken ("You cannot use policies to control
// authentication operations").
func free(r *Request) bool {
	switch r.Caller.Kind {
	case policy.RootUser, policy.User:
		return isAction(r.Action, "sts", "GetCallerIdentity", "GetSessionToken")
	case policy.RoleSession, policy.FederatedUser:
		return isAction(r.Action, "sts", "GetCallerIdentity")
	}
	return false
}

// unable answers whether AWS refuses the action to such a caller whatever the
// policies say ("Compare AWS STS credentials"; the page of AssumeRole: "You
// cannot call AssumeRole by using AWS account root user credentials").
func unable(r *Request) (policy.Answer, Layer, string) {
	switch r.Caller.Kind {
	case policy.RootUser:
		if isAction(r.Action, "sts", "AssumeRole") {
			return policy.Yes, Trust, "the root user can't assume roles"
		}
	case policy.RoleSession:
		if isAction(r.Action, "sts", "GetFederationToken", "GetSessionToken") {
			return policy.Yes, Session, "a role session can't call it"
		}
	case policy.FederatedUser:
		switch {
		case isService(r.Action, "sts"):
			return policy.Yes, Session, "a federated user can't call AWS STS but for GetCallerIdentity"
		case isService(r.Action, "iam"):
			return policy.Unknown, Session, "whether it is a console session; others of federated users can't call IAM"
		}
	}
	return policy.No, NoLayer, ""
}

// bucketPolicy reports the actions that are for identities of the bucket's own
// account, whose root user no bucket policy can deny them (the pages of
// GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy).
func bucketPolicy(action string) bool {
	return isAction(action, "s3", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy")
}

// crossesAccounts answers whether a permission for a key is effective in another
// account ("Allowing users in other accounts to use a KMS key"): cryptographic
// operations, and those listed there.
func crossesAccounts(action string) bool {
	_, name, _ := strings.Cut(action, ":")
	for _, prefix := range []string{"Encrypt", "Decrypt", "ReEncrypt", "Generate", "Sign", "Verify", "Derive"} {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			return true
		}
	}
	return isAction(action, "kms", "CreateGrant", "DescribeKey", "GetKeyRotationStatus", "GetPublicKey",
		"ListGrants", "RetireGrant", "RevokeGrant")
}

// atGateway reports the services that an endpoint of type gateway may be for.
// There "AWS": account is "the AWS account root user only", and the Principal
// must be "*" ("Control access to VPC endpoints using endpoint policies"). Which
// type the endpoint has isn't known here.
func atGateway(action string) bool {
	return isService(action, "s3") || isService(action, "dynamodb")
}
