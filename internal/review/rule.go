// Package review runs rules over an estate. A [Rule] is a value with its own
// documentation and specimens; it asks questions of the estate and of the
// engines through a [Pass], which judges the answers under the estate's
// assumptions and records findings.
//
// Rules live one a file in identity/, detection/, infrastructure/, data/ and
// incident/; package all lists them. Rules never import rules.
package review

import "ringwall/internal/finding"

// Rule is one control.
type Rule struct {
	ID       string // stable: "NET-ADMIN-PORT-INTERNET"
	Area     finding.Area
	Severity finding.Severity // of a plain failure; a rule may weigh one higher or lower
	Title    string           // what holds when it passes: "No internet path to administration ports"
	// Raise says what makes a finding weigh more than Severity says.
	Raise Raise
	Why   string // what goes wrong otherwise
	Fix   string // what to do, in a sentence or two
	// Needs says what the control looks at: attributes (A), joins (J), the
	// network engine (NET), policies (IAM), the organisation (ORG).
	Needs      []string
	References []string // "FSBP EC2.19", "CIS 6.1.2", "WA SEC05-BP02"
	// Specimen is a CloudFormation template that fails the control, Twin its
	// near-twin that passes. Of what no template writes they are what the AWS CLI
	// prints of an account, each file under a line "-- NAME --". Both are loaded by tests and shown by explain.
	Specimen string
	Twin     string
	Check    func(*Pass)
}
