package cli

import (
	"github.com/spf13/cobra"

	"ringwall/internal/estate"
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
	out.Flows, out.Apart = pairFlows(pairs, wanted)
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

// mostPairs bounds the pairs of classes of resources that are listed one by one.
// Of larger estates the VPCs that are alike are told together.
const mostPairs = 10_000

// pairFlows lists all flows, and the pairs of VPCs for which those between VPCs
// don't stand.
func pairFlows(pairs *reach.Pairs, wanted traffic.Services) (flows []report.Flow, apart [][2]estate.ID) {
	part := func(s traffic.Services) traffic.Services {
		if wanted.IsAll() {
			return s
		}
		return s.Intersect(wanted)
	}
	add := func(l reach.Link, from, to report.Party, between bool) {
		flow := report.Flow{From: from, To: to, Traffic: part(pairs.Traffic(l)), Possible: part(pairs.Possible(l)), Between: between}
		if !flow.Possible.IsEmpty() || !flow.Traffic.IsEmpty() {
			flows = append(flows, flow)
		}
	}
	classes := make([]report.Party, len(pairs.Classes))
	for i, c := range pairs.Classes {
		classes[i] = party(c)
	}
	if pairs.Most() <= mostPairs {
		for l := range pairs.Each {
			add(l, classes[l.From], classes[l.To], false)
		}
		return flows, nil
	}
	flows = make([]report.Flow, 0, len(pairs.Links)+len(pairs.Across))
	for _, l := range pairs.Links {
		add(l, classes[l.From], classes[l.To], false)
	}
	senders, receivers := make([]report.Party, len(pairs.Senders)), make([]report.Party, len(pairs.Receivers))
	for i, list := range pairs.Senders {
		senders[i] = party(pairs.Union(list))
	}
	for i, list := range pairs.Receivers {
		receivers[i] = party(pairs.Union(list))
	}
	for _, l := range pairs.Across {
		add(l, senders[l.From], receivers[l.To], true)
	}
	return flows, pairs.Acquainted()
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
