package policy

import (
	"slices"
	"strings"
)

// Context is what is known of a request's condition keys. A key has known
// values, is known to be absent, or is unknown: absence must be said. Names of
// keys are not case-sensitive: what is said last counts, but of two tags whose
// keys differ only in case nothing is known. The zero Context knows nothing.
//
// A Context may be reset and filled again; it is read without allocating.
type Context struct {
	under  []*Context // what was taken before anything else was said, in this order
	hashes []uint64
	facts  []fact
	below  []string // prefixes of keys that are absent if nobody spoke of them
	rest   fact     // what a key is that nobody spoke of
}

// fact is what is known of one key. The zero fact is unknown.
type fact struct {
	key   string
	state presence
	one   Text   // the value, unless many
	many  []Text // the values of a multivalued key
	multi bool
	some  bool   // not null, whatever the value is
	cause string // why it is not known
	two   bool   // two tags go by the key, in letters of another case
}

// perhaps reports a key that has a value, if it is there.
func (f *fact) perhaps() bool { return f.state == mayBe && f.some }

type presence uint8

const (
	mayBe   presence = iota // not known, not even whether it is there
	absent                  // not in the request
	present                 // there, with values
)

// Reset forgets everything but keeps the memory.
func (c *Context) Reset() {
	c.under, c.hashes, c.facts, c.below, c.rest = c.under[:0], c.hashes[:0], c.facts[:0], c.below[:0], fact{}
}

// Set says that a key has one value. The value may have holes; it is text, in
// which * and ? are characters.
func (c *Context) Set(key string, value Text) {
	c.put(fact{key: key, state: present, one: value})
}

// SetList says that a key is multivalued and has these values, which may be none.
func (c *Context) SetList(key string, values []Text) {
	c.put(fact{key: key, state: present, many: values, multi: true})
}

// SetAbsent says that a key is not in the request.
func (c *Context) SetAbsent(key string) { c.put(fact{key: key, state: absent}) }

// SetOthersAbsent says that all keys with a prefix, as aws:ResourceTag/, that were
// not spoken of are not in the request.
func (c *Context) SetOthersAbsent(prefix string) { c.below = append(c.below, prefix) }

// SetPresent says that a key is in the request with some value that is not
// empty, but not known for the cause.
func (c *Context) SetPresent(key, cause string) {
	c.put(fact{key: key, state: present, some: true, one: Join(Part{Hole: cause, Plain: true})})
}

// SetPerhaps says that it isn't known whether a key is in the request, but that it
// has this value, which is not empty, if it is; many says that it is multivalued.
func (c *Context) SetPerhaps(key string, value Text, many bool, cause string) {
	f := fact{key: key, some: true, one: value, multi: many, cause: cause}
	if many {
		f.one, f.many = Text{}, []Text{value}
	}
	c.put(f)
}

// SetUnknown says that it isn't known whether a key is there, for the cause.
func (c *Context) SetUnknown(key, cause string) { c.put(fact{key: key, cause: cause}) }

// Take adds what another Context says: that stands before what was said so far. The
// other one must stay as it is for as long as c is used.
func (c *Context) Take(other *Context) {
	switch {
	case other == nil || other == c:
	case len(c.facts) == 0 && len(c.below) == 0 && c.rest.state == mayBe:
		c.under = append(append(c.under, other.under...), other)
	default:
		for _, u := range other.under {
			c.copy(u)
		}
		c.copy(other)
	}
}

// copy says all that another Context says by itself.
func (c *Context) copy(other *Context) {
	c.hashes = slices.Grow(c.hashes, len(other.facts))
	c.facts = slices.Grow(c.facts, len(other.facts))
	for _, f := range other.facts {
		c.put(f)
	}
	c.below = append(c.below, other.below...)
	if other.rest.state != mayBe {
		c.rest = other.rest
	}
}

