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
		return []target{found}
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
			if t, ok := s.formed(f, append([]string{instance(f)}, texts...), len(forms) <= maxSolved); ok {
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
		if q.match([]rune(t)) && isOf(form, t) && s.resourceHolds(t) {
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
	l.all = append(l.all, q)
	if strings.HasSuffix(form, bucketForm) {
		l.none = append(l.none, objects)
	}
	t, st := l.solve()
	return t, st == some
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

// isOf is what a form leaves open: a bucket's name has no slash ("General purpose
// bucket naming rules").
func isOf(form, text string) bool {
	return !strings.HasSuffix(form, bucketForm) || !strings.Contains(text, "/")
}

// form is a form of ARNs as a pattern.
func (by *Comparer) form(form string) *sequence {
	q, ok := by.forms[form]
	if !ok {
		q = formSequence(form)
		by.forms[form] = q
	}
	return q
}

func formSequence(form string) *sequence {
	var steps []step
	for form != "" {
		before, after, found := strings.Cut(form, "${")
		for _, c := range before {
			steps = append(steps, step{kind: policy.CharStep, char: c})
		}
		if !found {
			break
		}
		_, form, _ = strings.Cut(after, "}")
		steps = append(steps, step{kind: policy.OneStep}, step{kind: policy.RunStep})
	}
	return newSequence(steps)
}
