package review

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// withoutEchoes leaves out what is told of the instance that stands for any other of a
// block where the same is told of a sister: it says nothing that the sister doesn't.
// The list is in the order of [Compare].
func withoutEchoes(e *estate.Estate, list []finding.Finding) []finding.Finding {
	told := map[echo]bool{}
	for _, f := range list {
		if !isAnyOther(e, f.Resource) {
			told[echoOf(f)] = true
		}
	}
	return slices.DeleteFunc(list, func(f finding.Finding) bool {
		return isAnyOther(e, f.Resource) && told[echoOf(f)]
	})
}

// echo is what two findings on instances of one block have in common.
type echo struct {
	control  string
	status   finding.Status
	severity finding.Severity
	origin   estate.Origin
}

func echoOf(f finding.Finding) echo { return echo{f.Control, f.Status, f.Severity, f.Origin} }

func isAnyOther(e *estate.Estate, id estate.ID) bool {
	r, ok := e.Get(id)
	return ok && r.Base().AnyOther
}
