package report

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Permission is the answer to one request: allowed or not, and by what.
type Permission struct {
	Subject *Subject // nil without an estate
	// Alone says that it is the answer to one question, not one of many.
	Alone     bool
	ID        string
	Principal string
	By        string // the resource that acts as the principal; may be empty
	Action    string
	Resource  string

	Verdict    string // allowed, denied, unknown
	Reason     string // allowed, explicit-deny, implicit-deny; empty if unknown
	Layer      string // what decided
	Statements []Statement
	Missing    []string     // what would have to allow it
	Near       []Near       // statements that nearly allow it
	Because    []string     // causes of unknown, and what AWS does without a policy
	Gaps       []estate.Gap // causes of unknown in the estate
	Assumed    []string     // what was taken for granted
	// Scenario is one in which the answer is another; Defaults are variables whose
	// defaults were taken.
	Scenario []scenario.Setting
	Defaults []*scenario.Variable
	// Parts are the answers for each of several resources, or for each permission
	// that a call asks for; If says when it does, empty: always.
	Parts []*Permission
	If    string

	Expect string // the verdict that was expected, if any
	Met    bool
}

// Statement is one that decides.
type Statement struct {
	Policy   string   `json:"policy"`
	Sid      string   `json:"sid"`
	Effect   string   `json:"effect"`
	Location Location `json:"location"`
}

// Near is a statement that nearly applies, and what it lacks.
type Near struct {
	Statement
	Lacks []Lack `json:"lacks"`
}

// Lack is an element of a statement that the request doesn't meet.
type Lack struct {
	Element string   `json:"element"` // "Resource", "Condition StringEquals", …
	Key     string   `json:"key,omitempty"`
	Wanted  []string `json:"wanted"`
	Had     []string `json:"had"`
	// Not says that it wants none of these.
	Not bool `json:"not,omitempty"`
}

type jsonPermission struct {
	Schema      string           `json:"schema"`
	Estate      jsonEstate       `json:"estate"`
	ID          *string          `json:"id,omitempty"` // of one of many
	Principal   string           `json:"principal,omitempty"`
	By          string           `json:"by,omitempty"`
	Action      string           `json:"action,omitempty"`
	Resource    string           `json:"resource,omitempty"`
	If          string           `json:"if,omitempty"`
	Verdict     string           `json:"verdict"`
	Reason      string           `json:"reason,omitempty"`
	Layer       string           `json:"layer"`
	Statements  []Statement      `json:"statements"`
	Missing     []string         `json:"missing"`
	Near        []Near           `json:"near,omitempty"`
	Because     []string         `json:"because"`
	Scenario    []string         `json:"scenario,omitempty"`
	Assumptions []string         `json:"assumptions,omitempty"`
	Resources   []jsonPermission `json:"resources,omitempty"`
	Checks      []jsonPermission `json:"checks,omitempty"` // of a whole call
	Expect      string           `json:"expect,omitempty"`
	Met         *bool            `json:"met,omitempty"`
}

func permissionDocument(p *Permission) jsonPermission {
	out := jsonPermission{
		Schema: "ringwall.can/v1", Estate: noEstate(), Principal: p.Principal, By: p.By, Action: p.Action, Resource: p.Resource, If: p.If,
		Verdict: p.Verdict, Reason: p.Reason, Layer: p.Layer, Statements: notNil(p.Statements), Missing: notNil(p.Missing), Near: p.Near,
		Because: notNil(p.causes()), Scenario: settings(p.Scenario), Assumptions: p.assumptions(), Expect: p.Expect,
	}
	if !p.Alone {
		out.ID = &p.ID
	}
	if p.Subject != nil {
		out.Estate = p.Subject.json()
	}
	for _, part := range p.Parts {
		inner := permissionDocument(part)
		inner.ID = nil
		if part.Action != "" && p.isCall() {
			out.Checks = append(out.Checks, inner)
			continue
		}
		out.Resources = append(out.Resources, inner)
	}
	if p.Expect != "" {
		out.Met = &p.Met
	}
	return out
}

// isCall reports that the parts are the permissions of a call.
func (p *Permission) isCall() bool { return len(p.Parts) > 0 && p.Parts[0].Action != "" }

func (p *Permission) causes() []string {
	out := append([]string(nil), p.Because...)
	for _, g := range p.Gaps {
		text := causeOf(g)
		if at := g.Origin.String(); g.Origin.File != "" {
			text += ", at " + at
		}
		out = append(out, text)
	}
	return out
}

func (p *Permission) assumptions() []string {
	return append(append([]string(nil), p.Assumed...), assumptions(sortedVariables(p.Defaults))...)
}
