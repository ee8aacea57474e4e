package cloudformation

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// ref evaluates Ref: a pseudo-parameter, a parameter or a resource.
func (s *stack) ref(n *syntax.Node) (*estate.Tree, error) {
	name, err := s.nameOf(n)
	if err != nil || name == "" {
		return estate.NewOpaque(s.outside(fmt.Sprintf("Ref at line %d", n.At.Line), "its name is not known"), n.At), err
	}
	return s.refName(name, n.At)
}

// nameOf is a function's argument as a plain name; the language extensions
// allow functions there.
func (s *stack) nameOf(n *syntax.Node) (string, error) {
	if n.Arg.Kind == syntax.Scalar {
		return n.Arg.Text, nil
	}
	if n.Arg.Kind != syntax.Call {
		return "", badArguments(n, "a name")
	}
	t, err := s.eval(n.Arg)
	if err != nil || t == nil || t.Kind != estate.Scalar {
		return "", err
	}
	name, _ := t.Text.Known()
	return name, nil
}

func (s *stack) refName(name string, at estate.Origin) (*estate.Tree, error) {
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(name, at)
	}
	if t, ok := s.parameterTrees[name]; ok {
		return relocate(t, at), nil
	}
	if d := s.declared[name]; d != nil {
		return estate.NewScalar(estate.OfReference(d.id, ""), at), nil
	}
	if s.openResources != nil {
		return estate.NewOpaque(s.madeByMacro(name), at), nil
	}
	return s.nobody(at, "Ref", name)
}

// relocate shows a parameter's value at the place that uses it.
func relocate(t *estate.Tree, at estate.Origin) *estate.Tree {
	if t == nil {
		return nil
	}
	c := *t
	c.Origin = at
	return &c
}

func (s *stack) madeByMacro(name string) *scenario.Variable {
	return s.variable(scenario.Variable{
		Name: name, Kind: scenario.Outside, Why: "a macro of the template makes it: " + s.openResources.Name,
		Settle: s.openResources.Settle,
	})
}

// pseudo evaluates a pseudo-parameter: it stays symbolic unless the user says
// where the stack is deployed.
func (s *stack) pseudo(name string, at estate.Origin) (*estate.Tree, error) {
	var t estate.Text
	switch name {
	case "AWS::NoValue":
		return nil, nil
	case "AWS::Region":
		t = s.regionText()
	case "AWS::AccountId":
		t = s.accountText()
	case "AWS::Partition":
		t = s.place(name, partitionOf(s.region), "--region")
	case "AWS::URLSuffix":
		t = s.place(name, suffixOf(s.region), "--region")
	case "AWS::StackName", "AWS::StackId":
		t = estate.OfVariable(s.variable(scenario.Variable{
			Name: name + "@" + s.name, Kind: scenario.Pseudo, Why: "whoever deploys the template chooses the stack's name",
		}))
	case "AWS::NotificationARNs":
		return estate.NewOpaque(s.variable(scenario.Variable{Name: name, Kind: scenario.Pseudo, Why: "given when the stack is deployed"}), at), nil
	default:
		return nil, &syntax.Error{At: at, Text: fmt.Sprintf("Ref %q: there is no such pseudo-parameter", name), Hint: "see AWS's page \"Pseudo parameters reference\""}
	}
	return estate.NewScalar(t, at), nil
}

func (s *stack) regionText() estate.Text {
	return s.place("AWS::Region", s.region, "--region NAME")
}

func (s *stack) accountText() estate.Text {
	return s.place("AWS::AccountId", s.account, "--account ID")
}

func (s *stack) place(name, value, settle string) estate.Text {
	if value != "" {
		return estate.Literal(value)
	}
	if t, ok := s.places[name]; ok {
		return t
	}
	t := estate.OfVariable(s.variable(scenario.Variable{
		Name: name, Kind: scenario.Pseudo, Why: "the template does not say where it is deployed", Settle: settle,
	}))
	s.places[name] = t
	return t
}

