package terraform

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
)

// encodingFunctions are "Encoding Functions" and "Hash and Crypto Functions".
func encodingFunctions() map[string]function.Function {
	hash := func(f func([]byte) []byte) function.Function {
		return ofString(func(s string) (string, error) { return hex.EncodeToString(f([]byte(s))), nil })
	}
	hash64 := func(f func([]byte) []byte) function.Function {
		return ofString(func(s string) (string, error) { return base64.StdEncoding.EncodeToString(f([]byte(s))), nil })
	}
	return map[string]function.Function{
		"base64encode": ofString(func(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }),
		"base64decode": ofString(decodeBase64), "base64gzip": ofString(gzipBase64),
		"urlencode":        ofString(func(s string) (string, error) { return url.QueryEscape(s), nil }),
		"urldecode":        ofString(url.QueryUnescape),
		"textencodebase64": textFunction(2, encodeText, cty.String),
		"textdecodebase64": textFunction(2, decodeText, cty.String),
		"md5":              hash(md5Of),
		"sha1":             hash(sha1Of),
		"sha256":           hash(sha256Of),
		"sha512":           hash(sha512Of),
		"base64sha256":     hash64(sha256Of),
		"base64sha512":     hash64(sha512Of),
		"uuidv5":           textFunction(2, uuidV5, cty.String),
		"yamldecode":       yamlDecodeFunction(),
		"yamlencode":       yamlEncodeFunction(),
	}
}

func md5Of(b []byte) []byte { h := md5.Sum(b); return h[:] }

func sha1Of(b []byte) []byte { h := sha1.Sum(b); return h[:] }

func sha256Of(b []byte) []byte { h := sha256.Sum256(b); return h[:] }

func sha512Of(b []byte) []byte { h := sha512.Sum512(b); return h[:] }

func decodeBase64(s string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err == nil && !utf8.Valid(b) {
		err = errors.New("the bytes are no UTF-8 text")
	}
	return string(b), err
}

func gzipBase64(s string) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		return "", err
	}
	err := w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes()), err
}

func encodeText(args []string) (cty.Value, error) {
	switch strings.ToUpper(args[1]) {
	case "UTF-8":
		return cty.StringVal(base64.StdEncoding.EncodeToString([]byte(args[0]))), nil
	case "UTF-16LE":
		var b []byte
		for _, u := range utf16.Encode([]rune(args[0])) {
			b = append(b, byte(u), byte(u>>8))
		}
		return cty.StringVal(base64.StdEncoding.EncodeToString(b)), nil
	}
	return cty.UnknownVal(cty.String), fmt.Errorf("the encoding %q is not known here", args[1])
}

func decodeText(args []string) (cty.Value, error) {
	b, err := base64.StdEncoding.DecodeString(args[0])
	if err != nil {
		return cty.UnknownVal(cty.String), err
	}
	switch strings.ToUpper(args[1]) {
	case "UTF-8":
		return cty.StringVal(string(b)), nil
	case "UTF-16LE":
		var units []uint16
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		}
		return cty.StringVal(string(utf16.Decode(units))), nil
	}
	return cty.UnknownVal(cty.String), fmt.Errorf("the encoding %q is not known here", args[1])
}

// uuidV5 is a name-based UUID (RFC 9562).
func uuidV5(args []string) (cty.Value, error) {
	space := args[0]
	switch space {
	case "dns", "url", "oid", "x500":
		space = "6ba7b81" + map[string]string{"dns": "0", "url": "1", "oid": "2", "x500": "4"}[space] + "-9dad-11d1-80b4-00c04fd430c8"
	}
	id, err := hex.DecodeString(strings.ReplaceAll(space, "-", ""))
	if err != nil || len(id) != 16 {
		return cty.UnknownVal(cty.String), errors.New("the namespace is no UUID")
	}
	h := sha1.Sum(append(id, args[1]...))
	h[6], h[8] = h[6]&0x0f|0x50, h[8]&0x3f|0x80
	s := hex.EncodeToString(h[:16])
	return cty.StringVal(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]), nil
}

func yamlDecodeFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			var n yaml.Node
			if err := yaml.Unmarshal([]byte(args[0].AsString()), &n); err != nil {
				return cty.DynamicVal, err
			}
			spent := 0
			return fromYAML(&n, 0, &spent)
		},
	})
}

// maxYAML bounds the values of a YAML text, aliases followed.
const maxYAML = 100_000

func fromYAML(n *yaml.Node, depth int, spent *int) (cty.Value, error) {
	if *spent++; *spent > maxYAML || depth > maxJSONDepth {
		return cty.DynamicVal, errors.New("the YAML unfolds to too many values")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return fromYAML(n.Content[0], depth+1, spent)
	case yaml.AliasNode:
		return fromYAML(n.Alias, depth+1, spent)
	case yaml.SequenceNode:
		items := make([]cty.Value, len(n.Content))
		for i, c := range n.Content {
			v, err := fromYAML(c, depth+1, spent)
			if err != nil {
				return v, err
			}
			items[i] = v
		}
		return cty.TupleVal(items), nil
	case yaml.MappingNode:
		fields := map[string]cty.Value{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := fromYAML(n.Content[i+1], depth+1, spent)
			if err != nil {
				return v, err
			}
			fields[n.Content[i].Value] = v
		}
		return cty.ObjectVal(fields), nil
	}
	return yamlScalar(n)
}

