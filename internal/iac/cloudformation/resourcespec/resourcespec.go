// Package resourcespec knows the resource types of CloudFormation: their
// properties, what Ref and GetAtt return, how their ARNs are written and where
// their tags are.
//
//	table, err := resourcespec.Open()
//	…
//	bucket, ok := table.Type("AWS::S3::Bucket")
//	arn, ok := bucket.Attribute("Arn")           // arn.Kind == String
//	fmt.Println(bucket.ARN)                      // arn:${Partition}:s3:::${BucketName}
//
// The table is generated from the npm package @aws-cdk/aws-service-spec
// (Apache-2.0, see LICENSE-aws-service-spec) and embedded. It leaves out the
// documentation, metrics, events, regions, vended logs and the former types of
// properties. It repeats the source, and the source is incomplete: a missing
// default, ARN, relationship or stateful mark means that nothing is known,
// never that there is none.
//
// The table is not compressed: repeated strings and definitions are stored
// once and names share their prefixes, so that a type can be decoded where it
// lies. Of 1,828 types and 9,811 definitions that makes 672 kB (376 kB if it
// were gzipped, from 15 MB of JSON). On two cores of a small server Open takes
// 0.9 ms and 0.9 MB, a type 5 µs (20 µs the largest), a definition 1 µs (38 µs
// in the largest type), all types 4.5 ms.
package resourcespec

import (
	_ "embed"
	"slices"
)

//go:generate go run ./generate -o resourcespec.bin "$SERVICE_SPEC"

//go:embed resourcespec.bin
var embedded string

// A Table holds the resource types. It does not change and may be used by
// several goroutines at once.
type Table struct {
	version     string
	text        string   // all strings, one after the other
	ends        []uint32 // ends[i] is the end of string i-1 in text
	enums       section
	definitions section
	types       section
	names       []string // of the types, by number; sorted
}

// Open returns the embedded table. It decodes the strings but no type; callers
// keep the table.
func Open() (*Table, error) {
	return decode(embedded)
}

// Version says what the table was generated from: the name and version of the
// package and the SHA-256 of its database.
func (t *Table) Version() string { return t.version }

// Types returns the names of all types, sorted.
func (t *Table) Types() []string { return slices.Clone(t.names) }

// Type returns the type called name. It is decoded at every call, and the
// caller may change it.
func (t *Table) Type(name string) (Type, bool) {
	i, ok := slices.BinarySearch(t.names, name)
	if !ok {
		return Type{}, false
	}
	typ, err := t.readType(i)
	return typ, err == nil
}

// ARN returns the ARN of the type called name and, where that is empty, whether
// the type has an attribute Arn. It is what Type knows of them, for less work.
func (t *Table) ARN(name string) (template string, attribute, ok bool) {
	i, ok := slices.BinarySearch(t.names, name)
	if !ok {
		return "", false, false
	}
	template, attribute, err := t.readARN(i)
	return template, attribute, err == nil
}

// Definition returns the definition called name of the type called typeName,
// as in a Shape of that type or of one of its definitions.
func (t *Table) Definition(typeName, name string) (Definition, bool) {
	i, ok := slices.BinarySearch(t.names, typeName)
	if !ok || name == "" {
		return Definition{}, false
	}
	definition, err := t.readDefinition(i, name)
	return definition, err == nil && definition.Name != ""
}
