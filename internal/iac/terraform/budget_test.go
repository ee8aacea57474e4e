package terraform

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/estate"
)

// growing makes locals of which each holds the one before it several times.
func growing(first, next string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "locals {\n  v0 = %s\n", first)
	for i := range 40 {
		fmt.Fprintf(&b, "  v%d = %s\n", i+1, strings.ReplaceAll(next, "V", fmt.Sprintf("local.v%d", i)))
	}
	return b.String() + "}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = %s\n}\n"
}

// TestWhatGrowsWithoutEndIsNotMade: values that are made of themselves, several
// times, would fill any memory. They are not known.
func TestWhatGrowsWithoutEndIsNotMade(t *testing.T) {
	for name, text := range map[string]string{
		"texts":      fmt.Sprintf(growing(`"xxxxxxxxxxxxxxxx"`, `"${V}${V}"`), "local.v40"),
		"replace":    fmt.Sprintf(growing(`"x"`, `replace(V, "x", "xxxxxxxxxx")`), "local.v40"),
		"expression": fmt.Sprintf(growing(`"x"`, `replace(V, "/x+/", "$0$0$0$0")`), "local.v40"),
		"join":       fmt.Sprintf(growing(`"x"`, `join(V, [V, V, V])`), "local.v40"),
		"lists":      fmt.Sprintf(growing(`["x"]`, `concat(V, V, V)`), `join("", local.v40)`),
		"tuples":     fmt.Sprintf(growing(`["x"]`, `[V, V]`), `jsonencode(local.v40)`),
		"objects":    fmt.Sprintf(growing(`{ a = "x" }`, `{ a = V, b = V }`), `jsonencode(local.v40)`),
		"splat":      fmt.Sprintf(growing(`["x"]`, `[V, V][*]`), `jsonencode(local.v40)`),
	} {
		t.Run(name, func(t *testing.T) {
			r, err := load(t, map[string]string{"main.tf": text})
			if err != nil || len(r.Cores) != 1 {
				t.Fatalf("%d resources, %v", len(r.Cores), err)
			}
			if got := estate.IsAbsent(r.Cores[0].Properties.At("BucketName").AsText()); !got.Unknown.IsAlways() {
				t.Errorf("it is not unknown what the name is: %+v", got)
			}
		})
	}
}

// TestWhatUnfoldsToTooManyValuesIsRefused: it would be evaluated for hours.
func TestWhatUnfoldsToTooManyValuesIsRefused(t *testing.T) {
	bucket := "resource \"aws_s3_bucket\" \"b\" {\n  bucket = %s\n}\n"
	for name, text := range map[string]string{
		"for expressions": fmt.Sprintf(bucket, `join("", [for a in range(1000) : join("", [for b in range(1000) : a * b])])`),
		"distinct":        fmt.Sprintf(bucket, `join("", distinct(flatten([for a in range(100) : [for b in range(100) : a * b]])))`),
		"arguments":       "locals {\n  l = flatten([for a in range(300) : [for b in range(500) : a]])\n}\n" + fmt.Sprintf(bucket, `concat(`+strings.Repeat("local.l, ", 200)+`[])[0]`),
		"dynamic blocks": "resource \"aws_security_group\" \"g\" {\n  dynamic \"ingress\" {\n    for_each = range(1000)\n    content {\n" +
			"      dynamic \"x\" {\n        for_each = range(1000)\n        content {\n          y = x.value\n        }\n      }\n    }\n  }\n}\n",
		"attributes": "locals {\n  l = range(1000)\n  m = [for i in range(100) : local.l]\n}\n" +
			manyLists(200),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, map[string]string{"main.tf": text})
			if err == nil || strings.Count(err.Error(), "the configuration unfolds to too many values") != 1 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func manyLists(n int) string {
	var b strings.Builder
	b.WriteString("resource \"aws_security_group\" \"g\" {\n")
	for i := range n {
		fmt.Fprintf(&b, "  a%d = local.m\n", i)
	}
	return b.String() + "}\n"
}