func yamlScalar(n *yaml.Node) (cty.Value, error) {
	switch n.Tag {
	case "!!null":
		return cty.NullVal(cty.DynamicPseudoType), nil
	case "!!bool":
		return cty.BoolVal(strings.EqualFold(n.Value, "true")), nil
	case "!!int", "!!float":
		if f := toNumber(n.Value); f != nil {
			return cty.NumberVal(f), nil
		}
	}
	return cty.StringVal(n.Value), nil
}

func yamlEncodeFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			var b bytes.Buffer
			e := yaml.NewEncoder(&b)
			e.SetIndent(2)
			if err := e.Encode(toYAML(args[0])); err != nil {
				return cty.UnknownVal(cty.String), err
			}
			return cty.StringVal(b.String()), nil
		},
	})
}

// toYAML prints as Terraform does: texts and keys are quoted.
func toYAML(v cty.Value) *yaml.Node {
	scalar := func(tag, s string, style yaml.Style) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: s, Style: style}
	}
	if v.IsNull() {
		return scalar("!!null", "null", 0)
	}
	switch t := v.Type(); {
	case t == cty.String:
		return scalar("!!str", v.AsString(), yaml.DoubleQuotedStyle)
	case t == cty.Bool:
		return scalar("!!bool", fmt.Sprint(v.True()), 0)
	case t == cty.Number:
		return scalar("!!float", formatNumber(v.AsBigFloat()), 0)
	case t.IsObjectType() || t.IsMapType():
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for it := v.ElementIterator(); it.Next(); {
			k, x := it.Element()
			n.Content = append(n.Content, scalar("!!str", k.AsString(), yaml.DoubleQuotedStyle), toYAML(x))
		}
		return n
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for it := v.ElementIterator(); it.Next(); {
		_, x := it.Element()
		n.Content = append(n.Content, toYAML(x))
	}
	return n
}

// jsonEncode keeps the value beside its text: a policy is read from it with the
// places of its statements.
func jsonEncode(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	if c.fails(args[0]) {
		return c.asUnknown(args[0], c.at)
	}
	out := &value{kind: isScalar, at: c.at, coded: args[0]}
	if args[0].isNone() {
		out.text = estate.Literal("null")
		out.coded = nil
		return out
	}
	if text, ok := c.jsonText(args[0]); ok {
		out.text = text
		return out
	}
	v := c.unsettled(args[0])
	if v == nil {
		v = c.outside("the JSON at "+c.at.String(), "it hangs on variables", "")
	}
	out.text = estate.OfVariable(v)
	return out
}

// jsonText writes a value as JSON, open texts as they are; ok is false where a part
// is not known at all.
func (l *loader) jsonText(v *value) (estate.Text, bool) {
	switch v.form() {
	case isNull:
		return estate.Literal("null"), true
	case isScalar:
		if v.plain != estate.PlainString {
			return v.text, true
		}
		parts := []estate.Text{estate.Literal(`"`)}
		for _, p := range v.text.Parts() {
			if p.Variable == nil && p.Reference == nil {
				b, err := ctyjson.Marshal(cty.StringVal(p.Literal), cty.String)
				if err != nil {
					return estate.Text{}, false
				}
				p.Literal = string(b[1 : len(b)-1])
			}
			parts = append(parts, p.Text())
		}
		return estate.Concat(append(parts, estate.Literal(`"`))...), true
	case isList:
		return l.jsonMembers(v, "[", "]")
	case isObject:
		return l.jsonMembers(v, "{", "}")
	}
	return estate.Text{}, false
}

func (l *loader) jsonMembers(v *value, from, to string) (estate.Text, bool) {
	if v.open != nil {
		return estate.Text{}, false
	}
	parts := []estate.Text{estate.Literal(from)}
	separate := func() {
		if len(parts) > 1 {
			parts = append(parts, estate.Literal(","))
		}
	}
	for _, i := range v.items {
		t, ok := l.jsonText(i)
		if !ok {
			return t, false
		}
		separate()
		parts = append(parts, t)
	}
	for _, f := range v.fields {
		t, ok := l.jsonText(f.is)
		name, _ := l.jsonText(textOf(f.name, f.at))
		if !ok {
			return t, false
		}
		separate()
		parts = append(parts, name, estate.Literal(":"), t)
	}
	return estate.Concat(append(parts, estate.Literal(to))...), true
}

func jsonDecode(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	if coded := args[0]; coded.form() == isScalar && coded.coded != nil {
		return coded.coded
	}
	return c.liftPlain(c.at, args, func(args []*value) *value { return callPlain(stdlib.JSONDecodeFunc, "jsondecode", args, c.at) })
}
