// Package wire asks AWS's APIs and gives their answers in the form that the AWS CLI
// prints: members as the API's model names them, pages put together, times as ISO
// 8601. Credentials, signatures and the rules of what is tried again are the AWS SDK
// for Go's; which requests there are and what their answers look like is a table,
// generated from AWS's own models of its APIs (docs/design/23-collecting.md says why
// not the SDK's clients). The table has operations that read, and no others.
//
// It refuses to know which operations are asked for and why. What AWS's models mark
// as sensitive never leaves it.
//
//	c := wire.NewClient(config, wire.Embedded(), wire.Options{})
//	answer, err := c.Call(ctx, "ec2", "DescribeVpcs", nil)
package wire

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
)

//go:generate go run ./generate

// Protocol is how requests and answers of a service are written.
type Protocol string

// The protocols that this package speaks, as AWS's models call them.
const (
	EC2      Protocol = "ec2"
	Query    Protocol = "query"
	JSON     Protocol = "json"
	RESTJSON Protocol = "rest-json"
	RESTXML  Protocol = "rest-xml"
)

// Model is what is known of the APIs: services by the names that the CLI has for
// them.
type Model struct {
	Services map[string]*Service
	// Source says which models it was made of.
	Source string
}

// Service is an API.
type Service struct {
	ID         string // as the SDK calls it: "Elastic Load Balancing v2"
	Protocol   Protocol
	Version    string `json:",omitempty"`
	JSON       string `json:",omitempty"` // version of the JSON protocol
	Target     string `json:",omitempty"` // prefix of X-Amz-Target
	Endpoint   string // first part of its host
	Signing    string // its name in signatures
	Operations map[string]*Operation
	Shapes     []Shape
}

// Operation is what can be asked.
type Operation struct {
	Method  string   `json:",omitempty"`
	Path    string   `json:",omitempty"` // with its query, parameters in braces
	Host    string   `json:",omitempty"` // before the service's host
	Wrapper string   `json:",omitempty"` // of the answer
	Payload string   `json:",omitempty"` // the member that is the answer's body
	Params  []Param  `json:",omitempty"`
	Output  int      // its shape
	Token   string   `json:",omitempty"` // parameter that asks for the next page
	Next    string   `json:",omitempty"` // member with which the answer says there is one
	Marks   []string `json:",omitempty"` // members that say only that the list goes on
}

// Param is a parameter that is a text, a number, a Boolean or a list of texts.
type Param struct {
	Name string
	Wire string `json:",omitempty"` // as requests call it, if that is different
	In   string `json:",omitempty"` // uri, querystring, header; else the body
	Item string `json:",omitempty"` // of a list: how requests call one of it
}

// Kind is the type of a value.
type Kind string

// The kinds of values. A Policy is a document that is written as a URL-encoded text;
// a Secret is never kept, of an Address that is a URL only the host: its path or
// query may be the key; and of a Link all but who asks by it.
const (
	Structure Kind = ""
	List      Kind = "l"
	Map       Kind = "m"
	Text      Kind = "t"
	Number    Kind = "n"
	Boolean   Kind = "b"
	Time      Kind = "d"
	Document  Kind = "j"
	Policy    Kind = "p"
	Secret    Kind = "s"
	Address   Kind = "u"
	Link      Kind = "k"
)

// Shape is what a value looks like.
type Shape struct {
	Kind    Kind     `json:",omitempty"`
	Members []Member `json:",omitempty"`
	Item    int      `json:",omitempty"` // of a list or a map
	ItemAs  string   `json:",omitempty"` // the element of one of them
	KeyAs   string   `json:",omitempty"` // of a map
	Flat    bool     `json:",omitempty"` // elements stand without a list around them
}

// Member is a part of a structure.
type Member struct {
	Name  string
	Wire  string `json:",omitempty"`
	Shape int
	In    string `json:",omitempty"` // attribute, header
}

//go:embed model.json.gz
var embedded []byte

// Embedded is the model in the program.
func Embedded() (*Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(embedded))
	if err != nil {
		return nil, fmt.Errorf("read the models of AWS's APIs: %w", err)
	}
	m := &Model{}
	if err := json.NewDecoder(z).Decode(m); err != nil {
		return nil, fmt.Errorf("read the models of AWS's APIs: %w", err)
	}
	return m, nil
}

// Encode writes a model as it is embedded.
func (m *Model) Encode(w io.Writer) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(z).Encode(m); err != nil {
		return err
	}
	return z.Close()
}

func (m *Model) operation(service, name string) (*Service, *Operation, error) {
	s := m.Services[service]
	if s == nil || s.Operations[name] == nil {
		return nil, nil, fmt.Errorf("the model has no operation %s of %s", name, service)
	}
	return s, s.Operations[name], nil
}
