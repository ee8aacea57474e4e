package account

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// joinCards tells interfaces whose they are, and whether what they are attached to
// runs. They work for what names them, or for what AWS's description of them names
// ("Requester-managed network interfaces").
func (l *loader) joinCards(lists places) {
	f := l.finder()
	l.unlistedBalancers(f)
	for card, names := range l.loose.owners {
		if i := l.card(card); i != nil {
			f.own(i, names)
		}
	}
	u := uses{l: l, lists: lists}
	for _, x := range l.result.Resources {
		i, ok := x.(*estate.LiveInterface)
		if !ok {
			continue
		}
		if len(i.Owners) == 0 && i.Description != "" && i.Instance == "" {
			i.Owners = f.described(i)
		}
		if len(i.Owners) == 0 && i.Instance == "" {
			i.Owners = f.proxiesOf(i)
		}
		l.joinInstance(i)
		u.doubt(i)
	}
}

// card finds an interface among the sorted resources.
func (l *loader) card(id string) *estate.LiveInterface {
	at, found := slices.BinarySearchFunc(l.result.Resources, estate.ID(id), func(r estate.Resource, id estate.ID) int {
		return strings.Compare(string(r.Base().ID), string(id))
	})
	if !found {
		return nil
	}
	i, _ := l.result.Resources[at].(*estate.LiveInterface)
	return i
}

// own notes for whom an interface works that is named by them.
func (f finder) own(i *estate.LiveInterface, names []string) {
	for _, name := range names {
		if id, ok := f.byPhysical[name]; ok && !slices.Contains(i.Owners, id) {
			i.Owners = append(i.Owners, id)
		}
	}
}

// finder finds resources by what descriptions of interfaces say of them.
type finder struct {
	l          *loader
	byPhysical map[string]estate.ID
	balancers  map[string]estate.ID // "app/name/0123456789abcdef", or place and name of a classic one
	proxies    []*estate.DBProxy
}

func (l *loader) finder() finder {
	f := finder{l: l, byPhysical: map[string]estate.ID{}, balancers: map[string]estate.ID{}}
	for _, x := range l.result.Resources {
		switch x := x.(type) {
		case *estate.LoadBalancer:
			f.know(x)
		case *estate.DBProxy:
			f.proxies = append(f.proxies, x)
		case *estate.NATGateway, *estate.VPCEndpoint, *estate.MountTarget:
			f.byPhysical[x.Base().Physical] = x.Base().ID
		}
	}
	return f
}

func (f finder) know(b *estate.LoadBalancer) {
	if _, tail, ok := strings.Cut(b.Physical, ":loadbalancer/"); ok {
		f.balancers[tail] = b.ID
	} else {
		f.balancers[b.Stack+" "+b.Logical] = b.ID
	}
}

// described are the resources that an interface's description names.
func (f finder) described(i *estate.LiveInterface) []estate.ID {
	one := func(id estate.ID, ok bool) []estate.ID {
		if !ok {
			return nil
		}
		return []estate.ID{id}
	}
	d := i.Description
	if name, ok := strings.CutPrefix(d, "ELB "); ok {
		if id, ok := f.balancers[name]; ok {
			return []estate.ID{id}
		}
		id, ok := f.balancers[i.Stack+" "+name]
		return one(id, ok)
	}
	for _, prefix := range []string{"Interface for NAT Gateway ", "VPC Endpoint Interface "} {
		if name, ok := strings.CutPrefix(d, prefix); ok {
			id, ok := f.byPhysical[name]
			return one(id, ok)
		}
	}
	if strings.HasPrefix(d, "EFS mount target for ") {
		if open := strings.LastIndexByte(d, '('); open > 0 {
			id, ok := f.byPhysical[strings.TrimSuffix(d[open+1:], ")")]
			return one(id, ok)
		}
	}
	switch {
	case i.Kind == "lambda" || strings.HasPrefix(d, "AWS Lambda VPC ENI"):
		return f.functions(i)
	case d == "RDSNetworkInterface":
		return f.databases(i)
	}
	var out []estate.ID
	for _, c := range f.l.loose.described[d] {
		out = append(out, c.ID)
	}
	return out
}

