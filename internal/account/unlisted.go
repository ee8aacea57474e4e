package account

import (
	"strings"

	"ringwall/internal/estate"
)

// unlistedBalancers makes load balancers of which only the interfaces are
// listed: they pass traffic on, nobody knows where to.
func (l *loader) unlistedBalancers(f finder) {
	before := len(l.result.Resources)
	for _, x := range l.result.Resources {
		i, ok := x.(*estate.LiveInterface)
		if !ok || !i.Managed {
			continue
		}
		name, ok := strings.CutPrefix(i.Description, "ELB ")
		if !ok || name == "" || len(f.described(i)) > 0 {
			continue
		}
		b := l.unlistedBalancer(i, name)
		l.result.Resources = append(l.result.Resources, b)
		f.know(b)
	}
	if len(l.result.Resources) > before {
		estate.SortByID(l.result.Resources)
	}
}

// unlistedBalancer is the load balancer of an interface that is described as
// "ELB app/NAME/ID", or "ELB NAME" for a classic one.
func (l *loader) unlistedBalancer(i *estate.LiveInterface, name string) *estate.LoadBalancer {
	b := &estate.LoadBalancer{Core: estate.Core{
		Type: "AWS::ElasticLoadBalancing::LoadBalancer", Stack: i.Stack, Origin: i.Origin, Account: i.Account, Region: i.Region,
	}}
	kind, command := "classic", "elb describe-load-balancers"
	parts := strings.Split(name, "/")
	if kinds := map[string]string{"app": "application", "net": "network", "gwy": "gateway"}; len(parts) == 3 && kinds[parts[0]] != "" {
		kind, command = kinds[parts[0]], "elbv2 describe-load-balancers"
		b.Type = "AWS::ElasticLoadBalancingV2::LoadBalancer"
	}
	gaps := l.notHeld(i.Origin, "the load balancer "+name, command, "to the folder")
	b.Origin.Implied = gaps[0].Gap.Cause()
	b.Kind = l.values.word(kind, i.Origin)
	b.ID, b.Logical, b.Physical = estate.ID(name), name, name
	b.Instances.Unknown, b.Attributes.Pairs.Unknown = gaps, gaps
	if kind != "classic" {
		account, _ := i.Account.Known()
		region, _ := i.Region.Known()
		b.Physical = "arn:" + estate.PartitionOf(region) + ":elasticloadbalancing:" + region + ":" + account + ":loadbalancer/" + name
		b.ARN = estate.Literal(b.Physical)
	}
	return b
}

// fillListeners makes unknown the listeners of load balancers that files do not
// list whole. A file lists the listeners of one load balancer.
func (l *loader) fillListeners(lists places) {
	for _, x := range l.result.Resources {
		b, ok := x.(*estate.LoadBalancer)
		if !ok || b.Type == "AWS::ElasticLoadBalancing::LoadBalancer" {
			continue
		}
		g := l.lack(lists, "Listeners", &b.Core)
		if g == nil && !l.loose.listening[b.Physical] {
			made := estate.NotListed("the listeners of "+b.Logical, "no file lists any", "add aws elbv2 describe-listeners of it")
			g = &made
		}
		if g == nil {
			continue
		}
		c := implied(&b.Core, "listener", "AWS::ElasticLoadBalancingV2::Listener", g)
		l.result.Resources = append(l.result.Resources, &estate.Listener{
			Core: c, LoadBalancer: l.values.text(b.Physical, c.Origin), Port: estate.UnknownValue[int](*g, c.Origin),
			Protocol: estate.UnknownValue[string](*g, c.Origin),
			Actions:  estate.Items[estate.ListenerAction]{Unknown: []estate.GuardedGap{{Gap: *g}}},
		})
	}
}

// fillRules makes unknown the rules of an Application Load Balancer's listeners
// that files do not list whole: they may lead elsewhere than the listener's own
// actions ("Listener rules"). A file lists the rules of one listener.
func (l *loader) fillRules(lists places) {
	for _, x := range l.result.Resources {
		n, ok := x.(*estate.Listener)
		if !ok || !strings.Contains(n.Physical, ":listener/app/") {
			continue
		}
		g := l.lack(lists, "Rules", &n.Core)
		if g == nil && !l.loose.ruled[n.Physical] {
			made := estate.NotListed("the rules of the listener "+n.Logical, "no file lists any", "add aws elbv2 describe-rules of it")
			g = &made
		}
		if g == nil {
			continue
		}
		c := implied(&n.Core, "rule", "AWS::ElasticLoadBalancingV2::ListenerRule", g)
		l.result.Resources = append(l.result.Resources, &estate.ListenerRule{
			Core: c, Listener: l.values.text(n.Physical, c.Origin),
			Actions: estate.Items[estate.ListenerAction]{Unknown: []estate.GuardedGap{{Gap: *g}}},
		})
	}
}

// fillConnections makes unknown what further VPN connections lead to a VPN
// gateway, where their list is not whole.
func (l *loader) fillConnections(lists places) {
	for _, x := range l.result.Resources {
		v, ok := x.(*estate.VPNGateway)
		if !ok {
			continue
		}
		g := l.lack(lists, "VpnConnections", &v.Core)
		if g == nil {
			continue
		}
		c := implied(&v.Core, "vpn-connection", "AWS::EC2::VPNConnection", g)
		l.result.Resources = append(l.result.Resources, &estate.VPNConnection{
			Core: c, VPNGateway: l.values.text(v.Physical, c.Origin), StaticOnly: estate.UnknownValue[bool](*g, c.Origin),
		})
	}
}

// fillBlocks makes unknown VPC Block Public Access where its options are damaged,
// and its exclusions where their list is not whole. Without a file of the options
// it is off, as it is by default.
func (l *loader) fillBlocks(lists places) {
	for _, p := range lists.sorted() {
		g := lists[p]["VpcBlockPublicAccessOptions"]
		if g == nil || g.Variable == nil || g.Variable.Why == missing {
			continue
		}
		of := &estate.Core{Physical: blocking(p.account, p.region), Account: estate.Literal(p.account), Region: estate.Literal(p.region), Stack: l.stack(p)}
		c := implied(of, "damaged", "AWS::EC2::VPCBlockPublicAccessOptions", g)
		l.result.Resources = append(l.result.Resources, &estate.BlockPublicAccess{Core: c, Mode: estate.UnknownValue[string](*g, c.Origin)})
	}
	for _, x := range l.result.Resources {
		b, ok := x.(*estate.BlockPublicAccess)
		if !ok {
			continue
		}
		if g := l.lack(lists, "VpcBlockPublicAccessExclusions", &b.Core); g != nil {
			c := implied(&b.Core, "exclusion", "AWS::EC2::VPCBlockPublicAccessExclusion", g)
			l.result.Resources = append(l.result.Resources, &estate.BlockPublicAccessExclusion{
				Core: c, VPC: estate.UnknownValue[estate.Text](*g, c.Origin), Mode: estate.UnknownValue[string](*g, c.Origin),
			})
		}
	}
}
