package report

import "strings"

// Definitions says what is known of what AWS defines.
type Definitions struct {
	Date   string // as of which it holds
	Source string
	File   string // that it was read from; empty if it is part of the program
	Unused string // a file that was kept, and is older than what the program has

	Services, Actions, ResourceTypes, ConditionKeys, GlobalKeys int

	Policies                     int
	PoliciesDate, PoliciesSource string

	// Refreshed says that it was just read; Added and Removed are then the actions
	// that the program's own has not, and those that only it has.
	Refreshed      bool
	Added, Removed []string
}

type jsonDefinitions struct {
	Schema        string             `json:"schema"`
	Estate        jsonEstate         `json:"estate"`
	Date          string             `json:"date"`
	Source        string             `json:"source"`
	From          string             `json:"from"`
	Unused        string             `json:"unused,omitempty"`
	Services      int                `json:"services"`
	Actions       int                `json:"actions"`
	ResourceTypes int                `json:"resource_types"`
	ConditionKeys int                `json:"condition_keys"`
	GlobalKeys    int                `json:"global_condition_keys"`
	Managed       jsonManaged        `json:"managed_policies"`
	Changes       *jsonActionChanges `json:"changes,omitempty"`
}

type jsonManaged struct {
	Count  int    `json:"count"`
	Date   string `json:"date"`
	Source string `json:"source"`
}

type jsonActionChanges struct {
	Added   []string `json:"added"`
	Removed []string `json:"removed"`
}

func definitionsDocument(d *Definitions) jsonDefinitions {
	out := jsonDefinitions{
		Schema: "ringwall.catalog/v1", Estate: noEstate(), Date: d.Date, Source: d.Source, From: "program", Unused: d.Unused,
		Services: d.Services, Actions: d.Actions, ResourceTypes: d.ResourceTypes, ConditionKeys: d.ConditionKeys, GlobalKeys: d.GlobalKeys,
		Managed: jsonManaged{d.Policies, d.PoliciesDate, d.PoliciesSource},
	}
	if d.File != "" {
		out.From = d.File
	}
	if d.Refreshed {
		out.Changes = &jsonActionChanges{notNil(d.Added), notNil(d.Removed)}
	}
	return out
}

func (p *page) definitions(d *Definitions) {
	p.line(p.paint(bold, "AWS's actions as of "+d.Date), ", ", p.from(d))
	p.line("  ", number(d.Actions), " actions of ", number(d.Services), " services")
	p.line("  ", number(d.ResourceTypes), " resource types, ", number(d.ConditionKeys), " condition keys and ", number(d.GlobalKeys), " global ones")
	p.paragraph(2, dim, d.Source)
	p.line("  ", number(d.Policies), " managed policies as of ", d.PoliciesDate)
	p.paragraph(2, dim, d.PoliciesSource)
	if d.Unused != "" {
		p.paragraph(0, yellow, d.Unused+" is older than what the program has, and is not used")
	}
	if d.Refreshed {
		p.changes("new", d.Added)
		p.changes("gone", d.Removed)
	}
}

func (p *page) from(d *Definitions) string {
	if d.File == "" {
		return "part of the program"
	}
	return "from " + d.File
}

// changes names actions, a few of them unless the user wants all.
func (p *page) changes(word string, actions []string) {
	const most = 10
	shown := actions
	if len(actions) > most && !p.Verbose {
		shown = append(append([]string(nil), actions[:most]...), "…")
	}
	text := number(len(actions)) + " " + word
	if len(shown) > 0 {
		text += ": " + strings.Join(shown, ", ")
	}
	p.paragraph(2, plain, text)
}
