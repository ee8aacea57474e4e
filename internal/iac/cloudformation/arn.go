package cloudformation

import (
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
)

// specification opens the embedded table of resource types once; it never
// changes afterwards.
var specification = sync.OnceValues(resourcespec.Open)

// arnForm is how ARNs of one type look.
type arnForm struct {
	template  string // with ${Name} placeholders; empty if the table has none
	attribute bool   // there is an attribute Arn
}

func (l *loader) arnForm(typ string) arnForm {
	if f, ok := l.arnForms[typ]; ok {
		return f
	}
	var f arnForm
	if table, err := specification(); err == nil {
		if template, attribute, ok := table.ARN(typ); ok {
			f = arnForm{template, attribute}
		}
	}
	l.arnForms[typ] = f
	return f
}

// arn is the resource's ARN as far as its type's template and its properties
// tell: what AWS chooses stays a reference to the resource.
func (s *stack) arn(c estate.Core) estate.Text {
	form := s.arnForm(c.Type)
	if form.template == "" {
		if form.attribute {
			return estate.OfReference(c.ID, "Arn")
		}
		return estate.Text{}
	}
	parts := make([]estate.Text, 0, 2*strings.Count(form.template, "${")+1)
	rest := form.template
	for {
		before, after, found := strings.Cut(rest, "${")
		parts = append(parts, estate.Literal(before))
		if !found {
			return estate.Concat(parts...)
		}
		name, tail, _ := strings.Cut(after, "}")
		parts = append(parts, s.arnPart(name, c))
		rest = tail
	}
}

func (s *stack) arnPart(name string, c estate.Core) estate.Text {
	switch name {
	case "Partition":
		return s.place("AWS::Partition", partitionOf(s.region), "--region NAME")
	case "Region":
		return c.Region
	case "Account":
		return c.Account
	}
	if p := c.Properties.At(name); p != nil && p.Kind == estate.Scalar {
		return p.Text
	}
	return estate.OfReference(c.ID, name)
}
