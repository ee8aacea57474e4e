package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// ACLShadowed is NET-ACL-SHADOWED: each entry of a network ACL decides
// something.
func ACLShadowed() *review.Rule {
	return &review.Rule{
		ID: "NET-ACL-SHADOWED", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Every entry of a network ACL matters",
		Why: "Entries are read by ascending number and the first that matches decides. An entry that earlier ones cover " +
			"never decides anything: the table does not do what it seems to say, and a deny that comes too late protects nothing.",
		Fix:        "Remove the entries, or give them a lower RuleNumber than the entry that covers them.",
		Needs:      []string{"J"},
		References: []string{"WA SEC05-BP02"},
		Specimen: `Resources:
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: {VpcId: vpc-12345678}
  All:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}
  Https:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 101, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 443, To: 443}}
`,
		Twin: `Resources:
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: {VpcId: vpc-12345678}
  Replies:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 1024, To: 65535}}
  Https:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 101, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 443, To: 443}}
`,
		Check: checkACLShadowed,
	}
}

func checkACLShadowed(p *review.Pass) {
	entries := entriesOf(p.Estate)
	for _, a := range estate.All[*estate.NetworkACL](p.Estate) {
		if a.Default {
			continue
		}
		d := review.Detail{Message: "entries of the ACL can never matter"}
		bad := estate.No()
		late := false
		for _, egress := range []bool{false, true} {
			t := tableOf(p.Estate, entries, a, egress)
			bad = bad.Or(t.ask(aclTable.idle))
			if len(t.classes) > 0 { // the defaults' table comes first
				facts, deny := t.classes[0].idleFacts(egress)
				d.Facts, late = append(d.Facts, facts...), late || deny
			}
		}
		if len(d.Facts) > 0 {
			d.Message, d.Key = strings.Join(d.Facts, "; "), review.Listed(d.Facts)
			d.Facts = nil
		}
		if late {
			d.Severity, d.Weighed = finding.Medium, true
		}
		p.Judge(a, bad, d)
	}
}

// idle asks whether some entry decides nothing.
func (t aclTable) idle() answer {
	out := answer{}
	for i := range t.entries {
		switch {
		case t.covered(i) || t.repeated(i) || t.sameNumber(i):
			return answer{yes: true}
		case t.mayBeCovered(i):
			out.gap = t.gapUpTo(i)
		}
	}
	return out
}

// idleFacts names the entries that decide nothing; deny reports a deny among
// them that allows cover.
func (t aclTable) idleFacts(egress bool) (facts []string, deny bool) {
	direction := "inbound"
	if egress {
		direction = "outbound"
	}
	for i, e := range t.entries {
		switch {
		case t.sameNumber(i):
			facts = append(facts, fmt.Sprintf("two %s entries have number %d: AWS refuses the second", direction, e.number))
		case t.covered(i):
			by := t.coveredBy(i)
			facts = append(facts, fmt.Sprintf("%s entry %s never matches: %s", direction, e.label(), by))
			deny = deny || !e.allow && strings.Contains(by, "allow")
		case t.repeated(i):
			facts = append(facts, fmt.Sprintf("%s entry %s changes nothing: later entries allow the same", direction, e.label()))
		}
	}
	return facts, deny
}

// covered: every packet that the entry can match is decided by earlier ones.
func (t aclTable) covered(i int) bool {
	return !t.entries[i].most.IsEmpty() && t.before(i, surely).Covers(t.entries[i].most)
}

// mayBeCovered: with some values of what is not known the entry is covered. An
// entry whose block is not known may be any one that earlier entries cover.
func (t aclTable) mayBeCovered(i int) bool {
	e, earlier := t.entries[i], t.before(i, possibly)
	if t.gapUpTo(i) == nil {
		return false
	}
	if !e.least.IsEmpty() || e.gap == nil {
		return !e.most.IsEmpty() && earlier.Covers(e.least) && !e.least.IsEmpty()
	}
	return earlier.Overlaps(e.most)
}

// sameNumber: an entry before it surely has its number too.
func (t aclTable) sameNumber(i int) bool {
	return i > 0 && t.entries[i-1].number == t.entries[i].number &&
		!t.entries[i-1].least.IsEmpty() && !t.entries[i].least.IsEmpty()
}

func (t aclTable) gapUpTo(i int) *estate.Gap {
	for _, e := range t.entries[:i+1] {
		if e.gap != nil {
			return e.gap
		}
	}
	return nil
}

func surely(e aclEntry) traffic.Set { return e.least }

func possibly(e aclEntry) traffic.Set { return e.most }

func (t aclTable) before(i int, part func(aclEntry) traffic.Set) traffic.Set {
	out := traffic.Nothing()
	for _, e := range t.entries[:i] {
		out = out.Union(part(e))
	}
	return out
}

// repeated: an allow without which later entries allow the same packets.
// Denies may repeat the final one, which makes a table easier to read.
func (t aclTable) repeated(i int) bool {
	e := t.entries[i]
	if !e.allow || e.gap != nil || !e.least.Equal(e.most) {
		return false
	}
	rest := e.most.Subtract(t.before(i, surely))
	for k := i + 1; k < len(t.entries) && !rest.IsEmpty(); k++ {
		switch later := t.entries[k]; {
		case later.allow && !t.covered(k):
			rest = rest.Subtract(later.least)
		case !later.allow && rest.Overlaps(later.most):
			return false
		}
	}
	return rest.IsEmpty()
}

// coveredBy names the fewest first entries that cover one: often a single one.
func (t aclTable) coveredBy(i int) string {
	need := t.entries[i].most
	for _, e := range t.entries[:i] {
		if e.least.Covers(need) {
			return e.label() + " comes first"
		}
	}
	var names []string
	for _, e := range t.entries[:i] {
		if e.least.Overlaps(need) {
			names = append(names, e.label())
		}
	}
	return strings.Join(names, " and ") + " come first"
}
