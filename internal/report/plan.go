package report

import (
	"encoding/json"
	"net/netip"
	"strings"

	"ringwall/internal/traffic"
)

// Plan is an address plan: a block, and the blocks cut from it in order.
type Plan struct {
	Block  Block
	Splits []Block
	// Left are the largest blocks that no split takes, in order.
	Left []netip.Prefix
}

// Block is one prefix by AWS's rules.
type Block struct {
	Prefix    netip.Prefix
	Addresses string // how many; IPv6 blocks may have more than a number holds
	First     netip.Addr
	Last      netip.Addr
	Usable    string // addresses left for interfaces in a subnet
	Reserved  []traffic.ReservedAddress
	VPC       string // why AWS refuses it for a VPC; empty if it doesn't
	Subnet    string // why AWS refuses it for a subnet; empty if it doesn't
}

type jsonPlan struct {
	Schema string     `json:"schema"`
	Estate jsonEstate `json:"estate"`
	jsonPrefix
	Splits []jsonPrefix `json:"splits"`
	Left   []string     `json:"left"`
}

type jsonPrefix struct {
	Prefix    string                    `json:"prefix"`
	Addresses json.Number               `json:"addresses"`
	First     string                    `json:"first"`
	Last      string                    `json:"last"`
	Usable    json.Number               `json:"usable"`
	Reserved  []traffic.ReservedAddress `json:"reserved"`
	VPC       jsonFit                   `json:"vpc"`
	Subnet    jsonFit                   `json:"subnet"`
}

type jsonFit struct {
	Allowed bool   `json:"allowed"`
	Why     string `json:"why,omitempty"`
}

func planDocument(p *Plan) jsonPlan {
	out := jsonPlan{"ringwall.cidr/v1", noEstate(), blockDocument(p.Block), []jsonPrefix{}, []string{}}
	for _, s := range p.Splits {
		out.Splits = append(out.Splits, blockDocument(s))
	}
	for _, l := range p.Left {
		out.Left = append(out.Left, l.String())
	}
	return out
}

func blockDocument(b Block) jsonPrefix {
	return jsonPrefix{
		b.Prefix.String(), json.Number(b.Addresses), b.First.String(), b.Last.String(), json.Number(b.Usable), notNil(b.Reserved),
		jsonFit{b.VPC == "", b.VPC}, jsonFit{b.Subnet == "", b.Subnet},
	}
}

func (p *page) plan(x *Plan) {
	b := x.Block
	p.line(p.paint(bold, b.Prefix.String()), "  ", b.Addresses, " ", addresses(b.Addresses), ", ", b.First.String(), " to ", b.Last.String())
	p.fit("VPC", b.VPC)
	p.fit("subnet", b.Subnet)
	if b.Subnet == "" {
		p.line("  in a subnet AWS reserves:")
		for _, r := range b.Reserved {
			p.line("    ", pad(r.Addr.String(), 16), p.paint(dim, r.Why))
		}
		p.line("  leaving ", b.Usable, " for interfaces")
	}
	p.splits(x)
}

func addresses(n string) string {
	if n == "1" {
		return "address"
	}
	return "addresses"
}

func (p *page) fit(what, why string) {
	if why == "" {
		p.line("  ", p.paint(green, "✓"), " may be a ", what)
		return
	}
	p.text("  "+p.paint(red, "✗")+" ", 4, plain, "not a "+what+": "+why)
}

func (p *page) splits(x *Plan) {
	if len(x.Splits) == 0 {
		return
	}
	p.heading("Split")
	width := 0
	for _, s := range x.Splits {
		width = max(width, columns(s.Prefix.String()))
	}
	for _, s := range x.Splits {
		lead := "  " + p.paint(bold, pad(s.Prefix.String(), width)) + "  "
		text := s.First.String() + " to " + s.Last.String() + ", " + s.Usable + " usable in a subnet"
		if s.Subnet != "" {
			text = s.First.String() + " to " + s.Last.String() + "; not a subnet: " + s.Subnet
		}
		p.text(lead, width+4, plain, text)
	}
	if len(x.Left) > 0 {
		var words []string
		for _, l := range x.Left {
			words = append(words, l.String())
		}
		p.text(p.paint(dim, "  left: "), 8, dim, strings.Join(words, ", "))
	}
}
