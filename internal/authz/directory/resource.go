package directory

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// own gathers the policies of resources.
func (d *Directory) own() {
	for _, r := range d.estate.Resources {
		d.call(r.Base())
	}
	for _, r := range d.estate.Resources {
		c := r.Base()
		switch r := r.(type) {
		case *estate.Role:
			d.put(c, "trust policy of "+d.names.label(c), r.Trust, policy.TrustPolicy)
		case *estate.Key:
			d.keyPolicy(r)
		case *estate.BucketPolicy:
			d.putOn(c, r.Document, policy.BucketPolicy, r.Bucket)
		case *estate.SecretPolicy:
			d.putOn(c, r.Document, policy.ResourcePolicy, r.Secret)
		case *estate.QueuePolicy:
			d.putOnAll(c, r.Document, r.Queues)
		case *estate.TopicPolicy:
			d.putOnAll(c, r.Document, r.Topics)
		case *estate.ResourcePolicy:
			if len(r.Subjects.Known)+len(r.Subjects.Unknown) == 0 { // "AWS::Logs::ResourcePolicy"
				d.wide[serviceOf(c.Type)] = append(d.wide[serviceOf(c.Type)], wide{c, attachment{when: c.When, document: d.written(d.names.label(c), r.Document, policy.ResourcePolicy)}})
				continue
			}
			d.putOnAll(c, r.Document, r.Subjects)
		case *estate.FunctionPermission:
			d.attach(c, r.Function, attachment{when: c.When, document: d.permission(r)})
		case *estate.EventBusPolicy:
			d.attach(c, r.Bus, attachment{when: c.When, document: d.busStatement(r)})
		case *estate.Other:
			d.ownOther(r)
		default:
			d.put(c, "policy of "+d.names.label(c), ownPolicy(r), policy.ResourcePolicy)
		}
	}
}

// call notes by what names a resource goes.
func (d *Directory) call(c *estate.Core) {
	names := []string{d.names.label(c), d.names.in(d.names.arn(c), scenario.Always()).String()}
	d.callByDefault(c.ID, d.names.arn(c))
	if t := nameProperty(c); len(t.Parts()) > 0 {
		names = append(names, d.names.in(t, scenario.Always()).String())
		d.callByDefault(c.ID, t)
	}
	for i, name := range names {
		if name != "" && !slices.Contains(names[:i], name) {
			d.goesBy[name] = append(d.goesBy[name], c.ID)
		}
	}
}

// ownPolicy is the policy that stands in a resource itself.
func ownPolicy(r estate.Resource) *estate.Tree {
	switch r := r.(type) {
	case *estate.DynamoTable:
		return r.Policy
	case *estate.LogGroup:
		return r.Core.Properties.At("ResourcePolicyDocument")
	case *estate.FileSystem:
		return r.Policy
	case *estate.Repository:
		return r.Policy
	case *estate.RestAPI:
		return r.Policy
	case *estate.SearchDomain:
		return r.Policy
	case *estate.BackupVault:
		return r.Policy
	case *estate.EventBus:
		return r.Policy
	case *estate.AccessPoint:
		return r.Policy
	}
	return nil
}

// put gives a resource a policy; none if there is no document.
func (d *Directory) put(c *estate.Core, name string, t *estate.Tree, use policy.Use) {
	if !t.IsMissing() {
		d.resources[c.ID] = append(d.resources[c.ID], attachment{document: d.written(name, t, use)})
	}
}

// keyPolicy gives a key its policy or the default one, by which the account's own
// policies decide ("Default key policy").
func (d *Directory) keyPolicy(k *estate.Key) {
	name := "key policy of " + d.names.label(&k.Core)
	if !k.Policy.IsMissing() {
		d.put(&k.Core, name, k.Policy, policy.ResourcePolicy)
		return
	}
	doc := unread(name, "the key policy of "+d.names.label(&k.Core), k.Origin, policy.ResourcePolicy)
	if k.Physical == "" { // a template that gives none
		doc = &document{name: "default key policy", use: policy.ResourcePolicy,
			guards: func() []scenario.Guard { return nil },
			node: func(world scenario.Guard) policy.Node {
				root := estate.Concat(estate.Literal("arn:"+partition(&k.Core)+":iam::"), k.Account, estate.Literal(":root"))
				return statementNode(position(k.Origin), field("Effect", text("Allow")),
					field("Principal", object(field("AWS", d.textNode(root, world)))),
					field("Action", text("kms:*")), field("Resource", text("*")))
			}}
	}
	d.resources[k.ID] = append(d.resources[k.ID], attachment{document: doc})
}

