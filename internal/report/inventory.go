package report

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
)

// Inventory is resources as they were loaded.
type Inventory struct {
	Subject   Subject
	Resources []estate.Resource // by ID
	// Whole asks for properties and relations in text too.
	Whole bool
}

// relations are the references between resources, both ways.
type relations struct {
	to, from map[estate.ID][]estate.ID
}

func relationsOf(e *estate.Estate) relations {
	r := relations{map[estate.ID][]estate.ID{}, map[estate.ID][]estate.ID{}}
	for _, x := range e.Resources {
		c := x.Base()
		for _, id := range e.Mentions(x) {
			r.to[c.ID] = append(r.to[c.ID], id)
			r.from[id] = append(r.from[id], c.ID)
		}
		for _, ref := range c.Properties.References() {
			if ref.Resource == c.ID {
				continue
			}
			if _, ok := e.Get(ref.Resource); ok {
				r.to[c.ID] = append(r.to[c.ID], ref.Resource)
				r.from[ref.Resource] = append(r.from[ref.Resource], c.ID)
			}
		}
	}
	return r
}

func distinct(lists ...[]estate.ID) []estate.ID {
	out := slices.Concat(lists...)
	slices.SortFunc(out, cmp.Compare[estate.ID])
	return slices.Compact(out)
}

type jsonInventory struct {
	Schema    string         `json:"schema"`
	Estate    jsonEstate     `json:"estate"`
	Resources []jsonResource `json:"resources"`
}

type jsonResource struct {
	ID         string      `json:"id"`
	Type       string      `json:"type"`
	Stack      string      `json:"stack"`
	Account    string      `json:"account"`
	Region     string      `json:"region"`
	ARN        string      `json:"arn"`
	Location   Location    `json:"location"`
	Implied    string      `json:"implied,omitempty"`
	When       string      `json:"when,omitempty"`
	Properties any         `json:"properties"`
	Gaps       []string    `json:"gaps"`
	Related    []estate.ID `json:"related"`
}

func showDocument(s *Inventory) jsonInventory {
	out := jsonInventory{Schema: "ringwall.show/v1", Estate: s.Subject.json(), Resources: []jsonResource{}}
	tied := relationsOf(s.Subject.Estate)
	for _, r := range s.Resources {
		c := r.Base()
		ref := s.Subject.resource(c.ID)
		x := jsonResource{
			ID: ref.ID, Type: ref.Type, Stack: c.Stack, Account: ref.Account, Region: ref.Region, ARN: ref.ARN,
			Location: locationOf(c.Origin), Implied: c.Origin.Implied, Properties: value(c.Properties, false),
			Gaps: notNil(causesOf(gapsIn(c.Properties))), Related: notNil(distinct(tied.to[c.ID], tied.from[c.ID])),
		}
		if !c.When.IsAlways() {
			x.When = c.When.String()
		}
		if x.Properties == nil {
			x.Properties = map[string]any{}
		}
		out.Resources = append(out.Resources, x)
	}
	return out
}
