package policy

import "strings"

// Asked is a request made ready to be put to many documents. It belongs to who
// asks; the request must not be changed while it is in use.
type Asked struct {
	request *Request
	// The action in lower case, and its hashes; plain if it is short, ASCII, and has
	// one colon.
	plain         bool
	action        [maxName]byte
	length, colon int // colon is negative if there is none
	name, service uint64
	resource      string
	resourceKnown bool // all of it is known
}

// Ask makes a request ready.
func Ask(r *Request) Asked {
	a := Asked{request: r, colon: -1}
	a.resource, a.resourceKnown = r.Resource.Known()
	if len(r.Action) > maxName {
		return a
	}
	h := uint64(hashStart)
	for i := range len(r.Action) {
		c := r.Action[i]
		if c >= 0x80 {
			return a
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c == ':' {
			if a.colon >= 0 {
				return a
			}
			a.colon, a.service = i, h
		}
		a.action[i] = c
		h = (h ^ uint64(c)) * hashFactor
	}
	a.plain, a.length, a.name = a.colon >= 0, len(r.Action), h
	return a
}

// AppendCandidates appends the statements that can apply to what is asked, in
// their order. It leaves out most that don't, by the beginnings of actions and
// resources, so that [Compiled.Match] is asked of few.
func (c *Compiled) AppendCandidates(to []Candidate, a *Asked) []Candidate {
	for _, candidate := range c.CandidatesFor(a) {
		f := &c.filters[candidate.Statement]
		if !f.open {
			if !candidate.asked && a.plain {
				is := f.action(a)
				if is == No {
					continue
				}
				candidate.asked = is == Yes
			}
			if !f.free && a.resourceKnown && !f.resource(a.resource) {
				continue
			}
		}
		to = append(to, candidate)
	}
	return to
}

// CandidatesFor are [Compiled.Candidates] of what is asked.
func (c *Compiled) CandidatesFor(a *Asked) []Candidate {
	if !a.plain {
		return c.Candidates(a.request.Action)
	}
	if list, ok := c.actions.find(a.name, a.action[:a.length]); ok {
		return list
	}
	if list, ok := c.services.find(a.service, a.action[:a.colon]); ok {
		return list
	}
	return c.rest
}

// filter is what can be told of a statement by its letters alone.
type filter struct {
	open       bool // nothing
	notActions bool
	free       bool // it is for all resources, or that isn't told here
	actions    []nameLetters
	resources  []letters
}

// nameLetters are an action's pattern, in lower case: service:name.
type nameLetters struct {
	all, open     bool // it is *; it has holes or is no ASCII
	hash          uint64
	service, name letters
}

// letters are what a text must have that a pattern takes.
type letters struct {
	shape  shape
	head   string   // it begins so; of shapeExact it is this, of shapeGlob the pattern
	chunks []string // of resources: it has these in this order; the first is the head
}

func newFilter(s *compiledStatement) filter {
	f := filter{notActions: s.notActions}
	f.open = s.gap != "" || s.missing[ActionElement] != "" || s.missing[ResourceElement] != ""
	f.free = s.attached || s.notResources
	f.actions = make([]nameLetters, 0, len(s.actions))
	for i := range s.actions {
		f.actions = append(f.actions, actionLetters(&s.actions[i]))
	}
	if f.free {
		return f
	}
	f.resources = make([]letters, 0, len(s.resources))
	for i := range s.resources {
		l := resourceLetters(&s.resources[i])
		f.free = f.free || l.head == ""
		f.resources = append(f.resources, l)
	}
	return f
}

// actionLetters are the pattern of an action.
func actionLetters(m *matcher) nameLetters {
	text, known := m.source.Known()
	service, name, found := strings.Cut(text, ":")
	switch {
	case m.shape == shapeAny:
		return nameLetters{all: true}
	case !known || !found || strings.Contains(name, ":"):
		return nameLetters{open: true}
	}
	for i := range len(text) {
		if text[i] >= 0x80 {
			return nameLetters{open: true}
		}
	}
	return nameLetters{hash: foldHash(service), service: lettersOf(service), name: lettersOf(name)}
}

func lettersOf(s string) letters {
	s = strings.ToLower(s)
	switch i := strings.IndexAny(s, "*?"); {
	case i < 0:
		return letters{shape: shapeExact, head: s}
	case strings.Trim(s[i:], "*") == "":
		return letters{shape: shapePrefix, head: s[:i]}
	}
	return letters{shape: shapeGlob, head: s}
}

// takes reports whether a part of an action has the letters.
func (l *letters) takes(s []byte) bool {
	switch l.shape {
	case shapeExact:
		return string(s) == l.head
	case shapePrefix:
		return len(s) >= len(l.head) && string(s[:len(l.head)]) == l.head
	}
	return matchBytes(l.head, s)
}

func (n *nameLetters) takes(a *Asked) bool {
	if n.service.shape == shapeExact && n.hash != a.service {
		return false
	}
	return n.service.takes(a.action[:a.colon]) && n.name.takes(a.action[a.colon+1:a.length])
}

// action answers whether the statement has the action.
func (f *filter) action(a *Asked) Answer {
	sum := No
	for i := range f.actions {
		n := &f.actions[i]
		if n.all || !n.open && n.takes(a) {
			sum = Yes
			break
		}
		if n.open {
			sum = Unknown
		}
	}
	if f.notActions {
		return sum.Not()
	}
	return sum
}

// matchBytes is match for ASCII in one case.
func matchBytes(p string, s []byte) bool {
	pi, si, star, mark := 0, 0, -1, 0
	for si < len(s) {
		switch {
		case pi < len(p) && p[pi] == '*':
			star, mark = pi, si
			pi++
		case pi < len(p) && (p[pi] == '?' || p[pi] == s[si]):
			pi++
			si++
		case star >= 0:
			mark++
			pi, si = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(p[pi:], "*") == ""
}

// resourceLetters are what a resource must have that a matcher takes for sure or
// maybe; none if that may be any.
func resourceLetters(m *matcher) letters {
	switch m.shape {
	case shapeExact, shapePrefix:
		return letters{head: m.text}
	case shapeChunks, shapeGlob:
		return letters{head: m.chunks[0], chunks: m.chunks}
	case shapePieces:
		if first := m.pieces[0]; first.ref == nil && m.wild && !first.literal {
			return letters{head: untilWildcard(first.text)}
		}
	}
	return letters{}
}

func untilWildcard(s string) string {
	if i := strings.IndexAny(s, "*?"); i >= 0 {
		return s[:i]
	}
	return s
}

// resource reports whether the statement may be for the resource.
func (f *filter) resource(s string) bool {
	for i := range f.resources {
		l := &f.resources[i]
		n := len(l.head)
		// Beginnings differ at their ends, if at all.
		if len(s) >= n && s[n-1] == l.head[n-1] && s[:n] == l.head && (l.chunks == nil || matchChunks(l.chunks, s)) {
			return true
		}
	}
	return false
}

// table finds lists of candidates by names in lower case.
type table struct {
	slots []slot // a power of two of them, or none
}

type slot struct {
	hash uint64
	name string
	list []Candidate // nil: nothing is here
}

func newTable(lists map[string][]Candidate) table {
	size := 1
	for size < 2*len(lists) {
		size *= 2
	}
	t := table{make([]slot, size)}
	for name, list := range lists {
		h := foldHash(name)
		i := h & uint64(size-1)
		for t.slots[i].list != nil {
			i = (i + 1) & uint64(size-1)
		}
		t.slots[i] = slot{h, name, list}
	}
	return t
}

func (t *table) find(hash uint64, name []byte) ([]Candidate, bool) {
	if len(t.slots) == 0 {
		return nil, false
	}
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; t.slots[i].list != nil; i = (i + 1) & mask {
		if s := &t.slots[i]; s.hash == hash && s.name == string(name) {
			return s.list, true
		}
	}
	return nil, false
}

// Request is what was made ready.
func (a *Asked) Request() *Request { return a.request }
