package infrastructure

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// caller is something with interfaces that calls AWS's services, as far as the
// sources show.
type caller struct {
	resource estate.Networked
	calls    map[string]estate.Truth    // by the service's name in endpoints
	stands   map[estate.ID]estate.Truth // in which subnets
}

// call is a service that is reached by an interface endpoint, and what shows
// that it is called: an action that a policy names, or one of AWS's policies.
// A wildcard for all services shows nothing.
type call struct {
	service string
	actions []string
	managed []string
}

// interfaceCalls are the services that the control names. Of KMS it counts what
// a program asks of it itself: Decrypt and GenerateDataKey are mostly asked by
// S3, Secrets Manager and others in its name, over networks of their own.
func interfaceCalls() []call {
	agent := []string{"AmazonSSMManagedInstanceCore", "AmazonEC2RoleforSSM"}
	pull := []string{"AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryPowerUser"}
	return []call{
		{"sts", []string{"sts:AssumeRole"}, nil},
		{"kms", []string{"kms:Encrypt", "kms:Sign", "kms:Verify", "kms:GenerateMac", "kms:VerifyMac", "kms:GetPublicKey"}, nil},
		{"ecr.api", []string{"ecr:GetAuthorizationToken"}, pull},
		{"ecr.dkr", []string{"ecr:GetDownloadUrlForLayer", "ecr:PutImage"}, pull},
		{"secretsmanager", []string{"secretsmanager:GetSecretValue"}, nil},
		{"ssm", []string{"ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:UpdateInstanceInformation"}, agent},
		{"ssmmessages", []string{"ssmmessages:OpenControlChannel"}, agent},
		{"ec2messages", []string{"ec2messages:GetMessages"}, agent},
	}
}

// missed is a service that something in private subnets calls without an
// endpoint: who does, and which way.
type missed struct {
	service, way string
	bad          estate.Truth
	who          []string
}

// callParts are the services that something in a private subnet calls without
// an endpoint; those that the same callers call the same way are one part.
func callParts(p *review.Pass, v *estate.VPC, private []privateSubnet, callers []caller) []review.Part {
	var list []missed
	for _, c := range interfaceCalls() {
		m := missed{service: c.service, way: "through a NAT gateway", bad: estate.No()}
		for _, w := range callers {
			if uses, ok := w.calls[c.service]; ok {
				m.add(p, w, uses, private)
			}
		}
		if len(m.who) > 0 {
			list = append(list, m)
		}
	}
	var out []review.Part
	at, names := map[string]int{}, map[string][]string{}
	for _, m := range list {
		verdict := proof.Judge(p.Estate, m.bad, v.When).Verdict
		key := verdict.String() + m.way + strings.Join(m.who, ",")
		names[key] = append(names[key], m.service)
		k, known := at[key]
		if !known {
			k = len(out)
			at[key] = k
			out = append(out, review.Part{Bad: estate.No(), Severity: finding.Low})
		}
		out[k].Bad = out[k].Bad.Or(m.bad)
		out[k].Says = fmt.Sprintf("reach %s %s, without an interface endpoint (%s)", strings.Join(names[key], ", "), m.way, few(m.who))
	}
	return out
}

// add notes that a caller calls the service from the subnets in which it stands.
func (m *missed) add(p *review.Pass, w caller, uses estate.Truth, private []privateSubnet) {
	for _, s := range private {
		stands, ok := w.stands[s.id]
		if !ok {
			continue
		}
		t := uses.And(stands).And(s.translated.Or(s.cut)).And(p.Lacks(s.serves(m.service)))
		if t.True.IsNever() && t.Unknown.IsNever() {
			continue
		}
		if m.bad = m.bad.Or(t); !s.cut.True.IsNever() {
			m.way = "by no way"
		}
		if id := string(w.resource.Base().ID); !slices.Contains(m.who, id) {
			m.who = append(m.who, id)
		}
	}
}

