// Package identity holds the rules of identity and access management that look
// at one resource, at joins, and at single policy documents. What a principal
// may do in the end, after every policy and chain of roles, is for the rules
// that ask the authorization engine.
//
//	report := review.Run(e, identity.Rules())
package identity
