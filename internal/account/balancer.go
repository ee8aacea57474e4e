package account

import (
	"strings"

	"ringwall/internal/estate"
)

// lastPart is what stands after the last slash or colon of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndexAny(arn, "/:")+1:] }

// called makes a resource of its name and ARN: the name is its ID where no
// other resource has it, the ARN what AWS calls it by.
func (r *reader) called(c *estate.Core, name, arn string) {
	r.byARN(c, arn)
	c.ID, c.Logical, c.Physical = estate.ID(name), name, arn
	if arn == "" {
		c.Physical = name
	}
	if name == "" {
		c.ID, c.Logical = estate.ID(arn), arn
	}
	r.loose.named = append(r.loose.named, c)
}

// loadBalancer reads a LoadBalancer of the elbv2 API.
func (r *reader) loadBalancer() {
	b := &estate.LoadBalancer{Core: r.core("", "AWS::ElasticLoadBalancingV2::LoadBalancer")}
	var name, arn, state string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "LoadBalancerArn":
			arn = r.intern()
		case "LoadBalancerName":
			name = r.intern()
		case "Type":
			b.Kind = r.words()
		case "Scheme":
			b.Scheme = r.words()
		case "IpAddressType":
			b.AddressKind = r.words()
		case "SecurityGroups":
			b.Groups = r.texts()
		case "AvailabilityZones":
			b.Subnets = r.textsOf("SubnetId")
		case "State":
			state = r.member("Code")
		default:
			r.skip()
		}
	}
	if state == "failed" {
		return
	}
	r.called(&b.Core, name, arn)
	b.Attributes.Pairs.Unknown = r.apart("its attributes", "elbv2 describe-load-balancer-attributes", name)
	r.add(b)
}

// attribute reads a LoadBalancerAttribute or TargetGroupAttribute; whose it is,
// the file's name or a member beside the list says.
func (r *reader) attribute() {
	var a estate.Attribute
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Key":
			a.Key = r.intern()
		case "Value":
			a.Value = r.words()
		default:
			r.skip()
		}
	}
	if !r.doubtful() {
		r.loose.attributes = append(r.loose.attributes, item(a, r.at))
	}
}

// apart is the gap of facts of one thing that a command of its own shows and
// no file holds.
func (r *reader) apart(what, command, of string) []estate.GuardedGap {
	g := estate.NotListed(what+" ("+of+")", "the sources do not hold aws "+command, "look at aws "+command)
	g.Origin = r.at
	return []estate.GuardedGap{{Gap: g}}
}

// classicLoadBalancer reads a LoadBalancerDescription of the elb API.
func (r *reader) classicLoadBalancer() {
	b := &estate.LoadBalancer{Core: r.core("", "AWS::ElasticLoadBalancing::LoadBalancer")}
	b.Kind = r.values.word("classic", r.at)
	var name string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "LoadBalancerName":
			name = r.intern()
		case "Scheme":
			b.Scheme = r.words()
		case "Subnets":
			b.Subnets = r.texts()
		case "SecurityGroups":
			b.Groups = r.texts()
		case "Instances":
			b.Instances = r.textsOf("InstanceId")
		case "ListenerDescriptions":
			for r.open('['); r.more(); {
				b.Listeners = append(b.Listeners, r.classicListener())
			}
		case "AvailabilityZones":
			for _, z := range r.texts().Known {
				zone, _ := z.Is.Known()
				b.Region = r.zoned(zone)
			}
		default:
			r.skip()
		}
	}
	r.called(&b.Core, name, "")
	unread := r.apart("its attributes", "elb describe-load-balancer-attributes", name)
	b.CrossZone = estate.UnknownValue[bool](unread[0].Gap, r.at)
	r.add(b)
}

func (r *reader) classicListener() estate.ClassicListener {
	c := estate.ClassicListener{Origin: r.at}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Listener":
			for r.open('{'); r.more(); {
				switch string(r.key()) {
				case "Protocol":
					c.Protocol = r.words()
				case "LoadBalancerPort":
					c.Port = r.whole()
				case "InstanceProtocol":
					c.InstanceProtocol = r.words()
				case "InstancePort":
					c.InstancePort = r.whole()
				case "SSLCertificateId":
					c.Certificate = r.txt()
				default:
					r.skip()
				}
			}
		case "PolicyNames":
			c.Policies = r.texts()
		default:
			r.skip()
		}
	}
	return c
}