// subnetsOf says in which subnets of the estate a resource has an interface.
func subnetsOf(e *estate.Estate, r estate.Networked) map[estate.ID]estate.Truth {
	out := map[estate.ID]estate.Truth{}
	for _, at := range r.Placements(e) {
		for _, t := range at.Subnets.Known {
			s, ok := estate.FollowTo[*estate.Subnet](e, t.Is)
			if !ok {
				continue
			}
			in, known := out[s.ID]
			if !known {
				in = estate.No()
			}
			out[s.ID] = in.Or(estate.Holds(t.When.And(at.When).And(r.Base().When)))
		}
	}
	return out
}

// callersOf lists what stands in subnets with a role whose policies the sources
// show.
func callersOf(p *review.Pass) []caller {
	var out []caller
	apart := attachedDocuments(p.Estate)
	for _, r := range estate.All[estate.Networked](p.Estate) {
		c := caller{resource: r, calls: map[string]estate.Truth{}}
		for _, role := range rolesOf(p.Estate, r) {
			c.byRole(p, apart, role)
		}
		switch r := r.(type) {
		case *estate.Function:
			r.Environment.Walk(func(_ string, t *estate.Tree) bool {
				c.bySecret(p.Estate, t.Text)
				return true
			})
		case *estate.ECSService:
			if t, ok := followed[*estate.TaskDefinition](p.Estate, r.TaskDefinition); ok {
				c.byContainers(p.Estate, t)
			}
		}
		if len(c.calls) > 0 {
			c.stands = subnetsOf(p.Estate, r)
			out = append(out, c)
		}
	}
	return out
}

// rolesOf are the roles with which something calls AWS, as far as the sources
// show.
func rolesOf(e *estate.Estate, r estate.Networked) []*estate.Role {
	var names []estate.Value[estate.Text]
	profiles := func(list ...estate.Value[estate.Text]) {
		for _, v := range list {
			if x, ok := followed[*estate.InstanceProfile](e, v); ok {
				for _, t := range x.Roles.Known {
					names = append(names, estate.Of(t.Is, t.Origin))
				}
			}
		}
	}
	template := func(v estate.Value[estate.Text]) {
		if t, ok := followed[*estate.LaunchTemplate](e, v); ok {
			profiles(t.Profile)
		}
	}
	switch r := r.(type) {
	case *estate.Function:
		names = append(names, r.Role)
	case *estate.BuildProject:
		names = append(names, r.Role)
	case *estate.EKSNodegroup:
		names = append(names, r.Role)
	case *estate.ECSService:
		if t, ok := followed[*estate.TaskDefinition](e, r.TaskDefinition); ok {
			names = append(names, t.TaskRole)
		}
	case *estate.Instance:
		profiles(r.Profile)
		template(r.LaunchTemplate)
	case *estate.AutoScalingGroup:
		template(r.LaunchTemplate)
	}
	var out []*estate.Role
	for _, v := range names {
		if role, ok := followed[*estate.Role](e, v); ok {
			out = append(out, role)
		}
	}
	return out
}

func (c *caller) note(service string, uses estate.Truth) {
	if have, ok := c.calls[service]; ok {
		uses = have.Or(uses)
	}
	if !uses.True.IsNever() {
		c.calls[service] = uses
	}
}

// byRole notes the services whose actions the role's policies name.
func (c *caller) byRole(p *review.Pass, apart map[*estate.Role][]estate.Item[*estate.Tree], role *estate.Role) {
	documents := documentsOf(p.Estate, apart, role)
	for _, s := range interfaceCalls() {
		for _, d := range documents {
			named, _ := p.AskDocument(d.Is, func(d policy.Document) policy.Result { return namesAction(d, s.actions) })
			c.note(s.service, named.Given(d.When))
		}
		for _, m := range role.Managed.Known {
			if slices.ContainsFunc(s.managed, func(name string) bool { return strings.HasSuffix(m.Is.String(), "/"+name) }) {
				c.note(s.service, estate.Holds(m.When))
			}
		}
	}
}

