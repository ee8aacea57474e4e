package account_test

import (
	"strings"

	"ringwall/internal/estate"
)

// rights writes what has been read of who may do what.
func rights(x estate.Resource, add func(string, any)) {
	switch x := x.(type) {
	case *estate.Role:
		add("trust", document(x.Trust))
		add("boundary", text(x.Boundary))
		add("used", x.LastUsed)
		identityFacts(x.Policies, x.Managed, add)
	case *estate.User:
		add("groups", texts(x.Groups))
		add("boundary", text(x.Boundary))
		add("console", value(x.Console))
		add("mfa", value(x.MFA))
		identityFacts(x.Policies, x.Managed, add)
	case *estate.Group:
		identityFacts(x.Policies, x.Managed, add)
	case *estate.ManagedPolicy:
		add("document", document(x.Document))
	case *estate.InstanceProfile:
		add("roles", texts(x.Roles))
	case *estate.AccessKey:
		add("user", text(x.User))
		add("active", value(x.Active))
	case *estate.MFADevice:
		add("users", texts(x.Users))
	case *estate.OIDCProvider:
		add("url", text(x.URL))
		add("clients", texts(x.Clients))
	case *estate.RootUser:
		add("keys", value(x.AccessKeys))
		add("mfa", value(x.MFA))
	case *estate.PasswordPolicy:
		add("length", value(x.MinimumLength))
		add("digits", value(x.Digits))
	case *estate.Organization:
		add("management", text(x.Management))
		add("features", value(x.Features))
	case *estate.OrganizationRoot:
		for _, i := range x.PolicyTypes.Known {
			add("enabled", i.Is)
		}
	case *estate.OrganizationalUnit:
		add("name", text(x.UnitName))
		add("parent", text(x.Parent))
	case *estate.Account:
		add("name", text(x.AccountName))
		add("parents", texts(x.Parents))
		add("state", x.State)
	case *estate.OrganizationPolicy:
		add("kind", value(x.Kind))
		add("targets", texts(x.Targets))
		add("content", document(x.Content))
	case *estate.DelegatedAdministrator:
		add("account", text(x.Administrator))
	default:
		guards(x, add)
	}
}

func identityFacts(policies estate.Items[estate.InlinePolicy], managed estate.Items[estate.Text], add func(string, any)) {
	for _, p := range policies.Known {
		add("inline", text(p.Is.Name)+" "+document(p.Is.Document))
	}
	for _, g := range policies.Unknown {
		add("inline", unknown(estate.Unknown, g.Gap))
	}
	add("managed", texts(managed))
}

func guards(x estate.Resource, add func(string, any)) {
	switch x := x.(type) {
	case *estate.Bucket:
		p := x.PublicAccess
		add("region", x.Region)
		add("blocks", value(p.BlockPublicACLs)+" "+value(p.IgnorePublicACLs)+" "+value(p.BlockPublicPolicy)+" "+value(p.RestrictPublicBuckets))
		add("acl", value(x.ACL))
		for _, g := range x.Grants.Known {
			add("grant", text(g.Is.Grantee)+" "+value(g.Is.Permission))
		}
		add("ownership", value(x.Ownership))
		add("encryption", value(x.Encryption)+" "+text(x.KMSKey))
	case *estate.BucketPolicy:
		add("bucket", text(x.Bucket))
		add("document", document(x.Document))
	case *estate.AccountPublicAccess:
		add("restricts", value(x.PublicAccess.RestrictPublicBuckets))
	case *estate.AccessPoint:
		add("bucket", text(x.Bucket))
		add("vpc", text(x.VPC))
		add("policy", document(x.Policy))
		add("restricts", value(x.PublicAccess.RestrictPublicBuckets))
	case *estate.Key:
		add("policy", document(x.Policy))
		add("enabled", value(x.Enabled))
		add("manager", x.Manager)
	case *estate.KeyAlias:
		add("key", text(x.Key))
	case *estate.KeyGrant:
		add("key", text(x.Key))
		add("grantee", text(x.Grantee))
		for _, o := range x.Operations.Known {
			add("operation", o.Is)
		}
	case *estate.ResourcePolicy:
		add("of", texts(x.Subjects))
		add("document", document(x.Document))
	case *estate.QueuePolicy:
		add("of", texts(x.Queues))
		add("document", document(x.Document))
	case *estate.TopicPolicy:
		add("of", texts(x.Topics))
		add("document", document(x.Document))
	case *estate.SecretPolicy:
		add("of", text(x.Secret))
		add("document", document(x.Document))
	case *estate.Repository:
		add("policy", document(x.Policy))
	case *estate.FileSystem:
		add("policy", document(x.Policy))
	case *estate.DynamoTable:
		add("policy", document(x.Policy))
	case *estate.SearchDomain:
		add("policy", document(x.Policy))
	case *estate.BackupVault:
		add("policy", document(x.Policy))
	case *estate.EventBus:
		add("policy", document(x.Policy))
	case *estate.RestAPI:
		add("policy", document(x.Policy))
	case *estate.VPCEndpoint:
		add("policy", document(x.Policy))
	}
}

// document writes where a policy document stands, or why it is unknown.
func document(t *estate.Tree) string {
	switch {
	case t.IsMissing():
		return ""
	case t.Kind == estate.Opaque:
		return unknown(estate.Unknown, t.Gap())
	case t.Kind == estate.Scalar:
		return "text@" + t.Origin.String()
	}
	return "map@" + t.Origin.String()
}

func texts(list estate.Items[estate.Text]) string {
	var out []string
	for _, i := range list.Known {
		out = append(out, i.Is.String())
	}
	for _, g := range list.Unknown {
		out = append(out, unknown(estate.Unknown, g.Gap))
	}
	return strings.Join(out, ",")
}
