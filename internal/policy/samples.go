package policy

import (
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// samples collects the points at which the answers of conditions change.
type samples struct {
	numbers  []*big.Rat
	instants []instant
	points   []netip.Addr // the first of an interval that conditions tell apart
	bools    bool
	binary   []string
	dates    bool
	networks bool
	// binaries says that an operator on binary values was there.
	binaries bool
	numeric  bool
}

func (s *samples) read(op Base, text string) {
	switch op {
	case Bool:
		s.bools = true
	case BinaryEquals:
		s.binaries = true
		if isBase64(text) {
			s.binary = append(s.binary, text)
		}
	case IPAddress:
		s.networks = true
		if p, ok := parsePrefix(text); ok && !p.Addr().Is4In6() {
			s.points = append(s.points, p.Masked().Addr())
			if next := lastAddress(p.Masked()).Next(); next.IsValid() {
				s.points = append(s.points, next)
			}
		}
	case NumericEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals:
		s.numeric = true
		if _, ok := parseNumber(text); ok {
			if r, ok := new(big.Rat).SetString(text); ok {
				s.numbers = append(s.numbers, r)
			}
		}
	case DateEquals, DateLessThan, DateLessThanEquals, DateGreaterThan, DateGreaterThanEquals:
		s.dates = true
		if i, ok := parseInstant(text); ok {
			s.instants = append(s.instants, i)
		}
	}
}

// lastAddress is the last of a prefix.
func lastAddress(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

func (s *samples) list() []string {
	var out []string
	if s.bools {
		out = append(out, "true", "false")
	}
	if s.binaries {
		out = append(append(out, s.binary...), otherBinary(s.binary))
	}
	if s.networks {
		out = append(out, s.addresses()...)
	}
	if s.numeric {
		out = append(out, s.cuts()...)
	}
	if s.dates {
		out = append(out, s.moments()...)
	}
	return out
}

// otherBinary is base64 that is none of the texts.
func otherBinary(texts []string) string {
	for i := 0; ; i++ {
		if s := fmt.Sprintf("eHh4%04d", i); !slices.Contains(texts, s) {
			return s
		}
	}
}

// addresses are, of each interval between points, an address that stands in a
// documentation prefix if one does, else the first.
func (s *samples) addresses() []string {
	points := append(s.points, netip.IPv4Unspecified(), netip.IPv6Unspecified())
	slices.SortFunc(points, netip.Addr.Compare)
	points = slices.Compact(points)
	plain := []netip.Addr{netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("2001:db8::7")}
	var first, rest []string
	for i, p := range points {
		last := i+1 == len(points) || points[i+1].Is4() != p.Is4()
		at := slices.IndexFunc(plain, func(a netip.Addr) bool {
			return a.Is4() == p.Is4() && p.Compare(a) <= 0 && (last || a.Compare(points[i+1]) < 0)
		})
		switch {
		case at >= 0:
			first = append(first, plain[at].String())
		case p.Is4In6():
			// No comparison is documented for these.
			if next := netip.MustParseAddr("::1:0:0:0"); last || next.Compare(points[i+1]) < 0 {
				rest = append(rest, next.String())
			}
		default:
			rest = append(rest, p.String())
		}
	}
	return append(first, rest...)
}

// cuts are the numbers, one between each two, one below and one above.
func (s *samples) cuts() []string {
	slices.SortFunc(s.numbers, (*big.Rat).Cmp)
	list := slices.CompactFunc(s.numbers, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	one, half := big.NewRat(1, 1), big.NewRat(1, 2)
	if len(list) == 0 {
		return []string{"1"}
	}
	var out []string
	out = append(out, decimal(new(big.Rat).Sub(list[0], one)))
	for i, r := range list {
		out = append(out, decimal(r))
		if i+1 < len(list) {
			sum := new(big.Rat).Add(r, list[i+1])
			out = append(out, decimal(sum.Mul(sum, half)))
		}
	}
	return append(out, decimal(new(big.Rat).Add(list[len(list)-1], one)))
}

// decimal is a number in digits; those of policies are decimal, and so is half of
// their sums.
func decimal(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	places, _ := r.FloatPrec()
	return strings.TrimRight(r.FloatString(places), "0")
}

// moments are the dates, one between each two, one before and one after. Between
// neighbours of a nanosecond's distance there is none.
func (s *samples) moments() []string {
	slices.SortFunc(s.instants, instant.compare)
	list := slices.Compact(s.instants)
	if len(list) == 0 {
		return []string{"2030-01-01T00:00:00Z"}
	}
	const day = 86400
	out := []string{list[0].shift(-day).text()}
	for i, at := range list {
		out = append(out, at.text())
		if i+1 < len(list) {
			if m := between(at, list[i+1]); m != at {
				out = append(out, m.text())
			}
		}
	}
	return append(out, list[len(list)-1].shift(day).text())
}

func (i instant) shift(seconds int64) instant { return instant{i.seconds + seconds, i.nanos} }

// between is a moment after the first and before the second, or the first if
// there is none.
func between(a, b instant) instant {
	if m := (instant{seconds: a.seconds + (b.seconds-a.seconds)/2}); a.compare(m) < 0 && m.compare(b) < 0 {
		return m
	}
	const second = 1_000_000_000
	end := b.nanos
	if b.seconds > a.seconds {
		end = second
	}
	if end-a.nanos < 2 {
		if b.seconds > a.seconds && b.nanos > 0 {
			return instant{seconds: b.seconds}
		}
		return a
	}
	return instant{a.seconds, a.nanos + (end-a.nanos)/2}
}

// text is the moment as a policy writes it: seconds where ISO 8601 has no year
// for it.
func (i instant) text() string {
	t := time.Unix(i.seconds, int64(i.nanos)).UTC()
	if y := t.Year(); y < 1 || y > 9999 {
		if s := strconv.FormatInt(i.seconds, 10); len(s) != 4 {
			return s
		}
	}
	if i.nanos == 0 {
		return t.Format("2006-01-02T15:04:05Z")
	}
	return fmt.Sprintf("%s.%sZ", t.Format("2006-01-02T15:04:05"), strings.TrimRight(fmt.Sprintf("%09d", i.nanos), "0"))
}
