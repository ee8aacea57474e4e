package claim

import (
	"errors"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/traffic"
)

// terminal is a resource that is used over its own network interfaces.
type terminal struct {
	resource   estate.Resource
	interfaces []estate.ID // of the resources that have them
	port       int         // 0: of whatever services
	portWhy    string      // why it isn't known, where one is needed
	// actions are those by which it is entered, in lower case.
	actions []string
	// enter answers in which ways one is let in.
	enter func(p *Prover, a *Access, q AccessQuestion) []*Access
}

// takes reports whether an action is one of entering it: others are requests to AWS.
func (t *terminal) takes(action string) bool {
	if action == "" {
		return true
	}
	return slices.ContainsFunc(t.actions, func(s string) bool {
		ok := strings.EqualFold(s, action)
		if prefix, any := strings.CutSuffix(s, "*"); any {
			ok = len(action) > len(prefix) && strings.EqualFold(action[:len(prefix)], prefix)
		}
		return ok
	})
}

// terminal is how a resource is entered; nil for one that is used by requests to AWS.
func (p *Prover) terminal(r estate.Resource) *terminal {
	t := &terminal{resource: r, interfaces: []estate.ID{r.Base().ID}, enter: atWill}
	var port estate.Value[int]
	var engine estate.Value[string]
	switch r := r.(type) {
	case *estate.DBInstance:
		port, engine = r.Port, r.Engine
		if c := p.clusterOf(r); c != nil {
			port, engine = c.Port, c.Engine
		}
		t.enter, t.actions = byLogin, []string{"rds-db:connect", "neptune-db:*"}
	case *estate.DBCluster:
		port, engine = r.Port, r.Engine
		t.enter, t.actions = byLogin, []string{"rds-db:connect", "neptune-db:*"}
	case *estate.DBProxy:
		engine = r.Engine
		t.enter, t.actions = byLogin, []string{"rds-db:connect"}
	case *estate.RedshiftCluster:
		port, engine, t.enter = r.Port, fixed("redshift"), byLogin
	case *estate.RedshiftWorkgroup:
		port, engine, t.enter = r.Port, fixed("redshift"), undecided("how one signs in to a workgroup is not looked at")
	case *estate.Cache:
		port, engine, t.enter = r.Port, cacheEngine(r), byCacheUser
		t.actions = []string{"elasticache:connect", "memorydb:connect"}
	case *estate.SearchDomain:
		if !r.Subnets.IsEmpty().False.IsAlways() {
			return nil
		}
		port, t.enter, t.actions = estate.Of(443, r.Origin), bySearch, []string{"es:eshttp*"}
	case *estate.FileSystem:
		t.interfaces = p.mountTargets(r)
		port, t.enter, t.actions = estate.Of(2049, r.Origin), byMount, []string{"elasticfilesystem:client*"}
	case *estate.Function, *estate.BuildProject, *estate.VPCEndpoint:
		return nil
	case estate.Networked:
		return t
	default:
		return nil
	}
	t.port, t.portWhy = portOf(port, engine)
	return t
}

func fixed(engine string) estate.Value[string] { return estate.Of(engine, estate.Origin{}) }

func cacheEngine(c *estate.Cache) estate.Value[string] {
	if c.Type == "AWS::DAX::Cluster" {
		return fixed("dax")
	}
	if strings.HasPrefix(c.Type, "AWS::MemoryDB::") {
		return fixed("redis")
	}
	return c.Engine
}

// portOf is the port that is given, else the engine's ("Settings for DB instances",
// "Database port", and the pages of the other services).
func portOf(port estate.Value[int], engine estate.Value[string]) (int, string) {
	if n, ok := port.Known(); ok {
		return n, ""
	}
	name, known := engine.Known()
	if !estate.IsAbsent(port).True.IsAlways() || !known {
		return 0, "its port is not known"
	}
	name = strings.ToLower(name)
	for _, e := range []struct {
		prefix string
		port   int
	}{
		{"aurora-postgresql", 5432}, {"aurora", 3306}, {"mysql", 3306}, {"mariadb", 3306}, {"postgres", 5432}, {"oracle", 1521}, {"custom-oracle", 1521},
		{"sqlserver", 1433}, {"custom-sqlserver", 1433}, {"db2", 50000}, {"docdb", 27017}, {"neptune", 8182},
		{"redis", 6379}, {"valkey", 6379}, {"memcached", 11211}, {"dax", 8111}, {"redshift", 5439},
	} {
		if strings.HasPrefix(name, e.prefix) {
			return e.port, ""
		}
	}
	return 0, "the port of " + name + " is not known"
}

