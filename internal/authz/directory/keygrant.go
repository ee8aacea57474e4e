package directory

import (
	"slices"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// This file says which grants a KMS key has ("Grants in AWS KMS").

// granted is a grant that a key has in the scenarios of when; maybe is why it may be
// another key's.
type granted struct {
	grant *estate.KeyGrant
	when  scenario.Guard
	maybe *estate.Gap
}

// gatherGrants indexes the grants by their keys. One whose key is not known may be
// any key's.
func (d *Directory) gatherGrants() {
	for _, g := range estate.All[*estate.KeyGrant](d.estate) {
		for _, a := range g.Key.Alternatives() {
			when := g.When.And(a.When)
			gap := a.Gap
			switch k, ok := estate.FollowTo[*estate.Key](d.estate, a.Is); {
			case a.State == estate.Known && ok:
				d.grants[k.ID] = append(d.grants[k.ID], granted{grant: g, when: when})
				continue
			case a.State == estate.Known:
				gap.Variable = openEnd(a.Is)
			}
			if gap.Variable != nil {
				d.anyKeys = append(d.anyKeys, granted{g, when, &gap})
			}
		}
	}
}

// openEnd is the variable with which a text ends: an ID or ARN without one is that of
// some key, and not that of a key which is still to be made.
func openEnd(t estate.Text) *scenario.Variable {
	if parts := t.Parts(); len(parts) > 0 {
		return parts[len(parts)-1].Variable
	}
	return nil
}

// hasGrants reports keys to which a grant may be given.
func (d *Directory) hasGrants(k *estate.Key) bool { return len(d.grants[k.ID])+len(d.anyKeys) > 0 }

// grantsOf are the grants of a key; nil of one in a configuration that writes none.
func (d *Directory) grantsOf(k *estate.Key, world scenario.Guard) *authz.Grants {
	if k.Physical == "" && !d.hasGrants(k) {
		return nil
	}
	var list []authz.KeyGrant
	gap := ""
	for _, g := range d.grantedTo(k) {
		if g.when.Disjoint(world) {
			continue
		}
		one, why := d.grantIn(g.grant, world)
		if g.maybe != nil {
			one.Doubt = g.maybe.Cause()
		}
		if why == "" && !world.Implies(g.when) {
			why = "whether there is " + d.names.label(&g.grant.Core)
		}
		if why != "" {
			gap = why
			continue
		}
		one.Issuer = d.names.in(k.Account, world)
		list = append(list, one)
	}
	if k.Physical == "" {
		return authz.NewGrants(list, gap).Beside("the grants that no source writes")
	}
	return authz.NewGrants(list, gap)
}

func (d *Directory) grantedTo(k *estate.Key) []granted {
	return append(d.grants[k.ID][:len(d.grants[k.ID]):len(d.grants[k.ID])], d.anyKeys...)
}

// grantGuards tell the grants of a key apart by scenario.
func (d *Directory) grantGuards(k *estate.Key) []scenario.Guard {
	var out []scenario.Guard
	for _, g := range d.grantedTo(k) {
		out = append(out, g.when)
		out = append(append(out, g.grant.Grantee.Guards()...), g.grant.Retiring.Guards()...)
		out = append(out, g.grant.Operations.Guards()...)
		out = append(out, g.grant.Constraints.Guards()...)
	}
	return out
}

// grantIn is what a grant says in a class of scenarios; why is what isn't known of it.
func (d *Directory) grantIn(g *estate.KeyGrant, world scenario.Guard) (one authz.KeyGrant, why string) {
	one = authz.KeyGrant{ID: g.Logical, Grantee: d.textIn(g.Grantee, world), Pos: position(g.Origin)}
	if one.Retiring, why = d.knownIn(g.Retiring, world); why != "" {
		return one, why
	}
	operations, sure, more := g.Operations.In(world)
	if more != nil {
		return one, more.Cause()
	}
	for i, o := range operations {
		if !sure[i] {
			return one, "the operations of " + d.names.label(&g.Core)
		}
		one.Operations = append(one.Operations, o.Is)
	}
	limits := chosen(g.Constraints, world)
	if limits.IsMissing() {
		return one, ""
	}
	if limits.Kind != estate.Map {
		return one, "the constraints of " + d.names.label(&g.Core)
	}
	if one.EncryptionContextEquals, why = d.pairsIn(chosen(limits.At("EncryptionContextEquals"), world), world); why != "" {
		return one, why
	}
	if one.EncryptionContextSubset, why = d.pairsIn(chosen(limits.At("EncryptionContextSubset"), world), world); why != "" {
		return one, why
	}
	one.SourceARN, why = d.knownIn(limits.At("SourceArn").AsText(), world)
	return one, why
}

// chosen is what a choice comes to in a class of scenarios, if that is one thing.
func chosen(t *estate.Tree, world scenario.Guard) *estate.Tree {
	for t != nil && t.Kind == estate.Choice {
		i := slices.IndexFunc(t.Alts, func(a estate.TreeAlternative) bool { return world.Implies(a.When) })
		if i < 0 {
			break
		}
		t = t.Alts[i].Then
	}
	return t
}

// knownIn is a text that may be absent; why is what isn't known of it.
func (d *Directory) knownIn(v estate.Value[estate.Text], world scenario.Guard) (t policy.Text, why string) {
	switch a := v.In(world); a.State {
	case estate.Known:
		return d.names.in(a.Is, world), ""
	case estate.Unknown:
		return policy.Text{}, a.Gap.Cause()
	}
	return policy.Text{}, ""
}

// pairsIn are those of a constraint on the encryption context.
func (d *Directory) pairsIn(t *estate.Tree, world scenario.Guard) (out map[string]policy.Text, why string) {
	switch {
	case t.IsMissing():
		return nil, ""
	case t.Kind != estate.Map:
		return nil, "the encryption context of a grant"
	}
	out = map[string]policy.Text{}
	for _, f := range t.Fields {
		if out[f.Name], why = d.knownIn(f.Value.AsText(), world); why != "" {
			return nil, why
		}
	}
	return out, ""
}
