package policy

// Catalogue is what AWS's services take, by patterns as they stand in policies.
// It answers Unknown for what it doesn't have.
type Catalogue interface {
	// HasAction answers whether some action is named by an action pattern.
	HasAction(action string) Answer
	// TakesResource answers whether some action that is named by a pattern can
	// be granted on some resource that is named by another.
	TakesResource(action, resource string) Answer
	// HasKey answers whether some action that is named by a pattern can come
	// with a condition key.
	HasKey(action, key string) Answer
	// KeyType gives the plain operator that suits a condition key, such as Bool
	// or IPAddress, and whether a request may have several values of it.
	// NoOperator is for a key of which that isn't known.
	KeyType(key string) (Base, Answer)
}

// CheckCatalogue lists what a document names that AWS's services don't have:
// actions that name none, resources that no action of their statement takes,
// actions that take none of their statement's resources, keys that none of the
// actions comes with, and operators that don't suit their key. Statements with
// NotAction name all other actions and are not asked for.
func CheckCatalogue(d Document, catalogue Catalogue) []Problem {
	c := &catalogueChecker{catalogue: catalogue}
	for _, s := range d.Statements {
		if s.Gap == "" {
			c.statement(s)
		}
	}
	return c.found.sorted()
}

type catalogueChecker struct {
	found     problems
	catalogue Catalogue
}

func (c *catalogueChecker) statement(s Statement) {
	for _, list := range [][]Text{s.Actions, s.NotActions} {
		for _, t := range list {
			if known, ok := t.Known(); ok && isActionPattern(known) && c.catalogue.HasAction(known) == No {
				c.found.add(NoSuchAction, t.Pos, "AWS has no action that %q names", known)
			}
		}
	}
	for _, cond := range s.Conditions {
		c.operator(cond)
	}
	if s.NotActions != nil {
		return
	}
	c.resources(s)
	for _, cond := range s.Conditions {
		if key, ok := cond.Key.Known(); ok && isKey(key) && s.noAction(func(action string) Answer { return c.catalogue.HasKey(action, key) }) {
			c.found.warn(NoSuchKey, cond.Pos, "no action of the statement comes with the key %q", key)
		}
	}
}

// resources compares the statement's actions with its resources.
func (c *catalogueChecker) resources(s Statement) {
	var names []string
	open := false // a resource may be anything
	for _, t := range s.Resources {
		known, ok := t.Known()
		if !ok || onlyStars(t) == Yes || !isResourcePattern(known) || s.Variables && containsVariable(known) {
			open = true
			continue
		}
		names = append(names, known)
		if s.noAction(func(action string) Answer { return c.catalogue.TakesResource(action, known) }) {
			c.found.warn(ResourceNotTaken, t.Pos, "no action of the statement can be granted on %q", known)
		}
	}
	if open || len(names) == 0 {
		return
	}
	for _, t := range s.Actions {
		known, ok := t.Known()
		if !ok || c.catalogue.HasAction(known) != Yes {
			continue
		}
		if anyOf(names, func(resource string) Answer { return c.catalogue.TakesResource(known, resource) }) == No {
			c.found.warn(ActionNotTaken, t.Pos, "%q can be granted on none of the statement's resources", known)
		}
	}
}

// operator compares an operator with its key ("IAM JSON policy elements:
// Condition operators": the operator must suit the type of the key). Strings and
// ARNs are not told apart: both kinds of operators read either.
func (c *catalogueChecker) operator(cond Condition) {
	key, known := cond.Key.Known()
	op := cond.Operator
	if !known || op.Base == NoOperator || op.Base == Null {
		return
	}
	want, many := c.catalogue.KeyType(key)
	if want != NoOperator && op.Base.kind() != want.kind() {
		c.found.warn(OperatorType, op.Name.Pos, "%s compares %s, but the values of %q are %s, for %s and the like", op.Name, op.Base.kind(), key, want.kind(), want)
	}
	switch {
	case many == Yes && op.Set == Single:
		c.found.warn(MissingSet, op.Name.Pos, "%s of %q: the key can have several values, which %s compares only with ForAnyValue: or ForAllValues:", op.Name, key, op.Base)
	case many == No && op.Set != Single && want != NoOperator:
		c.found.warn(NeedlessSet, op.Name.Pos, "%s of %q: the key has one value at most", op.Name, key)
	}
}

// kind is what an operator compares.
func (b Base) kind() string {
	switch b.positive() {
	case StringEquals, StringEqualsIgnoreCase, StringLike, ArnEquals, ArnLike:
		return "text"
	case Bool:
		return "Booleans"
	case IPAddress:
		return "addresses"
	case BinaryEquals:
		return "bytes"
	case NumericEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals:
		return "numbers"
	case DateEquals, DateLessThan, DateLessThanEquals, DateGreaterThan, DateGreaterThanEquals:
		return "dates"
	}
	return "nothing"
}

// noAction reports that the answer is No for each of the statement's actions.
func (s Statement) noAction(ask func(action string) Answer) bool {
	return len(s.Actions) > 0 && anyOf(s.Actions, func(t Text) Answer {
		known, ok := t.Known()
		if !ok {
			return Unknown
		}
		return ask(known)
	}) == No
}

// ActionAt is the entry of Action or NotAction at a place, and its statement.
func (d Document) ActionAt(pos Position) (Text, Statement, bool) {
	for _, s := range d.Statements {
		for _, list := range [][]Text{s.Actions, s.NotActions} {
			for _, t := range list {
				if t.Pos == pos {
					return t, s, true
				}
			}
		}
	}
	return Text{}, Statement{}, false
}
