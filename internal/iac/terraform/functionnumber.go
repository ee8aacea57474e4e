package terraform

import (
	"errors"
	"math/big"
	"net/netip"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func numberFunctions() map[string]function.Function {
	return map[string]function.Function{
		"indent": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "spaces", Type: cty.Number}, {Name: "text", Type: cty.String}},
			Type:   function.StaticReturnType(cty.String),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				if args[0].AsBigFloat().Cmp(big.NewFloat(maxWidth)) > 0 {
					return cty.UnknownVal(cty.String), errors.New("the number of spaces is too large")
				}
				return stdlib.Indent(args[0], args[1])
			},
		}),
	}
}

func sumFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].CanIterateElements() || args[0].LengthInt() == 0 {
				return cty.UnknownVal(cty.Number), errors.New("cannot sum what is no list, or an empty one")
			}
			total := cty.Zero
			for it := args[0].ElementIterator(); it.Next(); {
				_, x := it.Element()
				n, err := convertCty(x, cty.Number)
				if err != nil || n.IsNull() {
					return cty.UnknownVal(cty.Number), errors.New("cannot sum what are no numbers")
				}
				total = total.Add(n)
			}
			return total, nil
		},
	})
}

func transposeFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "map", Type: cty.Map(cty.List(cty.String))}},
		Type:   function.StaticReturnType(cty.Map(cty.List(cty.String))),
		Impl: func(args []cty.Value, t cty.Type) (cty.Value, error) {
			found := map[string][]string{}
			for it := args[0].ElementIterator(); it.Next(); {
				k, list := it.Element()
				for in := list.ElementIterator(); in.Next(); {
					_, x := in.Element()
					found[x.AsString()] = append(found[x.AsString()], k.AsString())
				}
			}
			if len(found) == 0 {
				return cty.MapValEmpty(cty.List(cty.String)), nil
			}
			out := map[string]cty.Value{}
			for name, keys := range found {
				sort.Strings(keys)
				var list []cty.Value
				for _, k := range slices.Compact(keys) {
					list = append(list, cty.StringVal(k))
				}
				out[name] = cty.ListVal(list)
			}
			return cty.MapVal(out), nil
		},
	})
}

func timeFunctions() map[string]function.Function {
	return map[string]function.Function{
		"timecmp": textFunction(2, func(args []string) (cty.Value, error) {
			a, err := time.Parse(time.RFC3339, args[0])
			if err != nil {
				return cty.UnknownVal(cty.Number), err
			}
			b, err := time.Parse(time.RFC3339, args[1])
			return cty.NumberIntVal(int64(a.Compare(b))), err
		}, cty.Number),
	}
}

// addressFunctions reckon with address prefixes ("IP Network Functions").
func addressFunctions() map[string]function.Function {
	return map[string]function.Function{
		"cidrhost": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "prefix", Type: cty.String}, {Name: "hostnum", Type: cty.Number}},
			Type:   function.StaticReturnType(cty.String), Impl: cidrHost,
		}),
		"cidrnetmask": ofString(cidrNetmask),
		"cidrsubnet": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "prefix", Type: cty.String}, {Name: "newbits", Type: cty.Number}, {Name: "netnum", Type: cty.Number}},
			Type:   function.StaticReturnType(cty.String), Impl: cidrSubnet,
		}),
		"cidrsubnets": function.New(&function.Spec{
			Params:   []function.Parameter{{Name: "prefix", Type: cty.String}},
			VarParam: &function.Parameter{Name: "newbits", Type: cty.Number},
			Type:     function.StaticReturnType(cty.List(cty.String)), Impl: cidrSubnets,
		}),
		"cidrcontains": textFunction(2, func(args []string) (cty.Value, error) {
			outer, err := parseCIDR(args[0])
			if err != nil {
				return cty.UnknownVal(cty.Bool), err
			}
			if a, err := netip.ParseAddr(args[1]); err == nil {
				return cty.BoolVal(outer.Contains(a)), nil
			}
			inner, err := parseCIDR(args[1])
			return cty.BoolVal(err == nil && outer.Overlaps(inner) && outer.Bits() <= inner.Bits()), err
		}, cty.Bool),
	}
}

// parseCIDR reads a prefix; Terraform admits leading zeros.
func parseCIDR(s string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), nil
	}
	address, length, _ := strings.Cut(s, "/")
	parts := strings.Split(address, ".")
	for i, x := range parts {
		if parts[i] = strings.TrimLeft(x, "0"); parts[i] == "" {
			parts[i] = "0"
		}
	}
	p, err := netip.ParsePrefix(strings.Join(parts, ".") + "/" + length)
	return p.Masked(), err
}

