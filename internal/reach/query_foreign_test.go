package reach

import (
	"errors"
	"testing"

	"ringwall/internal/estate"
)

// TestAsk_NeitherEndIsInTheEstate: what flows between others the estate does not tell.
func TestAsk_NeitherEndIsInTheEstate(t *testing.T) {
	e := peered(t).New().Estate
	for _, q := range []string{"8.8.8.8 -> 1.1.1.1", "internet -> 8.8.8.8", "10.9.9.9 -> 8.8.8.8", "8.8.8.8 -> 10.9.9.9 tcp/443", "10.9.9.9 -> 10.9.9.10"} {
		var foreign *ForeignError
		if _, err := ask(t, e, q); !errors.As(err, &foreign) {
			t.Errorf("%s: got %v", q, err)
		}
	}
	expect(t, e, "10.1.0.9 -> 8.8.8.8", "unknown none") // an address of a VPC's block is the estate's
}

// TestAsk_OnPremisesRangesAreOfTheEstate: a range that a VPN's routes name is; any
// private address may be behind a gateway whose ranges no source shows.
func TestAsk_OnPremisesRangesAreOfTheEstate(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.1.0/24")
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	e := b.New().Estate
	expect(t, e, "192.168.1.1 -> 8.8.8.8", "no none")
	var foreign *ForeignError
	if _, err := ask(t, e, "10.9.9.9 -> 8.8.8.8"); !errors.As(err, &foreign) {
		t.Errorf("got %v", err)
	}
	far := peered(t)
	far.add(&estate.TransitGatewayAttachment{Core: far.core("tga", "AWS::EC2::TransitGatewayAttachment")})
	expect(t, far.New().Estate, "10.9.9.9 -> 8.8.8.8", "unknown none")
	if _, err := ask(t, far.New().Estate, "1.1.1.1 -> 8.8.8.8"); !errors.As(err, &foreign) {
		t.Errorf("got %v", err)
	}
}
