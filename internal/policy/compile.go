package policy

import (
	"cmp"
	"strings"
)

// Compiled is a document made ready for many requests. It is not changed by
// them, and may be shared.
type Compiled struct {
	statements []compiledStatement
	// The statements that can apply to an action: by its name, for those that
	// the document names in full; by its service; and to any other.
	actions  table
	services table
	rest     []Candidate
	all      []Candidate
	filters  []filter // of the statements
}

// Candidate is a statement that may apply to an action.
type Candidate struct {
	Statement int // index in the document
	// asked says that the action is known to be one of the statement's.
	asked bool
}

// compiledStatement is a [Statement], compiled.
type compiledStatement struct {
	allow, deny  Answer
	gap          string // why nothing is known
	actions      []matcher
	notActions   bool
	resources    []matcher
	notResources bool
	attached     bool // no Resource: it is the one that the policy belongs to
	principals   principals
	impersonal   bool // no Principal: it is whoever has the policy, or all
	notPrincipal bool
	missing      [PrincipalElement + 1]string // why an element that must be there is doubted
	conditions   []condition
}

// maxIndex bounds the work of indexing a document by the actions it names.
const maxIndex = 1 << 20

// maxName is the longest action that is looked up in the index.
const maxName = 96

// Compile makes a document ready. Its use decides what a missing Principal or
// Resource means.
func Compile(d Document, use Use) *Compiled {
	c := CompileOnce(d, use)
	c.index()
	return c
}

// CompileOnce is Compile for few requests: it makes no index of actions, and all
// statements are candidates.
func CompileOnce(d Document, use Use) *Compiled {
	if d.Statements == nil {
		d.Statements = []Statement{gapStatement("a policy without Statement", d.Pos)}
	}
	c := &Compiled{statements: make([]compiledStatement, len(d.Statements))}
	c.filters = make([]filter, len(d.Statements))
	for i, s := range d.Statements {
		c.statements[i] = newStatement(s, use, variablesIn(d, s))
		c.filters[i] = newFilter(&c.statements[i])
	}
	c.all = c.candidates(func(int) Answer { return Unknown })
	c.rest = c.all
	return c
}

// variablesIn answers whether ${…} is a policy variable in the statement.
func variablesIn(d Document, s Statement) Answer {
	switch {
	case !s.Variables:
		return No
	case d.Version.Is(Version2012) == Unknown:
		return Unknown
	}
	return Yes
}

func newStatement(s Statement, use Use, vars Answer) compiledStatement {
	out := compiledStatement{
		allow: s.IsAllow(), deny: s.IsDeny(),
		gap:        cmp.Or(s.Gap, s.Flaw),
		notActions: s.NotActions != nil, notResources: s.NotResources != nil,
		notPrincipal: s.NotPrincipal != nil,
		attached:     s.Resources == nil && s.NotResources == nil,
		impersonal:   s.Principal == nil && s.NotPrincipal == nil,
	}
	out.actions = make([]matcher, 0, len(s.Actions)+len(s.NotActions))
	for _, list := range [2][]Text{s.Actions, s.NotActions} {
		for _, t := range list {
			out.actions = append(out.actions, actionMatcher(t))
		}
	}
	out.resources = make([]matcher, 0, len(s.Resources)+len(s.NotResources))
	for _, list := range [2][]Text{s.Resources, s.NotResources} {
		for _, t := range list {
			out.resources = append(out.resources, resourceMatcher(t, vars))
		}
	}
	for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
		if p != nil {
			out.principals = append(out.principals, newPrincipals(p)...)
		}
	}
	for _, cond := range s.Conditions {
		out.conditions = append(out.conditions, newCondition(cond, vars))
	}
	out.need(s, use)
	return out
}

// actionMatcher is the matcher of an Action entry. One that AWS refuses may
// stand for anything.
func actionMatcher(t Text) matcher {
	if known, ok := t.Known(); ok && (!isActionPattern(known) || strings.Contains(known, "${")) {
		t = Hole(known + ", which is neither * nor service:Name").at(t.Pos)
	}
	return like(t, true, No)
}

// need notes the elements that are missing, or that are there and empty where
// that has no documented sense.
func (out *compiledStatement) need(s Statement, use Use) {
	if s.Actions == nil && s.NotActions == nil {
		out.missing[ActionElement] = "a statement without Action"
	}
	if s.NotActions != nil && len(s.NotActions) == 0 {
		out.missing[ActionElement] = "an empty NotAction"
	}
	if s.NotResources != nil && len(s.NotResources) == 0 {
		out.missing[ResourceElement] = "an empty NotResource"
	}
	if out.attached && use.needsResource() {
		out.missing[ResourceElement] = "a statement without Resource"
	}
	switch {
	case out.impersonal && use.needsPrincipal():
		out.missing[PrincipalElement] = "a statement without Principal"
	case !out.impersonal && !use.takesPrincipal():
		out.missing[PrincipalElement] = "a Principal in a policy that takes none"
	case s.NotPrincipal != nil && use == TrustPolicy:
		out.missing[PrincipalElement] = "a NotPrincipal in a trust policy"
	}
}

