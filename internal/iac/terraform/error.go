package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"ringwall/internal/estate"
)

// Error is a mistake in a Terraform file.
type Error struct {
	At   estate.Origin
	What string
	Hint string
}

// Error prints file:line:column and what is wrong there.
func (e *Error) Error() string { return e.At.String() + ": " + e.What }

func originOf(r hcl.Range) estate.Origin {
	return estate.Origin{File: r.Filename, Line: r.Start.Line, Column: r.Start.Column}
}

// syntaxError is the first mistake that a parser found.
func syntaxError(file string, diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := estate.Origin{File: file}
		if d.Subject != nil {
			at = originOf(*d.Subject)
		}
		return &Error{at, fmt.Sprintf("%s: %s", lowerFirst(d.Summary), d.Detail), "run terraform fmt or terraform validate on the folder"}
	}
	return nil
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] < 'A' || s[1] > 'Z') {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
