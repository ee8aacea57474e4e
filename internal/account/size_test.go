package account_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"ringwall/internal/account"
)

// TestSizeOfSnapshots: of a snapshot the size is what it unfolds to, which decides how
// much room loading makes; of a damaged one that of what stands before.
func TestSizeOfSnapshots(t *testing.T) {
	text := strings.Repeat(`{"Vpcs": []}`, 300_000)
	whole := snapshotOf(t, map[string][]byte{place + "describe-vpcs.json": []byte(text)})
	files, err := account.Files(fstest.MapFS{
		"one.snapshot": {Data: whole}, "cut.snapshot": {Data: whole[:len(whole)/2]}, "two.json": {Data: []byte("{}")},
	}, "estate")
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int64{}
	for _, f := range files {
		sizes[f.Path] = f.Size
	}
	if n := sizes["one.snapshot"]; n < int64(len(text)) || n > int64(len(text))+64<<10 {
		t.Errorf("the snapshot has %d bytes, want some more than %d", n, len(text))
	}
	if n := sizes["cut.snapshot"]; n <= 0 || n >= sizes["one.snapshot"] {
		t.Errorf("the snapshot that is cut off has %d bytes", n)
	}
	if sizes["two.json"] != 2 {
		t.Errorf("the JSON file has %d bytes, want 2", sizes["two.json"])
	}
	if n := account.Unfolded(inMemory(map[string][]byte{"x.json": bytes.Repeat([]byte("x"), 1000)})[0]); n != 0 {
		t.Errorf("what is no snapshot unfolds to %d bytes", n)
	}
}
