// Package cli is the command line: one file for each verb. A verb reads its
// flags, opens the estate, asks the engines and hands entries to package
// report. It is the only room that knows them all; it decides exit statuses and
// gives advice, and nothing else.
//
//	os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
package cli

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"
	"time"
)

// Exit statuses. They hang on the verdict, never on the format.
const (
	statusFine    = 0 // answered, and nothing is wrong
	statusBad     = 1 // answered, and the answer is bad
	statusWrong   = 2 // wrong usage or unreadable input
	statusUnknown = 3 // undecided
)

// Run executes one command line and returns its exit status. It never panics.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) (status int) {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, env: env, now: clock(env)}
	defer func() {
		if r := recover(); r != nil {
			a.crashed(r, debug.Stack())
			status = statusWrong
		}
	}()
	defer func() {
		for _, end := range a.ends {
			end()
		}
	}()
	root := a.root()
	root.SetArgs(args)
	err := root.Execute()
	var verdict verdictError
	switch {
	case err == nil:
		return statusFine
	case errors.As(err, &verdict):
		return int(verdict)
	}
	a.explain(err)
	return statusWrong
}

// verdictError ends a command whose answer is not a good one; the answer has
// been written already.
type verdictError int

func (v verdictError) Error() string { return fmt.Sprintf("exit status %d", int(v)) }

// answer is nil for a good status.
func answer(status int) error {
	if status == statusFine {
		return nil
	}
	return verdictError(status)
}

// crashed tells the user of a fault of ours.
func (a *app) crashed(r any, stack []byte) {
	fmt.Fprintf(a.stderr, "error: ringwall has met a fault of its own: %v\n", r)
	if a.env("RINGWALL_DEBUG") != "" {
		fmt.Fprintf(a.stderr, "%s\n", stack)
		return
	}
	fmt.Fprintln(a.stderr, "hint: please report it; RINGWALL_DEBUG=1 in the environment shows where it happened")
}

// clock is the time of day, or what SOURCE_DATE_EPOCH says instead: seconds since
// 1970, for those who want the same bytes on another day.
func clock(env func(string) string) func() time.Time {
	if seconds, err := strconv.ParseInt(env("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return func() time.Time { return time.Unix(seconds, 0).UTC() }
	}
	return time.Now
}
