package traffic_test

import (
	"fmt"
	"net/netip"

	"ringwall/internal/traffic"
)

func Example() {
	office := traffic.Prefixes(netip.MustParsePrefix("203.0.113.0/24"))
	https := traffic.Ports(traffic.TCP, 443, 443)
	ssh := traffic.Ports(traffic.TCP, 22, 22)

	allowed := traffic.Of(traffic.AllIPv4(), https).Union(traffic.Of(office, ssh))
	fmt.Println(allowed.At(netip.MustParseAddr("203.0.113.9")))
	fmt.Println(allowed.AddressesFor(ssh))
	fmt.Println(allowed.Subtract(traffic.Of(traffic.AllAddresses(), https)))
	// Output:
	// tcp 22,443
	// 203.0.113.0/24
	// tcp 22 with 203.0.113.0/24
}

func ExampleParseService() {
	services, _ := traffic.ParseService("tcp/443,80,udp/53")
	fmt.Println(services)
	for _, d := range services.Describe() {
		fmt.Printf("%s: %s\n", d.Protocol, d.Ports)
	}
	// Output:
	// tcp 80,443; udp 53
	// tcp: 80,443
	// udp: 53
}

func ExampleSet_Over() {
	low := traffic.Prefixes(netip.MustParsePrefix("10.0.0.0/25"))
	subnet := traffic.Prefixes(netip.MustParsePrefix("10.0.0.0/24"))
	rules := traffic.Of(low, traffic.Ports(traffic.TCP, 5432, 5432))

	all, some := rules.Over(subnet)
	fmt.Println("every address of the subnet:", all)
	fmt.Println("at least one:", some)
	// Output:
	// every address of the subnet: none
	// at least one: tcp 5432
}

func ExampleAtoms() {
	ten := traffic.Prefixes(netip.MustParsePrefix("10.0.0.0/8"))
	part := traffic.Prefixes(netip.MustParsePrefix("10.0.0.0/9"))
	for _, atom := range traffic.Atoms(ten, part, traffic.AllIPv6()) {
		fmt.Println(atom)
	}
	// Output:
	// 0.0.0.0-9.255.255.255, 11.0.0.0-255.255.255.255
	// 10.0.0.0/9
	// 10.128.0.0/9
	// ::/0
}

func ExampleTable() {
	table := traffic.NewTable()
	web := table.Intern(traffic.Ports(traffic.TCP, 80, 443))
	low := table.Intern(traffic.Ports(traffic.TCP, 0, 1023))

	fmt.Println(table.And(web, low) == web)
	fmt.Println(table.Minus(web, low) == traffic.None)
	// Output:
	// true
	// true
}

func ExampleCidr() {
	blocks, _ := traffic.Cidr(netip.MustParsePrefix("10.0.0.0/16"), 3, 8)
	fmt.Println(blocks)
	// Output: [10.0.0.0/24 10.0.1.0/24 10.0.2.0/24]
}

func ExampleCheckSubnetPrefix() {
	fmt.Println(traffic.CheckSubnetPrefix(netip.MustParsePrefix("203.0.113.0/29")))
	// Output: 203.0.113.0/29 is too small for a VPC subnet: AWS allows /16 to /28
}
