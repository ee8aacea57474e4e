package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// Pairs is what can flow between all classes of endpoints of an estate: of
// interfaces that nothing tells apart, the internet, and on premises.
type Pairs struct {
	Classes []Party
	Links   []Link

	table *traffic.Table
}

// Link is what can flow from one class to another.
type Link struct {
	From, To          int32 // of Pairs.Classes
	certain, possible traffic.ID
	// Partial: replies get back only to some client ports.
	Partial bool
}

// Traffic is what flows over a link for certain.
func (p *Pairs) Traffic(l Link) traffic.Services { return p.table.Services(l.certain) }

// Possible is what flows over a link at most.
func (p *Pairs) Possible(l Link) traffic.Services { return p.table.Services(l.possible) }

// AllPairs says what can flow between all classes of endpoints, in the default
// scenario's class; for several questions about one estate use
// [Model.AllPairs].
func AllPairs(e *estate.Estate) *Pairs { return NewModel(e).AllPairs() }
