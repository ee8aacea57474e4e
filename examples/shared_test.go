package examples_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringwall/internal/account/snapshot"
)

// TestSharedNetwork asks across accounts, of folders, of one snapshot an account, and of
// a folder of these: apart from the page, where -update cannot bend the answers.
func TestSharedNetwork(t *testing.T) {
	atRoot(t)
	const all = "examples/shared-network"
	accounts := []string{"network", "orders", "billing", "audit"}
	dir := t.TempDir()
	var folders, snapshots []string
	for _, a := range accounts {
		folders = append(folders, "-e", all+"/"+a)
		name := filepath.Join(dir, a+".snapshot")
		pack(t, all+"/"+a, name)
		snapshots = append(snapshots, "-e", name)
	}
	for what, sources := range map[string][]string{"a folder": {"-e", all}, "folders": folders, "snapshots": snapshots, "a folder of snapshots": {"-e", dir}} {
		for _, x := range []struct {
			question string
			status   int
			says     string
		}{
			{"reach i-0orders i-0billing --proto tcp --port 5432", 0, "search-transit-gateway-routes"},
			{"reach i-0orders i-0billing --proto tcp --port 5433", 1, "sg-0billing"},
			{"reach i-0orders i-0audit --proto tcp --port 443", 0, "pcx-0audit"},
			{"reach i-0billing i-0audit --proto tcp --port 443", 1, "unreachable"},
			{"who-can s3:GetObject arn:aws:s3:::example-archive/a", 0, "arn:aws:iam::222233334444:role/app"},
			{"who-can s3:DeleteObject arn:aws:s3:::example-archive/a", 0, "0 can, 0 maybe"},
			{"show transit", 0, "ou-exam-workload"},
			{"show", 0, "Root / Workloads / audit"},
		} {
			got, status := ringwall(append(strings.Fields(x.question), sources...)...)
			if status != x.status || !strings.Contains(got, x.says) {
				t.Errorf("%s, %s: status %d, want %d with %q:\n%s", what, x.question, status, x.status, x.says, got)
			}
		}
	}
	// Who owns the transit gateway alone sees its route tables.
	got, status := ringwall("reach", "i-0orders", "i-0billing", "-e", snapshots[3], "-e", snapshots[5])
	if status != 3 || !strings.Contains(got, "get-transit-gateway-route-table-associations") {
		t.Errorf("without the owner of the gateway: status %d:\n%s", status, got)
	}
}

// pack makes a snapshot of a folder.
func pack(t *testing.T, folder, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := snapshot.Write(f, snapshot.Manifest{}, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
