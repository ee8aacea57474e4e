package data

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ClassTag asks that every data store says how sensitive its data is.
func ClassTag() *review.Rule {
	return &review.Rule{
		ID: "DATA-CLASS-TAG", Area: finding.Data, Severity: finding.Low,
		Title: "Every data store carries a data classification tag",
		Why: "Keys, access, retention and detection are chosen by how sensitive data is. A store without a class is overlooked by all " +
			"of them: nobody knows that it needs the strong key, or the alarm.",
		Fix:   "Tag it with the organisation's classification, for instance {Key: data-classification, Value: confidential}.",
		Needs: []string{"A"}, References: []string{"WA SEC07-BP01"},
		Specimen: classSpecimen("Name"), Twin: classSpecimen("data-classification"),
		Check: checkClassTag,
	}
}

func classSpecimen(key string) string {
	return `Resources:
  Reports:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: data-classification, Value: internal}]
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      Tags: [{Key: ` + key + `, Value: confidential}]
`
}

// An estate that uses no classification tags at all has one finding for the
// whole, of the lowest severity; one that does, one for each store without.
func checkClassTag(p *review.Pass) {
	all := stores(p.Estate)
	if len(all) == 0 {
		return
	}
	if tagsClasses(p.Estate) {
		for _, s := range all {
			p.Judge(s.resource, estate.IsAbsent(classTag(s.core)), review.Detail{
				At: s.core.Tags.List().Origin, Message: "has no data classification tag, as other resources of the estate do",
			})
		}
		return
	}
	d := review.Detail{Severity: finding.Info, Weighed: true, Key: "estate", Message: "no data classification tags are in use"}
	bad := estate.No()
	for _, s := range all {
		bad = bad.Or(estate.IsAbsent(classTag(s.core)).Given(s.core.When))
		if s.resource != all[0].resource {
			d.Also = append(d.Also, s.core.ID)
		}
	}
	if len(all) > 1 {
		d.Message = fmt.Sprintf("none of %d data stores has a data classification tag", len(all))
	}
	p.Judge(all[0].resource, bad, d)
}

// tagsClasses reports whether any resource of the estate carries a
// classification tag.
func tagsClasses(e *estate.Estate) bool {
	for _, r := range e.Resources {
		if classified(r.Base()) {
			return true
		}
	}
	return false
}
