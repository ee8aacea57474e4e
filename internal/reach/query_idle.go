package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// idle explains a side of a question that names only what a live account shows out
// of use: stopped instances, detached interfaces, subnets and groups
// in which nothing is in use. Nothing flows to or from these ("Stop and start Amazon
// EC2 instances"). It is not ok where any of it may be in use, or is another thing.
func (s selection) idle(e *estate.Estate) (steps []proof.Step, ok bool) {
	for _, id := range sortedIDs(s.resources) {
		r, _ := e.Get(id)
		step := proof.Step{Resource: id, Kind: "network-interface", Effect: proof.Blocks, Code: codeBadState, Origin: r.Base().Origin}
		switch r := r.(type) {
		case *estate.LiveInterface:
			step.Rule, step.Detail = "it is not in use", "it is detached, or of an instance that is stopped"
			ok = idleAll([]*estate.LiveInterface{r})
		case *estate.Instance:
			step.Kind, step.Rule, step.Detail = "instance", "it does not run", "no network interface of it is in use"
			ok = idleAll(e.InterfacesOf(id))
		case *estate.Subnet:
			step.Kind, step.Rule = "subnet", "no network interface in it is in use"
			ok = r.Physical != "" && e.Lists(estate.InterfaceListing, &r.Core)
		case *estate.SecurityGroup:
			step.Kind, step.Rule = "security-group", "no network interface in it is in use"
			ok = r.Physical != "" && e.Lists(estate.InterfaceListing, &r.Core)
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
		steps = append(steps, step)
	}
	return steps, len(steps) > 0
}

func idleAll(list []*estate.LiveInterface) bool {
	for _, i := range list {
		if i.InUse || i.Doubt != nil {
			return false
		}
	}
	return len(list) > 0
}

// fromIdle answers a question of which a side is out of use; ok is false if none
// is.
func (a *asked) fromIdle() (Answer, bool) {
	for i, s := range []selection{a.from, a.to} {
		if a.matched[i] || s.service != "" {
			continue
		}
		if steps, ok := s.idle(a.m.Estate); ok {
			return Answer{Proof: proof.Proof{Verdict: proof.No, Steps: steps}, Blocked: steps}, true
		}
	}
	return Answer{}, false
}
