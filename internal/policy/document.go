package policy

// Document is one parsed policy.
type Document struct {
	Version    Text // absent means 2008-10-17
	ID         Text
	Statements []Statement
	// Size is the number of characters of the document as it was written,
	// without white space between its tokens, or at least that many where parts
	// are not known; zero if it was not read from a source.
	Size int
	Pos  Position
}

// Versions of the policy language.
const (
	Version2008 = "2008-10-17"
	Version2012 = "2012-10-17"
)

// Statement is one statement. Lists are nil where the element is absent, and
// empty but not nil where it is an empty list.
type Statement struct {
	Sid          Text
	Effect       Text // see IsAllow and IsDeny
	Principal    *Principals
	NotPrincipal *Principals
	Actions      []Text
	NotActions   []Text
	Resources    []Text
	NotResources []Text
	Conditions   []Condition // all must hold
	// Variables says that ${…} in resources and values is a policy variable,
	// which it is only in documents of Version 2012-10-17.
	Variables bool
	// Flaw is the first thing for which AWS refuses the statement or all of the
	// document, if any: what it does then is not known.
	Flaw string
	// Gap is the cause if nothing of the statement is known. Such a statement
	// stands for any number of statements; each of its elements is one hole.
	Gap string
	Pos Position
}

// Principals is a Principal or NotPrincipal element.
type Principals struct {
	Star          bool   // "*" in place of the map
	AWS           []Text // accounts, ARNs, unique IDs or "*"
	Service       []Text
	Federated     []Text
	CanonicalUser []Text
	Pos           Position
}

// Condition is one key under one operator. Its values are alternatives: for a
// positive operator one must match, for a negated one none may.
type Condition struct {
	Operator Operator
	Key      Text
	Values   []Text
	Pos      Position
}

// IsAllow answers whether the statement grants. The Effect is case-sensitive;
// of any but Allow and Deny the answer is Unknown.
func (s Statement) IsAllow() Answer { return s.effect("Allow", "Deny") }

// IsDeny answers whether the statement denies.
func (s Statement) IsDeny() Answer { return s.effect("Deny", "Allow") }

func (s Statement) effect(is, isNot string) Answer {
	switch {
	case s.Effect.Is(is) == Yes:
		return Yes
	case s.Effect.Is(isNot) == Yes:
		return No
	case len(s.Effect.Holes()) > 0 && s.Effect.Is(is) == No:
		return No
	default:
		return Unknown
	}
}

// Everyone answers whether the principals are everyone, anonymous callers
// included: "*" and {"AWS": "*"} are the same.
func (p *Principals) Everyone() Answer {
	if p == nil {
		return No
	}
	if p.Star {
		return Yes
	}
	return anyOf(p.AWS, func(t Text) Answer { return t.Is("*") })
}

// gapStatement stands for statements of which nothing is known.
func gapStatement(cause string, pos Position) Statement {
	hole := []Text{Hole(cause).at(pos)}
	return Statement{
		Effect:     hole[0],
		Principal:  &Principals{AWS: hole, Service: hole, Federated: hole, Pos: pos},
		Actions:    hole,
		Resources:  hole,
		Conditions: []Condition{{Operator: Operator{Name: hole[0]}, Key: hole[0], Values: hole, Pos: pos}},
		Variables:  true,
		Gap:        cause,
		Pos:        pos,
	}
}

// CoversAction answers whether the statement names every action of the pattern.
// Each entry is tried alone: entries that only together cover it do not count.
func (s Statement) CoversAction(action Pattern) Answer {
	if s.NotActions != nil {
		return allOf(s.NotActions, func(t Text) Answer { return ActionPattern(t).Overlaps(action).Not() })
	}
	return anyOf(s.Actions, func(t Text) Answer { return ActionPattern(t).Covers(action) })
}

// TouchesAction answers whether the statement names some action of the pattern.
func (s Statement) TouchesAction(action Pattern) Answer {
	if s.NotActions != nil {
		return allOf(s.NotActions, func(t Text) Answer { return ActionPattern(t).Covers(action).Not() })
	}
	return anyOf(s.Actions, func(t Text) Answer { return ActionPattern(t).Overlaps(action) })
}

// CoversResource answers whether the statement names every resource of the
// pattern. Without a Resource element it names the resource it is attached to.
func (s Statement) CoversResource(resource Pattern) Answer {
	if s.NotResources != nil {
		return allOf(s.NotResources, func(t Text) Answer { return s.resource(t).Overlaps(resource).Not() })
	}
	if s.Resources == nil {
		return Yes
	}
	return anyOf(s.Resources, func(t Text) Answer { return s.resource(t).Covers(resource) })
}

func (s Statement) resource(t Text) Pattern { return ResourcePattern(t, s.Variables) }
