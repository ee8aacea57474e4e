package diagram

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fontStack are fonts with one set of widths: Arial and Liberation Sans were
// drawn to Helvetica's.
const fontStack = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"

// Widths of the characters from space to tilde in thousandths of the font's
// size (Helvetica's and Helvetica-Bold's metrics, as Adobe published them).
var (
	regularWidths = [95]uint16{
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
		333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
		556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
	}
	boldWidths = [95]uint16{
		278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
		975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
		333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
		611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
	}
)

// font is one size and weight of the picture's type.
type font struct {
	size int
	bold bool
}

var (
	fontTitle   = font{16, true}
	fontFrame   = font{12, true}
	fontFrameBy = font{11, false}
	fontName    = font{12, true}
	fontNote    = font{10, false}
	fontLegend  = font{11, false}
	fontHeading = font{11, true}
	fontGate    = font{10, true}
)

// width is how many pixels a text takes, rounded up, with a little to spare for
// fonts that are not quite of the stack.
func (f font) width(s string) int {
	total := 0
	for _, r := range s {
		total += f.advance(r)
	}
	return (total*f.size*103/100 + 999) / 1000
}

// advance is a character's width in thousandths of the size. Of those that are
// not in the tables it is a guess on the wide side.
func (f font) advance(r rune) int {
	switch {
	case r >= ' ' && r <= '~' && f.bold:
		return int(boldWidths[r-' '])
	case r >= ' ' && r <= '~':
		return int(regularWidths[r-' '])
	case r == '·':
		return 333
	case r == '×' || r == '–':
		return 584
	case unicode.Is(unicode.Mn, r):
		return 0
	case r < 0x1100 && r != '→' && r != '…':
		return 722
	}
	return 1000
}

// fit shortens a text to a width, in the middle: names differ at their ends
// ("myapp-public-1"). Nothing may be left of it.
func (f font) fit(s string, width int) string {
	if f.width(s) <= width {
		return s
	}
	runes := []rune(s)
	keep := len(runes) - 1
	for keep > 1 {
		head := (keep*3 + 4) / 5
		short := strings.TrimSpace(string(runes[:head])) + "…" + strings.TrimSpace(string(runes[len(runes)-(keep-head):]))
		over := f.width(short) - width
		if over <= 0 {
			return short
		}
		keep -= max(1, over/f.size)
	}
	if f.width("…") <= width {
		return "…"
	}
	return ""
}

// wrap breaks a text into lines of at most a width, at spaces where it has any.
func (f font) wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for f.width(word) > width {
			cut := f.prefix(word, width)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, word[:cut]), word[cut:]
		}
		switch {
		case line == "":
			line = word
		case f.width(line+" "+word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// prefix is how many bytes of a word fit a width: one character at least.
func (f font) prefix(word string, width int) int {
	_, n := utf8.DecodeRuneInString(word)
	for n < len(word) {
		_, more := utf8.DecodeRuneInString(word[n:])
		if f.width(word[:n+more]) > width {
			break
		}
		n += more
	}
	return n
}

// clean is a text without what XML cannot hold and without line breaks.
func clean(s string) string {
	if strings.IndexFunc(s, unprintable) < 0 {
		return s
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unprintable(r) {
			return ' '
		}
		return r
	}, s)), " ")
}

func unprintable(r rune) bool {
	return r < ' ' || r == 0x7f || r == utf8.RuneError || r == 0xfffe || r == 0xffff || unicode.Is(unicode.Cf, r)
}
