// Package escalation finds who can become administrator of an account: it walks
// the publicly documented methods by which a principal comes to rights that it
// wasn't given, from the principals that have every permission backwards.
//
//	g := escalation.New(e, d)
//	if path, ok := g.Path(who); ok {
//		for _, hop := range path.Hops { fmt.Println(hop) }
//	}
//
// An administrator is who has every permission, or can give itself that. A hop
// holds only if every request that it needs is decided, by package directory with
// every policy that applies; else it is Unknown, with the gaps. Methods are rows of
// a table (methods.go).
//
// It knows the principals and resources of the sources: roles that these don't show
// may be stronger. It refuses to guess what code a workload runs or who can log in
// to a machine.
package escalation
