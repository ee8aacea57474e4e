package cloudformation

import "ringwall/internal/estate"

func userPool(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("UserPoolTags"))
	password := below(p, "Policies.PasswordPolicy")
	// Without a password policy, all four kinds of characters are needed; within
	// one, what it leaves out is not (PasswordPolicyType).
	unwritten := estate.OfTruth(p.At("Policies").Written("PasswordPolicy").Not(), c.Origin)
	needs := func(what string) estate.Value[bool] { return password.At(what).AsBool().OrElse(unwritten) }
	return &estate.UserPool{
		Core: c, PoolName: p.At("UserPoolName").AsText(), MFA: p.At("MfaConfiguration").AsString().Or("OFF"),
		MFAKinds:       p.At("EnabledMfas").AsStrings(),
		PasswordLength: password.At("MinimumLength").AsInt().Or(8),
		NeedsLower:     needs("RequireLowercase"), NeedsUpper: needs("RequireUppercase"),
		NeedsNumbers: needs("RequireNumbers"), NeedsSymbols: needs("RequireSymbols"),
		PasswordHistory: password.At("PasswordHistorySize").AsInt().Or(0),
		TemporaryDays:   password.At("TemporaryPasswordValidityDays").AsInt().Or(7),
		Protection:      below(p, "UserPoolAddOns.AdvancedSecurityMode").AsString().Or("OFF"),
		AdminOnly:       below(p, "AdminCreateUserConfig.AllowAdminCreateUserOnly").AsBool().Or(false),
		Protected:       equalsFold(p.At("DeletionProtection").AsString().Or("INACTIVE"), "ACTIVE"),
		Tier:            p.At("UserPoolTier").AsString().Or("ESSENTIALS"), Triggers: p.At("LambdaConfig"), Schema: p.At("Schema"),
	}
}

func userPoolClient(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.UserPoolClient{
		Core: c, Pool: p.At("UserPoolId").AsText(), AuthFlows: p.At("ExplicitAuthFlows").AsStrings(),
		OAuthFlows: p.At("AllowedOAuthFlows").AsStrings(), OAuthEnabled: p.At("AllowedOAuthFlowsUserPoolClient").AsBool().Or(false),
		Scopes: p.At("AllowedOAuthScopes").AsTexts(), Callbacks: p.At("CallbackURLs").AsTexts(), Logouts: p.At("LogoutURLs").AsTexts(),
		Secret: p.At("GenerateSecret").AsBool().Or(false), Writable: p.At("WriteAttributes").AsStrings(),
		Readable:      p.At("ReadAttributes").AsStrings(),
		HidesUsers:    equalsFold(p.At("PreventUserExistenceErrors").AsString().Or("LEGACY"), "ENABLED"),
		RevokesTokens: p.At("EnableTokenRevocation").AsBool().Or(true), Providers: p.At("SupportedIdentityProviders").AsTexts(),
		AccessValidity: p.At("AccessTokenValidity").AsInt(), RefreshValidity: p.At("RefreshTokenValidity").AsInt(),
		ValidityTimeUnit: p.At("TokenValidityUnits"),
	}
}

func identityPool(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("IdentityPoolTags"))
	return &estate.IdentityPool{
		Core: c, PoolName: p.At("IdentityPoolName").AsText(), Unauthenticated: p.At("AllowUnauthenticatedIdentities").AsBool(),
		ClassicFlow: p.At("AllowClassicFlow").AsBool().Or(false), Providers: p.At("CognitoIdentityProviders"),
	}
}

func identityPoolRoles(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.IdentityPoolRoles{
		Core: c, Pool: p.At("IdentityPoolId").AsText(), Authenticated: below(p, "Roles.authenticated").AsText(),
		Unauthenticated: below(p, "Roles.unauthenticated").AsText(), Mappings: p.At("RoleMappings"),
	}
}
