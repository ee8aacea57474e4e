package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// requests writes the example of a comparison as "ringwall can --requests" takes it,
// once for each side, with what is expected.
type requests struct{ to io.Writer }

// NewRequests is a Writer for comparisons of policies.
func NewRequests(to io.Writer) Writer { return requests{to} }

// ComparedSide is one side of a comparison.
type ComparedSide struct {
	Name      string
	Documents [][]byte // in JSON
}

type requestHeader struct {
	Policies map[string]json.RawMessage `json:"policies"`
	Defaults map[string]any             `json:"defaults"`
}

// Write writes nothing where there is no example.
func (r requests) Write(e Entry) error {
	c := e.Comparison
	if c == nil || c.Witness == nil {
		return nil
	}
	head := requestHeader{map[string]json.RawMessage{}, map[string]any{}}
	data, err := json.Marshal(requestDocument(c.Witness))
	if err == nil {
		err = json.Unmarshal(data, &head.Defaults)
	}
	lines := []any{head}
	for i, expect := range []string{"denied", "allowed"} {
		var names []string
		for j, d := range c.Sides[i].Documents {
			name := fmt.Sprintf("%s %d", []string{"old", "new"}[i], j+1)
			head.Policies[name] = d
			names = append(names, name)
		}
		line := map[string]any{"id": c.Sides[i].Name, "expect": expect}
		switch c.Layer {
		case "scp", "rcp":
			line[c.Layer] = [][]string{names}
		case "resource_policy":
			line[c.Layer] = names[0]
		default:
			line[c.Layer] = names
		}
		lines = append(lines, line)
	}
	for _, l := range lines {
		if err == nil {
			data, err = json.Marshal(l)
		}
		if err == nil {
			_, err = r.to.Write(append(data, '\n'))
		}
	}
	return err
}
