package main

import (
	"bytes"
	"os"
	"testing"

	"ringwall/internal/iac/cloudformation/resourcespec"
)

// tableModel reads back what a table says.
func tableModel(t *testing.T) model {
	t.Helper()
	table, err := resourcespec.Open()
	if err != nil {
		t.Fatal(err)
	}
	m := model{version: table.Version()}
	for _, name := range table.Types() {
		typ, ok := table.Type(name)
		if !ok {
			t.Fatalf("no type %s", name)
		}
		tm := typeModel{Type: typ}
		for _, d := range typ.Definitions {
			definition, ok := table.Definition(name, d)
			if !ok {
				t.Fatalf("%s: no definition %s", name, d)
			}
			tm.definitions = append(tm.definitions, definition)
		}
		m.types = append(m.types, tm)
	}
	return m
}

// The embedded table, decoded and encoded again, is the same file: the decoder
// loses nothing, and the file was written by this generator.
func TestRoundTrip(t *testing.T) {
	want, err := os.ReadFile("../resourcespec.bin")
	if err != nil {
		t.Fatal(err)
	}
	got, err := encode(tableModel(t))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("encoded again: %d bytes, want the %d bytes of resourcespec.bin", len(got), len(want))
	}
}
