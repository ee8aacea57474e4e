package cli

import (
	"github.com/spf13/cobra"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/report"
)

func (a *app) exposureCommand() *cobra.Command {
	var (
		from sources
		out  output
	)
	cmd := &cobra.Command{
		Use:   "exposure",
		Short: "List everything that is reachable from the internet, with ports and path",
		Long: `Exposure lists every resource that the internet reaches, over IPv4 or IPv6, with
the services that get through and the path gate by gate; and those of which that
is not known, with the cause. Text names many that are reached alike together,
with the path of the first (-v lists each). Of front doors that AWS runs (CloudFront, API
Gateway, function URLs) it lists which requests lead where.

Exit status: 0, whatever is exposed; 2 for wrong usage or unreadable input.`,
		Example: `  ringwall exposure -e template.yaml
  ringwall exposure -e cdk.out -o json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			subject, err := a.open(cmd, from, args...)
			if err != nil {
				return err
			}
			return emit(w, report.Entry{Exposure: exposureOf(subject)})
		},
	}
	from.flags(cmd)
	out.flag(cmd, "text", "json")
	return cmd
}

func exposureOf(subject report.Subject) *report.Exposure {
	model := reach.NewModel(subject.Estate)
	list := model.Exposure()
	out := &report.Exposure{
		Subject: subject, Gaps: append([]estate.Gap(nil), subject.Estate.Gaps...), Exposed: make([]report.Exposed, 0, len(list)),
	}
	for i := range list {
		x := &list[i]
		if x.Proof.Verdict == proof.No {
			continue
		}
		e := report.Exposed{
			Resource: x.Resource, Verdict: x.Proof.Verdict, Traffic: x.Traffic, Possible: x.Possible,
			Path: x.Path, Alike: x.Alike, Gaps: x.Proof.Gaps, Behind: x.Behind, Managed: x.Managed, Interfaces: x.Interfaces,
		}
		for _, way := range x.Paths {
			e.Ways = append(e.Ways, report.Way{Request: way.Request, Target: way.Target, Verdict: way.Verdict, Path: way.Steps, Gaps: way.Gaps})
		}
		if x.Partial {
			e.ClientPorts = x.ClientPorts
		}
		if len(e.Gaps) == 0 && !x.Traffic.Covers(x.Possible) {
			e.Gaps = whyPossible(model, x)
		}
		out.Exposed = append(out.Exposed, e)
	}
	return out
}

// whyPossible says on what it hangs that more than what is certain reaches a
// resource.
func whyPossible(m *reach.Model, x *reach.Exposed) []estate.Gap {
	got, err := m.Ask(reach.Question{
		From: reach.InternetSelector(), To: reach.Resources(x.Resource), Services: x.Possible.Subtract(x.Traffic), Direct: true,
	})
	if err != nil { // it has no place in the network: a front door that AWS runs
		return nil
	}
	return got.Proof.Gaps
}