// attachedDocuments are the policies that stand apart from roles, by the role that
// they name.
func attachedDocuments(e *estate.Estate) map[*estate.Role][]estate.Item[*estate.Tree] {
	out := map[*estate.Role][]estate.Item[*estate.Tree]{}
	attached := func(doc *estate.Tree, roles estate.Items[estate.Text], when scenario.Guard) {
		for _, t := range roles.Known {
			if x, ok := estate.FollowTo[*estate.Role](e, t.Is); ok {
				out[x] = append(out[x], estate.Item[*estate.Tree]{When: t.When.And(when), Is: doc})
			}
		}
	}
	for _, x := range estate.All[*estate.AttachedPolicy](e) {
		attached(x.Document, x.Roles, x.When)
	}
	for _, x := range estate.All[*estate.ManagedPolicy](e) {
		attached(x.Document, x.Roles, x.When)
	}
	return out
}

// documentsOf are the policies of a role that the sources write.
func documentsOf(e *estate.Estate, apart map[*estate.Role][]estate.Item[*estate.Tree], role *estate.Role) []estate.Item[*estate.Tree] {
	var out []estate.Item[*estate.Tree]
	for _, i := range role.Policies.Known {
		out = append(out, estate.Item[*estate.Tree]{When: i.When, Is: i.Is.Document})
	}
	out = append(out, apart[role]...)
	for _, m := range role.Managed.Known {
		if x, ok := estate.FollowTo[*estate.ManagedPolicy](e, m.Is); ok {
			out = append(out, estate.Item[*estate.Tree]{When: m.When.And(x.When), Is: x.Document})
		}
	}
	return out
}

// namesAction answers whether a statement allows one of the actions by an entry
// that names their service.
func namesAction(d policy.Document, actions []string) policy.Result {
	out := policy.Result{Answer: policy.No}
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.IsAllow() != policy.Yes {
			continue
		}
		for _, t := range s.Actions {
			service, _, _ := strings.Cut(t.String(), ":")
			for _, a := range actions {
				its, _, _ := strings.Cut(a, ":")
				if strings.EqualFold(its, service) && policy.ActionPattern(t).Match(a) == policy.Yes {
					out.Answer = policy.Yes
				}
			}
		}
	}
	return out
}

// bySecret notes what an environment variable hands over to be looked up.
func (c *caller) bySecret(e *estate.Estate, t estate.Text) {
	if _, ok := estate.FollowTo[*estate.Secret](e, t); ok {
		c.note("secretsmanager", estate.Yes())
	}
}

// byContainers notes what ECS itself fetches over a task's interface: images and
// secrets ("Fargate task networking").
func (c *caller) byContainers(e *estate.Estate, t *estate.TaskDefinition) {
	for _, x := range t.Containers.Known {
		here := estate.Holds(x.When)
		if image := x.Is.Image; fromECR(e, image) {
			c.note("ecr.api", here)
			c.note("ecr.dkr", here)
		}
		x.Is.Secrets.Walk(func(path string, t *estate.Tree) bool {
			if strings.HasSuffix(path, "ValueFrom") {
				for _, r := range t.Text.References() {
					switch x, _ := e.Get(r.Resource); x.(type) {
					case *estate.Secret:
						c.note("secretsmanager", here)
					case *estate.Parameter:
						c.note("ssm", here)
					}
				}
			}
			return true
		})
	}
}

// fromECR reports whether an image is written to come from a private registry.
func fromECR(e *estate.Estate, image estate.Value[estate.Text]) bool {
	for _, a := range image.Alternatives() {
		if a.State != estate.Known {
			continue
		}
		if strings.Contains(a.Is.String(), ".dkr.ecr.") {
			return true
		}
		for _, r := range a.Is.References() {
			if x, ok := e.Get(r.Resource); ok && x.Base().Type == "AWS::ECR::Repository" {
				return true
			}
		}
	}
	return false
}
