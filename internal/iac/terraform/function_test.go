package terraform

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// memory is a file system of a test.
type memory struct{ fstest.MapFS }

func (m memory) ReadFile(name string) ([]byte, error)       { return fs.ReadFile(m.MapFS, name) }
func (m memory) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(m.MapFS, name) }

// evaluate prints what an expression comes to, as JSON.
func evaluate(t *testing.T, text string) string {
	t.Helper()
	files := memory{fstest.MapFS{
		"hello.txt": {Data: []byte("Hello World")}, "t.tftpl": {Data: []byte("%{ for p in ports ~}\nport ${p}\n%{ endfor ~}\n")},
		"files/a.txt": {Data: []byte("a")}, "files/b/c.txt": {Data: []byte("c")},
	}}
	l := newLoader(Options{Files: files}, []string{"."})
	m := l.newModule(newConfig("."), nil, "")
	expr, diags := hclsyntax.ParseExpression([]byte(text), "test", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %v", text, diags)
	}
	v := m.scope.eval(expr)
	switch v.form() {
	case isFailed:
		return "error"
	case isUnknown:
		return "unknown"
	}
	out, ok := l.jsonText(v)
	if !ok {
		return "unknown"
	}
	return out.String()
}

// TestFunctions holds the examples of Terraform's documentation ("Built-in
// Functions", the page of each function).
func TestFunctions(t *testing.T) {
	for _, c := range functionCases() {
		if got := evaluate(t, c[0]); got != c[1] {
			t.Errorf("%s = %s, want %s", c[0], got, c[1])
		}
	}
}

