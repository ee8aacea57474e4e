package compare

import (
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/policy"
)

// The dimensions of a request. Keys follow.
const (
	resourceDim = iota
	callerDim
	actionDim
	firstKey
)

// noDim is that of atoms of which nothing is known.
const noDim = -1

// atom is what a statement says of one dimension. Equal atoms are one.
type atom struct {
	id      int
	dim     int
	stmt    *statement // the first that has it
	why     string     // nothing is known of it: why
	entry   policy.Language
	entryID int // from 1, where there is an entry
	cond    *condition
	people  *policy.Compiled // a Principal
	refs    []string         // keys whose values stand in it, in lower case
}

// list is a Resource, NotResource, Action or NotAction element.
type list struct {
	atoms []*atom
	not   bool
}

// statement is a conjunction.
type statement struct {
	document  *Document
	index     int
	place     int // among those of both sides
	source    *policy.Statement
	same      string // equal for statements that say the same
	twin      bool   // the other side has the same statement
	changed   bool   // of the changed policies
	allow     bool   // else it denies; what is not known to do either is two
	actions   list
	doubted   *atom // an entry of its actions can't be read
	resources *list // nil: it is about the one that it belongs to
	atoms     []*atom
}

// comparison is what is known of both sides.
type comparison struct {
	use       policy.Use
	by        *Comparer
	sides     [2][]*side
	stmts     []*statement
	atoms     map[string]*atom
	keys      []*key
	byName    map[string]int // dimension of a key by its name in lower case
	derived   bool           // conditions on keys that hang on the caller
	people    []*person
	vars      []string // keys that policy variables stand for
	envs      map[string]*env
	open      *env              // see unsettled
	kept      map[string][]*env // the cases, by what they were asked for
	fresh     []rune
	faults    []string
	overflow  string
	naming    map[string]hits // see namingOf
	fits      bool            // there is a witness that AWS has the like of
	relations []*relation     // of statements, by their places
	pairs     pairs
	entries   int // of Action and Resource
	roots     map[string]rooted
	work      int // that was done, in steps of about a hundred nanoseconds
}

// side is one document, compiled for its use.
type side struct {
	document *Document
	compiled *policy.Compiled
}

func newComparison(old, changed []Document, use policy.Use, by *Comparer) *comparison {
	c := &comparison{use: use, by: by, atoms: map[string]*atom{}, byName: map[string]int{}, envs: map[string]*env{}, kept: map[string][]*env{},
		naming: map[string]hits{}, roots: map[string]rooted{}}
	for i, docs := range [][]Document{old, changed} {
		docs = slices.Clone(docs)
		if use == policy.ResourceControlPolicy {
			docs = append(docs, fullAccess())
		}
		for j := range docs {
			c.read(&docs[j], i)
		}
	}
	for i, st := range c.stmts {
		st.place = i
	}
	c.findTwins()
	c.freshRunes()
	c.findVariables()
	c.findPeople()
	c.relations = make([]*relation, len(c.stmts))
	return c
}

// findTwins marks statements that both sides have. A gap stands for any number of
// statements, which needn't be the same twice.
func (c *comparison) findTwins() {
	sides := map[bool]map[string]bool{false: {}, true: {}}
	for _, st := range c.stmts {
		if st.source.Gap == "" && st.document.Policy.Statements != nil {
			sides[st.changed][st.same] = true
		}
	}
	for _, st := range c.stmts {
		st.twin = st.source.Gap == "" && st.document.Policy.Statements != nil && sides[!st.changed][st.same]
	}
}

// fullAccess is RCPFullAWSAccess, which AWS attaches at every level and which
// can't be detached ("Resource control policies (RCPs)").
func fullAccess() Document {
	all := []policy.Text{policy.Literal("*")}
	return Document{Name: "RCPFullAWSAccess", Policy: policy.Document{Version: policy.Literal(policy.Version2012), Statements: []policy.Statement{{
		Effect: policy.Literal("Allow"), Principal: &policy.Principals{Star: true}, Actions: all, Resources: all}}}}
}

func (c *comparison) read(d *Document, which int) {
	s := &side{d, policy.CompileOnce(d.Policy, c.use)}
	c.sides[which] = append(c.sides[which], s)
	if d.Policy.Statements == nil {
		for _, allow := range []bool{true, false} {
			st := &statement{document: d, changed: which == 1, allow: allow, source: &policy.Statement{Pos: d.Policy.Pos}}
			st.atoms = []*atom{c.opaque(st.effect()+" a policy without Statement", "a policy without Statement", st)}
			st.actions.not = true
			c.stmts = append(c.stmts, st)
		}
		return
	}
	for i := range d.Policy.Statements {
		c.readStatement(s, i, which)
	}
}

// readStatement reads a statement; one whose effect is not known as two, of which
// nobody knows which there is: as one that allows and denies at once it would never
// grant.
func (c *comparison) readStatement(sd *side, i, which int) {
	src := &sd.document.Policy.Statements[i]
	unclear := src.Gap != "" || src.Flaw != ""
	allows, denies := unclear || src.IsAllow() != policy.No, unclear || src.IsDeny() != policy.No
	for _, allow := range []bool{true, false} {
		if allow && allows || !allow && denies {
			st := &statement{document: sd.document, index: i, source: src, changed: which == 1, allow: allow}
			c.readAs(sd, st, allows && denies)
		}
	}
}

