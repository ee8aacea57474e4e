package estate

import (
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/scenario"
)

// The types of this file are what a live account shows and no template writes.

// LiveInterface is a network interface as AWS describes it
// (DescribeNetworkInterfaces): all of its facts are known. There may be a great
// many, so it is small: its lists are shared with other interfaces where they
// are equal, and are not to be changed.
type LiveInterface struct {
	Core
	VPC    string
	Subnet string
	Zone   string // Availability Zone
	// Kind is InterfaceType: "interface", "nat_gateway", "network_load_balancer",
	// "gateway_load_balancer", "gateway_load_balancer_endpoint", "vpc_endpoint",
	// "transit_gateway", "lambda", "global_accelerator_managed", "efa", …
	Kind        string
	Description string
	// Groups are its security groups; without any it has no filter of its own.
	Groups []Text
	// Addresses are its private IPv4 addresses, the primary one first, IPv6 its
	// IPv6 addresses. Prefixes are delegated to it (/28, /80).
	Addresses []LiveAddress
	IPv6      []netip.Addr
	Prefixes  []netip.Prefix
	// Instance is the instance that it is attached to, as its Device-th interface
	// (0 is its primary one); empty for none.
	Instance string
	Device   int
	// Owners are the resources of the estate that work through it: a load
	// balancer, an endpoint, its instance, the functions or databases that may share
	// it. Empty where the sources do not show whose it is.
	Owners []ID
	// Doubt is set where it is not known whether the instance that it is attached to
	// runs.
	Doubt *Gap
	// InUse: it is attached, and not to an instance that is stopped.
	InUse bool
	// Managed: by an AWS service (RequesterManaged).
	Managed bool
	// SourceDestCheck is false where it forwards traffic of others.
	SourceDestCheck bool
	// AllIGWTrafficDenied: AWS drops what comes to it from an internet gateway.
	AllIGWTrafficDenied bool
	// GroupsUnknown: the source does not say which groups it has.
	GroupsUnknown bool
}

// LiveAddress is a private IPv4 address and the public (or carrier, or
// customer-owned) one that is associated with it, if any.
type LiveAddress struct {
	Private, Public netip.Addr
}

// PublicIPv4 is the interface's first public address; invalid if it has none.
func (i *LiveInterface) PublicIPv4() netip.Addr {
	for _, a := range i.Addresses {
		if a.Public.IsValid() {
			return a.Public
		}
	}
	return netip.Addr{}
}

// Stands reports whether the interface is a placement of its own: not where it
// is another resource's, detached, a stopped instance's, or only a door for
// routes (transit gateway, Gateway Load Balancer endpoint).
func (i *LiveInterface) Stands() bool {
	switch i.Kind {
	case "transit_gateway", "gateway_load_balancer_endpoint", "nat_gateway", "gateway_load_balancer":
		return false
	}
	return i.InUse && len(i.Owners) == 0
}

// Placements of a live interface: itself, if it stands for itself.
func (i *LiveInterface) Placements(*Estate) []Placement {
	if !i.Stands() {
		return nil
	}
	p := Placement{Card: i.ID, OutboundOnly: i.Kind == "lambda", InboundOnly: i.Kind == "vpc_endpoint"}
	return []Placement{i.placement(p)}
}

// placement is where the interface stands; what its owner decides is given.
func (i *LiveInterface) placement(p Placement) Placement {
	at := i.Origin
	p.Origin = at
	p.Subnets = Items[Text]{Origin: at, Known: []Item[Text]{{Is: Literal(i.Subnet), Origin: at}}}
	p.Groups, p.NoGroups = Items[Text]{Origin: at}, len(i.Groups) == 0
	if i.GroupsUnknown {
		g := NotListed("the security groups of "+string(i.ID), "the source does not say", "add describe-network-interfaces.json")
		p.NoGroups, p.Groups.Unknown = false, []GuardedGap{{Gap: g}}
	}
	for _, g := range i.Groups {
		p.Groups.Known = append(p.Groups.Known, Item[Text]{Is: g, Origin: at})
	}
	p.Addresses = Items[netip.Addr]{Origin: at}
	for n, a := range i.Addresses {
		p.Addresses.Known = append(p.Addresses.Known, Item[netip.Addr]{Is: a.Private, Origin: at})
		if n > 0 && a.Public.IsValid() {
			p.AlsoPublic = append(p.AlsoPublic, a)
		}
		if n == 0 {
			p.PublicAddress = a.Public
		}
	}
	p.Delegated, p.Doubt = i.Prefixes, i.Doubt
	for _, a := range i.IPv6 {
		p.Addresses.Known = append(p.Addresses.Known, Item[netip.Addr]{Is: a, Origin: at})
	}
	p.PublicIP, p.PublicDefault = Of(len(i.Addresses) > 0 && i.Addresses[0].Public.IsValid(), at), PublicNever
	p.IPv6, p.SourceDestCheck = Of(len(i.IPv6) > 0, at), Of(i.SourceDestCheck, at)
	return p
}

