package cli

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const manual = "../../docs/cli.md"

// TestManual checks that docs/cli.md is what the command tree says; with -update
// it writes it.
func TestManual(t *testing.T) {
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, env: func(string) string { return "" }}
	var b bytes.Buffer
	writeManual(&b, a.root())
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(manual, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not what the command tree says: run go generate ./internal/cli", manual)
	}
}

func writeManual(w io.Writer, root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultVersionFlag()
	fmt.Fprintf(w, "# The command line\n\n<!-- Generated from the command tree: go generate ./internal/cli -->\n\n%s\n\n", root.Long)
	fmt.Fprint(w, "| verb | does |\n| --- | --- |\n")
	for _, c := range verbs(root) {
		fmt.Fprintf(w, "| [%s](#ringwall-%s) | %s |\n", c.Name(), c.Name(), c.Short)
	}
	fmt.Fprint(w, `
Results go to standard output, warnings and errors to standard error. Machine
output is stable: the same input gives the same bytes.

| exit status | means |
| ---: | --- |
| 0 | the question is answered, and nothing is wrong |
| 1 | answered, and the answer is bad: failures at or over `+"`--fail-on`"+`, something that is not reachable, a policy in another form |
| 2 | wrong usage, or input that cannot be read |
| 3 | undecided: a question whose answer is unknown; for `+"`review`"+`, `+"`policy check`"+` and `+"`collect`"+` only with `+"`--strict`"+` |

| environment | means |
| --- | --- |
| `+"`NO_COLOR`"+` | if set, text is not coloured unless `+"`--color always`"+` says so |
| `+"`SOURCE_DATE_EPOCH`"+` | if set, the time to go by, in seconds since 1970: suppressions expire by it, and formats that hold a time have this one |
| `+"`RINGWALL_DEBUG`"+` | if set, a fault of the program shows where it happened |

Flags of every verb:

`)
	writeFlags(w, root.PersistentFlags())
	for _, c := range verbs(root) {
		writeVerb(w, "##", c)
	}
}

// writeVerb writes a section on a verb, and one on each of the verbs behind it.
func writeVerb(w io.Writer, heading string, c *cobra.Command) {
	fmt.Fprintf(w, "\n%s %s\n\n%s\n", heading, c.CommandPath(), c.Long)
	if flags := c.LocalNonPersistentFlags(); flags.HasAvailableFlags() {
		fmt.Fprintf(w, "\n    %s\n\n", c.UseLine())
		writeFlags(w, flags)
	}
	if c.Example != "" {
		fmt.Fprintf(w, "\n```\n%s\n```\n", unindent(c.Example))
	}
	for _, behind := range verbs(c) {
		writeVerb(w, heading+"#", behind)
	}
}

func verbs(root *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, c := range root.Commands() {
		if c.Name() != "help" && c.Name() != "completion" && !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

func writeFlags(w io.Writer, flags *pflag.FlagSet) {
	fmt.Fprint(w, "| flag | means | default |\n| --- | --- | --- |\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		kind, use := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if kind != "" && f.Value.Type() != "bool" {
			name += " " + strings.TrimSuffix(kind, "Array")
		}
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		value := f.DefValue
		if value == "[]" || value == "false" || value == "" {
			value = ""
		} else {
			value = "`" + value + "`"
		}
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", name, strings.ReplaceAll(use, "|", `\|`), value)
	})
}

func unindent(s string) string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		out = append(out, strings.TrimPrefix(l, "  "))
	}
	return strings.Join(out, "\n")
}
