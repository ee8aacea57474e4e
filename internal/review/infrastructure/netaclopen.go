package infrastructure

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ACLOpen is NET-ACL-OPEN: a network ACL that somebody made filters something.
func ACLOpen() *review.Rule {
	return &review.Rule{
		ID: "NET-ACL-OPEN", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Network ACLs of one's own filter something",
		Why: "A network ACL that lets every packet in and out is the default one with another name: the table suggests a " +
			"second line of defence that is not there, and a mistake in a security group has nothing behind it.",
		Fix: "Allow the ports that the subnet serves and the ephemeral ports of replies (tcp 1024-65535), or use the VPC's " +
			"default network ACL and rely on security groups.",
		Needs:      []string{"J"},
		References: []string{"FSBP EC2.21", "CIS 6.2", "WA SEC05-BP02"},
		Specimen: `Resources:
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: {VpcId: vpc-12345678}
  In:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0, Egress: true}
`,
		Twin: `Resources:
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: {VpcId: vpc-12345678}
  In:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 443, To: 443}}
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0, Egress: true}
`,
		Check: checkACLOpen,
	}
}

func checkACLOpen(p *review.Pass) {
	entries := entriesOf(p.Estate)
	for _, a := range estate.All[*estate.NetworkACL](p.Estate) {
		if a.Default {
			continue
		}
		in, out := tableOf(p.Estate, entries, a, false), tableOf(p.Estate, entries, a, true)
		everything := in.ask(aclTable.allowsAll).And(out.ask(aclTable.allowsAll))
		parts := []review.Part{{Bad: everything, Says: "every packet is allowed in and out: the ACL filters nothing", Severity: finding.Low, At: a.Origin}}
		if standsForItself(p.Estate, a) {
			parts = append(parts, review.Part{
				Bad: in.ask(aclTable.admitsAdministration).And(everything.Not()), Severity: finding.Low, At: a.Origin,
				Says: "it lets the internet come to ports by which machines are administered",
			})
		}
		p.JudgeParts(a, parts, review.Detail{})
	}
}

// standsForItself reports an ACL of which the sources have neither VPC nor subnet: no
// path shows what gets through it. Where they have one, NET-ADMIN-PORT-INTERNET and its
// kin tell what the internet reaches.
func standsForItself(e *estate.Estate, a *estate.NetworkACL) bool {
	if _, ok := vpcOf(e, a.VPC); ok {
		return false
	}
	for _, x := range estate.All[*estate.NetworkACLAssociation](e) {
		if review.Refers(e, x.ACL, a).False.IsAlways() {
			continue
		}
		for _, to := range x.Subnet.Alternatives() {
			if _, ok := estate.FollowTo[*estate.Subnet](e, to.Is); ok && to.State == estate.Known {
				return false
			}
		}
	}
	return true
}

// admitsAdministration asks whether the internet gets through to an administration
// port.
func (t aclTable) admitsAdministration() answer {
	surely, maybe, gap := t.allowed()
	switch {
	case adminPorts.isOpen(surely):
		return answer{yes: true}
	case adminPorts.isOpen(maybe) && gap != nil:
		return answer{gap: gap}
	}
	return answer{}
}
