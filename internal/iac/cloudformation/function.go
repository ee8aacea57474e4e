package cloudformation

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// call evaluates an intrinsic function.
func (s *stack) call(n *syntax.Node) (*estate.Tree, error) {
	switch n.Call {
	case "Ref":
		return s.ref(n)
	case "Fn::GetAtt":
		return s.getAtt(n)
	case "Fn::Sub":
		return s.sub(n)
	case "Fn::Join":
		return s.join(n)
	case "Fn::Select":
		return s.selectOne(n)
	case "Fn::Split":
		return s.split(n)
	case "Fn::If":
		return s.fnIf(n)
	case "Fn::FindInMap":
		return s.findInMap(n)
	case "Fn::GetAZs":
		return s.getAZs(n)
	case "Fn::Cidr":
		return s.cidr(n)
	case "Fn::ImportValue":
		return s.importValue(n)
	case "Fn::Base64":
		return s.eval(n.Arg) // kept readable: what it encodes is what is reviewed
	case "Fn::Length":
		return s.length(n)
	case "Fn::ToJsonString":
		return s.toJSON(n)
	case syntax.Unmade:
		return estate.NewOpaque(s.outside(n.Arg.Text, "it is made before the template is deployed"), n.At), nil
	case "Fn::Transform":
		return estate.NewOpaque(s.macro(n.Arg), n.At), nil
	case "Condition":
		// A call only where a condition is expected; elsewhere {"Condition": …}
		// is a map, but the short tag cannot be.
		g, err := s.test(n)
		return boolTree(g, n.At), err
	case "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Fn::Contains":
		g, err := s.test(n)
		return boolTree(g, n.At), err
	}
	if s.openResources != nil {
		return estate.NewOpaque(s.openResources, n.At), nil
	}
	return estate.NewOpaque(s.outside(fmt.Sprintf("%s at line %d", n.Call, n.At.Line), "an intrinsic function that is not known"), n.At), nil
}

func boolTree(g scenario.Guard, at estate.Origin) *estate.Tree {
	value := func(b bool) *estate.Tree {
		return &estate.Tree{Kind: estate.Scalar, Text: estate.Literal(strconv.FormatBool(b)), Plain: estate.PlainBool, Origin: at}
	}
	if g.IsAlways() || g.IsNever() {
		return value(g.IsAlways())
	}
	return choice(g, value(true), value(false), at)
}

func choice(g scenario.Guard, yes, no *estate.Tree, at estate.Origin) *estate.Tree {
	return &estate.Tree{Kind: estate.Choice, Origin: at, Alts: []estate.TreeAlternative{{When: g, Then: yes}, {When: g.Not(), Then: no}}}
}

// arguments evaluates a function's list of arguments.
func (s *stack) arguments(n *syntax.Node, least, most int, want string) ([]*estate.Tree, error) {
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) < least || len(n.Arg.Items) > most {
		return nil, badArguments(n, want)
	}
	out := make([]*estate.Tree, len(n.Arg.Items))
	for i, a := range n.Arg.Items {
		t, err := s.eval(a)
		if err != nil {
			return nil, err
		}
		out[i] = t
	}
	return out, nil
}

func (s *stack) fnIf(n *syntax.Node) (*estate.Tree, error) {
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) != 3 {
		return nil, badArguments(n, "a condition's name and two values")
	}
	g, err := s.ifCondition(n.Arg.Items[0])
	if err != nil {
		return nil, err
	}
	yes, err := s.eval(n.Arg.Items[1])
	if err != nil {
		return nil, err
	}
	no, err := s.eval(n.Arg.Items[2])
	switch {
	case err != nil:
		return nil, err
	case g.IsAlways():
		return yes, nil
	case g.IsNever():
		return no, nil
	}
	return choice(g, yes, no, n.At), nil
}

func (s *stack) ifCondition(n *syntax.Node) (scenario.Guard, error) {
	if n.Kind == syntax.Scalar {
		return s.condition(n.Text, n.At)
	}
	return s.test(n)
}

func (s *stack) join(n *syntax.Node) (*estate.Tree, error) {
	args, err := s.arguments(n, 2, 2, "a delimiter and a list")
	if err != nil {
		return nil, err
	}
	return s.lift(n.At, args, func(args []*estate.Tree) (*estate.Tree, error) {
		items, open := flatten(args[1])
		if open != nil {
			return estate.NewScalar(estate.OfVariable(s.outside("Join of "+open.Name, open.Why)), n.At), nil
		}
		return s.lift(n.At, items, func(items []*estate.Tree) (*estate.Tree, error) {
			return s.joinTexts(args[0], items, n.At), nil
		})
	})
}

