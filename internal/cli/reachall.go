package cli

import (
	"github.com/spf13/cobra"

	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/report"
	"ringwall/internal/traffic"
)

// reachAll lists all that can flow by default, and what differs in the other
// classes of scenarios.
func (a *app) reachAll(cmd *cobra.Command, f reachFlags) error {
	w, err := a.writer(f.output)
	if err != nil {
		return err
	}
	wanted, err := f.services()
	if err != nil {
		return err
	}
	subject, err := a.open(cmd, f.sources)
	if err != nil {
		return err
	}
	model := reach.NewModel(subject.Estate)
	pairs := model.AllPairs()
	out := &report.Pairs{Subject: subject, Proof: proof.Proof{Gaps: subject.Estate.Gaps}}
	flows := make([]reach.Flow, 0, len(pairs.Links))
	for _, l := range pairs.Links {
		flows = append(flows, reach.Flow{From: pairs.Classes[l.From], To: pairs.Classes[l.To], Traffic: pairs.Traffic(l), Possible: pairs.Possible(l)})
	}
	out.Flows = flowsOf(flows, wanted)
	others, looked := model.OtherPairs()
	out.Scenarios = looked
	for _, x := range others {
		when, _ := x.When.Witness()
		c := report.PairsCase{When: when, Gained: flowsOf(x.Gained, wanted), Lost: flowsOf(x.Lost, wanted)}
		if len(c.Gained)+len(c.Lost) > 0 {
			out.Others = append(out.Others, c)
		}
	}
	return emit(w, report.Entry{Pairs: out})
}

// flowsOf limits flows to some services.
func flowsOf(list []reach.Flow, wanted traffic.Services) []report.Flow {
	var out []report.Flow
	for _, f := range list {
		flow := report.Flow{From: party(f.From), To: party(f.To), Traffic: f.Traffic.Intersect(wanted), Possible: f.Possible.Intersect(wanted)}
		if !flow.Possible.IsEmpty() || !flow.Traffic.IsEmpty() {
			out = append(out, flow)
		}
	}
	return out
}
