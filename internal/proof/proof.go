// Package proof holds verdicts and the ordered steps that force them. A proof
// is plain data: it cites resources, the deciding rule and where that is
// written, and an undecided one names the gaps that leave it open.
package proof

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Verdict is the answer to a question about an estate.
type Verdict uint8

const (
	// Unknown: the sources do not decide it; the proof's gaps say why. It is
	// the zero value, so that nothing is safe by omission.
	Unknown Verdict = iota
	// No: it does not hold, in every scenario that counts.
	No
	// Yes: it holds, in every scenario that counts.
	Yes
)

// String prints "yes", "no" or "unknown".
func (v Verdict) String() string { return [...]string{"unknown", "no", "yes"}[v] }

// Effect is what one step does to what is being proved.
type Effect uint8

const (
	// Passes: the step lets it through.
	Passes Effect = iota
	// Blocks: the step stops it.
	Blocks
	// Depends: whether it passes is not known.
	Depends
)

// Step is one gate of a proof, in order.
type Step struct {
	Resource estate.ID // the component: an interface, a route table, a group
	Kind     string    // "security-group", "network-acl", "route", "internet-gateway", …
	Effect   Effect
	Rule     string        // the rule that decided, as its source would name it: "in tcp/80 from 0.0.0.0/0"
	Detail   string        // one clause more, where the rule alone does not explain
	Code     string        // AWS's explanation code for a blocker, where AWS has one: "ENI_SG_RULES_MISMATCH"
	Origin   estate.Origin // where the deciding rule is written
}

// Proof is a verdict and what forces it.
type Proof struct {
	Verdict Verdict
	Steps   []Step
	// Gaps are what an Unknown verdict hangs on.
	Gaps []estate.Gap
	// Scenario is a way to deploy in which the answer is the other one, or the
	// way in which a Yes holds if it does not hold in all.
	Scenario []scenario.Setting
	// Assumed are the variables whose defaults the verdict takes for granted.
	Assumed []*scenario.Variable
}
