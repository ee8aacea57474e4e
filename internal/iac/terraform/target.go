package terraform

import (
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
)

// specification opens the table of AWS's resource types once; it never changes
// afterwards.
var specification = sync.OnceValues(resourcespec.Open)

// target is what a type of Terraform's is in AWS's own terms.
type target struct {
	cfn  string // "AWS::EC2::VPC"; empty for what is no resource of AWS
	spec resourcespec.Type
	rule rule
	name string // the attribute whose value a reference to the whole stands for, if that is a name
}

// target finds a type's counterpart: by the table of rules, else by its name, which
// is mostly put together from the same words.
func (l *loader) target(typ string) *target {
	if t := l.types[typ]; t != nil {
		return t
	}
	t := &target{}
	l.types[typ] = t
	if !strings.HasPrefix(typ, "aws_") && !strings.HasPrefix(typ, "awscc_") {
		return t
	}
	t.cfn = typ // a type that has no counterpart keeps its own name
	t.rule = l.rule(typ)
	table, err := specification()
	if err != nil {
		return t
	}
	name := t.rule.cfn
	if name == "" {
		name = names()[squeezed(strings.TrimPrefix(strings.TrimPrefix(typ, "awscc_"), "aws_"))]
	}
	if name == "" {
		return t
	}
	t.cfn = name
	if spec, ok := table.Type(name); ok {
		t.spec = spec
	}
	t.name = t.nameAttribute()
	return t
}

// names are AWS's types by their service and name without marks, in lower case:
// "glueconnection" is AWS::Glue::Connection.
var names = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	table, err := specification()
	if err != nil {
		return out
	}
	for _, name := range table.Types() {
		if rest, ok := strings.CutPrefix(name, "AWS::"); ok {
			out[squeezed(rest)] = name
		}
	}
	return out
})

// squeezed is a name without marks in lower case, so that cidr_block and CidrBlock
// are the same.
func squeezed(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b = append(b, c)
		}
	}
	return string(b)
}

// squeezesTo reports whether a name comes to another that is squeezed: most differ in
// their first letter.
func squeezesTo(s, want string) bool {
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		default:
			continue
		}
		if n == len(want) || want[n] != c {
			return false
		}
		n++
	}
	return n == len(want)
}

// nameAttribute is the attribute of Terraform's that gives what Ref returns in
// CloudFormation, if that is a name which one may choose.
func (t *target) nameAttribute() string {
	if t.rule.name != "" {
		return strings.TrimPrefix(t.rule.name, "-") // "-" is none
	}
	if len(t.spec.Identifier) != 1 {
		return ""
	}
	id := t.spec.Identifier[0]
	if _, property := t.spec.Property(id); !property {
		return ""
	}
	switch {
	case strings.HasSuffix(id, "Name"):
		return "name"
	case strings.HasSuffix(id, "Identifier"):
		return "identifier"
	}
	return ""
}

// identity tells the attributes that stand for the resource itself: its id, its
// ARN, its name.
func (t *target) identity(name string) (attribute string, ok bool) {
	if t.cfn == "" {
		return "", false
	}
	if a, ok := t.rule.attributes[name]; ok && (name == "id" || a == "") {
		return a, true
	}
	switch {
	case name == "arn":
		return t.arnAttribute(), true
	case name == "id", name == t.name && name != "":
		return "", true
	}
	return "", false
}

// refer is a reference to an attribute; one that begins with a slash stands for what
// AWS creates with the resource.
func refer(id estate.ID, attribute string) estate.Text {
	if strings.HasPrefix(attribute, "/") {
		return estate.OfReference(id+estate.ID(attribute), "")
	}
	return estate.OfReference(id, attribute)
}

// arnAttribute is how CloudFormation names the ARN: mostly Arn, "" where Ref
// returns it.
func (t *target) arnAttribute() string {
	if a, ok := t.rule.attributes["arn"]; ok {
		return a
	}
	if _, ok := t.spec.Attribute("Arn"); ok {
		return "Arn"
	}
	for _, id := range t.spec.Identifier {
		if strings.HasSuffix(id, "Arn") || strings.HasSuffix(id, "ARN") {
			return ""
		}
	}
	for _, a := range t.spec.Attributes {
		if strings.HasSuffix(a.Name, "Arn") {
			return a.Name
		}
	}
	return "Arn"
}

// attribute is CloudFormation's name of an attribute that AWS decides.
func (t *target) attribute(name string) string {
	if a, ok := t.rule.attributes[name]; ok {
		return a
	}
	want := squeezed(name)
	for _, a := range t.spec.Attributes {
		if squeezesTo(a.Name, want) {
			return a.Name
		}
	}
	for _, p := range t.spec.Properties {
		if squeezesTo(p.Name, want) {
			return p.Name
		}
	}
	return pascal(name)
}

// pascal writes a name as CloudFormation does: cidr_block is CidrBlock.
func pascal(s string) string {
	var b strings.Builder
	up := true
	for _, c := range s {
		switch {
		case c == '_':
			up = true
			continue
		case up && c >= 'a' && c <= 'z':
			c += 'A' - 'a'
		}
		up = false
		b.WriteRune(c)
	}
	return b.String()
}
