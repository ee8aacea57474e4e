package catalog_test

import (
	"testing"

	"ringwall/internal/catalog"
)

func TestKey(t *testing.T) {
	c := embedded(t)
	for _, test := range []struct {
		name, key string
		typ       catalog.KeyType
		many      bool
	}{
		{"aws:SourceIp", "aws:SourceIp", catalog.IPAddress, false},
		{"AWS:SOURCEIP", "aws:SourceIp", catalog.IPAddress, false},
		{"aws:ResourceTag/team", "aws:ResourceTag/${TagKey}", catalog.String, false},
		{"aws:requesttag/Cost/Center", "aws:RequestTag/${TagKey}", catalog.String, false},
		{"aws:TagKeys", "aws:TagKeys", catalog.String, true},
		{"aws:PrincipalOrgPaths", "aws:PrincipalOrgPaths", catalog.String, true},
		{"aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", catalog.Numeric, false},
		{"aws:SecureTransport", "aws:SecureTransport", catalog.Bool, false},
		{"aws:CurrentTime", "aws:CurrentTime", catalog.Date, false},
		{"aws:PrincipalArn", "aws:PrincipalArn", catalog.ARN, false},
		{"s3:ExistingObjectTag/class", "s3:ExistingObjectTag/<key>", catalog.String, false},
		{"s3:max-keys", "s3:max-keys", catalog.Numeric, false},
		{"kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", catalog.String, false},
		{"dynamodb:LeadingKeys", "dynamodb:LeadingKeys", catalog.String, true},
		{"identitystore:UserId", "identitystore:UserId", catalog.String, false}, // services disagree; the page of global keys says this
		{"token.actions.githubusercontent.com:repository", "token.actions.githubusercontent.com:repository", catalog.String, false},
	} {
		k, ok := c.Key(test.name)
		if !ok || k.Name != test.key || k.Type != test.typ || k.Many != test.many {
			t.Errorf("%s is %+v, %v", test.name, k, ok)
		}
	}
	for _, name := range []string{"", "aws:", "aws:ResourceTag", "aws:ResourceTag/", "aws:NoSuchKey", "s3:"} {
		if k, ok := c.Key(name); ok {
			t.Errorf("%q is %+v", name, k)
		}
	}
}

// "AWS global condition context keys".
func TestGlobalKeys(t *testing.T) {
	keys := catalog.GlobalKeys()
	seen := map[string]bool{}
	for _, k := range keys {
		if seen[k.Name] || k.Type == catalog.TypeUnknown {
			t.Errorf("%+v is there twice, or has no type", k)
		}
		seen[k.Name] = true
	}
	keys[0].Name = "changed"
	if catalog.GlobalKeys()[0].Name != "aws:PrincipalArn" {
		t.Error("the table was changed by a caller")
	}
}

func TestParseKeyType(t *testing.T) {
	for text, want := range map[string]string{"String": "String", "ArrayOfARN": "ARN many", "Numeric": "Numeric", "ArrayOf": "", "": "", "string": "", "unknown": "", "ArrayOfunknown": ""} {
		typ, many, ok := catalog.ParseKeyType(text)
		got := ""
		if ok {
			got = typ.String()
		}
		if many && ok {
			got += " many"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
