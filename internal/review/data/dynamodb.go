package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// DynamoDB asks that tables are not public, and hard to delete.
func DynamoDB() *review.Rule {
	return &review.Rule{
		ID: "DATA-DDB", Area: finding.Data, Severity: finding.Info, Raise: review.ByClass,
		Title: "Tables are not open to everyone and are protected from deletion",
		Why: "A table's policy for everyone lets any AWS account read it. A table without protection is gone with one call, or with " +
			"the stack that made it. (Backups are DATA-BACKUP-PLAN's, keys DATA-CLASS-KMS's.)",
		Fix:   "Name the principals in ResourcePolicy; set DeletionProtectionEnabled: true.",
		Needs: []string{"A", "IAM"}, References: []string{"FSBP DynamoDB.6", "WA SEC08-BP02", "WA SEC03-BP07"},
		Specimen: tablePolicy(`"*"`), Twin: tablePolicy(`{AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/app"}`),
		Check: checkDynamoDB,
	}
}

func tablePolicy(principal string) string {
	return `Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      DeletionProtectionEnabled: true
      ResourcePolicy:
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - {Effect: Allow, Principal: ` + principal + `, Action: "dynamodb:GetItem", Resource: "*"}
`
}

func checkDynamoDB(p *review.Pass) {
	for _, t := range estate.All[*estate.DynamoTable](p.Estate) {
		open, reasons := p.AskDocument(t.Policy, policy.Public)
		parts := []review.Part{{Bad: estate.No()}}
		d := review.Detail{}
		if !t.Policy.IsMissing() {
			told := review.Because(reasons, review.Detail{}, nil)
			d.Facts = told.Facts
			parts = append(parts, review.Part{Bad: open, Says: "the table's policy " + told.Message, Severity: finding.High, At: told.At})
		}
		if !t.Global {
			parts = append(parts, review.Part{
				Bad: isFalse(t.DeletionProtection), Says: "deletion protection is off", Severity: finding.Info, At: t.DeletionProtection.Origin,
			})
		}
		p.JudgeParts(t, parts, d)
	}
}
