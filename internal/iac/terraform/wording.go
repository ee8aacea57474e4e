package terraform

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"ringwall/internal/iac/cloudformation/resourcespec"
)

// TypeOf is the type of resource in an address: "aws_vpc" of
// "module.net[0].aws_vpc.main"; empty for what is no address of a resource.
func TypeOf(address string) string {
	for module := moduleOf(address); module != ""; module = "" {
		address = strings.TrimPrefix(address[len(module):], ".")
	}
	typ, _, _ := strings.Cut(address, ".")
	if !strings.HasPrefix(typ, "aws_") {
		return ""
	}
	return typ
}

// Wording says texts that name types and properties of CloudFormation's in
// Terraform's names: of types, arguments and blocks. It keeps what it has looked up.
type Wording struct {
	loader *loader
	own    map[string]map[string]string
	said   map[[2]string]string // of a type and a text: a control says one of thousands
}

// NewWording makes one that has looked up nothing yet.
func NewWording() *Wording {
	l := &loader{types: map[string]*target{}, definitions: map[string][]resourcespec.Property{}}
	l.rule("")
	return &Wording{loader: l, own: map[string]map[string]string{}, said: map[[2]string]string{}}
}

// Say says a text about a resource of one of Terraform's types. What has no name
// there stays.
//
//	NewWording().Say("aws_db_instance", "Set MultiAZ: true.") // Set multi_az = true.
func (w *Wording) Say(typ, text string) string {
	key := [2]string{typ, text}
	said, ok := w.said[key]
	if !ok {
		said = w.say(typ, text)
		w.said[key] = said
	}
	return said
}

func (w *Wording) say(typ, text string) string {
	text = phrases.Replace(text)
	d := common()
	own := []map[string]string{w.of(typ)}
	for _, name := range namedTypes.FindAllString(text, -1) {
		if t := d.types[name]; t != "" {
			own = append(own, w.of(t))
		}
	}
	var out strings.Builder
	last := 0
	for _, at := range word.FindAllStringIndex(text, -1) {
		if at[0] < last || isPart(text[:at[0]], at[0]-last) {
			continue
		}
		is, rest := text[at[0]:at[1]], text[at[1]:]
		name := d.word(own, is, rest)
		if at[0] == last+1 && at[0] > 1 && text[last] == '.' && name == "" { // of what was said before
			name = snake(is)
		}
		if name == "" {
			continue
		}
		out.WriteString(text[last:at[0]] + name)
		last = at[1]
		switch {
		case strings.HasPrefix(rest, ": {"):
			last++
		case strings.HasPrefix(rest, ": "):
			out.WriteString(" =")
			last++
		case strings.HasPrefix(rest, "[]"):
			last += len("[]")
		}
	}
	return strings.ReplaceAll(out.String()+text[last:], " a aws_", " an aws_")
}

// isPart reports a word that is part of something else, as in aws:SourceArn; after a
// dot it is not if the word before, so many letters ago, has been said.
func isPart(before string, ago int) bool {
	if before == "" {
		return false
	}
	c := before[len(before)-1]
	if c == '.' && ago == 1 && len(before) > 1 {
		return false
	}
	return strings.IndexByte(":-_/$.abcdefghijklmnopqrstuvwxyz0123456789", c) >= 0
}

var (
	namedTypes = regexp.MustCompile(`AWS::[A-Za-z0-9]+::[A-Za-z0-9]+`)
	word       = regexp.MustCompile(`AWS::[A-Za-z0-9]+::[A-Za-z0-9]+|[A-Z][A-Za-z0-9]*`)
	// humps is a name that is put together of words, as English has none.
	humps = regexp.MustCompile(`[a-z0-9][A-Z]|[A-Z]{2,}[a-z]`)
)

// dictionary are the names of both languages.
type dictionary struct {
	types      map[string]string // of AWS's types
	properties map[string]string // whatever their type
}

// common is made once, for the first text; it never changes afterwards.
var common = sync.OnceValue(func() *dictionary {
	w := NewWording()
	d := &dictionary{types: map[string]string{}, properties: map[string]string{}}
	all := slices.SortedFunc(maps.Keys(w.loader.rules), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	renamed := map[string]string{}
	for _, typ := range all {
		cfn := w.loader.rules[typ].cfn
		if cfn == "" || d.types[cfn] != "" {
			continue
		}
		d.types[cfn] = typ
		for property, name := range w.of(typ) {
			if name == snake(property) {
				d.properties[property] = name
			} else if renamed[property] == "" {
				renamed[property] = name
			}
		}
	}
	for property, name := range renamed {
		if d.properties[property] == "" {
			d.properties[property] = name
		}
	}
	return d
})

// word is the name for a word of a text, or "" where it stays. One that is no more
// than an English word is a property where something is set.
func (d *dictionary) word(own []map[string]string, is, rest string) string {
	if strings.HasPrefix(is, "AWS::") {
		return d.types[is]
	}
	composed, set := humps.MatchString(is), strings.HasPrefix(rest, ": ") || strings.HasPrefix(rest, "[]")
	if notProperties[is] || !composed && !set {
		return ""
	}
	for _, names := range own {
		if name := names[is]; name != "" {
			return name
		}
	}
	name := d.properties[is]
	if name == "" && composed && set {
		return snake(is)
	}
	return name
}

// of are the arguments of a type by the properties that they set, at any depth.
func (w *Wording) of(typ string) map[string]string {
	if have, ok := w.own[typ]; ok {
		return have
	}
	out := map[string]string{}
	t := w.loader.target(typ)
	x := &translation{loader: w.loader, target: t}
	x.name(t.spec.Properties, out, 0)
	for _, attribute := range slices.Sorted(maps.Keys(t.rule.rename)) {
		property := t.rule.rename[attribute]
		name := last(property)
		if _, top := t.spec.Property(name); property != "-" && !(top && name != property) {
			out[name] = last(attribute)
		}
	}
	for property, name := range said[t.cfn] {
		out[property] = name
	}
	w.own[typ] = out
	return out
}

// mostDepth is how deep properties of properties are named.
const mostDepth = 6

func (x *translation) name(properties []resourcespec.Property, out map[string]string, depth int) {
	for _, p := range properties {
		if out[p.Name] != "" {
			continue
		}
		out[p.Name] = snake(p.Name)
		if depth < mostDepth {
			x.name(x.inside(p.Shape), out, depth+1)
		}
	}
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// plurals are names whose capitals are not words.
var plurals = strings.NewReplacer("OAuth", "Oauth", "URLs", "Urls", "ARNs", "Arns", "IDs", "Ids", "MFAs", "Mfas", "IPv", "Ipv")

// snake writes a name as Terraform does: KMSKeyId is kms_key_id.
func snake(s string) string {
	s = plurals.Replace(s)
	var b strings.Builder
	upper := func(i int) bool { return i < len(s) && s[i] >= 'A' && s[i] <= 'Z' }
	lower := func(i int) bool { return i < len(s) && s[i] >= 'a' && s[i] <= 'z' }
	for i := range len(s) {
		if i > 0 && upper(i) && (!upper(i-1) || lower(i+1)) {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToLower(s[i : i+1]))
	}
	return b.String()
}
