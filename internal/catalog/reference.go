package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxReference bounds a file of service references; all services of AWS have some
// tens of megabytes.
const maxReference = 256 << 20

// Read reads services from AWS's service reference ("Simplified AWS service
// information for programmatic access"): the JSON documents of one or more
// services, one after the other or in one array. What that says of operations and
// tools is left out. It does not say which resource types an action requires,
// which actions depend on others, nor what a service is called; [Data.Merge] keeps
// what is known of that. An error names the line, the service and what in it.
func Read(r io.Reader) ([]Service, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxReference+1))
	if err != nil {
		return nil, fmt.Errorf("read service reference: %w", err)
	}
	if len(data) > maxReference {
		return nil, fmt.Errorf("read service reference: it has more than %d MB", maxReference>>20)
	}
	documents, err := split(data)
	if err != nil {
		return nil, fmt.Errorf("read service reference: %w", err)
	}
	if len(documents) == 0 {
		return nil, errors.New("read service reference: there is no service in it")
	}
	var out []Service
	seen := map[string]int{}
	for _, d := range documents {
		s, err := d.service()
		if err != nil {
			return nil, fmt.Errorf("read service reference: %w", err)
		}
		if before, ok := seen[s.Prefix]; ok {
			return nil, fmt.Errorf("read service reference: line %d: service %s stands in line %d too", d.line, s.Prefix, before)
		}
		seen[s.Prefix] = d.line
		out = append(out, s)
	}
	return out, nil
}

// A document is the JSON of one service.
type document struct {
	text   []byte
	line   int    // where it begins
	before []byte // what stands before it in its line
}

// split cuts the documents of a file apart.
func split(data []byte) ([]document, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	fail := func(err error) error {
		at := dec.InputOffset()
		if e := new(json.SyntaxError); errors.As(err, &e) {
			at = e.Offset - 1 // the offset is behind the character
		}
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			at, err = int64(len(data)), errors.New("the file ends in the middle of a document")
		}
		line, column := position(data, at)
		return fmt.Errorf("line %d, column %d: %w", line, column, err)
	}
	array := bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("["))
	if array {
		if _, err := dec.Token(); err != nil {
			return nil, fail(err)
		}
	}
	var out []document
	for !array || dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err == io.EOF && !array {
			return out, nil
		} else if err != nil {
			return nil, fail(err)
		}
		start := int(dec.InputOffset()) - len(raw)
		line, column := position(data, int64(start))
		out = append(out, document{raw, line, data[start-column+1 : start]})
	}
	if _, err := dec.Token(); err != nil {
		return nil, fail(err)
	}
	if rest := bytes.TrimSpace(data[dec.InputOffset():]); len(rest) > 0 {
		line, column := position(data, int64(len(data)-len(rest)))
		return nil, fmt.Errorf("line %d, column %d: something follows the array of services", line, column)
	}
	return out, nil
}

// position is the line and column of an offset, both from 1; the column counts
// bytes.
func position(data []byte, offset int64) (line, column int) {
	before := data[:min(max(int(offset), 0), len(data))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

// A reference is one document of AWS's service reference.
type reference struct {
	Name    string
	Actions []struct {
		Name                string
		ActionConditionKeys []string
		Annotations         struct {
			Properties struct{ IsList, IsPermissionManagement, IsTaggingOnly, IsWrite bool }
		}
		Resources []struct {
			Name          string
			ConditionKeys []string
		}
	}
	ConditionKeys []struct {
		Name  string
		Types []string
	}
	Resources []struct {
		Name          string
		ARNFormats    []string
		ConditionKeys []string
	}
	URL string // only in the list of services, which is another file
}

func (d document) service() (Service, error) {
	var ref reference
	if err := json.Unmarshal(d.text, &ref); err != nil {
		at := int64(0)
		if e := new(json.UnmarshalTypeError); errors.As(err, &e) {
			at = e.Offset - 1
			err = fmt.Errorf("%s is expected to be of kind %s, found %s", field(e.Field), kindOf(e), e.Value)
		}
		line, column := position(append(bytes.Clone(d.before), d.text...), int64(len(d.before))+at)
		return Service{}, fmt.Errorf("line %d, column %d: %w", d.line+line-1, column, err)
	}
	if ref.Name == "" && ref.URL != "" {
		return Service{}, fmt.Errorf("line %d: this is the list of services; what is wanted are the files that its entries name, as %s", d.line, ref.URL)
	}
	s := ref.service()
	if err := check(s); err != nil {
		return Service{}, fmt.Errorf("line %d: service %s: %w", d.line, s.Prefix, err)
	}
	return s, nil
}

func field(path string) string {
	if path == "" {
		return "a service"
	}
	return path
}

// kindOf names what JSON should have, in its own words.
func kindOf(e *json.UnmarshalTypeError) string {
	switch k := e.Type.Kind().String(); k {
	case "slice":
		return "array"
	case "struct":
		return "object"
	case "bool":
		return "boolean"
	default:
		return k
	}
}

// service is the service that a reference describes, sorted.
func (ref reference) service() Service {
	s := Service{Prefix: ref.Name}
	known := map[string]string{} // condition keys by their names in lower case
	for _, k := range ref.ConditionKeys {
		key := Key{Name: k.Name}
		if len(k.Types) == 1 {
			key.Type, key.Many, _ = ParseKeyType(k.Types[0])
		}
		known[strings.ToLower(k.Name)] = k.Name
		s.Keys = append(s.Keys, key)
	}
	// Keys that no list declares, as global ones, are of unknown type here.
	names := func(list []string) []string {
		var out []string
		for _, n := range list {
			name, ok := known[strings.ToLower(n)]
			if !ok {
				name = n
				known[strings.ToLower(n)] = n
				s.Keys = append(s.Keys, Key{Name: n})
			}
			out = append(out, name)
		}
		return out
	}
	for _, t := range ref.Resources {
		s.Types = append(s.Types, ResourceType{Service: ref.Name, Name: t.Name, ARNs: t.ARNFormats, Keys: names(t.ConditionKeys)})
	}
	for _, a := range ref.Actions {
		action := Action{Service: ref.Name, Name: a.Name, Keys: names(a.ActionConditionKeys)}
		p := a.Annotations.Properties
		switch {
		case p.IsPermissionManagement:
			action.Level = LevelPermissionsManagement
		case p.IsTaggingOnly:
			action.Level = LevelTagging
		case p.IsWrite:
			action.Level = LevelWrite
		case p.IsList:
			action.Level = LevelList
		default:
			action.Level = LevelRead
		}
		for _, r := range a.Resources {
			action.Resources = append(action.Resources, Use{Type: r.Name, Keys: names(r.ConditionKeys)})
		}
		s.Actions = append(s.Actions, action)
	}
	return s.sorted()
}
