package identity

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		AdminStar(),
		APIGatewayAuth(),
		CognitoPasswordMFA(),
		DataActionsWide(),
		PassRole(),
		PrivescChain(),
		PrivescDirect(),
		PrivescPassRole(),
		RoleShared(),
		ServiceStar(),
		TrustOIDC(),
		TrustPublic(),
		UserInline(),
		UserNone(),
	}
}
