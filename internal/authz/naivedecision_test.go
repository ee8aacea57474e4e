package authz_test

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// judged is what the naive evaluator finds of a statement: whether it surely, or
// maybe, allows or denies.
type judged struct {
	layer               string
	level               int
	allows, mayAllow    bool
	denies, mayDeny     bool
	named               policy.Named
	namedByNotPrincipal bool
}

// judge asks all statements of a world.
func (w *randomWorld) judge(q randomRequest, said func(policy.Operator, policy.Answer)) []judged {
	var out []judged
	for _, layer := range layerNames {
		r := q.Request.Request
		if layer == "rcp" && r.Caller.Kind == policy.TokenBearer {
			r.Caller = policy.Caller{Kind: policy.Anonymous}
		}
		n := naive{r: &r, keys: q.keys, said: said}
		for level, docs := range w.docs[layer] {
			for _, doc := range docs {
				for _, s := range doc.Statements {
					o := n.statement(doc, s, layer, w.use == policy.TrustPolicy, w.use == policy.BucketPolicy)
					if layer == "endpoint" {
						o = atGateway(&r, o)
					}
					allow, deny := s.IsAllow(), s.IsDeny()
					if layer == "rcp" {
						allow = policy.No
					}
					if layer == "resource" && strings.EqualFold(r.Action, "kms:RetireGrant") {
						deny = deny.And(policy.Unknown) // "not effective in a key policy"
					}
					a, d := allow.And(o.is), deny.And(o.is)
					out = append(out, judged{layer, level, a == policy.Yes, a != policy.No, d == policy.Yes, d != policy.No, o.named, s.NotPrincipal != nil})
				}
			}
		}
	}
	return out
}

// atGateway doubts what may be said at an endpoint of type gateway.
func atGateway(r *policy.Request, o outcome) outcome {
	service, _, _ := strings.Cut(strings.ToLower(r.Action), ":")
	everyone := o.named == policy.Named{} || o.named.Sure&policy.ByEveryone != 0
	root := r.Caller.Kind == policy.RootUser && o.named.Sure&policy.ByAccount != 0
	if (service == "s3" || service == "dynamodb") && !everyone && !root {
		o.is = o.is.And(policy.Unknown)
	}
	return o
}

// world is the one in which what isn't known is for the best, or for the worst.
func (w *randomWorld) extreme(base world, list []judged, best bool) world {
	base.atoms = nil
	for _, j := range list {
		if j.denies || !best && j.mayDeny {
			base.atoms = append(base.atoms, atom{layer: j.layer, level: j.level, match: true})
		}
		if !j.allows && !(best && j.mayAllow) {
			continue
		}
		named := j.named
		if j.namedByNotPrincipal && j.layer == "resource" {
			named = policy.Named{Sure: policy.ByAccount, Maybe: policy.ByEveryone}
			if base.caller == policy.Anonymous || base.caller == policy.ServiceCaller || base.caller == policy.TokenBearer {
				named = policy.Named{Sure: policy.ByEveryone}
			}
		} else if named == (policy.Named{}) && j.layer == "resource" {
			named.Maybe = everyNaming // nothing of it is known
		}
		if best {
			named.Sure |= named.Maybe
		}
		base.atoms = append(base.atoms, atom{layer: j.layer, level: j.level, allow: true, match: true, named: named.Sure})
	}
	return base
}

// decide is the verdict of the naive evaluator: that of all worlds there may be,
// of which for each way to fill in what is no statement the best and the worst
// are tried, since no Allow takes access and no Deny gives any.
func (w *randomWorld) decide(q randomRequest, said func(policy.Operator, policy.Answer)) authz.Verdict {
	list := w.judge(q, said)
	bases, missing := w.bases(q)
	if missing {
		list = append(list, judged{layer: "resource", mayAllow: true, mayDeny: true, named: policy.Named{Maybe: everyNaming}})
	}
	some, all, denied := false, true, true
	for _, base := range bases {
		best, worst := w.extreme(base, list, true), w.extreme(base, list, false)
		some = some || best.decide() == authz.Allowed
		all = all && worst.decide() == authz.Allowed
		denied = denied && best.denied()
	}
	switch {
	case all:
		return authz.Allowed
	case denied:
		return authz.ExplicitDeny
	case !some:
		return authz.ImplicitDeny
	}
	return authz.Unknown
}

// bases are the worlds without statements, and whether a policy is missing that
// there must be.
func (w *randomWorld) bases(q randomRequest) (out []world, missing bool) {
	base := world{caller: q.Caller.Kind, action: strings.ToLower(q.Action), given: map[string]int{}}
	for layer, levels := range w.docs {
		base.given[layer] = len(levels)
	}
	resource, told := q.Resource.Known()
	if parts := q.Resource.Parts(); !told && len(parts) > 0 {
		resource = parts[0].Literal
	}
	base.trust = base.action == "sts:assumerole"
	base.key = strings.HasPrefix(base.action, "kms:")
	base.callee = strings.Contains(resource, "aws-service-role/")
	base.linked = q.caller == "linked"
	service, _, _ := strings.Cut(base.action, ":")
	base.rcps = decider().Controlled(service)
	out = []world{base}
	either := func(set func(*world)) {
		for _, one := range out {
			set(&one)
			out = append(out, one)
		}
	}
	if q.caller == "linked?" {
		either(func(w *world) { w.linked = true })
	}
	if !base.rcps {
		either(func(w *world) { w.rcps = true })
	}
	if base.caller == policy.FederatedUser && service == "iam" {
		either(func(w *world) { w.console = true })
	}
	if base.action == "kms:retiregrant" {
		either(func(w *world) { w.retires = true })
	}
	if base.ownersPolicy() {
		either(func(w *world) { w.strangers = true })
	}
	account, _ := q.ResourceAccount.Known()
	if parts := strings.Split(resource, ":"); account == "" && len(parts) > 5 {
		account = parts[4]
	}
	switch person := base.caller == policy.User || base.caller == policy.RoleSession || base.caller == policy.FederatedUser || base.caller == policy.RootUser; {
	case !person || account == theirs:
	case account == ours || resource == "*":
		for i := range out {
			out[i].within = true
		}
	default:
		either(func(w *world) { w.within = true })
	}
	return out, (base.key || base.trust) && w.docs["resource"] == nil
}
