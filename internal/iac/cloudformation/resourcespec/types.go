package resourcespec

import (
	"slices"
	"strings"
)

// A Type is one CloudFormation resource type.
type Type struct {
	Name       string      // AWS::EC2::VPC
	Properties []Property  // what a template may write; sorted by name
	Attributes []Attribute // what GetAtt returns; sorted by name, some dotted: Endpoint.Address

	// ARN is the template of the resource's ARN, empty if the source has none.
	// Its placeholders ${Partition}, ${Region} and ${Account} are always those;
	// the others are the words of the service authorization reference, which in
	// fewer than half of the types are names of properties or attributes.
	ARN string

	// Identifier names the properties or attributes whose values Ref returns.
	// Several are usually joined with "|". Nil if the source has none.
	Identifier []string
	// PrimaryIdentifier is the identifier in Cloud Control, mostly the same.
	PrimaryIdentifier []string
	// IdentifierStated says that the source names Ref's value itself; otherwise
	// Identifier is a copy of PrimaryIdentifier, which for several parts is
	// only a guess.
	IdentifierStated bool

	TagProperty string // the property that holds the tags, empty if not taggable
	TagShape    TagShape

	Definitions []string // names of the nested definitions, for Table.Definition; sorted
	Stateful    bool     // holds data that is lost with it; only true is certain
	Transform   string   // the transform that a template must declare: AWS::Serverless-2016-10-31
	// Scrutiny says in which way the type grants access, in the source's
	// words: ResourcePolicyResource, IdentityPolicyResource, LambdaPermission,
	// IngressRuleResource, EgressRuleResource, Sso…; mostly empty.
	Scrutiny string
}

// Property returns the property called name.
func (t Type) Property(name string) (Property, bool) {
	return findProperty(t.Properties, name)
}

// Attribute returns the attribute called name.
func (t Type) Attribute(name string) (Attribute, bool) {
	i, ok := slices.BinarySearchFunc(t.Attributes, name, func(a Attribute, name string) int {
		return strings.Compare(a.Name, name)
	})
	if !ok {
		return Attribute{}, false
	}
	return t.Attributes[i], true
}

// A Definition is a nested property type. Its name is unique only within the
// resource type that it belongs to.
type Definition struct {
	Name       string
	Properties []Property // sorted by name
}

// Property returns the property called name.
func (d Definition) Property(name string) (Property, bool) {
	return findProperty(d.Properties, name)
}

func findProperty(properties []Property, name string) (Property, bool) {
	i, ok := slices.BinarySearchFunc(properties, name, func(p Property, name string) int {
		return strings.Compare(p.Name, name)
	})
	if !ok {
		return Property{}, false
	}
	return properties[i], true
}

// A Property is one property of a resource type or of a definition.
type Property struct {
	Name string
	Shape
	Required bool
	// Default is what the service does if nothing is written, as JSON text:
	// false, 60, "STANDARD". Absent for most properties that have a default.
	Default       string
	HasDefault    bool
	Replacement   Replacement
	Deprecated    bool
	Relationships []Relationship // what the value can be, in the source's order
	// Scrutiny says in which way the property grants access, in the source's
	// words: InlineResourcePolicy, InlineIdentityPolicies, ManagedPolicies,
	// IngressRules, EgressRules; mostly empty.
	Scrutiny string
}

// An Attribute is a value that GetAtt returns.
type Attribute struct {
	Name string
	Shape
	Deprecated    bool
	Relationships []Relationship
}

// A Relationship says that a value is a property or attribute (an ID, a name,
// an ARN) of a resource of another type.
type Relationship struct {
	Type     string // AWS::KMS::Key
	Property string // Arn
}

// A Shape is what a value looks like.
type Shape struct {
	Kind       Kind
	Element    *Shape   // of a List or Map, otherwise nil
	Definition string   // of an Object: the name to give Table.Definition
	Union      []Shape  // of a Union: the alternatives
	Allowed    []string // of a String or Integer: the only values, if restricted
}

// A Kind is the outermost part of a Shape.
type Kind uint8

// The kinds of a Shape. The zero Kind belongs to no value of a table.
const (
	String Kind = iota + 1
	Integer
	Number
	Boolean
	Timestamp
	JSON   // anything; policies are mostly a Union of this and String
	Tag    // an object with Key and Value, both required strings
	Object // described by a Definition
	List
	Map // from strings
	Union
)

var kindNames = [...]string{
	"invalid", "string", "integer", "number", "boolean", "timestamp", "json",
	"tag", "object", "list", "map", "union",
}

// String returns the kind's name in lower case.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		k = 0
	}
	return kindNames[k]
}

// A TagShape is how a resource type writes its tags.
type TagShape uint8

// The shapes of tags.
const (
	NoTags          TagShape = iota
	TagList                  // [{Key, Value}]
	TagListLaunched          // [{Key, Value, PropagateAtLaunch}]
	TagItems                 // {Items: [{Key, Value}]}
	TagMap                   // {key: value}
)

// A Replacement says whether changing a property replaces the resource.
type Replacement uint8

// The answers. ReplacesNever is also what the source says by silence.
const (
	ReplacesNever Replacement = iota
	ReplacesMaybe
	ReplacesAlways
)
