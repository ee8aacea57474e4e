package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"ringwall/internal/account/collect"
	"ringwall/internal/account/snapshot"
)

// progress shows how far it is, on a terminal; nil elsewhere.
func (a *app) progress() func(done, known int) {
	f, _ := a.stderr.(*os.File)
	if f == nil || !term.IsTerminal(int(f.Fd())) || a.env("TERM") == "dumb" {
		return nil
	}
	last := time.Time{}
	return func(done, known int) {
		if now := time.Now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			fmt.Fprintf(f, "\rasking AWS: %d of %d answers \x1b[K", done, known)
		}
	}
}

func (a *app) endProgress(shown bool) {
	if shown {
		fmt.Fprint(a.stderr, "\r\x1b[K")
	}
}

// tellMissing lists what is missing: one line for calls that fail alike.
func (a *app) tellMissing(list []snapshot.Missing) {
	type alike struct{ account, call, permission, err string }
	var order []alike
	regions, counts := map[alike][]string{}, map[alike]int{}
	for _, m := range list {
		k := alike{m.Account, m.Call, m.Permission, m.Error}
		if counts[k]++; counts[k] == 1 {
			order = append(order, k)
		}
		if have := regions[k]; m.Region != "" && (len(have) == 0 || have[len(have)-1] != m.Region) {
			regions[k] = append(have, m.Region)
		}
	}
	for _, k := range order {
		where := strings.TrimSpace(k.account + " " + strings.Join(regions[k], " "))
		times := ""
		if counts[k] > max(len(regions[k]), 1) {
			times = fmt.Sprintf(" (%d times)", counts[k])
		}
		fmt.Fprintf(a.stderr, "missing: %s of %s%s: %s", k.call, where, times, oneLine(k.err))
		if k.permission != "" {
			fmt.Fprintf(a.stderr, "; it takes %s", k.permission)
		}
		fmt.Fprintln(a.stderr)
	}
}

// sum is what was collected, in a line.
func sum(r collect.Result) string {
	regions := 0
	for _, x := range r.Accounts {
		regions += len(x.Regions)
	}
	out := fmt.Sprintf("%s, %s, %s", many(len(r.Accounts), "account"), many(regions, "Region"), many(len(r.Files), "answer"))
	if r.Reused > 0 {
		out += fmt.Sprintf(" (%d of an earlier run)", r.Reused)
	}
	if len(r.Missing) == 0 {
		return out + ", nothing missing"
	}
	return out + fmt.Sprintf(", %d missing", len(r.Missing))
}
