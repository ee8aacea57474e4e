package estate

import "ringwall/internal/scenario"

// Resource is one thing that stands in the estate. Every typed resource embeds
// [Core]; those that no file of this package models are [Other].
type Resource interface {
	Base() *Core
}

// Core is what every resource has.
type Core struct {
	ID      ID
	Logical string // the name in its source, unique within Stack
	Stack   string // the stack, module or account it belongs to
	Type    string // the CloudFormation type name, whatever the source: "AWS::EC2::VPC"
	// Physical is the id or ARN that AWS gave a resource that exists: empty for
	// what a template declares.
	Physical string
	Origin   Origin
	When     scenario.Guard // the scenarios in which it exists
	Account  Text
	Region   Text
	ARN      Text // empty where the type has none, or none is known
	Tags     Tags
	// Beside are CloudFormation's attributes beside the properties; nil elsewhere.
	Beside *Declaration
	// Offered: an output of its stack names it, so that others may use it.
	Offered bool
	// AnyOther: it stands for any other instance of a block of which the number is not
	// known (Terraform's count and for_each).
	AnyOther bool
	// Properties are the properties as the source wrote them, evaluated. Typed
	// fields are read from here; what no type reads is still here.
	Properties *Tree
}

// Declaration are the attributes that CloudFormation has beside a resource's
// properties.
type Declaration struct {
	DeletionPolicy      Value[string]
	UpdateReplacePolicy Value[string]
	Metadata            *Tree
}

// DeletionPolicy is what CloudFormation does with the resource when its stack is
// deleted; absent where none is written.
func (c *Core) DeletionPolicy() Value[string] {
	if c.Beside == nil {
		return Value[string]{}
	}
	return c.Beside.DeletionPolicy
}

// Metadata is what a template says of the resource to others than AWS.
func (c *Core) Metadata() *Tree {
	if c.Beside == nil {
		return nil
	}
	return c.Beside.Metadata
}

// Base answers the resource's common part.
func (c *Core) Base() *Core { return c }

// Name is what a person calls the resource: its Name tag, else its source name.
func (c *Core) Name() string {
	if v, ok := c.Tags.Get("Name").Known(); ok {
		if s, ok := v.Known(); ok && s != "" {
			return s
		}
	}
	return c.Logical
}

// Self is the reference to the resource as a whole.
func (c *Core) Self() Text { return OfReference(c.ID, "") }

// Other is a resource of a type that this package does not model: kept whole,
// counted and listed, joined to others by its references.
type Other struct{ Core }
