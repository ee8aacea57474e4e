package policy

import "strings"

// Check lists what is wrong with a document that was read, besides what [Parse]
// reports: the rules of the IAM grammar and of the policy validation of IAM
// Access Analyzer that need no catalogue of actions and keys. What isn't known
// is not a problem.
func Check(d Document, use Use) []Problem {
	c := &checker{use: use, variables: d.Version.Is(Version2012) == Yes, old: d.Version.Is(Version2012) == No}
	c.document(d)
	return c.found.sorted()
}

type checker struct {
	found     problems
	use       Use
	variables bool // ${…} is a variable
	old       bool // ${…} is literal
}

func (c *checker) document(d Document) {
	if d.Version.IsZero() && !(len(d.Statements) == 1 && d.Statements[0].Gap != "") {
		c.found.warn(MissingVersion, d.Pos, "no Version: it is %s, in which ${…} is literal text; write %s", Version2008, Version2012)
	}
	if d.Version.Is(Version2008) == Yes {
		c.found.warn(OldVersion, d.Version.Pos, "Version %s, in which ${…} is literal text; write %s", Version2008, Version2012)
	}
	c.size(d)
	c.redundant(d)
	if !d.ID.IsZero() && c.use.identity() {
		c.found.add(BadID, d.ID.Pos, "an identity policy has no Id")
	}
	if d.Statements != nil && len(d.Statements) == 0 {
		c.found.add(MissingStatement, d.Pos, "the list of statements is empty")
	}
	seen := map[string]bool{}
	for _, s := range d.Statements {
		if s.Gap != "" {
			continue
		}
		if sid, known := s.Sid.Known(); known && sid != "" {
			if seen[sid] {
				c.found.add(RepeatedSid, s.Sid.Pos, "Sid %q stands twice", sid)
			}
			seen[sid] = true
			c.sid(s.Sid, sid)
		}
		c.statement(s)
	}
}

func (c *checker) sid(at Text, sid string) {
	if !c.use.identity() {
		return
	}
	for _, r := range sid {
		if !('a' <= lower(r) && lower(r) <= 'z' || '0' <= r && r <= '9') {
			c.found.add(BadSid, at.Pos, "Sid %q: IAM takes letters and digits only", sid)
			return
		}
	}
}

func (c *checker) statement(s Statement) {
	c.actions(s)
	c.resources(s)
	c.principalNeeded(s)
	c.controlPolicy(s)
	for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
		if p != nil {
			c.principals(p)
		}
	}
	c.repeatedKeys(s)
	for _, cond := range s.Conditions {
		c.condition(s, cond)
	}
}

func (c *checker) actions(s Statement) {
	switch {
	case s.Actions == nil && s.NotActions == nil:
		c.found.add(MissingAction, s.Pos, "the statement has neither Action nor NotAction")
	case s.Actions != nil && len(s.Actions) == 0, s.NotActions != nil && len(s.NotActions) == 0:
		c.found.add(EmptyAction, s.Pos, "the list of actions is empty")
	}
	for _, list := range [][]Text{s.Actions, s.NotActions} {
		for _, t := range list {
			if known, ok := t.Known(); ok && !isActionPattern(known) {
				c.found.add(BadAction, t.Pos, "action %q is neither * nor service:Name", known)
			}
			c.noVariable(t, "an Action")
		}
	}
}

func isActionPattern(s string) bool {
	if s == "*" {
		return true
	}
	service, name, found := strings.Cut(s, ":")
	return found && service != "" && name != "" && !strings.ContainsAny(name, ": \t\r\n") &&
		!strings.ContainsAny(service, " \t\r\n")
}

func (c *checker) resources(s Statement) {
	present := s.Resources != nil || s.NotResources != nil
	switch {
	case present && c.use == TrustPolicy:
		c.found.add(ResourceNotAllowed, s.Pos, "a trust policy has no Resource: it is about its own role")
	case !present && c.use.needsResource():
		c.found.add(MissingResource, s.Pos, "the statement has neither Resource nor NotResource")
	case s.Resources != nil && len(s.Resources) == 0, s.NotResources != nil && len(s.NotResources) == 0:
		c.found.add(EmptyResource, s.Pos, "the list of resources is empty")
	}
	for _, list := range [][]Text{s.Resources, s.NotResources} {
		for _, t := range list {
			c.variablesIn(t)
			if known, ok := t.Known(); ok && !isResourcePattern(known) {
				c.found.add(BadResource, t.Pos, "resource %q is neither * nor an ARN", known)
			}
			c.arnSegments(t)
		}
	}
}

// isResourcePattern reports what can match an ARN.
func isResourcePattern(s string) bool {
	if strings.HasPrefix(s, "*") || strings.HasPrefix(s, "arn:*") {
		return true
	}
	parts := strings.SplitN(s, ":", 6)
	return parts[0] == "arn" && (len(parts) == 6 || strings.HasSuffix(s, "*"))
}

