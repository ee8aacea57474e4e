package identity

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// AppSyncAuth asks that AppSync knows who calls.
func AppSyncAuth() *review.Rule {
	return &review.Rule{
		ID: "IAM-APPSYNC-AUTH", Area: finding.Identity, Severity: finding.Medium,
		Title: "AppSync APIs are not authenticated by API keys",
		Why: "An API key is in every copy of the app and says of nobody who he is. Whoever reads it out has the whole schema, as " +
			"everybody else does.",
		Fix: "Set AuthenticationType to AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT, AWS_IAM or AWS_LAMBDA. What is public on purpose " +
			"belongs on a reviewed list of suppressions.",
		Needs: []string{"A"}, References: []string{"FSBP AppSync.5", "WA SEC03-BP01"},
		Specimen: graphSpecimen("API_KEY"), Twin: graphSpecimen("AWS_IAM"),
		Check: checkAppSync,
	}
}

func graphSpecimen(auth string) string {
	return `Resources:
  Shop:
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: shop, AuthenticationType: ` + auth + `}
`
}

// checkAppSync: a key beside another way is for the fields that say so; a private
// API is reached from its VPCs only.
func checkAppSync(p *review.Pass) {
	isKey := func(s string) estate.Truth { return truthOf(s == "API_KEY") }
	for _, a := range estate.All[*estate.GraphQLAPI](p.Estate) {
		severity, says := finding.Medium, "every field that says nothing else is open to who has the API key"
		if private := estate.Is(a.Visibility, "PRIVATE"); !private.True.IsNever() {
			severity, says = finding.Low, says+"; it is private to its VPCs"
		}
		p.JudgeParts(a, []review.Part{
			{Bad: estate.Is(a.Auth, "API_KEY"), Says: says, Severity: severity, At: a.Auth.Origin},
			{Bad: review.AnyItem(a.Also, isKey), Says: "fields with @aws_api_key are open to who has the API key", Severity: finding.Low, At: a.Also.Origin},
		}, review.Detail{})
	}
	for _, a := range estate.All[*estate.EventAPI](p.Estate) {
		connect, publish := review.AnyItem(a.Connect, isKey), review.AnyItem(a.Publish, isKey)
		p.JudgeParts(a, []review.Part{
			{Bad: publish, Says: "who has the API key may publish to channels", Severity: finding.Medium, At: a.Publish.Origin},
			{Bad: connect.Or(review.AnyItem(a.Subscribe, isKey)), Says: "who has the API key may connect and listen", Severity: finding.Low, At: a.Connect.Origin},
		}, review.Detail{})
	}
}
