package authz

import "ringwall/internal/policy"

// API is how a method of a REST API of Amazon API Gateway authorizes its callers
// ("How API Gateway resource policies affect authorization workflow").
type API struct {
	Authorizer Authorizer
	// Private says whether the API is private: "Private APIs need a resource
	// policy" ("Private REST APIs in API Gateway"). The zero value is not known.
	Private policy.Answer
}

// Authorizer is a type of authorization. The zero value is not known.
type Authorizer uint8

// Types of authorization, as authorizationType of a method.
const (
	UnknownAuthorizer Authorizer = iota
	NoAuthorizer                 // NONE
	IAMAuthorizer                // AWS_IAM
	LambdaAuthorizer             // CUSTOM
	CognitoAuthorizer            // COGNITO_USER_POOLS
)

// byAPI decides a call of a REST API that doesn't authorize its callers by IAM.
// Then nobody is authenticated for the resource policy, and no identity has a
// say. What a Lambda function or a user pool answers isn't known here, but a
// resource policy can decide before.
func (d Decider) byAPI(r *Request, p *Policies) Decision {
	nobody := *r
	nobody.Caller = policy.Caller{Kind: policy.Anonymous, Bounded: policy.No}
	out := d.decide(&nobody, &nobody, &Policies{Resource: p.Resource, RCP: p.RCP, Endpoint: p.Endpoint, EndpointKind: p.EndpointKind})
	if p.Resource == nil && out.Verdict == ImplicitDeny && out.Layer == Resource {
		out = p.API.withoutPolicy()
	}
	switch p.API.Authorizer {
	case NoAuthorizer:
		return out
	case CognitoAuthorizer:
		if out.Verdict != Allowed {
			return out
		}
	default:
		if out.Verdict == ExplicitDeny {
			return out
		}
	}
	why := map[Authorizer]string{
		UnknownAuthorizer: "how the API authorizes its callers",
		LambdaAuthorizer:  "what the Lambda authorizer answers",
		CognitoAuthorizer: "whether the caller has a token of the user pool",
	}[p.API.Authorizer]
	return Decision{Layer: Resource, Causes: []Cause{{Layer: Resource, Why: why}}}
}

// withoutPolicy decides a call of an API that has no resource policy: a private
// one refuses it.
func (a *API) withoutPolicy() Decision {
	switch a.Private {
	case policy.No:
		return Decision{Verdict: Allowed, Layer: Resource, Why: "the API has neither authorization nor a resource policy"}
	case policy.Yes:
		return Decision{Verdict: ImplicitDeny, Layer: Resource, Why: "a private API without a resource policy refuses all calls"}
	}
	return Decision{Layer: Resource, Causes: []Cause{{Layer: Resource, Why: "whether the API is private"}}}
}
