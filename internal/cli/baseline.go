package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"ringwall/internal/finding"
)

// baseline counts the findings of an earlier review by fingerprint: what is in
// it is known, as long as it has not become worse.
type baseline map[string][]known

// known is one finding of a baseline.
type known struct {
	status   string
	severity finding.Severity
}

// The schemas of what review and policy check write as JSON.
const (
	reviewSchema = "ringwall.review/v1"
	policySchema = "ringwall.policy-check/v1"
)

// readBaseline reads what an earlier run of the verb with this schema wrote. What
// was suppressed then is not known by it: without its suppression it is new.
func readBaseline(file, schema string) (baseline, error) {
	hint := "ringwall review SOURCE --severity info -o json > baseline.json"
	if schema == policySchema {
		hint = "ringwall policy check FILE --severity info -o json > baseline.json"
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, wrong(hint, "read the baseline: %s", err)
	}
	var doc struct {
		Schema   string
		Findings []struct{ Fingerprint, Status, Severity string }
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, wrong(hint, "%s: it is no baseline: %s", placeIn(file, data, err), plainJSON(err))
	}
	if doc.Schema != schema {
		return nil, wrong(hint, "%s: its schema is %q, and %q is expected", file, doc.Schema, schema)
	}
	out := baseline{}
	for i, f := range doc.Findings {
		s, err := finding.ParseSeverity(f.Severity)
		if err != nil || f.Fingerprint == "" {
			return nil, wrong(hint, "%s: finding %d has no severity or no fingerprint", file, i+1)
		}
		out[f.Fingerprint] = append(out[f.Fingerprint], known{f.Status, s})
	}
	return out, nil
}

// plainJSON says what is wrong with JSON without speaking of the program's types.
func plainJSON(err error) string {
	var other *json.UnmarshalTypeError
	if !errors.As(err, &other) {
		return err.Error()
	}
	if other.Field == "" {
		return "found " + other.Value + " where the review is expected"
	}
	return "found " + other.Value + " within " + strings.ToLower(other.Field) + " that is of another kind than expected"
}

// placeIn is file:line:column of a JSON error, as far as it says.
func placeIn(file string, data []byte, err error) string {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	offset := int64(0)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &wrongType):
		offset = wrongType.Offset
	}
	line, column := 1, 1
	for _, c := range data[:min(max(offset-1, 0), int64(len(data)))] {
		if column++; c == '\n' {
			line, column = line+1, 1
		}
	}
	return fmt.Sprintf("%s:%d:%d", file, line, column)
}

// takes reports whether a finding is known, and uses up one that is: a second
// resource of the same name with the same fault is a new finding.
func (b baseline) takes(f finding.Finding) bool {
	list := b[f.Fingerprint]
	for i, k := range list {
		if f.Severity <= k.severity && (k.status == f.Status.String() || k.status == finding.Fail.String()) {
			b[f.Fingerprint] = append(append([]known(nil), list[:i]...), list[i+1:]...)
			return true
		}
	}
	return false
}
