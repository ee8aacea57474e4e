package reach

import "ringwall/internal/estate"

// association says that a subnet has a route table or a network ACL.
type association[T any] struct {
	of     T
	vpc    *VPC // of the table or ACL
	exists Trit
}

// associations resolves those of a kind: of each subnet, and those of which it is
// unknown whose they are.
func associations[R estate.Resource, T any](b *builder, read func(R) (association[T], estate.Value[estate.Text], bool)) (explicit map[*Subnet][]association[T], loose []association[T]) {
	explicit = map[*Subnet][]association[T]{}
	for _, r := range estate.All[R](b.e) {
		at := r.Base().Origin
		c, there := b.component(r.Base())
		if !there {
			continue
		}
		a, subnet, ok := read(r)
		if !ok {
			continue
		}
		if s := subnet.In(b.world); s.State == estate.Unknown {
			a.exists = maybe(placed(s.Gap, at))
			loose = append(loose, a)
		} else if id, gap, ok := b.name(subnet, at); ok {
			a.exists = c.Exists
			s := b.subnet(id, gap)
			b.adopt(s, a.vpc)
			explicit[s] = append(explicit[s], a)
		}
	}
	return explicit, loose
}

// adopt moves a placeholder subnet into the VPC of what is associated with it.
func (b *builder) adopt(s *Subnet, v *VPC) {
	if !s.Placeholder || !s.VPC.Placeholder || v == s.VPC {
		return
	}
	for i, other := range s.VPC.Subnets {
		if other == s {
			s.VPC.Subnets = append(s.VPC.Subnets[:i], s.VPC.Subnets[i+1:]...)
			break
		}
	}
	s.VPC, v.Subnets = v, append(v.Subnets, s)
	s.Address4 = addressWithin(v.IPv4, v.Gap4, anyIPv4(), s.Gap)
	s.Address6 = addressWithin(v.IPv6, v.Gap6, globalIPv6(), s.Gap)
}

// choose says which of the associations that a subnet has, or may have, applies:
// the first that is certain, else what its VPC's subnets have by default (the
// zero value where that is not known).
func choose[T comparable](b *builder, s *Subnet, list []association[T], byDefault T) Choice[T] {
	var c Choice[T]
	var none T
	for _, a := range list {
		if sameVPC(a.vpc, s.VPC).No() {
			continue
		}
		if a.exists.Yes() {
			return Choice[T]{Options: []T{a.of}}
		}
		c.Options, c.Gap = append(c.Options, a.of), a.exists.Gaps()[0]
	}
	switch {
	case byDefault != none && !s.Placeholder:
		c.Options = append(c.Options, byDefault)
		if len(b.n.Open) > 0 {
			c.Gap, c.Open = b.n.Open[0], true
		}
	case s.Placeholder:
		c.Gap, c.Open = s.Gap, true
	default:
		c.Gap, c.Open = s.VPC.Gap, true
	}
	return c
}
