package review

import "strings"

var (
	hyphens = strings.NewReplacer("-", "", "_", "")
	breaks  = strings.NewReplacer("-", "", "_", "", " ", "")
)

// Unhyphened writes the words of a name as one: "log-bucket", "log_bucket".
func Unhyphened(name string) string { return hyphens.Replace(name) }

// Unbroken is [Unhyphened] of a phrase, between whose words spaces may stand.
func Unbroken(phrase string) string { return breaks.Replace(phrase) }
