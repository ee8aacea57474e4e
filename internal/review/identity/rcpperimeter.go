package identity

import (
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// RCPPerimeter asks that resource control policies keep strangers out, whatever
// the policies of single resources say.
func RCPPerimeter() *review.Rule {
	return &review.Rule{
		ID: "IAM-RCP-PERIMETER", Area: finding.Identity, Severity: finding.Medium,
		Title: "Resource control policies keep data inside the organisation",
		Why: "One careless bucket policy, key policy or trust policy opens an account to strangers. A resource control policy is asked " +
			"for every request to the account's resources, and no policy of a resource can undo its Deny.",
		Fix: "Attach an RCP to the root that denies s3:*, sqs:*, kms:*, secretsmanager:* and sts:AssumeRole to everyone outside: Condition " +
			"{StringNotEqualsIfExists: {aws:PrincipalOrgID: o-…}, BoolIfExists: {aws:PrincipalIsAWSService: \"false\"}}.",
		Needs: []string{"IAM", "ORG"}, References: []string{"WA SEC03-BP07", "WA SEC03-BP08"},
		Specimen: organisationSpecimen(perimeter("StringNotEquals", `"s3:*", "sqs:*", "secretsmanager:*", "sts:AssumeRole"`)),
		Twin:     organisationSpecimen(perimeter("StringNotEqualsIfExists", `"s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"`)),
		Check:    checkRCPPerimeter,
	}
}

func perimeter(operator, actions string) string {
	return `  Perimeter:
    Type: AWS::Organizations::Policy
    Properties:
      Name: perimeter
      Type: RESOURCE_CONTROL_POLICY
      TargetIds: [!GetAtt Organisation.RootId]
      Content:
        Version: "2012-10-17"
        Statement:
          - Sid: OursOnly
            Effect: Deny
            Principal: "*"
            Action: [` + actions + `]
            Resource: "*"
            Condition:
              ` + operator + `: {"aws:PrincipalOrgID": !Ref Organisation}
              BoolIfExists: {"aws:PrincipalIsAWSService": "false"}
`
}

// strangers are requests of callers of another organisation, and of those without
// credentials where the service takes them.
var strangers = []struct {
	kind    policy.CallerKind
	actions []string
}{
	{policy.RoleSession, []string{"s3:GetObject", "s3:PutObject", "sqs:SendMessage", "sqs:ReceiveMessage", "kms:Decrypt", "secretsmanager:GetSecretValue", "sts:AssumeRole"}},
	{policy.Anonymous, []string{"s3:GetObject", "sqs:SendMessage"}},
}

func checkRCPPerimeter(p *review.Pass) {
	in, ok := members(p)
	if !ok {
		return
	}
	d := p.Shared.Directory()
	judgeMembers(p, in, func(m directory.Member) []breach {
		var passages []passage
		bad := estate.No()
		for _, s := range strangers {
			like := directory.Limit{Account: m.Account, Resources: true}
			if s.kind != policy.Anonymous {
				like.Context = []directory.Entry{{Key: "aws:PrincipalOrgID", Values: []string{"o-elsewhere00"}}, {Key: "aws:PrincipalOrgPaths", Values: []string{"o-elsewhere00/r-else/"}, Many: true}}
			}
			for _, action := range s.actions {
				if like.Resource = (estate.Text{}); action == "sts:AssumeRole" { // not one of a service's, which RCPs don't affect
					like.Resource = estate.Concat(estate.Literal("arn:aws:iam::"), m.Account, estate.Literal(":role/ringwall-some-role"))
				}
				more, b := probe(d, like, []policy.CallerKind{s.kind}, []string{action})
				passages, bad = append(passages, more...), bad.Or(b)
			}
		}
		if len(passages) == 0 {
			return nil
		}
		b := breachOf(d, passages, bad, "")
		b.says = "no resource control policy keeps " + outsiders(passages)
		return []breach{b}
	}, finding.Medium)
}

// outsiders tells who gets at what.
func outsiders(passages []passage) string {
	var foreign, anonymous []string
	for _, x := range passages {
		if x.limit.Caller == policy.Anonymous {
			anonymous = append(anonymous, x.limit.Action)
		} else {
			foreign = append(foreign, x.limit.Action)
		}
	}
	switch {
	case len(foreign) == 0:
		return "callers without credentials from " + some(anonymous)
	case len(anonymous) == 0:
		return "other organisations from " + some(foreign)
	}
	return "other organisations from " + some(foreign) + ", nor callers without credentials from " + some(anonymous)
}
