package directory

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// called is a resource that goes by a name in some scenarios.
type called struct {
	id   estate.ID
	when scenario.Guard
}

// callByDefault notes what a name or ARN is where the parameters in it have their
// defaults, which is how whoever asks for one writes it.
func (d *Directory) callByDefault(id estate.ID, t estate.Text) {
	when := scenario.Always()
	for _, v := range t.Variables() {
		if v.HasDefault {
			when = when.And(scenario.Atom(v, v.Default))
		}
	}
	if when.IsAlways() || when.IsNever() {
		return
	}
	if name, known := d.names.in(t, when).Known(); known && name != "" {
		d.byDefault[name] = append(d.byDefault[name], called{id, when})
	}
}

// principalByDefault is who has an ARN where the parameters in it have their
// defaults; nil if nobody has.
func (d *Directory) principalByDefault(arn string) *Principal {
	for _, c := range d.byDefault[arn] {
		if p := d.principals[c.id]; p != nil {
			so := *p
			so.when = c.when
			return &so
		}
	}
	return nil
}

// targetByDefault is the target that an ARN names, cut after end, in a resource
// that has this ARN where parameters have their defaults; nil if none has.
func (d *Directory) targetByDefault(arn string, end int) *Target {
	for _, c := range d.byDefault[arn[:end]] {
		if r, ok := d.estate.Get(c.id); ok {
			return &Target{Resource: r, Name: arn, arn: d.names.arn(r.Base()), suffix: arn[end:], account: r.Base().Account, when: c.when}
		}
	}
	return nil
}
