package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"ringwall/internal/account"
	"ringwall/internal/account/collect"
	"ringwall/internal/account/snapshot"
)

// livePrefix begins a source that is an account.
const livePrefix = "aws:"

// isLive reports whether a source is an account, and no file that is called so.
func isLive(name string) bool {
	if !strings.HasPrefix(name, livePrefix) {
		return false
	}
	_, err := os.Stat(name)
	return err != nil
}

// liveFiles collects an account for one question.
func (a *app) liveFiles(name string) ([]account.File, error) {
	profile, region, _ := strings.Cut(strings.TrimPrefix(name, livePrefix), "@")
	c := collecting{profile: profile}
	if region != "" {
		if err := checkRegion(region); err != nil {
			return nil, err
		}
		c.regions = []string{region}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	store := collect.NewMemory()
	r, err := a.gather(ctx, c, store)
	if err != nil {
		return nil, err
	}
	a.tellMissing(r.Missing)
	var packed bytes.Buffer
	if err := snapshot.Write(&packed, r.Manifest(a.now(), "ringwall "+version()), r.FS(store)); err != nil {
		return nil, fmt.Errorf("pack %s: %w", name, err)
	}
	f := account.File{Name: name, Path: "account.snapshot", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(packed.Bytes())), nil
	}}
	f.Size = account.Unfolded(f)
	return []account.File{f}, nil
}

func checkRegion(name string) error {
	if name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && strings.Count(name, "-") >= 2 {
		return nil
	}
	return wrong("--region eu-west-1", "%q is not the name of a Region", name)
}
