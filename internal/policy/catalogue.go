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
}

// CheckCatalogue lists what a document names that AWS's services don't have:
// actions that name none, resources that no action of their statement takes,
// and keys that none of them comes with. Statements with NotAction name all
// other actions and are not asked for.
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
	if s.NotActions != nil {
		return
	}
	for _, t := range s.Resources {
		known, ok := t.Known()
		if !ok || known == "*" || s.Variables && containsVariable(known) {
			continue
		}
		if s.noAction(func(action string) Answer { return c.catalogue.TakesResource(action, known) }) {
			c.found.warn(ResourceNotTaken, t.Pos, "no action of the statement can be granted on %q", known)
		}
	}
	for _, cond := range s.Conditions {
		if key, ok := cond.Key.Known(); ok && isKey(key) && s.noAction(func(action string) Answer { return c.catalogue.HasKey(action, key) }) {
			c.found.warn(NoSuchKey, cond.Pos, "no action of the statement comes with the key %q", key)
		}
	}
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
