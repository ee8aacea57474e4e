package terraform

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// plainFunctions are the functions that are computed only where every part of
// their arguments is known, by Terraform's names.
func plainFunctions() map[string]function.Function {
	out := map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc,
		"max": stdlib.MaxFunc, "min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc,
		"signum": stdlib.SignumFunc, "range": stdlib.RangeFunc,
		"chomp": stdlib.ChompFunc, "indent": stdlib.IndentFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
		"strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc,
		"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimsuffix": stdlib.TrimSuffixFunc, "trimspace": stdlib.TrimSpaceFunc,
		"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc, "csvdecode": stdlib.CSVDecodeFunc,
		"jsondecode": stdlib.JSONDecodeFunc, "setproduct": stdlib.SetProductFunc, "setsubtract": stdlib.SetSubtractFunc,
		"setintersection": stdlib.SetIntersectionFunc, "setsymmetricdifference": stdlib.SetSymmetricDifferenceFunc,
		"chunklist": stdlib.ChunklistFunc,
	}
	for _, more := range []map[string]function.Function{textFunctions(), addressFunctions(), encodingFunctions(), timeFunctions(), numberFunctions()} {
		for name, f := range more {
			out[name] = f
		}
	}
	return out
}

// convertCty makes a value one of the type that a function wants.
func convertCty(v cty.Value, want cty.Type) (cty.Value, error) {
	if want == cty.DynamicPseudoType || v.IsNull() && v.Type() == cty.DynamicPseudoType && want.HasDynamicTypes() {
		return v, nil
	}
	return convert.Convert(v, want)
}

// textFunction makes a function of texts.
func textFunction(params int, f func(args []string) (cty.Value, error), result cty.Type) function.Function {
	spec := &function.Spec{
		Type: function.StaticReturnType(result),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			texts := make([]string, len(args))
			for i, a := range args {
				texts[i] = a.AsString()
			}
			return f(texts)
		},
	}
	for range params {
		spec.Params = append(spec.Params, function.Parameter{Name: "text", Type: cty.String})
	}
	return function.New(spec)
}

// ofString is textFunction for what maps one text to another.
func ofString(f func(string) (string, error)) function.Function {
	return textFunction(1, func(args []string) (cty.Value, error) {
		s, err := f(args[0])
		return cty.StringVal(s), err
	}, cty.String)
}
