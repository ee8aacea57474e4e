package cli

import (
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
)

// arns makes the function that writes resources' ARNs by the table of resource
// types, which is opened at its first use. Open parts stay as ${…}; where the
// table does not decide a resource's ARN, it is empty.
func arns() func(estate.Resource) string {
	table := sync.OnceValue(func() *resourcespec.Table {
		t, err := resourcespec.Open()
		if err != nil {
			return nil
		}
		return t
	})
	types := map[string]resourcespec.Type{}
	return func(r estate.Resource) string {
		c := r.Base()
		if known, _ := c.ARN.Known(); known != "" {
			return known
		}
		typ, ok := types[c.Type]
		if !ok {
			if t := table(); t != nil {
				typ, _ = t.Type(c.Type)
			}
			types[c.Type] = typ
		}
		return arn(typ, c)
	}
}

// arn fills in the template of a type's ARN.
func arn(typ resourcespec.Type, c *estate.Core) string {
	var out strings.Builder
	rest, names := typ.ARN, 0
	for rest != "" {
		before, after, ok := strings.Cut(rest, "${")
		out.WriteString(before)
		if !ok {
			break
		}
		name, next, _ := strings.Cut(after, "}")
		rest = next
		switch name {
		case "Partition":
			out.WriteString(partition(c.Region))
		case "Region":
			out.WriteString(c.Region.String())
		case "Account":
			out.WriteString(c.Account.String())
		default:
			if names++; names > 1 {
				return ""
			}
			out.WriteString(physicalName(typ, c, name))
		}
	}
	return out.String()
}

// physicalName is what stands for a resource in its ARN: the property that
// names it, else what Ref will return.
func physicalName(typ resourcespec.Type, c *estate.Core, placeholder string) string {
	for _, name := range append([]string{placeholder}, typ.PrimaryIdentifier...) {
		if t := c.Properties.At(name); t != nil && t.Kind == estate.Scalar {
			return t.Text.String()
		}
	}
	if c.Physical != "" {
		return c.Physical
	}
	return "${" + string(c.ID) + "}"
}

func partition(region estate.Text) string {
	name, ok := region.Known()
	if !ok {
		return "${AWS::Partition}"
	}
	return estate.PartitionOf(name)
}
