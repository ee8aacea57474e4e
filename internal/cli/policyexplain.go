package cli

import (
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// policyCodes are the codes of policy check, in the order of the elements that they
// are about.
func policyCodes() []policy.Code {
	return []policy.Code{
		policy.BadShape, policy.BadString, policy.UnknownElement, policy.ElementCase, policy.RepeatedElement, policy.BothForms,
		policy.MissingStatement, policy.MissingEffect, policy.BadEffect, policy.BadVersion, policy.MissingVersion, policy.MissingAction,
		policy.EmptyAction, policy.BadAction, policy.MissingResource, policy.EmptyResource, policy.BadResource, policy.ResourceNotAllowed,
		policy.PrincipalNeeded, policy.PrincipalRefused, policy.BadPrincipal, policy.AllowNotPrincipal, policy.BadOperator,
		policy.NullIfExists, policy.BadKey, policy.RepeatedKey, policy.BadValue, policy.LiteralWildcard, policy.AllowForAllValues,
		policy.BadVariable, policy.DeadVariable, policy.RepeatedSid, policy.BadSid, policy.BadID, policy.BadControlPolicy,
		policy.OldVersion, policy.TooLarge, policy.Redundant, policy.WildService, policy.NoSuchAction, policy.NoSuchKey,
		policy.ResourceNotTaken, policy.ActionNotTaken, policy.OperatorType, policy.MissingSet, policy.NeedlessSet,
		allowsEverything, serviceStar, wildResources, passRoleAny, allowNotAction, publicPolicy, looseFederation, otherAccount, deletedPrincipal,
	}
}

// refused is why a code matters of which nothing else is said.
const refused = "AWS does not take the policy: the call that writes it, or the stack, fails with MalformedPolicyDocument or the like."

// whyByCode says what comes of a problem that AWS lets pass, or what it hides.
var whyByCode = map[policy.Code]string{
	policy.MissingVersion:    "Without Version AWS reads the policy as one of 2008: ${…} is then a text as it stands, and matches nothing that it was written for.",
	policy.OldVersion:        "In a policy of 2008-10-17 ${…} is a text as it stands: a condition on aws:username holds for nobody, a Deny by it denies nobody.",
	policy.DeadVariable:      "Without Version 2012-10-17 ${aws:username} is those very characters: the statement does not do what it says.",
	policy.BadVariable:       "A variable that AWS does not know, or where it reads none, is a text: the statement matches something else than was meant, or AWS refuses it.",
	policy.Redundant:         "What is covered already only hides what the policy gives, and is forgotten when the wider entry is taken back.",
	policy.TooLarge:          "AWS refuses policies over its quotas; white space does not count in most of them.",
	policy.WildService:       "A * in the place of an ARN's service matches resources of services that come, or, in most places, is refused.",
	policy.LiteralWildcard:   "StringEquals takes * and ? as they are: the condition compares with a star, and holds for nothing.",
	policy.AllowForAllValues: "ForAllValues holds where the key is not in the request: an Allow with it lets in whoever leaves the key out.",
	policy.AllowNotPrincipal: "Allow with NotPrincipal lets in everyone but the named, anonymous callers included.",
	policy.NoSuchAction:      "An action that no service has grants nothing; where it stands in a Deny, what it was to stop goes through.",
	policy.NoSuchKey:         "A condition on a key that the request never has is never met, or, negated, always.",
	policy.ResourceNotTaken:  "A resource that none of the statement's actions takes grants nothing, and looks as if it did.",
	policy.ActionNotTaken:    "An action that takes none of the statement's resources does nothing there: in an Allow something does not work, in a Deny something goes through.",
	policy.OperatorType:      "An operator of another type than the key's value compares wrongly, or is refused.",
	policy.MissingSet:        "Without a set operator a condition on a key of several values is judged by one of them.",
	policy.NeedlessSet:       "ForAllValues on a key of one value holds without the key too; ForAnyValue adds nothing.",
	policy.NullIfExists:      "Null asks whether a key is there: with IfExists it is always met.",
	policy.RepeatedElement:   "Of two elements of one name readers take the last, or the first: what is enforced is not what is read.",
	policy.RepeatedKey:       "Of two conditions under one key JSON readers keep one: the other is not enforced.",
	allowsEverything:         "Who has it can do everything, make itself a way back in, and take away everyone else's.",
	serviceStar:              "All actions of a service are also those that delete, share and hand out rights, and those that AWS adds tomorrow.",
	wildResources:            "On all resources means on those of others in the account too, and on those that come.",
	passRoleAny:              "Who passes any role to a service of his own has the rights of the strongest role in the account.",
	allowNotAction:           "NotAction with Allow grants all other actions of all services, also of those that AWS adds.",
	publicPolicy:             "Everyone, with or without an AWS account, may do what the policy allows.",
	looseFederation:          "Every user or repository of the identity provider, also strangers', may take the role.",
	otherAccount:             "Whoever administers the other account decides who there uses the access.",
	deletedPrincipal:         "The unique id of a principal that was deleted lets nobody in, and hides whom the policy was for.",
}

// policyControl describes a code with why it matters, as explain and the page of
// controls tell it.
func policyControl(code policy.Code) *report.Control {
	c := controlOf(code)
	if c.Why = whyByCode[code]; c.Why == "" {
		c.Why = refused
	}
	return c
}

func policyControlByID(id string) *report.Control {
	for _, code := range policyCodes() {
		if controlID(code) == id {
			return policyControl(code)
		}
	}
	return nil
}
