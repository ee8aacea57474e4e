package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"

	"ringwall/internal/account/snapshot"
)

// TestSnapshotStatus: a snapshot that cannot be read is an error of the input; one that is
// damaged is read as far as it goes, with a warning.
func TestSnapshotStatus(t *testing.T) {
	dir := t.TempDir()
	keep := func(name string, data []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	folder := fstest.MapFS{"111122223333/eu-west-1/describe-vpcs.json": {Data: []byte(`{"Vpcs": [{"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"}]}`)}}
	var whole bytes.Buffer
	if err := snapshot.Write(&whole, snapshot.Manifest{}, folder); err != nil {
		t.Fatal(err)
	}
	e, _ := zstd.NewWriter(nil)
	d, _ := zstd.NewReader(nil)
	archive, err := d.DecodeAll(whole.Bytes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	newer := e.EncodeAll(bytes.Replace(archive, []byte(`"version": 1`), []byte(`"version": 2`), 1), nil)
	other := keep("other.snapshot", whole.Bytes())
	for _, x := range []struct {
		name, says string
		sources    []string
		status     int
	}{
		{"whole", "vpc-0a", []string{other}, 0},
		{"shown again", "10.0.0.0/16", []string{other, "vpc-0a"}, 0},
		{"newer", "version 2, and this ringwall reads up to version 1", []string{keep("newer.snapshot", newer)}, 2},
		{"newer beside a sound one", "version 2", []string{other, keep("newer.snapshot", newer)}, 2},
		{"cut off in the manifest", "cut off", []string{keep("cut.snapshot", whole.Bytes()[:100])}, 2},
		{"cut off behind it", "cut off", []string{other, keep("behind.snapshot", whole.Bytes()[:whole.Len()-9])}, 0},
		{"no snapshot", "the archive within is damaged", []string{keep("zst", e.EncodeAll([]byte(strings.Repeat("{}", 999)), nil))}, 2},
	} {
		var out, problems bytes.Buffer
		status := Run(append([]string{"show"}, x.sources...), strings.NewReader(""), &out, &problems, func(string) string { return "" })
		if said := out.String() + problems.String(); status != x.status || !strings.Contains(said, x.says) {
			t.Errorf("%s: status %d, want %d with %q: %s", x.name, status, x.status, x.says, said)
		}
	}
}
