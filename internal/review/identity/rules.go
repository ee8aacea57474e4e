package identity

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		AdminStar(),
		APIGatewayAuth(),
		Boundary(),
		BreakGlass(),
		CognitoPasswordMFA(),
		CognitoUnauth(),
		ConfusedDeputy(),
		ConsoleMFA(),
		DataActionsWide(),
		IDCUsed(),
		KeyAge(),
		LambdaPublic(),
		PassRole(),
		PasswordPolicy(),
		PermsetAdmin(),
		PrivescChain(),
		PrivescDirect(),
		PrivescPassRole(),
		RoleShared(),
		RootKeys(),
		ServiceStar(),
		TrustExternal(),
		TrustOIDC(),
		TrustPublic(),
		UserInline(),
		UserNone(),
	}
}
