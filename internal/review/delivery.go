package review

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
)

// Delivery is what an AWS service hands to a resource of the estate: an alarm or an
// event to a topic, a queue, a function.
type Delivery struct {
	From   string          // the service's principal: "events.amazonaws.com"
	Source estate.Resource // on whose behalf: the rule, the alarm, the topic
	To     estate.Resource
}

// Obstacle is something that stops a delivery, or may.
type Obstacle struct {
	Stops estate.Truth
	Says  string
	Facts []string
	At    estate.Origin
}

// Obstacles are what stops a delivery: the receiver's policy, and the key with
// which the receiver is encrypted.
func (p *Pass) Obstacles(d Delivery) []Obstacle {
	var out []Obstacle
	var key estate.Value[estate.Text]
	var action string
	switch to := d.To.(type) {
	case *estate.Topic:
		key, action = to.KMSKey, "sns:Publish"
	case *estate.Queue:
		key, action = to.KMSKey, "sqs:SendMessage"
	case *estate.Function:
		action = "lambda:InvokeFunction"
	default:
		return nil
	}
	name := d.To.Base().Logical
	_, topic := d.To.(*estate.Topic)
	if !topic || d.From != "cloudwatch.amazonaws.com" || p.Shared.Directory().PolicyOf(d.To) {
		// A topic's default policy is for its owner, as whom alarms publish.
		if o, ok := p.denied(d, d.To, action); ok {
			o.Says = "the policy of " + name + " doesn't let " + d.From + " do " + action
			out = append(out, o)
		}
	}
	if o, ok := p.keyObstacle(d, key); ok {
		out = append(out, o)
	}
	return out
}

// denied asks whether a service may not do something.
func (p *Pass) denied(d Delivery, to estate.Resource, action string) (Obstacle, bool) {
	dir := p.Shared.Directory()
	target, ok := dir.On(to, action)
	if !ok {
		return Obstacle{}, false
	}
	source := d.Source.Base()
	a := dir.Ask(directory.Question{
		Principal: directory.Service(d.From), Action: action, Target: target,
		Said: []directory.Entry{{Key: "aws:SourceArn", Text: dir.ARN(d.Source)}, {Key: "aws:SourceAccount", Text: source.Account}},
	})
	stops := a.Truth.Not()
	if stops.True.IsNever() && stops.Unknown.IsNever() {
		return Obstacle{}, false
	}
	return Obstacle{Stops: stops, Facts: Cited(a.Decision)}, true
}

// keyObstacle asks whether a service may use the key of what it delivers to. The
// policy of a key that AWS manages lets in nobody but the account's own principals
// ("Configuring AWS KMS permissions" of the guides of Amazon SNS and Amazon SQS).
func (p *Pass) keyObstacle(d Delivery, key estate.Value[estate.Text]) (Obstacle, bool) {
	if estate.IsAbsent(key).True.IsAlways() {
		return Obstacle{}, false
	}
	name := d.To.Base().Logical
	managed := estate.When(key, false, func(t estate.Text) bool { return strings.Contains(t.String(), "alias/aws/") })
	if !managed.True.IsNever() {
		return Obstacle{
			Stops: managed, At: key.Origin,
			Says: name + " is encrypted with a key of AWS's, which " + d.From + " may not use",
		}, true
	}
	t, ok := key.Known()
	k, found := KeyOf(p.Estate, t)
	if !ok || !found {
		return Obstacle{}, false // another's key: whoever holds it knows
	}
	out := Obstacle{Stops: estate.No()}
	for _, action := range []string{"kms:GenerateDataKey", "kms:Decrypt"} {
		if o, ok := p.denied(d, k, action); ok {
			out.Stops, out.Facts = out.Stops.Or(o.Stops), append(out.Facts, o.Facts...)
			out.Says = "the key policy of " + k.Logical + " doesn't let " + d.From + " do " + action + ", which " + name + " needs"
		}
	}
	out.At = k.Policy.Place()
	return out, out.Says != ""
}

// KeyOf finds the key of the estate that a text names, directly or by an alias.
func KeyOf(e *estate.Estate, t estate.Text) (*estate.Key, bool) {
	if k, ok := estate.FollowTo[*estate.Key](e, t); ok {
		return k, true
	}
	for _, a := range estate.All[*estate.KeyAlias](e) {
		name, ok := a.AliasName.Known()
		if !ok || !name.Equal(t) && !t.Equal(a.Self()) {
			continue
		}
		if key, ok := a.Key.Known(); ok {
			return estate.FollowTo[*estate.Key](e, key)
		}
	}
	return nil, false
}

// Cited are the statements on which a decision rests, in words.
func Cited(d authz.Decision) []string {
	var out []string
	add := func(c authz.Citation, verb string) {
		s := "statement"
		if c.Sid != "" {
			s += " " + c.Sid
		}
		s += " of " + c.Policy
		if c.Pos != (policy.Position{}) {
			s += " (" + c.Pos.String() + ")"
		}
		if s += " " + verb; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, c := range d.Statements {
		add(c, map[string]string{"Allow": "allows it", "Deny": "denies it"}[c.Effect])
	}
	for _, c := range d.Causes {
		if c.By != nil {
			add(*c.By, "may decide")
		}
	}
	return out
}
