// Package finding is what a review says: a rule that fails, or cannot be
// decided, for a subject. Findings are plain data; they never format
// themselves.
package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// Severity is how much a finding matters.
type Severity uint8

// The severities, in rising order.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{"info", "low", "medium", "high", "critical"}

// String prints the severity in lower case, as reports and flags write it.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads what [Severity.String] prints.
func ParseSeverity(s string) (Severity, error) {
	for i, n := range severityNames {
		if n == s {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("severity %q: want info, low, medium, high or critical", s)
}

// Area is one of the five areas of the Cloud Adoption Framework's security
// perspective (the Well-Architected security pillar has the same).
type Area string

// The areas, by their ids.
const (
	Identity       Area = "identity-and-access"
	Detection      Area = "detective-controls"
	Infrastructure Area = "infrastructure-protection"
	Data           Area = "data-protection"
	Incident       Area = "incident-response"
)

// Areas lists the areas in the order of the framework.
func Areas() []Area { return []Area{Identity, Detection, Infrastructure, Data, Incident} }

// Title is the area's name as a person reads it.
func (a Area) Title() string {
	switch a {
	case Identity:
		return "Identity and access management"
	case Detection:
		return "Detective controls"
	case Infrastructure:
		return "Infrastructure protection"
	case Data:
		return "Data protection"
	case Incident:
		return "Incident response"
	}
	return string(a)
}

// Status says how a control stands.
type Status uint8

const (
	// NotApplicable: the sources hold nothing that the control speaks of.
	NotApplicable Status = iota
	// Pass: it holds in every scenario that counts.
	Pass
	// Unknown: the sources do not decide it.
	Unknown
	// Fail: it is broken.
	Fail
)

// String prints "pass", "fail", "unknown" or "not-applicable".
func (s Status) String() string {
	return [...]string{"not-applicable", "pass", "unknown", "fail"}[s]
}

// Finding is one control that fails for one subject, or is unknown for it.
type Finding struct {
	Control    string
	Area       Area
	Severity   Severity
	Status     Status      // Fail or Unknown
	Resource   estate.ID   // empty for a finding on the estate as a whole
	Also       []estate.ID // further resources with the same cause
	Origin     estate.Origin
	Message    string
	Facts      []string    // evidence in words
	Proof      proof.Proof // steps, gaps, scenario, assumptions
	Fix        string
	References []string
	// Fingerprint names the finding across runs: it does not change when lines
	// move or files are renamed.
	Fingerprint string
	// Suppression is who accepts the finding, and why; nil for one that is open.
	Suppression *Suppression
}

// Fingerprint makes a finding's stable name of its control, its resource's name
// and type, and what tells it from others of the same control there.
func Fingerprint(control, logical, typ, key string) string {
	return digest(control + "\x00" + logical + "\x00" + typ + "\x00" + key)
}

// Another makes the fingerprint of the nth finding, from 2, that would have the
// given one.
func Another(fingerprint string, n int) string {
	return digest(fingerprint + "\x00" + strconv.Itoa(n))
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
