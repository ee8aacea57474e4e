package diagram

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// Marks are what the caller wants to see in the picture, beside the
// architecture. The zero Marks are none.
type Marks struct {
	Title string // what the picture shows, in a few words; may be empty
	Note  string // one line more below the title
	Paths []Path // ways of traffic, as lines
	Spots []Spot // single resources that something is said about
	// Focus draws only what the marks speak of in full; of the rest how much
	// there is.
	Focus bool
}

// Tone is the colour of a mark.
type Tone uint8

const (
	// Bad is what should not be: red.
	Bad Tone = iota
	// Good is what flows and may: green.
	Good
	// Doubtful is what is not known: amber.
	Doubtful
	// Stopped is what was asked for and does not get there: grey.
	Stopped
)

// Outside is an end of a path that is no resource.
type Outside uint8

const (
	// Nowhere: the end is a resource, or not known.
	Nowhere Outside = iota
	// Internet is the public internet.
	Internet
	// OnPremises is what is behind VPN connections and Direct Connect.
	OnPremises
)

// End is where a path begins or ends: a resource, or something outside. Of a zero
// End nothing is drawn: the path begins, or ends, at its first or last gate that
// stands in the picture.
type End struct {
	Resource estate.ID
	Outside  Outside
}

// Path is a way through the picture, gate by gate.
type Path struct {
	Title    string // heads its part of the legend
	Unlisted bool   // the legend leaves it to another path; it must have no gates
	Tone     Tone
	From, To End
	// Via are resources that it passes though no gate names them, such as the
	// load balancer that passes a request on; before the gates in order.
	Via   []estate.ID
	Gates []Gate
}

// Gate is one hop of a path. Those whose resource stands in the picture are
// passed by the line; all are numbered and explained in the legend.
type Gate struct {
	Resource estate.ID
	Kind     string // "security-group", "route", …
	Effect   proof.Effect
	Text     string // what the legend says of it
	At       string // where it is written, "template.yaml:12:3"
}

// Spot is something said of one resource: a finding that has no path.
type Spot struct {
	Title    string
	Resource estate.ID
	Also     []estate.ID
	Tone     Tone
	Text     string
}

// GatesOf makes gates of the steps of a proof. A step without a resource is
// explained, and stands nowhere.
func GatesOf(steps []proof.Step) []Gate {
	out := make([]Gate, 0, len(steps))
	for _, s := range steps {
		text := s.Rule
		if s.Detail != "" {
			text += " (" + s.Detail + ")"
		}
		g := Gate{Resource: s.Resource, Kind: s.Kind, Effect: s.Effect, Text: text}
		if s.Origin.File != "" {
			g.At = s.Origin.String()
		}
		out = append(out, g)
	}
	return out
}
