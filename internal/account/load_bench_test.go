package account_test

import (
	"bytes"
	"io"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/reach/bench"
)

// inMemory makes files of their bytes.
func inMemory(files map[string][]byte) []account.File {
	var out []account.File
	for name, data := range files {
		out = append(out, account.File{Name: name, Path: name, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(data)), nil
		}})
	}
	slices.SortFunc(out, func(f, g account.File) int { return bytes.Compare([]byte(f.Path), []byte(g.Path)) })
	return out
}

// BenchmarkLoad loads folders of describe JSON, as compact as JSON can be: MB/s
// is of their size. live-MB is what the estate holds afterwards.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			if n > 10_000 && testing.Short() {
				b.Skip("the largest needs 300 MB")
			}
			files := inMemory(bench.Shape{VPCs: max(n/200, 1), Interfaces: n, Compact: true}.Files())
			size := 0
			for _, f := range files {
				r, _ := f.Open()
				data, _ := io.ReadAll(r)
				size += len(data)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var e *estate.Estate
			for b.Loop() {
				got := account.Load(files, account.Options{})
				if len(got.Problems) > 0 {
					b.Fatal(got.Problems[0])
				}
				e = estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(files)
			b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/1e6, "live-MB")
			if got := len(estate.All[*estate.LiveInterface](e)); got != n {
				b.Fatalf("%d interfaces, want %d", got, n)
			}
		})
	}
}
