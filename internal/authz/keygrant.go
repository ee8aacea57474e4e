package authz

import (
	"maps"
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// KeyGrant is a grant for a KMS key ("Grants in AWS KMS"): it "can allow access
// to a KMS key, but not deny access".
type KeyGrant struct {
	ID       string
	Grantee  policy.Text // ARN, account or service principal; zero: not known
	Retiring policy.Text // the retiring principal; zero: none
	// Issuer is the account under which the grant was issued: its ID or root ARN;
	// zero: not known.
	Issuer policy.Text
	// Operations are as AWS writes them: Decrypt, GenerateDataKey, CreateGrant …
	Operations []string
	// EncryptionContextEquals and EncryptionContextSubset are the constraints
	// ("GrantConstraints"); nil: none.
	EncryptionContextEquals map[string]policy.Text
	EncryptionContextSubset map[string]policy.Text
	SourceARN               policy.Text // the constraint on aws:SourceArn; zero: none
	Doubt                   string      // why the grant may not be one of this key; empty: it is
	Pos                     policy.Position
}

// Grants are those of a key, made ready for many requests.
type Grants struct {
	use, retire *Policy    // a statement for each
	list        []KeyGrant // by the index of their statements
	gap         string
	others      string // why there may be others: only who retires one is asked for them
}

// Beside says of grants that a configuration writes that the key may have others,
// which nobody sees there: as those who write no grant, one answers for what is
// written.
func (g *Grants) Beside(others string) *Grants {
	out := *g
	out.others = others
	return &out
}

// NewGrants makes grants ready. The gap is why they aren't all that the key has;
// empty: they are.
func NewGrants(list []KeyGrant, gap string) *Grants {
	use, retire := grantDocument(), grantDocument()
	for i := range list {
		g := &list[i]
		use.Statements = append(use.Statements, g.uses()...)
		retire.Statements = append(retire.Statements, g.retires())
	}
	return &Grants{
		use: NewPolicy("grants", use, policy.ResourcePolicy), retire: NewPolicy("grants", retire, policy.ResourcePolicy),
		list: list, gap: gap,
	}
}

// grantDocument is one without policy variables: what constraints hold is text.
func grantDocument() policy.Document {
	return policy.Document{Version: policy.Literal(policy.Version2008), Statements: []policy.Statement{}}
}

// uses are the statements that say what the grant allows the grantee.
func (g *KeyGrant) uses() []policy.Statement {
	var plain, bound, open []policy.Text
	for _, op := range g.Operations {
		action := policy.Literal("kms:" + op)
		switch {
		case op == "RetireGrant": // see retires
		case len(g.EncryptionContextEquals)+len(g.EncryptionContextSubset) == 0, op == "DescribeKey":
			// "The constraint doesn't apply to these operations" of DescribeKey and
			// RetireGrant.
			plain = append(plain, action)
		case isAction("kms:"+op, "kms", "Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey",
			"GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"):
			bound = append(bound, action)
		default: // CreateGrant asks for constraints as strict; others don't support any
			open = append(open, action)
		}
	}
	var out []policy.Statement
	add := func(actions []policy.Text, conditions []policy.Condition) {
		if actions == nil {
			return
		}
		if !g.SourceARN.IsZero() {
			conditions = append(conditions, condition("ArnEquals", "aws:SourceArn", g.SourceARN))
		}
		out = append(out, g.statement(g.Grantee, "the grantee of the grant", actions, conditions))
	}
	add(plain, nil)
	add(bound, g.constraints())
	add(open, []policy.Condition{undecided("what the constraints of the grant are for this operation")})
	return out
}

// undecided is a condition of which nothing is known.
func undecided(why string) policy.Condition {
	hole := policy.Hole(why)
	return policy.Condition{Operator: policy.ParseOperator(hole), Key: hole, Values: []policy.Text{hole}}
}

// retires is the statement that says whom the grant lets retire it: "the retiring
// principal", and "the grantee principal … if the grant includes the RetireGrant
// operation" ("Retiring and revoking grants").
func (g *KeyGrant) retires() policy.Statement {
	s := g.statement(g.Retiring, "", []policy.Text{policy.Literal("kms:RetireGrant")}, nil)
	for _, op := range g.Operations {
		if op == "RetireGrant" {
			addPrincipal(s.Principal, g.Grantee, "the grantee of the grant")
		}
	}
	return s
}

func (g *KeyGrant) statement(principal policy.Text, unknown string, actions []policy.Text, conditions []policy.Condition) policy.Statement {
	if g.Doubt != "" {
		conditions = append(conditions, undecided(g.Doubt))
	}
	s := policy.Statement{
		Sid: policy.Literal(g.ID), Effect: policy.Literal("Allow"), Principal: &policy.Principals{Pos: g.Pos},
		Actions: actions, Resources: []policy.Text{policy.Literal("*")}, Conditions: conditions, Pos: g.Pos,
	}
	addPrincipal(s.Principal, principal, unknown)
	return s
}

// addPrincipal adds a principal of a grant: a service by its name, or by ARN. One
// that isn't known has a cause, one without a cause isn't there.
func addPrincipal(p *policy.Principals, t policy.Text, unknown string) {
	if t.IsZero() {
		if unknown == "" {
			return
		}
		t = policy.Hole(unknown)
		p.Service = append(p.Service, t)
	}
	if s, known := t.Known(); known && strings.HasSuffix(s, ".amazonaws.com") {
		p.Service = append(p.Service, t)
		return
	}
	p.AWS = append(p.AWS, t)
}

// constraints are those on the encryption context as conditions: "the key in each
// key-value pair is not case sensitive, but the value is case sensitive".
func (g *KeyGrant) constraints() []policy.Condition {
	var out []policy.Condition
	pairs := func(m map[string]policy.Text) (keys []policy.Text) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			out = append(out, condition("StringEquals", "kms:EncryptionContext:"+k, m[k]))
			keys = append(keys, policy.Literal(k))
		}
		return keys
	}
	pairs(g.EncryptionContextSubset)
	if keys := pairs(g.EncryptionContextEquals); keys != nil {
		out = append(out, condition("ForAllValues:StringEqualsIgnoreCase", "kms:EncryptionContextKeys", keys...))
	}
	return out
}

