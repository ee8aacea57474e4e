package infrastructure_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/infrastructure"
)

func TestWhatPoliciesLetThrough(t *testing.T) {
	var traps []struct {
		rule *review.Rule
		trap
	}
	add := func(rule *review.Rule, from, to string, resource estate.ID, want finding.Status) {
		if !strings.Contains(rule.Specimen, from) {
			t.Fatalf("%s: the specimen has no %q", rule.ID, from)
		}
		template := "Parameters:\n  Param: {Type: String}\n" + strings.Replace(rule.Specimen, from, to, 1)
		traps = append(traps, struct {
			rule *review.Rule
			trap
		}{rule, trap{to, template, resource, want, 0}})
	}
	endpoint := infrastructure.EndpointPolicy()
	all := `Action: "*", Resource: "*"`
	add(endpoint, all, `Action: "*", Resource: "*", Condition: {StringEquals: {"aws:PrincipalAccount": !Ref "AWS::AccountId"}}`, "S3", finding.Pass)
	add(endpoint, all, `Action: "*", Resource: "*", Condition: {StringEquals: {"aws:PrincipalOrgID": !Ref Param}}`, "S3", finding.Pass)
	add(endpoint, all, `Action: "*", Resource: "*", Condition: {StringLike: {"aws:PrincipalOrgID": !Ref Param}}`, "S3", finding.Unknown)
	add(endpoint, all, `Action: "s3:GetObject", Resource: "*"`, "S3", finding.Pass)
	add(endpoint, all, `Action: "s3:*", Resource: "arn:aws:s3:::ours*"`, "S3", finding.Unknown) // anybody may call a bucket so
	add(endpoint, all, `Action: "s3:*", Resource: !Sub "arn:${AWS::Partition}:s3:::*"`, "S3", finding.Fail)
	add(endpoint, all, `Action: !Ref Param, Resource: "*"`, "S3", finding.Unknown)
	origin := infrastructure.OriginLocked()
	add(origin, `Action: "s3:GetObject", Resource`, `Action: !Ref Param, Resource`, "Distribution", finding.Unknown)
	add(origin, `Service: cloudfront.amazonaws.com`, `Service: logging.s3.amazonaws.com`, "Distribution", finding.Pass)
	add(origin, `, OriginAccessControlId: !GetAtt Control.Id`, ``, "Distribution", finding.Fail)
	add(infrastructure.ECRHardened(), `MUTABLE`, `!Ref Param`, "Images", finding.Unknown)
	for _, x := range traps {
		run(t, x.rule, []trap{x.trap})
	}
}
