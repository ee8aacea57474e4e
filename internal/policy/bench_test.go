package policy

import (
	"fmt"
	"strings"
	"testing"
)

// largePolicy has about 6 kB, the most that a managed policy may have.
func largePolicy() []byte {
	var b strings.Builder
	b.WriteString(`{"Version": "2012-10-17", "Statement": [`)
	for i := 0; b.Len() < 6000; i++ {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `
  {"Sid": "S%d", "Effect": "Allow", "Action": ["s3:GetObject", "s3:Put*", "sqs:SendMessage"],
   "Resource": ["arn:aws:s3:::bucket-%d/*", "arn:aws:sqs:*:111122223333:q-%d"],
   "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}`, i, i, i)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	data := largePolicy()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems, err := ParseJSON("p.json", data); err != nil || len(problems) > 0 {
			b.Fatal(err, problems)
		}
	}
}

func BenchmarkQuestions(b *testing.B) {
	doc := read(b, string(largePolicy()))
	b.ReportAllocs()
	for b.Loop() {
		askAll(doc)
	}
}

func BenchmarkMatch(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if !Match("arn:aws:s3:::bucket-*/logs/*/2024/*.gz", "arn:aws:s3:::bucket-prod-eu-west-1/logs/app/api/2024/06/01/x.gz") {
			b.Fatal("no match")
		}
	}
}

func BenchmarkMatchHostile(b *testing.B) {
	p, s := strings.Repeat("a*", 14)+"c", strings.Repeat("a", 33)
	for b.Loop() {
		if Match(p, s) {
			b.Fatal("match")
		}
	}
}

func BenchmarkCovers(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if Covers("arn:aws:s3:::bucket-*/logs/*", "arn:aws:s3:::bucket-a/logs/*/x") != Yes {
			b.Fatal("not covered")
		}
	}
}
