package syntax

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringwall/internal/estate"
)

// Mistake says where a text is no YAML or JSON: the parser knows a line at
// best, and none for characters that may not stand in a text.
func Mistake(file string, data []byte, err error) error {
	const what = "not valid YAML or JSON: "
	if i, why := strayCharacter(data); why != "" {
		return &Error{place(file, data, i), what + why, "take the character out, and save the file as UTF-8 text"}
	}
	if at, why := jsonMistake(data); why != "" {
		return &Error{place(file, data, at), what + why, "mend the syntax there"}
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return &Error{estate.Origin{File: file}, what + text, "a YAML or JSON editor shows where the syntax is broken"}
	}
	line, _ := strconv.Atoi(m[1])
	hint := "mend the syntax at that line"
	if slices.Contains(structural(), m[2]) {
		// The parser counts these lines from 0, and from where the list or map
		// begins that is broken.
		line = min(line+1, 1+bytes.Count(bytes.TrimRight(data, "\n"), []byte("\n")))
		hint = "mend the syntax at that line, or further down in what begins there: look at indentation, commas and brackets"
	}
	return &Error{estate.Origin{File: file, Line: line}, what + m[2], hint}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s*)?line (\d+): (.*)`)

// structural are the complaints of the YAML library's parser, as opposed to
// those of its scanner.
func structural() []string {
	return []string{
		"did not find expected ',' or ']'", "did not find expected ',' or '}'", "did not find expected <document start>",
		"did not find expected '-' indicator", "did not find expected key", "did not find expected node content",
	}
}

// strayCharacter finds the first byte that is not UTF-8, or the first character
// that YAML does not admit ("YAML Ain't Markup Language", 5.1, Character set).
// A text in UTF-16 is the library's to judge.
func strayCharacter(data []byte) (at int, why string) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return 0, ""
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i, fmt.Sprintf("the byte 0x%02X is not UTF-8", data[i])
		case r == '\t' || r == '\n' || r == '\r' || r == 0x85:
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff:
			return i, fmt.Sprintf("the control character U+%04X", r)
		}
		i += size
	}
	return 0, ""
}

// jsonMistake finds the mistake in what looks like JSON: YAML's flow style does
// too, but leaves its keys without quotes.
func jsonMistake(data []byte) (at int, why string) {
	text := bytes.TrimSpace(data)
	inside := bytes.TrimLeft(text, "{[ \t\r\n")
	if len(inside) == len(text) || !bytes.HasPrefix(inside, []byte(`"`)) {
		return 0, ""
	}
	var any json.RawMessage
	var mistake *json.SyntaxError
	if err := json.Unmarshal(data, &any); !errors.As(err, &mistake) {
		return 0, ""
	}
	return max(int(mistake.Offset)-1, 0), mistake.Error()
}

// place is the line and column of a byte; columns count characters.
func place(file string, data []byte, at int) estate.Origin {
	before := data[:min(at, len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return estate.Origin{File: file, Line: 1 + bytes.Count(before, []byte("\n")), Column: 1 + utf8.RuneCount(before[start:])}
}
