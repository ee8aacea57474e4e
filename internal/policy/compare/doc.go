// Package compare decides whether one policy, or a set of policies of one kind,
// grants anything that another does not: a proof that it doesn't, or a request
// that the one allows and the other doesn't.
//
//	r := compare.Compare(old, changed, policy.IdentityPolicy, catalog)
//	if r.Verdict == compare.NewAccess {
//		fmt.Println(r.Witness.Action, r.Witness.Resource)
//	}
//
// It is a decision procedure of its own, without a solver. A statement is a
// conjunction of atoms: an entry of Resource, a Principal, a condition. An atom
// speaks of one dimension of a request (its action, resource, caller, one condition
// key), and for each dimension there is an exact answer to whether some value meets
// some atoms and misses others: regular languages for texts, cut points for numbers,
// dates and addresses, a list for callers and Booleans. The search keeps one value
// for each dimension and splits only on statements that these values don't satisfy.
//
// What policies leave open, package policy answers Unknown; such an atom may be
// true or false, but is the same in both policies. A difference that hangs on one
// is no verdict: [Undecided], with the cause.
//
// Every witness is put to the matcher of package policy before it is returned.
// Readings are in docs/design/16-comparison.md.
package compare
