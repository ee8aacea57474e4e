// Command ringwall proves what is safe, and what is not, in AWS architectures
// before they are deployed. See docs/cli.md.
package main

import (
	"os"
	"runtime/debug"

	"ringwall/internal/cli"
)

// mostMemory is from how many bytes on garbage is collected as often as it takes to
// stay below: what is in use may be more.
const mostMemory = 2 << 30

func main() {
	// A run is short and small: collecting garbage less often saves a quarter of
	// the time of a large review and costs some tens of megabytes.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(mostMemory)
	os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
