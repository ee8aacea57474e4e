package policy

import "strings"

// Result answers a question about a document and names the statements that
// decide it. Because holds, in the order of the document, the statements that
// answer Yes and those that answer Unknown; it is empty if the answer is No.
type Result struct {
	Answer  Answer
	Because []Reason
}

// Reason is one statement's share in an answer.
type Reason struct {
	Answer    Answer // Yes or Unknown
	Statement int    // index in the document
	Sid       string
	Pos       Position
	Why       string
	Actions   []string // the entries that decide, as written
	Resources []string
}

// ask puts a question to each statement; the document answers Yes if one does.
// A statement answers by a Reason whose Answer is set.
func ask(d Document, question func(s Statement) Reason) Result {
	r := Result{Answer: No}
	for i, s := range d.Statements {
		reason := question(s)
		r.Answer = r.Answer.Or(reason.Answer)
		if reason.Answer == No {
			continue
		}
		reason.Statement, reason.Sid, reason.Pos = i, s.Sid.String(), s.Pos
		if s.Gap != "" {
			reason.Why = "not known: " + s.Gap
		}
		r.Because = append(r.Because, reason)
	}
	return r
}

// no is the reason of a statement that has nothing to do with the question.
func no() Reason { return Reason{Answer: No} }

func names(texts []Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.String()
	}
	return out
}

// unconditional answers whether the statement has no conditions. A block that
// isn't known may be empty.
func (s Statement) unconditional() Answer {
	return allOf(s.Conditions, func(c Condition) Answer {
		if c.Operator.Base == NoOperator && len(c.Operator.Name.Holes()) > 0 {
			return Unknown
		}
		return No
	})
}

// forEveryone answers whether the statement is for all principals that the
// document is about: everyone, or in an identity policy whoever has it.
func (s Statement) forEveryone() Answer {
	switch {
	case s.NotPrincipal != nil:
		return No
	case s.Principal == nil:
		return Yes
	}
	return s.Principal.Everyone()
}

// actionPatterns are what the statement acts on, taken together; of NotAction
// it is everything.
func (s Statement) actionPatterns() []Pattern {
	if s.NotActions != nil {
		return []Pattern{everyAction}
	}
	out := make([]Pattern, len(s.Actions))
	for i, t := range s.Actions {
		out[i] = ActionPattern(t)
		if onlyStars(t) == Yes {
			out[i] = everyAction
		}
	}
	return out
}

func (s Statement) resourcePatterns() []Pattern {
	if s.NotResources != nil || s.Resources == nil {
		return []Pattern{everyResource}
	}
	out := make([]Pattern, len(s.Resources))
	for i, t := range s.Resources {
		out[i] = s.resource(t)
	}
	return out
}

var (
	everyAction   = ActionPattern(Literal("*:*")).ready() // every action has a colon
	everyResource = ResourcePattern(Literal("*"), false).ready()
)

// denied answers whether an unconditional Deny of the document for everyone
// takes the actions on all resources of the statement away.
func (d Document) denied(s Statement, actions []Pattern) Answer {
	return anyOf(d.Statements, func(deny Statement) Answer {
		a := deny.IsDeny().And(deny.unconditional())
		if a == No {
			return No
		}
		return a.And(deny.forEveryone()).And(deny.coversAll(actions, s.resourcePatterns()))
	})
}

func (s Statement) coversAll(actions, resources []Pattern) Answer {
	return allOf(actions, s.CoversAction).And(allOf(resources, s.CoversResource))
}

// under is ", under conditions on KEYS" if the statement has conditions.
func (s Statement) under() string {
	if len(s.Conditions) == 0 {
		return ""
	}
	keys := make([]string, len(s.Conditions))
	for i, c := range s.Conditions {
		keys[i] = c.Key.String()
	}
	return ", under conditions on " + strings.Join(keys, ", ")
}
