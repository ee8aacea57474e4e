package sam

import (
	"slices"

	"ringwall/internal/estate"
)

// resource is a CloudFormation resource that the expansion makes.
type resource struct {
	id, typ    string
	at         estate.Origin
	dependsOn  *value
	attributes *value // Condition, DeletionPolicy and the like
	properties *value
}

// newResource makes a resource with its attributes copied.
func newResource(id, typ string, attributes *value) *resource {
	r := &resource{id: id, typ: typ, attributes: mapOf(), properties: mapOf()}
	for _, e := range attributes.each() {
		r.attributes.put(e)
	}
	return r
}

// put sets a property; what is absent is left out.
func (r *resource) put(name string, v *value) {
	if v.none() {
		r.properties.remove(name)
		return
	}
	r.properties.set(name, v)
}

// with sets properties and answers the resource.
func (r *resource) with(fields ...field) *resource {
	for _, f := range fields {
		r.put(f.key, f.value)
	}
	return r
}

// after makes the resource depend on others.
func (r *resource) after(ids ...string) *resource {
	r.dependsOn = strs(ids...)
	return r
}

// tree is the resource as a template writes it.
func (r *resource) tree() *value {
	v := mapOf(field{"Type", str(r.typ)})
	if r.dependsOn.truthy() {
		v.set("DependsOn", r.dependsOn)
	}
	for _, e := range r.attributes.each() {
		v.put(e)
	}
	v.set("Properties", r.properties)
	return v
}

func (r *resource) ref() *value { return ref(r.id) }

func (r *resource) arn() *value { return getAtt(r.id, "Arn") }

// passed are the attributes that a SAM resource hands to all that is made of it.
func passed(attributes *value) *value {
	out := mapOf()
	for _, name := range []string{"Condition", "DeletionPolicy", "UpdateReplacePolicy"} {
		if i := attributes.find(name); i >= 0 {
			out.put(attributes.entries[i])
		}
	}
	return out
}

// The properties Tags of these are lists, of those after them maps.
var tagged = []string{
	"AWS::ApiGateway::ApiKey", "AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameAccessAssociation",
	"AWS::ApiGateway::DomainNameV2", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGateway::UsagePlan",
	"AWS::CloudFormation::Stack", "AWS::DynamoDB::Table", "AWS::IAM::Role", "AWS::IoT::TopicRule",
	"AWS::Lambda::CapacityProvider", "AWS::Lambda::Function", "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue",
	"AWS::StepFunctions::StateMachine",
}

var taggedByMap = []string{"AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::Stage"}

// propagate sets the tags of a SAM resource on all that is made of it.
func propagate(made []*resource, tags *value, asked bool) {
	if !asked || !tags.truthy() {
		return
	}
	for _, r := range made {
		isSocket := r.typ == "AWS::ApiGatewayV2::Api" && r.properties.has("ProtocolType")
		switch {
		case slices.Contains(tagged, r.typ):
			r.put("Tags", tagList(tags))
		case slices.Contains(taggedByMap, r.typ) || isSocket:
			r.put("Tags", tags)
		}
	}
}
