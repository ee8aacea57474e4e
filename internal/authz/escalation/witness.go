package escalation

import (
	"strings"

	"ringwall/internal/authz/directory"
	"ringwall/internal/policy"
)

// region stands for one that whoever gains rights may choose.
const region = "us-east-1"

// witnesses are ARNs of a form for which a principal's statements on an action may
// speak: one a pattern of their resources.
func witnesses(d *directory.Directory, p *directory.Principal, action, form string) []policy.Text {
	plain := fill(strings.ReplaceAll(form, "{region}", region), d.Account(p))
	kind := policy.ResourcePattern(policy.Literal(pattern(form)), false)
	var out []policy.Text
	for _, g := range d.Grants(p, action) {
		if g.Statement.Resources == nil {
			out = append(out, plain) // NotResource, or a statement that isn't known
			continue
		}
		for _, t := range g.Statement.Resources {
			is := policy.ResourcePattern(t, g.Statement.Variables)
			at := is.MatchText(plain)
			made, ok := example(t, d.Account(p))
			switch {
			case at == policy.Yes, at == policy.Unknown && !ok: // a parameter may be any ARN
				out = append(out, plain)
			case ok && kind.MatchText(made) != policy.No:
				out = append(out, made)
			}
		}
	}
	return out
}

// pattern is a form with its names replaced by what matches all.
func pattern(form string) string {
	s := strings.ReplaceAll(strings.ReplaceAll(form, "{region}", "*"), "{account}", "*")
	parts := strings.SplitN(s, ":", 6)
	if len(parts) < 6 {
		return s
	}
	if !strings.HasSuffix(form, "x") && !strings.Contains(parts[5], "/x") && !strings.Contains(parts[5], ":x") {
		return s // a thing that AWS has, such as a document of its own
	}
	kind := strings.IndexAny(parts[5], "/:")
	return strings.Join(parts[:5], ":") + ":" + parts[5][:kind+1] + "*"
}

// fill puts an account in its place.
func fill(form string, account policy.Text) policy.Text {
	before, after, found := strings.Cut(form, "{account}")
	if !found {
		return policy.Literal(form)
	}
	parts := append([]policy.Part{{Literal: before}}, account.Parts()...)
	return plainly(policy.Join(append(parts, policy.Part{Literal: after})...))
}

// plainly is a text whose holes are names, not patterns.
func plainly(t policy.Text) policy.Text {
	if _, known := t.Known(); known {
		return t
	}
	var out []policy.Part
	for _, p := range t.Parts() {
		p.Plain = p.Plain || p.Hole != ""
		out = append(out, p)
	}
	return policy.Join(out...)
}

// example is an ARN that a pattern of ARNs matches, in an account.
func example(t policy.Text, account policy.Text) (policy.Text, bool) {
	var out []policy.Part
	field := 0
	for _, p := range t.Parts() {
		if p.Hole != "" {
			out = append(out, p)
			continue
		}
		start := 0
		for i := range len(p.Literal) {
			switch c := p.Literal[i]; {
			case c == ':':
				field++
			case c != '*' && c != '?':
			default:
				out = append(out, policy.Part{Literal: p.Literal[start:i]})
				out = append(out, wild(field, account)...)
				start = i + 1
			}
		}
		out = append(out, policy.Part{Literal: p.Literal[start:]})
	}
	return plainly(policy.Join(out...)), field >= 5
}

// wild is what a wildcard in a field of an ARN stands for.
func wild(field int, account policy.Text) []policy.Part {
	switch field {
	case 1:
		return []policy.Part{{Literal: "aws"}}
	case 3:
		return []policy.Part{{Literal: region}}
	case 4:
		return account.Parts()
	}
	return []policy.Part{{Literal: "x"}}
}
