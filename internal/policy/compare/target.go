package compare

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// target is an action and a resource for a witness.
type target struct {
	action, resource string
	fits             bool // the catalogue has such resources of the action
}

// Bounds on looking for a resource that an action takes.
const (
	maxForms   = 60
	maxTargets = 12
	maxSolved  = 6
)

// targets are what the request of a search may be about: first what fits, last what
// the search came to.
func (s *search) targets() []target {
	found := target{resource: s.text(resourceDim), fits: true}
	if s.cell.unknown {
		found.action = s.text(actionDim)
		return append(s.newTargets(found.action), found)
	}
	found.action = s.cell.actions[0].action().Name
	if s.cell.whole || s.c.use == policy.TrustPolicy {
		return []target{found}
	}
	var out []target
	texts := s.resources(found.resource)
	forms := map[string]bool{}
	for _, k := range s.cell.actions {
		for _, f := range plainFirst(k) {
			if forms[f] || len(forms) > maxForms {
				continue
			}
			forms[f] = true
			if t, ok := s.formed(f, append(instances(f), texts...), len(forms) <= maxSolved); ok {
				out = append(out, target{k.action().Name, t, true})
			}
		}
		if len(out) > maxTargets {
			break
		}
	}
	for _, t := range texts {
		if t == "*" && s.cell.bare {
			out = append(out, target{found.action, t, true})
		}
	}
	found.fits = false
	return append(out, found)
}

// newTargets are resources that an action which the catalogue doesn't have might take.
func (s *search) newTargets(action string) []target {
	service, _, _ := strings.Cut(action, ":")
	texts := append([]string{"arn:aws:" + service + ":us-east-1:" + ownAccount + ":example"}, s.resources("*")...)
	if service == "s3" {
		texts = append([]string{"arn:aws:s3:::example/example"}, texts...)
	}
	var out []target
	for _, t := range texts {
		if s.resourceHolds(t) && (t == "*" || strings.Count(t, ":") >= 5) {
			out = append(out, target{action, t, true})
		}
	}
	return out
}

// plainFirst are the forms of an action's resources: those of its own service first,
// and those with less in them that is open.
func plainFirst(k known) []string {
	own := ":" + k.service.name + ":"
	rank := func(form string) int {
		n := 2 * strings.Count(form, "${")
		if !strings.Contains(form, own) {
			n += 100
		}
		return n
	}
	return slices.SortedStableFunc(slices.Values(k.action().Forms), func(a, b string) int { return rank(a) - rank(b) })
}

// resources are examples of what the patterns of the search take.
func (s *search) resources(found string) []string {
	var out []string
	for _, l := range s.lits[resourceDim] {
		if l.want {
			for _, q := range s.e.values(l.atom, s.may) {
				out = append(out, fillARN(q)...)
			}
		}
	}
	return append(out, found)
}

// formed is a resource of a form with which all literals are as they are to be.
func (s *search) formed(form string, texts []string, solve bool) (string, bool) {
	q := s.c.by.form(form)
	for _, t := range texts {
		if q.match(t) && isOf(form, t) && s.resourceHolds(t) {
			return t, true
		}
	}
	if !solve {
		return "", false
	}
	l, ok := s.language()
	if !ok {
		return "", false
	}
	l.all = append(l.all, q.loose)
	if strings.HasSuffix(form, bucketForm) {
		l.none = append(l.none, objects)
	}
	t, st := l.solve()
	return t, st == some && q.match(t) && isOf(form, t)
}

// resourceHolds reports that a resource makes all literals as they are to be.
func (s *search) resourceHolds(text string) bool {
	m := model{text: text, runes: []rune(text)}
	for _, l := range s.lits[resourceDim] {
		if !agrees(s.answerOf(l.atom, m), l.want, s.may) {
			return false
		}
	}
	return true
}

const bucketForm = ":s3:::${BucketName}"

var objects = wildSequence("*/*")

// isOf is what a form says beside its pattern: a bucket's name has no slash ("General
// purpose bucket naming rules").
func isOf(form, text string) bool {
	return !strings.HasSuffix(form, bucketForm) || !strings.Contains(text, "/")
}

// arnForm is a form of ARNs as a pattern: ${…} is something, without colons but in the
// last segment. Loose lets it have colons, which is quick to match.
type arnForm struct {
	exact, loose *sequence
	service      string // empty if it is open
}

func (f arnForm) match(text string) bool {
	runes := []rune(text)
	return f.loose.match(runes) && f.exact.match(runes)
}

func (by *Comparer) form(form string) arnForm {
	f, ok := by.forms[form]
	if !ok {
		f = arnForm{exact: formSequence(form, true), loose: formSequence(form, false)}
		if parts := strings.SplitN(form, ":", 4); len(parts) == 4 && !strings.Contains(parts[2], "$") {
			f.service = parts[2]
		}
		by.forms[form] = f
	}
	return f
}

func formSequence(form string, exact bool) *sequence {
	var steps []step
	colons := 0
	for form != "" {
		before, after, found := strings.Cut(form, "${")
		for _, c := range before {
			steps = append(steps, step{kind: policy.CharStep, char: c})
			if c == ':' {
				colons++
			}
		}
		if !found {
			break
		}
		_, form, _ = strings.Cut(after, "}")
		stop := exact && colons < 5
		steps = append(steps, step{kind: policy.OneStep, stop: stop}, step{kind: policy.RunStep, stop: stop})
	}
	return newSequence(steps)
}

// gained are the actions of a cell, and of them those that take a resource which a
// statement names that allows them.
func (c *comparison) gained(x *cell) (all, out []string) {
	for _, k := range x.actions {
		a := k.action()
		all = append(all, a.Name)
		takes := func(form string) bool {
			naming := c.namingOf(form)
			return slices.ContainsFunc(x.members, func(m member) bool { return naming.has(m.place) })
		}
		if a.Whole || a.Optional || len(a.Forms) == 0 || slices.ContainsFunc(a.Forms, takes) {
			out = append(out, a.Name)
		}
	}
	return all, out
}

// namingOf are the statements that may name a resource of a form, by their places.
func (c *comparison) namingOf(form string) hits {
	if h, ok := c.naming[form]; ok {
		return h
	}
	h := newHits(len(c.stmts))
	c.naming[form] = h
	may := map[*atom]bool{}
	for _, st := range c.stmts {
		if !st.changed || !st.allow {
			continue
		}
		if st.resources == nil || st.resources.not || slices.ContainsFunc(st.resources.atoms, func(a *atom) bool {
			named, ok := may[a]
			if !ok {
				named = c.mayName(a, form)
				may[a] = named
			}
			return named
		}) {
			h.set(st.place)
		}
	}
	return h
}

// mayName reports an entry of Resource that may match an ARN of a form.
func (c *comparison) mayName(a *atom, form string) bool {
	q, bucket := c.by.form(form), strings.HasSuffix(form, bucketForm)
	if s, ok := serviceOf(a.entry); ok && q.service != "" && s != q.service {
		return false
	}
	for _, p := range c.unsettled().values(a, true) {
		slash := slices.ContainsFunc(p.steps, func(s step) bool { return s.kind == policy.CharStep && s.char == '/' })
		if (!bucket || !slash) && (p.all() || q.exact.overlaps(p)) {
			return true
		}
	}
	return false
}