// targetGroup reads a TargetGroup. Its targets are in the output of
// describe-target-health.
func (r *reader) targetGroup() {
	g := &estate.TargetGroup{Core: r.core("", "AWS::ElasticLoadBalancingV2::TargetGroup")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "TargetGroupArn":
			arn = r.intern()
		case "TargetGroupName":
			name = r.intern()
		case "Protocol":
			g.Protocol = r.words()
		case "Port":
			g.Port = r.whole()
		case "VpcId":
			g.VPC = r.txt()
		case "TargetType":
			g.Kind = r.words()
		case "HealthCheckPort":
			g.HealthPort = r.words()
		default:
			r.skip()
		}
	}
	if strings.HasPrefix(arn, "arn:") && !strings.Contains(arn, ":elasticloadbalancing:") {
		return // of an RDS proxy
	}
	r.called(&g.Core, name, arn)
	g.Attributes.Pairs.Unknown = r.apart("its attributes", "elbv2 describe-target-group-attributes", name)
	r.add(g)
	r.loose.groups = append(r.loose.groups, looseGroup{g, r.scope})
}

// targetHealth reads a TargetHealthDescription.
func (r *reader) targetHealth() {
	t := estate.Target{}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Target":
			for r.open('{'); r.more(); {
				switch string(r.key()) {
				case "Id":
					t.ID = r.txt()
				case "Port":
					t.Port = r.whole()
				case "AvailabilityZone":
					t.Zone = r.words()
				default:
					r.skip()
				}
			}
		case "TargetHealth":
			t.Health = r.member("State")
		default:
			r.skip()
		}
	}
	if !r.doubtful() {
		r.loose.targets = append(r.loose.targets, item(t, r.at))
	}
}

// listener reads a Listener.
func (r *reader) listener() {
	x := &estate.Listener{Core: r.core("", "AWS::ElasticLoadBalancingV2::Listener")}
	var arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "ListenerArn":
			arn = r.intern()
		case "LoadBalancerArn":
			x.LoadBalancer = r.txt()
		case "Port":
			x.Port = r.whole()
		case "Protocol":
			x.Protocol = r.words()
		case "SslPolicy":
			x.SSLPolicy = r.words()
		case "Certificates":
			x.Certificates = r.textsOf("CertificateArn")
		case "DefaultActions":
			x.Actions = r.actions()
		default:
			r.skip()
		}
	}
	if _, ok := x.LoadBalancer.Known(); !ok {
		return // of another service
	}
	r.byARN(&x.Core, arn)
	x.Physical = arn
	x.ID, x.Logical = estate.ID(arn), arn
	r.add(x)
	balancer, _ := x.LoadBalancer.Known()
	r.loose.listening[balancer.String()] = true
}

// listenerRule reads a Rule.
func (r *reader) listenerRule() {
	x := &estate.ListenerRule{Core: r.core("", "AWS::ElasticLoadBalancingV2::ListenerRule")}
	var arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "RuleArn":
			arn = r.intern()
		case "Actions":
			x.Actions = r.actions()
		case "Conditions":
			x.Conditions = r.tree()
		default:
			r.skip()
		}
	}
	if !strings.Contains(arn, ":listener-rule/") {
		return // of another service
	}
	r.byARN(&x.Core, arn)
	x.Physical = arn
	x.ID, x.Logical = estate.ID(arn), arn
	// A rule's ARN is its listener's with one part more.
	listener := strings.Replace(arn, ":listener-rule/", ":listener/", 1)
	if i := strings.LastIndexByte(listener, '/'); i > 0 {
		x.Listener = r.values.text(listener[:i], r.at)
		r.loose.ruled[listener[:i]] = true
	}
	r.add(x)
}

// actions reads a list of Action.
func (r *reader) actions() estate.Items[estate.ListenerAction] {
	out := estate.Items[estate.ListenerAction]{Origin: r.at}
	for r.open('['); r.more(); {
		a := estate.ListenerAction{Origin: r.at}
		var single string
		for r.open('{'); r.more(); {
			switch string(r.key()) {
			case "Type":
				a.Kind = r.words()
			case "TargetGroupArn":
				single = r.intern()
			case "ForwardConfig":
				for r.open('{'); r.more(); {
					if string(r.key()) == "TargetGroups" {
						a.TargetGroups = r.textsOf("TargetGroupArn")
					} else {
						r.skip()
					}
				}
			case "RedirectConfig":
				for r.open('{'); r.more(); {
					switch string(r.key()) {
					case "Protocol":
						a.RedirectProtocol = r.words()
					case "Port":
						a.RedirectPort = r.words()
					default:
						r.skip()
					}
				}
			default:
				r.skip()
			}
		}
		if single != "" && len(a.TargetGroups.Known) == 0 {
			a.TargetGroups = estate.Items[estate.Text]{Origin: r.at, Known: []estate.Item[estate.Text]{item(estate.Literal(single), r.at)}}
		}
		out.Known = append(out.Known, item(a, r.at))
	}
	return out
}

// tagDescription reads the tags of a load balancer or target group.
func (r *reader) tagDescription() {
	var arn string
	var tags estate.Tags
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "ResourceArn", "LoadBalancerName":
			arn = r.intern()
		case "Tags":
			tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.loose.tags[arn] = tags
}
