package suppress

import (
	"encoding/base64"
	"errors"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// Metadata is what the metadata of an estate's sources say of suppressions.
type Metadata struct {
	List []finding.Suppression
	// Foreign counts the rules of other tools that the metadata name, and Unmapped
	// those to which no control of ours answers.
	Foreign, Unmapped int
}

// Declared reads the metadata of resources and, for our own form and cdk-nag's,
// those of whole templates. What is wrong with our own form is an error.
func Declared(e *estate.Estate) (Metadata, error) {
	var out Metadata
	var errs []error
	known := tools()
	add := func(meta *estate.Tree, resource estate.ID, stack string) {
		list, err := own(meta.At(Ours), resource == "")
		if err != nil {
			errs = append(errs, err)
		}
		from := len(out.List)
		out.List = append(out.List, list...)
		for _, t := range known {
			if resource != "" || t.key == "cdk_nag" {
				out.foreign(t, meta.At(t.key, t.list))
			}
		}
		for i := range out.List[from:] {
			out.List[from+i].Resource, out.List[from+i].Stack = resource, stack
		}
	}
	for _, s := range e.Sources {
		if s.Metadata != nil {
			add(s.Metadata, "", s.Stack)
		}
	}
	for _, r := range e.Resources {
		if c := r.Base(); c.Metadata() != nil {
			add(c.Metadata(), c.ID, c.Stack)
		}
	}
	return out, errors.Join(errs...)
}

// foreign reads one list of another tool's. Whatever is not plainly written is
// passed over: nothing is suppressed by it.
func (m *Metadata) foreign(t tool, list *estate.Tree) {
	if list == nil || list.Kind != estate.List {
		return
	}
	named := map[string]*estate.Tree{}
	for _, item := range list.Items {
		id := plain(item, "id")
		if id == "" {
			continue
		}
		m.Foreign++
		if !t.mentions(id) {
			m.Unmapped++
			continue
		}
		// With applies_to cdk-nag accepts some of what a rule finds; which of our
		// findings that is cannot be told.
		if named[id] == nil && item.At("applies_to").IsMissing() {
			named[id] = item
		}
	}
	for _, r := range t.rows {
		if s, ok := r.suppression(t, named); ok {
			m.List = append(m.List, s)
		}
	}
}

func (t tool) mentions(id string) bool {
	for _, r := range t.rows {
		for _, one := range strings.Fields(r.ids) {
			if one == id {
				return true
			}
		}
	}
	return false
}

// suppression is what a row comes to where all its ids are named.
func (r row) suppression(t tool, named map[string]*estate.Tree) (finding.Suppression, bool) {
	ids := strings.Fields(r.ids)
	var reasons []string
	for _, id := range ids {
		item := named[id]
		if item == nil {
			return finding.Suppression{}, false
		}
		if why := reasonOf(t, item); why != "" {
			reasons = append(reasons, why)
		}
	}
	return finding.Suppression{
		By: t.key, ID: strings.Join(ids, ", "), Controls: []string{r.control},
		Reason: strings.Join(reasons, "; "), Origin: named[ids[0]].Origin,
	}, true
}

// reasonOf is why a rule is suppressed, as far as the source says.
func reasonOf(t tool, item *estate.Tree) string {
	why := strings.TrimSpace(plain(item, t.reason))
	if plain(item, "is_reason_encoded") == "true" { // so cdk-nag writes what is not ASCII
		if text, err := base64.StdEncoding.DecodeString(why); err == nil {
			return string(text)
		}
	}
	return why
}

// plain is the text of a field that is written out.
func plain(t *estate.Tree, name string) string {
	f := t.At(name)
	if f == nil || f.Kind != estate.Scalar {
		return ""
	}
	s, _ := f.Text.Known()
	return s
}
