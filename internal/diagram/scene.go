package diagram

import "ringwall/internal/estate"

// item is a tile to be: one resource, or several of a group.
type item struct {
	ids   []estate.ID
	name  string
	noun  string // "EC2 instance"
	note  string // what the tile says below the name
	style Style
	glyph Glyph
	// count is of a group.
	count   int
	counted bool
	small   bool   // a tile of one line
	doubt   string // why it is dashed
	marked  bool
	spots   []int // numbers of the spots that speak of it
	tone    Tone
}

// span is an item with interfaces in several subnets: a band across their zones.
type span struct {
	*item
	subnets []estate.ID
	entry   bool // a load balancer: it stands above the subnets
}

// subnetScene is one subnet, or several that are drawn as one.
type subnetScene struct {
	ids       []estate.ID
	name      string
	cidr      string
	zone      zone
	doubt     string
	class     tierClass
	items     []*item
	residents residents
	count     int // of several
	marked    bool
}

// vpcScene is a VPC and what stands in it.
type vpcScene struct {
	id      estate.ID // empty: the sources do not hold it
	key     string
	name    string
	cidr    string
	doubt   string
	subnets []*subnetScene
	spans   []*span
	// top, right and bottom stand on the border: ways to the internet and to
	// on-premises; endpoints; ways to other VPCs.
	top, right, bottom []*item
	// loose stand in the VPC, it is not known in which subnet.
	loose  []*item
	marked bool
}

// regionScene is a Region of an account.
type regionScene struct {
	key    string
	name   string
	known  bool
	vpcs   []*vpcScene
	hubs   []*item // transit gateways: bands below the VPCs
	panels [categories][]*item
}

// accountScene is an account.
type accountScene struct {
	key     string
	name    string
	known   bool
	global  [categories][]*item // of no Region
	regions []*regionScene
}

// scene is all that is to be drawn.
type scene struct {
	accounts []*accountScene
	internet bool
	premises []*item // VPN connections and customer gateways
	onprem   bool
	fine     int // resources that are fine print
	total    int
}

func (s *scene) account(key estate.Text) *accountScene {
	k := key.String()
	for _, a := range s.accounts {
		if a.key == k {
			return a
		}
	}
	a := &accountScene{key: k}
	a.name, a.known = placeName("Account", key)
	s.accounts = append(s.accounts, a)
	return a
}

// region finds a Region's scene. Those that nobody names are one.
func (a *accountScene) region(key estate.Text) *regionScene {
	name, known := placeName("Region", key)
	k := key.String()
	if !known {
		k = "?" + name
	}
	for _, r := range a.regions {
		if r.key == k {
			return r
		}
	}
	r := &regionScene{key: k, name: name, known: known}
	a.regions = append(a.regions, r)
	return r
}
