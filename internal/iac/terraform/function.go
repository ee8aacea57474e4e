package terraform

import (
	"fmt"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"ringwall/internal/estate"
)

// invocation is one call of a function, its arguments evaluated; those of
// structural functions may be unknown, and none is a choice.
type invocation struct {
	*scope
	name string
	at   estate.Origin
}

// structural are the functions that look at the form of their arguments only, so
// that members which are not known pass through them. Each is asked for every
// combination of its arguments' forms.
type structural func(c invocation, args []*value) *value

var plains = sync.OnceValue(plainFunctions)

// call evaluates a function call ("Built-in Functions").
func (s *scope) call(x *hclsyntax.FunctionCallExpr, at estate.Origin) *value {
	name := x.Name
	if len(name) > 6 && name[:6] == "core::" {
		name = name[6:]
	}
	switch name {
	case "try":
		return s.try(x.Args, at)
	case "can":
		return s.can(x.Args, at)
	case "templatefile":
		return s.templateFile(x.Args, at)
	case "templatestring":
		return s.templateString(x.Args, at)
	}
	args, bad := s.arguments(x, at)
	if bad != nil {
		return bad
	}
	if bad := s.afford(at, args...); bad != nil {
		return bad
	}
	c := invocation{s, name, at}
	if f := s.structural(name); f != nil {
		return s.lift(at, args, func(args []*value) *value {
			for _, a := range args {
				if a.form() == isFailed {
					return a
				}
			}
			return f(c, args)
		})
	}
	if f, ok := plains()[name]; ok {
		return s.liftPlain(at, args, func(args []*value) *value { return callPlain(f, name, args, at) })
	}
	return s.otherFunction(name, args, at)
}

// arguments evaluates the arguments; the last may be a list of them.
func (s *scope) arguments(x *hclsyntax.FunctionCallExpr, at estate.Origin) ([]*value, *value) {
	args := make([]*value, 0, len(x.Args))
	for i, e := range x.Args {
		v := s.eval(e)
		if i < len(x.Args)-1 || !x.ExpandFinal {
			args = append(args, v)
			continue
		}
		leaves := v.leaves()
		if len(leaves) != 1 { // a list that hangs on scenarios: each by itself
			return nil, s.spread(x, args, leaves, at)
		}
		if v = leaves[0].is; v.form() != isList || v.open != nil {
			return nil, s.asUnknown(v, at)
		}
		args = append(args, v.items...)
	}
	return args, nil
}

// spread evaluates a call with a list of arguments that hangs on scenarios.
func (s *scope) spread(x *hclsyntax.FunctionCallExpr, before []*value, leaves []leaf, at estate.Origin) *value {
	item := &hclsyntax.AnonSymbolExpr{SrcRange: x.CloseParenRange}
	var out []leaf
	for _, l := range leaves {
		call := *x
		inner := s
		call.Args = nil
		for _, a := range append(append([]*value(nil), before...), l.is) {
			sym := &hclsyntax.AnonSymbolExpr{SrcRange: item.SrcRange}
			inner = inner.withItem(sym, a)
			call.Args = append(call.Args, sym)
		}
		out = append(out, leaf{l.when, inner.call(&call, at)})
	}
	return choose(out, at)
}

// callPlain calls a function of which all arguments are known.
func callPlain(f function.Function, name string, args []*value, at estate.Origin) (out *value) {
	defer func() {
		if r := recover(); r != nil { // of a function that was given what it does not expect
			out = failure(fmt.Sprintf("%s: %v", name, r), at)
		}
	}()
	params := f.Params()
	in := make([]cty.Value, len(args))
	for i, a := range args {
		in[i] = toCty(a)
		want := cty.DynamicPseudoType
		if i < len(params) {
			want = params[i].Type
		} else if p := f.VarParam(); p != nil {
			want = p.Type
		}
		v, err := convertCty(in[i], want)
		if err != nil {
			return failure(fmt.Sprintf("%s: argument %d: %v", name, i+1, err), at)
		}
		in[i] = v
	}
	result, err := f.Call(in)
	if err != nil {
		return failure(fmt.Sprintf("%s: %v", name, err), at)
	}
	if !result.IsWhollyKnown() {
		return failure(name+": its result is not known", at)
	}
	return fromCty(result, at)
}

