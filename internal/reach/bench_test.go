package reach

import (
	"fmt"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// BenchmarkTrace follows packets of the talk's architecture: within the VPC, in
// from the internet, out through NAT.
func BenchmarkTrace(b *testing.B) {
	n := myapp(b).New()
	for _, text := range []string{
		"web -> backend tcp 4000", "198.51.100.7 -> web tcp 443", "198.51.100.7 -> backend tcp 4000", "backend -> 198.51.100.7 tcp 443",
	} {
		p := n.packet(text)
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n.Trace(p)
			}
		})
	}
}

// BenchmarkNew resolves an estate of 50 VPCs with 20 instances each.
func BenchmarkNew(b *testing.B) {
	x := build(b)
	for v := range 50 {
		vpc := fmt.Sprintf("v%d", v)
		x.VPC(vpc, fmt.Sprintf("10.%d.0.0/16", v))
		x.IGW(vpc+"igw", vpc)
		x.Subnet(vpc+"a", vpc, fmt.Sprintf("10.%d.0.0/24", v), "public")
		x.Table(vpc+"rt", vpc, vpc+"a", "0.0.0.0/0 "+vpc+"igw")
		x.SG(vpc+"sg", vpc, "in tcp 443 from 0.0.0.0/0", "in tcp 22 from "+vpc+"sg")
		for i := range 20 {
			x.Instance(fmt.Sprintf("%si%d", vpc, i), vpc+"a", vpc+"sg")
		}
	}
	e := estate.New(estate.Estate{Resources: x.list})
	b.ReportAllocs()
	for b.Loop() {
		New(e, scenario.Always())
	}
}
