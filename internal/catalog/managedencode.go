package catalog

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"slices"
	"strings"

	"ringwall/internal/packed"
)

// EncodePolicies writes a table of managed policies. The same policies give the
// same bytes.
func EncodePolicies(source, date string, list []ManagedPolicy) ([]byte, error) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b ManagedPolicy) int { return strings.Compare(a.Name(), b.Name()) })
	index := packed.AppendNumber(nil, len(list))
	var chunks []string
	for i, p := range list {
		if !strings.HasPrefix(p.ARN, managedPrefix) {
			return nil, fmt.Errorf("encode managed policies: %q is no ARN of one", p.ARN)
		}
		path := strings.TrimSuffix(strings.TrimPrefix(p.ARN, managedPrefix), p.Name())
		for _, s := range []string{path, p.Name(), p.Version, p.Updated} {
			index = packed.AppendText(index, s)
		}
		if i == 0 || len(chunks[len(chunks)-1]) >= chunkSize {
			index, chunks = append(index, 1), append(chunks, "")
		} else {
			index = append(index, 0)
		}
		index = packed.AppendNumber(index, len(p.Document))
		chunks[len(chunks)-1] += p.Document
	}
	compressed, err := pack(append([]string{string(index)}, chunks...))
	if err != nil {
		return nil, fmt.Errorf("encode managed policies: %w", err)
	}
	b := packed.AppendText(packed.AppendText([]byte(magicPolicies), source), date)
	b = append(packed.AppendNumber(b, len(compressed[0])), compressed[0]...)
	b = packed.AppendNumber(b, len(chunks))
	for _, c := range compressed[1:] {
		b = packed.AppendNumber(b, len(c))
	}
	return append(b, bytes.Join(compressed[1:], nil)...), nil
}

// pack compresses texts, each by itself.
func pack(texts []string) ([][]byte, error) {
	var out [][]byte
	for _, s := range texts {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(w, s); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		out = append(out, b.Bytes())
	}
	return out, nil
}