// functions are those that may share a Lambda interface: functions with the same
// groups that have its subnet ("Understanding Hyperplane Elastic Network
// Interfaces").
func (f finder) functions(i *estate.LiveInterface) []estate.ID {
	var out []estate.ID
	for _, x := range f.l.loose.functions {
		if holds(x.Subnets, estate.Literal(i.Subnet)) && sameGroups(x.Groups, i.Groups) {
			out = append(out, x.ID)
		}
	}
	return out
}

// databases are those that an RDS interface may be of: with the same groups, and
// a subnet group that has its subnet.
func (f finder) databases(i *estate.LiveInterface) []estate.ID {
	var out []estate.ID
	for _, d := range f.l.loose.databases {
		name, _ := d.SubnetGroup.Known()
		arn, _ := name.Known()
		group, ok := f.l.byID[typed{"AWS::RDS::DBSubnetGroup", arn}]
		if !ok {
			continue
		}
		public, _ := d.PubliclyAccessible.Known()
		g, _ := group.resource.(*estate.SubnetGroup)
		if holds(g.Subnets, estate.Literal(i.Subnet)) && sameGroups(d.Groups, i.Groups) && public == i.PublicIPv4().IsValid() {
			out = append(out, d.ID)
		}
	}
	return out
}

// proxiesOf are those that an interface of AWS's may be of: in its subnet, with the same
// groups. What AWS's description of it says is not documented.
func (f finder) proxiesOf(i *estate.LiveInterface) []estate.ID {
	var out []estate.ID
	for _, x := range f.proxies {
		if i.Managed && holds(x.Subnets, estate.Literal(i.Subnet)) && sameGroups(x.Groups, i.Groups) {
			out = append(out, x.ID)
		}
	}
	return out
}

func holds(list estate.Items[estate.Text], t estate.Text) bool {
	return slices.ContainsFunc(list.Known, func(i estate.Item[estate.Text]) bool { return i.Is.Equal(t) })
}

func sameGroups(list estate.Items[estate.Text], groups []estate.Text) bool {
	if len(list.Known) != len(groups) {
		return false
	}
	for _, g := range groups {
		if !holds(list, g) {
			return false
		}
	}
	return true
}

// joinInstance tells an interface its instance, and whether that runs.
func (l *loader) joinInstance(i *estate.LiveInterface) {
	runs, known := l.instance[i.Instance]
	if i.Instance == "" || !known {
		return
	}
	i.InUse = i.InUse && runs
	if held, ok := l.byID[typed{"AWS::EC2::Instance", i.Instance}]; ok && len(i.Owners) == 0 {
		i.Owners = []estate.ID{held.resource.Base().ID}
	}
}

// uses says of which instances it is unknown whether they run.
type uses struct {
	l     *loader
	lists places
	// gap is what the last interface's account and Region lack; nil for nothing.
	gap             *estate.Gap
	account, region estate.Text
	asked           bool
}

// doubt makes unknown whether the interface's instance runs, where a damaged list
// says nothing of it. Without a file of the instances they are taken to run.
func (u *uses) doubt(i *estate.LiveInterface) {
	if i.Instance == "" {
		return
	}
	if _, known := u.l.instance[i.Instance]; known {
		return
	}
	if !u.asked || !u.account.Equal(i.Account) || !u.region.Equal(i.Region) {
		u.asked, u.account, u.region = true, i.Account, i.Region
		if u.gap = u.l.lack(u.lists, "Reservations", &i.Core); u.gap != nil && u.gap.Variable.Why == missing {
			u.gap = nil
		}
	}
	if u.gap != nil {
		i.Doubt = u.gap
	}
}
