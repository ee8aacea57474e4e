package snapshot_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/zstd"

	"ringwall/internal/account/snapshot"
)

var when = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func manifest() snapshot.Manifest {
	return snapshot.Manifest{
		Collected: when, Tool: "ringwall 1.0", Accounts: []snapshot.Account{{ID: "111122223333", Regions: []string{"eu-west-1"}}},
		Missing: []snapshot.Missing{{Account: "111122223333", Region: "eu-west-1", Call: "ec2:DescribeVpcs", Permission: "ec2:DescribeVpcs", Error: "UnauthorizedOperation"}},
	}
}

func folder() fstest.MapFS {
	return fstest.MapFS{
		"111122223333/eu-west-1/describe-vpcs.json":    {Data: []byte(`{"Vpcs": []}`)},
		"111122223333/eu-west-1/describe-subnets.json": {Data: []byte(`{"Subnets": []}`)},
		"111122223333/list-roles.json":                 {Data: []byte(`{"Roles": []}`)},
		"organization/list-roots.json":                 {Data: []byte(`{"Roots": []}`)},
	}
}

// wide is a folder of several pieces that are hardly smaller when compressed.
func wide() fstest.MapFS {
	out, random := fstest.MapFS{}, rand.New(rand.NewPCG(1, 2))
	for n := range 12 {
		data := make([]byte, 1<<20)
		for i := range data {
			data[i] = "0123456789abcdef"[random.IntN(16)]
		}
		out[fmt.Sprintf("111122223333/eu-west-%d/f%02d.json", n/4+1, n)] = &fstest.MapFile{Data: data}
	}
	return out
}

