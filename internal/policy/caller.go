package policy

// CallerKind is what makes a request. The zero value is not known.
type CallerKind uint8

// The kinds of callers.
const (
	UnknownCaller CallerKind = iota
	RootUser
	User
	RoleSession   // of AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity
	FederatedUser // of GetFederationToken
	ServiceCaller // a service by its service principal
	Anonymous
	TokenBearer // who asks for a role with a token of an identity provider
)

// Caller is what is known of a request's principal. Texts may have holes; one
// that is zero is not known.
type Caller struct {
	Kind    CallerKind
	Account Text
	// ARN is the user's or the session's. A role session whose name isn't known
	// leaves it zero.
	ARN Text
	// Role is the ARN of a session's role.
	Role Text
	// Parent is the ARN of the user that a federated user's session is of.
	Parent Text
	// Services are the service principals of a service.
	Services []string
	// Providers are the names of a token's identity provider: its ARN, its URL.
	Providers []Text
	// Canonical is the canonical user ID of the caller's account, as S3 has it.
	Canonical Text
	// Bounded says whether a permissions boundary is set on the user or role.
	Bounded Answer
}

// Naming is how a Principal element names a caller; how decides what else can
// limit what it grants ("IAM JSON policy elements: Principal").
type Naming uint16

// The namings, which may come together.
const (
	ByEveryone  Naming = 1 << iota // "*"
	ByAccount                      // the caller's account: only a delegation
	ByRole                         // the role of a session
	BySession                      // the session itself
	ByUser                         // the user, or the one that a session is of
	ByService                      // a service principal
	ByProvider                     // an identity provider
	ByCanonical                    // the account by its canonical user ID

	byAnything = ByEveryone | ByAccount | ByRole | BySession | ByUser | ByService | ByProvider | ByCanonical
)

// Named is how a list of principals names a caller: surely, and maybe besides.
type Named struct {
	Sure, Maybe Naming
}

// Answer is whether the caller is named at all.
func (n Named) Answer() Answer {
	switch {
	case n.Sure != 0:
		return Yes
	case n.Maybe != 0:
		return Unknown
	}
	return No
}

func (n *Named) add(a Answer, by Naming) {
	switch a {
	case Yes:
		n.Sure |= by
	case Unknown:
		n.Maybe |= by
	}
}

// exemption is the namings that a NotPrincipal must all have to spare a caller:
// "you must also specify the account ARN of the not-denied principal", and of a
// session "the ARN of the assumed-role user, the role, and the account" ("IAM
// JSON policy elements: NotPrincipal").
func (k CallerKind) exemption() Naming {
	switch k {
	case RootUser:
		return ByAccount
	case User:
		return ByUser | ByAccount
	case RoleSession:
		return BySession | ByRole | ByAccount
	case FederatedUser:
		return BySession | ByUser | ByAccount
	case ServiceCaller:
		return ByService
	case TokenBearer:
		return ByProvider
	}
	return ByEveryone
}

// spared answers whether a NotPrincipal that names the caller so leaves the
// caller out of its statement.
func (c *Caller) spared(n Named, deny Answer) verdict {
	need := c.Kind.exemption()
	switch {
	case deny != No && c.Kind != UnknownCaller && c.Bounded == Yes:
		// "NotPrincipal with a Deny effect will always deny any IAM principal
		// that has a permissions boundary policy attached."
		if deny == Yes {
			return sure(false)
		}
		return doubt("the Effect of a statement with NotPrincipal, for a caller with a permissions boundary")
	case n.Answer() == No:
		return sure(false)
	case deny != No && c.Bounded == Unknown && c.canBeBounded():
		return doubt("whether the caller has a permissions boundary, which NotPrincipal with Deny always denies")
	case n.Sure&ByEveryone != 0, n.Sure&need == need:
		return sure(true)
	case deny == No && n.Sure&^ByAccount != 0:
		return sure(true)
	}
	return doubt("a NotPrincipal that names not all of session, role or user, and account")
}

func (c *Caller) canBeBounded() bool {
	switch c.Kind {
	case User, RoleSession, FederatedUser, UnknownCaller:
		return true
	}
	return false
}