func (d *Directory) putOn(c *estate.Core, t *estate.Tree, use policy.Use, subject estate.Value[estate.Text]) {
	d.attach(c, subject, attachment{when: c.When, document: d.written(d.names.label(c), t, use)})
}

func (d *Directory) putOnAll(c *estate.Core, t *estate.Tree, subjects estate.Items[estate.Text]) {
	doc := d.written(d.names.label(c), t, policy.ResourcePolicy)
	for _, i := range subjects.Known {
		d.attach(c, estate.Of(i.Is, subjects.Origin), attachment{when: c.When.And(i.When), document: doc})
	}
	for _, g := range subjects.Unknown {
		d.stray(c, attachment{when: c.When.And(g.When), document: doc}, g.Gap)
	}
}

// attach gives a policy to the resource that a text names. One that names nothing
// of the estate is for something outside.
func (d *Directory) attach(c *estate.Core, subject estate.Value[estate.Text], a attachment) {
	for _, alternative := range subject.Alternatives() {
		at := a
		at.when = a.when.And(alternative.When)
		switch alternative.State {
		case estate.Known:
			if r, ok := d.called(alternative.Is, c); ok {
				d.resources[r.Base().ID] = append(d.resources[r.Base().ID], at)
			}
		case estate.Unknown:
			d.stray(c, at, alternative.Gap)
		}
	}
}

// stray notes a policy of which it isn't known whose it is: maybe that of any
// resource of its service.
func (d *Directory) stray(c *estate.Core, a attachment, why estate.Gap) {
	a.doubt = "whose policy " + a.name + " is: " + why.Cause()
	d.astray[serviceOf(c.Type)] = append(d.astray[serviceOf(c.Type)], a)
}

// serviceOf is the service in the name of a type, with what ends it: "AWS::S3::".
func serviceOf(typ string) string { return typ[:strings.LastIndex("::"+typ, "::")] }

// called finds the resource of a policy's service that goes by a reference, a name
// or an ARN, in the policy's account. Versions and aliases of a function have their
// policies with the function.
func (d *Directory) called(t estate.Text, by *estate.Core) (estate.Resource, bool) {
	if r, ok := d.estate.Follow(t); ok {
		return d.whole(r)
	}
	name := d.names.in(t, scenario.Always()).String()
	if r, ok := d.calledBy(name, by); ok {
		return r, true
	}
	if !strings.HasPrefix(by.Type, "AWS::Lambda::") {
		return nil, false
	}
	at := strings.LastIndexByte(name, ':')
	if at < 0 {
		return nil, false
	}
	return d.calledBy(name[:at], by)
}

func (d *Directory) calledBy(name string, by *estate.Core) (estate.Resource, bool) {
	for _, id := range d.goesBy[name] {
		if r, ok := d.estate.Get(id); ok && serviceOf(r.Base().Type) == serviceOf(by.Type) && r.Base().Account.Equal(by.Account) {
			return r, true
		}
	}
	return nil, false
}

// whole is the function of a version or an alias, else the resource itself.
func (d *Directory) whole(r estate.Resource) (estate.Resource, bool) {
	if _, other := r.(*estate.Other); !other || !strings.HasPrefix(r.Base().Type, "AWS::Lambda::") {
		return r, true
	}
	if t, ok := r.Base().Properties.At("FunctionName").AsText().Known(); ok {
		return d.called(t, r.Base())
	}
	return r, true
}

// attachments are the policies that a resource has or may have.
func (d *Directory) attachments(c *estate.Core) []attachment {
	service := serviceOf(c.Type)
	out := slices.Concat(d.resources[c.ID], d.astray[service])
	for _, w := range d.wide[service] {
		if !w.by.Account.Differs(c.Account) && !w.by.Region.Differs(c.Region) {
			out = append(out, w.attachment)
		}
	}
	return out
}

// wide is a policy of an account's resources of one service in one Region, which
// it names itself.
type wide struct {
	by *estate.Core
	attachment
}
