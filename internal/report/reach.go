package report

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// ReachVerdict says whether traffic can flow.
type ReachVerdict string

// The verdicts of reach.
const (
	Reachable   ReachVerdict = "reachable"
	Partial     ReachVerdict = "partial" // replies get back to some client ports only
	Unreachable ReachVerdict = "unreachable"
	Undecided   ReachVerdict = "unknown"
)

// Reach is the answer to one question about the network.
type Reach struct {
	Subject     Subject
	From, To    string // as they were asked
	Asked       traffic.Services
	Verdict     ReachVerdict
	ClientPorts []traffic.PortRange // of a partial verdict
	Traffic     traffic.Services    // flows for certain
	Possible    traffic.Services    // flows at most
	Flows       []Flow
	Blocked     []proof.Step
	// OnlyReplies: the traffic gets there, and what answers it does not get back.
	OnlyReplies bool
	Replies     []ReplyLimit
	Opening     *Opening    // of an unreachable verdict
	Proof       proof.Proof // gaps, scenario, assumptions
}

// ReplyLimit is a network ACL that drops replies to some client ports of 1024 to
// 65535, or to all.
type ReplyLimit struct {
	ACL      estate.ID
	Egress   bool   // as they leave its subnet; else as they enter it
	Protocol string // "tcp"
	Dropped  []traffic.PortRange
	Admitted []traffic.PortRange // of all ports
	Origin   estate.Origin
}

// Opening is the fewest changes that would open what is blocked, in the order of
// the gates; or why there are none.
type Opening struct {
	Changes []Change
	// Verified: they were made in a copy of the estate, and it was proved again.
	Verified bool
	Why      string
}

// Change is one change of an opening.
type Change struct {
	Text     string
	Resource estate.ID
	Origin   estate.Origin
}

// Flow is what can flow from one party to another.
type Flow struct {
	From, To    Party
	Traffic     traffic.Services
	Possible    traffic.Services
	ClientPorts []traffic.PortRange // if replies get back to these only
	Path        []proof.Step
	Gaps        []estate.Gap
	Via         estate.ID // the load balancer that passes the traffic on
	Entry       traffic.Services
	// Between: it flows between any of them that are in different VPCs, but for
	// the pairs of Pairs.Apart.
	Between bool
}

// Party is one end of a flow: resources that are treated alike, or something
// outside the estate.
type Party struct {
	Name      string // of what is not resources
	Kind      string // "internet", "on-premises", "service", "network"; empty for resources
	Resources []estate.ID
	// Interfaces name the interfaces of resources that have several.
	Interfaces []string
}

// Pairs is all that can flow in an estate, by class, in the default scenario.
type Pairs struct {
	Subject Subject
	Flows   []Flow
	// Apart are pairs of VPCs that flows between VPCs don't stand for: all that
	// flows between these two is listed by itself.
	Apart [][2]estate.ID
	Proof proof.Proof
	// Scenarios counts the other classes of scenarios that were looked at; Others
	// are those in which something flows otherwise.
	Scenarios int
	Others    []PairsCase
}

// PairsCase is how what can flow differs in other scenarios.
type PairsCase struct {
	When         []scenario.Setting
	Gained, Lost []Flow
}

// Exposure is everything that the internet reaches.
type Exposure struct {
	Subject Subject
	Exposed []Exposed
	// Gaps are what may hide further exposure.
	Gaps []estate.Gap
}

// Exposed is one resource that the internet reaches, or may reach.
type Exposed struct {
	Resource    estate.ID
	Verdict     proof.Verdict // Yes, or Unknown for "may be"
	Traffic     traffic.Services
	Possible    traffic.Services
	ClientPorts []traffic.PortRange
	// Path is the way there, gate by gate, found when it is asked for: of
	// thousands of resources few are printed. Resources with one number in Alike
	// take the same way; 0 stands for none.
	Path       func() []proof.Step
	Alike      int
	Gaps       []estate.Gap
	Behind     []estate.ID // to which a load balancer passes traffic on
	Interfaces []estate.ID // of a live resource, through which it is reached
	Managed    bool        // a front door that AWS runs, outside of any VPC
	Ways       []Way       // that a front door leads on
}

// Way is where a front door leads with some requests.
type Way struct {
	Request string    // "/api/*", "GET /users"; empty for all
	Target  estate.ID // empty where it is outside of the sources
	Verdict proof.Verdict
	Path    []proof.Step
	Gaps    []estate.Gap
}
