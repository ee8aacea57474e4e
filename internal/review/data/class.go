package data

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// classKeys are the tag keys that name a data classification, in lower case
// without separators; a prefix such as "acme:" does not count.
var classKeys = []string{
	"dataclassification", "classification", "dataclass", "datasensitivity", "sensitivity", "confidentiality",
	"dataclassificationlevel", "securityclassification", "informationclassification", "datacategory",
}

// sensitiveClasses are the classes above internal, likewise.
var sensitiveClasses = []string{
	"confidential", "restricted", "secret", "topsecret", "sensitive", "highlyconfidential", "strictlyconfidential", "highlyrestricted",
	"critical", "high", "pii", "phi", "pci", "personal", "private", "regulated", "c3", "c4", "l3", "l4",
}

func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '.' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func isClassKey(key string) bool {
	if i := strings.LastIndexAny(key, ":/"); i >= 0 {
		key = key[i+1:]
	}
	return slices.Contains(classKeys, plainWord(key))
}

// classTag is the value of a resource's classification tag: absent if it has
// none, unknown if it may have one.
func classTag(c *estate.Core) estate.Value[estate.Text] {
	for _, t := range c.Tags.List().Known {
		if key, ok := t.Is.Key.Known(); ok && isClassKey(key) {
			return c.Tags.Get(key)
		}
	}
	return c.Tags.Get("DataClassification") // absent, or unknown with its gap
}

// classified reports whether a resource has a classification tag in some
// scenario, whatever its value.
func classified(c *estate.Core) bool {
	for _, t := range c.Tags.List().Known {
		if key, ok := t.Is.Key.Known(); ok && isClassKey(key) {
			return true
		}
	}
	return false
}

// className is the class as its tag says it, for messages.
func className(c *estate.Core) string {
	for _, a := range classTag(c).Alternatives() {
		if s, ok := a.Is.Known(); ok && a.State == estate.Known {
			return s
		}
	}
	return "sensitive"
}

// sensitive is true where a resource is tagged with a class above internal. A
// class that is not known counts as unknown; no tag counts as no.
func sensitive(c *estate.Core) estate.Truth {
	tag := classTag(c)
	return review.Ask(tag, estate.No(), func(t estate.Text) estate.Truth {
		return estate.When(estate.OfAlternatives(tag.Origin, t.Expand()...), false, func(s string) bool {
			return slices.Contains(sensitiveClasses, plainWord(s))
		})
	})
}

// store is a resource that holds data, with how it is encrypted at rest.
type store struct {
	resource  estate.Resource
	core      *estate.Core // with the tags that count
	encrypted estate.Truth // with a key in KMS, its own or an AWS-managed one
	key       estate.Value[estate.Text]
}

// stores lists the data stores of an estate, by id. Instances of a cluster and
// replicas are told by their cluster or source.
func stores(e *estate.Estate) []store {
	var out []store
	for _, r := range e.Resources {
		s := store{resource: r, core: r.Base(), encrypted: estate.Yes()}
		switch r := r.(type) {
		case *estate.Bucket:
			s.encrypted = estate.When(r.Encryption, false, func(a string) bool { return strings.HasPrefix(a, "aws:kms") })
			s.key = r.KMSKey
		case *estate.DBCluster:
			s.encrypted, s.key = isTrue(r.Encrypted), r.KMSKey
		case *estate.DBInstance:
			if !estate.IsAbsent(r.Cluster).True.IsAlways() || !estate.IsAbsent(r.SourceInstance).True.IsAlways() {
				continue
			}
			s.encrypted, s.key = isTrue(r.Encrypted), r.KMSKey
		case *estate.DynamoTable:
			s.key = r.KMSKey
			if r.Global && len(r.Replicas.Known) > 0 {
				replica := *s.core
				replica.Tags, s.core, s.key = r.Replicas.Known[0].Is.Tags, &replica, r.Replicas.Known[0].Is.KMSKey
			}
		case *estate.FileSystem:
			s.encrypted, s.key = isTrue(r.Encrypted), r.KMSKey
		case *estate.SearchDomain:
			s.encrypted, s.key = isTrue(r.Encrypted), r.KMSKey
		case *estate.RedshiftCluster:
			s.encrypted, s.key = isTrue(r.Encrypted), r.KMSKey
		case *estate.RedshiftNamespace:
			s.key = r.KMSKey
		case *estate.Volume:
			s.encrypted, s.key = isTrue(r.Encrypted), r.KMSKey
		default:
			continue
		}
		out = append(out, s)
	}
	return out
}
