package account_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"

	"ringwall/internal/account"
	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
)

const place = "111122223333/eu-west-1/"

// oneFile is a snapshot as the only file of a source.
func oneFile(data []byte) map[string][]byte { return map[string][]byte{"one.snapshot": data} }

// snapshotOf makes a snapshot of files.
func snapshotOf(t testing.TB, files map[string][]byte, missing ...snapshot.Missing) []byte {
	t.Helper()
	dir := fstest.MapFS{}
	for name, data := range files {
		dir[name] = &fstest.MapFile{Data: data}
	}
	var out bytes.Buffer
	if err := snapshot.Write(&out, snapshot.Manifest{Missing: missing}, dir); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// inPieces makes a snapshot of small pieces, so that damage in the middle of a file
// leaves what stands before.
func inPieces(files map[string][]byte) []byte {
	counts := map[string]int{}
	for name := range files {
		counts[path.Dir(name)]++
	}
	manifest, _ := json.Marshal(snapshot.Manifest{Format: snapshot.Format, Version: 1, Files: counts})
	var all bytes.Buffer
	w := tar.NewWriter(&all)
	add := func(name string, data []byte) {
		_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data))})
		_, _ = w.Write(data)
	}
	add(snapshot.ManifestName, manifest)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		add(name, files[name])
	}
	w.Close()
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	var out []byte
	for data := all.Bytes(); len(data) > 0; {
		n := min(len(data), 700)
		out, data = e.EncodeAll(data[:n], out), data[n:]
	}
	return out
}

// TestSnapshotIsAFolder: a snapshot says what the folder says that it was made of.
func TestSnapshotIsAFolder(t *testing.T) {
	sound := soundFolder(t)
	was, folder := verdicts(t, sound)
	got, result := verdicts(t, oneFile(snapshotOf(t, sound)))
	if !slices.Equal(got, was) {
		t.Errorf("answers\n%v, of the folder\n%v", got, was)
	}
	if len(result.Problems) > 0 || len(result.Resources) != len(folder.Resources) || len(result.Gaps) != len(folder.Gaps) {
		t.Errorf("%d resources, %d gaps, problems %v; of the folder %d and %d", len(result.Resources), len(result.Gaps), result.Problems, len(folder.Resources), len(folder.Gaps))
	}
	for n, r := range result.Resources {
		is, want := r.Base(), folder.Resources[n].Base()
		at, of := is.Origin, want.Origin
		if at.File = strings.TrimPrefix(at.File, "one.snapshot/"); is.ID != want.ID || at != of {
			t.Errorf("%s at %s, want %s at %s", is.ID, is.Origin, want.ID, of)
		}
	}
	if s := result.Sources; len(s) != 1 || s[0].Name != "one.snapshot" || s[0].Resources == 0 {
		t.Errorf("sources %+v", s)
	}
}

// TestSnapshotCutOff: a snapshot that ends anywhere makes answers unknown, never
// others.
func TestSnapshotCutOff(t *testing.T) {
	sound := soundFolder(t)
	delete(sound, place+"describe-instances.json") // without it, instances are taken to run
	was, _ := verdicts(t, sound)
	data := inPieces(sound)
	if got, _ := verdicts(t, oneFile(data)); !slices.Equal(got, was) {
		t.Fatalf("whole: %v, want %v", got, was)
	}
	known := 0
	for n := len(data) - 1; n > 0; n -= 53 * step() {
		files := oneFile(data[:n])
		unchanged(t, fmt.Sprintf("to byte %d", n), files, was)
		got, result := verdicts(t, files)
		if len(result.Problems) == 0 && len(result.Gaps) == 0 {
			t.Errorf("to byte %d: nothing says that it is not whole", n)
		}
		for _, v := range got {
			if v == "yes" || v == "no" {
				known++
			}
		}
	}
	if known == 0 {
		t.Error("of no snapshot that is cut off the sound part was read")
	}
}