func (s *stack) joinTexts(delimiter *estate.Tree, items []*estate.Tree, at estate.Origin) *estate.Tree {
	var between estate.Text
	if delimiter != nil {
		between = delimiter.Text
	}
	parts := make([]estate.Text, 0, 2*len(items))
	for _, i := range items {
		if i == nil {
			continue
		}
		var ok bool
		if parts, ok = appendTexts(parts, i, between); !ok {
			return estate.NewScalar(estate.OfVariable(s.outside("Join of "+treeName(i), "a part of it is not known")), at)
		}
	}
	return estate.NewScalar(estate.Concat(parts...), at)
}

// appendTexts appends the texts of a scalar or of a list of scalars, with the
// delimiter before each but the first.
func appendTexts(parts []estate.Text, t *estate.Tree, between estate.Text) ([]estate.Text, bool) {
	text := t.Text
	switch t.Kind {
	case estate.Scalar:
	case estate.Opaque:
		text = estate.OfVariable(t.Gap().Variable)
	case estate.List:
		for _, i := range t.Items {
			var ok bool
			if parts, ok = appendTexts(parts, i, between); !ok {
				return parts, false
			}
		}
		return parts, t.Open == nil
	default:
		return parts, false
	}
	if len(parts) > 0 {
		parts = append(parts, between)
	}
	return append(parts, text), true
}

func (s *stack) selectOne(n *syntax.Node) (*estate.Tree, error) {
	args, err := s.arguments(n, 2, 2, "an index and a list")
	if err != nil {
		return nil, err
	}
	return s.lift(n.At, args, func(args []*estate.Tree) (*estate.Tree, error) {
		if args[0] == nil || args[1] == nil {
			return nil, nil
		}
		indices := args[0].AsInt()
		out := &estate.Tree{Kind: estate.Choice, Origin: n.At}
		for _, a := range indices.Alternatives() {
			item := s.item(a, args[1], n.At)
			if len(indices.Alternatives()) == 1 {
				return item, nil
			}
			out.Alts = append(out.Alts, estate.TreeAlternative{When: a.When, Then: item})
		}
		return out, nil
	})
}

func (s *stack) item(index estate.Alternative[int], list *estate.Tree, at estate.Origin) *estate.Tree {
	if index.State != estate.Known {
		return estate.NewOpaque(s.outside("an item of "+treeName(list), "which one is not known"), at)
	}
	if list.Kind == estate.Opaque {
		v := list.Gap().Variable
		one := scenario.Variable{Name: fmt.Sprintf("%s[%d]", v.Name, index.Is), Kind: v.Kind.Outer(), Why: v.Why, Settle: v.Settle}
		if v.List != "" {
			one.List, one.Place = v.List, index.Is
		}
		return estate.NewScalar(estate.OfVariable(s.variable(one)), at)
	}
	if one, ok := firewallEndpoint(list, index.Is, at); ok {
		return one
	}
	items, open := flatten(list)
	for _, i := range items {
		if i.Kind == estate.Choice || i.Kind == estate.List {
			return s.itemOfChoices(index.Is, items, open, at)
		}
	}
	if index.Is >= 0 && index.Is < len(items) {
		return items[index.Is]
	}
	return estate.NewOpaque(s.outside(fmt.Sprintf("item %d at line %d", index.Is, at.Line), "the list has no such item"), at)
}

// itemOfChoices selects from a list whose members may be absent or be lists
// themselves.
func (s *stack) itemOfChoices(index int, items []*estate.Tree, open *scenario.Variable, at estate.Origin) *estate.Tree {
	t, _ := s.lift(at, items, func(items []*estate.Tree) (*estate.Tree, error) {
		var flat []*estate.Tree
		for _, i := range items {
			switch {
			case i == nil:
			case i.Kind == estate.List:
				flat = append(flat, i.Items...)
			case i.Kind == estate.Opaque && len(flat) <= index:
				return i, nil
			default:
				flat = append(flat, i)
			}
		}
		if index >= 0 && index < len(flat) {
			return flat[index], nil
		}
		v := open
		if v == nil {
			v = s.outside(fmt.Sprintf("item %d at line %d", index, at.Line), "the list has no such item")
		}
		return estate.NewOpaque(v, at), nil
	})
	return t
}