func partitionOf(region string) string {
	if region == "" {
		return ""
	}
	return estate.PartitionOf(region)
}

func suffixOf(region string) string {
	if region == "" {
		return ""
	}
	return estate.SuffixOf(estate.PartitionOf(region))
}

// getAtt evaluates Fn::GetAtt in both forms: "Name.Attribute" and a list.
func (s *stack) getAtt(n *syntax.Node) (*estate.Tree, error) {
	switch {
	case n.Arg.Kind == syntax.Scalar:
		name, attribute, ok := strings.Cut(n.Arg.Text, ".")
		if !ok {
			return nil, badArguments(n, "a resource and an attribute, as in Vpc.CidrBlock")
		}
		return s.attribute(name, attribute, n.At)
	case n.Arg.Kind == syntax.List && len(n.Arg.Items) >= 2:
		var parts []string
		for _, i := range n.Arg.Items {
			t, err := s.eval(i)
			if err != nil {
				return nil, err
			}
			text := ""
			if t != nil {
				text, _ = t.Text.Known()
			}
			if text == "" {
				return estate.NewOpaque(s.outside(fmt.Sprintf("GetAtt at line %d", n.At.Line), "its resource or attribute is not known"), n.At), nil
			}
			parts = append(parts, text)
		}
		return s.attribute(parts[0], strings.Join(parts[1:], "."), n.At)
	case n.Arg.Kind == syntax.Call:
		return estate.NewOpaque(s.outside(fmt.Sprintf("GetAtt at line %d", n.At.Line), "its resource is not known"), n.At), nil
	}
	return nil, badArguments(n, "a resource and an attribute")
}

// attribute is the value of a resource's attribute: a property of the resource
// where AWS returns just that, an output of a nested stack, else symbolic.
func (s *stack) attribute(name, attribute string, at estate.Origin) (*estate.Tree, error) {
	d := s.declared[name]
	if d == nil {
		if s.openResources != nil {
			return estate.NewOpaque(s.madeByMacro(name+"."+attribute), at), nil
		}
		return s.nobody(at, "GetAtt", name)
	}
	if child := s.children[name]; child != nil {
		if output, ok := strings.CutPrefix(attribute, "Outputs."); ok {
			t, err := child.output(output)
			return relocate(t, at), err
		}
	}
	if path, ok := echoed[d.typ+"."+attribute]; ok {
		if p := d.node.Get("Properties").Get(path); p != nil {
			t, err := s.eval(p)
			return relocate(t, at), err
		}
	}
	return estate.NewScalar(estate.OfReference(d.id, attribute), at), nil
}

// echoed are attributes that return a property as it was written ("Return
// values" of each type's page).
var echoed = map[string]string{
	"AWS::EC2::VPC.CidrBlock":               "CidrBlock",
	"AWS::EC2::Subnet.CidrBlock":            "CidrBlock",
	"AWS::EC2::Subnet.VpcId":                "VpcId",
	"AWS::EC2::Subnet.AvailabilityZone":     "AvailabilityZone",
	"AWS::EC2::SecurityGroup.VpcId":         "VpcId",
	"AWS::EC2::Instance.AvailabilityZone":   "AvailabilityZone",
	"AWS::RDS::DBInstance.Endpoint.Port":    "Port",
	"AWS::RDS::DBCluster.Endpoint.Port":     "Port",
	"AWS::SSM::Parameter.Value":             "Value",
	"AWS::EC2::NetworkInterface.SubnetId":   "SubnetId",
	"AWS::EC2::VPCPeeringConnection.VpcId":  "VpcId",
	"AWS::EC2::LaunchTemplate.TemplateName": "LaunchTemplateName",
}