// TestSnapshotLacksAFile: files that the manifest counts and that are not there may
// have held anything of their folder's lists.
func TestSnapshotLacksAFile(t *testing.T) {
	sound := soundFolder(t)
	was, _ := verdicts(t, sound)
	for name := range sound {
		less := maps.Clone(sound)
		delete(less, name)
		data := recounted(less)
		unchanged(t, "without "+name, oneFile(data), was)
		if _, result := verdicts(t, oneFile(data)); !slices.ContainsFunc(result.Gaps, func(g estate.Gap) bool {
			return strings.Contains(g.Cause(), "counts more files than came")
		}) {
			t.Errorf("without %s: nothing says that a file is lost", name)
		}
	}
}

// recounted is a snapshot that counts one file more than it has.
func recounted(files map[string][]byte) []byte {
	counts := map[string]int{strings.TrimSuffix(place, "/"): len(files) + 1}
	manifest, _ := json.Marshal(snapshot.Manifest{Format: snapshot.Format, Version: 1, Files: counts})
	var all bytes.Buffer
	w := tar.NewWriter(&all)
	for _, name := range append([]string{snapshot.ManifestName}, slices.Sorted(maps.Keys(files))...) {
		data := files[name]
		if name == snapshot.ManifestName {
			data = manifest
		}
		_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data))})
		_, _ = w.Write(data)
	}
	w.Close()
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	return e.EncodeAll(all.Bytes(), nil)
}

// TestMissingCalls: a call that failed makes unknown what its list would show, also
// where some of it came, and the gap names the permission. It is so in the folder, too,
// to which somebody unpacked the snapshot.
func TestMissingCalls(t *testing.T) {
	sound := soundFolder(t)
	was, _ := verdicts(t, sound)
	for _, c := range []struct {
		call, file string
		matters    bool // to some answer
	}{
		{"ec2:DescribeNetworkAcls", "describe-network-acls", true}, {"ec2:DescribeRouteTables", "describe-route-tables", true},
		{"ec2:DescribeNetworkInterfaces", "describe-network-interfaces", true}, {"elbv2:DescribeLoadBalancers", "describe-load-balancers", false},
		{"elasticloadbalancing:DescribeListeners", "describe-listeners", false}, {"rds:DescribeDBInstances", "describe-db-instances", false},
		{"ec2:DescribeVpcBlockPublicAccessOptions", "describe-vpc-block-public-access-options", true},
	} {
		missing := snapshot.Missing{Account: "111122223333", Region: "eu-west-1", Call: c.call, Permission: c.call + "OrSo", Error: "AccessDenied"}
		without := maps.Clone(sound)
		delete(without, place+c.file+".json")
		for what, files := range map[string]map[string][]byte{
			"all of it": oneFile(snapshotOf(t, without, missing)), "some of it": oneFile(snapshotOf(t, sound, missing)),
			"unpacked": unpacked(t, snapshotOf(t, without, missing)),
		} {
			unchanged(t, what+" of "+c.call, files, was)
			got, result := verdicts(t, files)
			if c.matters && what != "some of it" && slices.Equal(got, was) {
				t.Errorf("without %s of %s, all answers are as with it", what, c.call)
			}
			if !slices.ContainsFunc(result.Gaps, func(g estate.Gap) bool {
				return strings.Contains(g.Cause(), c.call+"OrSo") && strings.Contains(g.Variable.Settle, "allow "+c.call+"OrSo")
			}) {
				t.Errorf("without %s of %s, no gap names the permission: %v", what, c.call, result.Gaps)
			}
		}
	}
}

