package syntax

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// documents that the text reader must read, and as the library does.
var readDirectly = []string{
	"Resources:\n  B:\n    Type: AWS::S3::Bucket\n",
	"---\n# first\nA: 1 # one\nB:\n  # inside\n  C: x\n...\n",
	// Scalars.
	"a: ''\nb: \"\"\nc: 'it''s'\nd: \"q\\\"\\\\\\n\\u00e9\\t\"\ne: 'two\n  lines'\nf: \"x\n\n\n   y \\\n   z\"\ng: \"tail \\t \n end\"\n",
	"a: one\n  two\n\n\n  three # four\nb: c\n",
	"a: ~\nb: null\nc:\nd: True\ne: yes\nf: 0x1F\ng: 010\nh: 1_000\ni: 2010-09-09\nj: 1.5\nk: .5\nl: -3\nm: 1.2.3.4\nn: +.inf\no: 09\np: 1e3\nq: 12345678901234567890\nr: <<\ns: 0o7\nt: 0b1\nu: -0\nv: 1.\nw: 0.5\nx: 00\n",
	"a: http://x:80/?q#y\nb: a:b\nc: -x\nd: ::/0\ne: :x\n f\n\"g\" : h\ni : j\n",
	"é: ü # ä\nü: [é, \"ß\"]\n",
	// Block scalars.
	"a: |\n  one\n   two\n\n  three\n\n\nb: |-\n  x\n\nc: |+\n  x\n\n\nd: >\n  f\n  g\n\n  h\n   i\n  j\n",
	"a: |2\n    x\n  y\nb: >-  # why\n\n  x\n  y\n  \tz\nc: |\nd: |\n\n\ne: |-2\n   x",
	"- |\n  a\n- >+\n  b\n\n- c",
	"a: |\n  x\n # not in it\nb: c\n",
	// Collections.
	"a:\n- b\n- c: d\n  e: f\n-\n- - g\n  - h\n-   - i\ni:\n  - j\n",
	"a:\n  -\n    b: c\n  - d:\n      e\n",
	"a: {b: c, 'd': [e, {f: g}, ], \"h\":i, }\nj: []\nk: {}\nl: [a b, c:d]\n",
	"a: [b: c, \"d\": e, f]\ng: [\n  h, # i\n\t\"j\"\n\t]\n",
	"a: [x\n, y]\nb: [c d: e\n]\n",
	// Tags.
	"a: !Ref b\nc: !Sub \"d\"\ne: !If [f, !Ref g, !GetAZs ]\nh: !Join\n  - ','\n  - - i\n    - !Sub |\n        j\nk: !Ref\nl: !GetAZs\n",
	"a:\n  !If\n    - b\n    - !Equals [c, d]\n    -\n      !Not\n      - e\nf: !Select\n- 0\n- g\nh: !Foo\n  i: j\nk: !A::B.c x\n",
	"a: !Sub\n  # why\n  b\n",
	// JSON.
	"{\"a\": 1, \"b\": [true, null, \"x\"],\n \"c\" : {\"d\":\"e\"}}\n",
	"{\n\t\"a\": {\n\t\t\"Fn::Join\": [\"\", [\"a\",\"b\"]]\n\t}\n}\n\n",
	"[1, 2\n\t,3]",
	"- a\n- b",
}

// documents that it must leave alone.
var leftToLibrary = []string{
	"", "a", "\"a\"", "# nothing\n", "--- a: b\n",
	"a: &x b\nc: *x\n", "a:\n  <<: {b: c}\n", "? a\n: b\n", "%YAML 1.1\n---\na: b\n",
	"a: b\n---\nc: d\n", "a: b\n...\nc: d\n", "\ta: b\n", "a:\n\t- b\n", "-\ta\n", "a: [b\n\t]\n",
	"a: b: c\n", "a: - b\n", "a: b\n c: d\n", "a:\n  b: c\n d: e\n", "a:\n  - b\n c: d\n", "a:\n - b\n - c\n  d\n e: f\n",
	"a\nb: c\n", "a: \"b\" c\n", "a: \"b\"#c\n", "a: [b\n", "a: {b}\n", "a: {b: }\n", "a: [,]\n", "a: 'b\n",
	"a: !!int 3\n", "a: ! b\n", "!a b: c\n", "- !a b: c\n", "a: !b - c\n",
	"a: \"\\/\"\n", "a: \"\\ud83d\\ude00\"\n", "a: \"\\x41\"\n", "a: \"\\q\"\n",
	"a:\n  b: |\n      deep\n     shallow: x\n", "a: |\n     \n  x\nb: c\n",
	"a: |0\n  b\n", "a: | b\n", "a: |\n\tb\n", "a: @b\n", "a: `b\n", "a: %b\n",
	"a: b\x00\n", "a: b\x85\n", "a: b\u0085c\n", "a: \u2028b\n", "a: b\rc: d\n", "\ufeffa: b\n",
	"a: {b: c}\n}\n", "{a: b}\nc: d\n", "{a: b}: c\n", "a: [b]: c\n", "\"a\n b\": c\n", "{\"a\"\n: b}\n",
	strings.Repeat("k", 1100) + ": v\n", "a: {" + strings.Repeat("k", 1100) + ": v}\n",
	strings.Repeat("[", maxDepth+5) + strings.Repeat("]", maxDepth+5),
}

func TestTemplatesAreReadDirectlyAsTheLibraryReadsThem(t *testing.T) {
	for _, text := range readDirectly {
		for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), strings.TrimRight(text, "\n")} {
			if !sameAsLibrary(t, text) {
				t.Errorf("%q is left to the library", text)
			}
		}
	}
}

func TestWhatIsNotPlainlyATemplateIsLeftToTheLibrary(t *testing.T) {
	for _, text := range leftToLibrary {
		if n, ok := readText("t.yaml", []byte(text)); ok {
			t.Errorf("%q is read directly, as %s", text, n.Describe())
		}
	}
}

// sameAsLibrary tells whether the text reader reads a text, and fails if it does
// so in another way than the library.
func sameAsLibrary(t *testing.T, text string) bool {
	t.Helper()
	n, ok := readText("t.yaml", []byte(text))
	if !ok {
		return false
	}
	want, err := readYAML("t.yaml", []byte(text))
	if err != nil {
		t.Errorf("%q is read directly, but the library says: %v", text, err)
	} else if !reflect.DeepEqual(n, want) {
		t.Errorf("%q is read directly as\n%s\nbut the library reads\n%s", text, sketch(n), sketch(want))
	}
	return true
}

// sketch prints a node with its places.
func sketch(n *Node) string {
	var b strings.Builder
	var walk func(n *Node, indent string)
	walk = func(n *Node, indent string) {
		b.WriteString(indent + n.At.String() + " " + n.Call + n.Describe() + "\n")
		if n.Arg != nil {
			walk(n.Arg, indent+"  ")
		}
		for _, i := range n.Items {
			walk(i, indent+"  ")
		}
		for _, f := range n.Fields {
			b.WriteString(indent + f.At.String() + " " + f.Name + ":\n")
			walk(f.Node, indent+"  ")
		}
	}
	walk(n, "")
	return b.String()
}

// FuzzReader holds the text reader to the library: what it reads, the library
// reads in the same way, places included.
func FuzzReader(f *testing.F) {
	for _, text := range append(readDirectly, leftToLibrary...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, deep := tooDeep([]byte(text)); deep || bytes.HasPrefix([]byte(text), []byte("\xef\xbb\xbf")) {
			return
		}
		sameAsLibrary(t, text)
	})
}
