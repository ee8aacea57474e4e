//go:generate go test -run TestManual -update .

package cli

import (
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ringwall/internal/report"
)

// app is what one run of the program has: streams, environment, common flags.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	now            func() time.Time
	ends           []func() // undo at the end of the command what was set for it

	color   string
	verbose bool
}

// root makes the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "ringwall",
		Short: "Prove what is safe, and what is not, in AWS architectures",
		Long: `Ringwall reads an AWS architecture from its templates, before anything is
deployed, and proves what can reach what, what is exposed and what is not
protected. It needs no account and no network, but where it is asked to collect what
there is in live accounts.`,
		Example: `  ringwall review template.yaml
  ringwall reach internet Database -e template.yaml --port 3306`,
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              a.noVerb,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetVersionTemplate("ringwall {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&a.color, "color", "auto", "colour the text: `WHEN` is auto (on a terminal, unless NO_COLOR is set), always or never")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "show everything, not only what matters first")
	complete(root, "color", choices("auto", "always", "never"))
	root.AddCommand(a.reviewCommand(), a.reachCommand(), a.exposureCommand(), a.showCommand(), a.drawCommand(), a.explainCommand(), a.cidrCommand(),
		a.canCommand(), a.whoCanCommand(), a.accessCommand(), a.policyCommand(), a.catalogCommand(), a.collectCommand())
	root.InitDefaultCompletionCmd() // which would answer a shell that it does not know with its help
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args, c.RunE = cobra.ArbitraryArgs, a.noVerb
		}
	}
	return root
}

// noVerb answers a command that needs a verb behind it and has none, or one that
// is none.
func (a *app) noVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if near := nearest(args[0], names); near != "" {
		return wrong("did you mean "+cmd.CommandPath()+" "+near+"?", "there is no verb %q", args[0])
	}
	return wrong(cmd.CommandPath()+" --help lists the verbs", "there is no verb %q", args[0])
}

func flagError(cmd *cobra.Command, err error) error {
	return wrong(cmd.CommandPath()+" --help lists the flags", "%s", err)
}

// usage checks the number of arguments and says what is expected.
func usage(check cobra.PositionalArgs, expected string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return wrong("usage: "+cmd.UseLine(), "expected %s, found %s", expected, counted(len(args)))
		}
		return nil
	}
}

func counted(n int) string {
	switch n {
	case 0:
		return "no argument"
	case 1:
		return "1 argument"
	}
	return itoa(n) + " arguments"
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// style is how text looks on standard output.
func (a *app) style() (report.Style, error) {
	s := report.Style{Width: 100, Verbose: a.verbose}
	file, _ := a.stdout.(*os.File)
	terminal := file != nil && term.IsTerminal(int(file.Fd()))
	switch a.color {
	case "auto":
		s.Color = terminal && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
	case "always":
		s.Color = true
	case "never":
	default:
		return s, wrong("--color auto, --color always or --color never", "--color %q is none of auto, always and never", a.color)
	}
	if terminal {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.Width = min(max(width, 60), 160)
		}
	}
	return s, nil
}
