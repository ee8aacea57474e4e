package policy

import (
	"net/netip"
	"strings"
	"time"
)

// number is a decimal number, exact at any length; AWS documents "an integer or
// decimal value" and no exponents.
type number struct {
	negative bool
	whole    string // without leading zeros
	fraction string // without trailing zeros
}

// parseNumber reads an optional minus, digits, and optionally a point and digits.
func parseNumber(s string) (number, bool) {
	rest, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(rest, ".")
	if !allDigits(whole) || point && !allDigits(fraction) {
		return number{}, false
	}
	n := number{negative, strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")}
	if n.whole == "" && n.fraction == "" {
		n.negative = false
	}
	return n, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// compare is negative, zero or positive as n is less than, equal to or greater
// than m.
func (n number) compare(m number) int {
	if n.negative != m.negative {
		return sign(m.negative)
	}
	size := len(n.whole) - len(m.whole)
	if size == 0 {
		size = strings.Compare(n.whole, m.whole)
	}
	if size == 0 {
		size = strings.Compare(n.fraction, m.fraction)
	}
	if n.negative {
		return -size
	}
	return size
}

func sign(positive bool) int {
	if positive {
		return 1
	}
	return -1
}

// instant is a moment: seconds since 1970 and nanoseconds.
type instant struct {
	seconds int64
	nanos   int
}

func (i instant) compare(j instant) int {
	switch {
	case i.seconds != j.seconds:
		return sign(i.seconds > j.seconds)
	case i.nanos != j.nanos:
		return sign(i.nanos > j.nanos)
	}
	return 0
}

// parseInstant reads a W3C form of ISO 8601 or seconds since 1970. A date
// without a time is its first moment in UTC. Four digits alone are a year in
// the one and seconds in the other, so they are neither.
func parseInstant(s string) (instant, bool) {
	if seconds, ok := parseEpoch(s); ok {
		return instant{seconds: seconds}, len(s) != 4
	}
	r := dateReader{rest: s}
	year := r.number(4)
	month, day, hour, minute, second, nanos, offset := 1, 1, 0, 0, 0, 0, 0
	r.literal('-')
	month = r.number(2)
	if r.accept('-') {
		day = r.number(2)
		if r.accept('T') {
			hour = r.number(2)
			r.literal(':')
			minute = r.number(2)
			if r.accept(':') {
				second = r.number(2)
				nanos = r.fraction()
			}
			offset = r.zone()
		}
	}
	if r.bad || r.rest != "" || hour > 23 || minute > 59 || second > 59 {
		return instant{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	if t.Month() != time.Month(month) || t.Day() != day {
		return instant{}, false // the 30th of February
	}
	return instant{t.Unix() - int64(offset)*60, t.Nanosecond()}, true
}

func parseEpoch(s string) (int64, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	if !allDigits(digits) || len(digits) > 18 {
		return 0, false
	}
	var v int64
	for i := range len(digits) {
		v = v*10 + int64(digits[i]-'0')
	}
	if negative {
		v = -v
	}
	return v, true
}

// dateReader reads the parts of a date; bad after the first that isn't there.
type dateReader struct {
	rest string
	bad  bool
}

func (r *dateReader) number(width int) int {
	if r.bad || len(r.rest) < width || !allDigits(r.rest[:width]) {
		r.bad = true
		return 0
	}
	v := 0
	for i := range width {
		v = v*10 + int(r.rest[i]-'0')
	}
	r.rest = r.rest[width:]
	return v
}

func (r *dateReader) accept(c byte) bool {
	if r.bad || r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

func (r *dateReader) literal(c byte) {
	if !r.accept(c) {
		r.bad = true
	}
}

// fraction reads a fraction of a second, to nanoseconds.
func (r *dateReader) fraction() int {
	if !r.accept('.') {
		return 0
	}
	nanos, unit, n := 0, 100_000_000, 0
	for ; n < len(r.rest) && '0' <= r.rest[n] && r.rest[n] <= '9'; n++ {
		nanos += int(r.rest[n]-'0') * unit
		unit /= 10
	}
	r.bad = r.bad || n == 0 || n > 9
	r.rest = r.rest[n:]
	return nanos
}

// zone reads Z or an offset, in minutes.
func (r *dateReader) zone() int {
	if r.accept('Z') {
		return 0
	}
	east := r.accept('+')
	if !east {
		r.literal('-')
	}
	hours := r.number(2)
	r.literal(':')
	minutes := r.number(2)
	r.bad = r.bad || hours > 23 || minutes > 59
	return sign(east) * (hours*60 + minutes)
}

// parseBool reads true or false, whose case AWS doesn't mind.
func parseBool(s string) (value, ok bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	}
	return false, false
}

// parseAddress reads an address of a request: no prefix, no zone, and no IPv4
// address in IPv6 form, for which no comparison is documented.
func parseAddress(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	return a, err == nil && a.Zone() == "" && !a.Is4In6()
}

// isBase64 reports canonical base64: padded, and with no bits left over. Such
// texts are the same if and only if their bytes are.
func isBase64(s string) bool {
	if len(s)%4 != 0 {
		return false
	}
	digits := strings.TrimRight(s, "=")
	padding := len(s) - len(digits)
	if padding > 2 {
		return false
	}
	last := 0
	for i := range len(digits) {
		if last = base64Digit(digits[i]); last < 0 {
			return false
		}
	}
	return padding == 0 || padding == 1 && last&3 == 0 || padding == 2 && last&15 == 0
}

func base64Digit(c byte) int {
	switch {
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 26
	case '0' <= c && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return -1
}
