package authz

import "ringwall/internal/policy"

// Request is one question: may the caller do the action on the resource?
type Request struct {
	policy.Request
	// ResourceAccount is the account that has the resource. If it is zero, the
	// resource's ARN says so, or it isn't known (ARNs of buckets have none). An
	// action on "*" is on the caller's account.
	ResourceAccount policy.Text
}

// Policy is a document with a name, made ready for many requests.
type Policy struct {
	Name     string
	document policy.Document
	compiled *policy.Compiled
}

// NewPolicy makes a document ready; the use is what it is attached to. See
// [ResourceUse] for that of a resource's policy.
func NewPolicy(name string, d policy.Document, use policy.Use) *Policy {
	p := &Policy{Name: name, document: d, compiled: policy.Compile(d, use)}
	if d.Statements == nil {
		// So that what Compile put in its place has a statement to be cited by.
		p.document.Statements = []policy.Statement{{Pos: d.Pos}}
	}
	return p
}

// MayAllow reports whether a statement of the policy allows an action on something,
// or may.
func (p *Policy) MayAllow(action string) bool {
	for _, candidate := range p.compiled.Candidates(action) {
		if allow, _ := p.compiled.Effect(candidate.Statement); allow != policy.No {
			return true
		}
	}
	return false
}

// Allowing are the indexes of the statements that allow an action on something, or
// may.
func (p *Policy) Allowing(action string) []int {
	var out []int
	for _, candidate := range p.compiled.Candidates(action) {
		i := candidate.Statement
		if allow, _ := p.compiled.Effect(i); allow != policy.No && p.compiled.Speaks(i, action) != policy.No {
			out = append(out, i)
		}
	}
	return out
}

// MayGrant reports whether a statement of the policy allows what is asked, or may,
// as far as its action and resource tell.
func (p *Policy) MayGrant(asked *policy.Asked) bool {
	var buffer [8]policy.Candidate
	for _, candidate := range p.compiled.AppendCandidates(buffer[:0], asked) {
		if allow, _ := p.compiled.Effect(candidate.Statement); allow != policy.No {
			return true
		}
	}
	return false
}

// MayAllowIn reports whether a statement of the policy allows a request, or may if
// keys that the request's context doesn't tell have the right values.
func (p *Policy) MayAllowIn(r *policy.Request) bool {
	for _, candidate := range p.compiled.Candidates(r.Action) {
		if allow, _ := p.compiled.Effect(candidate.Statement); allow == policy.No {
			continue
		}
		if p.compiled.Match(candidate, r).Answer != policy.No {
			return true
		}
	}
	return false
}

// Policies are the documents that apply to a request.
type Policies struct {
	Identity []*Policy // of the user and its groups, or of the role
	Boundary []*Policy // the permissions boundary; empty: none is set
	Session  []*Policy // passed for the session; empty: none was
	// SCP are the service control policies by level, from the root of the
	// organisation to the caller's account; empty: it is in no organisation. A
	// level without policies allows nothing.
	SCP [][]*Policy
	// RCP are the resource control policies by level, likewise, of the resource's
	// account. RCPFullAWSAccess, which AWS attaches at every level, is implied.
	RCP      [][]*Policy
	Resource *Policy   // of the resource: its key policy or trust policy too
	Endpoint []*Policy // of the VPC endpoint that the request comes through, if any

	// EndpointKind is the type of that endpoint, where it is known.
	EndpointKind EndpointKind
	// PublicAccess are the settings of S3 Block Public Access that apply to the
	// bucket: of the organization, of its account, its own. Empty: none.
	PublicAccess []PublicAccess
	// ACLs are those of the bucket and the object, if Object Ownership is other
	// than "bucket owner enforced"; nil: ACLs are disabled.
	ACLs *ACLs
	// AccessPoint is the S3 access point that the request comes through; Resource
	// is the bucket's policy then. Nil: it is made to the bucket.
	AccessPoint *AccessPoint
	// Grants are those of the KMS key; nil: it has none.
	Grants *Grants
	// API is how a REST API of Amazon API Gateway authorizes its callers; nil: by
	// IAM.
	API *API

	// alsoHome is an account whose principals RestrictPublicBuckets lets through
	// besides those of the resource's.
	alsoHome policy.Text
}

// EndpointKind is the type of a VPC endpoint ("What are VPC endpoints"). The
// zero value is not known.
type EndpointKind uint8

// Types of endpoints. Gateways are for Amazon S3 and DynamoDB; policies of other
// types may name principals.
const (
	UnknownEndpoint EndpointKind = iota
	GatewayEndpoint
	InterfaceEndpoint
)

// kind is what a resource's policy is, since two kinds have rules of their own.
type kind uint8

const (
	ordinary kind = iota
	key           // "Key policies in AWS KMS"
	role          // role trust policies
)

// keyType begins the last part of a key's ARN.
const keyType = "key/"

// kindOf tells the kind of the resource that a request is for.
func kindOf(action string, resource policy.Text) kind {
	switch {
	case isService(action, "kms") && hasResourceType(resource, keyType) != policy.No:
		return key
	case trusted(action) && hasResourceType(resource, "federated-user/") != policy.Yes:
		return role
	}
	return ordinary
}

// ResourceUse is the use with which the policy of the resource of a request is
// to be compiled.
func ResourceUse(action string, resource policy.Text) policy.Use {
	switch {
	case kindOf(action, resource) == role:
		return policy.TrustPolicy
	case isService(action, "s3"):
		return policy.BucketPolicy
	}
	return policy.ResourcePolicy
}