// arnSegments reports what AWS documents as not allowed in the segments of an
// ARN: a wildcard in the service, a variable before the resource.
func (c *checker) arnSegments(t Text) {
	parts := segments(t, c.variables)
	if len(parts) > 2 && hasWildcard(parts[2].literalParts()) {
		c.found.warn(WildService, t.Pos, "resource %q: AWS takes no wildcard in the service of an ARN", t)
	}
	for _, p := range parts[:min(len(parts), 5)] {
		if c.variables && containsVariable(p.literalParts()) {
			c.found.warn(BadVariable, t.Pos, "resource %q: AWS documents variables only after the fifth colon", t)
			return
		}
	}
}

// noVariable reports a policy variable where there can be none.
func (c *checker) noVariable(t Text, where string) {
	if c.variables && containsVariable(t.literalParts()) {
		c.found.add(BadVariable, t.Pos, "%q: there are no policy variables in %s", t, where)
	}
}

// variablesIn reports policy variables that are broken or of no effect.
func (c *checker) variablesIn(t Text) {
	for _, p := range t.Parts() {
		rest := p.Literal
		for {
			i := strings.Index(rest, "${")
			if i < 0 {
				break
			}
			name, size := variableAt(rest[i:])
			switch {
			case c.old:
				c.found.warn(DeadVariable, t.Pos, "%q has a variable, which is literal text unless the Version is %s", t, Version2012)
				return
			case size == 0 && len(t.Holes()) == 0:
				c.found.add(BadVariable, t.Pos, "%q has a variable without its closing brace", t)
				return
			case size > 0 && strings.TrimSpace(name) == "":
				c.found.add(BadVariable, t.Pos, "%q has an empty variable", t)
			case size > 0 && !isSpecial(name) && parseReference(name).bad != "":
				c.found.add(BadVariable, t.Pos, "%q: %s", t, parseReference(name).bad)
			}
			rest = rest[i+2:]
		}
	}
}

func (c *checker) principalNeeded(s Statement) {
	present := s.Principal != nil || s.NotPrincipal != nil
	switch {
	case present && !c.use.takesPrincipal():
		c.found.add(PrincipalRefused, s.Pos, "the statement has a Principal, which only policies of resources have")
	case !present && c.use.needsPrincipal():
		c.found.add(PrincipalNeeded, s.Pos, "the statement has no Principal")
	}
	switch {
	case s.NotPrincipal == nil:
	case c.use == TrustPolicy:
		c.found.add(PrincipalRefused, s.NotPrincipal.Pos, "a trust policy has no NotPrincipal")
	case s.IsAllow() == Yes:
		c.found.warn(AllowNotPrincipal, s.NotPrincipal.Pos, "Allow with NotPrincipal allows everyone else, anonymous callers included")
	}
}

// controlPolicy has the rules for customer-written RCPs.
func (c *checker) controlPolicy(s Statement) {
	if c.use != ResourceControlPolicy {
		return
	}
	if s.IsAllow() == Yes {
		c.found.add(BadControlPolicy, s.Effect.Pos, "a resource control policy can only Deny")
	}
	if s.NotPrincipal != nil || s.Principal != nil && s.Principal.Everyone() == No {
		c.found.add(BadControlPolicy, s.Pos, `the Principal of a resource control policy is "*"`)
	}
	for _, t := range s.Actions {
		if t.Is("*") == Yes {
			c.found.add(BadControlPolicy, t.Pos, "a resource control policy names the services of its actions")
		}
	}
	if s.NotActions != nil {
		c.found.add(BadControlPolicy, s.Pos, "a resource control policy has no NotAction")
	}
}

func (c *checker) principals(p *Principals) {
	for _, t := range p.AWS {
		c.noVariable(t, "a Principal")
		kind, account := awsPrincipal(t)
		known, ok := t.Known()
		id, accountKnown := account.Known()
		switch {
		case !ok:
		case kind == TrustUnknown:
			c.found.add(BadPrincipal, t.Pos, "AWS principal %q is neither an account, an ARN nor \"*\"", known)
		case kind != TrustEveryone && strings.ContainsAny(known, "*?"):
			c.found.add(BadPrincipal, t.Pos, "AWS principal %q: a wildcard can only stand alone", known)
		case accountKnown && !isAccount(id) && id != "cloudfront": // origin access identities
			c.found.add(BadPrincipal, t.Pos, "AWS principal %q has no account of 12 digits", known)
		}
	}
	for _, t := range p.Service {
		if known, ok := t.Known(); ok && (!strings.Contains(known, ".") || strings.ContainsAny(known, "*? /:")) {
			c.found.add(BadPrincipal, t.Pos, "service principal %q is not of the form service.amazonaws.com", known)
		}
	}
}
