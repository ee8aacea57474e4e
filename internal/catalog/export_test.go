package catalog

import "testing"

// Reopen opens the embedded table anew, with nothing decoded.
func Reopen(t testing.TB) *Catalog {
	c, err := open(embedded)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// DecodePolicies opens a table of managed policies.
var DecodePolicies = decodePolicies

// ReopenManaged opens the embedded policies anew, with nothing unpacked.
func ReopenManaged(t testing.TB) *ManagedPolicies {
	m, err := decodePolicies(embeddedPolicies)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
