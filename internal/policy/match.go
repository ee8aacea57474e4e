package policy

// Match answers whether a statement applies to a request: principal, action,
// resource and every condition must match. It is Unknown if one of them is and
// none is No, and if AWS refuses the statement.
func (c *Compiled) Match(candidate Candidate, r *Request) Outcome {
	s := &c.statements[candidate.Statement]
	if s.gap != "" {
		return Outcome{Element: WholeStatement, Cause: s.gap}
	}
	out := Outcome{Answer: Yes}
	if !candidate.asked && !out.add(s.action(r.Action), ActionElement, 0) {
		return out
	}
	if !out.add(s.resource(r), ResourceElement, 0) {
		return out
	}
	v, named := s.principal(r)
	out.Named = named
	if !out.add(v, PrincipalElement, 0) {
		return out
	}
	for i := range s.conditions {
		if !out.add(s.conditions[i].holds(r.Context), ConditionElement, i) {
			return out
		}
	}
	return out
}

// MatchStatement is Match for a statement by its index.
func (c *Compiled) MatchStatement(statement int, r *Request) Outcome {
	return c.Match(Candidate{Statement: statement}, r)
}

func (s *compiledStatement) action(name string) verdict {
	if why := s.missing[ActionElement]; why != "" {
		return doubt(why)
	}
	v := anyMatch(s.actions, Literal(name), nil)
	if s.notActions {
		return v.not()
	}
	return v
}

func (s *compiledStatement) resource(r *Request) verdict {
	if why := s.missing[ResourceElement]; why != "" {
		return doubt(why)
	}
	if s.attached {
		return sure(true)
	}
	v := anyMatch(s.resources, r.Resource, r.Context)
	if s.notResources {
		return v.not()
	}
	return v
}

// anyMatch answers whether one of the matchers takes a text.
func anyMatch(matchers []matcher, t Text, c *Context) verdict {
	sum := sure(false)
	s, known := t.Known()
	for i := range matchers {
		var v verdict
		if known {
			v = matchers[i].matchString(s, c)
		} else {
			v = matchers[i].match(t, c)
		}
		if v.is == No {
			continue
		}
		if sum = sum.or(v); sum.is == Yes {
			break
		}
	}
	return sum
}

func (s *compiledStatement) principal(r *Request) (verdict, Named) {
	if why := s.missing[PrincipalElement]; why != "" {
		return doubt(why), Named{Maybe: byAnything}
	}
	if s.impersonal {
		return sure(true), Named{}
	}
	named := s.principals.name(&r.Caller)
	if s.notPrincipal {
		if s.deny == Yes && named == (Named{Sure: ByAccount}) && r.Caller.Kind != RootUser && s.principals.singlesOut(&r.Caller) {
			// All of the account but those who are named with it: "explicitly
			// denied to all principals except for the ones specified", in the
			// example one user and the account ("IAM JSON policy elements:
			// NotPrincipal"). With the account alone nothing is said of its people.
			return sure(true), Named{}
		}
		return r.Caller.spared(named, s.deny).not(), Named{}
	}
	switch named.Answer() {
	case Yes:
		return sure(true), named
	case No:
		return sure(false), named
	}
	return doubt("whether the Principal names the caller"), named
}

// Misses are the outcomes of all elements of a statement that don't match a
// request, or may not: what [Compiled.Match] would find after the first.
func (c *Compiled) Misses(statement int, r *Request) []Outcome {
	s := &c.statements[statement]
	if s.gap != "" {
		return []Outcome{{Element: WholeStatement, Cause: s.gap}}
	}
	var out []Outcome
	miss := func(v verdict, e Element, condition int, named Named) {
		if v.is != Yes {
			out = append(out, Outcome{Answer: v.is, Element: e, Condition: condition, Cause: v.why, Named: named})
		}
	}
	miss(s.action(r.Action), ActionElement, 0, Named{})
	miss(s.resource(r), ResourceElement, 0, Named{})
	v, named := s.principal(r)
	miss(v, PrincipalElement, 0, named)
	for i := range s.conditions {
		miss(s.conditions[i].holds(r.Context), ConditionElement, i, Named{})
	}
	return out
}
