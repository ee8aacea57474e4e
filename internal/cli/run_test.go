package cli_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"ringwall/internal/cli"
)

// broken panics when it is written to.
type broken struct{ io.Writer }

func (broken) Write([]byte) (int, error) { panic("a fault") }

// TestPanic: a fault of ours ends with status 2 and a plain sentence; the stack
// is for who asks for it.
func TestPanic(t *testing.T) {
	for _, debug := range []string{"", "1"} {
		var problems bytes.Buffer
		env := func(name string) string {
			if name == "RINGWALL_DEBUG" {
				return debug
			}
			return ""
		}
		if status := cli.Run([]string{"--help"}, strings.NewReader(""), broken{}, &problems, env); status != 2 {
			t.Errorf("exit status %d, want 2", status)
		}
		got := problems.String()
		if !strings.HasPrefix(got, "error: ringwall has met a fault of its own: a fault\n") {
			t.Errorf("got %s", got)
		}
		if strings.Contains(got, "goroutine") != (debug != "") {
			t.Errorf("RINGWALL_DEBUG=%q: got %s", debug, got)
		}
	}
}

// full fails when it is written to.
type full struct{ io.Writer }

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestFullDisk: an answer that could not be written is an error.
func TestFullDisk(t *testing.T) {
	var problems bytes.Buffer
	status := cli.Run([]string{"cidr", "10.0.0.0/16"}, strings.NewReader(""), full{}, &problems, func(string) string { return "" })
	if status != 2 || !strings.HasPrefix(problems.String(), "error: write the answer: ") {
		t.Errorf("exit status %d, %s", status, problems.String())
	}
}
