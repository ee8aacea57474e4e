package collect

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Needs are the IAM actions that a call takes.
func (c Call) Needs() []string {
	if len(c.Actions) > 0 {
		return c.Actions
	}
	service := c.Service
	switch service {
	case "elb", "elbv2":
		service = "elasticloadbalancing"
	case "efs":
		service = "elasticfilesystem"
	case "opensearch":
		service = "es"
	case "accessanalyzer":
		service = "access-analyzer"
	}
	return []string{service + ":" + c.Operation}
}

// Actions are the IAM actions that collecting takes, sorted.
func Actions() []string {
	var out []string
	for _, c := range Calls() {
		out = append(out, c.Needs()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Policy is the least policy that lets an identity collect; with a role's name, also
// those of that name in the organisation's accounts.
func Policy(role string) ([]byte, error) {
	type statement struct {
		Sid      string
		Effect   string
		Action   []string
		Resource string
	}
	list := []statement{{"Collect", "Allow", Actions(), "*"}}
	if role != "" {
		list = append(list, statement{"EnterAccounts", "Allow", []string{"sts:AssumeRole"}, "arn:aws:iam::*:role/" + strings.TrimPrefix(role, "/")})
	}
	out, err := json.MarshalIndent(map[string]any{"Version": "2012-10-17", "Statement": list}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the policy: %w", err)
	}
	return append(out, '\n'), nil
}
