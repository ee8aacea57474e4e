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