// Listing is a list of a live account that a source holds, or should: the
// output of one describe command in one account and Region.
type Listing struct {
	Account, Region string
	Kind            ListingKind
	Origin          Origin // where it begins, if that is known
	// Gap is set where the list is missing, cut off or damaged: what it does not
	// show may be there all the same.
	Gap Gap
}

// Hidden is what a list that is not whole may have besides: a resource of each type that
// it shows, of which nothing is known. They are not among the estate's resources.
type Hidden struct {
	Gap       Gap
	Resources []Resource
}

// ListingKind names a list by the key of its output: "NetworkInterfaces".
type ListingKind string

// InterfaceListing is the list of all network interfaces. Where it is whole,
// there are no interfaces beside those in it.
const InterfaceListing ListingKind = "NetworkInterfaces"

// Lists of what belongs to no Region: their Region is empty.
const (
	RoleListing  ListingKind = "Roles"
	UserListing  ListingKind = "Users"
	GroupListing ListingKind = "Groups"
	// BucketListing is of an account's buckets in all Regions.
	BucketListing ListingKind = "Buckets"
	// AccountListing is of all accounts of an organisation, in its management
	// account.
	AccountListing ListingKind = "Accounts"
)

// Lists reports whether the sources hold the whole list of a kind for the
// account and Region of a resource.
func (e *Estate) Lists(kind ListingKind, r *Core) bool {
	l, ok := e.Listing(kind, r)
	return ok && l.Gap.Variable == nil
}

// Listed is why the sources do not hold the whole list of a kind for the account and
// Region of a resource: nil if they do, a gap without a cause if none of them says
// anything of such a list. For what is of no Region that is the list of each Region of
// which the sources hold any.
func (e *Estate) Listed(kind ListingKind, r *Core) *Gap {
	account, _ := r.Account.Known()
	region, _ := r.Region.Known()
	regions := []string{region}
	if region == "" {
		for _, l := range e.Listings {
			if l.Account == account && l.Region != "" && !slices.Contains(regions, l.Region) {
				regions = append(regions, l.Region)
			}
		}
		if len(regions) > 1 {
			regions = regions[1:]
		}
	}
	for _, of := range regions {
		l, ok := e.listings[listingKey{account, of, kind}]
		if !ok {
			l, ok = e.listings[listingKey{account, "", kind}]
		}
		switch {
		case !ok:
			return &Gap{}
		case l.Gap.Variable != nil:
			return &l.Gap
		}
	}
	return nil
}

type listingKey struct {
	account, region string
	kind            ListingKind
}

// InterfacesOf lists the live interfaces that a resource works through: an
// instance's primary one first, else in the order of their ids.
func (e *Estate) InterfacesOf(id ID) []*LiveInterface { return e.live[id] }

// indexLive gathers live interfaces by owner, listings by their keys and
// resources by the id or ARN that AWS gave them.
func (e *Estate) indexLive() {
	e.live = map[ID][]*LiveInterface{}
	for _, r := range e.Resources {
		c := r.Base()
		if c.Physical != "" && c.Physical != string(c.ID) {
			if e.byPhysical == nil {
				e.byPhysical = map[string]Resource{}
			}
			e.byPhysical[c.Physical] = r
		}
		if i, ok := r.(*LiveInterface); ok {
			for _, owner := range i.Owners {
				e.live[owner] = append(e.live[owner], i)
			}
		}
	}
	e.listings = make(map[listingKey]Listing, len(e.Listings))
	for _, list := range e.live {
		slices.SortStableFunc(list, func(i, j *LiveInterface) int { return i.Device - j.Device })
	}
	for _, l := range e.Listings {
		e.listings[listingKey{l.Account, l.Region, l.Kind}] = l
	}
}

// physical finds the live resource that AWS calls so: by an ARN, or by an id in
// AWS's form ("vpc-0a1b2c3d", an account's twelve digits).
func (e *Estate) physical(name string) (Resource, bool) {
	if r, ok := e.byPhysical[name]; ok {
		return r, true
	}
	r, ok := e.Get(ID(name))
	if !ok || r.Base().Physical != name {
		return nil, false
	}
	if _, account := r.(*Account); account || strings.Contains(name, "-") {
		return r, true
	}
	return nil, false
}

// atLive puts a resource's placement where its live interfaces are. Without any,
// it has none if all interfaces of its account and Region are listed; otherwise
// the placement stays as the resource's own facts say.
func (e *Estate) atLive(c *Core, p Placement) []Placement {
	if c.Physical == "" {
		return []Placement{p}
	}
	own := e.live[c.ID]
	if len(own) == 0 && !e.Lists(InterfaceListing, c) {
		return []Placement{p}
	}
	var out []Placement
	for _, i := range own {
		if !i.InUse {
			continue
		}
		q := i.placement(p)
		q.Name, q.Card = string(i.ID), i.ID
		out = append(out, q)
	}
	return out
}

// NotListed is the gap of what a list would show that the sources lack.
func NotListed(what, why, settle string) Gap {
	return Gap{Variable: &scenario.Variable{Name: what, Kind: scenario.Outside, Why: why, Settle: settle}}
}
