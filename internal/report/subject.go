package report

import "ringwall/internal/estate"

// Subject is the estate that an entry is about.
type Subject struct {
	Estate *estate.Estate
	// Names are the sources as the user named them.
	Names []string
	// ARN gives the ARN of a resource as far as it is known, with open parts as
	// ${…}; nil gives none.
	ARN func(estate.Resource) string
}

// Resource is what machines read of a resource.
type Resource struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Account string `json:"account"`
	Region  string `json:"region"`
	ARN     string `json:"arn"`
}

// Location is a place in a file.
type Location struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

func locationOf(o estate.Origin) Location { return Location{o.File, o.Line, o.Column} }

// resource describes a resource of the estate; one that is not in it has only
// an id.
func (s Subject) resource(id estate.ID) Resource {
	out := Resource{ID: string(id)}
	r, ok := s.Estate.Get(id)
	if !ok {
		return out
	}
	c := r.Base()
	out.Type, out.Account, out.Region = c.Type, c.Account.String(), c.Region.String()
	if s.ARN != nil && c.Origin.Implied == "" {
		out.ARN = s.ARN(r)
	}
	return out
}

// typeOf is the type of a resource, empty for one that is not in the estate.
func (s Subject) typeOf(id estate.ID) string {
	r, ok := s.Estate.Get(id)
	if !ok {
		return ""
	}
	return r.Base().Type
}

// jsonEstate is what every JSON document begins with.
type jsonEstate struct {
	Sources    []string `json:"sources"`
	Resources  int      `json:"resources"`
	Unresolved int      `json:"unresolved"`
}

func (s Subject) json() jsonEstate {
	return jsonEstate{notNil(s.Names), s.Estate.Declared(), s.Estate.Unresolved}
}

// noEstate begins the documents of questions that need none: every document
// begins alike.
func noEstate() jsonEstate { return jsonEstate{Sources: []string{}} }

// notNil makes an absent list an empty one, which JSON writes as [].
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
