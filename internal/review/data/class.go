package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// classTag, classified, className and sensitive are what the review knows of a
// resource's class.
func classTag(c *estate.Core) estate.Value[estate.Text] { return review.ClassTag(c) }

func classified(c *estate.Core) bool { return review.Classified(c) }

func className(c *estate.Core) string { return review.ClassName(c) }

func sensitive(c *estate.Core) estate.Truth { return review.Sensitive(c) }

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
