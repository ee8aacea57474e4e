package authz

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// AccessPoint is an S3 access point that a request comes through ("Managing
// access to shared datasets with access points"). Request.Resource is the ARN of
// the access point, with /object/ and the key for actions on objects, or the ARN
// of the bucket or object behind it: either is made of the other.
// Request.ResourceAccount is the bucket's account.
type AccessPoint struct {
	ARN    policy.Text // arn:aws:s3:region:account:accesspoint/name
	Bucket policy.Text // the ARN of the bucket; zero: not known
	Policy *Policy     // its own; nil: it has none
	// PublicAccess are its own settings of Block Public Access and those of its
	// account. Those of the bucket apply to it as well.
	PublicAccess []PublicAccess
	// RCP are the resource control policies of its account by level, if that is
	// another than the bucket's; those of one account are Policies.RCP.
	RCP    [][]*Policy
	Origin NetworkOrigin
	VPC    policy.Text // the ID of the VPC, if the origin is VPCOrigin
}

// NetworkOrigin is from where an access point takes requests. The zero value is
// not known.
type NetworkOrigin uint8

// Network origins.
const (
	UnknownOrigin NetworkOrigin = iota
	InternetOrigin
	VPCOrigin
)

// Tell gives a request's context the keys that requests through the access point
// have: s3:DataAccessPointArn, s3:DataAccessPointAccount and
// s3:AccessPointNetworkOrigin ("Condition keys for access points").
func (a *AccessPoint) Tell(c *policy.Context) {
	if a.ARN.IsZero() {
		c.SetPresent("s3:DataAccessPointArn", "the ARN of the access point")
	} else {
		c.Set("s3:DataAccessPointArn", a.ARN)
	}
	if account := a.account(); account.IsZero() {
		c.SetPresent("s3:DataAccessPointAccount", "the account of the access point")
	} else {
		c.Set("s3:DataAccessPointAccount", account)
	}
	switch a.Origin {
	case InternetOrigin:
		c.Set("s3:AccessPointNetworkOrigin", policy.Literal("Internet"))
	case VPCOrigin:
		c.Set("s3:AccessPointNetworkOrigin", policy.Literal("VPC"))
	default:
		c.SetPresent("s3:AccessPointNetworkOrigin", "the network origin of the access point")
	}
}

// account is the account of the access point; zero if it isn't known.
func (a *AccessPoint) account() policy.Text {
	s, _ := beginning(a.ARN)
	if account := arnField(s, 4); isAccount(account) {
		return policy.Literal(account)
	}
	return policy.Text{}
}

// throughAccessPoint reports requests to the data behind an access point: those
// for which one is given, or that are made to the ARN of one. Actions on the
// access point itself have it in their name.
func throughAccessPoint(r *Request, p *Policies) bool {
	if !isService(r.Action, "s3") {
		return false
	}
	_, name, _ := strings.Cut(r.Action, ":")
	return !strings.Contains(name, "AccessPoint") && (p.AccessPoint != nil || isAccessPoint(r.Resource))
}

// isAccessPoint reports the ARN of an access point or of an object behind one.
// Other than those of buckets it has an account.
func isAccessPoint(resource policy.Text) bool {
	s, known := resource.Known()
	if !known {
		for _, part := range resource.Parts() {
			s += part.Literal
			if part.Hole != "" {
				s += "?"
			}
		}
	}
	return arnField(s, 4) != "" && strings.HasPrefix(arnField(s, 5), accessPointType)
}

// accessPointType begins the last part of an access point's ARN.
const accessPointType = "accesspoint/"

// byAccessPoint decides a request through an access point: "both the access point
// and the underlying bucket must permit the request" ("Configuring IAM policies
// for using access points"). That the caller's own policies, too, must allow it on
// the bucket isn't said: both readings must agree.
func (d Decider) byAccessPoint(r *Request, p *Policies) Decision {
	a := p.AccessPoint
	if a == nil {
		a = &AccessPoint{ARN: r.Resource}
	}
	front, back := a.requests(r)
	behind := *p
	behind.AccessPoint, behind.alsoHome = nil, a.account()
	decisions := []Decision{a.admits(r), d.atAccessPoint(a, front, back, p)}
	if p.AccessPoint == nil {
		decisions = append(decisions, Decision{Layer: Resource, Causes: []Cause{{Layer: Resource, Why: "the bucket behind the access point"}}})
	} else {
		decisions = append(decisions, agree(d.decide(back, back, &behind), d.decide(back, front, &behind),
			"whether policies of the caller must allow it on the bucket, too, and not on the access point alone"))
	}
	return together(decisions)
}

