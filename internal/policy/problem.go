package policy

import (
	"cmp"
	"fmt"
	"slices"
)

// Code says what kind of problem it is; codes don't change.
type Code string

// What can be wrong with a document.
const (
	BadShape           Code = "bad-shape"            // a value of the wrong kind
	BadString          Code = "bad-string-document"  // a document given as text that is no JSON
	UnknownElement     Code = "unknown-element"      // an element that IAM doesn't have
	ElementCase        Code = "element-case"         // an element in the wrong case
	RepeatedElement    Code = "repeated-element"     // the same key twice
	BothForms          Code = "both-forms"           // Action and NotAction, and the like
	MissingStatement   Code = "missing-statement"    // no statements
	MissingEffect      Code = "missing-effect"       // no Effect
	BadEffect          Code = "bad-effect"           // neither Allow nor Deny
	BadVersion         Code = "bad-version"          // a version that IAM doesn't have
	MissingVersion     Code = "missing-version"      // no Version: variables don't work
	MissingAction      Code = "missing-action"       // neither Action nor NotAction
	EmptyAction        Code = "empty-action"         // an empty list of actions
	BadAction          Code = "bad-action"           // not service:Name
	MissingResource    Code = "missing-resource"     // an identity policy without Resource
	EmptyResource      Code = "empty-resource"       // an empty list of resources
	BadResource        Code = "bad-resource"         // neither * nor an ARN
	ResourceNotAllowed Code = "resource-not-allowed" // Resource in a trust policy
	PrincipalNeeded    Code = "missing-principal"    // a resource policy without Principal
	PrincipalRefused   Code = "principal-not-allowed"
	BadPrincipal       Code = "bad-principal"
	AllowNotPrincipal  Code = "allow-not-principal"
	BadOperator        Code = "bad-operator"
	NullIfExists       Code = "null-if-exists"
	BadKey             Code = "bad-condition-key"
	RepeatedKey        Code = "repeated-condition-key"
	BadValue           Code = "bad-condition-value"
	LiteralWildcard    Code = "literal-wildcard"
	AllowForAllValues  Code = "allow-for-all-values"
	BadVariable        Code = "bad-variable"
	DeadVariable       Code = "variable-without-version"
	RepeatedSid        Code = "repeated-sid"
	BadSid             Code = "bad-sid"
	BadID              Code = "id-not-allowed"
	BadControlPolicy   Code = "bad-control-policy" // what an SCP or RCP may not have
	OldVersion         Code = "old-version"        // 2008-10-17
	TooLarge           Code = "too-large"
	Redundant          Code = "redundant"           // a statement or entry that another covers
	WildService        Code = "wildcard-in-service" // of an ARN
	NoSuchAction       Code = "no-such-action"
	NoSuchKey          Code = "no-such-condition-key"
	ResourceNotTaken   Code = "resource-not-taken" // no action of the statement takes it
	ActionNotTaken     Code = "action-not-taken"   // it takes no resource of the statement
	OperatorType       Code = "operator-type"      // the operator doesn't suit the key
	MissingSet         Code = "missing-set-operator"
	NeedlessSet        Code = "needless-set-operator"
)

// Problem is something wrong with a document, at a place.
type Problem struct {
	Code    Code
	Warning bool // AWS accepts the document, but it may not mean what it says
	Message string
	Pos     Position
}

func (p Problem) String() string { return fmt.Sprintf("%s: %s [%s]", p.Pos, p.Message, p.Code) }

// problems collects.
type problems []Problem

func (ps *problems) add(code Code, pos Position, format string, args ...any) {
	*ps = append(*ps, Problem{Code: code, Pos: pos, Message: fmt.Sprintf(format, args...)})
}

func (ps *problems) warn(code Code, pos Position, format string, args ...any) {
	*ps = append(*ps, Problem{Code: code, Warning: true, Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// flaw is the message of the first problem from an index on that is no warning.
func (ps problems) flaw(from int) string {
	for _, p := range ps[from:] {
		if !p.Warning {
			return p.Message
		}
	}
	return ""
}

// sorted is the problems in the order of their places.
func (ps problems) sorted() []Problem {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column), cmp.Compare(a.Code, b.Code))
	})
	return ps
}
