package policy

import "fmt"

// Request is one question to a document: may the caller do the action on the
// resource? A call that needs several actions or resources is several requests.
type Request struct {
	Caller Caller
	Action string // service:Name
	// Resource is an ARN; "*" for an action that AWS doesn't check on single
	// resources; zero if it isn't known.
	Resource Text
	Context  *Context // nil: nothing is known
}

// Element is the part of a statement that decides.
type Element uint8

// Elements, in the order in which they are asked.
const (
	NoElement Element = iota // all of them match
	WholeStatement
	ActionElement
	ResourceElement
	PrincipalElement
	ConditionElement
)

func (e Element) String() string {
	return [...]string{"", "Statement", "Action", "Resource", "Principal", "Condition"}[e]
}

// Outcome says whether a statement applies to a request.
type Outcome struct {
	Answer Answer
	// Element is the first that says No or, if none does, the first Unknown.
	Element   Element
	Condition int    // which of the statement's conditions, for ConditionElement
	Cause     string // why, where the answer is Unknown
	// Named is how a Principal names the caller; zero in policies without one.
	// NotPrincipal names nobody: see the Answer.
	Named Named
}

func (o Outcome) String() string {
	switch {
	case o.Answer == Yes:
		return "yes"
	case o.Cause == "":
		return fmt.Sprintf("%s, by %s", o.Answer, o.Element)
	}
	return fmt.Sprintf("%s, by %s: %s", o.Answer, o.Element, o.Cause)
}

// add puts an element's verdict to the outcome; false if it is decided.
func (o *Outcome) add(v verdict, e Element, condition int) bool {
	switch {
	case v.is == Yes:
		return true
	case v.is == No:
		o.Answer, o.Element, o.Condition, o.Cause = No, e, condition, ""
		return false
	case o.Answer == Yes:
		o.Answer, o.Element, o.Condition, o.Cause = Unknown, e, condition, v.why
	}
	return true
}
