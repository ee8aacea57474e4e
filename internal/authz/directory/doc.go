// Package directory is who acts in an estate and on what, and which policies apply
// to each: it puts requests to package authz for the principals and resources that
// the sources hold.
//
//	d := directory.New(e, catalogue, managed)
//	who, err := d.Principal("GetUsersFunction")
//	what, err := d.Resource("UsersTable", "dynamodb:GetItem")
//	a := d.Ask(directory.Question{Principal: who, Action: "dynamodb:GetItem", Resource: what})
//	fmt.Println(a.Verdict, a.Statements)
//
// An answer holds in every scenario that counts (see package proof); it is Unknown,
// with the gaps, where the sources don't decide it. A resource that the estate
// doesn't hold has a policy that isn't known, as has a principal that it doesn't
// hold. An organisation that the sources don't hold is taken for none: that is said
// with the answer.
//
// A Directory compiles each document once, when it is first asked for. It belongs
// to one goroutine.
package directory
