package estate

// UserPool is a Cognito user pool.
type UserPool struct {
	Core
	PoolName        Value[Text]
	MFA             Value[string] // "OFF" (default), "OPTIONAL", "ON"
	MFAKinds        Items[string] // "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"
	PasswordLength  Value[int]    // default 8
	NeedsLower      Value[bool]   // the four are true where no password policy is
	NeedsUpper      Value[bool]   // written, and false within one that leaves them out
	NeedsNumbers    Value[bool]
	NeedsSymbols    Value[bool]
	PasswordHistory Value[int]
	TemporaryDays   Value[int]    // default 7
	Protection      Value[string] // threat protection: "OFF" (default), "AUDIT", "ENFORCED"
	AdminOnly       Value[bool]   // only administrators create users, default false
	Protected       Value[bool]   // from deletion, default false
	Tier            Value[string] // default "ESSENTIALS"
	Triggers        *Tree
	Schema          *Tree
}

// UserPoolClient is an application that signs users in.
type UserPoolClient struct {
	Core
	Pool             Value[Text]
	AuthFlows        Items[string] // "ALLOW_USER_SRP_AUTH", …
	OAuthFlows       Items[string] // "code", "implicit", "client_credentials"
	OAuthEnabled     Value[bool]   // default false
	Scopes           Items[Text]
	Callbacks        Items[Text]
	Logouts          Items[Text]
	Secret           Value[bool] // default false
	Writable         Items[string]
	Readable         Items[string]
	HidesUsers       Value[bool] // PreventUserExistenceErrors is ENABLED
	RevokesTokens    Value[bool] // default true
	Providers        Items[Text]
	AccessValidity   Value[int]
	RefreshValidity  Value[int]
	ValidityTimeUnit *Tree
}

// IdentityPool hands AWS credentials to users.
type IdentityPool struct {
	Core
	PoolName        Value[Text]
	Unauthenticated Value[bool] // guests get credentials too
	ClassicFlow     Value[bool] // default false
	Providers       *Tree
}

// IdentityPoolRoles are the roles that an identity pool hands out.
type IdentityPoolRoles struct {
	Core
	Pool            Value[Text]
	Authenticated   Value[Text]
	Unauthenticated Value[Text]
	Mappings        *Tree
}
