package question_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/authz/question"
)

// BenchmarkRequests reads and decides requests that share the policies of a header.
func BenchmarkRequests(b *testing.B) {
	var text, names strings.Builder
	text.WriteString(`{"policies": {`)
	for i := range 20 {
		if i > 0 {
			text.WriteString(", ")
			names.WriteString(", ")
		}
		fmt.Fprintf(&names, `"p%d"`, i)
		fmt.Fprintf(&text, `"p%d": {"Version": "2012-10-17", "Statement": [`, i)
		for j := range 10 {
			if j > 0 {
				text.WriteString(", ")
			}
			fmt.Fprintf(&text, `{"Effect": "Allow", "Action": ["s3:Get*", "s3:Put%d"], "Resource": "arn:aws:s3:::bucket-%d-%d/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}}`, j, i, j)
		}
		text.WriteString(`]}`)
	}
	text.WriteString("}}\n" + `{"defaults": {"principal": "arn:aws:iam::111122223333:user/ann", "context_complete": true, "identity": [` + names.String() + "]}}\n")
	const requests = 1000
	for i := range requests {
		fmt.Fprintf(&text, `{"id": "%d", "action": "s3:GetObject", "resource": "arn:aws:s3:::bucket-%d-%d/key", "context": {"aws:PrincipalTag/team": "red", "aws:SourceIp": "10.1.2.3", "aws:SecureTransport": true}}`+"\n", i, i%20, i%10)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := question.NewReader("q.ndjson", []byte(text.String()))
		for range requests {
			q, err := r.Next()
			if err != nil {
				b.Fatal(err)
			}
			authz.Decider{}.Decide(q.Request, q.Policies)
		}
	}
	b.ReportMetric(float64(b.N)*requests/b.Elapsed().Seconds(), "requests/s")
}
