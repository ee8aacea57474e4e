package authz

import "ringwall/internal/policy"

// Verdict is the outcome of a request. The zero value is Unknown.
type Verdict uint8

// Verdicts. Where a request is denied for lack of an Allow, the verdict is
// ImplicitDeny even if it isn't known whether a Deny applies besides.
const (
	Unknown Verdict = iota
	Allowed
	ExplicitDeny
	ImplicitDeny
)

func (v Verdict) String() string {
	return [...]string{"unknown", "allowed", "explicit-deny", "implicit-deny"}[v]
}

// Layer is a kind of policy that has a say.
type Layer uint8

// Layers. Key and Trust are resource policies with rules of their own.
const (
	NoLayer Layer = iota
	SCP
	RCP
	Endpoint
	Resource
	Key
	Trust
	Identity
	Boundary
	Session
)

func (l Layer) String() string {
	return [...]string{"", "scp", "rcp", "endpoint", "resource", "key", "trust", "identity", "boundary", "session"}[l]
}

// Decision is a verdict and what it rests on.
type Decision struct {
	Verdict Verdict
	// Layer is what decides: that which denies, or has no Allow where one is
	// needed; if Allowed, that which grants; if Unknown, the first that is open.
	Layer Layer
	// Statements decide: those that deny, or those that grant. A denial for lack
	// of an Allow has none, nor has what AWS allows without a policy.
	Statements []Citation
	// Why says it in words where no statement does.
	Why string
	// Causes are what leaves the verdict Unknown.
	Causes []Cause
}

// Citation names a statement.
type Citation struct {
	Layer     Layer
	Policy    string // its document
	Statement int    // index in the document
	Sid       string
	Effect    string
	Pos       policy.Position
}

// Cause is one reason for which a verdict is Unknown.
type Cause struct {
	Layer Layer
	Why   string
	// By is the statement of which it isn't known whether it applies, nil if the
	// cause lies elsewhere.
	By *Citation
	// Element is the part of the statement that is open; Key is the condition
	// key, if it is a condition.
	Element policy.Element
	Key     string
}