// sub evaluates Fn::Sub in both forms.
func (s *stack) sub(n *syntax.Node) (*estate.Tree, error) {
	text, vars, err := s.subArguments(n)
	if err != nil {
		return nil, err
	}
	var args []*estate.Tree
	rest := text
	for rest != "" {
		i := strings.Index(rest, "${")
		end := -1
		if i >= 0 {
			end = strings.IndexByte(rest[i:], '}')
		}
		if end < 0 {
			args = append(args, estate.NewScalar(s.dynamic(rest), n.At))
			break
		}
		if i > 0 {
			args = append(args, estate.NewScalar(estate.Literal(rest[:i]), n.At))
		}
		name := strings.TrimSpace(rest[i+2 : i+end])
		rest = rest[i+end+1:]
		t, err := s.subName(name, vars, n.At)
		if err != nil {
			return nil, err
		}
		args = append(args, t)
	}
	return s.lift(n.At, args, func(args []*estate.Tree) (*estate.Tree, error) {
		joined := s.joinTexts(nil, args, n.At)
		if literal, ok := joined.Text.Known(); ok {
			joined.Text = s.dynamic(literal) // a {{resolve:…}} may be put together
		}
		return joined, nil
	})
}

func (s *stack) subArguments(n *syntax.Node) (string, map[string]*estate.Tree, error) {
	if n.Arg.Kind == syntax.Scalar {
		return n.Arg.Text, nil, nil
	}
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) == 0 || len(n.Arg.Items) > 2 || n.Arg.Items[0].Kind != syntax.Scalar {
		return "", nil, badArguments(n, "a text, or a text and a map of names")
	}
	vars := map[string]*estate.Tree{}
	if len(n.Arg.Items) == 2 {
		if n.Arg.Items[1].Kind != syntax.Map {
			return "", nil, badArguments(n, "a text and a map of names")
		}
		for _, f := range n.Arg.Items[1].Fields {
			t, err := s.eval(f.Node)
			if err != nil {
				return "", nil, err
			}
			vars[f.Name] = t
		}
	}
	return n.Arg.Items[0].Text, vars, nil
}

func (s *stack) subName(name string, vars map[string]*estate.Tree, at estate.Origin) (*estate.Tree, error) {
	if literal, ok := strings.CutPrefix(name, "!"); ok {
		return estate.NewScalar(estate.Literal("${"+literal+"}"), at), nil
	}
	if t, ok := vars[name]; ok {
		return t, nil
	}
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(name, at)
	}
	if resource, attribute, ok := strings.Cut(name, "."); ok {
		return s.attribute(resource, attribute, at)
	}
	return s.refName(name, at)
}

// findInMap evaluates Fn::FindInMap; keys that are variables choose among the
// rows, and a key for which there is no row is impossible: the stack would not
// deploy.
func (s *stack) findInMap(n *syntax.Node) (*estate.Tree, error) {
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) < 3 || len(n.Arg.Items) > 4 {
		return nil, badArguments(n, "a map's name and two keys")
	}
	byDefault, err := s.findDefault(n)
	if err != nil {
		return nil, err
	}
	var keys []*estate.Tree
	for _, k := range n.Arg.Items[:3] {
		t, err := s.eval(k)
		if err != nil {
			return nil, err
		}
		keys = append(keys, t)
	}
	return s.lift(n.At, keys, func(keys []*estate.Tree) (*estate.Tree, error) {
		for _, k := range keys {
			if k == nil || k.Kind != estate.Scalar {
				return estate.NewOpaque(s.outside(fmt.Sprintf("FindInMap at line %d", n.At.Line), "a key is not known"), n.At), nil
			}
		}
		return s.lookup(n, keys, byDefault)
	})
}

// findDefault is the value of FindInMap's DefaultValue; found is nil without.
func (s *stack) findDefault(n *syntax.Node) (*found, error) {
	if len(n.Arg.Items) < 4 {
		return nil, nil
	}
	d := n.Arg.Items[3].Get("DefaultValue")
	if d == nil {
		return nil, nil
	}
	t, err := s.eval(d)
	return &found{t}, err
}

