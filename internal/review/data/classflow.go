package data

import (
	"slices"

	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ClassFlow asks that who works with a lower class can't read a higher one.
func ClassFlow() *review.Rule {
	return &review.Rule{
		ID: "DATA-CLASS-FLOW", Area: finding.Data, Severity: finding.High,
		Title: "Roles of a lower class cannot read confidential data",
		Why: "A class protects nothing if what is classed as public may read it: a break-in at the weakest application then reads the " +
			"best-kept data, by its own rights.",
		Fix:   "Take the store and its key out of the role's policies, or tag the role with the class of what it works with.",
		Needs: []string{"IAM"}, References: []string{"WA SEC07-BP02"},
		Specimen: flowTemplate("Customers"), Twin: flowTemplate("Prices"),
		Check: checkClassFlow,
	}
}

func flowTemplate(bucket string) string {
	return `Resources:
  Customers:
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: data-classification, Value: confidential}]}
  Prices:
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: data-classification, Value: public}]}
  Web:
    Type: AWS::IAM::Role
    Properties:
      Tags: [{Key: data-classification, Value: public}]
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${` + bucket + `.Arn}/*"}]
`
}

// reading is the action by which a store is read.
func reading(r estate.Resource) string {
	switch r.(type) {
	case *estate.Bucket:
		return "s3:GetObject"
	case *estate.DynamoTable:
		return "dynamodb:GetItem"
	case *estate.SearchDomain:
		return "es:ESHttpGet"
	case *estate.DBCluster:
		return "rds-data:ExecuteStatement"
	}
	return ""
}

// checkClassFlow asks for the roles and users that have a class of their own.
func checkClassFlow(p *review.Pass) {
	for _, s := range stores(p.Estate) {
		action := reading(s.resource)
		class := sensitive(s.core)
		if action == "" || class.False.IsAlways() {
			continue
		}
		dir := p.Shared.Directory()
		target, ok := dir.On(s.resource, action)
		if !ok {
			continue
		}
		bad, d := lowerReaders(p, s, action, target, class)
		if bad.True.IsNever() && !classified(s.core) {
			p.Hinge(s.resource, bad)
			continue
		}
		p.Judge(s.resource, bad, d)
	}
}

// lowerReaders asks for each principal of a lower class whether it may read a store.
func lowerReaders(p *review.Pass, s store, action string, target *directory.Target, class estate.Truth) (estate.Truth, review.Detail) {
	bad, first, facts := p.Blame(action, target, s.core.When, func(yield func(review.Suspect) bool) {
		for _, who := range p.Shared.Directory().Principals() {
			c := who.Resource.Base()
			lower := review.OfLowerClass(c)
			if lower.False.IsAlways() || sameClass(s.core, c) {
				continue
			}
			is := func(may estate.Truth) estate.Truth { return may.And(lower).Given(c.When).And(class) }
			if !yield(review.Suspect{Principal: who, By: who.Resource, Bad: is}) {
				return
			}
		}
	})
	d := review.Detail{Facts: slices.Compact(facts)}
	if first.By != nil {
		c := first.By.Base()
		d.Message = string(c.ID) + ", of class " + className(c) + ", may do " + action + " on " + className(s.core) + " data"
	}
	return bad, d
}

// sameClass is true of a store and a principal whose class one text names.
func sameClass(a, b *estate.Core) bool {
	x, known := classTag(a).Known()
	y, too := classTag(b).Known()
	return known && too && a.Stack == b.Stack && x.Equal(y)
}