// Len is the number of statements.
func (c *Compiled) Len() int { return len(c.statements) }

// Effect answers whether a statement allows and whether it denies. At most one
// of the answers is Yes; both are Unknown where the Effect is not known.
func (c *Compiled) Effect(statement int) (allow, deny Answer) {
	s := &c.statements[statement]
	return s.allow, s.deny
}

// Candidates are the statements that can apply to an action, in their order.
// The rest of the document has nothing to say to it. See [Ask] for many documents.
func (c *Compiled) Candidates(action string) []Candidate {
	if len(action) > maxName {
		return c.all
	}
	name := []byte(action)
	for i := range name {
		name[i] = byte(lower(rune(name[i])))
	}
	if list, ok := c.actions.find(foldHash(action), name); ok {
		return list
	}
	if i := strings.IndexByte(action, ':'); i >= 0 {
		if list, ok := c.services.find(foldHash(action[:i]), name[:i]); ok {
			return list
		}
	}
	return c.rest
}

// index fills in the lists of candidates.
func (c *Compiled) index() {
	names, services := map[string]bool{}, map[string]bool{}
	grouped := make([]entries, len(c.statements))
	for i := range c.statements {
		grouped[i] = c.statements[i].entries(names)
		for service := range grouped[i].byService {
			services[service] = true
		}
	}
	if (len(names)+len(services))*len(c.statements) > maxIndex {
		c.rest = c.all
		return
	}
	byName, byService := make(map[string][]Candidate, len(names)), make(map[string][]Candidate, len(services))
	for name := range names {
		byName[name] = c.candidates(func(i int) Answer { return c.statements[i].names(name, &grouped[i]) })
	}
	for service := range services {
		byService[service] = c.candidates(func(i int) Answer { return c.statements[i].service(&grouped[i], service) })
	}
	c.actions, c.services = newTable(byName), newTable(byService)
	c.rest = c.candidates(func(i int) Answer { return c.statements[i].service(&grouped[i], "") })
}

// entries are the action entries of a statement by their services, which are few
// for each of the thousands of actions that some policies name; rest are those for
// actions of any service.
type entries struct {
	byService map[string][]*matcher
	rest      []*matcher
}

// entries sorts the action entries, and notes the names of those without wildcards.
func (s *compiledStatement) entries(names map[string]bool) entries {
	out := entries{byService: map[string][]*matcher{}}
	for i := range s.actions {
		m := &s.actions[i]
		action, colon := indexable(m.source)
		if colon < 0 {
			out.rest = append(out.rest, m)
			continue
		}
		out.byService[action[:colon]] = append(out.byService[action[:colon]], m)
		if !hasWildcard(action) {
			names[action] = true
		}
	}
	return out
}

// indexable is an action in lower case and where its colon stands, if it is known and
// its service has no wildcard; else -1.
func indexable(t Text) (action string, colon int) {
	s, known := t.Known()
	if !known || !isActionPattern(s) || len(s) > maxName {
		return "", -1
	}
	action = strings.ToLower(s)
	colon = strings.IndexByte(action, ':')
	if colon < 0 || hasWildcard(action[:colon]) {
		return "", -1
	}
	return action, colon
}

func (c *Compiled) candidates(ask func(int) Answer) []Candidate {
	out := []Candidate{}
	for i := range c.statements {
		if a := ask(i); a != No {
			out = append(out, Candidate{Statement: i, asked: a == Yes})
		}
	}
	return out
}

// names is the answer for an action that the document names in full.
func (s *compiledStatement) names(action string, of *entries) Answer {
	if s.gap != "" || s.missing[ActionElement] != "" {
		return Unknown
	}
	service, _, _ := strings.Cut(action, ":")
	takes := func(m *matcher) Answer { return m.matchString(action, nil).is }
	is := anyOf(of.byService[service], takes).Or(anyOf(of.rest, takes))
	if s.notActions {
		return is.Not()
	}
	return is
}

// service is No if the statement has none of a service's actions but those that
// a document names in full; "" is a service that it doesn't name.
func (s *compiledStatement) service(of *entries, name string) Answer {
	if s.notActions || s.missing[ActionElement] != "" || s.gap != "" {
		return Unknown
	}
	if len(of.rest) > 0 {
		if t, known := of.rest[0].source.Known(); known && t == "*" {
			return Yes
		}
		return Unknown
	}
	for _, m := range of.byService[name] {
		if m.shape != shapeExact {
			return Unknown
		}
	}
	return No
}

// Speaks answers whether an action is one of a statement's, by its index.
func (c *Compiled) Speaks(statement int, action string) Answer {
	s := &c.statements[statement]
	if s.gap != "" {
		return Unknown
	}
	return s.action(action).is
}
