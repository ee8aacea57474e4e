package review

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// Pass is one run of one rule over one estate.
type Pass struct {
	Estate *estate.Estate
	// Shared are analyses that several rules of a run use, made when first asked
	// for.
	Shared *Shared

	rule     *Rule
	result   Result
	findings []finding.Finding
	ledger   *ledger
}

// Detail is what a rule says of one subject.
type Detail struct {
	// At is where the decisive fact is written; the resource's origin if zero.
	At estate.Origin
	// Message says what is wrong: "StorageEncrypted is false". It must be true
	// of a failure; for an unknown one the report adds what it hangs on.
	Message string
	// Severity replaces the rule's own if Weighed.
	Severity finding.Severity
	Weighed  bool
	Steps    []proof.Step // the path or rules that prove it
	Facts    []string     // further evidence in words
	Fix      string       // replaces the rule's own if not empty
	// Also are further resources with the same cause: one cause, one finding.
	Also []estate.ID
	// Key tells findings of the same rule on the same resource apart.
	Key string
}

// Judge records what bad says about a resource: a failure where it holds under
// the estate's assumptions, unknown with its causes where that is not settled,
// else a pass. Scenarios in which the resource does not exist count as good.
func (p *Pass) Judge(r estate.Resource, bad estate.Truth, d Detail) finding.Status {
	c := r.Base()
	verdict := proof.Judge(p.Estate, bad, c.When)
	p.ledger.note(c.Type, verdict.Assumed)
	status := finding.Pass
	switch verdict.Verdict {
	case proof.Yes:
		status = finding.Fail
	case proof.Unknown:
		status = finding.Unknown
	}
	if status != finding.Pass {
		if d.At.IsZero() {
			d.At = c.Origin
		}
		verdict.Steps = d.Steps
		p.record(c, verdict, status, d)
	}
	p.count(status)
	return status
}

// StatusOf is how a resource would be judged, without recording it.
func StatusOf(p *Pass, r estate.Resource, bad estate.Truth) finding.Status {
	switch proof.Judge(p.Estate, bad, r.Base().When).Verdict {
	case proof.Yes:
		return finding.Fail
	case proof.Unknown:
		return finding.Unknown
	}
	return finding.Pass
}

// Count records how a resource stands of which another one's finding tells (see
// Detail.Also).
func (p *Pass) Count(r estate.Resource, bad estate.Truth) {
	verdict := proof.Judge(p.Estate, bad, r.Base().When)
	p.ledger.note(r.Base().Type, verdict.Assumed)
	p.count([...]finding.Status{proof.Yes: finding.Fail, proof.No: finding.Pass, proof.Unknown: finding.Unknown}[verdict.Verdict])
}

// Fail records a failure that the rule has decided by itself.
func (p *Pass) Fail(r estate.Resource, d Detail) { p.Judge(r, estate.Holds(r.Base().When), d) }

// Good records that a resource is in order.
func (p *Pass) Good(r estate.Resource) {
	p.ledger.note(r.Base().Type, nil)
	p.count(finding.Pass)
}

// NotVisible records that the sources cannot show what the control asks for,
// and which command or source would: the control is unknown as a whole, without
// a finding on any resource.
func (p *Pass) NotVisible(why, settle string) {
	p.result.Because = append(p.result.Because, estate.Gap{Variable: &scenario.Variable{
		Name: p.rule.ID, Kind: scenario.Outside, Why: why, Settle: settle,
	}})
}

func (p *Pass) count(s finding.Status) {
	p.result.Resources++
	switch s {
	case finding.Fail:
		p.result.Fail++
	case finding.Unknown:
		p.result.Unknown++
	default:
		p.result.Pass++
	}
}

func (p *Pass) record(c *estate.Core, verdict proof.Proof, status finding.Status, d Detail) {
	f := finding.Finding{
		Control: p.rule.ID, Area: p.rule.Area, Severity: p.rule.Severity, Status: status,
		Resource: c.ID, Also: d.Also, Origin: d.At, Message: d.Message, Facts: d.Facts, Proof: verdict,
		Fix: p.rule.Fix, References: p.rule.References,
		Fingerprint: finding.Fingerprint(p.rule.ID, lasting(c), c.Type, d.Key),
	}
	if d.Weighed {
		f.Severity = d.Severity
	}
	if more, why := p.weigh(c, f.Severity); len(why) > 0 {
		f.Severity, f.Facts = more, append(f.Facts[:len(f.Facts):len(f.Facts)], why...)
	}
	if d.Fix != "" {
		f.Fix = d.Fix
	}
	p.findings = append(p.findings, f)
}

// lasting is what a resource is called whatever file it is written in: its name in
// the template, or what AWS calls one that exists, in which its account is.
func lasting(c *estate.Core) string {
	if c.Physical != "" {
		return c.Physical
	}
	return c.Logical
}

// Lacks is true where nothing of what was looked for exists: the negation of
// exists, but unknown where the estate may hold resources that no source shows.
func (p *Pass) Lacks(exists estate.Truth) estate.Truth {
	return exists.Or(p.Shared.elsewhere()).Not()
}
