package report

import (
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// hidden stands for a value that is not shown.
const hidden = "(hidden)"

// causes says what a proof hangs on, each with what settles it.
func causes(p proof.Proof) []string {
	var out []string
	for _, g := range p.Gaps {
		out = append(out, causeOf(g))
	}
	return out
}

func causeOf(g estate.Gap) string {
	s := g.Cause()
	if settle := settles(g); settle != "" {
		s += " (settle: " + settle + ")"
	}
	return s
}

func settles(g estate.Gap) string {
	if g.Variable == nil {
		return ""
	}
	return g.Variable.Settle
}

// settings prints a scenario, "Environment=dev" a line.
func settings(list []scenario.Setting) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.String())
	}
	return out
}

// assumption is a default that is taken for the value: "Cidr=10.0.0.0/8
// (default)".
func assumption(v *scenario.Variable) string { return defaultOf(v) + " (default)" }

// defaultOf is a variable and its default: "Cidr=10.0.0.0/8".
func defaultOf(v *scenario.Variable) string {
	value := v.Default
	switch {
	case v.Hidden || namesSecret(v.Name):
		value = hidden
	case value == "":
		value = `""`
	case strings.ContainsAny(value, "\n\r\t"):
		value = strconv.Quote(value)
	}
	return v.Name + "=" + value
}

func assumptions(list []*scenario.Variable) []string {
	var out []string
	for _, v := range list {
		out = append(out, assumption(v))
	}
	return out
}

// conditions is a scenario for people. Where defaults are assumed, settings that
// are defaults go without saying.
func (s Subject) conditions(list []scenario.Setting) string {
	var words, defaults []string
	for _, x := range list {
		text := x.String()
		if !x.Variable.Hidden && (!x.Other && x.Value == "" || x.Other && strings.HasSuffix(text, "≠")) {
			text += `""`
		}
		if s.Estate.Assume == estate.AssumeDefaults && isDefault(x) {
			defaults = append(defaults, text)
		} else {
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		words = defaults
	}
	return strings.Join(words, " and ")
}

func isDefault(s scenario.Setting) bool {
	return !s.Other && s.Variable.HasDefault && s.Value == s.Variable.Default
}

// message is a finding's message with the scenario it needs.
func message(f finding.Finding) string {
	return messageIf(f, strings.Join(settings(f.Proof.Scenario), " and "))
}

// message is the same for people.
func (s Subject) message(f finding.Finding) string {
	return messageIf(f, s.conditions(f.Proof.Scenario))
}

func messageIf(f finding.Finding, conditions string) string {
	text := strings.TrimSuffix(f.Message, ".")
	if conditions != "" {
		return text + ", if " + conditions
	}
	if f.Status == finding.Unknown {
		return "not known whether: " + text
	}
	return text
}

// because are the causes of an unknown finding, with the scenario in words.
func because(f finding.Finding) []string {
	out := causes(f.Proof)
	if f.Status == finding.Unknown && len(f.Proof.Scenario) > 0 {
		out = append(out, "it fails in the scenario "+strings.Join(settings(f.Proof.Scenario), ", "))
	}
	return out
}

// evidence is a finding's proof in words: its steps in order, then its facts.
func evidence(f finding.Finding) []string {
	var out []string
	for _, s := range f.Proof.Steps {
		out = append(out, sentence(s))
	}
	return append(out, f.Facts...)
}

func sentence(s proof.Step) string {
	text := strings.ReplaceAll(s.Kind, "-", " ")
	if s.Resource != "" {
		text += " " + string(s.Resource)
	}
	text += " " + effect(s.Effect)
	if s.Rule != "" {
		text += ": " + s.Rule
	}
	if s.Detail != "" {
		text += " (" + s.Detail + ")"
	}
	if at := s.Origin.String(); s.Origin.File != "" {
		text += " at " + at
	}
	return text
}

func effect(e proof.Effect) string { return [...]string{"passes", "blocks", "depends"}[e] }
