package account

import (
	"cmp"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// finish joins what has been read.
func (l *loader) finish() Result {
	l.readConfigItems()
	l.locate()
	l.joinNested()
	l.joinDead()
	l.joinRules()
	l.joinAttachments()
	l.joinLists()
	l.joinTargets()
	l.joinTags()
	l.joinFunctionTags()
	l.joinRights()
	l.joinWatching()
	l.fillConfig()
	l.rename()
	if distinct := estate.SortByID(l.result.Resources); !distinct {
		l.tellApart()
		l.dropDoubles()
	}
	lists := l.lists()
	l.joinRegions()
	l.joinCards(lists)
	settled := len(l.result.Resources)
	l.fillIn(lists)
	l.fillListeners(lists)
	l.fillRules(lists)
	l.fillConnections(lists)
	l.fillBlocks(lists)
	for _, x := range l.result.Resources[settled:] {
		l.placeCore(x.Base(), nil)
	}
	l.result.Rest = estate.NotListed("the rest of the account", "the sources hold only some of its lists", "add the list that is asked for, if it is read")
	return l.result
}

// joinRights joins what says who may do what.
func (l *loader) joinRights() {
	l.joinVersions()
	l.joinIdentities()
	l.joinClients()
	l.joinSingles()
	l.joinUsers()
	l.joinOrganizations()
	l.joinBuckets()
	l.joinPoints()
	l.joinGuarded()
	l.joinGrants()
	l.joinRotations()
	l.joinShares()
	l.joinForms()
	l.joinConcurrency()
}

// locate settles what account and Region each scope is of, and gives them to
// its resources that say nothing themselves.
func (l *loader) locate() {
	for _, s := range l.order {
		if s.account == "" {
			s.account = cmp.Or(s.most(func(c *estate.Core) estate.Text { return c.Account }), l.o.Account)
		}
		if s.region == "" {
			s.region = cmp.Or(s.most(func(c *estate.Core) estate.Text { return c.Region }), l.o.Region)
		}
		for _, c := range s.pending {
			l.placeCore(c, s)
		}
		s.pending = nil
	}
}

// placeCore fills in a resource's account, Region and stack.
func (l *loader) placeCore(c *estate.Core, s *scope) {
	if c.Account.Equal(estate.Text{}) {
		if s != nil && s.account != "" {
			c.Account = estate.Literal(s.account)
		} else {
			c.Account = l.noAccount
		}
	}
	if c.Region.Equal(estate.Text{}) && !isGlobal(c.Type) {
		if s != nil && s.region != "" {
			c.Region = estate.Literal(s.region)
		} else {
			c.Region = l.noRegion
		}
	}
	account, _ := c.Account.Known()
	region, _ := c.Region.Known()
	c.Stack = l.stack(place{account, region})
	if c.Type == "AWS::EC2::Instance" && account != "" && region != "" { // which DescribeInstances doesn't say
		c.ARN = estate.Literal(l.arnOf(c, "ec2", "instance/"+c.Physical))
	}
}

// isGlobal tells types that are of no Region. A bucket is of one, which lists of
// buckets need not say.
func isGlobal(typ string) bool {
	return strings.HasPrefix(typ, "AWS::IAM::") || strings.HasPrefix(typ, "AWS::Organizations::") || typ == "AWS::S3::AccountPublicAccessBlock"
}

// stack is what stands for a resource's account and Region in lists.
func (l *loader) stack(p place) string {
	if p == l.lastPlace {
		return l.lastStack
	}
	s, known := l.stacks[p]
	if !known {
		if s = strings.Trim(p.account+"/"+p.region, "/"); s == "" {
			s = "account"
		}
		l.stacks[p] = s
	}
	l.lastPlace, l.lastStack = p, s
	return s
}

// most is what most of a scope's resources say of themselves, the first of those
// by name.
func (s *scope) most(of func(*estate.Core) estate.Text) string {
	counts := map[string]int{}
	for _, c := range s.pending {
		if x, _ := of(c).Known(); x != "" {
			counts[x]++
		}
	}
	delete(counts, "aws") // the account of AWS's own policies
	best, n := "", 0
	for k, v := range counts {
		if v > n || v == n && k < best {
			best, n = k, v
		}
	}
	return best
}

// joinNested takes in the interfaces that only DescribeInstances shows.
func (l *loader) joinNested() {
	for _, x := range l.loose.nested {
		if x.card.Physical != "" && x.scope.lists[estate.InterfaceListing].gap() != "" {
			l.placeCore(&x.card.Core, x.scope)
			l.result.Resources = append(l.result.Resources, x.card)
		}
	}
}

// dropDoubles keeps each interface once, of the sorted resources: the first that
// was met, so one of a list of interfaces rather than one of instances.
func (l *loader) dropDoubles() {
	last := ""
	l.result.Resources = slices.DeleteFunc(l.result.Resources, func(x estate.Resource) bool {
		i, ok := x.(*estate.LiveInterface)
		if !ok {
			return false
		}
		double := i.Physical == last
		last = i.Physical
		return double
	})
}

// joinRules makes groups of rules whose group no list shows.
func (l *loader) joinRules() {
	made := map[string]*estate.SecurityGroup{}
	for _, x := range l.loose.rules {
		owner, _ := x.rule.Owner.Known()
		id, _ := owner.Known()
		if _, ok := l.byID[typed{"AWS::EC2::SecurityGroup", id}]; ok || id == "" {
			continue
		}
		g := made[id]
		if g == nil {
			g = l.groupOfRules(id, x)
			made[id] = g
		}
		i := item(x.rule.Rule, x.rule.Origin)
		if i.Is.Egress {
			g.Egress.Known = append(g.Egress.Known, i)
		} else {
			g.Ingress.Known = append(g.Ingress.Known, i)
		}
	}
}

// groupOfRules is a group of which only the rules are known.
func (l *loader) groupOfRules(id string, x looseRule) *estate.SecurityGroup {
	at := x.rule.Origin
	g := &estate.SecurityGroup{Core: estate.Core{
		ID: estate.ID(id), Logical: id, Physical: id, Type: "AWS::EC2::SecurityGroup", Origin: at, Account: x.rule.Account,
	}}
	gap := estate.NotListed("the VPC of "+id, "no file holds it", "add describe-security-groups.json")
	g.VPC = estate.UnknownValue[estate.Text](gap, at)
	if why := x.scope.lists["SecurityGroupRules"].gap(); why != "" {
		more := []estate.GuardedGap{{Gap: estate.NotListed("aws ec2 describe-security-group-rules", why, "add describe-security-groups.json")}}
		g.Ingress.Unknown, g.Egress.Unknown = more, more
	}
	l.placeCore(&g.Core, x.scope)
	l.result.Resources = append(l.result.Resources, g)
	return g
}

// joinAttachments takes in the transit gateway attachments that only the list
// of all kinds shows. Of a VPC's the subnets are not known then.
func (l *loader) joinAttachments() {
	var ids []string
	for id := range l.loose.attached {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if _, ok := l.byID[typed{"AWS::EC2::TransitGatewayAttachment", id}]; ok || id == "" {
			continue
		}
		f := l.loose.attached[id][0]
		r := &reader{loader: l, scope: f.scope, at: f.at}
		x := r.attachmentOf(f.attached)
		if f.kind == "vpc" {
			x.Subnets.Unknown = l.notHeld(f.at, "the subnets of "+id, "ec2 describe-transit-gateway-vpc-attachments", "as describe-transit-gateway-vpc-attachments.json")
		}
		l.placeCore(&x.Core, f.scope)
		l.result.Resources = append(l.result.Resources, x)
	}
}

// joinTags gives load balancers and target groups the tags that are listed
// apart.
func (l *loader) joinTags() {
	if len(l.loose.tags) == 0 {
		return
	}
	for _, c := range l.loose.named {
		if t, ok := l.loose.tags[c.Physical]; ok {
			c.Tags = t
		} else if t, ok := l.loose.tags[c.Logical]; ok {
			c.Tags = t
		}
	}
}

// tellApart gives resources of the same ID, of several accounts or Regions or of
// several types, IDs of their own: their ARNs, or what stands for account and Region
// before. The resources are sorted.
func (l *loader) tellApart() {
	changed := false
	list := l.result.Resources
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].Base().ID == list[from].Base().ID {
			to++
		}
		if to > from+1 && !isCards(list[from:to]) {
			changed = true
			for _, x := range list[from:to] {
				c := x.Base()
				if strings.HasPrefix(c.Physical, "arn:") && c.Physical != string(c.ID) {
					c.ID = estate.ID(c.Physical)
				} else {
					c.ID = estate.ID(c.Stack + "/" + c.Type[strings.LastIndexByte(c.Type, ':')+1:] + "/" + string(c.ID))
				}
			}
		}
		from = to
	}
	if changed {
		estate.SortByID(list)
	}
}

// isCards reports whether all are network interfaces, of which one is kept.
func isCards(list []estate.Resource) bool {
	for _, x := range list {
		if _, ok := x.(*estate.LiveInterface); !ok {
			return false
		}
	}
	return true
}

// rename gives resources whose names clash IDs that do not: their ARNs.
func (l *loader) rename() {
	uses := map[estate.ID]int{}
	for _, c := range l.loose.named {
		uses[c.ID]++
	}
	for _, c := range l.loose.named {
		if uses[c.ID] < 2 && (l.o.Taken == nil || !l.o.Taken(c.ID)) {
			continue
		}
		if c.Physical != c.Logical {
			c.ID = estate.ID(c.Physical)
			continue
		}
		kind := c.Type[strings.LastIndexByte(c.Type, ':')+1:]
		c.ID = estate.ID(c.Stack + "/" + kind + "/" + c.Logical)
		c.Physical = string(c.ID)
	}
}
