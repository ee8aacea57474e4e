package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"ringwall/internal/cli"
)

func main() {
	debug.SetGCPercent(400)
	files, _ := filepath.Glob(os.Args[1] + "/*")
	f, _ := os.Create(os.Getenv("PROF"))
	pprof.StartCPUProfile(f)
	t := time.Now()
	for _, x := range files {
		cli.Run([]string{"review", x, "-o", "json"}, os.Stdin, io.Discard, io.Discard, os.Getenv)
	}
	fmt.Println(len(files), time.Since(t))
	pprof.StopCPUProfile()
}
