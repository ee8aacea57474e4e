package account

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"
)

// valid reads a whole document with the scanner.
func valid(s *scanner) bool {
	s.skip()
	if s.err == nil && !s.atEnd() {
		s.unexpected("the end of the file")
	}
	return s.err == nil
}

// FuzzScanner: the scanner admits what encoding/json admits, and reads the same
// texts, wherever the window ends.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,2.5e-3,true,null,"x\u00e9\ud83d\ude00\n"]}`, `{`, `[1,]`, `{"a" : {}}`, `"\q"`, "\"\x01\"", `[}`, `01`, `-`, `nul`, `"\ud83d"`, `{"a":1,}`,
		`[[[[]]]]`, ` "é" `, `1 2`, ``, `{"a\"b":"c\\"}`, `[1}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "[")+strings.Count(text, "{") > deepest {
			return
		}
		want := json.Valid([]byte(text))
		for _, r := range []*scanner{newScanner(strings.NewReader(text)), newScanner(iotest.OneByteReader(strings.NewReader(text)))} {
			if got := valid(r); got != want {
				t.Fatalf("%q: valid is %v, encoding/json says %v (%v)", text, got, want, r.err)
			}
		}
		var str string
		if json.Unmarshal([]byte(text), &str) != nil || text == "null" || strings.TrimSpace(text) == "null" {
			return
		}
		s := newScanner(iotest.OneByteReader(strings.NewReader(text)))
		if got := strings.ToValidUTF8(s.str(), "\uFFFD"); strings.ToValidUTF8(got, "\uFFFD") != strings.ToValidUTF8(str, "\uFFFD") && !strings.Contains(str, "\uFFFD") {
			t.Fatalf("%q: read %q, want %q", text, got, str)
		}
	})
}
