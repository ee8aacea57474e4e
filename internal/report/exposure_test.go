package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// manyExposed are eight servers that are reached alike, in two places, and one
// that is reached by another port.
func manyExposed(asked *int) *Exposure {
	out := &Exposure{}
	var resources []estate.Resource
	add := func(id string, alike int, port uint16) {
		resources = append(resources, &estate.Other{Core: estate.Core{ID: estate.ID(id), Type: "AWS::EC2::Instance"}})
		out.Exposed = append(out.Exposed, Exposed{
			Resource: estate.ID(id), Verdict: proof.Yes, Alike: alike, Traffic: traffic.Ports(traffic.TCP, port, port), Possible: traffic.Ports(traffic.TCP, port, port),
			Path: func() []proof.Step {
				*asked++
				return []proof.Step{{Resource: "igw-<1>", Kind: "internet-gateway", Rule: "to " + id}}
			},
		})
	}
	for k := range 8 {
		add(fmt.Sprint("web-", k), 1+k%2, 443)
	}
	add("admin", 0, 22)
	out.Subject = Subject{Names: []string{"x"}, Estate: estate.New(estate.Estate{Resources: resources})}
	return out
}

// TestExposure_ManyAlikeInOneLine: text names many that are reached alike
// together and looks for few paths; with -v each stands for itself.
func TestExposure_ManyAlikeInOneLine(t *testing.T) {
	asked := 0
	var text strings.Builder
	if err := NewText(&text, Style{Width: 100}).Write(Entry{Exposure: manyExposed(&asked)}); err != nil {
		t.Fatal(err)
	}
	want := `9 resources reachable from the internet.

● 8 alike (AWS::EC2::Instance)  tcp 443
    web-0, web-1, web-2, … and 5 more (-v lists them)
    the way to web-0:
    ✓ internet-gateway  igw-<1>: to web-0

● admin (AWS::EC2::Instance)  tcp 22
    ✓ internet-gateway  igw-<1>: to admin
`
	if text.String() != want {
		t.Errorf("got\n%s\nwant\n%s", text.String(), want)
	}
	if asked != 5 { // of each kind of alike, of what is alike to none, and of the two that are written
		t.Errorf("%d paths were looked for", asked)
	}
	text.Reset()
	if err := NewText(&text, Style{Width: 100, Verbose: true}).Write(Entry{Exposure: manyExposed(&asked)}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(text.String(), "tcp 443"); got != 8 {
		t.Errorf("-v lists %d", got)
	}
}

// TestStream_WritesWhatADocumentWould: a document written member by member is
// the one that is encoded as a whole.
func TestStream_WritesWhatADocumentWould(t *testing.T) {
	asked := 0
	for _, e := range []*Exposure{manyExposed(&asked), {Subject: manyExposed(&asked).Subject}} {
		var got, want strings.Builder
		if err := NewJSON(&got).Write(Entry{Exposure: e}); err != nil {
			t.Fatal(err)
		}
		var whole struct {
			Schema  string          `json:"schema"`
			Estate  json.RawMessage `json:"estate"`
			Exposed []jsonExposed   `json:"exposed"`
			Because []string        `json:"because"`
		}
		if err := json.Unmarshal([]byte(got.String()), &whole); err != nil {
			t.Fatal(err)
		}
		if len(whole.Exposed) != len(e.Exposed) {
			t.Errorf("%d of %d are written", len(whole.Exposed), len(e.Exposed))
		}
		if err := (jsonWriter{&want}).document(whole); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("got\n%s\nwant\n%s", got.String(), want.String())
		}
	}
}
