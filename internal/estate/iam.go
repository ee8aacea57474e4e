package estate

// Role is an IAM role.
type Role struct {
	Core
	RoleName   Value[Text]
	Path       Value[Text] // default "/"
	Trust      *Tree       // the assume-role policy
	Policies   Items[InlinePolicy]
	Managed    Items[Text]
	Boundary   Value[Text]
	MaxSession Value[int] // seconds, default 3600
	// UniqueID ("AROA…") and LastUsed (a date and time; empty: not in the time that
	// AWS tracks) are live facts.
	UniqueID, LastUsed string
}

// InlinePolicy is a policy that is written in its role, user or group.
type InlinePolicy struct {
	Origin   Origin
	Name     Value[Text]
	Document *Tree
}

// AttachedPolicy is an inline policy as a resource that names whom it belongs
// to: AWS::IAM::Policy, RolePolicy, UserPolicy and GroupPolicy.
type AttachedPolicy struct {
	Core
	PolicyName Value[Text]
	Document   *Tree
	Roles      Items[Text]
	Users      Items[Text]
	Groups     Items[Text]
}

// ManagedPolicy is a customer-managed policy.
type ManagedPolicy struct {
	Core
	PolicyName Value[Text]
	Path       Value[Text] // default "/"
	Document   *Tree
	Roles      Items[Text]
	Users      Items[Text]
	Groups     Items[Text]
}

// User is an IAM user.
type User struct {
	Core
	UserName Value[Text]
	Path     Value[Text]
	Groups   Items[Text]
	Policies Items[InlinePolicy]
	Managed  Items[Text]
	Boundary Value[Text]
	Console  Value[bool] // has a login profile
	Password Value[Text]
	MFA      Value[bool] // has a device for multi-factor authentication: a live fact
	// UniqueID ("AIDA…") is a live fact.
	UniqueID string
}

// MFADevice is a device for multi-factor authentication.
type MFADevice struct {
	Core
	Users Items[Text]
}

// RootUser is what a live account says of its root user.
type RootUser struct {
	Core
	AccessKeys Value[bool] // has some
	MFA        Value[bool]
	LastUsed   string // a date and time; empty: not known
}

// PasswordPolicy is what a live account demands of its users' passwords. Absent
// where it has none of its own.
type PasswordPolicy struct {
	Core
	MinimumLength, MaxAge, Remembered Value[int]
	Upper, Lower, Digits, Symbols     Value[bool]
	MayChange                         Value[bool] // users may change their own
}

// Group is an IAM group.
type Group struct {
	Core
	GroupName Value[Text]
	Path      Value[Text]
	Policies  Items[InlinePolicy]
	Managed   Items[Text]
}

// GroupMembership puts users into a group.
type GroupMembership struct {
	Core
	Group Value[Text]
	Users Items[Text]
}

// InstanceProfile hands a role to instances.
type InstanceProfile struct {
	Core
	ProfileName Value[Text]
	Roles       Items[Text]
}

// AccessKey is a long-lived credential of a user.
type AccessKey struct {
	Core
	User   Value[Text]
	Active Value[bool] // default true
	// Created and LastUsed are dates and times: live facts.
	Created, LastUsed string
}

// OIDCProvider lets tokens of an issuer be exchanged for roles.
type OIDCProvider struct {
	Core
	URL     Value[Text]
	Clients Items[Text]
}

// SAMLProvider lets assertions of an identity provider be exchanged for roles.
type SAMLProvider struct {
	Core
	ProviderName Value[Text]
}

// AlternateContact is whom AWS writes to about a live account, beside its root
// user.
type AlternateContact struct {
	Core
	Kind  Value[string] // "SECURITY", "OPERATIONS", "BILLING"
	Email Value[Text]
}
