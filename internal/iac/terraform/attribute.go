package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// attribute is an attribute of an instance as others see it: what the
// configuration writes, else what the provider or AWS decides.
func (i *instance) attribute(name string, at estate.Origin) *value {
	if i.isData() {
		return i.dataAttribute(name, at)
	}
	t := i.module.target(i.typ())
	if attribute, ok := t.identity(name); ok {
		return openText(refer(i.id, attribute), at)
	}
	written := i.written(name)
	if written.isNone() {
		return i.computed(t, name, at)
	}
	return i.module.lift(at, []*value{written}, func(in []*value) *value {
		if in[0].isNone() {
			return i.computed(t, name, at)
		}
		return in[0]
	})
}

// computed is an attribute that nothing writes.
func (i *instance) computed(t *target, name string, at estate.Origin) *value {
	if v := i.byDefault(name, at); v != nil {
		return v
	}
	if isPlural(name) {
		return unknownOf(i.outside(name), at)
	}
	if t.cfn == "" {
		return openText(estate.OfVariable(i.outside(name)), at)
	}
	return openText(refer(i.id, t.attribute(name)), at)
}

// outside stands for what a provider decides of an instance.
func (i *instance) outside(name string) *scenario.Variable {
	kind := scenario.Outside
	if i.typ() == "random_password" || i.typ() == "tls_private_key" && strings.HasPrefix(name, "private") {
		kind = scenario.Secret
	}
	return i.module.loader.variable(scenario.Variable{
		Name: i.address + "." + name, Kind: kind, Why: "the provider decides this value when Terraform applies",
		Settle: "load the state instead (terraform show -json)",
	})
}

// byDefault are attributes that are the same wherever they are not written.
func (i *instance) byDefault(name string, at estate.Origin) *value {
	p := i.module.provider(i.block)
	switch name {
	case "tags_all":
		return i.allTags(p)
	case "region":
		return openText(p.region, at)
	case "owner_id":
		return openText(p.account, at)
	case "triggers", "keepers":
		return objectOf(nil, at)
	}
	if i.typ() == "terraform_data" && name == "output" {
		return i.written("input")
	}
	return nil
}

// allTags are an instance's own tags over those of the provider.
func (i *instance) allTags(p *provider) *value {
	own := i.written("tags")
	if p.tags == nil {
		return own
	}
	c := invocation{i.scope, "merge", i.block.at}
	return i.module.lift(i.block.at, []*value{p.tags, own}, func(in []*value) *value { return mergeObjects(c, in) })
}

// special are attributes within attributes that stand for something else than what
// is written there.
func (i *instance) special(t hcl.Traversal, at estate.Origin) (*value, bool) {
	if i.isData() {
		return nil, false
	}
	var steps []string
	for _, x := range t {
		steps = append(steps, attrName(x))
	}
	path := i.typ() + "." + strings.Join(steps, ".")
	if attribute, ok := nestedAttributes[path]; ok {
		return openText(estate.OfReference(i.id, attribute), at), true
	}
	return nil, false
}

// nestedAttributes are attributes of AWS's that the provider shows within blocks.
var nestedAttributes = map[string]string{
	"aws_eks_cluster.vpc_config.0.cluster_security_group_id": "ClusterSecurityGroupId",
	"aws_eks_cluster.vpc_config.0.vpc_id":                    "VpcId",
	"aws_eks_cluster.identity.0.oidc.0.issuer":               "OpenIdConnectIssuerUrl",
	"aws_eks_cluster.certificate_authority.0.data":           "CertificateAuthorityData",
	"aws_db_instance.master_user_secret.0.secret_arn":        "MasterUserSecret.SecretArn",
	"aws_rds_cluster.master_user_secret.0.secret_arn":        "MasterUserSecret.SecretArn",
	"aws_elasticache_cluster.cache_nodes.0.address":          "RedisEndpoint.Address",
}

// writtenName is the name that the configuration gives, if it is what a reference
// to the instance as a whole stands for.
func (i *instance) writtenName() *value {
	if i.isData() {
		return nil
	}
	name := i.module.target(i.typ()).name
	if name == "" {
		return nil
	}
	return i.written(name)
}