// Complete says that every key that was not spoken of is absent.
func (c *Context) Complete() { c.rest = fact{state: absent} }

func (c *Context) put(f fact) {
	h := foldHash(f.key)
	if i := c.find(f.key, h); i >= 0 {
		if ambiguous(&c.facts[i], &f) {
			f = *twoTags(f.key)
		}
		c.facts[i] = f
		return
	}
	c.hashes = append(c.hashes, h)
	c.facts = append(c.facts, f)
}

// ambiguous reports tags whose keys differ only in case: "the key name matches both
// tags, but only one value matches".
func ambiguous(old, f *fact) bool {
	return old.two || f.two || old.key != f.key && strings.Contains(f.key, "/")
}

func twoTags(key string) *fact {
	return &fact{key: key, cause: "two tags by the name of " + key, two: true}
}

func (c *Context) find(key string, hash uint64) int {
	for i, h := range c.hashes {
		if h == hash && (c.facts[i].key == key || strings.EqualFold(c.facts[i].key, key)) {
			return i
		}
	}
	return -1
}

var unspoken, missing = fact{}, fact{state: absent}

// look is what is known of a key; the hash is its foldHash.
func (c *Context) look(key string, hash uint64) *fact {
	if c == nil {
		return &unspoken
	}
	if f := c.said(key, hash); f != nil {
		return f
	}
	rest := &c.rest
	for i := len(c.under) - 1; i >= 0 && rest.state == mayBe; i-- {
		rest = &c.under[i].rest
	}
	if c.isBelow(key) {
		return &missing
	}
	for _, u := range c.under {
		if u.isBelow(key) {
			return &missing
		}
	}
	return rest
}

// said is what was said of a key itself; nil if nothing was.
func (c *Context) said(key string, hash uint64) *fact {
	var out *fact
	for i := range len(c.under) + 1 {
		from := c
		if i < len(c.under) {
			from = c.under[i]
		}
		k := from.find(key, hash)
		if k < 0 {
			continue
		}
		f := &from.facts[k]
		if out != nil && ambiguous(out, f) {
			f = twoTags(f.key)
		}
		out = f
	}
	return out
}

// isBelow reports a key that is absent as it has one of the prefixes.
func (c *Context) isBelow(key string) bool {
	return slices.ContainsFunc(c.below, func(prefix string) bool {
		return len(key) > len(prefix) && strings.EqualFold(key[:len(prefix)], prefix)
	})
}

// why is the cause of a key's not being known.
func (f *fact) why(key string) string {
	if f.cause != "" {
		return f.cause
	}
	return key
}

// null answers whether the key has the "null data set" of AWS's documentation:
// no value, or one that is the empty string.
func (f *fact) null() Answer {
	switch {
	case f.some:
		return No
	case !f.multi:
		return isEmpty(f.one)
	case len(f.many) == 1:
		return isEmpty(f.many[0])
	}
	return answerOf(len(f.many) == 0)
}

// isEmpty answers whether a text is empty; one of nothing but holes may be.
func isEmpty(t Text) Answer {
	s, known := t.Known()
	if known || t.literalParts() != "" {
		return answerOf(known && s == "")
	}
	return Unknown
}

// The constants of FNV-1a.
const (
	hashStart  = 14695981039346656037
	hashFactor = 1099511628211
)

// foldHash is FNV-1a over ASCII letters in lower case; other characters, whose
// case is a longer story, are left out.
func foldHash(s string) uint64 {
	h := uint64(hashStart)
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			continue
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * hashFactor
	}
	return h
}

// Values are the values of a key, and whether the request has it. They are nil
// where that isn't known.
func (c *Context) Values(key string) ([]Text, Answer) {
	switch f := c.look(key, foldHash(key)); {
	case f.state == absent:
		return nil, No
	case f.state == mayBe:
		return nil, Unknown
	case f.multi:
		return f.many, Yes
	default:
		return []Text{f.one}, Yes
	}
}
