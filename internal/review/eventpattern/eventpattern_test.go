package eventpattern

import (
	"encoding/json"
	"testing"

	"ringwall/internal/estate"
)

func TestPatterns(t *testing.T) {
	const event = `{
		"source": "aws.ec2", "account": "111122223333", "time": "2026-01-31T12:00:00Z", "resources": ["arn:a", "arn:b"],
		"detail": {"state": "running", "count": 5, "ok": true, "nothing": null, "address": "10.0.0.7", "file": "dir/image.PNG",
			"list": [{"kind": "a", "size": 1}, {"kind": "b", "size": 2}], "empty": ""}
	}`
	for _, x := range patternCases() {
		var pattern any
		var sample map[string]any
		if err := json.Unmarshal([]byte(x.pattern), &pattern); err != nil {
			t.Fatalf("%s: %v", x.pattern, err)
		}
		if err := json.Unmarshal([]byte(event), &sample); err != nil {
			t.Fatal(err)
		}
		got := Match(treeOf(pattern, estate.Origin{}), sample)
		if got.True.IsAlways() != x.want || got.False.IsAlways() == x.want {
			t.Errorf("%s: got %+v, want %v", x.pattern, got, x.want)
		}
		if text := Match(estate.NewScalar(estate.Literal(x.pattern), estate.Origin{}), sample); text.True.IsAlways() != x.want {
			t.Errorf("%s as a text: got %+v, want %v", x.pattern, text, x.want)
		}
	}
}

type patternCase struct {
	pattern string
	want    bool
}

func patternCases() []patternCase {
	return []patternCase{
		{`{"source": ["aws.ec2"]}`, true},
		{`{"source": ["aws.s3"]}`, false},
		{`{"source": ["aws.s3", "aws.ec2"], "detail": {"state": ["running"]}}`, true},
		{`{"source": ["aws.ec2"], "detail": {"state": ["stopped"]}}`, false},
		{`{"resources": ["arn:b"]}`, true},
		{`{"resources": ["arn:c"]}`, false},
		{`{"detail": {"count": [5]}}`, true},
		{`{"detail": {"count": [5.0]}}`, true},
		{`{"detail": {"count": ["5"]}}`, false},
		{`{"detail": {"ok": [true]}}`, true},
		{`{"detail": {"ok": [false]}}`, false},
		{`{"detail": {"empty": [""]}}`, true},
		{`{"detail": {"state": [{"prefix": "run"}]}}`, true},
		{`{"detail": {"state": [{"prefix": "RUN"}]}}`, false},
		{`{"detail": {"state": [{"prefix": {"equals-ignore-case": "RUN"}}]}}`, true},
		{`{"detail": {"state": [{"suffix": "ing"}]}}`, true},
		{`{"detail": {"file": [{"suffix": {"equals-ignore-case": ".png"}}]}}`, true},
		{`{"detail": {"state": [{"equals-ignore-case": "RUNNING"}]}}`, true},
		{`{"detail": {"state": [{"anything-but": "stopped"}]}}`, true},
		{`{"detail": {"state": [{"anything-but": ["stopped", "running"]}]}}`, false},
		{`{"detail": {"state": [{"anything-but": {"prefix": "run"}}]}}`, false},
		{`{"detail": {"state": [{"anything-but": {"suffix": ["x", "ing"]}}]}}`, false},
		{`{"detail": {"state": [{"anything-but": {"wildcard": "*top*"}}]}}`, true},
		{`{"detail": {"state": [{"anything-but": {"equals-ignore-case": ["Running"]}}]}}`, false},
		{`{"detail": {"missing": [{"anything-but": "x"}]}}`, false},
		{`{"detail": {"count": [{"anything-but": [5, 6]}]}}`, false},
		{`{"detail": {"count": [{"numeric": [">", 0, "<=", 5]}]}}`, true},
		{`{"detail": {"count": [{"numeric": ["=", 4]}]}}`, false},
		{`{"detail": {"count": [{"numeric": ["<", 5]}, {"numeric": [">", 4]}]}}`, true},
		{`{"detail": {"state": [{"numeric": [">", 0]}]}}`, false},
		{`{"detail": {"missing": [{"exists": false}]}}`, true},
		{`{"detail": {"state": [{"exists": false}]}}`, false},
		{`{"detail": {"state": [{"exists": true}]}}`, true},
		{`{"other": {"deep": [{"exists": false}]}}`, true},
		{`{"other": {"deep": ["x"]}}`, false},
		{`{"detail": {"address": [{"cidr": "10.0.0.0/24"}]}}`, true},
		{`{"detail": {"address": [{"cidr": "10.0.1.0/24"}]}}`, false},
		{`{"detail": {"file": [{"wildcard": "dir/*.PNG"}]}}`, true},
		{`{"detail": {"file": [{"wildcard": "dir/*.png"}]}}`, false},
		{`{"detail": {"file": [{"wildcard": "dir/\\*"}]}}`, false},
		{`{"detail": {"list": {"kind": ["b"]}}}`, true},
		{`{"detail": {"list": {"kind": ["a"], "size": [2]}}}`, false},
		{`{"$or": [{"source": ["aws.s3"]}, {"detail": {"state": ["running"]}}]}`, true},
		{`{"source": ["aws.ec2"], "$or": [{"source": ["aws.s3"]}, {"detail": {"state": ["stopped"]}}]}`, false},
		{`{}`, true},
	}
}
