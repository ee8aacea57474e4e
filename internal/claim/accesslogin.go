package claim

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// atWill: nothing but the network is between, as far as AWS knows.
func atWill(_ *Prover, a *Access, _ AccessQuestion) []*Access {
	return []*Access{a.entered("IAM is not asked: whoever gets there is let in, or asked by the program that answers")}
}

// entered is a way in that needs no permission.
func (a *Access) entered(why string) *Access {
	return &Access{Who: a.Who, Source: a.Source, Target: a.Target, NoPermission: why, NoKey: "no key needs the caller's own rights"}
}

// undecided is a way in of which nothing is known.
func undecided(why string) func(*Prover, *Access, AccessQuestion) []*Access {
	return func(_ *Prover, a *Access, _ AccessQuestion) []*Access {
		out := a.entered("")
		out.Permission = []Permit{{Why: why}}
		return []*Access{out}
	}
}

// byCacheUser: a cache knows a password, or users of its own, of whom some may sign
// in with IAM ("Authenticating with IAM").
func byCacheUser(p *Prover, a *Access, q AccessQuestion) []*Access {
	c := a.Target.(*estate.Cache)
	if len(c.UserGroups.Known)+len(c.UserGroups.Unknown) > 0 {
		return undecided("as which user of its groups one signs in, with a password or with IAM, is not known")(p, a, q)
	}
	if !estate.IsAbsent(c.AuthToken).True.IsAlways() {
		return []*Access{a.entered("it asks for a password, and for no IAM permission")}
	}
	return []*Access{a.entered("it asks for no password and no IAM permission")}
}

// bySearch: an OpenSearch domain in a VPC asks its access policy ("Identity and
// Access Management in Amazon OpenSearch Service").
func bySearch(p *Prover, a *Access, q AccessQuestion) []*Access {
	out := a.entered("")
	action := q.Action
	if action == "" {
		action = "es:ESHttpGet"
	}
	t, err := p.target(q.To, action)
	if err != nil {
		out.Permission = []Permit{{Action: action, Why: err.Error()}}
		return []*Access{out}
	}
	permit := p.permit(a, action, t, []way{{counts: true, unsaid: true}}, q.Context)
	out.Permission = []Permit{permit}
	if d := a.Target.(*estate.SearchDomain); !estate.Is(d.FineGrained, true).False.IsAlways() {
		out.assume("the domain's fine-grained access control lets the caller's role in")
	}
	return []*Access{out}
}

// byMount: without a policy a file system lets every client mount it that reaches a
// mount target ("Using IAM to control access to Amazon EFS": "the default … policy
// grants full access to any anonymous client").
func byMount(p *Prover, a *Access, q AccessQuestion) []*Access {
	f := a.Target.(*estate.FileSystem)
	if f.Policy.IsMissing() {
		return []*Access{a.entered("the file system has no policy: whoever reaches a mount target may mount it")}
	}
	action := q.Action
	if action == "" {
		action = "elasticfilesystem:ClientMount"
	}
	out := a.entered("")
	t, err := p.target(q.To, action)
	if err != nil {
		out.Permission = []Permit{{Action: action, Why: err.Error()}}
		return []*Access{out}
	}
	c := &policy.Context{}
	c.Set("elasticfilesystem:AccessedViaMountTarget", policy.Literal("true"))
	c.Take(q.Context)
	out.Permission = []Permit{p.permit(a, action, t, []way{{counts: true, unsaid: true}}, c)}
	return []*Access{out}
}

// login is what a database says of who gets in.
type login struct {
	core     *estate.Core
	iam      estate.Truth
	id       estate.Text // by which rds-db:connect knows it
	managed  estate.Truth
	password estate.Value[estate.Text]
	others   []estate.Text // further secrets with passwords
	why      string        // why more isn't known
}

