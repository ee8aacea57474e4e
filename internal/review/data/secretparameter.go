package data

import (
	"cmp"
	"maps"
	"slices"

	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// judgeParameters makes one finding for each parameter whose default is a
// secret and that is used: the default stands in the template, and is what
// deploys unless somebody gives another value. It says nothing of the value.
func (s *secretSearch) judgeParameters() {
	variables := slices.SortedFunc(maps.Keys(s.parameters), func(a, b *scenario.Variable) int { return cmp.Compare(a.Name, b.Name) })
	for _, v := range variables {
		uses := s.parameters[v]
		t := s.termOf(baseName(v.Name))
		for _, u := range uses {
			t = max(t, u.term)
		}
		if v.Kind != scenario.Parameter || !v.HasDefault || !secretDefault(v, t) {
			continue
		}
		first := uses[0]
		d := review.Detail{
			At: first.at, Key: "parameter " + v.Name,
			Message: "parameter " + v.Name + ", used by " + first.path + ", has a " + t.kind() + " as its default",
			Fix:     "Remove the parameter's Default, or replace the parameter by a dynamic reference to Secrets Manager.",
		}
		for _, u := range uses[1:] {
			if id := u.resource.Base().ID; id != first.resource.Base().ID && !slices.Contains(d.Also, id) {
				d.Also = append(d.Also, id)
			}
		}
		s.pass.Fail(first.resource, d)
	}
}

// secretDefault: a parameter that is kept secret may still have a harmless
// default, such as a user's name.
func secretDefault(v *scenario.Variable, t term) bool {
	if t == noTerm {
		return v.Hidden && looksRandom(v.Default)
	}
	return isSecret(t, v.Default)
}

// baseName is a parameter's name without the stack's.
func baseName(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' {
			return name[i+1:]
		}
	}
	return name
}
