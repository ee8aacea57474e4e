package identity

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		AdminStar(),
		APIGatewayAuth(),
		CognitoPasswordMFA(),
		DataActionsWide(),
		DelegatedAdmin(),
		MultiAccount(),
		PassRole(),
		RCPPerimeter(),
		RoleShared(),
		SCPInvariants(),
		SCPPresent(),
		SCPProtectsDetection(),
		ServiceStar(),
		TrustOIDC(),
		TrustPublic(),
		UserInline(),
		UserNone(),
	}
}