func condition(operator, key string, values ...policy.Text) policy.Condition {
	return policy.Condition{Operator: policy.ParseOperator(policy.Literal(operator)), Key: policy.Literal(key), Values: values}
}

// askGrants puts the request to the grants of a key. Whether boundaries and
// session policies limit what a grant allows isn't documented.
func (e *evaluation) askGrants(g *Grants, o *opinions) {
	if g == nil || isAction(e.r.Action, "kms", "RetireGrant") {
		return
	}
	for _, candidate := range g.use.compiled.Candidates(e.r.Action) {
		s, out := e.askOne(Key, g.use, candidate)
		if s.allow == policy.No {
			continue
		}
		one := grants{policy.No, policy.No, policy.No, policy.No}
		one.add(s.allow, out.Named, e.r.Caller.Kind)
		whole := one.direct.Or(one.limited)
		o.byGrant = o.byGrant.Or(whole)
		o.grants.any = o.grants.any.Or(one.any)
		o.grants.account = o.grants.account.Or(one.account)
		o.grants.limited = o.grants.limited.Or(whole)
		o.grants.direct = o.grants.direct.Or(whole.And(e.unlimited(o)))
	}
	if g.gap != "" {
		e.doubt(Key, g.gap)
		o.byGrant = o.byGrant.Or(policy.Unknown)
		o.grants = grants{o.grants.any.Or(policy.Unknown), o.grants.direct.Or(policy.Unknown), o.grants.limited.Or(policy.Unknown), o.grants.account.Or(policy.Unknown)}
	}
}

// unlimited answers whether boundary and session policy leave a grant alone: it is
// open where they don't allow the action.
func (e *evaluation) unlimited(o *opinions) policy.Answer {
	if o.boundary.allow.And(o.session.allow) == policy.Yes {
		return policy.Yes
	}
	e.doubt(Key, "whether permissions boundaries and session policies limit what a grant allows")
	return policy.Unknown
}

// retires answers whether the caller can retire a grant of the key: by the grant,
// without a permission, or as the account in which it was created, which can
// delegate that to its identities ("Retiring and revoking grants"). "The
// kms:RetireGrant permission is not effective in a key policy"; whether a Deny
// there is not either isn't said.
func (e *evaluation) retires(g *Grants, o *opinions) policy.Answer {
	if g == nil {
		e.doubt(Key, "the grants of the key")
		return policy.Unknown
	}
	own := o.identity.allow.And(o.boundary.allow).And(o.session.allow)
	if e.r.Caller.Kind == policy.RootUser {
		own = policy.Yes
	}
	some, all := policy.No, policy.Yes
	for i := range g.list {
		s, out := e.askOne(Key, g.retire, policy.Candidate{Statement: i})
		one := grants{policy.No, policy.No, policy.No, policy.No}
		one.add(s.allow, out.Named, e.r.Caller.Kind)
		is := one.direct.Or(one.limited).Or(one.account.And(own))
		if hasAccount(e.r.Caller.Kind) {
			is = is.Or(sameAccount(e.r.Caller.Account, accountIn(g.list[i].Issuer)).And(own))
		}
		some, all = some.Or(is), all.And(is)
	}
	for _, why := range []string{g.gap, g.others} {
		if why != "" {
			all, some = all.And(policy.Unknown), some.Or(policy.Unknown)
			e.doubt(Key, why)
		}
	}
	switch {
	case some == policy.No:
		return policy.No
	case all == policy.Yes:
		return policy.Yes
	}
	e.doubt(Key, "which grant is retired")
	return policy.Unknown
}

// accountIn is the account of an ARN, or an account's ID.
func accountIn(t policy.Text) policy.Text {
	s, _ := beginning(t)
	if isAccount(s) {
		return policy.Literal(s)
	}
	if account := arnField(s, 4); isAccount(account) {
		return policy.Literal(account)
	}
	return policy.Text{}
}
