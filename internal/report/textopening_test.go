package report

import (
	"testing"

	"ringwall/internal/traffic"
)

func TestReplyLimit_OneSentence(t *testing.T) {
	ports := func(list ...traffic.PortRange) []traffic.PortRange { return list }
	low, high := traffic.PortRange{Lo: 1024, Hi: 32767}, traffic.PortRange{Lo: 32768, Hi: 65535}
	who := " (Linux clients use 32768-60999, NAT gateways and load balancers 1024-65535)"
	for want, l := range map[string]ReplyLimit{
		"replies to client ports 1024-32767 are dropped by acl-private out: it only lets out 32768-65535": {ACL: "acl-private", Egress: true, Protocol: "tcp", Dropped: ports(low), Admitted: ports(high)},
		"replies to client ports 1024-32767 are dropped by acl in: it only lets in 443,32768-65535":       {ACL: "acl", Protocol: "tcp", Dropped: ports(low), Admitted: ports(traffic.PortRange{Lo: 443, Hi: 443}, high)},
		"udp replies to client ports 1024-65535 are dropped by acl in: it lets in no udp":                 {ACL: "acl", Protocol: "udp", Dropped: ports(traffic.PortRange{Lo: 1024, Hi: 65535})},
	} {
		if got := l.sentence(); got != want+who {
			t.Errorf("got  %s\nwant %s", got, want+who)
		}
	}
}