// clusterOf is the cluster of an instance; nil if it has none.
func (p *Prover) clusterOf(d *estate.DBInstance) *estate.DBCluster {
	t, ok := d.Cluster.Known()
	if !ok {
		return nil
	}
	c, ok := estate.FollowTo[*estate.DBCluster](p.Estate, t)
	if !ok {
		return nil
	}
	return c
}

func (p *Prover) mountTargets(f *estate.FileSystem) []estate.ID {
	var out []estate.ID
	for _, m := range estate.All[*estate.MountTarget](p.Estate) {
		t, ok := m.FileSystem.Known()
		if r, found := estate.FollowTo[*estate.FileSystem](p.Estate, t); ok && found && r == f {
			out = append(out, m.ID)
		}
	}
	return out
}

// connect asks for a resource that is used over its own interfaces.
func (p *Prover) connect(a *Access, q AccessQuestion, t *terminal) error {
	if a.Source == nil {
		a.NoNetwork = "a principal has no place in the network: name the resource that acts as it to ask for that too"
	} else {
		a.Network = append(a.Network, p.passage(a, t))
	}
	var best *Access
	for _, way := range t.enter(p, a, q) {
		way.conclude(p.Estate)
		if best == nil || best.Verdict != proof.Yes && way.Verdict == proof.Yes || best.Verdict == proof.No && way.Verdict == proof.Unknown {
			best = way
		}
	}
	if best != nil {
		a.Network = append(a.Network, best.Network...)
		a.Permission, a.Key = best.Permission, best.Key
		a.NoPermission, a.NoKey = best.NoPermission, best.NoKey
		a.assume(best.Assumed...)
	}
	return nil
}

// passage is the way to the interfaces of a resource.
func (p *Prover) passage(a *Access, t *terminal) Passage {
	from := a.Source.Base().ID
	x := Passage{From: from, To: string(t.resource.Base().ID)}
	if len(t.interfaces) == 0 {
		x.Why = x.To + " has no network interfaces in the estate"
		return x
	}
	services := traffic.AllServices()
	if t.port > 0 {
		services = traffic.Ports(traffic.TCP, uint16(t.port), uint16(t.port))
	}
	x.Question = reach.Question{From: reach.Resources(from), To: reach.Resources(t.interfaces...), Services: services}
	answer, err := p.Reach.Ask(x.Question)
	var nowhere *reach.NoMatchError
	if errors.As(err, &nowhere) {
		x.Why = nowhere.Error()
		return x
	}
	x.Answer, x.Verdict, x.Gaps = &answer, answer.Proof.Verdict, answer.Proof.Gaps
	switch {
	case x.Verdict == proof.No:
		if r, err := p.Reach.Remedy(x.Question); err == nil {
			x.Remedy = &r
		}
	case x.Verdict == proof.Yes && t.portWhy != "":
		x.Verdict, x.Why = proof.Unknown, t.portWhy
	case x.Verdict == proof.Yes && t.port > 0:
		p.fromEach(&x, t)
	case x.Verdict == proof.Yes:
		a.assume("of the services of " + x.To + " those are meant that get there: " + answer.Traffic.String())
	}
	return x
}

// fromEach sees to it that each interface of the source gets to each of the
// target's: which of them serve, AWS decides.
func (p *Prover) fromEach(x *Passage, t *terminal) {
	each, err := p.Reach.FromEach(x.Question.From, x.Question.To, traffic.TCP, uint16(t.port))
	if err == nil && each.Verdict == proof.Yes {
		return
	}
	x.Verdict, x.Gaps = proof.Unknown, each.Gaps
	x.Why = "not from each of its interfaces for certain"
}
