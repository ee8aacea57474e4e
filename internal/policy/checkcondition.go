package policy

import "strings"

// repeatedKeys reports keys that differ only in case under one operator.
func (c *checker) repeatedKeys(s Statement) {
	seen := map[string]bool{}
	for _, cond := range s.Conditions {
		id := strings.ToLower(cond.Operator.Name.String() + "\x00" + cond.Key.String())
		if seen[id] && len(cond.Key.Holes()) == 0 {
			c.found.add(RepeatedKey, cond.Pos, "key %q stands twice under %s with different case", cond.Key, cond.Operator.Name)
		}
		seen[id] = true
	}
}

func (c *checker) condition(s Statement, cond Condition) {
	op := cond.Operator
	if _, known := op.Name.Known(); !known {
		return
	}
	switch {
	case op.Base == NoOperator:
		c.found.add(BadOperator, op.Name.Pos, "there is no condition operator %q", op.Name)
		return
	case op.Base == Null && op.IfExists:
		c.found.add(NullIfExists, op.Name.Pos, "Null asks whether the key exists and takes no IfExists")
	case op.Set == AllValues && s.IsAllow() == Yes:
		c.found.warn(AllowForAllValues, op.Name.Pos, "Allow with ForAllValues also allows requests without the key %q", cond.Key)
	}
	if key, known := cond.Key.Known(); known && !isKey(key) {
		c.found.add(BadKey, cond.Pos, "condition key %q is not of the form prefix:name", key)
	}
	if len(cond.Values) == 0 {
		c.found.add(BadValue, cond.Pos, "%s of %q has no values", op.Name, cond.Key)
	}
	for _, v := range cond.Values {
		c.variablesIn(v)
		c.value(op, cond, v)
	}
}

// isKey reports the form prefix:name. Keys of identity providers have dots and
// slashes in the prefix.
func isKey(s string) bool {
	prefix, name, found := strings.Cut(s, ":")
	return found && prefix != "" && name != "" && !strings.ContainsAny(s, " \t\r\n")
}

func (c *checker) value(op Operator, cond Condition, v Text) {
	s, known := v.Known()
	if c.variables && containsVariable(v.literalParts()) {
		c.variableUnder(op, cond, v)
		return
	}
	if !known {
		return
	}
	if want := wants(op.Base, s); want != "" {
		c.found.add(BadValue, v.Pos, "%s of %q: found %q, expected %s", op.Name, cond.Key, s, want)
		return
	}
	switch op.Base {
	case StringEquals, StringNotEquals, StringEqualsIgnoreCase, StringNotEqualsIgnoreCase:
		if hasWildcard(s) {
			c.found.warn(LiteralWildcard, v.Pos, "%s of %q: the wildcard in %q is a literal character", op.Name, cond.Key, s)
		}
	}
}

// variableUnder reports a policy variable under an operator that takes none
// ("IAM policy elements: Variables and tags"; of Bool, AWS's pages disagree).
func (c *checker) variableUnder(op Operator, cond Condition, v Text) {
	switch op.Base.positive() {
	case StringEquals, StringEqualsIgnoreCase, StringLike, ArnEquals, ArnLike:
	case Bool:
		c.found.warn(BadVariable, v.Pos, "%s of %q: AWS's pages disagree on policy variables under Bool", op.Name, cond.Key)
	default:
		c.found.add(BadVariable, v.Pos, "%s of %q takes no policy variables", op.Name, cond.Key)
	}
}

// wants is what an operator expects, if s is not it.
func wants(b Base, s string) string {
	switch b = b.positive(); b {
	case StringEquals, StringEqualsIgnoreCase, StringLike:
		return ""
	case ArnEquals, ArnLike:
		if isArnValue(s) {
			return ""
		}
		return wantedBy(b)
	}
	if newScalar(b, s).bad != "" {
		return wantedBy(b)
	}
	return ""
}

// isArnValue reports six segments; a lone * is all of them.
func isArnValue(s string) bool {
	return s == "*" || strings.Count(s, ":") >= 5 || strings.HasSuffix(s, "*") && (strings.HasPrefix(s, "arn:") || strings.HasPrefix(s, "*"))
}