func written(t testing.TB, m snapshot.Manifest, dir fstest.MapFS) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := snapshot.Write(&out, m, dir); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// all reads what comes of a snapshot.
func all(r *snapshot.Reader) (map[string]string, error) {
	out := map[string]string{}
	for {
		name, content, err := r.Next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return out, err
		}
		data, err := io.ReadAll(content)
		if err != nil {
			return out, err
		}
		out[name] = string(data)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for name, dir := range map[string]fstest.MapFS{"small": folder(), "wide": wide(), "empty": {}} {
		t.Run(name, func(t *testing.T) {
			data := written(t, manifest(), dir)
			if !snapshot.Is(data) {
				t.Error("it is not recognised")
			}
			r, err := snapshot.Open(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if m := r.Manifest; !m.Collected.Equal(when) || m.Missing[0].Call != "ec2:DescribeVpcs" || m.Accounts[0].Regions[0] != "eu-west-1" {
				t.Errorf("manifest %+v", m)
			}
			got, err := all(r)
			if err != nil || len(got) != len(dir) {
				t.Fatalf("%d files, want %d: %v", len(got), len(dir), err)
			}
			for name, f := range dir {
				if got[name] != string(f.Data) {
					t.Errorf("%s is different", name)
				}
			}
			if lacking := r.Lacking(); lacking != nil {
				t.Errorf("lacking %v", lacking)
			}
		})
	}
}

func TestSameFilesGiveSameBytes(t *testing.T) {
	if !bytes.Equal(written(t, manifest(), wide()), written(t, manifest(), wide())) {
		t.Error("twice the same folder gives different bytes")
	}
}

// TestCutOff: of a snapshot that ends early, what came is what was written, and the
// manifest tells of which folders something is lost.
func TestCutOff(t *testing.T) {
	dir := wide()
	data := written(t, manifest(), dir)
	for cut := len(data) - 1; cut > 0; cut -= len(data) / 13 {
		r, err := snapshot.Open(bytes.NewReader(data[:cut]))
		if err != nil {
			if cut > 1000 {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			continue
		}
		got, err := all(r)
		var damage *snapshot.Damage
		if !errors.As(err, &damage) && len(got) < len(dir) && len(r.Lacking()) == 0 {
			t.Errorf("cut at %d: %d files came, and nothing says that more were there: %v", cut, len(got), err)
		}
		lost := map[string]bool{}
		for name, f := range dir {
			if content, ok := got[name]; !ok {
				lost[name[:strings.LastIndexByte(name, '/')]] = true
			} else if content != string(f.Data) {
				t.Errorf("cut at %d: %s is different", cut, name)
			}
		}
		for folder := range lost {
			if !slices.Contains(r.Lacking(), folder) {
				t.Errorf("cut at %d: nothing says that %s is not whole", cut, folder)
			}
		}
	}
}

// TestCutBetweenPieces: an archive that ends where a piece does looks whole.
func TestCutBetweenPieces(t *testing.T) {
	data := written(t, manifest(), wide())
	at := bytes.LastIndex(data, []byte{0x28, 0xb5, 0x2f, 0xfd})
	r, err := snapshot.Open(bytes.NewReader(data[:at]))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all(r); err == nil && len(r.Lacking()) == 0 {
		t.Error("nothing says that files are lost")
	}
}

// TestDamageIsNeverHandedOut: one wrong bit makes files missing, never different.
func TestDamageIsNeverHandedOut(t *testing.T) {
	dir := wide()
	data := written(t, manifest(), dir)
	random := rand.New(rand.NewPCG(3, 4))
	for range 25 {
		wrong := slices.Clone(data)
		at := random.IntN(len(wrong))
		wrong[at] ^= 1 << random.IntN(8)
		r, err := snapshot.Open(bytes.NewReader(wrong))
		if err != nil {
			continue
		}
		got, err := all(r)
		if err == nil {
			t.Errorf("a wrong bit at byte %d was not seen", at)
		}
		for name, content := range got {
			if string(dir[name].Data) != content {
				t.Fatalf("a wrong bit at byte %d makes %s different", at, name)
			}
		}
	}
}

func TestWhatIsNoSnapshot(t *testing.T) {
	newer := snapshot.Manifest{Format: snapshot.Format, Version: snapshot.Version + 1}
	newerManifest, _ := json.Marshal(newer)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":         {packed(nil), "empty"},
		"other files":   {packed(archive(entry{name: "x.json", data: "{}"})), `its first file is "x.json", expected snapshot.json`},
		"other format":  {packed(archive(entry{name: "snapshot.json", data: `{"format": "x"}`})), `its format is "x"`},
		"newer":         {packed(archive(entry{name: "snapshot.json", data: string(newerManifest)})), "take a newer ringwall"},
		"much newer":    {packed(archive(entry{name: "snapshot.json", data: `{"format": {}, "version": 9}`})), "take a newer ringwall"},
		"no version":    {packed(archive(entry{name: "snapshot.json", data: `{"format": "ringwall.snapshot"}`})), "its version is 0"},
		"no archive":    {packed([]byte(strings.Repeat("x", 600))), "the archive within is damaged"},
		"big manifest":  {packed(archive(entry{name: "snapshot.json", data: strings.Repeat(" ", 20<<10)})), "more than 16384"},
		"not packed":    {archive(entry{name: "snapshot.json", data: "{}"}), "compressed with Zstandard"},
		"unfolds to GB": {packed(make([]byte, 3<<20)), "unfolds to 3145728 bytes"},
	} {
		_, err := snapshot.OpenSmall(bytes.NewReader(c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestTricks: an archive that would do harm where it is unpacked, or that unfolds to
// more than anyone has, is refused where that begins.
func TestTricks(t *testing.T) {
	first := entry{name: "snapshot.json", data: `{"format": "ringwall.snapshot", "version": 1}`}
	var many []entry
	for n := range 200 {
		many = append(many, entry{name: fmt.Sprint(n)})
	}
	for name, c := range map[string]struct {
		entries []entry
		want    string
	}{
		"upwards":    {[]entry{{name: "../x.json"}}, "no plain relative path"},
		"within":     {[]entry{{name: "a/../../x.json"}}, "no plain relative path"},
		"absolute":   {[]entry{{name: "/etc/x.json"}}, "no plain relative path"},
		"backslash":  {[]entry{{name: `a\..\x.json`}}, "characters"},
		"newline":    {[]entry{{name: "a\nb.json"}}, "characters"},
		"link":       {[]entry{{name: "x.json", kind: tar.TypeSymlink}}, "no regular file"},
		"hard link":  {[]entry{{name: "x.json", kind: tar.TypeLink}}, "no regular file"},
		"device":     {[]entry{{name: "x.json", kind: tar.TypeChar}}, "no regular file"},
		"twice":      {[]entry{{name: "x.json"}, {name: "x.json"}}, "twice"},
		"twice, dot": {[]entry{{name: "x.json"}, {name: "./x.json"}}, "twice"},
		"long name":  {[]entry{{name: strings.Repeat("x/", 20) + strings.Repeat("x", 2000)}}, "longer than"},
		"deep":       {[]entry{{name: strings.Repeat("x/", 60) + "x"}}, "folders"},
		"many":       {many, "more than 100 files"},
		"repeats":    {[]entry{{name: "x.json", data: strings.Repeat(" ", 1<<20-10<<10)}, {name: "y.json", data: strings.Repeat(" ", 1<<20-10<<10)}}, "repeats itself"},
	} {
		r, err := snapshot.OpenSmall(bytes.NewReader(slices.Concat(packed(archive(first)[:1024]), packedEach(c.entries))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, err = all(r)
		var damage *snapshot.Damage
		if !errors.As(err, &damage) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestUnpackedAndPackedAgain: what tar writes of an unpacked folder has folders as
// entries, and "./" before names.
func TestUnpackedAndPackedAgain(t *testing.T) {
	data := packed(archive(
		entry{name: "./", kind: tar.TypeDir}, entry{name: "./snapshot.json", data: `{"format": "ringwall.snapshot", "version": 1}`},
		entry{name: "./1/", kind: tar.TypeDir}, entry{name: "./1/a.json", data: "{}"},
	))
	r, err := snapshot.Open(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := all(r); err != nil || got["1/a.json"] != "{}" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	dir := fstest.MapFS{"a\\b.json": {Data: []byte("{}")}}
	if err := snapshot.Write(io.Discard, manifest(), dir); err == nil {
		t.Error("a name with a backslash was written")
	}
}

type entry struct {
	name string
	kind byte
	data string
}

// archive is a tar archive of entries.
func archive(entries ...entry) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Typeflag: e.kind, Name: e.name, Size: int64(len(e.data)), Linkname: "y"}
		if h.Typeflag == 0 {
			h.Typeflag, h.Linkname = tar.TypeReg, ""
		}
		if err := w.WriteHeader(h); err != nil {
			panic(err)
		}
		if _, err := io.WriteString(w, e.data); err != nil {
			panic(err)
		}
	}
	w.Close()
	return out.Bytes()
}

// packed compresses in one piece, packedEach an archive entry by entry.
func packed(data []byte) []byte {
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(64<<10))
	return e.EncodeAll(data, nil)
}

func packedEach(entries []entry) []byte {
	var out []byte
	for _, e := range entries {
		data := archive(e)
		out = append(out, packed(data[:len(data)-1024])...)
	}
	return out
}

// FuzzOpen: no file makes the reader panic, or hand out a name that leads elsewhere.
func FuzzOpen(f *testing.F) {
	f.Add(written(f, manifest(), folder()))
	f.Add(packed(archive(entry{name: "snapshot.json", data: `{"format": "ringwall.snapshot", "version": 1, "files": {"1": 2}}`}, entry{name: "1/a.json", data: "{}"})))
	f.Add(packed(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		// As it is, and with sound pieces around it, since no checksum is met by chance.
		for _, file := range [][]byte{data, packed(data)} {
			r, err := snapshot.OpenSmall(bytes.NewReader(file))
			if err != nil {
				continue
			}
			got, _ := all(r)
			for name := range got {
				if strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), "..") {
					t.Fatalf("name %q", name)
				}
			}
			r.Lacking()
		}
	})
}
