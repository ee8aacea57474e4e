package directory

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// The kinds of an organisation's policies that limit permissions.
const (
	serviceControl  = "SERVICE_CONTROL_POLICY"
	resourceControl = "RESOURCE_CONTROL_POLICY"
)

// accounts is the organisation that the sources hold, if any.
type accounts struct {
	held       bool
	live       bool
	whole      bool        // all its accounts are listed
	id         estate.Text // of the organisation; empty if it isn't known
	management estate.Text // the management account's id; empty likewise
	members    map[string]*estate.Account
	parents    map[estate.ID]estate.Value[estate.Text]
	attached   map[string]map[estate.ID][]attachment // by kind and root, unit or account
	astray     map[string][]attachment               // of which it isn't known to what they are attached
	enabled    map[string]policy.Answer              // by kind
}

// organise reads the organisation of the estate.
func (d *Directory) organise() *accounts {
	a := &accounts{
		members: map[string]*estate.Account{}, parents: map[estate.ID]estate.Value[estate.Text]{},
		attached: map[string]map[estate.ID][]attachment{}, astray: map[string][]attachment{}, enabled: map[string]policy.Answer{},
	}
	for _, o := range estate.All[*estate.Organization](d.estate) {
		a.held, a.live = true, o.Physical != ""
		a.id, a.management = estate.Literal(o.Physical), o.Account
		if o.Physical == "" {
			a.id = estate.OfReference(o.ID, "Id")
		}
		if m, ok := o.Management.Known(); ok {
			a.management = m
		}
	}
	for _, r := range estate.All[*estate.OrganizationRoot](d.estate) {
		a.held, a.live = true, true
		for _, kind := range []string{serviceControl, resourceControl} {
			a.enabled[kind] = enabled(r.PolicyTypes, kind)
		}
	}
	for _, l := range d.estate.Listings {
		a.whole = a.whole || a.live && l.Kind == estate.AccountListing && l.Gap.Variable == nil
	}
	for _, u := range estate.All[*estate.OrganizationalUnit](d.estate) {
		a.held = true
		a.parents[u.ID] = u.Parent
	}
	for _, m := range estate.All[*estate.Account](d.estate) {
		a.held = true
		id := m.Physical
		if id == "" {
			id = m.Self().String()
		}
		a.members[id] = m
		if len(m.Parents.Known) == 1 && len(m.Parents.Unknown) == 0 {
			a.parents[m.ID] = estate.Of(m.Parents.Known[0].Is, m.Parents.Origin)
		}
	}
	for _, p := range estate.All[*estate.OrganizationPolicy](d.estate) {
		d.attachControl(a, p)
	}
	return a
}

func enabled(list estate.Items[string], kind string) policy.Answer {
	for _, i := range list.Known {
		if i.Is == kind {
			return policy.Yes
		}
	}
	if len(list.Unknown) > 0 {
		return policy.Unknown
	}
	return policy.No
}

// attachControl notes to what a policy of the organisation is attached. One of a
// type that is not known may be of either kind.
func (d *Directory) attachControl(a *accounts, p *estate.OrganizationPolicy) {
	for _, is := range p.Kind.Alternatives() {
		when := p.When.And(is.When)
		for _, kind := range []string{serviceControl, resourceControl} {
			switch {
			case is.State == estate.Unknown:
				d.attachAs(a, p, kind, attachment{when: when, doubt: "whether " + string(p.ID) + " is of type " + kind + ": " + is.Gap.Cause()})
			case is.State == estate.Known && is.Is == kind:
				d.attachAs(a, p, kind, attachment{when: when})
			}
		}
	}
}

