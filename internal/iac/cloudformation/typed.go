package cloudformation

import (
	"sort"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Typed reads resources that another format declares under CloudFormation's names
// of types and properties: their tags and ARNs, the names by which they mean each
// other, and the typed form of each. Variables are those of the other format, so
// that one fact is one variable.
func Typed(cores []estate.Core, variables []*scenario.Variable) []estate.Resource {
	l := newLoader(Options{})
	for _, v := range variables {
		l.variables[v.Name] = v
	}
	for _, s := range l.stacksOf(cores) {
		for i := range s.cores {
			c := &s.cores[i]
			c.Tags = tags(tagsIn(c))
			if c.ARN.String() == "" {
				c.ARN = s.arn(*c)
			}
		}
		l.stacks = append(l.stacks, s)
	}
	l.joinNames()
	var out []estate.Resource
	for _, s := range l.stacks {
		out = append(out, s.decode()...)
	}
	for i, r := range out {
		withoutDefaults(r)
		if o, ok := r.(*estate.Other); ok {
			out[i] = beyondTemplates(o)
		}
	}
	return out
}

// beyondTemplates reads settings of an account and grants of keys, which other formats
// declare and CloudFormation has no type for.
func beyondTemplates(r *estate.Other) estate.Resource {
	p := r.Properties
	switch r.Type {
	case "AWS::IAM::PasswordPolicy":
		return &estate.PasswordPolicy{
			Core: r.Core, MinimumLength: p.At("MinimumPasswordLength").AsInt(), MaxAge: p.At("MaxPasswordAge").AsInt(),
			Remembered: p.At("PasswordReusePrevention").AsInt(), Upper: p.At("RequireUppercaseCharacters").AsBool(),
			Lower: p.At("RequireLowercaseCharacters").AsBool(), Digits: p.At("RequireNumbers").AsBool(), Symbols: p.At("RequireSymbols").AsBool(),
			MayChange: p.At("AllowUsersToChangePassword").AsBool(),
		}
	case "AWS::EC2::EBSEncryptionByDefault":
		return &estate.EBSDefault{Core: r.Core, Enabled: p.At("Enabled").AsBool().Or(true)}
	case "AWS::KMS::Grant":
		return kmsGrant(r.Core)
	case "AWS::S3::AccountPublicAccessBlock":
		return &estate.AccountPublicAccess{Core: r.Core, PublicAccess: publicAccessBlock(p)}
	}
	return r
}

// withoutDefaults takes out what only CloudFormation adds, and reads what it cannot
// say: other formats write the rules that a group has, and adopt what AWS creates
// with a VPC.
func withoutDefaults(r estate.Resource) {
	main := r.Base().Properties.At("Main")
	switch x := r.(type) {
	case *estate.Bucket:
		x.Grants = estate.AsItems(x.Properties.At("AccessControlGrants"), bucketGrant)
	case *estate.VPC:
		is, known := x.Properties.At("IsDefault").AsBool().Known()
		x.Default = is && known
	case *estate.ConfigRecorder:
		x.Recording = x.Properties.At("Recording").AsBool()
	case *estate.SecurityGroup:
		var written []estate.Item[estate.SecurityGroupRule]
		for _, i := range x.Egress.Known {
			if !i.Is.ByDefault {
				written = append(written, i)
			}
		}
		x.Egress.Known = written
		x.Default = estate.IsDefault(x.ID)
	case *estate.NetworkACL:
		x.Default = estate.IsDefault(x.ID)
	case *estate.RouteTable:
		is, known := main.AsBool().Known()
		x.Main = is && known || estate.IsDefault(x.ID)
	}
}

// bucketGrant is a line of a bucket's access control list, which Terraform writes and
// CloudFormation cannot.
func bucketGrant(_ scenario.Guard, t *estate.Tree) estate.BucketGrant {
	return estate.BucketGrant{
		Origin: t.Origin, Grantee: firstText(t, "URI", "ID", "EmailAddress"), Kind: t.At("Type").AsString(), Permission: t.At("Permission").AsString(),
	}
}

// tagsIn is the property that holds a resource's tags.
func tagsIn(c *estate.Core) *estate.Tree {
	if t := c.Properties.At("Tags"); !t.IsMissing() {
		return t
	}
	for _, name := range [...]string{"HostedZoneTags", "UserPoolTags", "FileSystemTags", "BackupVaultTags", "BackupPlanTags"} {
		if t := c.Properties.At(name); !t.IsMissing() {
			return t
		}
	}
	return nil
}

// stacksOf sorts resources by the stacks in which they stand.
func (l *loader) stacksOf(cores []estate.Core) []*stack {
	byName := map[string]*stack{}
	var out []*stack
	for _, c := range cores {
		s := byName[c.Stack]
		if s == nil {
			s = &stack{loader: l, template: &template{}, name: c.Stack, places: map[string]estate.Text{}}
			s.account, _ = c.Account.Known()
			s.region, _ = c.Region.Known()
			byName[c.Stack], out = s, append(out, s)
		}
		if region, _ := c.Region.Known(); region != s.region {
			s.region = "" // several: no ARN is put together from one
		}
		s.cores = append(s.cores, c)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}
