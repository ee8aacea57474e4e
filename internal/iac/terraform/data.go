package terraform

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// dataAttribute is an attribute of a data source: computed where that is possible
// without asking AWS, else unknown.
func (i *instance) dataAttribute(name string, at estate.Origin) *value {
	if i.fixed != nil {
		if v, ok := i.fixed.get(name); ok {
			return v
		}
	}
	if v := i.computable(name, at); v != nil {
		return v
	}
	if v := i.written(name); !v.isNone() && name != "statement" && name != "filter" {
		return v.place(at)
	}
	v := i.read(name)
	if isPlural(name) {
		return unknownOf(v, at)
	}
	return openText(estate.OfVariable(v), at)
}

// read stands for what Terraform would read from AWS.
func (i *instance) read(name string) *scenario.Variable {
	v := scenario.Variable{
		Name: i.address + "." + name, Kind: scenario.Outside, Why: "Terraform reads it from AWS when it plans",
		Settle: "load the plan (terraform show -json)", Single: name == "arn" && strings.HasPrefix(i.typ(), "aws_"),
	}
	switch i.typ() {
	case "aws_secretsmanager_secret_version", "aws_secretsmanager_random_password", "aws_kms_secrets":
		if strings.HasPrefix(name, "secret") || name == "random_password" || name == "plaintext" {
			v.Kind, v.Why = scenario.Secret, "a secret: Terraform reads it when it plans"
		}
	case "aws_ssm_parameter":
		if name == "value" {
			v.Kind, v.Why = scenario.Secret, "Terraform reads it from Parameter Store when it plans"
			if parameter, known := i.written("name").literal(); known {
				v.Name = "ssm:" + parameter
			}
		}
	case "terraform_remote_state":
		v.Why, v.Settle = "it stands in the state of another configuration", "load the plan (terraform show -json)"
	}
	return i.module.loader.variable(v)
}

// computable are data sources that say what is known without asking AWS.
func (i *instance) computable(name string, at estate.Origin) *value {
	p := i.module.provider(i.block)
	switch i.typ() {
	case "aws_iam_policy_document":
		return i.policyAttribute(name, at)
	case "aws_caller_identity":
		if name == "account_id" || name == "id" {
			return openText(p.account, at)
		}
	case "aws_region":
		if name == "name" || name == "id" || name == "region" {
			if given := i.written("name"); !given.isNone() {
				return given
			}
			return openText(p.region, at)
		}
	case "aws_partition":
		return i.partitionAttribute(p, name, at)
	case "aws_availability_zones":
		return i.zones(p, name, at)
	case "aws_service_principal":
		service, known := i.written("service_name").literal()
		if known && (name == "name" || name == "id") {
			return textOf(service+".amazonaws.com", at)
		}
	case "aws_s3_bucket":
		return i.bucketAttribute(p, name, at)
	case "aws_iam_policy":
		return i.managedAttribute(p, name, at)
	case "aws_arn":
		return i.arnAttribute(name, at)
	case "template_file":
		if name == "rendered" {
			return i.rendered(at)
		}
	}
	return nil
}

func (i *instance) policyAttribute(name string, at estate.Origin) *value {
	if name != "json" && name != "minified_json" {
		return nil
	}
	key := "\x00document" // beside the attributes that are written
	state := i.memo[key]
	if state == nil {
		state = &memo{}
		i.memo[key] = state
		document := i.policyDocument(i.block.at)
		out := &value{kind: isScalar, coded: document, at: at}
		if text, ok := i.module.jsonText(document); ok {
			out.text = text
		} else {
			out.text = estate.OfVariable(i.read("json"))
		}
		state.is, state.done = out, true
	}
	if !state.done {
		return failure(i.address+" depends on itself", at)
	}
	return state.is.place(at)
}

func (i *instance) partitionAttribute(p *provider, name string, at estate.Origin) *value {
	partition := i.module.partition(p.region)
	s, known := partition.Known()
	switch {
	case name == "partition" || name == "id":
		return openText(partition, at)
	case name != "dns_suffix" && name != "reverse_dns_prefix":
		return nil
	case !known:
		return openText(i.module.place("AWS::URLSuffix", "", "--region NAME"), at)
	}
	labels := strings.Split(estate.SuffixOf(s), ".")
	if name == "reverse_dns_prefix" {
		slices.Reverse(labels)
	}
	return textOf(strings.Join(labels, "."), at)
}

// zones are the Region's availability zones: which they are the account decides, but
// each is another one.
func (i *instance) zones(p *provider, name string, at estate.Origin) *value {
	if name != "names" && name != "zone_ids" {
		return nil
	}
	region := p.region.String()
	if v, ok := p.region.Variable(); ok && v.Name == "AWS::Region" {
		region = v.Name
	}
	list := "availability zones of " + region
	if name == "zone_ids" {
		list = "availability zone ids of " + region
	}
	return unknownOf(i.module.loader.variable(scenario.Variable{
		Name: list, List: list, Kind: scenario.Pseudo, Why: "the region and the account decide them", Settle: "load the plan (terraform show -json)",
	}), at)
}

func (i *instance) bucketAttribute(p *provider, name string, at estate.Origin) *value {
	bucket := i.written("bucket")
	if bucket.form() != isScalar {
		return nil
	}
	switch name {
	case "id", "bucket":
		return bucket.place(at)
	case "arn":
		return openText(estate.Concat(estate.Literal("arn:"), i.module.partition(p.region), estate.Literal(":s3:::"), bucket.text), at)
	}
	return nil
}

// arnAttribute takes an ARN apart ("Data Source: aws_arn").
func (i *instance) arnAttribute(name string, at estate.Origin) *value {
	arn, known := i.written("arn").literal()
	parts := strings.SplitN(arn, ":", 6)
	place := map[string]int{"partition": 1, "service": 2, "region": 3, "account": 4, "resource": 5}[name]
	if !known || len(parts) < 6 || place == 0 {
		return nil
	}
	return textOf(parts[place], at)
}

// rendered is the text of the template provider's data source.
func (i *instance) rendered(at estate.Origin) *value {
	text, known := i.written("template").literal()
	if !known {
		return nil
	}
	vars := i.written("vars")
	if vars.isNone() {
		vars = objectOf(nil, at)
	}
	return i.scope.render(text, i.block.at.File, vars, at)
}
