package terraform

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"ringwall/internal/estate"
)

// textFunctions are Terraform's own functions of known texts.
func textFunctions() map[string]function.Function {
	yes := func(f func(a, b string) bool) function.Function {
		return textFunction(2, func(args []string) (cty.Value, error) { return cty.BoolVal(f(args[0], args[1])), nil }, cty.Bool)
	}
	return map[string]function.Function{
		"startswith": yes(strings.HasPrefix), "endswith": yes(strings.HasSuffix), "strcontains": yes(strings.Contains),
		"split": textFunction(2, func(args []string) (cty.Value, error) {
			if args[1] == "" {
				return cty.ListVal([]cty.Value{cty.StringVal("")}), nil
			}
			var out []cty.Value
			for _, s := range strings.Split(args[1], args[0]) {
				out = append(out, cty.StringVal(s))
			}
			return cty.ListVal(out), nil
		}, cty.List(cty.String)),
		"replace":  textFunction(3, replaceText, cty.String),
		"basename": ofString(func(s string) (string, error) { return baseName(s), nil }),
		"dirname":  ofString(func(s string) (string, error) { return dirName(s), nil }),
		"sum":      sumFunction(), "transpose": transposeFunction(),
	}
}

var errTooLong = errors.New("the text is too long")

// replaceText: a search text between slashes is a regular expression ("replace
// Function").
func replaceText(args []string) (cty.Value, error) {
	text, find, by := args[0], args[1], args[2]
	if len(find) > 1 && strings.HasPrefix(find, "/") && strings.HasSuffix(find, "/") {
		re, err := regexp.Compile(find[1 : len(find)-1])
		if err != nil {
			return cty.UnknownVal(cty.String), err
		}
		if n := len(re.FindAllStringIndex(text, -1)); len(text)+n*len(by)+strings.Count(by, "$")*len(text) > maxText {
			return cty.UnknownVal(cty.String), errTooLong
		}
		return cty.StringVal(re.ReplaceAllString(text, by)), nil
	}
	if len(text)+strings.Count(text, find)*len(by) > maxText {
		return cty.UnknownVal(cty.String), errTooLong
	}
	return cty.StringVal(strings.ReplaceAll(text, find, by)), nil
}

// graphemes counts what a person takes for characters ("length Function").
func graphemes(s string) int {
	n, _ := textseg.TokenCount([]byte(s), textseg.ScanGraphemeClusters)
	return n
}

func baseName(s string) string {
	if s == "" {
		return "."
	}
	s = strings.TrimRight(s, "/")
	if s == "" {
		return "/"
	}
	return s[strings.LastIndex(s, "/")+1:]
}

func dirName(s string) string {
	i := strings.LastIndex(s, "/")
	switch {
	case i < 0:
		return "."
	case i == 0:
		return "/"
	}
	return s[:i]
}

// joinTexts joins texts, open parts included.
func joinTexts(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	var items []*value
	for _, a := range args[1:] {
		if a.form() != isList || a.open != nil || a.loose {
			return c.asUnknown(a, c.at)
		}
		items = append(items, a.items...)
	}
	var parts []*value
	for i, x := range items {
		if i > 0 {
			parts = append(parts, args[0])
		}
		parts = append(parts, x)
	}
	return c.concat(parts, c.at)
}

// verb is one verb of a format text with its flags.
var verb = regexp.MustCompile(`%(\[\d+\])?[-+ #0]*(\d*)(\.\d+)?([%a-zA-Z])`)

// maxWidth bounds the width of a verb.
const maxWidth = 10_000

// formatText replaces %s and %v by open texts as they are; other verbs need known
// values.
func formatText(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	return c.liftPlain(c.at, args[:1], func(in []*value) *value {
		spec, _ := in[0].literal()
		if bad := checkWidths(spec, c.at); bad != nil {
			return bad
		}
		known := true
		for _, a := range args[1:] {
			known = known && c.unsettled(a) == nil
		}
		if !known && strings.Contains(spec, "%[") {
			return c.asUnknown(listOf(args[1:], c.at), c.at)
		}
		if known {
			return c.liftPlain(c.at, args, func(args []*value) *value { return callPlain(stdlib.FormatFunc, "format", args, c.at) })
		}
		return c.formatOpen(spec, args[1:])
	})
}

func checkWidths(spec string, at estate.Origin) *value {
	for _, m := range verb.FindAllStringSubmatch(spec, -1) {
		for _, digits := range []string{m[2], strings.TrimPrefix(m[3], ".")} {
			if n := toNumber(digits); n != nil {
				if w, _ := n.Int64(); w > maxWidth {
					return failure(fmt.Sprintf("the width %s in a format is too large", digits), at)
				}
			}
		}
	}
	return nil
}

// formatOpen formats piece by piece, so that open texts stay parts of the result.
func (c invocation) formatOpen(spec string, args []*value) *value {
	var parts []*value
	next := 0
	for spec != "" {
		m := verb.FindStringSubmatchIndex(spec)
		if m == nil {
			parts = append(parts, textOf(spec, c.at))
			break
		}
		parts = append(parts, textOf(spec[:m[0]], c.at))
		piece, kind := spec[m[0]:m[1]], spec[m[8]:m[9]]
		spec = spec[m[1]:]
		if kind == "%" {
			parts = append(parts, textOf("%", c.at))
			continue
		}
		if next >= len(args) {
			return failure("format has too few arguments", c.at)
		}
		a := args[next]
		next++
		if c.unsettled(a) != nil && (piece == "%s" || piece == "%v" || piece == "%d") && (a.form() == isScalar || a.form() == isChoice || a.form() == isUnknown) {
			parts = append(parts, a)
			continue
		}
		one := []*value{textOf(piece, c.at), a}
		parts = append(parts, c.liftPlain(c.at, one, func(in []*value) *value { return callPlain(stdlib.FormatFunc, "format", in, c.at) }))
	}
	return c.concat(parts, c.at)
}

// formatList formats for each member of the lists among its arguments.
func formatList(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	size := -1
	for _, a := range args[1:] {
		switch a.form() {
		case isList:
			if a.open != nil {
				return unknownOf(a.open, c.at)
			}
			if size >= 0 && size != len(a.items) {
				return failure("formatlist of lists of different length", c.at)
			}
			size = len(a.items)
		case isUnknown:
			return a
		}
	}
	out := &value{kind: isList, at: c.at}
	for i := range max(size, 0) {
		one := []*value{args[0]}
		for _, a := range args[1:] {
			if a.form() == isList {
				a = a.items[i]
			}
			one = append(one, a)
		}
		out.items = append(out.items, c.lift(c.at, one, func(in []*value) *value { return formatText(c, in) }))
	}
	return out
}
