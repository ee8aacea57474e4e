package directory

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// Directory is what an estate says of principals, resources and their policies.
type Directory struct {
	estate    *estate.Estate
	catalogue *catalog.Catalog
	decider   authz.Decider
	names     *names

	managed    map[string]*document     // AWS's managed policies by ARN
	made       map[madeKey]*document    // those that stand for what isn't read
	awsManaged *catalog.ManagedPolicies // may be nil
	policies   map[estate.ID]*document  // customer-managed ones
	principals map[estate.ID]*Principal // users and roles
	order      []*Principal             // sorted by ID
	byName     map[string][]*Principal
	groups     map[estate.ID][]attachment
	resources  map[estate.ID][]attachment
	goesBy     map[string][]estate.ID  // resources by name and ARN
	byDefault  map[string][]called     // those that parameters' defaults give
	astray     map[string][]attachment // policies of unknown resources, by service
	wide       map[string][]wide       // policies of accounts' resources, by service
	forms      map[string]policyForm   // of types that the estate doesn't model
	blocks     []*estate.AccountPublicAccess
	grants     map[estate.ID][]granted // by key
	anyKeys    []granted               // of keys that are not known
	methods    map[estate.ID][]*estate.RestMethod
	urls       map[estate.ID][]*estate.FunctionURL
	// withPolicies are the services whose resources may have policies, as far as
	// that was asked.
	withPolicies map[string]bool
	accounts     *accounts
	rootUsers    []*Principal                                      // see roots
	taken        map[*Principal][]taker                            // who can take a role
	takersOf     map[string][]*Principal                           // who may take roles, by account; of accounts that aren't known: by ""
	accountNames map[*Principal]string                             // see accountName
	inhabited    map[string]bool                                   // see hasAccount
	takenBy      map[*Principal]*takenBy                           // see TakersAmong
	targets      map[askedOf]*Target                               // see On
	types        map[string]*[len(suffixes)][]catalog.ResourceType // see typesOf
	open         map[string][]estate.Gap                           // see openFrom
	holding      map[policy.Position][]*Principal                  // see Holders
	ofKind       map[policy.CallerKind]*policy.Context             // see kindKeys
	live         bool                                              // all policies of principals are of live accounts
	unplaced     bool                                              // the ARN of some principal isn't known
	variables    map[string]*scenario.Variable                     // of the estate, by name
}

// askedOf is a resource and an action on it.
type askedOf struct {
	of     estate.Resource
	action string
}

// openFrom are the reasons why a resource may have policies that no source shows.
func (d *Directory) openFrom(r estate.Resource) []estate.Gap {
	if len(d.estate.Open) == 0 {
		return nil
	}
	file := r.Base().Origin.File
	list, asked := d.open[file]
	if !asked {
		list = d.estate.OpenFrom(func(f string) bool { return f == file })
		d.open[file] = list
	}
	return list
}

// madeKey is a document by its name and by what it is for.
type madeKey struct {
	name string
	use  policy.Use
}

// New makes the directory of an estate. Without managed policies, those of AWS are
// not known.
func New(e *estate.Estate, c *catalog.Catalog, managed *catalog.ManagedPolicies) *Directory {
	d := &Directory{
		estate: e, catalogue: c, awsManaged: managed, names: newNames(e),
		managed: map[string]*document{}, made: map[madeKey]*document{}, policies: map[estate.ID]*document{},
		principals: map[estate.ID]*Principal{}, byName: map[string][]*Principal{}, resources: map[estate.ID][]attachment{},
		taken: map[*Principal][]taker{}, variables: map[string]*scenario.Variable{}, goesBy: map[string][]estate.ID{}, byDefault: map[string][]called{}, astray: map[string][]attachment{},
		wide: map[string][]wide{}, forms: policyForms(), withPolicies: map[string]bool{},
		ofKind: map[policy.CallerKind]*policy.Context{}, targets: map[askedOf]*Target{}, types: map[string]*[len(suffixes)][]catalog.ResourceType{}, takenBy: map[*Principal]*takenBy{}, accountNames: map[*Principal]string{}, open: map[string][]estate.Gap{},
		grants: map[estate.ID][]granted{}, methods: map[estate.ID][]*estate.RestMethod{}, urls: map[estate.ID][]*estate.FunctionURL{},
	}
	for _, v := range e.Parameters {
		d.variables[v.Name] = v
	}
	d.decider = Decider(c)
	d.live = !slices.ContainsFunc(e.Resources, func(r estate.Resource) bool {
		return r.Base().Physical == "" && strings.HasPrefix(r.Base().Type, "AWS::IAM::") && r.Base().Origin.Implied == ""
	})
	for _, p := range estate.All[*estate.ManagedPolicy](e) {
		d.policies[p.ID] = d.written(d.names.label(&p.Core), p.Document, policy.ManagedPolicy)
	}
	d.accounts = d.organise()
	d.enrol()
	d.own()
	d.gatherBeside()
	return d
}

// Decider decides with what the catalogue knows of services. It belongs to one
// goroutine.
func Decider(c *catalog.Catalog) authz.Decider {
	controlled := map[string]bool{}
	return authz.Decider{Controlled: func(service string) bool {
		is, asked := controlled[service]
		if !asked {
			known, _ := c.Service(service)
			is = known.ResourceControl
			controlled[service] = is
		}
		return is
	}}
}

// Principals are the users and roles of the estate, by ID.
func (d *Directory) Principals() []*Principal { return d.order }

// named is the document of a managed policy by its ARN or by reference.
func (d *Directory) named(t estate.Text, at estate.Origin) *document {
	if p, ok := estate.FollowTo[*estate.ManagedPolicy](d.estate, t); ok {
		return d.policies[p.ID]
	}
	text := d.names.in(t, scenario.Always())
	arn, known := text.Known()
	if !known {
		return unread(text.String(), text.String(), at, policy.ManagedPolicy)
	}
	if doc, ok := d.managed[arn]; ok {
		return doc
	}
	doc := unread(arn, "the policy "+arn+", which is not in the sources", at, policy.ManagedPolicy)
	if d.awsManaged != nil {
		if known, ok := d.awsManaged.Policy(arn); ok {
			if n, err := policy.ReadJSON(known.Name(), []byte(known.Document)); err == nil {
				doc = fixed(known.Name(), n, policy.ManagedPolicy)
			}
		}
	}
	d.managed[arn] = doc
	return doc
}

// attached are the managed policies of a list.
func (d *Directory) attached(list estate.Items[estate.Text], of string) []attachment {
	var out []attachment
	for _, i := range list.Known {
		out = append(out, attachment{when: i.When, document: d.named(i.Is, list.Origin)})
	}
	for _, g := range list.Unknown {
		out = append(out, attachment{when: g.When, document: unread("a managed policy of "+of, g.Gap.Cause(), g.Gap.Origin, policy.ManagedPolicy)})
	}
	return out
}

// inline are the policies that are written in their role, user or group.
func (d *Directory) inline(list estate.Items[estate.InlinePolicy], of string) []attachment {
	var out []attachment
	for _, i := range list.Known {
		name := "an inline policy"
		if t, ok := i.Is.Name.Known(); ok {
			name = t.String()
		}
		out = append(out, attachment{when: i.When, document: d.written(name+" of "+of, i.Is.Document, policy.IdentityPolicy)})
	}
	for _, g := range list.Unknown {
		out = append(out, attachment{when: g.When, document: unread("an inline policy of "+of, g.Gap.Cause(), g.Gap.Origin, policy.IdentityPolicy)})
	}
	return out
}
