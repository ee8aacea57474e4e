package directory

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// resourceShare is the type of shares of AWS Resource Access Manager.
const resourceShare = "AWS::RAM::ResourceShare"

// share gives the resources of a share what it allows to the accounts that it is
// for: which actions these are, its permissions say, which the estate doesn't hold
// ("How AWS RAM works with IAM", "Managing permissions in AWS RAM").
func (d *Directory) share(c *estate.Core) {
	principals := c.Properties.At("Principals").AsTexts()
	doc := &document{
		name: d.names.label(c), use: policy.ResourcePolicy,
		guards: c.Properties.At("Principals").Guards,
		node:   func(world scenario.Guard) policy.Node { return d.shareNode(c, principals, world) },
	}
	shared := c.Properties.At("ResourceArns").AsTexts()
	for _, i := range shared.Known {
		list, ok := d.shared(i.Is)
		if !ok {
			d.maybeShared(attachment{when: c.When.And(i.When), document: doc}, i.Is.String())
		}
		for _, id := range list {
			d.resources[id] = append(d.resources[id], attachment{when: c.When.And(i.When), document: doc})
		}
	}
	for _, g := range shared.Unknown {
		d.maybeShared(attachment{when: c.When.And(g.When), document: doc}, g.Gap.Cause())
	}
}

// maybeShared leaves open whether a share is of any resource that can be shared.
func (d *Directory) maybeShared(a attachment, why string) {
	a.doubt = "which resources " + a.name + " shares: " + why
	for _, service := range sharedServices() {
		d.astray[service+"::"] = append(d.astray[service+"::"], a)
	}
}

// shared are the resources that a reference or an ARN names. An ARN that is nothing's
// may be that of a resource whose own isn't known; false if not even the service is.
func (d *Directory) shared(t estate.Text) ([]estate.ID, bool) {
	if r, ok := d.estate.Follow(t); ok {
		return []estate.ID{r.Base().ID}, true
	}
	name := d.names.in(t, scenario.Always()).String()
	if list := d.goesBy[name]; len(list) > 0 {
		return list, true
	}
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "")) }
	service := plain(fieldOf(name, 2))
	if service == "" || strings.Contains(service, "$") {
		return nil, false
	}
	var out []estate.ID
	for _, r := range d.estate.Resources {
		c := r.Base()
		if plain(strings.Trim(strings.TrimPrefix(serviceOf(c.Type), "AWS::"), ":")) != service {
			continue
		}
		if _, known := d.names.in(d.names.arn(c), scenario.Always()).Known(); !known || len(d.names.arn(c).Parts()) == 0 {
			out = append(out, c.ID)
		}
	}
	return out, true
}

// shareNode is the statement that a share amounts to in a class of scenarios.
func (d *Directory) shareNode(c *estate.Core, principals estate.Items[estate.Text], world scenario.Guard) policy.Node {
	label := d.names.label(c)
	var accounts []policy.Node
	everyone := false // of an organisation or unit, or of what isn't known
	for _, i := range principals.Known {
		if i.When.Disjoint(world) {
			continue
		}
		n := d.textNode(i.Is, world)
		if n.Text == "" || strings.Contains(n.Text, ":organizations:") || strings.HasSuffix(n.Text, ".amazonaws.com") {
			everyone = true
		}
		accounts = append(accounts, n)
	}
	who := object(field("AWS", policy.Node{Kind: policy.KindList, Items: accounts}))
	if everyone || len(principals.Unknown) > 0 {
		who = text("*")
	}
	// The owner's own people have what their policies say.
	others := []policy.Field{field("Null", object(field("aws:PrincipalAccount", text("false"))))}
	if owner := d.textNode(c.Account, world); owner.Text != "" {
		others = append(others, field("StringNotEquals", object(field("aws:PrincipalAccount", owner))))
	}
	what := policy.Node{Kind: policy.KindString, Parts: []policy.Part{{Hole: "what the permissions of the share " + label + " allow"}}}
	return statementNode(position(c.Origin), field("Sid", text(label)), field("Effect", text("Allow")), field("Principal", who),
		field("Action", what), field("Resource", text("*")), field("Condition", object(others...)))
}

// sharedServices are the services whose resources can be shared ("Shareable AWS
// resources"), as their types begin.
func sharedServices() []string {
	return []string{
		"AWS::ACMPCA", "AWS::AppMesh", "AWS::AppSync", "AWS::BCMDashboards", "AWS::Backup", "AWS::Bedrock", "AWS::Cassandra", "AWS::CloudHSM",
		"AWS::CodeBuild", "AWS::CodeConnections", "AWS::DataZone", "AWS::EC2", "AWS::FSx", "AWS::Glue", "AWS::ImageBuilder", "AWS::LicenseManager",
		"AWS::MarketplaceCatalog", "AWS::NetworkFirewall", "AWS::NetworkManager", "AWS::OAM", "AWS::Oam", "AWS::Outposts", "AWS::RDS", "AWS::RefactorSpaces",
		"AWS::ResourceExplorer2", "AWS::ResourceGroups", "AWS::Route53", "AWS::Route53Profiles", "AWS::Route53RecoveryControl", "AWS::Route53Resolver",
		"AWS::S3Express", "AWS::S3Outposts", "AWS::SSM", "AWS::SSMContacts", "AWS::SSMIncidents", "AWS::SageMaker", "AWS::ServiceCatalogAppRegistry", "AWS::VpcLattice",
	}
}