// loginOf reads it of a database, or of the cluster that decides for it.
func (p *Prover) loginOf(r estate.Resource) login {
	none := estate.No()
	switch r := r.(type) {
	case *estate.DBInstance:
		if c := p.clusterOf(r); c != nil {
			return p.loginOf(c)
		}
		l := login{core: &r.Core, iam: estate.Is(r.IAMAuth, true), managed: estate.Is(r.ManagedPassword, true), password: r.MasterPassword, id: idOf(&r.Core, "DbiResourceId")}
		if !estate.IsAbsent(r.Cluster).True.IsAlways() {
			l.why = "its cluster, which decides, is not in the sources"
		}
		return l
	case *estate.DBCluster:
		return login{core: &r.Core, iam: estate.Is(r.IAMAuth, true), managed: estate.Is(r.ManagedPassword, true), password: r.MasterPassword, id: idOf(&r.Core, "DBClusterResourceId")}
	case *estate.DBProxy:
		l := login{core: &r.Core, iam: none, managed: none, id: estate.OfReference(r.ID, "ResourceId")}
		required := false
		r.Auth.Walk(func(path string, t *estate.Tree) bool {
			switch {
			case strings.HasSuffix(path, "IAMAuth"):
				l.iam = l.iam.Or(estate.When(t.AsString(), false, func(s string) bool { return !strings.EqualFold(s, "DISABLED") }))
				required = required || !estate.When(t.AsString(), false, func(s string) bool { return strings.EqualFold(s, "REQUIRED") }).False.IsAlways()
			case strings.HasSuffix(path, "SecretArn"):
				for _, x := range t.AsText().Alternatives() {
					if x.State == estate.Known {
						l.others = append(l.others, x.Is)
					}
				}
			}
			return true
		})
		if required { // then the proxy takes no passwords
			l.others = nil
		}
		return l
	case *estate.RedshiftCluster:
		return login{core: &r.Core, iam: none, managed: estate.Is(r.ManagedPassword, true), password: r.MasterPassword}
	}
	return login{core: r.Base(), iam: none, managed: none, why: "how one signs in is not known"}
}

// idOf is the id that AWS makes for a database and its policies name.
func idOf(c *estate.Core, attribute string) estate.Text {
	for _, name := range []string{attribute, "DbClusterResourceId"} {
		if t, ok := c.Properties.At(name).AsText().Known(); ok && c.Physical != "" {
			return t
		}
	}
	return estate.OfReference(c.ID, attribute)
}

// byLogin are the ways to sign in to a database.
func byLogin(p *Prover, a *Access, q AccessQuestion) []*Access {
	l := p.loginOf(a.Target)
	var out []*Access
	if !l.iam.True.Or(l.iam.Unknown).IsNever() {
		out = append(out, p.byToken(a, l, q))
	}
	if q.Action != "" {
		if len(out) == 0 {
			out = append(out, a.refused("IAM database authentication is off"))
		}
		return out
	}
	secrets, plain := p.passwords(l)
	for _, s := range secrets {
		out = append(out, p.given(p.bySecret(a, s.secret, q), s.when))
	}
	if !l.managed.True.Or(l.managed.Unknown).IsNever() {
		out = append(out, p.given(p.byManaged(a, l, q), l.managed))
	}
	if !plain.True.Or(plain.Unknown).IsNever() {
		way := a.entered("the password of " + string(l.core.ID) + " is no secret of Secrets Manager: no IAM permission is needed beyond knowing it")
		way.assume("whoever asks knows a user's password")
		out = append(out, p.given(way, plain))
	}
	if len(out) == 0 || l.why != "" {
		out = append(out, p.byNamedSecrets(a, l, q)...)
	}
	for _, way := range out {
		if l.why != "" {
			way.doubted(l.why)
		}
		way.assume("no user of the database gets in by a password that the sources don't show")
	}
	return out
}

// given is a way in that is there in some scenarios.
func (p *Prover) given(way *Access, t estate.Truth) *Access {
	if proof.Judge(p.Estate, t, scenario.Always()).Verdict != proof.Yes || p.Estate.Assume == estate.AssumeAny && !t.True.IsAlways() {
		way.doubted("whether one signs in that way hangs on what is not decided")
	}
	return way
}

