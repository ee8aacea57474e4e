package data

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ClassKMS asks that each class of data has a key of its own.
func ClassKMS() *review.Rule {
	return &review.Rule{
		ID: "DATA-CLASS-KMS", Area: finding.Data, Severity: finding.Medium,
		Title: "Each data class has its own customer-managed key",
		Why: "The key's policy is the lock on a whole class of data. An AWS-managed key has a policy that nobody can tighten, and a " +
			"key that two classes share gives whoever works with the lower one the right to decrypt the higher one.",
		Fix:   "Make an AWS::KMS::Key for each class, and name it as KmsKeyId of every store of that class.",
		Needs: []string{"J"}, References: []string{"WA SEC07-BP02", "WA SEC08-BP01"},
		Specimen: classKeySpecimen("alias/aws/rds"), Twin: classKeySpecimen("!Ref ConfidentialKey"),
		Check: checkClassKMS,
	}
}

func classKeySpecimen(key string) string {
	return `Resources:
  ConfidentialKey:
    Type: AWS::KMS::Key
    Properties: {EnableKeyRotation: true, Tags: [{Key: data-classification, Value: confidential}]}
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      ManageMasterUserPassword: true
      StorageEncrypted: true
      KmsKeyId: ` + key + `
      Tags: [{Key: data-classification, Value: confidential}]
`
}

// Stores that are not encrypted, and buckets that do not use KMS, are for the
// controls on that.
func checkClassKMS(p *review.Pass) {
	classes := map[estate.ID][]string{}
	stored := map[estate.ID][]estate.Value[estate.Text]{}
	for _, s := range stores(p.Estate) {
		noteClass(p.Estate, s, classes, stored)
		class := sensitive(s.core)
		if class.False.IsAlways() {
			continue
		}
		p.JudgeClassed(s.resource, s.core, s.encrypted.And(awsManagedKey(s.key)), review.Detail{
			At: s.key.Origin, Message: "holds " + className(s.core) + " data, but not under a customer-managed key",
		})
	}
	for _, k := range estate.All[*estate.Key](p.Estate) {
		used := classes[k.ID]
		if len(used) < 2 {
			if len(used) == 1 {
				p.Good(k)
			}
			p.Hinge(k, otherClasses(stored[k.ID]))
			continue
		}
		slices.Sort(used)
		p.Fail(k, review.Detail{Key: review.Listed(used), Message: "one key for data of the classes " + strings.Join(used, " and ")})
	}
}

// noteClass notes the class of the data that a key in the estate protects.
func noteClass(e *estate.Estate, s store, classes map[estate.ID][]string, stored map[estate.ID][]estate.Value[estate.Text]) {
	text, certain := s.key.Known()
	id, ok := keyOf(e, text)
	if !certain || !ok {
		return
	}
	tag := classTag(s.core)
	if !estate.IsAbsent(tag).True.IsAlways() {
		stored[id] = append(stored[id], tag)
	}
	class, _ := tag.Known()
	if name, known := class.Known(); known && name != "" && !slices.Contains(classes[id], name) {
		classes[id] = append(classes[id], name)
	}
}

// otherClasses is unknown where data under one key may be of several classes, for
// the class of some is not known.
func otherClasses(tags []estate.Value[estate.Text]) estate.Truth {
	out := estate.No()
	for i, a := range tags {
		for _, b := range tags[:i] {
			same := review.Ask(a, estate.Yes(), func(x estate.Text) estate.Truth {
				return review.Ask(b, estate.Yes(), func(y estate.Text) estate.Truth { return review.Same(x, y, a.Origin) })
			})
			out = out.Or(same.Not())
		}
	}
	return out
}

// keyOf finds the key that a text names, directly or by an alias of the estate.
func keyOf(e *estate.Estate, t estate.Text) (estate.ID, bool) {
	if k, ok := estate.FollowTo[*estate.Key](e, t); ok {
		return k.ID, true
	}
	for _, a := range estate.All[*estate.KeyAlias](e) {
		name, ok := a.AliasName.Known()
		if !ok || !name.Equal(t) && !t.Equal(a.Self()) {
			continue
		}
		if key, ok := a.Key.Known(); ok {
			if k, ok := estate.FollowTo[*estate.Key](e, key); ok {
				return k.ID, true
			}
		}
	}
	return "", false
}