// atAccessPoint decides what the access point itself says.
func (d Decider) atAccessPoint(a *AccessPoint, front, back *Request, p *Policies) Decision {
	at := *p
	at.AccessPoint, at.ACLs, at.Resource, at.alsoHome = nil, nil, a.Policy, back.accountOf()
	at.PublicAccess = append(slices.Clip(p.PublicAccess), a.PublicAccess...)
	if a.Origin == VPCOrigin {
		// "Access points that have a network origin of VPC are always considered
		// non-public, regardless of the contents of the access point policy."
		at.PublicAccess = nil
	}
	same := sameAccount(a.account(), back.accountOf())
	if same == policy.Yes {
		return d.decide(front, front, &at)
	}
	other := at
	other.RCP = a.RCP
	if same == policy.No {
		return d.decide(front, front, &other)
	}
	return agree(d.decide(front, front, &at), d.decide(front, front, &other), "whether the access point and the bucket are of one account")
}

// requests are the request as the access point meets it, and as the bucket does.
func (a *AccessPoint) requests(r *Request) (front, back *Request) {
	f, b := *r, *r
	key, inBucket, known := objectKey(r.Resource)
	join := func(base policy.Text, between string) policy.Text {
		switch {
		case base.IsZero() || !known:
			return policy.Text{}
		case key == nil:
			return base
		}
		return policy.Join(append(append(base.Parts(), policy.Part{Literal: between}), key...)...)
	}
	f.ResourceAccount = a.account()
	if inBucket || !known {
		f.Resource = join(a.ARN, "/object/")
	}
	if !inBucket || !known {
		b.Resource = join(a.Bucket, "/")
	}
	return &f, &b
}

// objectKey cuts the key off the ARN of an object in a bucket or behind an access
// point; nil if it is none. It isn't known if the ARN's beginning isn't.
func objectKey(resource policy.Text) (key []policy.Part, inBucket, known bool) {
	parts := resource.Parts()
	head, whole := beginning(resource)
	last := arnField(head, 5)
	inBucket = arnField(head, 4) == "" || !strings.HasPrefix(last, accessPointType)
	mark := "/"
	if !inBucket {
		mark = "/object/"
		last = strings.TrimPrefix(last, accessPointType)
	}
	_, rest, found := strings.Cut(last, mark)
	switch {
	case !found && whole && last != "":
		return nil, inBucket, true
	case !found:
		return nil, inBucket, false
	case whole:
		return []policy.Part{{Literal: rest}}, inBucket, true
	}
	return append([]policy.Part{{Literal: rest}}, parts[1:]...), inBucket, true
}

// admits decides whether the request comes from where the access point takes
// them: one of a VPC "can only be accessed through that VPC" ("Creating access
// points restricted to a virtual private cloud").
func (a *AccessPoint) admits(r *Request) Decision {
	open := Decision{Layer: Resource, Causes: []Cause{{Layer: Resource, Why: "the network origin of the access point"}}}
	switch a.Origin {
	case InternetOrigin:
		return Decision{Verdict: Allowed}
	case UnknownOrigin:
		return open
	}
	if a.VPC.IsZero() {
		open.Causes[0].Why = "the VPC of the access point"
		return open
	}
	d := grantDocument()
	d.Statements = append(d.Statements, policy.Statement{
		Effect: policy.Literal("Allow"), Principal: &policy.Principals{Star: true},
		Actions: []policy.Text{policy.Literal("*")}, Resources: []policy.Text{policy.Literal("*")},
		Conditions: []policy.Condition{condition("StringEquals", "aws:SourceVpc", a.VPC)},
	})
	switch policy.Compile(d, policy.ResourcePolicy).MatchStatement(0, &r.Request).Answer {
	case policy.Yes:
		return Decision{Verdict: Allowed}
	case policy.No:
		return Decision{Verdict: ImplicitDeny, Layer: Resource, Why: "the access point takes requests from its VPC only"}
	}
	open.Causes[0].Why, open.Causes[0].Key = "from which VPC the request comes", "aws:SourceVpc"
	return open
}
