package account

import (
	"path"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// loose is what has been read and waits for something else: records that do not
// say what they belong to, owners of interfaces that are not read yet.
type loose struct {
	// owners are the physical names of what works through an interface.
	owners map[string][]string
	// described are resources by the text with which AWS describes their
	// interfaces.
	described map[string][]*estate.Core
	nested    []nestedCard
	rules     []looseRule
	named     []*estate.Core // that are called by names, which may clash
	functions []*estate.Function
	databases []*estate.DBInstance
	groups    []looseGroup
	listening map[string]bool // ARNs of load balancers whose listeners are listed
	ruled     map[string]bool // ARNs of listeners whose rules are listed
	tags      map[string]estate.Tags
	tabled    map[string]bool // subnets with a route table
	filtered  map[string]bool // subnets with a network ACL
	// dead are the ids of what is listed and carries no traffic.
	dead map[string]bool

	targets    []estate.Item[estate.Target]
	attributes []estate.Item[estate.Attribute]
	about      []ofSomething

	lists   []*estate.PrefixList
	entries []estate.Item[estate.Value[netipPrefix]]
	listed  map[string][]estate.Item[estate.Value[netipPrefix]]
	entered map[string]bool // lists whose entries are read: whole or not

	attached                   map[string][]foundAttachment
	transit                    []*estate.TransitGatewayRoute
	associations, propagations []string
	routed                     map[string]bool // tables whose routes are read: whole or not

	halves halves

	functionTags []functionTags
	reserved     map[scopedName]*estate.Tree // concurrency of functions

	shares   map[string]*share // by ARN
	ownLists []ownList

	recorded   []configItem
	recordedAt map[estate.Origin]lackingFacts // what items do not say of their resources

	identities    map[string]*identity // by ARN
	identityList  []*identity
	parts         []identityPart
	managed       map[string]*managedPolicy // by ARN
	managedList   []*managedPolicy
	versions      []gotVersion
	oidc          []*estate.OIDCProvider
	clients       []oidcClients
	users         []userFact
	single        []held // of which an account has one
	organizations organizations
	accountLists  []accountList
	buckets       map[string]*bucketFacts // by name
	bucketNames   []string
	points        []*pointFacts
	pointByName   map[scopedName]*pointFacts
	guarded       []*guarded
	answers       []policyAnswer
	granted       map[string][]bool // by key: whether a document lists all of its grants
	rotations     map[scopedName]rotation
	trails        trails
	watching      watching
	placed        []placedResource
	regions       []scopedName // that are enabled

	formed    []formed
	answered  map[answeredKey]bool // whether it is whole
	whole     map[shownKey]bool    // the same, by account and Region
	cores     map[typed]*formedCore
	coreOrder []typed
	shown     map[shownKey]*estate.Tree
	tagged    map[string]estate.Tags // by ARN

	// What many records need, made in pieces.
	cards []estate.LiveInterface
	four  []estate.LiveAddress
	key   []byte
	value []byte
	list4 []estate.LiveAddress
	// filter are the entries of the network ACL that was read last.
	filter []estate.NetworkACLRule
}

// halves are the parts of what Network Firewall describes in two members of one
// document, in either order.
type halves struct {
	wall          *estate.Firewall
	endpoints     []estate.Item[estate.FirewallEndpoint]
	policy        estate.FirewallPolicy
	policyName    [3]string
	ruleGroup     estate.FirewallRuleGroup
	ruleGroupName [3]string
}

type nestedCard struct {
	card  *estate.LiveInterface
	scope *scope
}

type looseRule struct {
	rule  *estate.SecurityGroupRuleResource
	scope *scope
}

type looseGroup struct {
	group *estate.TargetGroup
	scope *scope
}

type foundAttachment struct {
	attached
	at    estate.Origin
	scope *scope
}

// ofSomething is a list of targets or attributes, and what may say whose.
type ofSomething struct {
	targets    []estate.Item[estate.Target]
	attributes []estate.Item[estate.Attribute]
	isTargets  bool
	whole      bool
	says       string // a name or an ARN that stands beside the list
	path, file string
	scope      *scope
}

func newLoose() loose {
	return loose{
		reserved: map[scopedName]*estate.Tree{},
		owners:   map[string][]string{}, described: map[string][]*estate.Core{}, listening: map[string]bool{}, ruled: map[string]bool{},
		tags: map[string]estate.Tags{}, tabled: map[string]bool{}, filtered: map[string]bool{}, dead: map[string]bool{},
		listed: map[string][]estate.Item[estate.Value[netipPrefix]]{}, entered: map[string]bool{},
		attached: map[string][]foundAttachment{}, routed: map[string]bool{},
		identities: map[string]*identity{}, managed: map[string]*managedPolicy{}, organizations: newOrganizations(),
		recordedAt: map[estate.Origin]lackingFacts{}, shares: map[string]*share{},
		buckets: map[string]*bucketFacts{}, pointByName: map[scopedName]*pointFacts{}, granted: map[string][]bool{}, rotations: map[scopedName]rotation{},
		trails:   newTrails(),
		answered: map[answeredKey]bool{}, whole: map[shownKey]bool{}, cores: map[typed]*formedCore{}, shown: map[shownKey]*estate.Tree{}, tagged: map[string]estate.Tags{},
	}
}

// chunk is how many interfaces are made at a time.
const chunk = 256

func (l *loose) card() *estate.LiveInterface {
	if len(l.cards) == 0 {
		l.cards = make([]estate.LiveInterface, chunk)
	}
	i := &l.cards[0]
	l.cards = l.cards[1:]
	return i
}

// addresses is a list of its own with the given members.
func (l *loose) addresses(list ...estate.LiveAddress) []estate.LiveAddress {
	if len(list) == 0 {
		return nil
	}
	if cap(l.four)-len(l.four) < len(list) {
		l.four = make([]estate.LiveAddress, 0, max(2*chunk, len(list)))
	}
	from := len(l.four)
	l.four = append(l.four, list...)
	return l.four[from:len(l.four):len(l.four)]
}

// joinBalanced keeps the targets or attributes of a document with what may say
// whose they are.
func (r *reader) joinBalanced() {
	for _, k := range r.keys {
		if k != "TargetHealthDescriptions" && k != "Attributes" {
			continue
		}
		r.loose.about = append(r.loose.about, ofSomething{
			targets: r.loose.targets, attributes: r.loose.attributes, isTargets: k != "Attributes",
			whole: !r.cut && r.err == nil && r.scope.lists[k].why == "", says: r.about.targets, path: r.path, file: r.name, scope: r.scope,
		})
		r.loose.targets, r.loose.attributes = nil, nil
	}
}

// isOf reports whether a list is of the thing that has a name and an ARN: by
// what stands beside it, or by the name of its file or folder, which is or ends
// with the thing's name or the last part of its ARN.
func (o ofSomething) isOf(name, arn string) bool {
	if o.says != "" {
		return o.says == arn || o.says == name
	}
	dir, base := path.Split(o.path)
	base = strings.TrimSuffix(base, path.Ext(base))
	id := lastPart(arn)
	for _, part := range append(strings.Split(dir, "/"), base) {
		if part == name || part == id || strings.HasSuffix(part, id) && len(id) == 16 {
			return true
		}
		if rest, ok := strings.CutSuffix(part, name); ok && name != "" && strings.ContainsAny(rest[len(rest)-1:], "-_.") {
			return true
		}
	}
	return false
}

// joinTargets gives target groups their targets and attributes, load balancers
// their attributes.
func (l *loader) joinTargets() {
	taken := make([]bool, len(l.loose.about))
	for _, g := range l.loose.groups {
		name := g.group.Logical
		found := false
		for n, o := range l.loose.about {
			if !o.isOf(name, g.group.Physical) || o.scope.region != g.scope.region || o.scope.account != g.scope.account || o.better(l.loose.groups, name) {
				continue
			}
			taken[n] = true
			if !o.isTargets {
				g.group.Attributes.Pairs = o.pairs()
				continue
			}
			found = found || o.whole
			g.group.Targets.Known = append(g.group.Targets.Known, o.targets...)
		}
		if !found {
			g.group.Targets.Unknown = l.notHeld(g.group.Origin, "the targets of "+name, "elbv2 describe-target-health",
				"as describe-target-health-"+name+".json")
		}
	}
	l.joinAttributes(taken)
	for n, o := range l.loose.about {
		if !taken[n] {
			l.problem(&Error{File: o.file, What: "nothing says of which target group or load balancer this is: name the file after it, such as describe-target-health-NAME.json"})
		}
	}
}

// pairs are the attributes of a list; of one that is not whole there may be
// others.
func (o ofSomething) pairs() estate.Items[estate.Attribute] {
	out := estate.Items[estate.Attribute]{Known: o.attributes}
	if !o.whole {
		g := estate.NotListed("the attributes in "+o.file, "the file is damaged or cut off", "write the file anew")
		out.Unknown = []estate.GuardedGap{{Gap: g}}
	}
	return out
}

// better reports whether another group's longer name fits the list too:
// "app-web" rather than "web".
func (o ofSomething) better(groups []looseGroup, than string) bool {
	return slices.ContainsFunc(groups, func(g looseGroup) bool {
		return len(g.group.Logical) > len(than) && strings.HasSuffix(g.group.Logical, than) && o.isOf(g.group.Logical, g.group.Physical)
	})
}

func (l *loader) joinAttributes(taken []bool) {
	for _, x := range l.result.Resources {
		b, ok := x.(*estate.LoadBalancer)
		if !ok {
			continue
		}
		for n, o := range l.loose.about {
			if !o.isTargets && !taken[n] && o.isOf(b.Logical, b.Physical) {
				taken[n] = true
				b.Attributes.Pairs = o.pairs()
			}
		}
	}
}

// notHeld is the gap of facts that a command would show whose output is in no
// file.
func (l *loader) notHeld(at estate.Origin, what, command, as string) []estate.GuardedGap {
	g := l.noOutput(what, command, as)
	g.Origin = at
	return []estate.GuardedGap{{Gap: g}}
}

// noOutput is the gap of what a command would show. If a snapshot says that the call
// failed, so does the gap.
func (l *loader) noOutput(what, command, as string) estate.Gap {
	why, settle := "no file holds the output of aws "+command, "add it "+as
	_, verb, _ := strings.Cut(command, " ")
	if r, ok := l.refusedCalls[flat(verb)]; ok {
		why, settle = why+": "+r.why, r.settle
	}
	return estate.NotListed(what, why, settle)
}