func (s *stack) split(n *syntax.Node) (*estate.Tree, error) {
	args, err := s.arguments(n, 2, 2, "a delimiter and a text")
	if err != nil {
		return nil, err
	}
	return s.lift(n.At, args, func(args []*estate.Tree) (*estate.Tree, error) {
		if args[0] == nil || args[1] == nil {
			return nil, nil
		}
		delimiter, ok := args[0].Text.Known()
		if args[1].Kind == estate.Opaque {
			return args[1], nil
		}
		if !ok || delimiter == "" || args[1].Kind != estate.Scalar {
			return estate.NewOpaque(s.outside(fmt.Sprintf("Split at line %d", n.At.Line), "its delimiter or text is not known"), n.At), nil
		}
		if pair, ok := splitFirewallEndpoint(args[1].Text, delimiter, n.At); ok {
			return pair, nil
		}
		return splitText(args[1].Text, delimiter, n.At, false), nil
	})
}

// cutAtReferences splits a list of ids that was joined by commas, the way to
// hand one to a nested stack: ids, names and ARNs of resources hold none.
func cutAtReferences(t estate.Text, delimiter string) ([]estate.Text, bool) {
	if delimiter != "," || len(t.References()) == 0 || len(t.Variables()) > 0 {
		return nil, false
	}
	for _, r := range t.References() {
		if a := r.Attribute; a != "" && !strings.HasSuffix(a, "Id") && !strings.HasSuffix(a, "Arn") {
			return nil, false
		}
	}
	return cutAtCommas(t), true
}

// splitText splits a text at a delimiter. Open parts that cannot contain
// anything else stay whole if the text is one; else they are expanded.
func splitText(t estate.Text, delimiter string, at estate.Origin, trim bool) *estate.Tree {
	if pieces, ok := cutAtReferences(t, delimiter); ok {
		out := &estate.Tree{Kind: estate.List, Origin: at}
		for _, p := range pieces {
			out.Items = append(out.Items, estate.NewScalar(p, at))
		}
		return out
	}
	out := &estate.Tree{Kind: estate.Choice, Origin: at}
	for _, a := range t.Expand() {
		var then *estate.Tree
		if a.State == estate.Known {
			then = &estate.Tree{Kind: estate.List, Origin: at}
			if a.Is != "" || !trim {
				then.Items = scalars(strings.Split(a.Is, delimiter), trim, at)
			}
		} else {
			then = estate.NewOpaque(a.Gap.Variable, at)
		}
		if a.When.IsAlways() {
			return then
		}
		out.Alts = append(out.Alts, estate.TreeAlternative{When: a.When, Then: then})
	}
	return out
}

// scalars makes trees of literals, side by side in memory.
func scalars(pieces []string, trim bool, at estate.Origin) []*estate.Tree {
	trees := make([]estate.Tree, len(pieces))
	out := make([]*estate.Tree, len(pieces))
	for i, p := range pieces {
		if trim {
			p = strings.TrimSpace(p)
		}
		trees[i] = estate.Tree{Kind: estate.Scalar, Text: estate.Literal(p), Origin: at}
		out[i] = &trees[i]
	}
	return out
}

// getAZs is the list of a Region's Availability Zones, each of which is in it
// once ("Fn::GetAZs"). An empty text means the stack's own Region.
func (s *stack) getAZs(n *syntax.Node) (*estate.Tree, error) {
	region, err := s.eval(n.Arg)
	if err != nil {
		return nil, err
	}
	of := s.regionText()
	if region != nil && region.Kind == estate.Scalar {
		if r, known := region.Text.Known(); !known || r != "" {
			of = region.Text
		}
	}
	name := "availability zones of " + zoneListName(of)
	return estate.NewOpaque(s.variable(scenario.Variable{
		Name: name, List: name, Kind: scenario.Pseudo,
		Why: "the region and the account decide them", Settle: "--region",
	}), n.At), nil
}

// zoneListName is a Region as the name of its list of zones: AWS::Region where
// that is all that is known of it.
func zoneListName(region estate.Text) string {
	if v, ok := region.Variable(); ok && v.Name == "AWS::Region" {
		return v.Name
	}
	return region.String()
}

