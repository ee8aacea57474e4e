package directory

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// ownSide is what a principal brings to a request: it is gathered once.
type ownSide struct {
	of                 *Principal
	identity, boundary []attachment
	scp                controls
	guards             []scenario.Guard // tell its forms apart
	always             *ownForm         // if there are none
	split              []scenario.Guard // the classes of scenarios that the guards make,
	worlds             []scenario.Guard // the default one first, and the forms in them
	forms              []*ownForm
	granted            map[string]bool // actions that a policy of the principal may allow for certain
}

// ownForm is an ownSide in a class of scenarios.
type ownForm struct {
	identity, boundary []*authz.Policy
	scp                [][]*authz.Policy
	caller             policy.Caller
	keys               *policy.Context
}

func (d *Directory) ownSide(p *Principal) *ownSide {
	if p.side != nil && p.side.of == p {
		return p.side
	}
	s := &ownSide{of: p, identity: p.identity, boundary: p.boundary}
	if p.foreign {
		why := "the policies of " + p.Name + ", which is not in the sources"
		s.identity = []attachment{{document: unread(p.Name, why, estate.Origin{}, policy.IdentityPolicy)}}
		s.boundary = []attachment{{document: unread(p.Name, why, estate.Origin{}, policy.ManagedPolicy)}}
	}
	if p.Resource != nil && p.Resource.Base().Physical == "" {
		for _, g := range d.openFrom(p.Resource) { // a macro may have made others
			s.identity = slices.Concat(s.identity, []attachment{{document: d.unseen(g, policy.IdentityPolicy)}})
		}
	}
	switch p.Kind {
	case policy.User, policy.RoleSession, policy.RootUser, policy.FederatedUser:
		s.scp = d.controls(serviceControl, p.account)
	}
	s.guards = guardsOf(s.boundary, guardsOf(s.identity, nil))
	s.guards = textGuards(p.arn, s.scp.guards(s.guards))
	for _, t := range p.tags.List().Known {
		if !t.When.IsAlways() {
			s.guards = append(s.guards, t.When)
		}
	}
	p.side = s
	return s
}

func textGuards(t estate.Text, guards []scenario.Guard) []scenario.Guard {
	if len(t.Variables()) == 0 {
		return guards
	}
	return append(guards, estate.NewScalar(t, estate.Origin{}).Guards()...)
}

// worldsWith are the classes of scenarios that the side and others tell apart.
func (s *ownSide) worldsWith(d *Directory, others []scenario.Guard) []scenario.Guard {
	if s.worlds == nil {
		s.split = estate.Split([]scenario.Guard{scenario.Always()}, s.guards)
		s.worlds = estate.DefaultFirst(s.split)
		s.forms = make([]*ownForm, len(s.worlds))
	}
	if len(others) == 0 {
		return s.worlds
	}
	return estate.DefaultFirst(estate.Split(s.split, others))
}

func (s *ownSide) in(d *Directory, world scenario.Guard) *ownForm {
	if s.always != nil {
		return s.always
	}
	at := slices.IndexFunc(s.worlds, world.Implies)
	if at >= 0 && s.forms[at] != nil {
		return s.forms[at]
	}
	f := s.form(d, world)
	switch {
	case len(s.guards) == 0:
		s.always = f
	case at >= 0 && world.Equal(s.worlds[at]):
		s.forms[at] = f
	}
	return f
}

func (s *ownSide) form(d *Directory, world scenario.Guard) *ownForm {
	f := &ownForm{
		identity: policiesIn(s.identity, world), boundary: policiesIn(s.boundary, world),
		scp: d.levels(s.scp, world, policy.ServiceControlPolicy), caller: d.caller(s.of, world),
	}
	f.keys = d.callerKeys(s.of, &f.caller, world)
	return f
}

// itsSide is what a target brings to a request for an action.
type itsSide struct {
	of       *Target
	action   string
	resource []attachment
	rcp      controls
	guards   []scenario.Guard
	always   *itsForm
	worlds   []scenario.Guard // in which it was asked for, and the forms in them
	forms    []*itsForm
}

// mostForms bounds the classes of scenarios whose forms are kept.
const mostForms = 16

// itsForm is an itsSide in a class of scenarios.
type itsForm struct {
	resource, account policy.Text
	policies          authz.Policies
	keys              *policy.Context
}

func (d *Directory) itsSide(t *Target, action string) *itsSide {
	if t.side != nil && t.side.of == t && t.side.action == action {
		return t.side
	}
	s := &itsSide{of: t, action: action, resource: d.policiesOf(t, action)}
	if t.Resource != nil {
		s.rcp = d.controls(resourceControl, t.account)
		s.guards = d.besideGuards(t.Resource)
		for _, i := range t.Resource.Base().Tags.List().Known {
			if !i.When.IsAlways() {
				s.guards = append(s.guards, i.When)
			}
		}
	}
	s.guards = textGuards(t.arn, s.rcp.guards(guardsOf(s.resource, s.guards)))
	t.side = s
	return s
}

// policiesOf are the policies of a target that have a say in an action.
func (d *Directory) policiesOf(t *Target, action string) []attachment {
	service := serviceOfAction(action)
	if t.Resource == nil {
		if t.suffix == "" || !d.hasPolicies(service) || d.onlyMachines(action) {
			return nil
		}
		why := "the policy of " + t.Name + ", which is not in the sources"
		return []attachment{{document: unread(t.Name, why, estate.Origin{}, policy.ResourcePolicy)}}
	}
	if _, role := t.Resource.(*estate.Role); role {
		if !strings.EqualFold(service, "sts") {
			return nil // a trust policy says who may take the role, and no more
		}
		return d.attachments(t.Resource.Base())
	}
	out := d.attachments(t.Resource.Base())
	if t.Resource.Base().Physical == "" && d.hasPolicies(service) {
		for _, g := range d.openFrom(t.Resource) {
			out = append(out, attachment{document: d.unseen(g, policy.ResourcePolicy)})
		}
	}
	return out
}

func (s *itsSide) in(d *Directory, world scenario.Guard) *itsForm {
	if s.always != nil {
		return s.always
	}
	if at := slices.IndexFunc(s.worlds, world.Equal); at >= 0 {
		return s.forms[at]
	}
	t := s.of
	f := &itsForm{resource: d.text(t, world), keys: d.resourceKeys(s.action, t, world)}
	f.policies.Resource = joined("policy of "+t.Name, s.resource, world)
	if len(t.account.Parts()) > 0 {
		f.account = d.names.in(t.account, world)
	}
	if t.Resource != nil {
		f.policies.RCP = d.levels(s.rcp, world, policy.ResourceControlPolicy)
		d.beside(&f.policies, t, world)
		if a, ok := t.Resource.(*estate.AccessPoint); ok {
			if b := d.bucketOf(a); b != nil {
				f.account = d.names.in(b.Account, world)
			}
		}
	}
	if len(s.guards) == 0 {
		s.always = f
	} else if len(s.worlds) < mostForms {
		s.worlds, s.forms = append(s.worlds, world), append(s.forms, f)
	}
	return f
}
