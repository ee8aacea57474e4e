package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// TestAsk_WhatAStateShowsOfAddressesAndIds: Terraform's state has the public addresses
// and ids that AWS chose.
func TestAsk_WhatAStateShowsOfAddressesAndIds(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.IGW("igw", "v")
	b.Subnet("a", "v", "10.0.0.0/24")
	b.Subnet("p", "v", "10.0.1.0/24")
	b.NAT("nat", "a")
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Table("rp", "v", "p", "0.0.0.0/0 nat")
	b.SG("own", "v", "in tcp 443 from 198.51.100.5/32", "in tcp 80 from 198.51.100.10/32", "in tcp 22 from 0.0.0.0/0")
	b.Instance("x", "a", "own", "public", "ip=10.0.0.10")
	b.Instance("y", "a", "own", "public", "ip=10.0.0.11")
	b.Instance("z", "p", "own", "ip=10.0.1.10")
	for id, address := range map[estate.ID]string{"x": "198.51.100.10", "y": "198.51.100.11", "nat": "198.51.100.5"} {
		for _, r := range b.list {
			if c := r.Base(); c.ID == id {
				c.Properties = &estate.Tree{Kind: estate.Map, Fields: []estate.Field{{Name: "PublicIp", Value: estate.NewScalar(estate.Literal(address), b.here())}}}
				c.ARN = estate.Literal("arn:aws:ec2:eu-west-1:111122223333:instance/i-0" + string(id))
			}
		}
	}
	e := b.New().Estate
	expect(t, e, "internet -> 198.51.100.10 tcp/22", "yes tcp 22")
	expect(t, e, "internet -> 198.51.100.10 tcp/8080", "no none")
	expect(t, e, "x -> 198.51.100.11 tcp/80", "yes tcp 80")
	expect(t, e, "y -> 198.51.100.10 tcp/80", "no none")
	expect(t, e, "z -> 198.51.100.10 tcp/443", "yes tcp 443")
	expect(t, e, "198.51.100.9 -> i-0x tcp/22", "yes tcp 22")
}
