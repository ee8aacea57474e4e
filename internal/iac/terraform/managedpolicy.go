package terraform

import (
	"strings"

	"ringwall/internal/catalog"
	"ringwall/internal/estate"
)

// managedAttribute is an attribute of a policy that Terraform looks up and AWS manages
// ("Data Source: aws_iam_policy"). A policy of one's own with the same name makes the
// look-up fail, which wants one.
func (i *instance) managedAttribute(p *provider, name string, at estate.Origin) *value {
	said, known := i.written("name").literal()
	if arn, given := i.written("arn").literal(); given {
		said, known = arn, true
	}
	if !known || !i.written("path_prefix").isNone() {
		return nil
	}
	all, err := catalog.Managed()
	if err != nil {
		return nil
	}
	is, ok := all.Policy(said)
	if !ok {
		return nil
	}
	switch name {
	case "arn", "id":
		_, rest, _ := strings.Cut(strings.TrimPrefix(is.ARN, "arn:"), ":")
		return openText(estate.Concat(estate.Literal("arn:"), i.module.partition(p.region), estate.Literal(":"+rest)), at)
	case "name":
		return textOf(is.Name(), at)
	case "policy":
		if s, _ := i.module.partition(p.region).Known(); s == "aws" { // of another it names others' ARNs
			return textOf(is.Document, at)
		}
	}
	return nil
}
