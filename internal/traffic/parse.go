package traffic

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ParseService reads services as people write them, and as [Services.String]
// does, in any letter case:
//
//	tcp  tcp/443  tcp/1000-2000  tcp/80,443  tcp/80,udp/53
//	icmp  icmp/8  icmp/8/0  icmpv6/128,129  gre  47  any  all  none
//	tcp 80,443; udp 53; 4-5 all
//
// A protocol is a name or a number, and is whole unless a slash or a space
// and its ports or ICMP types follow. After a comma, a number goes on with the
// ports or types of the protocol before it, and a name begins the next
// protocol; after a semicolon, anything may begin.
func ParseService(text string) (Services, error) {
	var all Services
	for list := range strings.SplitSeq(text, ";") {
		services, err := parseServiceList(list)
		if err != nil {
			return NoServices(), fmt.Errorf("parse service %q: %w", text, err)
		}
		all = all.Union(services)
	}
	return all, nil
}

// parseServiceList reads what stands between semicolons.
func parseServiceList(list string) (Services, error) {
	var (
		all     Services
		current Protocol // the protocol that a number would belong to
		limited bool     // it has a limit already
	)
	for i, item := range strings.Split(list, ",") {
		item = strings.TrimSpace(item)
		var (
			services Services
			err      error
		)
		switch {
		case item == "":
			err = errors.New("a service is missing")
		case i > 0 && isDigit(item[0]) && limited:
			services, err = parseLimit(current, item)
		case i > 0 && isDigit(item[0]):
			err = fmt.Errorf("%q follows no ports or types: write protocol/number, or ; before a protocol's number", item)
		default:
			services, current, limited, err = parseServiceItem(item)
		}
		if err != nil {
			return NoServices(), err
		}
		all = all.Union(services)
	}
	return all, nil
}

// parseServiceItem reads one protocol and its first limit, if it has one.
func parseServiceItem(item string) (s Services, p Protocol, limited bool, err error) {
	head, limit := item, everything
	if i := strings.IndexAny(item, "/ \t"); i >= 0 {
		head, limit = item[:i], strings.TrimSpace(item[i+1:])
	}
	unlimited := isEverything(limit)
	if strings.EqualFold(head, "none") && unlimited {
		return NoServices(), 0, false, nil
	}
	if isDigit(item[0]) && strings.Contains(head, "-") && unlimited {
		s, err = parseProtocolSpan(head)
		return s, 0, false, err
	}
	p, all, err := ParseProtocol(head)
	switch {
	case err != nil:
		return NoServices(), 0, false, err
	case all && !unlimited:
		return NoServices(), 0, false, fmt.Errorf("%s means every protocol, and takes no ports", head)
	case all:
		return AllServices(), 0, false, nil
	}
	s, err = parseLimit(p, limit)
	return s, p, !unlimited, err
}

// parseProtocolSpan reads whole protocols such as "4-5".
func parseProtocolSpan(text string) (Services, error) {
	lo, hi, err := parseSpan(text, 255)
	if err != nil {
		return NoServices(), err
	}
	from, _ := protocolSlots(Protocol(lo))
	_, to := protocolSlots(Protocol(hi))
	return between(from, to), nil
}

// parseLimit reads one range of ports, or one ICMP type with or without codes.
func parseLimit(p Protocol, text string) (Services, error) {
	switch {
	case isEverything(text):
		return WholeProtocol(p), nil
	case p.HasTypes():
		return parseTypes(p, text)
	case !p.HasPorts():
		return NoServices(), fmt.Errorf("protocol %s has no ports", p)
	}
	lo, hi, err := parseSpan(text, 65535)
	if err != nil {
		return NoServices(), err
	}
	return Ports(p, uint16(lo), uint16(hi)), nil
}

// parseTypes reads "8", "8-10", "8/0" or "8/0-3".
func parseTypes(p Protocol, text string) (Services, error) {
	types, codes, coded := strings.Cut(text, "/")
	lo, hi, err := parseSpan(types, 255)
	if err != nil {
		return NoServices(), err
	}
	base, _ := protocolSlots(p)
	if !coded || isEverything(codes) {
		return between(base+slot(lo)<<8, base+slot(hi+1)<<8), nil
	}
	if lo != hi {
		return NoServices(), fmt.Errorf("%q gives codes for several types", text)
	}
	base += slot(lo) << 8
	lo, hi, err = parseSpan(codes, 255)
	if err != nil {
		return NoServices(), err
	}
	return between(base+slot(lo), base+slot(hi)+1), nil
}

// parseSpan reads "n" or "lo-hi".
func parseSpan(text string, most int) (lo, hi int, err error) {
	first, second, ranged := strings.Cut(text, "-")
	lo, err = parseNumber(first, most)
	if err != nil || !ranged {
		return lo, lo, err
	}
	hi, err = parseNumber(second, most)
	if err == nil && lo > hi {
		err = fmt.Errorf("range %q runs backwards", text)
	}
	return lo, hi, err
}

func parseNumber(text string, most int) (int, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 16)
	if err != nil || int(n) > most {
		return 0, fmt.Errorf("%q is not a number from 0 to %d", text, most)
	}
	return int(n), nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isEverything(text string) bool {
	return strings.EqualFold(text, everything) || strings.EqualFold(text, "any")
}
