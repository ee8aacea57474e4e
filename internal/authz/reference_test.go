package authz_test

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// The reference decides in one world, where nothing is unknown, in the order of
// "How AWS enforcement code logic evaluates requests to allow or deny access".
// It shares nothing with the package but the matching of single statements.

// atom is a statement in a world.
type atom struct {
	layer string // as in testdata
	level int
	allow bool
	match bool
	named policy.Naming // how a resource's policy names the caller
}

// world is a request of which all is known.
type world struct {
	caller    policy.CallerKind
	action    string // in lower case
	atoms     []atom
	given     map[string]int // layers that there are, and how many levels
	within    bool           // the resource is of the caller's account
	linked    bool           // a service-linked role is concerned in the call
	callee    bool           // … as the role that is taken
	rcps      bool           // the service supports RCPs
	key       bool
	trust     bool
	console   bool // a federated user in the console
	strangers bool // services may do what is for a bucket's own account
	beside    besideWorld
	retires   bool // a grant lets the caller retire it
}

func (w *world) applies(layer string) bool {
	person := w.caller == policy.User || w.caller == policy.RoleSession || w.caller == policy.FederatedUser
	switch layer {
	case "scp":
		return (person || w.caller == policy.RootUser) && !w.linked
	case "rcp":
		return w.rcps && !w.linked && !w.callee && w.action != "kms:retiregrant"
	case "identity", "boundary", "session":
		return person
	}
	return true
}

func (w *world) ownersPolicy() bool {
	return strings.HasPrefix(w.action, "s3:") && strings.HasSuffix(w.action, "bucketpolicy")
}

func (w *world) denied() bool {
	for _, a := range w.atoms {
		owner := a.layer == "resource" && w.caller == policy.RootUser && w.within && w.ownersPolicy()
		if !a.allow && a.match && w.applies(a.layer) && !owner {
			return true
		}
	}
	return false
}

// allows reports an Allow in a layer, at a level.
func (w *world) allows(layer string, level int) bool {
	for _, a := range w.atoms {
		if a.layer == layer && a.level == level && a.allow && a.match {
			return true
		}
	}
	return false
}

// trusts reports an Allow of the resource that names the caller in one of the ways.
func (w *world) trusts(ways policy.Naming) bool {
	for _, a := range w.atoms {
		if a.layer == "resource" && a.allow && a.match && a.named&ways != 0 {
			return true
		}
	}
	return false
}

func (w *world) decide() authz.Verdict {
	if w.denied() {
		return authz.ExplicitDeny
	}
	for level := range w.given["scp"] {
		if w.applies("scp") && !w.allows("scp", level) {
			return authz.ImplicitDeny
		}
	}
	if w.given["endpoint"] > 0 && !w.allows("endpoint", 0) || w.refused() || w.restricted() || !w.grantsAll() {
		return authz.ImplicitDeny
	}
	return authz.Allowed
}

func (w *world) refused() bool {
	switch {
	case w.caller == policy.RootUser:
		return w.action == "sts:assumerole"
	case w.caller == policy.FederatedUser:
		return strings.HasPrefix(w.action, "sts:") || strings.HasPrefix(w.action, "iam:") && !w.console
	}
	return false
}

// ways that are a grant to the caller itself, and to the entity behind it.
func (w *world) ways() (direct, entity policy.Naming) {
	switch w.caller {
	case policy.User:
		return policy.ByEveryone | policy.ByUser, 0
	case policy.RoleSession:
		return policy.ByEveryone | policy.BySession, policy.ByRole
	case policy.FederatedUser:
		return policy.ByEveryone | policy.BySession, policy.ByUser
	case policy.RootUser:
		return policy.ByEveryone | policy.ByAccount | policy.ByCanonical, 0
	}
	return policy.ByEveryone | policy.ByService | policy.ByProvider, 0
}

func (w *world) grants() bool {
	if w.key && w.action == "kms:retiregrant" {
		return w.retires
	}
	direct, entity := w.ways()
	account := policy.ByAccount | policy.ByCanonical
	switch w.caller {
	case policy.Anonymous, policy.ServiceCaller, policy.TokenBearer:
		if w.ownersPolicy() && (w.caller == policy.Anonymous || !w.strangers) {
			return false
		}
		return w.trusts(direct)
	}
	inBounds := w.given["boundary"] == 0 || w.allows("boundary", 0)
	inSession := w.allows("session", 0) || w.given["session"] == 0 && w.caller != policy.FederatedUser
	own := w.allows("identity", 0) && inBounds && inSession
	if w.caller == policy.RootUser {
		own = true
	}
	if !w.within {
		crossing := true
		if w.key {
			crossing = w.action != "kms:schedulekeydeletion"
		}
		return own && crossing && !w.ownersPolicy() && w.trusts(direct|entity|account)
	}
	if w.trusts(direct) || w.trusts(entity) && inBounds && inSession {
		return true
	}
	if w.key || w.trust {
		return w.caller != policy.RootUser && own && w.trusts(account)
	}
	return own
}
