package finding

import "ringwall/internal/estate"

// Suppression is somebody's word that findings are known and accepted. It names
// what it is about by patterns, in which * stands for anything; an empty list is
// no restriction.
type Suppression struct {
	// By is whose form it is written in: "ringwall", or another tool's:
	// "cfn_nag", "checkov", "cdk_nag". ID is that tool's name of the rule.
	By, ID string

	Controls     []string // patterns of ids
	Resources    []string // patterns of resources' ids or logical ids
	Files        []string // patterns of files, relative to Base
	Paths        []string // patterns of construct paths, as the CDK writes them into metadata
	Fingerprints []string
	// Base is the folder that Files are relative to. A suppression that is Within
	// it is for what is written there only.
	Base   string
	Within bool
	// Resource is the one resource that it is written on, Stack the one stack.
	Resource estate.ID
	Stack    string

	Reason string
	// Expires is the last day on which it holds, as 2027-01-31; empty if it has none.
	Expires string
	// Unknown: what is unknown is accepted too.
	Unknown bool
	Origin  estate.Origin
}

// Expired reports whether a suppression holds no more on a day (2026-12-31).
func (s *Suppression) Expired(today string) bool { return s.Expires != "" && s.Expires < today }
