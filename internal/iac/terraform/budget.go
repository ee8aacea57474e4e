package terraform

import "ringwall/internal/estate"

// What one load may cost. The largest of the public configurations that were
// measured spends 18,000, none more than 250 an instance.
const (
	// maxSpent bounds the expressions evaluated and the values made of them in one
	// load; each instance of a resource adds to it.
	maxSpent     = 1_000_000
	spentOfEach  = 1_000
	fewPerSpent  = 16 // members of a value that cost as much as one expression
	fewPerMember = 64 // bytes of a text that count as one member
	// maxWeight bounds the members of one value, each counted as often as it stands
	// in it: values that are made of themselves, twice, soon fill any memory.
	maxWeight = 200_000
	// maxText bounds one text.
	maxText = maxWeight * fewPerMember
)

// spend counts what was evaluated; it is what went wrong if that is too much.
func (l *loader) spend(n int, at estate.Origin) *value {
	if l.spent += n; l.spent <= maxSpent+spentOfEach*l.instances {
		return nil
	}
	if l.overspent {
		return failure("too many values", at)
	}
	l.overspent = true
	l.fail(&Error{at, "the configuration unfolds to too many values", "load a smaller part of it, or the plan (terraform show -json)"})
	return failure("too many values", at)
}

// afford spends for values that were made, or are looked through.
func (s *scope) afford(at estate.Origin, all ...*value) *value {
	for _, v := range all {
		w := weight(v, maxWeight)
		if w > maxWeight {
			return failure("the value has too many parts", at)
		}
		if bad := s.spend(w/fewPerSpent, at); bad != nil {
			return bad
		}
	}
	return nil
}

// weight counts the members of a value, not much further than a limit.
func weight(v *value, limit int) int {
	out := 1
	switch v.form() {
	case isScalar:
		if literal, known := v.text.Known(); known {
			return out + len(literal)/fewPerMember
		}
		for _, p := range v.text.Parts() {
			out += len(p.Literal) / fewPerMember
		}
	case isList:
		for _, x := range v.items {
			if out += weight(x, limit-out); out > limit {
				break
			}
		}
	case isObject:
		for _, f := range v.fields {
			if out += weight(f.is, limit-out); out > limit {
				break
			}
		}
	case isChoice:
		for _, a := range v.alts {
			if out += weight(a.then, limit-out); out > limit {
				break
			}
		}
	}
	return out
}
