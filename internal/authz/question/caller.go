package question

import (
	"strings"

	"ringwall/internal/policy"
)

// Caller is who a principal stands for: an ARN, a service, anonymous, or for
// AssumeRoleWithSAML and AssumeRoleWithWebIdentity an identity provider. The ARN
// of a role is some session of it. False if it is none of these.
func Caller(principal, action string) (policy.Caller, bool) {
	lit := policy.Literal
	if principal == "anonymous" {
		return policy.Caller{Kind: policy.Anonymous, Bounded: policy.No}, true
	}
	parts := strings.SplitN(principal, ":", 6)
	withToken := strings.HasPrefix(strings.ToLower(action), "sts:assumerolewith")
	if len(parts) < 6 || parts[0] != "arn" {
		switch {
		case strings.ContainsAny(principal, ":* ") || !strings.Contains(principal, "."):
			return policy.Caller{}, false
		case withToken:
			return policy.Caller{Kind: policy.TokenBearer, Providers: []policy.Text{lit(principal)}, Bounded: policy.No}, true
		case strings.HasSuffix(principal, ".amazonaws.com") || strings.HasSuffix(principal, ".amazonaws.com.cn") || strings.HasSuffix(principal, ".amazon.com"):
			return policy.Caller{Kind: policy.ServiceCaller, Services: []string{principal}, Bounded: policy.No}, true
		}
		return policy.Caller{}, false
	}
	service, account, resource := parts[2], parts[4], parts[5]
	if len(account) != 12 || strings.Trim(account, "0123456789") != "" || strings.ContainsAny(resource, "*?") {
		return policy.Caller{}, false
	}
	c := policy.Caller{Account: lit(account), ARN: lit(principal)}
	kind, name, _ := strings.Cut(resource, "/")
	switch {
	case service == "iam" && resource == "root":
		c.Kind, c.Bounded = policy.RootUser, policy.No
	case name == "":
		return policy.Caller{}, false
	case service == "iam" && kind == "user":
		c.Kind = policy.User
	case service == "iam" && kind == "role":
		c.Kind, c.Role, c.ARN = policy.RoleSession, lit(principal), policy.Text{}
	case service == "sts" && kind == "assumed-role" && strings.Contains(name, "/"):
		role, _, _ := strings.Cut(name, "/")
		c.Kind, c.Role = policy.RoleSession, lit(parts[0]+":"+parts[1]+":iam::"+account+":role/"+role)
	case service == "sts" && kind == "federated-user":
		c.Kind = policy.FederatedUser
	case service == "iam" && (kind == "saml-provider" || kind == "oidc-provider") && withToken:
		return policy.Caller{Kind: policy.TokenBearer, Providers: []policy.Text{lit(principal)}, Bounded: policy.No}, true
	default:
		return policy.Caller{}, false
	}
	return c, true
}
