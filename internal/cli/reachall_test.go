package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/cli"
	"ringwall/internal/reach/bench"
)

// allFlows is what a test reads of the JSON of reach --all.
type allFlows struct {
	Flows []struct {
		From, To struct {
			ID      string
			Members []string
		}
		Between string
	}
	Apart [][2]string
}

// TestReachAll_OfManyVPCsTellsThoseAlikeTogether: a large estate's flows between
// VPCs are told at once, and hold for single pairs.
func TestReachAll_OfManyVPCsTellsThoseAlikeTogether(t *testing.T) {
	dir := t.TempDir()
	err := bench.Shape{VPCs: 24, Interfaces: 24 * 60}.Write(func(name string) (io.WriteCloser, error) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		return os.Create(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	run := func(args ...string) int {
		out.Reset()
		return cli.Run(args, strings.NewReader(""), &out, &errs, func(string) string { return "" })
	}
	if status := run("reach", "--all", "-e", dir); status != 0 || !strings.Contains(out.String(), "(between VPCs)") {
		t.Fatalf("status %d: %s\n%s", status, errs.String(), out.String())
	}
	if status := run("reach", "--all", "-e", dir, "-o", "json", "--port", "22"); status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	var got allFlows
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	vpcs, asked := vpcOf(t, dir), 0
	for _, f := range got.Flows {
		if f.Between == "" || asked == 3 {
			continue
		}
		from := f.From.Members[0]
		i := slices.IndexFunc(f.To.Members, func(id string) bool { return vpcs[id] != vpcs[from] && !apart(got.Apart, vpcs[id], vpcs[from]) })
		if i < 0 {
			t.Fatalf("%s: no other VPC among %v", from, f.To.Members)
		}
		if status := run("reach", from, f.To.Members[i], "-e", dir, "--port", "22"); status != 0 {
			t.Errorf("%s -> %s: status %d\n%s", from, f.To.Members[i], status, out.String())
		}
		asked++
	}
	if asked == 0 {
		t.Error("no flow is between VPCs")
	}
}

func apart(pairs [][2]string, a, b string) bool {
	return slices.Contains(pairs, [2]string{a, b}) || slices.Contains(pairs, [2]string{b, a})
}

// vpcOf reads in which VPC each interface of a folder is.
func vpcOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "accounts", bench.Account, bench.Region, "describe-network-interfaces.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		NetworkInterfaces []struct{ NetworkInterfaceId, VpcId string }
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, i := range list.NetworkInterfaces {
		out[i.NetworkInterfaceId] = i.VpcId
	}
	return out
}