// toCty is a value of which every part is known.
func toCty(v *value) cty.Value {
	switch v.form() {
	case isScalar:
		s, _ := v.text.Known()
		switch v.plain {
		case estate.PlainBool:
			return cty.BoolVal(s == "true")
		case estate.PlainNumber:
			if n := toNumber(s); n != nil {
				return cty.NumberVal(n)
			}
		}
		return cty.StringVal(s)
	case isList:
		if len(v.items) == 0 {
			if v.set {
				return cty.SetValEmpty(cty.DynamicPseudoType)
			}
			return cty.EmptyTupleVal
		}
		items := make([]cty.Value, len(v.items))
		for i, x := range v.items {
			items[i] = toCty(x)
		}
		if v.set && cty.CanSetVal(items) {
			return cty.SetVal(items)
		}
		return cty.TupleVal(items)
	case isObject:
		fields := make(map[string]cty.Value, len(v.fields))
		for _, f := range v.fields {
			fields[f.name] = toCty(f.is)
		}
		return cty.ObjectVal(fields)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// otherFunction is a call of a function that is not computed here: what it yields
// hangs on a cause of its own.
func (s *scope) otherFunction(name string, args []*value, at estate.Origin) *value {
	why, settle := "there is no function of this name", "mend the name"
	switch name {
	case "timestamp", "plantimestamp", "uuid", "bcrypt", "rsadecrypt":
		why, settle = "it has another value each time Terraform runs", "load the plan (terraform show -json)"
	default:
		if len(name) > 10 && name[:10] == "provider::" {
			why, settle = "a provider computes it", "load the plan (terraform show -json)"
		}
	}
	v := s.outside(fmt.Sprintf("%s() at %s", name, at), why, settle)
	s.note(estate.Gap{Variable: v, Origin: at})
	if name == "bcrypt" || name == "uuid" || name == "timestamp" || name == "plantimestamp" {
		return openText(estate.OfVariable(v), at)
	}
	return unknownOf(v, at)
}

// try is the first argument that can be evaluated.
func (s *scope) try(args []hclsyntax.Expression, at estate.Origin) *value {
	left := []leaf{{is: nil}}
	var out []leaf
	for _, a := range args {
		var next []leaf
		v := s.eval(a)
		for _, open := range left {
			for _, l := range v.leaves() {
				when := l.when.And(open.when)
				switch {
				case when.IsNever():
				case s.fails(l.is):
					next = append(next, leaf{when: when, is: l.is})
				default:
					out = append(out, leaf{when, l.is})
				}
			}
		}
		if left = next; len(left) == 0 || len(out) > maxChoices {
			break
		}
	}
	if len(out) > maxChoices {
		return unknownOf(s.tooMany(at), at)
	}
	for _, l := range left {
		out = append(out, leaf{l.when, failure("no argument of try can be evaluated", at)})
	}
	return choose(out, at)
}

// fails reports a value in which some part fails.
func (s *scope) fails(v *value) bool {
	switch v.form() {
	case isFailed:
		return true
	case isList:
		for _, i := range v.items {
			if s.fails(i) {
				return true
			}
		}
	case isObject:
		for _, f := range v.fields {
			if s.fails(f.is) {
				return true
			}
		}
	}
	return false
}

func (s *scope) can(args []hclsyntax.Expression, at estate.Origin) *value {
	if len(args) != 1 {
		return failure("can needs one argument", at)
	}
	return s.lift(at, []*value{s.eval(args[0])}, func(args []*value) *value {
		if args[0].form() == isUnknown {
			return guarded(s.maybe("can("+args[0].gap.Name+")", args[0].gap), at)
		}
		return boolOf(!s.fails(args[0]), at)
	})
}
