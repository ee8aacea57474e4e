package escalation_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/authz/directory"
	"ringwall/internal/authz/escalation"
	"ringwall/internal/catalog"
	"ringwall/internal/review/reviewtest"
)

// BenchmarkGraph is an account of 10,000 roles: one in a hundred is an
// administrator, one in ten may pass roles (half of these its own alone), one in
// twenty takes others.
func BenchmarkGraph(b *testing.B) {
	e := reviewtest.Load(b, manyRoles(10000))
	c, _ := catalog.Embedded()
	m, _ := catalog.Managed()
	b.ResetTimer()
	for b.Loop() {
		escalation.New(e, directory.New(e, c, m), c)
	}
}

func manyRoles(n int) string {
	var b strings.Builder
	b.WriteString("-- 111122223333/get-account-authorization-details.json --\n{\"UserDetailList\": [], \"GroupDetailList\": [], \"Policies\": [], \"RoleDetailList\": [\n")
	for i := range n {
		statement := fmt.Sprintf(`{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::data-%d/*"}`, i)
		trust := `{"Service": "lambda.amazonaws.com"}`
		switch {
		case i%100 == 0:
			statement = `{"Effect": "Allow", "Action": "*", "Resource": "*"}`
		case i%20 == 1:
			statement += `, {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"}`
		case i%20 == 2:
			statement += fmt.Sprintf(`, {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:*"], "Resource": ["arn:aws:iam::111122223333:role/role-%d", "arn:aws:lambda:*:*:function:f%d"]}`, i-1, i)
		case i%20 == 3:
			statement += fmt.Sprintf(`, {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/role-%d"}`, i-1)
		}
		if i%20 == 2 {
			trust = `{"AWS": "arn:aws:iam::111122223333:root"}`
		}
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"RoleName": "role-%d", "RoleId": "AROA%d", "Path": "/", "Arn": "arn:aws:iam::111122223333:role/role-%d", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": %s, "Action": "sts:AssumeRole"}]}, "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [%s]}}], "AttachedManagedPolicies": [], "InstanceProfileList": []}`, i, i, i, trust, statement)
	}
	b.WriteString("\n]}\n")
	return b.String()
}
