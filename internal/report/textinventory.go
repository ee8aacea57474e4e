package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

func (p *page) inventory(s *Inventory) {
	if s.Whole {
		tied := relationsOf(s.Subject.Estate)
		for i, r := range s.Resources {
			if i > 0 {
				p.gap()
			}
			p.resource(s.Subject, r, tied)
		}
		return
	}
	e := s.Subject.Estate
	text := plural(e.Declared(), "resource")
	if e.Unresolved > 0 {
		text += ", " + plural(e.Unresolved, "property value") + " unresolved"
	}
	p.line(p.paint(bold, strings.Join(s.Subject.Names, ", ")), ": ", text)
	if accounts := accountsOf(s.Resources); len(accounts) > 1 {
		p.accounts(e, accounts)
		return
	}
	p.stacks(s.Resources)
}

// stacks writes a table of each stack's resources.
func (p *page) stacks(list []estate.Resource) {
	of := map[string][]*estate.Core{}
	for _, r := range list {
		c := r.Base()
		of[c.Stack] = append(of[c.Stack], c)
	}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		p.stack(name, of[name])
	}
}

// stack writes a table of one stack's resources by type; what AWS implies is
// left out unless all is asked for.
func (p *page) stack(name string, all []*estate.Core) {
	var list []*estate.Core
	for _, c := range all {
		if p.Verbose || c.Origin.Implied == "" {
			list = append(list, c)
		}
	}
	list = sortedBy(list, func(c *estate.Core) string { return c.Type + "\x00" + string(c.ID) })
	types, ids := 0, 0
	for _, c := range list {
		types, ids = max(types, columns(c.Type)), max(ids, columns(string(c.ID)))
	}
	p.heading(fmt.Sprintf("Stack %s", name))
	for _, c := range list {
		at := c.Origin.String()
		if c.Origin.Implied != "" {
			at = c.Origin.Implied
		}
		p.line("  ", pad(c.Type, types), "  ", p.paint(bold, pad(string(c.ID), ids)), "  ", p.paint(dim, at))
	}
}

func (p *page) resource(s Subject, r estate.Resource, tied relations) {
	c := r.Base()
	p.line(p.paint(bold, string(c.ID)), "  ", c.Type)
	if c.Origin.Implied != "" {
		p.line("  ", p.paint(dim, c.Origin.Implied))
	} else {
		p.line("  ", p.paint(dim, c.Origin.String()))
	}
	ref := s.resource(c.ID)
	p.field("stack", c.Stack)
	p.field("account", ref.Account)
	p.field("region", ref.Region)
	p.field("arn", ref.ARN)
	if !c.When.IsAlways() {
		p.field("exists if", c.When.String())
	}
	if c.Properties != nil && len(c.Properties.Fields) > 0 {
		p.heading("Properties")
		p.tree(2, c.Properties, false)
	}
	if gaps := gapsIn(c.Properties); len(gaps) > 0 {
		p.heading("Not known")
		for _, g := range gaps {
			p.text(p.paint(cyan, "  ? "), 4, plain, causeOf(g))
		}
	}
	p.tied("Refers to", distinct(tied.to[c.ID]), s)
	p.tied("Referred to by", distinct(tied.from[c.ID]), s)
}

func (p *page) field(name, text string) {
	if text != "" {
		p.line("  ", p.paint(dim, pad(name, 10)), text)
	}
}

func (p *page) tied(title string, list []estate.ID, s Subject) {
	if len(list) == 0 {
		return
	}
	p.heading(title)
	width := 0
	for _, id := range list {
		width = max(width, columns(string(id)))
	}
	for _, id := range list {
		r := s.resource(id)
		p.line("  ", pad(r.ID, width), "  ", p.paint(dim, r.Type))
	}
}

// tree writes a property tree like YAML.
func (p *page) tree(indent int, t *estate.Tree, secret bool) {
	space := strings.Repeat(" ", indent)
	switch t.Kind {
	case estate.Map:
		pair := isSecretPair(t)
		for _, f := range t.Fields {
			if !f.Value.IsMissing() {
				p.member(space+p.paint(cyan, f.Name)+":", indent, f.Value, namesSecret(f.Name) || pair && pairValue(f.Name))
			}
		}
	case estate.List:
		for _, i := range t.Items {
			p.item(indent, i, secret)
		}
	case estate.Choice:
		for _, l := range t.Leaves() {
			lead := space + p.paint(dim, "if "+l.When.String()) + ":"
			if l.Tree.IsMissing() {
				p.line(lead, p.paint(dim, " (not written)"))
				continue
			}
			p.member(lead, indent, l.Tree, secret)
		}
	default:
		p.line(space, leafText(t, secret))
	}
}

// item writes a member of a list; a map begins behind the dash.
func (p *page) item(indent int, t *estate.Tree, secret bool) {
	if t.IsMissing() {
		return
	}
	if t.Kind != estate.Map || len(t.Fields) == 0 {
		p.member(strings.Repeat(" ", indent)+"-", indent, t, secret)
		return
	}
	inner := &page{Style: p.Style}
	inner.tree(indent+2, t, secret)
	text := strings.TrimPrefix(inner.b.String(), strings.Repeat(" ", indent+2))
	p.b.WriteString(strings.Repeat(" ", indent) + "- " + text)
}

// member writes a value behind its name, or below it.
func (p *page) member(lead string, indent int, t *estate.Tree, secret bool) {
	switch t.Kind {
	case estate.Scalar, estate.Opaque:
		p.line(lead, " ", leafText(t, secret))
	default:
		p.line(lead)
		p.tree(indent+2, t, secret)
	}
}

func leafText(t *estate.Tree, secret bool) string {
	if t.Kind == estate.Opaque {
		return "? " + t.Gap().Cause()
	}
	if t.Plain == estate.PlainBool {
		secret = false
	}
	return strings.ReplaceAll(masked(t.Text, secret), "\n", "⏎")
}
