package terraform

import (
	"bytes"

	"ringwall/internal/estate"
)

// Stored is the error of a file that Terraform keeps for itself, told from how it
// begins: a plan that was not printed, which is a ZIP archive, or a state as it is
// stored, which leaves the provider's types to the provider. Nil for any other file.
func Stored(name string, head []byte) error {
	at := estate.Origin{File: name, Line: 1, Column: 1}
	text := bytes.TrimLeft(head, " \t\r\n\ufeff")
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return &Error{at, "it is a ZIP archive, as plans are that Terraform stores", "terraform show -json " + name + " > plan.json prints a plan; pass that"}
	case bytes.HasPrefix(text, []byte("{")) && bytes.Contains(text, []byte(`"terraform_version"`)) && bytes.Contains(text, []byte(`"serial"`)) && bytes.Contains(text, []byte(`"lineage"`)):
		return &Error{at, "it is a state as Terraform stores it", "terraform show -json " + name + " > state.json prints it, where its providers are installed; pass that"}
	}
	return nil
}
