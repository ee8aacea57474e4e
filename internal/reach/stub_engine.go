package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// AllPairs says what can flow between all classes of endpoints, in the default
// scenario's class. What goes out to the internet and comes back in by a public
// address is two links.
func (m *Model) AllPairs() *Pairs { return &Pairs{} }

// FromInternet is what reaches each resource from the internet.
func (m *Model) FromInternet() []Surface { return nil }

// ToInternet is what each resource reaches on the internet, through internet,
// NAT and egress-only gateways.
func (m *Model) ToInternet() []Surface { return nil }

// Path is the way, gate by gate, of a packet that makes bad true (or, if none
// does for certain, may).
func (s *Surface) Path(bad func(traffic.Set) bool) []proof.Step { return nil }

func (s *Surface) gaps(w SurfaceIn, bad func(traffic.Set) bool) []estate.Gap { return nil }

func (m *Model) exposed(s Surface) (Exposed, bool) { return Exposed{}, false }

// OpenedBy lists the interfaces that carry a security group, and says of each
// whether the internet reaches it with some of the services.
func (m *Model) OpenedBy(group estate.ID, services traffic.Services) []Opening { return nil }

// PublicSubnet asks whether a subnet is public: its route table has a default
// route (IPv4 or IPv6) to an attached internet gateway.
func (m *Model) PublicSubnet(id estate.ID) estate.Truth { return estate.No() }

// ServiceEndpoints lists the VPC endpoints through which a subnet reaches AWS
// services.
func (m *Model) ServiceEndpoints(subnet estate.ID) []ServiceEndpoint { return nil }