func (s *stack) cidr(n *syntax.Node) (*estate.Tree, error) {
	args, err := s.arguments(n, 2, 3, "a block, a count and the number of host bits")
	if err != nil {
		return nil, err
	}
	if len(args) == 2 {
		args = append(args, estate.NewScalar(estate.Literal("8"), n.At)) // cidrBits is optional
	}
	return s.lift(n.At, args, func(args []*estate.Tree) (*estate.Tree, error) {
		out := &estate.Tree{Kind: estate.Choice, Origin: n.At}
		for _, block := range args[0].AsPrefix().Alternatives() {
			for _, count := range args[1].AsInt().Alternatives() {
				for _, bits := range args[2].AsInt().Alternatives() {
					when := block.When.And(count.When).And(bits.When)
					if when.IsNever() {
						continue
					}
					t := s.cidrBlocks(block, count, bits, n.At)
					if when.IsAlways() {
						return t, nil
					}
					out.Alts = append(out.Alts, estate.TreeAlternative{When: when, Then: t})
				}
			}
		}
		return out, nil
	})
}

func (s *stack) length(n *syntax.Node) (*estate.Tree, error) {
	list, err := s.eval(n.Arg)
	if err != nil {
		return nil, err
	}
	return mapLeaves(list, func(t *estate.Tree) *estate.Tree {
		if t.Kind != estate.List || t.Open != nil {
			return estate.NewOpaque(s.outside("Length of "+treeName(t), "the list is not known"), n.At)
		}
		return &estate.Tree{Kind: estate.Scalar, Text: estate.Literal(strconv.Itoa(len(t.Items))), Plain: estate.PlainNumber, Origin: n.At}
	}), nil
}

// toJSON is Fn::ToJsonString: the text that a tree prints as.
func (s *stack) toJSON(n *syntax.Node) (*estate.Tree, error) {
	t, err := s.eval(n.Arg)
	if err != nil {
		return nil, err
	}
	var parts []estate.Text
	ok := true
	var write func(t *estate.Tree)
	literal := func(x string) { parts = append(parts, estate.Literal(x)) }
	quote := func(x string) string {
		b, _ := json.Marshal(x)
		return string(b)
	}
	write = func(t *estate.Tree) {
		switch {
		case t == nil:
			literal("null")
		case t.Kind == estate.Scalar && t.Plain != estate.PlainString:
			parts = append(parts, t.Text)
		case t.Kind == estate.Scalar:
			if x, known := t.Text.Known(); known {
				literal(quote(x))
				return
			}
			literal(`"`)
			parts = append(parts, t.Text)
			literal(`"`)
		case t.Kind == estate.List:
			literal("[")
			for i, x := range t.Items {
				if i > 0 {
					literal(",")
				}
				write(x)
			}
			literal("]")
		case t.Kind == estate.Map:
			literal("{")
			for i, f := range t.Fields {
				if i > 0 {
					literal(",")
				}
				literal(quote(f.Name) + ":")
				write(f.Value)
			}
			literal("}")
		default:
			ok = false
		}
	}
	write(t)
	if !ok {
		return estate.NewOpaque(s.outside(fmt.Sprintf("ToJsonString at line %d", n.At.Line), "a part of it depends on conditions"), n.At), nil
	}
	return estate.NewScalar(estate.Concat(parts...), n.At), nil
}

// cidrBlocks are the blocks that Fn::Cidr cuts out of a block.
func (s *stack) cidrBlocks(block estate.Alternative[netip.Prefix], count, bits estate.Alternative[int], at estate.Origin) *estate.Tree {
	for _, a := range []estate.State{block.State, count.State, bits.State} {
		if a != estate.Known {
			v := s.outside(fmt.Sprintf("Fn::Cidr at line %d", at.Line), "its block is not known")
			if block.State == estate.Unknown {
				v = s.outside("Fn::Cidr of "+block.Gap.Variable.Name, block.Gap.Variable.Why)
			}
			return estate.NewOpaque(v, at)
		}
	}
	prefixes, err := traffic.Cidr(block.Is.Masked(), count.Is, bits.Is)
	if err != nil {
		return estate.NewOpaque(s.outside(fmt.Sprintf("Fn::Cidr at line %d", at.Line), err.Error()), at)
	}
	t := &estate.Tree{Kind: estate.List, Origin: at}
	for _, p := range prefixes {
		t.Items = append(t.Items, estate.NewScalar(estate.Literal(p.String()), at))
	}
	return t
}
