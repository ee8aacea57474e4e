package cli

import (
	"slices"
	"strings"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/spelling"
)

// A policyCatalog answers package policy's questions from the catalogue: the two
// packages don't know each other. What the catalogue lists of a service it is
// taken to list in full.
type policyCatalog struct{ definitions }

// HasAction answers No also for actions that are newer than the catalogue.
func (c policyCatalog) HasAction(action string) policy.Answer {
	return answerOf(everyService(action) || len(c.Expand(action)) > 0)
}

// everyService reports a pattern that nothing is to be said against.
func everyService(action string) bool { return strings.Trim(action, "*:") == "" }

func (c policyCatalog) TakesResource(action, resource string) policy.Answer {
	if everyService(action) {
		return policy.Unknown
	}
	names := c.Expand(action)
	if len(names) == 0 {
		return policy.Unknown
	}
	asked := map[string]bool{} // many actions of a pattern take the same types
	for _, name := range names {
		a, _ := c.Action(name)
		for _, use := range a.Resources {
			id := a.Service + "/" + use.Type
			if asked[id] {
				continue
			}
			asked[id] = true
			if typ, ok := c.Type(a.Service, use.Type); !ok || overlaps(typ, resource) {
				return policy.Yes
			}
		}
	}
	return policy.No
}

// overlaps reports whether a resource of a type can be named by a pattern.
func overlaps(typ catalog.ResourceType, resource string) bool {
	return len(typ.ARNs) == 0 || slices.ContainsFunc(typ.ARNs, func(form string) bool {
		// "General purpose bucket naming rules": no slash, so b/* are objects.
		if strings.HasSuffix(form, ":s3:::${BucketName}") && strings.Contains(resource, "/") {
			return false
		}
		return overlapping(opened(form), resource)
	})
}

// overlapping compares patterns of ARNs segment by segment, since a wildcard stays
// in its own ("IAM JSON policy elements: Resource"); one that has fewer than six
// as a whole. Regions and accounts stand in some forms where AWS leaves them out.
func overlapping(form, resource string) bool {
	const segments = 6
	own, its := strings.SplitN(form, ":", segments), strings.SplitN(resource, ":", segments)
	if len(own) < segments || len(its) < segments {
		own, its = []string{form}, []string{resource}
	}
	for i := range own {
		glob := func(s string) policy.Pattern { return policy.ResourcePattern(policy.Literal(s), false) }
		if glob(own[i]).Overlaps(glob(its[i])) == policy.No {
			return false
		}
	}
	return true
}

// opened is a form of ARNs as a pattern: ${…} is anything.
func opened(form string) string { return catalog.Fill(form, func(string) string { return "*" }) }

// HasKey is Unknown for the keys of identity providers, which have their host
// names for prefixes.
func (c policyCatalog) HasKey(action, key string) policy.Answer {
	prefix, _, _ := strings.Cut(key, ":")
	known, ok := c.Key(key)
	switch {
	case strings.Contains(prefix, "."):
		return policy.Unknown
	case !ok:
		return policy.No
	case everyService(action), slices.ContainsFunc(catalog.GlobalKeys(), func(k catalog.Key) bool { return strings.EqualFold(k.Name, known.Name) }):
		return policy.Yes
	}
	names := c.Expand(action)
	if len(names) == 0 {
		return policy.Unknown
	}
	for _, name := range names {
		a, _ := c.Action(name)
		if slices.ContainsFunc(c.KeysOf(a), func(k catalog.Key) bool { return strings.EqualFold(k.Name, known.Name) }) {
			return policy.Yes
		}
	}
	return policy.No
}

func (c policyCatalog) KeyType(key string) (policy.Base, policy.Answer) {
	k, ok := c.Key(key)
	if !ok || strings.EqualFold(k.Name, "aws:EpochTime") { // "Works with: Date operators, Numeric operators"
		return policy.NoOperator, policy.Unknown
	}
	plain := map[catalog.KeyType]policy.Base{
		catalog.String: policy.StringEquals, catalog.ARN: policy.ArnEquals, catalog.Bool: policy.Bool,
		catalog.Numeric: policy.NumericEquals, catalog.Date: policy.DateEquals,
		catalog.IPAddress: policy.IPAddress, catalog.Binary: policy.BinaryEquals,
	}
	return plain[k.Type], answerOf(k.Many)
}

// starOnly reports actions that AWS grants on * only.
func (c policyCatalog) starOnly(action string) bool {
	a, ok := c.Action(action)
	return ok && !a.ResourceLevel()
}

// spelling is the action that somebody may have meant who wrote one that isn't
// there; empty if none is near.
func (c policyCatalog) spelling(action string) string {
	service, name, ok := strings.Cut(action, ":")
	if !ok || strings.ContainsAny(action, "*?") {
		return ""
	}
	if _, known := c.Service(service); !known {
		if near := closest(service, c.Services()); near != "" && len(c.Expand(near+":"+name)) > 0 {
			return near + ":" + c.Expand(near + ":" + name)[0][len(near)+1:]
		}
		if same := c.Expand("*:" + name); len(same) == 1 {
			return same[0]
		}
		return ""
	}
	return closest(action, c.Expand(service+":*"))
}

// closest is the candidate with the fewest edits, if by no more than a third of
// the letters after the colon.
func closest(want string, candidates []string) string {
	_, name, _ := strings.Cut(want, ":")
	return spelling.Nearest(want, candidates, max(len(name), len(want)/2)/3+2)
}

func answerOf(is bool) policy.Answer {
	if is {
		return policy.Yes
	}
	return policy.No
}
