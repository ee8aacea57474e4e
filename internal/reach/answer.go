package reach

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// Answer is what can flow. Verdict Yes means that some of the services asked for
// can, for certain; No that none can; Unknown names its gaps.
type Answer struct {
	Proof proof.Proof
	// Partial: replies get back only to some of the client ports 1024 to 65535,
	// namely to ClientPorts.
	Partial     bool
	ClientPorts []traffic.PortRange
	// Traffic flows for certain, in the scenarios that count; Possible is all
	// that flows in any scenario at most.
	Traffic  traffic.Services
	Possible traffic.Services
	Flows    []Flow
	// Blocked names every blocker to the end of the way that lacks least, if
	// nothing flows. OnlyReplies: the traffic gets there, and what answers it
	// does not get back.
	Blocked     []proof.Step
	OnlyReplies bool
	// Replies are the network ACLs that keep replies from some client ports, or
	// from all.
	Replies []ReplyLimit
}

// Flow is what can flow from one class of endpoints to another.
type Flow struct {
	From, To Party
	Traffic  traffic.Services // for certain
	Possible traffic.Services // at most
	// Partial and ClientPorts are as in [Answer].
	Partial     bool
	ClientPorts []traffic.PortRange
	// Path is the way of one packet and of its reply, gate by gate; it is empty
	// beyond the first flows of a long answer.
	Path []proof.Step
	Gaps []estate.Gap // what the difference of Traffic and Possible hangs on
	// Via is the load balancer that passes the traffic on in a connection of its
	// own; Entry is what clients send it for that.
	Via   estate.ID
	Entry traffic.Services
}

// PartyKind tells the ends of flows apart.
type PartyKind uint8

const (
	// PartyResources are interfaces of resources of the estate.
	PartyResources PartyKind = iota
	// PartyInternet is the internet, or some addresses of it.
	PartyInternet
	// PartyOnPremises is what is behind VPN gateways.
	PartyOnPremises
	// PartyService is an AWS service.
	PartyService
	// PartyNetwork is the addresses of a VPC, whoever has them.
	PartyNetwork
)

// Party is one end of a flow.
type Party struct {
	Kind      PartyKind
	Resources []estate.ID // sorted; of PartyResources
	// Interfaces name the interfaces where a resource has several.
	Interfaces []string
	// Addresses are the addresses outside the estate's interfaces.
	Addresses traffic.Addresses
	Service   string
	VPC       estate.ID
}

// String is the party for people: "web-1, web-2", "internet (192.0.2.0/24)".
func (p Party) String() string {
	switch p.Kind {
	case PartyInternet:
		if isWholeInternet(p.Addresses) {
			return "internet"
		}
		return "internet (" + p.Addresses.String() + ")"
	case PartyOnPremises:
		if p.Addresses.IsEmpty() || p.Addresses.Covers(traffic.AllIPv4()) {
			return "on-premises" // which ranges are there is not known
		}
		return "on-premises (" + p.Addresses.String() + ")"
	case PartyService:
		return p.Service
	case PartyNetwork:
		return string(p.VPC) + " (" + p.Addresses.String() + ")"
	}
	words := make([]string, len(p.Resources))
	for i, id := range p.Resources {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

func isWholeInternet(a traffic.Addresses) bool {
	public := traffic.Internet()
	return !a.IsEmpty() && (a.Covers(public.IPv4()) || a.Covers(public.IPv6()))
}
