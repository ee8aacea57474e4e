package estate

import "strconv"

// Origin says where a fact stands: a place in a file, or what AWS implies.
// Lines and columns count from 1; zero means that there is none.
type Origin struct {
	File   string
	Line   int
	Column int
	// Implied names the AWS rule that brought a fact about which no source
	// writes ("default network ACL of the VPC").
	Implied string
}

// String prints file:line:column, as editors understand it.
func (o Origin) String() string {
	if o.File == "" {
		return o.Implied
	}
	s := o.File
	if o.Line > 0 {
		s += ":" + strconv.Itoa(o.Line)
		if o.Column > 0 {
			s += ":" + strconv.Itoa(o.Column)
		}
	}
	return s
}

// IsZero reports whether nothing is known of the fact's place.
func (o Origin) IsZero() bool { return o == Origin{} }