// doubted makes what is permitted unknown.
func (a *Access) doubted(why string) {
	if len(a.Permission) == 0 {
		a.NoPermission, a.Permission = "", []Permit{{Why: why}}
	}
	for i := range a.Permission {
		if x := &a.Permission[i]; x.Verdict == proof.Yes {
			x.Verdict, x.Why = proof.Unknown, why
		}
	}
}

// refused is a way in that is closed.
func (a *Access) refused(why string) *Access {
	out := a.entered("")
	out.Permission = []Permit{{Verdict: proof.No, Action: "rds-db:connect", Why: why}}
	return out
}

// keeper is a secret with a password, and when it is that.
type keeper struct {
	secret *estate.Secret
	when   estate.Truth
}

// passwords are the secrets in which a database's password is, and whether there may
// be one that is in none.
func (p *Prover) passwords(l login) (secrets []keeper, plain estate.Truth) {
	add := func(t estate.Text, when scenario.Guard) bool {
		found := p.secretsIn(t)
		for _, s := range found {
			i := slices.IndexFunc(secrets, func(k keeper) bool { return k.secret == s })
			if i < 0 {
				i, secrets = len(secrets), append(secrets, keeper{s, estate.No()})
			}
			secrets[i].when = secrets[i].when.Or(estate.Holds(when))
		}
		return len(found) > 0
	}
	plain = estate.No()
	for _, x := range l.password.Alternatives() {
		if x.State == estate.Known && !add(x.Is, x.When) && !isSecret(x.Is) {
			plain = plain.Or(estate.Holds(x.When))
		}
	}
	for _, t := range l.others {
		add(t, scenario.Always())
	}
	for _, x := range estate.All[*estate.SecretAttachment](p.Estate) {
		t, ok := x.Target.Known()
		if r, found := p.Estate.Follow(t); ok && found && r.Base().ID == l.core.ID {
			if s, known := x.Secret.Known(); known {
				add(s, x.When)
			}
		}
	}
	return secrets, plain
}

// isSecret reports a text that is looked up in Secrets Manager.
func isSecret(t estate.Text) bool {
	return strings.Contains(t.String(), "resolve:secretsmanager") || slices.ContainsFunc(t.Variables(), func(v *scenario.Variable) bool {
		return strings.HasPrefix(v.Name, "secretsmanager:")
	})
}

