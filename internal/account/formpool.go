package account

import "ringwall/internal/estate"

// poolForms are the outputs of Cognito.
func poolForms() []form {
	const pools = "cognito-idp "
	return []form{
		{command: pools + "list-user-pools", key: "UserPools", marks: []string{"Id", "Name"}, read: (*formed).userPoolListed},
		{command: pools + "describe-user-pool", key: "UserPool", single: true, marks: []string{"Id", "Arn"}, read: (*formed).userPool},
		{command: pools + "get-user-pool-mfa-config", whole: true, of: []string{"UserPoolId"}, read: (*formed).userPoolFactors},
		{command: pools + "list-user-pool-clients", key: "UserPoolClients", of: []string{"UserPoolId"}, read: (*formed).poolClientListed},
		{command: pools + "describe-user-pool-client", key: "UserPoolClient", single: true, marks: []string{"ClientId", "UserPoolId"}, read: (*formed).poolClient},
		{command: "cognito-identity list-identity-pools", key: "IdentityPools", read: (*formed).identityPoolListed},
		{command: "cognito-identity describe-identity-pool", needs: []string{"IdentityPoolId", "IdentityPoolName", "AllowUnauthenticatedIdentities"}, read: (*formed).identityPool},
		{command: "cognito-identity get-identity-pool-roles", needs: []string{"IdentityPoolId", "Roles"}, read: (*formed).identityPoolRoles},
	}
}

func (x *formed) poolARN(id string) string { return x.arn("cognito-idp", "userpool/"+id) }

// userPoolListed reads a UserPoolDescriptionType (Cognito ListUserPools).
func (x *formed) userPoolListed() {
	id := x.text("Id")
	x.add("AWS::Cognito::UserPool", id, x.poolARN(id), listed, x.unsaid(x.text("Name"), "cognito-idp describe-user-pool", id))
}

// userPool reads a UserPoolType (Cognito DescribeUserPool). Which second factors there
// are, GetUserPoolMfaConfig says.
func (x *formed) userPool() {
	id := x.text("Id")
	p := x.properties(naming{rename: map[string]string{"Name": "UserPoolName"}, plain: []string{"UserPoolTags"}})
	x.add("AWS::Cognito::UserPool", id, x.text("Arn"), got, p, ownPart{property: "EnabledMfas", command: "cognito-idp get-user-pool-mfa-config", of: id})
}

// userPoolFactors reads the answer of Cognito's GetUserPoolMfaConfig.
func (x *formed) userPoolFactors() {
	kinds := listTree(x.t.Origin)
	for _, k := range []struct{ member, kind string }{{"SmsMfaConfiguration", "SMS_MFA"}, {"EmailMfaConfiguration", "EMAIL_OTP"}} {
		if x.t.Has(k.member) {
			kinds.Items = append(kinds.Items, textTree(k.kind, x.t.Origin))
		}
	}
	if plainIn(x.t.At("SoftwareTokenMfaConfiguration", "Enabled")) == "true" {
		kinds.Items = append(kinds.Items, textTree("SOFTWARE_TOKEN_MFA", x.t.Origin))
	}
	x.show(x.of, kinds)
}

func (x *formed) client(rank int, p *estate.Tree) {
	pool, id := x.text("UserPoolId"), x.text("ClientId")
	x.add("AWS::Cognito::UserPoolClient", pool+"/"+id, x.poolARN(pool)+"/client/"+id, rank, withMember(p, "UserPoolId", textTree(x.poolARN(pool), x.t.Origin)))
}

// poolClientListed reads a UserPoolClientDescription (Cognito ListUserPoolClients).
func (x *formed) poolClientListed() {
	g := x.unsaid(x.text("ClientName"), "cognito-idp describe-user-pool-client", x.text("ClientId"))
	x.client(listed, &estate.Tree{Kind: estate.Map, Origin: x.t.Origin, Open: g.Gap.Variable})
}

// poolClient reads a UserPoolClientType (Cognito DescribeUserPoolClient).
func (x *formed) poolClient() {
	p := x.properties(naming{rename: map[string]string{"ClientSecret": ""}})
	x.client(got, withMember(p, "GenerateSecret", boolTree(x.t.Has("ClientSecret"), x.t.Origin)))
}

func (x *formed) identityPoolARN(id string) string {
	return x.arn("cognito-identity", "identitypool/"+id)
}

// identityPoolListed reads an IdentityPoolShortDescription (Cognito ListIdentityPools).
func (x *formed) identityPoolListed() {
	id := x.text("IdentityPoolId")
	x.add("AWS::Cognito::IdentityPool", id, x.identityPoolARN(id), listed, x.unsaid(x.text("IdentityPoolName"), "cognito-identity describe-identity-pool", id))
}

// identityPool reads the answer of Cognito's DescribeIdentityPool.
func (x *formed) identityPool() {
	id := x.text("IdentityPoolId")
	x.add("AWS::Cognito::IdentityPool", id, x.identityPoolARN(id), got, x.properties(naming{plain: []string{"IdentityPoolTags", "SupportedLoginProviders"}}))
}

// identityPoolRoles reads the answer of Cognito's GetIdentityPoolRoles.
func (x *formed) identityPoolRoles() {
	id := x.text("IdentityPoolId")
	p := x.properties(naming{plain: []string{"Roles", "RoleMappings"}})
	p = withMember(p, "IdentityPoolId", textTree(x.identityPoolARN(id), x.t.Origin))
	x.add("AWS::Cognito::IdentityPoolRoleAttachment", id+"/roles", x.identityPoolARN(id)+"/roles", got, p)
}
