package reach

import (
	"fmt"
	"net/netip"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// SelectorKind tells the forms of a selector apart.
type SelectorKind uint8

const (
	// SelectAny is every interface, the internet and on-premises networks.
	SelectAny SelectorKind = iota
	// SelectInternet is the public internet, IPv4 and IPv6.
	SelectInternet
	// SelectOnPremises is what is behind VPN gateways.
	SelectOnPremises
	// SelectAddresses is one address or a prefix, wherever it is.
	SelectAddresses
	// SelectName is a resource by its ID, source name, ARN, physical name or
	// Name tag, or an AWS service ("s3").
	SelectName
	// SelectType is every resource of a CloudFormation type.
	SelectType
	// SelectTag is every resource with a tag.
	SelectTag
	// SelectSubnet is what stands in a subnet, SelectGroup what is in a security
	// group; both are named like resources.
	SelectSubnet
	SelectGroup
	// SelectResources is a list of IDs, made by [Resources].
	SelectResources
)

// Selector names one side of a question.
type Selector struct {
	Kind   SelectorKind
	Text   string       // as it was written; of SelectName and others the name
	Prefix netip.Prefix // of SelectAddresses
	Key    string       // of SelectTag
	Value  string       // of SelectTag
	IDs    []estate.ID  // of SelectResources
}

// Resources selects resources by their IDs.
func Resources(ids ...estate.ID) Selector {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return Selector{Kind: SelectResources, Text: strings.Join(words, ", "), IDs: ids}
}

// InternetSelector selects the public internet.
func InternetSelector() Selector { return Selector{Kind: SelectInternet, Text: "internet"} }

// AnySelector selects everything.
func AnySelector() Selector { return Selector{Kind: SelectAny, Text: "any"} }

// String is the selector as it was written.
func (s Selector) String() string { return s.Text }

// ParseSelector reads a selector:
//
//	internet  onprem  any  10.0.0.0/8  192.0.2.7  2001:db8::/32
//	WebServer  stack/WebServer  arn:aws:…  my-bucket  s3
//	type:AWS::RDS::DBInstance  tag:tier=data  subnet:Private1  sg:WebGroup
//
// Whether a name is one of the estate is for [Ask] to say.
func ParseSelector(s string) (Selector, error) {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "":
		return Selector{}, fmt.Errorf("parse selector: it is empty: name a resource, an address, internet, onprem or any")
	case "any", "*", "all":
		return AnySelector(), nil
	case "internet":
		return InternetSelector(), nil
	case "onprem", "on-prem", "onpremises", "on-premises":
		return Selector{Kind: SelectOnPremises, Text: s}, nil
	}
	if kind, rest, ok := strings.Cut(s, ":"); ok {
		if sel, known, err := parsePrefixed(s, kind, rest); known || err != nil {
			return sel, err
		}
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return addressSelector(s, p)
	}
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap().WithZone("")
		return addressSelector(s, netip.PrefixFrom(a, a.BitLen()))
	}
	if looksLikeAddress(s) {
		return Selector{}, fmt.Errorf("parse selector %q: it is neither an address nor a prefix such as 10.0.0.0/8", s)
	}
	return Selector{Kind: SelectName, Text: s}, nil
}

func parsePrefixed(s, kind, rest string) (sel Selector, known bool, err error) {
	forms := map[string]SelectorKind{"type": SelectType, "tag": SelectTag, "subnet": SelectSubnet, "sg": SelectGroup, "id": SelectName}
	k, known := forms[strings.ToLower(kind)]
	if !known {
		return Selector{}, false, nil
	}
	rest = strings.TrimSpace(rest)
	sel = Selector{Kind: k, Text: s}
	switch {
	case rest == "":
		return Selector{}, true, fmt.Errorf("parse selector %q: a name is missing behind %s", s, kind+":")
	case k != SelectTag:
		sel.Value = rest
		return sel, true, nil
	}
	key, value, ok := strings.Cut(rest, "=")
	if !ok || key == "" {
		return Selector{}, true, fmt.Errorf("parse selector %q: a tag is written tag:KEY=VALUE", s)
	}
	sel.Key, sel.Value = key, value
	return sel, true, nil
}

func addressSelector(s string, p netip.Prefix) (Selector, error) {
	if p.Addr().Is4In6() {
		if p.Bits() < 96 {
			return Selector{}, fmt.Errorf("parse selector %q: it is IPv4 written as IPv6", s)
		}
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return Selector{Kind: SelectAddresses, Text: s, Prefix: p.Masked()}, nil
}

// looksLikeAddress catches misspelt addresses, which no resource is called.
func looksLikeAddress(s string) bool {
	if strings.Trim(s, "0123456789./") == "" && strings.Contains(s, ".") {
		return true
	}
	return strings.Contains(s, "::") && strings.Trim(strings.ToLower(s), "0123456789abcdef:/") == ""
}

// name is what a selector by name looks for.
func (s Selector) name() string {
	if s.Value != "" {
		return s.Value
	}
	return s.Text
}

// addresses are the addresses that the selector limits its side to; all of them
// for selectors of other kinds.
func (s Selector) addresses() traffic.Addresses {
	if s.Kind == SelectAddresses {
		return traffic.Prefixes(s.Prefix)
	}
	return traffic.AllAddresses()
}
