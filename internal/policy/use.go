package policy

// Use is what a document is attached to; the rules of AWS differ.
type Use uint8

// Uses. AnyUse has only the rules that all share.
const (
	AnyUse                Use = iota
	IdentityPolicy            // of a user, group or role, in what way isn't known
	ManagedPolicy             // a customer-managed policy; also as a permissions boundary
	UserPolicy                // inline in a user
	GroupPolicy               // inline in a group
	RolePolicy                // inline in a role
	SessionPolicy             // passed to AssumeRole and the like
	ResourcePolicy            // of a queue, key, function …
	BucketPolicy              // of an S3 bucket
	EndpointPolicy            // of a VPC endpoint
	TrustPolicy               // of a role
	ServiceControlPolicy      // SCP
	ResourceControlPolicy     // RCP
)

// identity reports the uses of which the caller is the principal.
func (u Use) identity() bool {
	switch u {
	case IdentityPolicy, ManagedPolicy, UserPolicy, GroupPolicy, RolePolicy, SessionPolicy:
		return true
	}
	return false
}

// needsResource reports the uses in which a statement without Resource is not
// about the one resource that the policy belongs to.
func (u Use) needsResource() bool {
	switch u {
	case ServiceControlPolicy, ResourceControlPolicy, EndpointPolicy, BucketPolicy:
		return true
	}
	return u.identity()
}

// needsPrincipal reports the uses in which a statement must say who it is for.
// That of an endpoint may leave it out: it is for everyone who comes through.
func (u Use) needsPrincipal() bool {
	switch u {
	case ResourcePolicy, BucketPolicy, TrustPolicy, ResourceControlPolicy:
		return true
	}
	return false
}

// takesPrincipal reports the uses in which a statement may say who it is for.
func (u Use) takesPrincipal() bool { return !u.identity() && u != ServiceControlPolicy }
