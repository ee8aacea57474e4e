package iac

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/terraform"
)

// Wording says texts about resources in the names of the format that these are
// written in. Its zero value is ready.
type Wording struct{ terraform *terraform.Wording }

// Say says a text about a resource, which names types and properties as
// CloudFormation does.
func (w *Wording) Say(r estate.Resource, text string) string {
	address := r.Base().Logical
	if address == "" { // what AWS makes with a resource
		address, _, _ = strings.Cut(string(r.Base().ID), "/")
	}
	typ := terraform.TypeOf(address)
	if typ == "" {
		return text
	}
	if w.terraform == nil {
		w.terraform = terraform.NewWording()
	}
	return w.terraform.Say(typ, text)
}
