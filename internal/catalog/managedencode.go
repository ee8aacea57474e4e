package catalog

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"slices"
	"strings"
)

// EncodePolicies writes a table of managed policies. The same policies give the
// same bytes.
func EncodePolicies(source, date string, list []ManagedPolicy) ([]byte, error) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b ManagedPolicy) int { return strings.Compare(a.Name(), b.Name()) })
	index := appendNumber(nil, len(list))
	var chunks []string
	for i, p := range list {
		if !strings.HasPrefix(p.ARN, managedPrefix) {
			return nil, fmt.Errorf("encode managed policies: %q is no ARN of one", p.ARN)
		}
		path := strings.TrimSuffix(strings.TrimPrefix(p.ARN, managedPrefix), p.Name())
		for _, s := range []string{path, p.Name(), p.Version, p.Updated} {
			index = appendShort(index, s)
		}
		if i == 0 || len(chunks[len(chunks)-1]) >= chunkSize {
			index, chunks = append(index, 1), append(chunks, "")
		} else {
			index = append(index, 0)
		}
		index = appendNumber(index, len(p.Document))
		chunks[len(chunks)-1] += p.Document
	}
	packed, err := pack(append([]string{string(index)}, chunks...))
	if err != nil {
		return nil, fmt.Errorf("encode managed policies: %w", err)
	}
	b := appendShort(appendShort([]byte(magicPolicies), source), date)
	b = append(appendNumber(b, len(packed[0])), packed[0]...)
	b = appendNumber(b, len(chunks))
	for _, c := range packed[1:] {
		b = appendNumber(b, len(c))
	}
	return append(b, bytes.Join(packed[1:], nil)...), nil
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