func wholeNumber(v cty.Value) (*big.Int, error) {
	f := v.AsBigFloat()
	if !f.IsInt() || f.MantExp(nil) > 200 {
		return nil, errors.New("a whole number is needed")
	}
	n, _ := f.Int(nil)
	return n, nil
}

func addressNumber(a netip.Addr) *big.Int { return new(big.Int).SetBytes(a.AsSlice()) }

func numberAddress(n *big.Int, size int) (netip.Addr, bool) {
	if n.Sign() < 0 || n.BitLen() > size*8 {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice(n.FillBytes(make([]byte, size)))
}

func cidrHost(args []cty.Value, _ cty.Type) (cty.Value, error) {
	none := cty.UnknownVal(cty.String)
	p, err := parseCIDR(args[0].AsString())
	if err != nil {
		return none, err
	}
	n, err := wholeNumber(args[1])
	if err != nil {
		return none, err
	}
	bits := p.Addr().BitLen() - p.Bits()
	room := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	if n.Sign() < 0 {
		n.Add(n, room)
	}
	if n.Sign() < 0 || n.Cmp(room) >= 0 {
		return none, errors.New("the prefix does not have so many hosts")
	}
	a, ok := numberAddress(n.Add(n, addressNumber(p.Addr())), len(p.Addr().AsSlice()))
	if !ok {
		return none, errors.New("the prefix does not have so many hosts")
	}
	return cty.StringVal(a.String()), nil
}

func cidrNetmask(s string) (string, error) {
	p, err := parseCIDR(s)
	if err != nil {
		return "", err
	}
	if p.Addr().Is6() {
		return "", errors.New("IPv6 has no netmasks")
	}
	mask := big.NewInt(0).Lsh(big.NewInt(1), 32)
	mask.Sub(mask, new(big.Int).Lsh(big.NewInt(1), uint(32-p.Bits())))
	a, _ := numberAddress(mask, 4)
	return a.String(), nil
}

func cidrSubnet(args []cty.Value, _ cty.Type) (cty.Value, error) {
	none := cty.UnknownVal(cty.String)
	p, err := parseCIDR(args[0].AsString())
	if err != nil {
		return none, err
	}
	bits, err := wholeNumber(args[1])
	if err != nil {
		return none, err
	}
	n, err := wholeNumber(args[2])
	if err != nil {
		return none, err
	}
	more := int(bits.Int64())
	if !bits.IsInt64() || more < 0 || p.Bits()+more > p.Addr().BitLen() {
		return none, errors.New("the prefix cannot be made so long")
	}
	if n.Sign() < 0 || n.BitLen() > more {
		return none, errors.New("the prefix does not have so many parts")
	}
	length := p.Bits() + more
	n.Lsh(n, uint(p.Addr().BitLen()-length))
	a, ok := numberAddress(n.Add(n, addressNumber(p.Addr())), len(p.Addr().AsSlice()))
	if !ok {
		return none, errors.New("the prefix does not have so many parts")
	}
	return cty.StringVal(netip.PrefixFrom(a, length).String()), nil
}

// cidrSubnets lays prefixes one behind the other, each at the first place that
// suits its length.
func cidrSubnets(args []cty.Value, _ cty.Type) (cty.Value, error) {
	none := cty.UnknownVal(cty.List(cty.String))
	p, err := parseCIDR(args[0].AsString())
	if err != nil {
		return none, err
	}
	size := p.Addr().BitLen()
	next := addressNumber(p.Addr())
	end := new(big.Int).Add(next, new(big.Int).Lsh(big.NewInt(1), uint(size-p.Bits())))
	var out []cty.Value
	for _, a := range args[1:] {
		bits, err := wholeNumber(a)
		if err != nil {
			return none, err
		}
		length := p.Bits() + int(bits.Int64())
		if !bits.IsInt64() || bits.Sign() < 1 || length > size || bits.Int64() > 32 {
			return none, errors.New("the prefix cannot be made so long")
		}
		step := new(big.Int).Lsh(big.NewInt(1), uint(size-length))
		if rest := new(big.Int).Mod(next, step); rest.Sign() > 0 {
			next.Add(next, step).Sub(next, rest)
		}
		start, ok := numberAddress(next, len(p.Addr().AsSlice()))
		if next = new(big.Int).Add(next, step); !ok || next.Cmp(end) > 0 {
			return none, errors.New("the prefix has no room for them all")
		}
		out = append(out, cty.StringVal(netip.PrefixFrom(start, length).String()))
	}
	if len(out) == 0 {
		return cty.ListValEmpty(cty.String), nil
	}
	return cty.ListVal(out), nil
}