// attachAs attaches a policy of one kind; like says when, and what is in doubt.
func (d *Directory) attachAs(a *accounts, p *estate.OrganizationPolicy, kind string, like attachment) {
	use := policy.ServiceControlPolicy
	if kind == resourceControl {
		use = policy.ResourceControlPolicy
	}
	label := d.names.label(&p.Core)
	if t, ok := p.PolicyName.Known(); ok {
		label = t.String()
	}
	doc := d.written(label, p.Content, use)
	switch {
	case !p.Content.IsMissing():
	case p.AWSManaged && kind == serviceControl:
		doc = fixed(label, fullAccess(), use)
	default:
		doc = unread(label, "the content of "+label, p.Origin, use)
	}
	for _, t := range p.Targets.Known {
		at := attachment{when: like.when.And(t.When), doubt: like.doubt, document: doc}
		if r, ok := d.estate.Follow(t.Is); ok {
			if a.attached[kind] == nil {
				a.attached[kind] = map[estate.ID][]attachment{}
			}
			a.attached[kind][r.Base().ID] = append(a.attached[kind][r.Base().ID], at)
			continue
		}
		at.doubt = "whether " + label + " is attached there: its target " + t.Is.String() + " is not in the sources"
		if _, literal := t.Is.Known(); !literal || !a.live {
			a.astray[kind] = append(a.astray[kind], at)
		}
	}
	for _, g := range p.Targets.Unknown {
		a.astray[kind] = append(a.astray[kind], attachment{when: like.when.And(g.When), doubt: "to what " + label + " is attached: " + g.Gap.Cause(), document: doc})
	}
}

// fullAccess is FullAWSAccess, which AWS attaches to every root, unit and account
// ("Service control policies (SCPs)").
func fullAccess() policy.Node {
	text := func(s string) policy.Node { return policy.Node{Kind: policy.KindString, Text: s} }
	statement := policy.Node{Kind: policy.KindMap, Fields: []policy.Field{
		{Name: "Effect", Value: text("Allow")}, {Name: "Action", Value: text("*")}, {Name: "Resource", Value: text("*")}}}
	return policy.Node{Kind: policy.KindMap, Fields: []policy.Field{
		{Name: "Version", Value: text(policy.Version2012)}, {Name: "Statement", Value: statement}}}
}

// controls are the policies of one kind that an account is under: by level, from
// the root. Doubt says why they aren't known.
type controls struct {
	levels [][]attachment
	doubt  string
}

// controls finds those of an account. There are none without an organisation, nor
// for its management account ("SCPs do not affect users or roles in the management
// account"; "RCPs don't affect resources in the management account").
func (d *Directory) controls(kind string, account estate.Text) controls {
	a := d.accounts
	switch {
	case !a.held || a.enabled[kind] == policy.No && a.live && a.known(kind):
		return controls{}
	case len(account.Parts()) > 0 && account.Equal(a.management):
		return controls{}
	}
	m := a.members[account.String()]
	if m == nil {
		return controls{doubt: "where account " + account.String() + " stands in the organisation"}
	}
	chain, ok := d.chain(m)
	if !ok {
		return controls{doubt: "under which organisational units account " + account.String() + " is"}
	}
	var out controls
	for _, id := range chain {
		level := slices.Concat(a.attached[kind][id], a.astray[kind])
		switch {
		case kind == serviceControl && !a.live:
			level = append(level, attachment{document: fixed("FullAWSAccess", fullAccess(), policy.ServiceControlPolicy)})
		case kind == serviceControl && len(a.attached[kind][id]) == 0:
			// There is at least one: the last can't be detached.
			return controls{doubt: "the service control policies attached to " + string(id) + ", of which the sources have none"}
		}
		out.levels = append(out.levels, level)
	}
	return out
}

// known reports that a root told which kinds of policies are enabled.
func (a *accounts) known(kind string) bool {
	_, ok := a.enabled[kind]
	return ok
}

// chain are the root, units and account from above.
func (d *Directory) chain(m *estate.Account) ([]estate.ID, bool) {
	chain := []estate.ID{m.ID}
	for at := m.ID; ; {
		parent, ok := d.accounts.parents[at].Known()
		if !ok {
			return nil, false
		}
		r, ok := d.estate.Follow(parent)
		if !ok || slices.Contains(chain, r.Base().ID) {
			return nil, false
		}
		at = r.Base().ID
		chain = append(chain, at)
		switch r.(type) {
		case *estate.Organization, *estate.OrganizationRoot:
			slices.Reverse(chain)
			return chain, true
		}
	}
}

// guards tell the levels apart.
func (c controls) guards(guards []scenario.Guard) []scenario.Guard {
	for _, l := range c.levels {
		guards = guardsOf(l, guards)
	}
	return guards
}
