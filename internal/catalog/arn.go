package catalog

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// typesByARN are resource types by the service segment of their ARNs, in lower
// case; those that leave that segment open are under "". The forms of a service
// are cut when one of its ARNs is first asked for.
type typesByARN map[string]func() []formOfType

// A formOfType is one form of ARNs, cut into what stands between its open parts.
type formOfType struct {
	typ     ResourceType
	form    string
	head    [3]segment // partition, region, account
	rest    segment    // the resource
	noSlash bool       // the resource has no slash
}

// TypesOf are the resource types that an ARN may be of, by its form; none if it
// is of no form that is known. There may be several: services list types of other
// services for their own actions, and what one form leaves open can hold what
// another spells out. table/t/index/i is an index, and table would fit too, as
// function:f:1 is a version and a function, of which AWS lets actions take either.
// Where one form is a special case of another, it comes first, and among equals
// the service that the ARN names.
func (c *Catalog) TypesOf(arn string) []ResourceType {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return nil
	}
	var fit []formOfType
	byService := c.arns()
	for _, service := range []string{strings.ToLower(parts[2]), ""} {
		if byService[service] == nil {
			continue
		}
		for _, f := range byService[service]() {
			if f.matches(parts) {
				fit = append(fit, f)
			}
		}
	}
	return inOrder(fit, parts[2])
}

// inOrder are the types of forms, special cases first.
func inOrder(fit []formOfType, service string) []ResourceType {
	type ranked struct {
		typ     ResourceType
		special int // forms that are special cases of this one
		other   int // 0 for types of the service that the ARN names
	}
	var list []ranked
	for _, f := range fit {
		r := ranked{typ: f.typ}
		for _, o := range fit {
			if o.within(f) && !f.within(o) {
				r.special++
			}
		}
		if compareFold(f.typ.Service, service) != 0 {
			r.other = 1
		}
		list = append(list, r)
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		return cmp.Or(a.special-b.special, a.other-b.other, strings.Compare(a.typ.Service, b.typ.Service))
	})
	var out []ResourceType
	for _, r := range list {
		same := func(t ResourceType) bool { return t.Service == r.typ.Service && t.Name == r.typ.Name }
		if !slices.ContainsFunc(out, same) {
			out = append(out, r.typ)
		}
	}
	return out
}

// matches reports whether an ARN, cut at its first five colons, is of the form.
// A region or account may be empty: some forms name them where AWS leaves them
// out, and nothing is told apart by them.
func (f formOfType) matches(parts []string) bool {
	for i, s := range f.head {
		if !s.matches(parts[[3]int{1, 3, 4}[i]], 0) {
			return false
		}
	}
	if f.noSlash && strings.Contains(parts[5], "/") {
		return false
	}
	return f.rest.matches(parts[5], 1)
}

// within reports whether every ARN of the form is of the other one too. A form is
// itself a text that its own open parts stand in, and so it is enough to match it.
func (f formOfType) within(other formOfType) bool {
	parts := strings.SplitN(f.form, ":", 6)
	return other.matches(parts)
}

// A segment is the literal parts of a piece of a form; between any two of them is
// an open part.
type segment []string

// segmentOf cuts a piece of a form at ${…} and *. Open parts that follow each
// other directly are one.
func segmentOf(s string) segment {
	out := segment{""}
	for s != "" {
		open := strings.IndexAny(s, "*$")
		if open < 0 {
			open = len(s)
		}
		out[len(out)-1] += s[:open]
		if s = s[open:]; s == "" {
			break
		}
		size := 1
		if end := strings.IndexByte(s, '}'); strings.HasPrefix(s, "${") && end > 0 {
			size = end + 1
		} else if s[0] == '$' {
			out[len(out)-1] += "$"
			s = s[1:]
			continue
		}
		s = s[size:]
		if len(out) == 1 || out[len(out)-1] != "" {
			out = append(out, "")
		}
	}
	return out
}

// matches reports whether a text has the literal parts in their order, with at
// least so many characters in every open part between them.
func (g segment) matches(s string, least int) bool {
	s, ok := strings.CutPrefix(s, g[0])
	if !ok || len(g) == 1 {
		return ok && s == ""
	}
	for _, l := range g[1 : len(g)-1] {
		if len(s) < least {
			return false
		}
		i := strings.Index(s[least:], l)
		if i < 0 {
			return false
		}
		s = s[least+i+len(l):]
	}
	last := g[len(g)-1]
	return len(s) >= least+len(last) && strings.HasSuffix(s, last)
}

func (c *Catalog) indexARNs() typesByARN {
	type use struct {
		typ  ResourceType
		form string
	}
	uses := map[string][]use{}
	for _, s := range c.services {
		for _, t := range s.declared().Types {
			for _, form := range t.ARNs {
				service := strings.ToLower(serviceOf(form))
				uses[service] = append(uses[service], use{t, form})
			}
		}
	}
	out := typesByARN{}
	for service, list := range uses {
		out[service] = sync.OnceValue(func() []formOfType {
			var forms []formOfType
			for _, u := range list {
				if parts := strings.SplitN(u.form, ":", 6); len(parts) == 6 {
					forms = append(forms, formOf(u.typ, u.form, parts))
				}
			}
			return forms
		})
	}
	return out
}

// serviceOf is the service segment of a form of ARNs, empty if it is open.
func serviceOf(form string) string {
	_, rest, _ := strings.Cut(form, ":")
	_, rest, _ = strings.Cut(rest, ":")
	service, _, _ := strings.Cut(rest, ":")
	if strings.ContainsAny(service, "$*") {
		return ""
	}
	return service
}

// formOf cuts a form of ARNs, given with its parts between the first five colons.
func formOf(t ResourceType, form string, parts []string) formOfType {
	f := formOfType{typ: t, form: form, rest: segmentOf(parts[5])}
	for i, p := range [3]string{parts[1], parts[3], parts[4]} {
		f.head[i] = segmentOf(p)
	}
	// "General purpose bucket naming rules": no slash, so b/k is an object.
	f.noSlash = strings.EqualFold(parts[2], "s3") && parts[5] == "${BucketName}"
	return f
}

// Fill is a form of ARNs, as arn:${Partition}:s3:::${BucketName}, with what with gives
// for each name in the place of its ${…}.
func Fill(form string, with func(name string) string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(form, "${")
		name, rest, closed := strings.Cut(after, "}")
		if !found || !closed {
			out.WriteString(form)
			return out.String()
		}
		out.WriteString(before)
		out.WriteString(with(name))
		form = rest
	}
}
