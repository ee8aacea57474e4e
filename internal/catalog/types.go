package catalog

// Data is all of a catalogue, to be written with [Encode].
type Data struct {
	// Source says what it was made from.
	Source string
	// Date is the day as of which it holds, as 2026-09-26; empty if not known.
	Date     string
	Services []Service
}

// Service is what has one prefix in action names. AWS describes some of them on
// several pages.
type Service struct {
	Prefix string // as in s3:GetObject
	Name   string // as "Amazon S3"; empty if not known
	// ResourceControl says that resource control policies apply to the service
	// ("Resource control policies (RCPs)", list of AWS services that support RCPs).
	ResourceControl bool
	Actions         []Action       // sorted by name, without regard to case
	Types           []ResourceType // sorted likewise
	Keys            []Key          // sorted likewise
}

// Action is one action ("Actions, resources, and condition keys for AWS
// services", the actions table).
type Action struct {
	Service string // the prefix
	Name    string // as AWS writes it; IAM does not look at its case
	Level   Level
	// Resources are the resource types that it takes. Without any it does not
	// support resource-level permissions: a policy must name all resources, "*".
	Resources []Use
	// Keys are the condition keys that it takes whatever its resource.
	Keys []string
	// Dependent are actions that a principal needs too for this one to succeed in
	// some of its uses. Of actions that are newer than that list there are none.
	Dependent []string
}

// String is the action as policies have it.
func (a Action) String() string { return a.Service + ":" + a.Name }

// ResourceLevel reports whether the action can be granted on less than "*".
func (a Action) ResourceLevel() bool { return len(a.Resources) > 0 }

// Use is a resource type in its role for an action.
type Use struct {
	Type string // of the same service
	Need Need
	// Keys are condition keys that the action takes for this type.
	Keys []string
}

// Need says whether a request for an action always has a resource of a type. The
// zero value is unknown.
type Need uint8

// The needs. AWS marks what is required with an asterisk. Of several optional
// types a request has some.
const (
	NeedUnknown Need = iota
	Optional
	Required
)

// Level is what kind of access an action grants ("Understanding access level
// summaries within policy summaries").
type Level uint8

// The access levels.
const (
	LevelList Level = iota
	LevelRead
	LevelWrite
	LevelTagging
	LevelPermissionsManagement
	levels // how many there are
)

func (l Level) String() string {
	return [...]string{"List", "Read", "Write", "Tagging", "Permissions management"}[l]
}

// ResourceType is one row of a service's table of resource types.
type ResourceType struct {
	Service string // the prefix
	Name    string
	// ARNs are the forms of its ARNs; ${…} stands for what a resource has there.
	ARNs []string
	// Keys are condition keys of every action on resources of this type.
	Keys []string
}

// Key is a condition key. A name with ${…} stands for many keys, as
// aws:ResourceTag/${TagKey}; S3 writes <key>.
type Key struct {
	Name string
	Type KeyType
	// Many says that a request may have several values of it ("Single-valued vs.
	// multivalued context keys").
	Many bool
}

// KeyType is the type of a key's values, and so the operators that suit it. The
// zero value is unknown.
type KeyType uint8

// The types of condition keys.
const (
	TypeUnknown KeyType = iota
	String
	ARN
	Bool
	Numeric
	Date
	IPAddress
	Binary
	keyTypes // how many there are
)

var keyTypeNames = [...]string{"unknown", "String", "ARN", "Bool", "Numeric", "Date", "IPAddress", "Binary"}

func (t KeyType) String() string { return keyTypeNames[t] }

// ParseKeyType reads a type as AWS's service reference writes it: String, or
// ArrayOfString for a key with many values. It is not ok if the type is none that
// is known here.
func ParseKeyType(s string) (t KeyType, many, ok bool) {
	const array = "ArrayOf"
	if len(s) > len(array) && s[:len(array)] == array {
		s, many = s[len(array):], true
	}
	for t := String; t < keyTypes; t++ {
		if keyTypeNames[t] == s {
			return t, many, true
		}
	}
	return TypeUnknown, many, false
}
