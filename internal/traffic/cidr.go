package traffic

import (
	"errors"
	"fmt"
	"net/netip"
)

// ReservedAddress is an address that AWS keeps for itself in every subnet.
type ReservedAddress struct {
	Addr netip.Addr `json:"addr"`
	Why  string     `json:"why"`
}

// Reserved lists the addresses of a subnet that AWS does not give to anyone:
// the first four and the last ("Subnet CIDR blocks" in the VPC user guide).
// What they are for is known for IPv4 only.
func Reserved(subnet netip.Prefix) []ReservedAddress {
	from, to, ok := blockOf(subnet)
	if !ok {
		return nil
	}
	why := [...]string{"network address", "VPC router", "DNS server", "kept by AWS for future use", "broadcast address"}
	if from.top != 0 {
		why = [...]string{"kept by AWS", "kept by AWS", "kept by AWS", "kept by AWS", "kept by AWS"}
	}
	var list []ReservedAddress
	for at := from; at.compare(to) < 0 && len(list) < 4; at = at.plus(0) {
		list = append(list, ReservedAddress{at.addr(), why[len(list)]})
	}
	if last := to.previous().addr(); list[len(list)-1].Addr != last {
		list = append(list, ReservedAddress{last, why[4]})
	}
	return list
}

// Usable is the addresses of a subnet that an interface can have: all but the
// [Reserved] ones.
func Usable(subnet netip.Prefix) Addresses {
	usable := Prefixes(subnet)
	for _, r := range Reserved(subnet) {
		usable = usable.Subtract(Single(r.Addr))
	}
	return usable
}

// CheckVPCPrefix says why AWS would refuse the prefix as a CIDR block of a VPC
// for its form or size; nil if it would not. What other blocks the VPC has, and
// to whom an IPv6 block belongs, it cannot know.
func CheckVPCPrefix(p netip.Prefix) error {
	return checkPrefix(p, "a VPC", 60)
}

// CheckSubnetPrefix says why AWS would refuse the prefix as a CIDR block of a
// subnet for its form or size; nil if it would not.
func CheckSubnetPrefix(p netip.Prefix) error {
	return checkPrefix(p, "a VPC subnet", 64)
}

// checkPrefix knows what VPCs and subnets have in common; the smallest IPv6
// block is what they have not.
func checkPrefix(p netip.Prefix, purpose string, longest6 int) error {
	if err := CheckCanonical(p); err != nil {
		return err
	}
	shortest, longest, allowed := 16, 28, "/16 to /28"
	if p.Addr().Is6() {
		shortest, longest = 44, longest6
		allowed = fmt.Sprintf("/44 to /%d in steps of 4", longest6)
	}
	switch {
	case p.Bits() < shortest:
		return fmt.Errorf("%s is too large for %s: AWS allows %s", p, purpose, allowed)
	case p.Bits() > longest:
		return fmt.Errorf("%s is too small for %s: AWS allows %s", p, purpose, allowed)
	case p.Bits()%4 != 0 && p.Addr().Is6():
		return fmt.Errorf("%s has no size for %s: AWS allows %s", p, purpose, allowed)
	}
	return nil
}

// CheckCanonical says what is wrong with a prefix that is not valid, is IPv4 in
// IPv6 clothes, or has host bits set; nil if it is as it should be.
func CheckCanonical(p netip.Prefix) error {
	if err := checkFamily(p); err != nil {
		return err
	}
	if p != p.Masked() {
		return fmt.Errorf("%s has host bits set: the canonical form is %s", p, p.Masked())
	}
	return nil
}

func checkFamily(p netip.Prefix) error {
	switch {
	case !p.IsValid():
		return errors.New("the prefix is not valid")
	case p.Addr().Is4In6():
		return fmt.Errorf("%s is an IPv4 prefix written as IPv6", p)
	}
	return nil
}

// mostNewBits limits how many blocks one call may make.
const mostNewBits = 16

// Split cuts a prefix into all the blocks whose prefixes are newBits longer, in
// order: 10.0.0.0/16 and 2 give four /18. Host bits are ignored. More than 16
// bits at once are refused.
func Split(p netip.Prefix, newBits int) ([]netip.Prefix, error) {
	if newBits < 0 || newBits > mostNewBits {
		return nil, fmt.Errorf("split %s: %d more bits is not between 0 and %d", p, newBits, mostNewBits)
	}
	blocks, err := firstBlocks(p, p.Bits()+newBits, 1<<newBits)
	if err != nil {
		return nil, fmt.Errorf("split %s: %w", p, err)
	}
	return blocks, nil
}

// Cidr is CloudFormation's Fn::Cidr: the first count blocks of a prefix, 1 to
// 256 of them, that leave hostBits bits for hosts: 10.0.0.0/16, 3 and 8 give
// three /24, and for IPv6 64 gives /64. Host bits are ignored.
func Cidr(p netip.Prefix, count, hostBits int) ([]netip.Prefix, error) {
	if count < 1 || count > 256 {
		return nil, fmt.Errorf("cidr of %s: count %d is not between 1 and 256", p, count)
	}
	if hostBits < 1 {
		return nil, fmt.Errorf("cidr of %s: %d bits for hosts is less than 1", p, hostBits)
	}
	blocks, err := firstBlocks(p, p.Addr().BitLen()-hostBits, count)
	if err != nil {
		return nil, fmt.Errorf("cidr of %s: %w", p, err)
	}
	return blocks, nil
}

// firstBlocks gives the first count blocks of one length in a prefix. The count
// is at most 2^mostNewBits.
func firstBlocks(p netip.Prefix, length, count int) ([]netip.Prefix, error) {
	if err := checkFamily(p); err != nil {
		return nil, err
	}
	size, newBits := p.Addr().BitLen()-length, length-p.Bits()
	switch {
	case size < 0:
		return nil, fmt.Errorf("a /%d is longer than an address", length)
	case newBits < 0:
		return nil, fmt.Errorf("blocks of %d bits for hosts are larger than a /%d", size, p.Bits())
	case newBits < mostNewBits && count > 1<<newBits:
		return nil, fmt.Errorf("it has room for %d blocks of /%d, not for %d", 1<<newBits, length, count)
	}
	blocks := make([]netip.Prefix, count)
	from, _, _ := blockOf(p)
	for i := range blocks {
		blocks[i] = netip.PrefixFrom(from.addr(), length)
		from = from.plus(size)
	}
	return blocks, nil
}
