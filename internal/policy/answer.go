package policy

// Answer is the outcome of a question that may hang on text that is not known.
// The zero value is Unknown.
type Answer uint8

// The answers. Yes and No hold whatever the unknown parts turn out to be.
const (
	Unknown Answer = iota
	No
	Yes
)

func (a Answer) String() string {
	switch a {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// Not is Kleene negation.
func (a Answer) Not() Answer {
	switch a {
	case Yes:
		return No
	case No:
		return Yes
	default:
		return Unknown
	}
}

// And is Kleene conjunction: No if either is No.
func (a Answer) And(b Answer) Answer {
	switch {
	case a == No || b == No:
		return No
	case a == Yes && b == Yes:
		return Yes
	default:
		return Unknown
	}
}

// Or is Kleene disjunction: Yes if either is Yes.
func (a Answer) Or(b Answer) Answer {
	return a.Not().And(b.Not()).Not()
}

// answerOf is Yes or No.
func answerOf(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// anyOf is Yes if one of the items answers Yes, No if all answer No.
func anyOf[T any](items []T, ask func(T) Answer) Answer {
	sum := No
	for _, item := range items {
		if sum = sum.Or(ask(item)); sum == Yes {
			return Yes
		}
	}
	return sum
}

// allOf is Yes if all of the items answer Yes, No if one answers No.
func allOf[T any](items []T, ask func(T) Answer) Answer {
	return anyOf(items, func(item T) Answer { return ask(item).Not() }).Not()
}