// readAs reads a statement by the effect that it has, or may have.
func (c *comparison) readAs(sd *side, st *statement, mayBe bool) {
	d, src, i := sd.document, st.source, st.index
	c.stmts = append(c.stmts, st)
	if src.Gap != "" || src.Flaw != "" {
		// As one may be many, what it says isn't the same twice but for a flaw.
		st.same = st.effect() + canonical(d.Policy, *src)
		st.actions.not = true
		st.atoms = []*atom{c.opaque("flaw "+st.same, sd.compiled.Fault(i), st)}
		return
	}
	if why := sd.compiled.Fault(i); why != "" {
		st.atoms = append(st.atoms, c.opaque("fault "+canonical(d.Policy, *src), why, st))
	}
	if mayBe {
		st.atoms = append(st.atoms, c.opaque(st.effect()+"effect "+canonical(d.Policy, *src), "an Effect that is not known", st))
	}
	vars := d.Policy.Variables(*src)
	st.actions.not = src.NotActions != nil
	for _, t := range append(slices.Clone(src.Actions), src.NotActions...) {
		a := c.intern("action "+strings.ToLower(t.String()), actionDim, st)
		if c.enter(a) {
			a.entry = policy.ActionLanguage(t)
		}
		if a.entry.Doubt {
			st.doubted = c.opaque("actions "+canonical(d.Policy, *src), t.String()+", which can't be read as an action", st)
		}
		st.actions.atoms = append(st.actions.atoms, a)
	}
	if src.Actions == nil && src.NotActions == nil {
		st.actions.not = true // its fault is noted
	}
	c.readResources(st, src, vars)
	c.readPrincipal(st, src)
	for j := range src.Conditions {
		c.readCondition(sd, st, &src.Conditions[j], j, vars)
	}
	st.same = st.says()
}

// effect tells apart the two that an unknown effect makes of a statement.
func (st *statement) effect() string {
	if st.allow {
		return "allow "
	}
	return "deny "
}

// says is equal for statements that say the same.
func (st *statement) says() string {
	b := []byte{boolByte(st.allow)}
	put := func(list []*atom, kind byte) {
		var ids []int
		for _, a := range list {
			ids = append(ids, a.id)
		}
		slices.Sort(ids)
		b = append(b, kind)
		for _, id := range slices.Compact(ids) {
			b = strconv.AppendInt(append(b, ' '), int64(id), 36)
		}
	}
	put(st.actions.atoms, 'a'+boolByte(st.actions.not))
	if st.resources != nil {
		put(st.resources.atoms, 'r'+boolByte(st.resources.not))
	}
	if st.doubted != nil {
		put([]*atom{st.doubted}, 'd')
	}
	put(st.atoms, '.')
	return string(b)
}

func (c *comparison) readResources(st *statement, src *policy.Statement, vars policy.Answer) {
	if src.Resources == nil && src.NotResources == nil {
		return
	}
	st.resources = &list{not: src.NotResources != nil}
	for _, t := range append(slices.Clone(src.Resources), src.NotResources...) {
		a := c.intern("resource "+vars.String()+" "+t.String(), resourceDim, st)
		if c.enter(a) {
			a.entry = policy.ResourceLanguage(t, vars)
			a.refs = refsOf(a.entry)
		}
		st.resources.atoms = append(st.resources.atoms, a)
	}
}

// enter numbers an atom that is an entry; false if it has its number.
func (c *comparison) enter(a *atom) bool {
	if a.entryID > 0 {
		return false
	}
	c.entries++
	a.entryID = c.entries
	return true
}

// readPrincipal makes an atom of a Principal. Which effect NotPrincipal has
// changes what it means.
func (c *comparison) readPrincipal(st *statement, src *policy.Statement) {
	if src.Principal == nil && src.NotPrincipal == nil {
		return
	}
	only := policy.Statement{Effect: src.Effect, Principal: src.Principal, NotPrincipal: src.NotPrincipal, Actions: everything}
	name := "principal "
	if src.NotPrincipal != nil {
		name += src.Effect.String() + " "
	}
	a := c.intern(name+canonical(policy.Document{}, policy.Statement{Principal: src.Principal, NotPrincipal: src.NotPrincipal}), callerDim, st)
	if a.people == nil {
		a.people = policy.CompileOnce(one(only, policy.No), policy.AnyUse)
	}
	st.atoms = append(st.atoms, a)
}

var everything = []policy.Text{policy.Literal("*")}

// one is a document of one statement.
func one(s policy.Statement, vars policy.Answer) policy.Document {
	s.Variables = vars == policy.Yes
	version := policy.Version2008
	if vars == policy.Yes {
		version = policy.Version2012
	}
	return policy.Document{Version: policy.Literal(version), Statements: []policy.Statement{s}}
}

// canonical is what a statement says, wherever it stands and whatever its Sid.
func canonical(d policy.Document, s policy.Statement) string {
	s.Sid = policy.Text{}
	return string(policy.Document{Version: d.Version, Statements: []policy.Statement{s}}.JSON())
}

func (c *comparison) opaque(name, why string, st *statement) *atom {
	a := c.intern("opaque "+name, noDim, st)
	a.why = why
	return a
}

// intern is the one atom of a name.
func (c *comparison) intern(name string, dim int, st *statement) *atom {
	a, ok := c.atoms[name]
	if !ok {
		a = &atom{id: len(c.atoms), dim: dim, stmt: st}
		c.atoms[name] = a
	}
	return a
}

func refsOf(languages ...policy.Language) []string {
	var out []string
	for _, l := range languages {
		for _, s := range l.Steps {
			if s.Kind == policy.VariableStep && !slices.Contains(out, s.Key) {
				out = append(out, s.Key)
			}
		}
	}
	return out
}

func (c *comparison) cite(st *statement) Cited {
	return Cited{Document: st.document.Name, Statement: st.index, Sid: st.source.Sid.String(), Effect: st.source.Effect.String(), Pos: st.source.Pos}
}
