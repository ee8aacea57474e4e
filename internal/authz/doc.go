// Package authz decides requests to AWS from the policies that apply to them:
// of the caller, of the resource, of the organisation, of a network's endpoint.
//
//	identity := authz.NewPolicy("app.json", doc, policy.IdentityPolicy)
//	r := &authz.Request{Request: policy.Request{Caller: user, Action: "sqs:SendMessage", Resource: queue, Context: keys}}
//	d := authz.Decider{}.Decide(r, &authz.Policies{Identity: []*authz.Policy{identity}})
//	fmt.Println(d.Verdict, d.Layer, d.Statements)
//
// What is given is what applies: who gives a service control policy says that
// the caller's account is under it, and is no management account. What is not
// given isn't there, but for two policies that every resource of their kind has:
// a key's and a role's trust policy. Where these are needed and not given, the
// answer is Unknown. Shares of Resource Access Manager are not looked at.
//
// A call that asks for several things, as for a role to be passed, is a [Call]:
// all of its requests must be allowed.
//
// An answer is Allowed or a denial only if it is so for every value of what isn't
// known; otherwise it is Unknown, with the causes. The decision is monotone in
// what statements answer (an Allow that applies never takes access away, a Deny
// never gives any), so that answers may be joined as Kleene did without losing
// any.
//
// The authority is the IAM user guide: "Policy evaluation logic", "Policy
// evaluation for requests within a single account", "Cross-account policy
// evaluation logic". What AWS leaves open stands in docs/design/15-authz.md.
package authz