// TestMissingCallOfOneThing: a call about one bucket names that, and others stay.
func TestMissingCallOfOneThing(t *testing.T) {
	files := map[string][]byte{
		"111122223333/list-buckets.json":             []byte(`{"Buckets": [{"Name": "a", "CreationDate": "2026-01-01"}, {"Name": "b", "CreationDate": "2026-01-01"}]}`),
		"111122223333/get-bucket-policy--a.json":     []byte(`{"Policy": null}`),
		"111122223333/get-bucket-encryption--a.json": []byte(`{"ServerSideEncryptionConfiguration": {"Rules": []}}`),
	}
	data := snapshotOf(t, files, snapshot.Missing{Account: "111122223333", Call: "s3api:GetBucketPolicy", Resource: "b", Permission: "s3:GetBucketPolicy"})
	got := account.Load(inMemory(oneFile(data)), account.Options{})
	policies := map[string]string{}
	for _, r := range got.Resources {
		if p, ok := r.(*estate.BucketPolicy); ok {
			policies[p.Logical] = p.Document.Gap().Cause()
		}
	}
	if len(policies) != 1 || !strings.Contains(policies["b"], "s3:GetBucketPolicy") {
		t.Errorf("policies %v", policies)
	}
}

// unpacked are the files that tar makes of a snapshot.
func unpacked(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	d, err := zstd.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out := map[string][]byte{}
	r := tar.NewReader(d)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if out[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewerSnapshotIsRefused(t *testing.T) {
	newer := []byte(`{"format": "ringwall.snapshot", "version": 99}`)
	for name, data := range map[string][]byte{"one.snapshot": packedManifest(newer), "folder/snapshot.json": newer} {
		f := inMemory(map[string][]byte{name: data})[0]
		if err := account.Refused(f); err == nil || !strings.Contains(err.Error(), "version 99") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := account.Refused(inMemory(oneFile(snapshotOf(t, soundFolder(t))))[0]); err != nil {
		t.Error(err)
	}
}

func packedManifest(manifest []byte) []byte {
	var all bytes.Buffer
	w := tar.NewWriter(&all)
	_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: snapshot.ManifestName, Size: int64(len(manifest))})
	_, _ = w.Write(manifest)
	w.Close()
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	return e.EncodeAll(all.Bytes(), nil)
}

// TestZippedFile: a file under gzip is read as what it holds.
func TestZippedFile(t *testing.T) {
	sound := soundFolder(t)
	was, _ := verdicts(t, sound)
	zipped := map[string][]byte{}
	for name, data := range sound {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = w.Write(data)
		w.Close()
		zipped[name+".gz"] = out.Bytes()
	}
	if !slices.ContainsFunc(inMemory(zipped), account.Recognises) {
		t.Error("nothing is recognised")
	}
	if got, _ := verdicts(t, zipped); !slices.Equal(got, was) {
		t.Errorf("%v, want %v", got, was)
	}
	for name, data := range zipped {
		cut := maps.Clone(zipped)
		cut[name] = data[:len(data)/2]
		if !strings.Contains(name, "describe-instances") {
			unchanged(t, "half of "+name, cut, was)
		}
	}
}

// TestTwoFoldersOfOneShape: files of the same path in two sources are of two accounts.
func TestTwoFoldersOfOneShape(t *testing.T) {
	var files []account.File
	for _, owner := range []string{"111122223333", "444455556666"} {
		dir := fstest.MapFS{
			"describe-vpcs.json":            {Data: []byte(`{"Vpcs": [{"VpcId": "vpc-` + owner + `", "OwnerId": "` + owner + `", "CidrBlock": "10.0.0.0/16"}]}`)},
			"describe-route-tables.json":    {Data: []byte(`{"RouteTables": []}`)},
			"describe-db-instances.json":    {Data: []byte(`{"DBInstances": []}`)},
			"describe-internet-gateways.js": {Data: nil},
		}
		list, err := account.Files(dir, "folder-"+owner)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, list...)
	}
	got := account.Load(files, account.Options{})
	places := map[string]bool{}
	for _, l := range got.Listings {
		if l.Kind == "DBInstances" && l.Gap.Variable == nil {
			places[l.Account] = true
		}
	}
	if len(places) != 2 {
		t.Errorf("the lists are of %v, want two accounts", places)
	}
}
