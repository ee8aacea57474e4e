package eventpattern

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// Sends asks whether the rule listens to the default bus, to which services
// send, and has a target that is more than a log group.
func Sends(e *estate.Estate, r *estate.EventRule) estate.Truth {
	bus := review.Ask(r.Bus, estate.Yes(), func(t estate.Text) estate.Truth {
		if _, ours := e.Follow(t); ours {
			return estate.No()
		}
		if v, ok := t.Variable(); ok && !v.HasDefault {
			return estate.Maybe(estate.NotInEstate(t, r.Bus.Origin))
		}
		return estate.When(estate.OfAlternatives(r.Bus.Origin, t.Expand()...), false, func(s string) bool {
			return s == "default" || strings.HasSuffix(s, "event-bus/default")
		})
	})
	target := review.AnyItem(r.Targets, func(t estate.EventTarget) estate.Truth {
		return estate.When(t.ARN, false, func(arn estate.Text) bool {
			if to, ok := e.Follow(arn); ok {
				_, log := to.(*estate.LogGroup)
				return !log
			}
			return !strings.Contains(arn.String(), ":log-group:")
		})
	})
	return estate.Is(r.Enabled.Or(true), true).And(bus).And(target)
}