// secretsIn are the secrets of the estate that a text refers to, or names in a
// dynamic reference.
func (p *Prover) secretsIn(t estate.Text) []*estate.Secret {
	var out []*estate.Secret
	if s, ok := estate.FollowTo[*estate.Secret](p.Estate, t); ok {
		return []*estate.Secret{s}
	}
	for _, r := range t.References() {
		if x, _ := p.Estate.Get(r.Resource); x != nil {
			if s, ok := x.(*estate.Secret); ok {
				out = append(out, s)
			}
		}
	}
	for _, v := range t.Variables() {
		rest, ok := strings.CutPrefix(v.Name, "secretsmanager:")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, ":SecretString")
		if r, err := p.Directory.Resource(name); err == nil {
			if s, ok := r.(*estate.Secret); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// byToken is to sign in with a token of IAM's ("IAM database authentication"). Who
// signs the token needs no way to any service.
func (p *Prover) byToken(a *Access, l login, q AccessQuestion) *Access {
	out := a.entered("")
	const action = "rds-db:connect"
	if a.Who == nil {
		out.Permission = []Permit{nobody(a.Source, action)}
		return out
	}
	some := estate.OfVariable(&scenario.Variable{Name: "any user", Kind: scenario.Outside, Why: "as which user of the database is not said"})
	out.Permission = []Permit{p.asUser(a, l, some, q)}
	if out.Permission[0].Verdict == proof.Unknown {
		for _, user := range p.databaseUsers() {
			if x := p.asUser(a, l, estate.Literal(user), q); x.Verdict == proof.Yes {
				out.Permission = []Permit{x}
				out.assume("the database has the user " + user + ", who signs in with IAM")
				break
			}
		}
	}
	return p.given(out, l.iam)
}

func (p *Prover) asUser(a *Access, l login, user estate.Text, q AccessQuestion) Permit {
	t := p.Directory.DatabaseUser(l.core, l.id, user)
	return p.permit(a, "rds-db:connect", t, []way{{counts: true, when: scenario.Always(), unsaid: true}}, q.Context)
}

// databaseUsers are the users that policies of the estate name.
func (p *Prover) databaseUsers() []string {
	var out []string
	visit := func(t *estate.Tree) {
		t.Walk(func(_ string, t *estate.Tree) bool {
			s := t.Text.String()
			if _, user, ok := strings.Cut(s, ":dbuser:"); ok {
				if user = user[strings.LastIndexByte(user, '/')+1:]; user != "" && !strings.ContainsAny(user, "*?${}") {
					out = append(out, user)
				}
			}
			return true
		})
	}
	for _, r := range estate.All[*estate.Role](p.Estate) {
		for _, i := range r.Policies.Known {
			visit(i.Is.Document)
		}
	}
	for _, r := range estate.All[*estate.User](p.Estate) {
		for _, i := range r.Policies.Known {
			visit(i.Is.Document)
		}
	}
	for _, r := range estate.All[*estate.AttachedPolicy](p.Estate) {
		visit(r.Document)
	}
	for _, r := range estate.All[*estate.ManagedPolicy](p.Estate) {
		visit(r.Document)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bySecret is to sign in with a password that is looked up in Secrets Manager.
func (p *Prover) bySecret(a *Access, s *estate.Secret, q AccessQuestion) *Access {
	out := &Access{Who: a.Who, Source: a.Source, Target: s}
	const action = "secretsmanager:GetSecretValue"
	t, err := p.target(string(s.ID), action)
	if err != nil {
		out.Permission = []Permit{{Action: action, Why: err.Error()}}
		return out
	}
	ways := p.serviceWays(out, "secretsmanager", &s.Core)
	out.Permission = []Permit{p.permit(a, action, t, ways, q.Context)}
	p.keyFor(out, action, q.Context)
	return out
}

// byManaged is to sign in with the password that RDS keeps in a secret of its own
// making ("Password management with Amazon RDS and AWS Secrets Manager").
func (p *Prover) byManaged(a *Access, l login, q AccessQuestion) *Access {
	out := &Access{Who: a.Who, Source: a.Source, Target: a.Target}
	const action = "secretsmanager:GetSecretValue"
	secret := estate.OfReference(l.core.ID, "MasterUserSecret.SecretArn")
	key := l.core.Properties.At("MasterUserSecret").At("KmsKeyId").AsText()
	if t, ok := l.core.Properties.At("MasterUserSecret").At("SecretArn").AsText().Known(); ok {
		secret = t
	}
	t := p.Directory.Made(l.core, secret)
	ways := p.serviceWays(out, "secretsmanager", l.core)
	out.Permission = []Permit{p.permit(a, action, t, ways, q.Context)}
	p.keyOfValue(out, action, key, p.Directory.Text(secret), l.core, q.Context)
	if len(out.Key) == 0 && out.NoKey == "" {
		out.NoKey = "AWS manages the secret's key"
	}
	return out
}

// byNamedSecrets are secrets that the source's environment names: whether they are of
// this database nobody says.
func (p *Prover) byNamedSecrets(a *Access, l login, q AccessQuestion) []*Access {
	why := l.why
	if why == "" {
		why = "how one signs in to " + string(l.core.ID) + " is not in the sources"
	}
	var out []*Access
	if f, ok := a.Source.(*estate.Function); ok {
		f.Environment.Walk(func(_ string, t *estate.Tree) bool {
			for _, s := range p.secretsIn(t.Text) {
				way := p.bySecret(a, s, q)
				for i := range way.Permission {
					if way.Permission[i].Verdict == proof.Yes {
						way.Permission[i].Verdict = proof.Unknown
						way.Permission[i].Why = "whether " + string(s.ID) + ", which the environment of " + string(f.ID) + " names, has a password of " + string(l.core.ID)
					}
				}
				out = append(out, way)
			}
			return true
		})
	}
	if len(out) == 0 {
		way := a.entered("")
		way.Permission = []Permit{{Why: why}}
		out = append(out, way)
	}
	return out
}
