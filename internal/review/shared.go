package review

import (
	"time"

	"ringwall/internal/authz/directory"
	"ringwall/internal/authz/escalation"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/reach"
)

// Shared holds analyses that several rules use, made once for a run when first
// asked for. It belongs to one run and one goroutine.
type Shared struct {
	// Now is when the review is made; zero: not said.
	Now time.Time

	estate       *estate.Estate
	model        *reach.Model
	fromInternet []reach.Surface
	toInternet   []reach.Surface
	haveFrom     bool
	haveTo       bool
	documents    map[*estate.Tree][]form
	directory    *directory.Directory
	escalation   *escalation.Graph
	exposed      map[estate.ID]string
	open         *estate.Truth
	whole        map[string]bool // whether lists are whole in all Regions of an account
}

// Catalog is what AWS defines.
func (s *Shared) Catalog() *catalog.Catalog {
	// It is part of the program, and read whole by its tests: there is no error but
	// a damaged binary.
	c, err := catalog.Embedded()
	if err != nil {
		panic(err)
	}
	return c
}

// Directory is who and what the estate has, with the policies of each.
func (s *Shared) Directory() *directory.Directory {
	if s.directory == nil {
		m, err := catalog.Managed()
		if err != nil {
			panic(err) // see Catalog
		}
		s.directory = directory.New(s.estate, s.Catalog(), m)
	}
	return s.directory
}

// Escalation is who can become administrator.
func (s *Shared) Escalation() *escalation.Graph {
	if s.escalation == nil {
		s.escalation = escalation.New(s.estate, s.Directory(), s.Catalog())
	}
	return s.escalation
}

// Reach is the network model of the estate.
func (s *Shared) Reach() *reach.Model {
	if s.model == nil {
		s.model = reach.NewModel(s.estate)
	}
	return s.model
}

// FromInternet is what reaches each resource from the internet.
func (s *Shared) FromInternet() []reach.Surface {
	if !s.haveFrom {
		s.fromInternet, s.haveFrom = s.Reach().FromInternet(), true
	}
	return s.fromInternet
}

// ToInternet is what each resource can send to the internet.
func (s *Shared) ToInternet() []reach.Surface {
	if !s.haveTo {
		s.toInternet, s.haveTo = s.Reach().ToInternet(), true
	}
	return s.toInternet
}

// elsewhere is unknown where the estate may hold resources that no source shows,
// and no where it can't.
func (s *Shared) elsewhere() estate.Truth {
	if s.open == nil {
		out := estate.No()
		nobody := func(string) bool { return false }
		for _, list := range [][]estate.Gap{s.estate.OpenFrom(nobody), s.estate.Unseen} {
			for _, g := range list {
				out = out.Or(estate.Maybe(g))
			}
		}
		s.open = &out
	}
	return *s.open
}
