package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/report"
)

func itoa(n int) string { return strconv.Itoa(n) }

// output is the flag -o of one command.
type output struct {
	format  string
	formats []string
	// account and region are what the user said of the sources, for formats that
	// have to say where a finding is.
	account, region string
}

// flag adds -o with the formats that the command offers.
func (o *output) flag(cmd *cobra.Command, formats ...string) {
	o.formats = formats
	cmd.Flags().StringVarP(&o.format, "output", "o", formats[0], "output `FORMAT`: "+strings.Join(formats, ", "))
	complete(cmd, "output", choices(formats...))
}

// writer makes the writer of the format that was asked for. Commands call it
// before they work, so that a mistake in a flag shows at once.
func (a *app) writer(o output) (report.Writer, error) {
	style, err := a.style()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(o.formats, o.format) {
		return nil, wrong("-o "+strings.Join(o.formats, ", -o "), "there is no output format %q here", o.format)
	}
	stamp := report.Stamp{Time: a.now(), Version: version(), Account: o.account, Region: o.region}
	switch o.format {
	case "asff":
		return report.NewASFF(a.stdout, stamp), nil
	case "github":
		return report.NewGitHub(a.stdout), nil
	case "html":
		return report.NewHTML(a.stdout), nil
	case "json":
		return report.NewJSON(a.stdout), nil
	case "junit":
		return report.NewJUnit(a.stdout), nil
	case "markdown":
		return report.NewMarkdown(a.stdout), nil
	case "ocsf":
		return report.NewOCSF(a.stdout, stamp), nil
	case "requests":
		return report.NewRequests(a.stdout), nil
	case "sarif":
		return report.NewSARIF(a.stdout, version()), nil
	}
	return report.NewText(a.stdout, style), nil
}

// emit writes an entry.
func emit(w report.Writer, e report.Entry) error {
	if err := w.Write(e); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
