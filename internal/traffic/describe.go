package traffic

import (
	"strconv"
	"strings"
)

// Description is the services of one protocol, in words: Ports such as
// "80,443,1024-65535" or "all", for ICMP and ICMPv6 Types such as "8/0", "3"
// or "all" instead.
type Description struct {
	Protocol string `json:"protocol"`
	Ports    string `json:"ports,omitempty"`
	Types    string `json:"types,omitempty"`
}

// String is the description as [Services.String] writes it: "tcp 80,443".
func (d Description) String() string { return d.Protocol + " " + d.Ports + d.Types }

// everything is the word for a protocol, or its ports or types, without limit.
const everything = "all"

// named are the protocols that descriptions begin with.
func named() [4]Protocol { return [...]Protocol{TCP, UDP, ICMP, ICMPv6} }

// Describe puts the set in words, one protocol at a time: TCP, UDP, ICMP and
// ICMPv6 first, then the others by number. Neighbouring numbers of which
// everything is in the set share one description: "4-5". All services have one
// description, with the protocol "all"; the empty set has none.
func (s Services) Describe() []Description {
	if s.IsAll() {
		return []Description{{Protocol: everything, Ports: everything}}
	}
	var list []Description
	rest := s
	for _, p := range named() {
		whole := WholeProtocol(p)
		if part := s.Intersect(whole); !part.IsEmpty() {
			list = append(list, part.describe(p))
		}
		rest = rest.Subtract(whole)
	}
	return rest.describeNumbered(list)
}

// describe puts the part of a set that belongs to p in words.
func (s Services) describe(p Protocol) Description {
	d := Description{Protocol: p.String()}
	text := everything
	if !s.Equal(WholeProtocol(p)) {
		text = s.limits(p)
	}
	if p.HasTypes() {
		d.Types = text
	} else {
		d.Ports = text
	}
	return d
}

// limits lists the ports or types of a protocol that is not whole.
func (s Services) limits(p Protocol) string {
	var words []string
	for _, r := range s.PortRanges(p) {
		if p.HasTypes() {
			words = appendTypes(words, r)
		} else {
			words = append(words, span(int(r.Lo), int(r.Hi)))
		}
	}
	return strings.Join(words, ",")
}

// appendTypes writes a run of types and codes: the codes of a type it begins
// in the midst of, whole types, and the codes of a type it ends in the midst of.
func appendTypes(words []string, r PortRange) []string {
	lo, hi := int(r.Lo), int(r.Hi)+1
	for lo < hi {
		end := hi &^ 0xff
		if lo&0xff != 0 || end <= lo {
			end = min(hi, lo|0xff+1)
			words = append(words, strconv.Itoa(lo>>8)+"/"+span(lo&0xff, (end-1)&0xff))
		} else {
			words = append(words, span(lo>>8, end>>8-1))
		}
		lo = end
	}
	return words
}

// describeNumbered adds the protocols that go by number.
func (s Services) describeNumbered(list []Description) []Description {
	lo, hi := 0, -1 // the run of whole protocols not yet written; empty if hi < lo
	flush := func() {
		if lo <= hi {
			list = append(list, Description{Protocol: span(lo, hi), Ports: everything})
		}
		lo, hi = 0, -1
	}
	for _, p := range s.Protocols() {
		part := s.Restrict(p)
		if !part.Equal(WholeProtocol(p)) {
			flush()
			list = append(list, part.describe(p))
			continue
		}
		if hi < lo || int(p) != hi+1 {
			flush()
			lo = int(p)
		}
		hi = int(p)
	}
	flush()
	return list
}

// span writes a range of numbers, or the only one in it.
func span(lo, hi int) string {
	if lo == hi {
		return strconv.Itoa(lo)
	}
	return strconv.Itoa(lo) + "-" + strconv.Itoa(hi)
}

// String is "none", "all", or the descriptions: "tcp 80,443; icmp 8/0; 47 all".
// [ParseService] reads it back.
func (s Services) String() string {
	if s.IsEmpty() {
		return "none"
	}
	if s.IsAll() {
		return everything
	}
	var words []string
	for _, d := range s.Describe() {
		words = append(words, d.String())
	}
	return strings.Join(words, "; ")
}
