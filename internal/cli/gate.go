package cli

import (
	"github.com/spf13/cobra"

	"ringwall/internal/finding"
)

// gate is what of a verb's findings is shown, and what of them makes its exit
// status a bad one.
type gate struct {
	severity, failing string // as the user wrote them
	strict            bool
	baseline          string

	least, failOn finding.Severity
	before        baseline
}

// flags adds the flags of a gate; verb is how the verb writes a baseline.
func (g *gate) flags(cmd *cobra.Command, verb string) {
	f := cmd.Flags()
	f.StringVar(&g.severity, "severity", "low", "the least `SEVERITY` to show: info, low, medium, high or critical")
	f.StringVar(&g.failing, "fail-on", "high", "the least `SEVERITY` of a failure that makes the exit status 1")
	f.BoolVar(&g.strict, "strict", false, "exit with status 3 if anything is unknown")
	f.StringVar(&g.baseline, "baseline", "", "a `FILE` that an earlier "+verb+" -o json wrote: what is in it is known, neither shown nor counted")
	complete(cmd, "severity", severityChoices())
	complete(cmd, "fail-on", severityChoices())
}

// read understands the severities.
func (g *gate) read() (err error) {
	if g.least, err = severity("--severity", g.severity); err != nil {
		return err
	}
	g.failOn, err = severity("--fail-on", g.failing)
	return err
}

// remember reads the baseline, if there is one.
func (g *gate) remember(schema string) (err error) {
	if g.before = (baseline{}); g.baseline != "" {
		g.before, err = readBaseline(g.baseline, schema)
	}
	return err
}

// verdict is the exit status of failures at or over --fail-on and of what is
// undecided.
func (g *gate) verdict(failures, undecided int) error {
	switch {
	case failures > 0:
		return answer(statusBad)
	case g.strict && undecided > 0:
		return answer(statusUnknown)
	}
	return nil
}

func severity(flag, name string) (finding.Severity, error) {
	s, err := finding.ParseSeverity(name)
	if err != nil {
		return 0, wrong(flag+" info, low, medium, high or critical", "%s: %s", flag, err)
	}
	return s, nil
}
