package policy

import "strings"

// Guess is what a document that comes alone is most likely attached to, and what
// that is told by. What other documents look the same as is said too: a service
// control policy has no Principal either.
func Guess(d Document) (Use, string) {
	named, assumes, buckets := false, len(d.Statements) > 0, false
	for _, s := range d.Statements {
		if s.Gap != "" {
			continue // it stands for any elements
		}
		named = named || s.Principal != nil || s.NotPrincipal != nil
		assumes = assumes && s.onlyAssumes()
		for _, t := range append(append([]Text(nil), s.Resources...), s.NotResources...) {
			parts, ok := arnParts(t)
			buckets = buckets || ok && parts[2].Is("s3") == Yes && parts[3].Is("") == Yes
		}
	}
	switch {
	case named && assumes:
		return TrustPolicy, "it names principals that may assume a role"
	case named && buckets:
		return BucketPolicy, "it has a Principal, and buckets as resources"
	case named:
		return ResourcePolicy, "it has a Principal"
	}
	return IdentityPolicy, "it has no Principal"
}

// onlyAssumes reports a statement of a trust policy: actions with which roles
// are assumed, and no resource.
func (s Statement) onlyAssumes() bool {
	if len(s.Actions) == 0 || s.Resources != nil || s.NotResources != nil {
		return false
	}
	for _, t := range s.Actions {
		name, known := t.Known()
		if !known || !strings.HasPrefix(strings.ToLower(name), "sts:") {
			return false
		}
	}
	return true
}
