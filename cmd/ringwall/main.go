// Command ringwall proves what is safe, and what is not, in AWS architectures
// before they are deployed. See docs/cli.md.
package main

import (
	"os"

	"ringwall/internal/cli"
)

func main() {
	os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
