package terraform

import "testing"

// A name squeezes to what squeezed makes of it, and to nothing else.
func TestSqueezesTo(t *testing.T) {
	names := []string{"", "_", "VpcId", "vpc_id", "VPC-ID", "Vpc", "VpcIds", "IPv6CidrBlock", "ipv6_cidr_block", "a1", "A_1"}
	for _, a := range names {
		for _, b := range names {
			if want := squeezed(a) == squeezed(b); squeezesTo(a, squeezed(b)) != want {
				t.Errorf("%q to %q: not %v", a, squeezed(b), want)
			}
		}
	}
}
