// Package layout is what the table's writer (generate) and its reader
// (resourcespec) must agree on: the order of the sections and the bits of the
// flag bytes.
//
// A table is, in this order, with every number an unsigned varint:
//
//	Magic
//	version     length, bytes
//	strings     count, then for each: bytes shared with the string before,
//	            length of the rest, the rest
//	enums       section; each record: string numbers, one per allowed value
//	definitions section; each record: name, properties
//	types       section, sorted by name; each record: see below
//
// A section is a count, the length of every record, then the records. A list
// is a count and its items; a name is a string number.
//
//	type       name, type flags, [ARN], [tag property, tag shape],
//	           [transform], [scrutiny], [list: primary identifier],
//	           [list: Ref identifier], list: definition numbers sorted by
//	           definition name, properties, attributes
//	property   name, member flags, shape, [default], [scrutiny],
//	           [list: type, property of each relationship]
//	attribute  as property, of the flags only Deprecated and Relationships
//	shape      one byte (kind, ShapeAllowed), [enum number], then for an
//	           object its definition's name, for a list or map the element's
//	           shape, for a union the list of its shapes
//
// Strings are numbered so that frequent ones have short numbers. Definitions
// equal in name and content are stored once, however many types use them.
package layout

// Magic opens every table; its number changes with the layout.
const Magic = "ringwall resourcespec 1\n"

// The bits of a type's flag byte.
const (
	TypeARN = 1 << iota
	TypeTags
	TypeTransform
	TypeScrutiny
	TypePrimary
	TypeRef
	TypeStateful
)

// The bits of a property's or an attribute's flag byte.
const (
	MemberRequired = 1 << iota
	MemberDefault
	MemberDeprecated
	MemberScrutiny
	MemberRelationships
	MemberReplacementMaybe
	MemberReplacementYes
)

// A shape's byte: the kind below, the flag above.
const (
	ShapeKind    = 0x0f
	ShapeAllowed = 0x10
)

// MaxString and MaxText bound what a damaged table can make a reader
// allocate: the longest string and all strings together, in bytes.
const (
	MaxString = 4 << 10
	MaxText   = 4 << 20
)
