package policy_test

import (
	"fmt"

	"ringwall/internal/policy"
)

func Example() {
	doc, problems, err := policy.ParseJSON("role.json", []byte(`{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/${aws:username}/*"},
    {"Effect": "Deny", "Action": "*", "Resource": "*",
     "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
  ]
}`))
	if err != nil || len(problems) > 0 {
		fmt.Println(err, problems)
	}
	keys := &policy.Context{}
	keys.Set("aws:username", policy.Literal("bob"))
	r := &policy.Request{Action: "s3:GetObject", Resource: policy.Literal("arn:aws:s3:::b/bob/k"), Context: keys}
	compiled := policy.Compile(doc, policy.RolePolicy)
	for _, candidate := range compiled.Candidates(r.Action) {
		fmt.Println(doc.Statements[candidate.Statement].Pos, compiled.Match(candidate, r))
	}
	// Output:
	// role.json:4:5 yes
	// role.json:5:5 unknown, by Condition: aws:SourceIp
}
