package policy

import "strings"

// PublicBucketPolicy answers whether Amazon S3 takes the policy of a bucket or
// access point for public, as its settings of Block Public Access do ("The
// meaning of 'public'" in the S3 user guide): it is, unless every Allow is for
// fixed principals, or fixes one of the keys that the guide lists.
//
// [Public] asks who is meant, and knows more ways to limit a statement; where
// only these do, it isn't known here what Amazon S3 does.
func PublicBucketPolicy(d Document) Answer {
	if d.Statements == nil {
		return Unknown
	}
	return anyOf(d.Statements, func(s Statement) Answer {
		everyone, _ := s.names()
		if s.Principal == nil && s.NotPrincipal == nil {
			everyone = Unknown // which AWS refuses, or what isn't known of a document
		}
		a := s.IsAllow().And(everyone)
		if a == No {
			return No
		}
		fixed := anyOf(s.Conditions, Condition.fixes)
		if fixed == No && d.limited(s) != No {
			fixed = Unknown
		}
		return a.And(fixed.Not())
	})
}

// publicKeys are the keys of that page, in lower case. Of aws:PrincipalOrgID it
// says that it is a way to fix principals; so are the other keys of principals.
var publicKeys = map[string]bool{
	"aws:principalaccount": true, "aws:principalarn": true, "aws:principalorgid": true,
	"aws:sourcearn": true, "aws:sourcevpc": true, "aws:sourcevpce": true, "aws:sourceowner": true, "aws:sourceaccount": true,
	"aws:userid": true, "s3:dataaccesspointarn": true, "s3:dataaccesspointaccount": true,
}

// fixes answers whether a condition makes a statement for everyone non-public:
// with "fixed values (values that don't contain a wildcard or an AWS Identity and
// Access Management policy variable)".
func (c Condition) fixes() Answer {
	key, known := c.Key.Known()
	if !known {
		return Unknown
	}
	key = strings.ToLower(key)
	switch {
	case c.Operator.Base == IPAddress && key == "aws:sourceip":
		return c.asksPresence().And(narrow(c.Values))
	case !publicKeys[key]:
		return No
	case key == "s3:dataaccesspointarn":
		// "This value can contain a wildcard for the access point name …, as long
		// as the account id is fixed."
		return c.pins(key, fixedOwner)
	}
	return c.pins(key, fixedValue)
}
