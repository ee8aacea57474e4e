package identity

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		AccessAnalyzer(),
		AdminStar(),
		APIGatewayAuth(),
		APIGatewayJWT(),
		AppSyncAuth(),
		AssumeRole(),
		Boundary(),
		BreakGlass(),
		CognitoClient(),
		CognitoPasswordMFA(),
		CognitoUnauth(),
		ConfusedDeputy(),
		ConsoleMFA(),
		DataActionsWide(),
		DelegatedAdmin(),
		IDCUsed(),
		KeyAge(),
		LambdaPublic(),
		MultiAccount(),
		PassRole(),
		PasswordPolicy(),
		PermsetAdmin(),
		PrivescChain(),
		PrivescDirect(),
		PrivescPassRole(),
		RCPPerimeter(),
		RoleShared(),
		RootKeys(),
		SCPInvariants(),
		SCPPresent(),
		SCPProtectsDetection(),
		ServiceStar(),
		TrustExternal(),
		TrustOIDC(),
		TrustPublic(),
		UserInline(),
		UserNone(),
	}
}
