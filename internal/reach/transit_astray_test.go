package reach

import "testing"

// astray is two VPCs, and a third to which the longest route of the second's addresses
// leads ("Transit gateway route tables": the most specific route).
func astray(t *testing.T, beyond string) *estateBuilder {
	b := hub(t, "manual")
	b.VPC("u", "10.2.0.0/16")
	b.Subnet("ut", "u", "10.2.9.0/28")
	b.zone("eu-west-1a")
	b.Arm("arm-u", "tgw", "u", "ut")
	b.Table("rt-u", "u", "ut", "10.0.0.0/8 tgw")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v arm-w", "10.1.0.0/24 arm-u")
	b.TransitTable("rtb-u", "tgw", "arm-u", "arm-v", beyond)
	return b
}

// TestTransit_WhatComesToTheWrongVPCEndsThere: no page says that a VPC hands it back, and
// the table of its own arm would lead it nowhere, or back.
func TestTransit_WhatComesToTheWrongVPCEndsThere(t *testing.T) {
	for beyond, code := range map[string]string{
		"172.16.0.0/12 arm-w": codeTransitNoRoute, "10.1.0.0/16 blackhole": codeTransitBlackhole, "10.1.0.0/16 arm-u": codeTransitNoRoute,
	} {
		b := astray(t, beyond)
		n := b.New()
		n.no("x -> y tcp 22", code)
		expect(t, n.Estate, "x -> y tcp/22", "no none")
		n.no("y -> x tcp 22") // replies
		expect(t, n.Estate, "y -> x tcp/22", "no none")
	}
	n := astray(t, "10.1.0.0/16 arm-w").New()
	n.unknown("x -> y tcp 22", "passes traffic from one transit gateway on to another")
	expect(t, n.Estate, "x -> y tcp/22", "unknown none")
}
