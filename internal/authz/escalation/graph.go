package escalation

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
)

// Graph is who can become administrator in an estate, and how.
type Graph struct {
	estate    *estate.Estate
	directory *directory.Directory
	catalogue *catalog.Catalog
	methods   []Method

	holders  map[string][]*directory.Principal // by action: whose policies may allow it
	may      map[holding]bool
	able     map[*Method][]*directory.Principal // who may use a method, as far as their own policies tell
	carriers map[*directory.Principal][]estate.Resource
	trusted  map[trust]directory.Answer

	powerful []estate.Resource // groups
	// unbinding are who may take their own boundary away, once asked.
	unbinding map[*directory.Principal]bool
	taken     map[string]bool // ARNs that users and roles have: nobody makes these anew

	full    map[*directory.Principal]bool // given every permission
	next    map[*directory.Principal]*Hop
	pending []*Hop
	waiting map[*directory.Principal]bool // from whom one is pending
	tried   map[attempt]*Hop              // see alone
	unread  map[*directory.Principal][]string
}

type holding struct {
	who    *directory.Principal
	action string
}

type attempt struct {
	method *Method
	who    *directory.Principal
}

type trust struct {
	role    *directory.Principal
	service string
}

// Hop is one step on the way: a principal gains the permissions of another, or any.
type Hop struct {
	From *directory.Principal
	// To is whose permissions are gained; nil: any that From likes.
	To     *directory.Principal
	Method *Method
	// Carrier is the resource that acts with To's role, if the method is on one.
	Carrier estate.Resource
	// Requests are what the method asks for.
	Requests []Request
	// Verdict is Allowed, or Unknown with what leaves it open.
	Verdict authz.Verdict
	Gaps    []estate.Gap
}

// Request is one that a hop needs, and what decides it.
type Request struct {
	Action, Target string
	Answer         directory.Answer
}

// Path leads to an administrator.
type Path struct {
	Hops []*Hop
	// Verdict is Unknown if a hop is.
	Verdict authz.Verdict
}

// New finds the administrators of an estate and who can become one.
func New(e *estate.Estate, d *directory.Directory, c *catalog.Catalog) *Graph {
	g := &Graph{
		estate: e, directory: d, catalogue: c, methods: methods(),
		holders: map[string][]*directory.Principal{}, may: map[holding]bool{}, able: map[*Method][]*directory.Principal{}, carriers: map[*directory.Principal][]estate.Resource{},
		trusted: map[trust]directory.Answer{}, full: map[*directory.Principal]bool{},
		next: map[*directory.Principal]*Hop{}, taken: map[string]bool{}, unbinding: map[*directory.Principal]bool{}, unread: map[*directory.Principal][]string{},
		waiting: map[*directory.Principal]bool{}, tried: map[attempt]*Hop{},
	}
	for _, p := range d.Principals() {
		g.taken[p.Name] = true
		if names := d.Unread(p); len(names) > 0 {
			g.unread[p] = names
		}
	}
	for _, group := range estate.All[*estate.Group](e) {
		for _, doc := range d.OfGroup(group) {
			if policy.AllowsEverything(doc).Answer == policy.Yes {
				g.powerful = append(g.powerful, group)
				break
			}
		}
	}
	g.hold()
	g.carry()
	g.walk(g.seeds())
	return g
}

// Full reports whether a principal is given every permission as it is.
func (g *Graph) Full(p *directory.Principal) bool { return g.full[p] }

// Unread names the policies of a principal of which nothing is known: whether it
// can become administrator by what they say is not known either.
func (g *Graph) Unread(p *directory.Principal) []string { return g.unread[p] }

// Path is the way of a principal to an administrator, the surest and shortest that
// was found; false if it is one by what it is given, or there is none.
func (g *Graph) Path(p *directory.Principal) (Path, bool) {
	out := Path{Verdict: authz.Allowed}
	for hop := g.next[p]; hop != nil; hop = g.next[hop.To] {
		out.Hops = append(out.Hops, hop)
		if hop.Verdict != authz.Allowed {
			out.Verdict = authz.Unknown
		}
		if hop.To == nil {
			break
		}
	}
	return out, len(out.Hops) > 0
}

const takeRole = "sts:AssumeRole"

// hold gathers who may do what the methods ask for.
func (g *Graph) hold() {
	actions := map[string]bool{takeRole: true}
	for i := range g.methods {
		for _, s := range g.methods[i].Steps {
			actions[s.Action] = true
		}
	}
	for _, p := range g.directory.Principals() {
		for action := range actions {
			if g.directory.MayAllow(p, action) {
				g.may[holding{p, action}] = true
			}
		}
	}
	for _, p := range g.directory.Principals() {
		for action := range actions {
			if g.may[holding{p, action}] {
				g.holders[action] = append(g.holders[action], p)
			}
		}
		for i := range g.methods {
			if m := &g.methods[i]; g.isAble(p, m) {
				g.able[m] = append(g.able[m], p)
			}
		}
	}
}

// isAble reports whether a principal's own policies may allow all that a method asks.
func (g *Graph) isAble(p *directory.Principal, m *Method) bool {
	kind := map[policy.CallerKind]string{policy.User: "user", policy.RoleSession: "role"}[p.Kind]
	if m.By != "" && m.By != kind {
		return false
	}
	for _, s := range m.Steps {
		if !g.may[holding{p, s.Action}] {
			return false
		}
	}
	return true
}

// carry gathers what acts with each role.
func (g *Graph) carry() {
	for _, r := range g.estate.Resources {
		role := g.directory.RoleOf(r)
		if x, ok := r.(*estate.InstanceProfile); ok && len(x.Roles.Known) > 0 {
			role = g.directory.RoleNamed(estate.Of(x.Roles.Known[0].Is, x.Roles.Origin))
		}
		if role != nil {
			g.carriers[role] = append(g.carriers[role], r)
		}
	}
}
