package authz

import (
	"strings"

	"ringwall/internal/policy"
)

// isService reports that an action is one of a service's.
func isService(action, service string) bool {
	return len(action) > len(service) && action[len(service)] == ':' && strings.EqualFold(action[:len(service)], service)
}

// isAction reports that an action is one of a service's, by its name.
func isAction(action, service string, names ...string) bool {
	if !isService(action, service) {
		return false
	}
	for _, n := range names {
		if strings.EqualFold(action[len(service)+1:], n) {
			return true
		}
	}
	return false
}

// arnField is a part of an ARN: 3 the region, 4 the account, 5 the resource;
// empty if it is none.
func arnField(arn string, n int) string {
	for i := range 5 {
		field, rest, found := strings.Cut(arn, ":")
		if !found || i == 0 && field != "arn" {
			return ""
		}
		if i == n {
			return field
		}
		arn = rest
	}
	return arn
}

// beginning is what is known of a text up to its first hole, and whether that is
// all of it.
func beginning(t policy.Text) (string, bool) {
	if s, known := t.Known(); known {
		return s, true
	}
	if parts := t.Parts(); len(parts) > 0 {
		return parts[0].Literal, false
	}
	return "", false
}

// hasResourceType answers whether the last part of an ARN begins so.
func hasResourceType(resource policy.Text, prefix string) policy.Answer {
	s, known := resourcePart(resource)
	switch {
	case strings.HasPrefix(s, prefix):
		return policy.Yes
	case known || len(s) >= len(prefix) || !strings.HasPrefix(prefix, s):
		return policy.No
	}
	return policy.Unknown
}

// resourcePart is what is known of the last part of an ARN up to its first hole,
// and whether that is all of it. A hole for the account, Region or partition of a
// template is one segment.
func resourcePart(resource policy.Text) (string, bool) {
	if s, known := resource.Known(); known {
		return arnField(s, 5), true
	}
	var head strings.Builder
	for _, p := range resource.Parts() {
		switch {
		case p.Hole == "":
			head.WriteString(p.Literal)
		case p.Own, p.Hole == "AWS::AccountId", p.Hole == "AWS::Region", p.Hole == "AWS::Partition":
			if strings.Count(head.String(), ":") >= 5 {
				return arnField(head.String(), 5), false
			}
			head.WriteByte('?')
		default:
			return arnField(head.String(), 5), false
		}
	}
	return arnField(head.String(), 5), strings.Count(head.String(), ":") >= 5
}

// accountOf is the account in the ARN of the request's resource: known, or zero.
func (r *Request) accountOf() policy.Text {
	if !r.ResourceAccount.IsZero() {
		return r.ResourceAccount
	}
	s, known := beginning(r.Resource)
	if known && s == "*" {
		return r.Caller.Account
	}
	if account := arnField(s, 4); isAccount(account) {
		return policy.Literal(account)
	}
	return policy.Text{}
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// within answers whether the caller's account is the resource's. Who has no
// account is never within.
func (r *Request) within() policy.Answer {
	if !hasAccount(r.Caller.Kind) {
		return policy.No
	}
	own, its := r.Caller.Account, r.accountOf()
	a, known := own.Known()
	b, known2 := its.Known()
	switch {
	case !known && !known2 && !own.IsZero() && own.String() == its.String():
		return policy.Yes // the same account, whichever it is
	case known && known2 && a == b:
		return policy.Yes
	case known && known2:
		return policy.No
	}
	return policy.Unknown
}

// hasAccount reports the callers that an account has.
func hasAccount(k policy.CallerKind) bool {
	switch k {
	case policy.RootUser, policy.User, policy.RoleSession, policy.FederatedUser:
		return true
	}
	return false
}
