package catalog

import (
	"compress/flate"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"ringwall/internal/packed"
)

//go:embed policies.bin
var embeddedPolicies string

// ManagedPolicy is a policy that AWS manages ("AWS managed policies"). AWS changes
// them: an account may have a later version than this.
type ManagedPolicy struct {
	ARN     string // of the partition aws; in others the documents differ
	Version string // as v3
	Updated string // the day of the version, as 2026-08-26
	// Document is the policy as JSON, without white space.
	Document string
}

// Name is the end of the ARN.
func (p ManagedPolicy) Name() string { return p.ARN[strings.LastIndexByte(p.ARN, '/')+1:] }

// ManagedPolicies holds the default version of each policy that AWS manages. It
// does not change and may be used by several goroutines at once.
type ManagedPolicies struct {
	source, date string
	entries      []policyEntry // sorted by name
	chunks       []func() string
}

// A policyEntry says where a policy's document lies.
type policyEntry struct {
	name string
	ManagedPolicy
	chunk, start, end int
}

// The policies lie in their own table:
//
//	magicPolicies
//	source, date  each: length, bytes
//	index         length, bytes; compressed (DEFLATE), see below
//	chunks        count, the length of each, the chunks; compressed
//
// The index is a count and for each policy, sorted by name: what its ARN has
// between managedPrefix and its name, the name, version, day, 1 if its document
// begins a chunk else 0, the length of the document. Documents follow each other
// in the chunks.
const (
	magicPolicies = "ringwall managed policies 1\n"
	managedPrefix = "arn:aws:iam::aws:policy/"
	chunkSize     = 1 << 16 // a chunk ends with the document that makes it so large
	maxUnpacked   = 1 << 22 // bytes that an index or a chunk may have unpacked
)

var openManaged = sync.OnceValues(func() (*ManagedPolicies, error) { return decodePolicies(embeddedPolicies) })

// Managed are the managed policies that are part of the program.
func Managed() (*ManagedPolicies, error) { return openManaged() }

// Source says what the policies were taken from.
func (m *ManagedPolicies) Source() string { return m.source }

// Date is the day of the latest version among them.
func (m *ManagedPolicies) Date() string { return m.date }

// Names are the names of all policies, sorted.
func (m *ManagedPolicies) Names() []string {
	var out []string
	for _, e := range m.entries {
		out = append(out, e.name)
	}
	return out
}

// Policy is the policy with a name, or with an ARN. The path is part of the ARN:
// arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole is no policy, it stands
// under service-role.
func (m *ManagedPolicies) Policy(nameOrARN string) (ManagedPolicy, bool) {
	name := nameOrARN[strings.LastIndexByte(nameOrARN, '/')+1:]
	i, ok := slices.BinarySearchFunc(m.entries, name, func(e policyEntry, n string) int { return strings.Compare(e.name, n) })
	if !ok {
		return ManagedPolicy{}, false
	}
	e := m.entries[i]
	if name != nameOrARN && e.ARN != nameOrARN {
		return ManagedPolicy{}, false
	}
	chunk := m.chunks[e.chunk]()
	if e.end > len(chunk) {
		return ManagedPolicy{}, false // damaged; the tests read all that is embedded
	}
	p := e.ManagedPolicy
	p.Document = chunk[e.start:e.end]
	return p, true
}

func decodePolicies(table string) (*ManagedPolicies, error) {
	body, ok := strings.CutPrefix(table, magicPolicies)
	if !ok {
		return nil, errors.New("decode managed policies: not a table of policies, or of another layout")
	}
	r := &packed.Reader{Data: body}
	m := &ManagedPolicies{source: r.Text(maxText), date: r.Text(maxText)}
	index := r.Bytes(r.Number(len(r.Data)))
	sizes := make([]int, r.Count(1))
	for i := range sizes {
		sizes[i] = r.Number(len(r.Data))
	}
	for _, n := range sizes {
		chunk := r.Bytes(n)
		m.chunks = append(m.chunks, sync.OnceValue(func() string { s, _ := unpack(chunk); return s }))
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("decode managed policies: %w", err)
	}
	unpacked, err := unpack(index)
	if err == nil {
		err = m.readIndex(&packed.Reader{Data: unpacked})
	}
	if err != nil {
		return nil, fmt.Errorf("decode managed policies: index: %w", err)
	}
	return m, nil
}

func (m *ManagedPolicies) readIndex(r *packed.Reader) error {
	m.entries = make([]policyEntry, r.Count(6))
	chunk, at := -1, 0
	for i := range m.entries {
		e := &m.entries[i]
		path := r.Text(maxText)
		e.name = r.Text(maxText)
		e.ARN, e.Version, e.Updated = managedPrefix+path+e.name, r.Text(maxText), r.Text(maxText)
		if r.Byte() != 0 {
			chunk, at = chunk+1, 0
		}
		e.chunk, e.start = chunk, at
		at += r.Number(maxUnpacked)
		e.end = at
		if r.Err == nil && (chunk < 0 || chunk >= len(m.chunks) || at > maxUnpacked) {
			r.Fail(packed.ErrNumber)
		}
		if i > 0 && r.Err == nil && e.name <= m.entries[i-1].name {
			r.Fail(fmt.Errorf("policy %q stands behind %q", e.name, m.entries[i-1].name))
		}
		if r.Err != nil {
			break
		}
	}
	return r.End()
}

func unpack(compressed string) (string, error) {
	var b strings.Builder
	z := flate.NewReader(strings.NewReader(compressed))
	n, err := io.Copy(&b, io.LimitReader(z, maxUnpacked+1))
	if err == nil && n > maxUnpacked {
		err = packed.ErrNumber
	}
	return b.String(), err
}