func functionCases() [][2]string {
	return [][2]string{
		{`abs(-12.4)`, `12.4`}, {`ceil(5.1)`, `6`}, {`floor(4.9)`, `4`}, {`log(16, 2)`, `4`}, {`max([12, 54, 3]...)`, `54`}, {`min(12, 54, 3)`, `3`},
		{`parseint("FF", 16)`, `255`}, {`pow(3, 2)`, `9`}, {`signum(-13)`, `-1`}, {`sum([10, 13, 6, 4.5])`, `33.5`}, {`range(3)`, `[0,1,2]`}, {`range(1, 8, 2)`, `[1,3,5,7]`},
		{`chomp("hello\r\n\n")`, `"hello"`}, {`startswith("hello world", "hello")`, `true`}, {`endswith("hello world", "hello")`, `false`}, {`strcontains("hello world", "wor")`, `true`},
		{`format("Hello, %s!", "Ander")`, `"Hello, Ander!"`}, {`format("There are %d lights", 4)`, `"There are 4 lights"`}, {`format("%05.1f|%q|%v", 3.14159, "a", [1])`, `"003.1|\"a\"|[1]"`},
		{`formatlist("Hello, %s!", ["Valentina", "Ander"])`, `["Hello, Valentina!","Hello, Ander!"]`}, {`formatlist("%s, %s!", "Salutations", ["A", "B"])`, `["Salutations, A!","Salutations, B!"]`},
		{`indent(2, "a\nb")`, `"a\n  b"`}, {`join("-", ["foo", "bar", "baz"])`, `"foo-bar-baz"`}, {`lower("HELLO")`, `"hello"`}, {`upper("hello")`, `"HELLO"`}, {`title("hello world")`, `"Hello World"`},
		{`regex("[a-z]+", "53453453.345345aaabbbccc23454")`, `"aaabbbccc"`}, {`regex("(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01")`, `["2019","02","01"]`}, {`regexall("[a-z]+", "1234abcd5678efgh9")`, `["abcd","efgh"]`},
		{`can(regex("[a-z]+", "53453453.34534523454"))`, `false`}, {`replace("1 + 2 + 3", "+", "-")`, `"1 - 2 - 3"`}, {`replace("hello world", "/w.*d/", "everybody")`, `"hello everybody"`},
		{`split(",", "foo,bar,baz")`, `["foo","bar","baz"]`}, {`split(",", "")`, `[""]`}, {`strrev("hello")`, `"olleh"`}, {`substr("hello world", 1, 4)`, `"ello"`}, {`substr("hello world", -5, -1)`, `"world"`},
		{`trim("?!hello?!", "!?")`, `"hello"`}, {`trimprefix("helloworld", "hello")`, `"world"`}, {`trimsuffix("helloworld", "world")`, `"hello"`}, {`trimspace("  hello\n\n")`, `"hello"`},
		{`alltrue(["true", true])`, `true`}, {`alltrue([])`, `true`}, {`anytrue([true, false])`, `true`}, {`anytrue([])`, `false`}, {`chunklist(["a", "b", "c", "d", "e"], 2)`, `[["a","b"],["c","d"],["e"]]`},
		{`coalesce("", "b")`, `"b"`}, {`coalesce(null, 1, 2)`, `1`}, {`coalescelist([], ["c", "d"])`, `["c","d"]`}, {`compact(["a", "", "b", null, "c"])`, `["a","b","c"]`},
		{`concat(["a", ""], ["b", "c"])`, `["a","","b","c"]`}, {`contains(["a", "b", "c"], "a")`, `true`}, {`contains(["a", "b", "c"], "d")`, `false`}, {`distinct(["a", "b", "a", "c", "d", "b"])`, `["a","b","c","d"]`},
		{`element(["a", "b", "c"], 3)`, `"a"`}, {`element(["a", "b", "c"], -1)`, `"c"`}, {`flatten([["a", "b"], [], ["c"]])`, `["a","b","c"]`}, {`flatten([[["a", "b"], []], ["c"]])`, `["a","b","c"]`},
		{`index(["a", "b", "c"], "b")`, `1`}, {`keys({a=1, c=2, d=3})`, `["a","c","d"]`}, {`values({a=3, c=2, d=1})`, `[3,2,1]`}, {`length([])`, `0`}, {`length({"a" = "b"})`, `1`}, {`length("👾🕹️")`, `2`},
		{`lookup({a="ay", b="bee"}, "a", "what?")`, `"ay"`}, {`lookup({a="ay", b="bee"}, "c", "what?")`, `"what?"`}, {`matchkeys(["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"])`, `["i-abc","i-def"]`},
		{`merge({a="b", c="d"}, {e="f", c="z"})`, `{"a":"b","c":"z","e":"f"}`}, {`merge([{a=1}, {b=2}]...)`, `{"a":1,"b":2}`}, {`one(["a"])`, `"a"`}, {`one([])`, `null`}, {`reverse([1, 2, 3])`, `[3,2,1]`},
		{`setintersection(["a", "b"], ["b", "c"], ["b", "d"])`, `["b"]`}, {`setproduct(["development", "staging"], ["app1", "app2"])`, `[["development","app1"],["development","app2"],["staging","app1"],["staging","app2"]]`},
		{`setsubtract(["a", "b", "c"], ["a", "c"])`, `["b"]`}, {`setunion(["a", "b"], ["b", "c"], ["d"])`, `["a","b","c","d"]`}, {`slice(["a", "b", "c", "d"], 1, 3)`, `["b","c"]`}, {`sort(["e", "d", "a", "x"])`, `["a","d","e","x"]`},
		{`transpose({"a" = ["1", "2"], "b" = ["2", "3"]})`, `{"1":["a"],"2":["a","b"],"3":["b"]}`}, {`zipmap(["a", "b"], [1, 2])`, `{"a":1,"b":2}`},
		{`base64decode("SGVsbG8gV29ybGQ=")`, `"Hello World"`}, {`base64encode("Hello World")`, `"SGVsbG8gV29ybGQ="`}, {`textencodebase64("Hello World", "UTF-16LE")`, `"SABlAGwAbABvACAAVwBvAHIAbABkAA=="`}, {`textdecodebase64("SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE")`, `"Hello World"`},
		{`csvdecode("a,b,c\n1,2,3\n4,5,6\n")`, `[{"a":"1","b":"2","c":"3"},{"a":"4","b":"5","c":"6"}]`}, {`jsondecode("{\"hello\": \"world\"}")`, `{"hello":"world"}`}, {`jsonencode({"hello"="world"})`, `"{\"hello\":\"world\"}"`},
		{`urlencode("Hello World!")`, `"Hello+World%21"`}, {`yamldecode("{a: 1, b: &foo [1, 2, 3], c: *foo}")`, `{"a":1,"b":[1,2,3],"c":[1,2,3]}`}, {`yamlencode({"a"="b", "c"="d"})`, `"\"a\": \"b\"\n\"c\": \"d\"\n"`},
		{`basename("foo/bar/baz.txt")`, `"baz.txt"`}, {`dirname("foo/bar/baz.txt")`, `"foo/bar"`}, {`file("hello.txt")`, `"Hello World"`}, {`fileexists("hello.txt")`, `true`}, {`fileexists("no.txt")`, `false`}, {`fileset("files", "**")`, `["a.txt","b/c.txt"]`}, {`fileset("files", "*.txt")`, `["a.txt"]`}, {`fileset("files", "**/*.txt")`, `["a.txt","b/c.txt"]`}, {`fileset("files", "b/**/c.txt")`, `["b/c.txt"]`}, {`fileset("files", "**/b/**")`, `["b/c.txt"]`}, {`fileset("files", "**/b")`, `[]`},
		{`filebase64("hello.txt")`, `"SGVsbG8gV29ybGQ="`}, {`filemd5("hello.txt")`, `"b10a8db164e0754105b7a99be72e3fe5"`}, {`templatefile("t.tftpl", {ports = [8080, 9090]})`, `"port 8080\nport 9090\n"`}, {`file("../../etc/passwd")`, `unknown`},
		{`formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")`, `"02 Jan 2018 23:12 UTC"`}, {`timeadd("2017-11-22T00:00:00Z", "10m")`, `"2017-11-22T00:10:00Z"`}, {`timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")`, `-1`}, {`timestamp()`, "\"${timestamp() at test:1:1}\""},
		{`md5("hello world")`, `"5eb63bbbe01eeed093cb22bb8f5acdc3"`}, {`sha1("hello world")`, `"2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"`}, {`sha256("hello world")`, `"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"`}, {`base64sha256("hello world")`, `"uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="`},
		{`uuidv5("dns", "www.terraform.io")`, `"a5008fae-b28c-5ba5-96cd-82b4c53552d6"`}, {`cidrhost("10.12.112.0/20", 16)`, `"10.12.112.16"`}, {`cidrhost("10.12.112.0/20", 268)`, `"10.12.113.12"`}, {`cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)`, `"fd00:fd12:3456:7890::22"`},
		{`cidrnetmask("172.16.0.0/12")`, `"255.240.0.0"`}, {`cidrsubnet("172.16.0.0/12", 4, 2)`, `"172.18.0.0/16"`}, {`cidrsubnet("10.1.2.0/24", 4, 15)`, `"10.1.2.240/28"`}, {`cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)`, `"fd00:fd12:3456:7800:a200::/72"`}, {`cidrsubnet("10.0.0.0/8", 8, 256)`, `error`},
		{`cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)`, `["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]`}, {`cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)`, `["fd00:fd12:3456:7800::/72","fd00:fd12:3456:7800:100::/72","fd00:fd12:3456:7800:200::/72","fd00:fd12:3456:7800:300::/88"]`},
		{`can("a")`, `true`}, {`try({a=1}.b, "fallback")`, `"fallback"`}, {`tobool("true")`, `true`}, {`tobool("no")`, `error`}, {`tonumber("1")`, `1`}, {`tostring(true)`, `"true"`}, {`tolist(["a", "b"])`, `["a","b"]`}, {`toset(["c", "b", "b"])`, `["b","c"]`}, {`tomap({"a" = 1})`, `{"a":1}`},
		{`sensitive("x")`, `"x"`}, {`nonsensitive("x")`, `"x"`}, {`issensitive("x")`, `false`}, {`templatestring("Hello $${name}", {name = "A"})`, `"Hello A"`}, {`nothing(1)`, `unknown`}, {`format("%999999999d", 1)`, `error`}, {`1e999999999`, `+Inf`},
		{`provider::aws::arn_parse("x")`, `unknown`}, {`1 + 2 * 3`, `7`}, {`7 % 3`, `1`}, {`-7 % 3`, `-1`}, {`1 / 0`, `error`}, {`!true || 1 < 2 && "a" != "b"`, `true`}, {`1 == "1"`, `false`}, {`[for k, v in {a=1, b=2} : "${k}${v}" if v > 1]`, `["b2"]`},
		{`{for s in ["a", "b", "aa"] : substr(s, 0, 1) => s...}`, `{"a":["a","aa"],"b":["b"]}`}, {`[{a=1}, {a=2}][*].a`, `[1,2]`}, {`null[*]`, `[]`}, {`"a"[*]`, `["a"]`}, {"<<-EOT\n    a\n      b\n    EOT\n", `"a\n  b\n"`}, {`"%{ if true }x%{ else }y%{ endif }"`, `"x"`},
	}
}
