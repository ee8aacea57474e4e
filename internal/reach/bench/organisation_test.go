//go:build unix

package bench_test

import (
	"flag"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/reach"
	"ringwall/internal/reach/bench"
)

var keep = flag.String("keep", "", "the `FOLDER` in which BenchmarkOrganisation leaves its folders of JSON, by name")

// collect is how seldom garbage is collected, as cmd/ringwall sets it.
const collect = 400

// BenchmarkOrganisation reads a folder of describe JSON from disk and says what
// the internet reaches and what can flow between all classes: 100,000 interfaces
// in 500 VPCs on one transit gateway, fewer, and one flat VPC. cpu-s is the
// processor time of all threads; peak-MB the most memory that the process held.
// The goal: 1.5 s and 400 MB for the largest, on one core.
//
//	GOMAXPROCS=1 go test ./internal/reach/bench -run '^$' -bench Organisation/100000 -benchtime 1x
func BenchmarkOrganisation(b *testing.B) {
	for _, s := range []struct {
		name  string
		shape bench.Shape
	}{
		{"1000", bench.Shape{VPCs: 10, Interfaces: 1000}},
		{"10000", bench.Shape{VPCs: 50, Interfaces: 10_000}},
		{"flat", bench.Shape{VPCs: 1, Interfaces: 10_000, Groups: 120, Flat: true}},
		{"100000", bench.Shape{VPCs: 500, Interfaces: 100_000}},
	} {
		b.Run(s.name, func(b *testing.B) {
			if s.shape.Interfaces > 10_000 && testing.Short() {
				b.Skip("the largest needs 400 MB")
			}
			dir := b.TempDir()
			if *keep != "" {
				dir = filepath.Join(*keep, s.name)
			}
			write(b, s.shape, dir)
			defer debug.SetGCPercent(debug.SetGCPercent(collect))
			runtime.GC()
			room := percentFor(b, dir)
			before, parts := processor(), [3]float64{}
			for b.Loop() {
				part := func(k int, what func()) {
					from := processor()
					what()
					parts[k] += processor() - from
				}
				var e *estate.Estate
				var m *reach.Model
				exposed, flows := 0, 0
				part(0, func() { debug.SetGCPercent(room); e = read(b, dir) })
				part(1, func() { m = reach.NewModel(e); exposed = len(m.Exposure()) })
				part(2, func() { flows = len(m.AllPairs().Links) })
				if exposed == 0 || flows == 0 {
					b.Fatal("nothing flows")
				}
			}
			n := float64(b.N)
			b.ReportMetric((processor()-before)/n, "cpu-s")
			b.ReportMetric(parts[0]/n, "load-s")
			b.ReportMetric(parts[1]/n, "exposure-s")
			b.ReportMetric(parts[2]/n, "pairs-s")
			b.ReportMetric(peak(), "peak-MB")
		})
	}
}

func write(b *testing.B, s bench.Shape, dir string) {
	b.Helper()
	err := s.Write(func(name string) (io.WriteCloser, error) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		return os.Create(path)
	})
	if err != nil {
		b.Fatal(err)
	}
}

func read(b *testing.B, dir string) *estate.Estate {
	b.Helper()
	files, err := account.Files(os.DirFS(dir), dir)
	if err != nil {
		b.Fatal(err)
	}
	got := account.Load(files, account.Options{})
	if len(got.Problems) > 0 {
		b.Fatal(got.Problems[0])
	}
	return estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
}

// percentFor is how seldom garbage is collected while a folder of that size is read
// and looked at for the first time: what internal/cli makes of it.
func percentFor(b *testing.B, dir string) int {
	b.Helper()
	files, err := account.Files(os.DirFS(dir), dir)
	if err != nil {
		b.Fatal(err)
	}
	var size int64
	for _, f := range files {
		size += f.Size
	}
	if size < 32<<20 {
		return collect
	}
	return int(2 * size / (4 << 20) * 100)
}

// processor is the time that the process has had of all cores, in seconds.
func processor() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// peak is the most memory that the process has held, in MB.
func peak() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Maxrss) / 1000
}

// BenchmarkOneRule changes one rule among 100,000 interfaces and says what that lets
// flow, and what it no longer does: each time a model is made of the first, and
// compared with it. The rule is one of a security group, an entry of a network ACL,
// or one of a group whose addresses no rule has told apart before. The goal: 20 ms.
//
//	go test ./internal/reach/bench -run '^$' -bench OneRule -benchtime 40x
func BenchmarkOneRule(b *testing.B) {
	if testing.Short() {
		b.Skip("it needs 300 MB")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(collect))
	dir := b.TempDir()
	write(b, bench.Shape{VPCs: 500, Interfaces: 100_000}, dir)
	e := read(b, dir)
	m := reach.NewModel(e)
	if len(m.AllPairs().Links) == 0 {
		b.Fatal("nothing flows")
	}
	groups, acls := estate.All[*estate.SecurityGroup](e), estate.All[*estate.NetworkACL](e)
	organisation := netip.MustParsePrefix("10.0.0.0/8")
	for _, x := range []struct {
		name   string
		change func(k int) estate.Change
	}{
		{"group", func(k int) estate.Change { return admit(groups[k*13%len(groups)], organisation) }},
		{"entry", func(k int) estate.Change { return allow(acls[k*13%len(acls)], organisation) }},
		// A quarter of a subnet, of another VPC each time.
		{"cut", func(k int) estate.Change {
			return admit(groups[k*13%len(groups)], netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(k / 16), byte(k % 16 * 16), 64}), 26))
		}},
	} {
		b.Run(x.name, func(b *testing.B) {
			before := processor()
			for k := 0; b.Loop(); k++ {
				after, err := m.With(x.change(7 * k))
				if err != nil {
					b.Fatal(err)
				}
				if _, lost := after.Since(m); len(lost) > 0 {
					b.Fatalf("%d lost", len(lost))
				}
			}
			b.ReportMetric(1000*(processor()-before)/float64(b.N), "cpu-ms/op")
		})
	}
}

// admit adds a rule to a security group.
func admit(g *estate.SecurityGroup, from netip.Prefix) estate.Change {
	at := estate.Origin{}
	rule := estate.SecurityGroupRule{
		Owner: g.ID, Protocol: estate.Of("tcp", at), From: estate.Of(9000, at), To: estate.Of(9000, at), IPv4: estate.Of(from, at),
	}
	return estate.Edit(g, func(g *estate.SecurityGroup) {
		g.Ingress = estate.Items[estate.SecurityGroupRule]{Known: append([]estate.Item[estate.SecurityGroupRule]{{Is: rule}}, g.Ingress.Known...)}
	})
}

// allow adds an entry to a network ACL.
func allow(a *estate.NetworkACL, from netip.Prefix) estate.Change {
	at := estate.Origin{}
	entry := estate.NetworkACLRule{
		Owner: a.ID, Egress: estate.Of(false, at), Number: estate.Of(50, at), Protocol: estate.Of("6", at), Allow: estate.Of(true, at),
		IPv4: estate.Of(from, at), From: estate.Of(1, at), To: estate.Of(1023, at),
	}
	return estate.Edit(a, func(a *estate.NetworkACL) { a.Entries = append([]estate.NetworkACLRule{entry}, a.Entries...) })
}
