package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// LambdaPublic asks that functions are invoked by whom one knows.
func LambdaPublic() *review.Rule {
	return &review.Rule{
		ID: "IAM-LAMBDA-PUBLIC", Area: finding.Identity, Severity: finding.High,
		Title: "Functions are invoked by known callers only",
		Why: "A permission for everyone, or a URL without authorization, runs the function for anybody on the internet, with its role " +
			"and on one's own bill. A permission for a service that names no source runs it for that service's other customers.",
		Fix: "Name the principal; for a service add SourceArn (for S3 SourceAccount too); set AuthType: AWS_IAM on function URLs, or " +
			"put an API with an authorizer before the function.",
		Needs: []string{"IAM"}, References: []string{"FSBP Lambda.1", "WA SEC03-BP07"},
		Specimen: permissionSpecimen(`Principal: "*"`),
		Twin:     permissionSpecimen(`Principal: events.amazonaws.com, SourceArn: "arn:aws:events:eu-west-1:111122223333:rule/nightly"`),
		Check:    checkLambdaPublic,
	}
}

func permissionSpecimen(principal string) string {
	return `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: "arn:aws:iam::111122223333:role/job", Code: {ImageUri: app}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Function, Action: "lambda:InvokeFunction", ` + principal + `}
`
}

func checkLambdaPublic(p *review.Pass) {
	for _, x := range estate.All[*estate.FunctionPermission](p.Estate) {
		p.JudgeParts(x, []review.Part{everyoneInvokes(x), strangersInvoke(x)}, review.Detail{})
	}
	for _, u := range estate.All[*estate.FunctionURL](p.Estate) {
		p.Judge(u, estate.Is(u.AuthType, "NONE"), review.Detail{
			At: u.AuthType.Origin, Message: "asks callers for no identity (AuthType NONE)", Severity: finding.Medium, Weighed: true,
		})
	}
}

// everyoneInvokes: the principal is everyone, and neither an organisation nor the
// function's URL, which is told with the URL, limits it.
func everyoneInvokes(x *estate.FunctionPermission) review.Part {
	everyone := review.Ask(x.Principal, estate.No(), func(t estate.Text) estate.Truth {
		if len(t.References()) > 0 {
			return estate.No()
		}
		return estate.When(estate.OfAlternatives(x.Principal.Origin, t.Expand()...), false, func(s string) bool { return s == "*" })
	})
	limited := estate.IsAbsent(x.PrincipalOrg).Not().Or(estate.IsAbsent(x.URLAuthType).Not()).Or(estate.IsAbsent(x.SourceARN).Not()).Or(estate.IsAbsent(x.SourceAccount).Not())
	return review.Part{Bad: everyone.And(limited.Not()), Says: "lets everyone invoke the function", Severity: finding.Critical, At: x.Principal.Origin}
}

// strangersInvoke: a service may invoke for others. The names of buckets have no
// account in them, so that S3 needs the account as well ("Using AWS Lambda with
// Amazon S3").
func strangersInvoke(x *estate.FunctionPermission) review.Part {
	out := review.Part{Bad: estate.No(), Severity: finding.Low, At: x.Principal.Origin}
	service, known := x.Principal.Known()
	name, literal := service.Known()
	if !known || !literal || !strings.Contains(name, ".amazon") {
		return out
	}
	noAccount := estate.IsAbsent(x.SourceAccount).And(estate.IsAbsent(x.PrincipalOrg))
	out.Bad = noAccount.And(estate.IsAbsent(x.SourceARN))
	out.Says = "lets " + name + " invoke the function for every customer: neither SourceArn nor SourceAccount"
	switch {
	case !strings.HasSuffix(strings.TrimSuffix(name, ".cn"), ".amazonaws.com"):
		out.Bad = estate.No() // Alexa: a token stands in the place of the source
	case name == "s3.amazonaws.com":
		out.Severity = finding.Medium
	}
	return out
}