type found struct{ tree *estate.Tree }

func (s *stack) lookup(n *syntax.Node, keys []*estate.Tree, byDefault *found) (*estate.Tree, error) {
	name, ok := keys[0].Text.Known()
	table := s.mappings.Get(name)
	if !ok || table == nil {
		return s.noMapping(n, name, ok, byDefault)
	}
	out := &estate.Tree{Kind: estate.Choice, Origin: n.At}
	for _, row := range s.rows(table, keys[1].Text) {
		if row.node == nil {
			out.Alts = appendFound(out.Alts, row.when, byDefault)
			continue
		}
		for _, cell := range s.rows(row.node, keys[2].Text) {
			when := row.when.And(cell.when)
			if when.IsNever() {
				continue
			}
			if cell.node == nil {
				out.Alts = appendFound(out.Alts, when, byDefault)
				continue
			}
			t, err := s.eval(cell.node)
			if err != nil {
				return nil, err
			}
			if when.IsAlways() {
				return t, nil
			}
			out.Alts = append(out.Alts, estate.TreeAlternative{When: when, Then: t})
		}
	}
	if len(out.Alts) == 0 {
		// It fails only if it is evaluated: it may stand in a branch never taken.
		return estate.NewOpaque(s.outside(
			fmt.Sprintf("mapping %s, %s, %s", name, keys[1].Text, keys[2].Text), "the mapping has no such entry"), n.At), nil
	}
	return out, nil
}

func appendFound(alts []estate.TreeAlternative, when scenario.Guard, byDefault *found) []estate.TreeAlternative {
	if byDefault == nil || when.IsNever() {
		return alts
	}
	return append(alts, estate.TreeAlternative{When: when, Then: byDefault.tree})
}

func (s *stack) noMapping(n *syntax.Node, name string, known bool, byDefault *found) (*estate.Tree, error) {
	switch {
	case byDefault != nil && known:
		return byDefault.tree, nil
	case known && s.openResources == nil:
		return nil, &syntax.Error{At: n.At, Text: fmt.Sprintf("FindInMap: there is no mapping %q", name), Hint: "define it in Mappings"}
	}
	return estate.NewOpaque(s.outside(fmt.Sprintf("FindInMap at line %d", n.At.Line), "which mapping it reads is not known"), n.At), nil
}

// row is an entry of a mapping in the scenarios in which a key chooses it; node
// is nil for "no entry".
type row struct {
	when scenario.Guard
	node *syntax.Node
}

func (s *stack) rows(table *syntax.Node, key estate.Text) []row {
	if k, ok := key.Known(); ok {
		return []row{{node: table.Get(k)}}
	}
	if v, ok := key.Variable(); ok {
		return rowsOf(table, v)
	}
	var out []row
	rest := scenario.Always()
	for _, f := range distinct(table.Fields) {
		if f.Name == "Fn::Transform" {
			continue
		}
		when := s.equalTexts(key, estate.Literal(f.Name))
		if when = when.And(rest); when.IsNever() {
			continue
		}
		out = append(out, row{when, f.Node})
		rest = rest.Minus(when)
	}
	if !rest.IsNever() {
		out = append(out, row{when: rest})
	}
	return out
}

// rowsOf are the rows that a variable chooses.
func rowsOf(table *syntax.Node, v *scenario.Variable) []row {
	out := make([]row, 0, len(table.Fields)+1)
	names := make([]string, 0, len(table.Fields))
	for _, f := range distinct(table.Fields) {
		if f.Name == "Fn::Transform" {
			continue
		}
		if when := scenario.Atom(v, f.Name); !when.IsNever() {
			out = append(out, row{when, f.Node})
			names = append(names, f.Name)
		}
	}
	if rest := scenario.OneOf(v, names).Not(); !rest.IsNever() {
		out = append(out, row{when: rest})
	}
	return out
}
