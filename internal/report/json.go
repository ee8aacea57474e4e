package report

import (
	"encoding/json"
	"fmt"
	"io"

	"ringwall/internal/proof"
)

// NewJSON makes a writer of JSON documents, as docs/cli.md has them.
func NewJSON(w io.Writer) Writer { return jsonWriter{w} }

type jsonWriter struct{ w io.Writer }

// Write writes the entry as one indented document.
func (j jsonWriter) Write(e Entry) error {
	switch {
	case e.Review != nil:
		return j.document(reviewDocument(e.Review))
	case e.Catalog != nil:
		return j.document(catalogDocument(e.Catalog))
	case e.Reach != nil:
		return j.document(reachDocument(e.Reach))
	case e.Pairs != nil:
		return j.pairs(e.Pairs)
	case e.Exposure != nil:
		return j.exposure(e.Exposure)
	case e.Show != nil:
		return j.document(showDocument(e.Show))
	case e.Control != nil:
		return j.document(controlDocument(e.Control))
	case e.Plan != nil:
		return j.document(planDocument(e.Plan))
	case e.Expansion != nil:
		return j.document(expansionDocument(e.Expansion))
	case e.PolicyCheck != nil:
		return j.document(policyCheckDocument(e.PolicyCheck))
	case e.Definitions != nil:
		return j.document(definitionsDocument(e.Definitions))
	case e.Permission != nil && e.Permission.Alone:
		return j.document(permissionDocument(e.Permission))
	case e.Comparison != nil:
		return j.document(comparisonDocument(e.Comparison))
	case e.Permission != nil:
		return j.line(permissionDocument(e.Permission))
	}
	switch {
	case e.WhoCan != nil:
		return j.document(whoCanDocument(e.WhoCan))
	case e.Access != nil:
		return j.document(accessDocument(e.Access))
	}
	return fmt.Errorf("write json: %w", ErrFormat)
}

func (j jsonWriter) document(d any) error {
	enc := json.NewEncoder(j.w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(d)
}

// line writes a document that is one of many, on a line of its own.
func (j jsonWriter) line(d any) error {
	enc := json.NewEncoder(j.w)
	enc.SetEscapeHTML(false)
	return enc.Encode(d)
}

// jsonHop is one gate of a path.
type jsonHop struct {
	Component Resource `json:"component"`
	Kind      string   `json:"kind"`
	Effect    string   `json:"effect"`
	Rule      string   `json:"rule"`
	Detail    string   `json:"detail,omitempty"`
	Code      string   `json:"code,omitempty"`
	Location  Location `json:"location"`
}

func (s Subject) path(steps []proof.Step) []jsonHop {
	out := []jsonHop{}
	for _, p := range steps {
		out = append(out, jsonHop{
			Component: s.resource(p.Resource), Kind: p.Kind, Effect: effect(p.Effect),
			Rule: p.Rule, Detail: p.Detail, Code: p.Code, Location: locationOf(p.Origin),
		})
	}
	return out
}
