package directory

import (
	"slices"
	"strings"

	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// target is a resource of the estate as an action takes it: itself, or all that is
// in it, as the objects of a bucket. False if the action takes neither.
func (d *Directory) target(r estate.Resource, action string) (*Target, bool) {
	c := r.Base()
	arn := d.names.arn(c)
	if _, ok := r.(*estate.RestAPI); ok && strings.HasPrefix(strings.ToLower(action), "execute-api:") {
		arn = estate.Concat(estate.Literal("arn:"+partition(c)+":execute-api:"), c.Region, estate.Literal(":"), c.Account, estate.Literal(":"), c.Self())
	}
	t := &Target{Resource: r, arn: arn, account: c.Account}
	if len(arn.Parts()) == 0 {
		return nil, false
	}
	known, defined := d.catalogue.Action(action)
	if !defined {
		return d.label(t), true
	}
	for i, types := range d.typesOf(arn) {
		if takes(known, types) {
			t.suffix = suffixes[i]
			return d.label(t), true
		}
	}
	return nil, false
}

// suffixes are the ways in which something is in a resource, after the resource itself.
var suffixes = [...]string{"", "/*", ":*", ":log-stream:*", "/index/*", "/stream/*", "/*/*/*"}

// typesOf are the types of an ARN and of what may be in it, each of [suffixes].
func (d *Directory) typesOf(arn estate.Text) *[len(suffixes)][]catalog.ResourceType {
	sample := d.sample(arn)
	types := d.types[sample]
	if types == nil {
		types = &[len(suffixes)][]catalog.ResourceType{}
		for i, suffix := range suffixes {
			types[i] = d.catalogue.TypesOf(sample + strings.ReplaceAll(suffix, "*", "x"))
		}
		d.types[sample] = types
	}
	return types
}

// label gives a target its name.
func (d *Directory) label(t *Target) *Target {
	t.Name = d.names.in(t.arn, scenario.Always()).String() + t.suffix
	return t
}

// sample is an ARN with something in the place of what isn't known.
func (d *Directory) sample(arn estate.Text) string {
	var b strings.Builder
	for _, p := range d.names.in(arn, scenario.Always()).Parts() {
		if p.Hole != "" {
			b.WriteString("x")
		}
		b.WriteString(p.Literal)
	}
	return b.String()
}

// takes reports whether an action takes a resource of one of the types.
func takes(a catalog.Action, types []catalog.ResourceType) bool {
	return slices.ContainsFunc(a.Resources, func(u catalog.Use) bool {
		return slices.ContainsFunc(types, func(t catalog.ResourceType) bool {
			return t.Name == u.Type && strings.EqualFold(t.Service, a.Service)
		})
	})
}

// matching are the targets of an ARN, or of a pattern of ARNs: the resources of
// the estate that match, or what is asked for itself if none does.
func (d *Directory) matching(pattern, action string) ([]*Target, error) {
	if pattern != "*" && strings.Count(pattern, ":") < 5 {
		return nil, &NotFoundError{What: "resource", Name: pattern, Why: "expected an ARN of six parts"}
	}
	if t := d.within(pattern); t != nil {
		return []*Target{t}, nil
	}
	var out []*Target
	if strings.ContainsAny(pattern, "*?") {
		of := policy.ResourcePattern(policy.Literal(pattern), false)
		for _, r := range d.estate.Resources {
			if r.Base().Origin.Implied != "" {
				continue
			}
			t, ok := d.target(r, action)
			if ok && of.MatchText(d.text(t, scenario.Always())) != policy.No {
				t.own = pattern == "*"
				out = append(out, t)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, &Target{Name: pattern, suffix: pattern, own: pattern == "*"})
	}
	return out, nil
}

// TargetsOf are those of the targets that a question of a principal is about: where
// no resource was named, what is in its own account.
func (d *Directory) TargetsOf(p *Principal, targets []*Target) []*Target {
	var out []*Target
	for _, t := range targets {
		if !t.own || t.Resource == nil || len(p.account.Parts()) == 0 || !t.account.Differs(p.account) {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		out = append(out, &Target{Name: "*", suffix: "*", own: true})
	}
	return out
}

// within is the target that an ARN names in a resource of the estate: the resource
// itself, or something in it. Nil if it names none.
func (d *Directory) within(arn string) *Target {
	for end := len(arn); end > 0; end = strings.LastIndexAny(arn[:end], ":/") {
		if strings.ContainsAny(arn[:end], "*?") {
			continue
		}
		for _, id := range d.goesBy[arn[:end]] {
			if r, ok := d.estate.Get(id); ok {
				return &Target{Resource: r, Name: arn, arn: d.names.arn(r.Base()), suffix: arn[end:], account: r.Base().Account}
			}
		}
		if t := d.targetByDefault(arn, end); t != nil {
			return t
		}
		if strings.Count(arn[:end], ":") < 5 {
			return nil
		}
	}
	return nil
}

// text is the target's ARN as a request has it in a class of scenarios.
func (d *Directory) text(t *Target, world scenario.Guard) policy.Text {
	if !t.fresh.IsZero() {
		return t.fresh
	}
	if t.Resource == nil && t.suffix == "" && !t.written {
		return policy.Literal("*")
	}
	if world.IsAlways() && !t.always.IsZero() {
		return t.always
	}
	var parts []policy.Part
	if t.Resource != nil || t.written {
		parts = append(parts, d.names.name(t.arn, world).Parts()...)
	}
	out := policy.Join(append(parts, policy.EachOf(t.suffix).Parts()...)...)
	if world.IsAlways() {
		t.always = out
	}
	return out
}

// fieldOf is a part of an ARN: 4 is the account; empty if there is none.
func fieldOf(arn string, n int) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[n]
	}
	return ""
}

// Own is a resource of a principal's own account of which the estate says nothing:
// service and rest are parts of its ARN, as "ec2" and "instance/i-0123456789abcdef0".
func (d *Directory) Own(p *Principal, service, rest string) *Target {
	var region estate.Text
	if !global(service) {
		region = estate.OfVariable(&scenario.Variable{Name: "AWS::Region", Kind: scenario.Pseudo, Why: "the sources don't say in which Region"})
		if p.Resource != nil && len(p.Resource.Base().Region.Parts()) > 0 {
			region = p.Resource.Base().Region
		}
	}
	arn := estate.Concat(estate.Literal("arn:aws:"+service+":"), region, estate.Literal(":"), p.account, estate.Literal(":"+rest))
	return &Target{Name: d.names.in(arn, scenario.Always()).String(), arn: arn, account: p.account, written: true}
}
