package compare_test

import (
	"testing"

	"ringwall/internal/policy"
)

func TestSmoke(t *testing.T) {
	x := newTable(t)
	for _, c := range [][3]string{
		{"no-new-access", `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`},
		{"new-access", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`, `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`},
		{"new-access", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/${aws:username}/*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/*"}`},
		{"no-new-access", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/${aws:username}/*"}`},
		{"no-new-access", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/${aws:username}/*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/${aws:username}/*"}`},
		{"new-access", `[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/${aws:username}/*"}]`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/home/bob/*"}`},
		{"no-new-access", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}`, `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.1.0.0/16"}}}`},
		{"new-access", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.1.0.0/16"}}}`, `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}`},
		{"no-new-access", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}`, `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:SecureTransport":"true"}}}`},
	} {
		r := ask(t, x, policy.IdentityPolicy, c[1], c[2])
		if r.Verdict.String() != c[0] {
			t.Errorf("%s\n%s\n %v want %s: %+v", c[1], c[2], r.Verdict, c[0], r.Because)
		}
		if r.Witness != nil {
			t.Logf("%+v %v", *r.Witness, len(r.Actions))
		}
	}
}
