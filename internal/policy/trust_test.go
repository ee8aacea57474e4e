package policy

import (
	"fmt"
	"strings"
	"testing"
)

func TestPublicTrust(t *testing.T) {
	run(t, PublicTrust, []question{
		{"everyone", `"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"`, Yes},
		{"by sts:*", `"Effect": "Allow", "Principal": "*", "Action": "sts:*"`, Yes},
		{"an external id is no secret", `"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "x"}}`, Yes},
		{"everyone of an organisation", `"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}`, No},
		{"tagging alone assumes nothing", `"Effect": "Allow", "Principal": "*", "Action": "sts:TagSession"`, No},
		{"an account", `"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"`, No},
		{"a service", `"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"`, No},
		{"a SAML provider belongs to one organisation", `"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"}, "Action": "sts:AssumeRoleWithSAML"`, No},
	})
}

func webIdentity(provider, condition string) string {
	return `"Effect": "Allow", "Principal": {"Federated": "` + provider + `"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": ` + condition
}

func oidc(issuer, condition string) string {
	return webIdentity("arn:aws:iam::111122223333:oidc-provider/"+issuer, condition)
}

func github(operator, sub string) string {
	const issuer = "token.actions.githubusercontent.com"
	return oidc(issuer, fmt.Sprintf(`{"StringEqualsIgnoreCase": {"%s:aud": "sts.amazonaws.com"}, %q: {"%s:sub": %q}}`, issuer, operator, issuer, sub))
}

func TestSharedProvidersNeedAFixedTenant(t *testing.T) {
	run(t, PublicTrust, []question{
		{"GitHub, a branch", github("StringEquals", "repo:o/r:ref:refs/heads/main"), No},
		{"GitHub, a repository", github("StringLike", "repo:o/r:*"), No},
		{"GitHub, an organisation", github("StringLike", "repo:o/*"), No},
		{"GitHub, any", github("StringLike", "*"), Yes},
		{"GitHub, any repository", github("StringLike", "repo:*"), Yes},
		{"GitHub, organisations that start alike", github("StringLike", "repo:o*/r:*"), Yes},
		{"GitHub, IfExists", github("StringLikeIfExists", "repo:o/r:*"), Yes},
		{"GitHub, ForAllValues", github("ForAllValues:StringLike", "repo:o/r:*"), Yes},
		{"GitHub, negated", github("StringNotLike", "repo:o/r:*"), Yes},
		{"GitHub, audience only", oidc("token.actions.githubusercontent.com", `{"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}`), Yes},
		{"GitHub, by owner", oidc("token.actions.githubusercontent.com", `{"StringEquals": {"token.actions.githubusercontent.com:repository_owner_id": "1"}}`), No},
		{"GitLab, any", oidc("gitlab.com", `{"StringEquals": {"gitlab.com:aud": "x"}}`), Yes},
		{"Terraform, an organisation", oidc("app.terraform.io", `{"StringLike": {"app.terraform.io:sub": "organization:o:project:*"}}`), No},
		{"Cognito, a pool", webIdentity("cognito-identity.amazonaws.com", `{"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:1"}}`), No},
		{"Cognito, any pool", webIdentity("cognito-identity.amazonaws.com", `{"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "unauthenticated"}}`), Yes},
		{"an EKS cluster is one organisation's", oidc("oidc.eks.eu-west-1.amazonaws.com/id/ABC", `{"StringEquals": {"x:y": "z"}}`), No},
		{"a provider not known here", oidc("login.example.com", `{"StringEquals": {"login.example.com:aud": "z"}}`), Unknown},
	})
}

func TestLooseFederation(t *testing.T) {
	const eks = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
	pinned := func(sub string) string {
		return oidc(eks, fmt.Sprintf(`{"StringLike": {"%s:sub": %q, "%s:aud": "sts.amazonaws.com"}}`, eks, sub, eks))
	}
	run(t, LooseFederation, []question{
		{"EKS, a service account", pinned("system:serviceaccount:ns:sa"), No},
		{"EKS, a namespace", pinned("system:serviceaccount:ns:*"), No},
		{"EKS, any", pinned("system:serviceaccount:*"), Yes},
		{"EKS, no audience", oidc(eks, `{"StringEquals": {"`+eks+`:sub": "system:serviceaccount:ns:sa"}}`), Yes},
		{"EKS, no subject", oidc(eks, `{"StringEquals": {"`+eks+`:aud": "sts.amazonaws.com"}}`), Yes},
		{"GitHub, a branch", github("StringEquals", "repo:o/r:ref:refs/heads/main"), No},
		{"a service", `"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"`, No},
	})
}

func TestProviderThatIsNotKnown(t *testing.T) {
	doc := statement(t, github("StringEquals", "repo:o/r:ref:refs/heads/main"))
	s := &doc.Statements[0]
	s.Principal.Federated = []Text{Hole("Provider")}
	if got := PublicTrust(doc).Answer; got != No {
		t.Errorf("with a fixed subject: %v", got)
	}
	s.Conditions = s.Conditions[:1]
	if got := PublicTrust(doc).Answer; got != Yes {
		t.Errorf("the keys name GitHub: %v", got)
	}
	s.Conditions = nil
	if got := PublicTrust(doc).Answer; got != Unknown {
		t.Errorf("nothing known: %v", got)
	}
	s.Actions = literals("sts:AssumeRoleWithSAML")
	if got := PublicTrust(doc).Answer; got != No {
		t.Errorf("SAML: %v", got)
	}
	doc = statement(t, github("StringLike", "x"))
	doc.Statements[0].Conditions[1].Values = []Text{Join(Part{Literal: "repo:"}, Part{Hole: "Org"}, Part{Literal: "/*"})}
	if got := PublicTrust(doc).Answer; got != Unknown {
		t.Errorf("the organisation is a parameter: %v", got)
	}
}

func TestTrustsAccounts(t *testing.T) {
	doc := read(t, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Sid": "A", "Action": "sts:AssumeRole", "Principal": {
			"AWS": ["111122223333", "arn:aws:iam::222233334444:root", "arn:aws:iam::333344445555:role/a/b", "AROAEXAMPLEEXAMPLE", "*", "bob"],
			"Service": "ec2.amazonaws.com",
			"Federated": "arn:aws:iam::111122223333:saml-provider/idp"
		}, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}},
		{"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": "*"},
		{"Effect": "Allow", "Action": "s3:*", "Principal": {"CanonicalUser": "79a5"}, "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}},
		{"Effect": "Allow", "Action": "s3:*", "Principal": "*"},
		{"Effect": "Allow", "Action": "s3:*", "NotPrincipal": {"AWS": "111122223333"}}
	]}`)
	var got []string
	for _, tr := range TrustsAccounts(doc) {
		got = append(got, fmt.Sprintf("%d %s %s %s external id %v limited %v", tr.Statement, tr.Kind, tr.Account, tr.Name, tr.ExternalID, tr.Limited))
	}
	want := `0 account 111122223333 111122223333 external id yes limited no
0 account 222233334444 arn:aws:iam::222233334444:root external id yes limited no
0 principal 333344445555 arn:aws:iam::333344445555:role/a/b external id yes limited no
0 deleted principal  AROAEXAMPLEEXAMPLE external id yes limited no
0 everyone  * external id yes limited no
0 unknown  bob external id yes limited no
0 service  ec2.amazonaws.com external id yes limited no
0 provider 111122223333 arn:aws:iam::111122223333:saml-provider/idp external id yes limited no
2 canonical user  79a5 external id no limited yes
3 everyone  * external id no limited no
4 everyone else  * external id no limited no`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}
