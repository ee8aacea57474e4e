package account

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// joinNodes puts the lists of a document that is of Organizations to what they are
// of, once it has been read.
func (r *reader) joinNodes() {
	p := r.part
	if p.nodes {
		r.childrenOf(p)
	}
	if p.accounts && !r.isForParent() {
		// A part of the accounts looks like all of them.
		whole := r.after.verb == "list-accounts"
		r.loose.accountLists = append(r.loose.accountLists, accountList{whole && r.wholeDocument(), whole, r.name, p.children})
	}
	if p.parents {
		child := r.of("ChildId")
		switch {
		case !nodeID.MatchString(child):
			r.subjectless("unit or account", "list-parents--444455556666")
		case p.parent != "":
			r.loose.organizations.above[child] = p.parent
		}
	}
	if p.targetsListed {
		r.targetsOf(p)
	}
	if p.policies {
		r.policiesOf(p)
	}
}

// accountList is a document that lists accounts of an organisation.
type accountList struct {
	whole, all bool
	file       string
	accounts   []string
}

// of is what the document is of: a member beside says it, or the file's name.
func (r *reader) of(member string) string {
	if s := r.textAt(r.partDoc, member); s != "" {
		return s
	}
	return r.after.subject
}

func (r *reader) isForParent() bool {
	return r.after.verb == "list-accounts-for-parent" || r.textAt(r.partDoc, "ParentId") != ""
}

// childrenOf gives the children of a document their parent.
func (r *reader) childrenOf(p part) {
	if p.accounts && !r.isForParent() {
		return
	}
	parent := r.of("ParentId")
	if !nodeID.MatchString(parent) {
		known := true // by their paths
		for _, id := range p.children {
			known = known && r.loose.organizations.above[id] != ""
		}
		if !known {
			r.subjectless("root or unit", "list-children--ou-ab12-11111111")
		}
		return
	}
	for _, id := range p.children {
		r.loose.organizations.above[id] = parent
	}
}

// targetsOf gives a policy its targets.
func (r *reader) targetsOf(p part) {
	id := r.of("PolicyId")
	if !policyID.MatchString(id) {
		r.subjectless("policy", "list-targets-for-policy--p-examplepolicyid111")
		return
	}
	x := r.policyOf(summary{id: id, at: r.docAt})
	x.whole = x.whole || r.wholeDocument()
	for _, t := range p.targets {
		node, _ := t.Is.Known()
		x.targets[node] = t.Origin
	}
}

// policiesOf gives a node the policies that a document lists, or notes that it
// lists all of a kind.
func (r *reader) policiesOf(p part) {
	node, forTarget := r.textAt(r.partDoc, "TargetId"), r.after.verb == "list-policies-for-target"
	kind := r.textAt(r.partDoc, "Filter")
	if len(p.summaries) > 0 {
		kind = p.summaries[0].kind
	}
	if forTarget && node == "" {
		node, kind = splitKind(r.after.subject, kind)
	} else if kind == "" {
		_, kind = splitKind(r.after.subject, kind)
	}
	switch {
	case nodeID.MatchString(node):
		for _, s := range p.summaries {
			r.loose.organizations.policies[s.id].targets[node] = s.at
		}
		r.loose.organizations.attached = append(r.loose.organizations.attached, attachments{node, kind, r.wholeDocument()})
	case forTarget:
		r.subjectless("root, unit or account", "list-policies-for-target--ou-ab12-11111111")
	case r.after.verb == "list-policies" && kind != "":
		// One that is called otherwise may be of a target.
		r.loose.organizations.attached = append(r.loose.organizations.attached, attachments{"", kind, r.wholeDocument()})
	}
}

// splitKind splits "ou-ab12-11111111--RESOURCE_CONTROL_POLICY".
func splitKind(subject, kind string) (string, string) {
	for _, k := range controls() {
		if at := strings.Index(strings.ToUpper(subject), k); at >= 0 {
			kind = k
			subject = strings.Trim(subject[:at]+subject[at+len(k):], "-_.")
		}
	}
	return subject, kind
}

// controls are the kinds of policies that take rights away.
func controls() []string { return []string{"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"} }

// joinOrganizations puts organisations together. What no file says of them is
// unknown: a node's parent, what is attached to it, what a policy says.
func (l *loader) joinOrganizations() {
	o := &l.loose.organizations
	l.mentionedNodes()
	l.impliedOrganizations()
	for _, id := range o.order {
		parent := o.above[id]
		switch x := o.nodes[id].(type) {
		case *estate.OrganizationRoot:
			arn, _ := x.ARN.Known()
			o.roots[organizationOf(arn)] = x
		case *estate.OrganizationalUnit:
			x.Parent = l.parentOf(id, parent, &x.Core)
		case *estate.Account:
			v := l.parentOf(id, parent, &x.Core)
			x.Parents = estate.Single(v)
			x.Parents.Origin = x.Origin
		}
	}
	for _, id := range o.ids {
		l.joinPolicy(o.policies[id])
	}
	for _, kind := range controls() {
		l.unknownAttachments(kind)
	}
	l.listAccounts()
}

// mentionedNodes makes the nodes of which the sources say no more than what is
// above or below them, or attached to them.
func (l *loader) mentionedNodes() {
	o := &l.loose.organizations
	at := map[string]estate.Origin{}
	for child, parent := range o.above {
		at[child], at[parent] = estate.Origin{}, estate.Origin{}
	}
	for _, a := range o.attached {
		at[a.node] = estate.Origin{}
	}
	for _, id := range o.ids {
		for node, origin := range o.policies[id].targets {
			at[node] = origin
		}
	}
	for _, id := range sortedKeys(at) {
		if _, known := o.nodes[id]; known || id == "" {
			continue
		}
		c := estate.Core{ID: estate.ID(id), Logical: id, Physical: id, Origin: at[id]}
		c.Origin.Implied = "other lists name it"
		var x estate.Resource
		switch {
		case strings.HasPrefix(id, "r-"):
			c.Type = "AWS::Organizations::Root"
			g := l.notHeld(at[id], "the policy types of "+id, "organizations list-roots", "as list-roots.json")
			x = &estate.OrganizationRoot{Core: c, PolicyTypes: estate.Items[string]{Unknown: g}}
		case strings.HasPrefix(id, "ou-"):
			c.Type = "AWS::Organizations::OrganizationalUnit"
			x = &estate.OrganizationalUnit{Core: c}
		default:
			c.Type = "AWS::Organizations::Account"
			x = &estate.Account{Core: c}
		}
		o.nodes[id] = x
		o.order = append(o.order, id)
		l.placeCore(x.Base(), nil)
		l.result.Resources = append(l.result.Resources, x)
	}
}

// parentOf is a node's parent.
func (l *loader) parentOf(id, parent string, c *estate.Core) estate.Value[estate.Text] {
	if parent != "" {
		return l.values.text(parent, c.Origin)
	}
	g := estate.NotListed("the parent of "+id, "no file says it", "add list-parents--"+id+".json, or list-children--PARENT.json of each root and unit")
	g.Origin = c.Origin
	return estate.UnknownValue[estate.Text](g, c.Origin)
}

// joinPolicy gives a policy its targets and content. AWS's own two allow
// everything ("Service control policies", "Resource control policies").
func (l *loader) joinPolicy(p *organizationPolicy) {
	x := p.policy
	x.Targets.Origin = x.Origin
	for _, id := range sortedKeys(p.targets) {
		x.Targets.Known = append(x.Targets.Known, item(estate.Literal(id), p.targets[id]))
	}
	if !x.Content.IsMissing() {
		return
	}
	implied := estate.Origin{Implied: "AWS's own policy, which allows everything"}
	switch x.Physical {
	case "p-FullAWSAccess":
		x.Content = estate.NewScalar(estate.Literal(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`), implied)
	case "p-RCPFullAWSAccess":
		x.Content = estate.NewScalar(estate.Literal(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`), implied)
	default:
		x.Content = l.lackingPolicy("the content of "+x.Physical, "organizations describe-policy", "describe-policy-"+x.Physical+".json", x.Origin)
	}
}

// unknownAttachments makes a policy of unknown content for each node of which no
// files show all policies of a kind: its own list does, or the lists of the targets
// of all policies. AWS detaches the policies of a kind that is disabled.
func (l *loader) unknownAttachments(kind string) {
	o := &l.loose.organizations
	whole, listed := map[string]bool{}, false
	for _, a := range o.attached {
		switch {
		case a.kind != kind || !a.whole:
		case a.node == "":
			listed = true
		default:
			whole[a.node] = true
		}
	}
	for _, id := range o.ids {
		p := o.policies[id]
		if k, ok := p.policy.Kind.Known(); !p.whole && (!ok || k == kind) {
			listed = false
		}
	}
	if listed {
		return
	}
	for _, id := range o.order {
		if whole[id] || !l.mayBeEnabled(kind, id) {
			continue
		}
		c := o.nodes[id].Base()
		words := strings.ToLower(strings.ReplaceAll(kind, "_", " "))
		g := estate.NotListed("the policies of "+id+" ("+words+")", "no file holds the whole output of aws organizations list-policies-for-target",
			"add it as list-policies-for-target--"+id+"--"+kind+".json")
		core := implied(c, "unknown-"+strings.ReplaceAll(words, " ", "-"), "AWS::Organizations::Policy", &g)
		core.Physical = string(core.ID)
		l.result.Resources = append(l.result.Resources, &estate.OrganizationPolicy{
			Core: core, Kind: l.values.word(kind, core.Origin), Content: estate.NewOpaque(g.Variable, core.Origin),
			Targets: estate.Items[estate.Text]{Origin: core.Origin, Known: []estate.Item[estate.Text]{item(estate.Literal(id), core.Origin)}},
		})
	}
}

// mostLevels is more than the levels that a root, units in units and an account make
// ("Quotas for AWS Organizations": units are nested five levels deep).
const mostLevels = 10

// mayBeEnabled reports whether a kind of policies is enabled at the root above a
// node, or may be.
func (l *loader) mayBeEnabled(kind, id string) bool {
	o := &l.loose.organizations
	for range mostLevels {
		if o.above[id] == "" {
			break
		}
		id = o.above[id]
	}
	root, ok := o.nodes[id].(*estate.OrganizationRoot)
	if arn, _ := o.nodes[id].Base().ARN.Known(); !ok {
		// An organisation has one root ("Terminology and concepts").
		root, ok = o.roots[organizationOf(arn)]
	}
	if !ok || len(root.PolicyTypes.Unknown) > 0 {
		return true
	}
	return slices.ContainsFunc(root.PolicyTypes.Known, func(i estate.Item[string]) bool { return i.Is == kind })
}

// impliedOrganizations makes the organisations that only the ARNs of their parts
// show: these name the organisation and its management account.
func (l *loader) impliedOrganizations() {
	o := &l.loose.organizations
	have := map[string]bool{}
	for _, x := range o.list {
		have[x.Physical] = true
	}
	for _, id := range o.order {
		c := o.nodes[id].Base()
		arn, _ := c.ARN.Known()
		org := organizationOf(arn)
		account, known := c.Account.Known()
		if org == "" || have[org] || !known || account == "" {
			continue
		}
		have[org] = true
		g := l.notHeld(c.Origin, "the features of "+org, "organizations describe-organization", "as describe-organization.json")
		x := &estate.Organization{
			Core: estate.Core{
				ID: estate.ID(org), Logical: org, Physical: org, Type: "AWS::Organizations::Organization", Origin: c.Origin, Account: c.Account,
			},
			Management: l.values.text(account, c.Origin), Features: estate.UnknownValue[string](g[0].Gap, c.Origin),
		}
		l.placeCore(&x.Core, nil)
		o.list = append(o.list, x)
		l.result.Resources = append(l.result.Resources, x)
	}
}

// listAccounts says whether all accounts of the organisation are listed, in its
// management account.
func (l *loader) listAccounts() {
	o := &l.loose.organizations
	if len(o.order) == 0 {
		return
	}
	whole, why := false, missing
	management := ""
	for _, x := range l.loose.accountLists {
		whole = whole || x.whole
		if x.all {
			why = "the list in " + x.file + " is cut off or damaged"
		}
	}
	if len(o.list) > 0 {
		t, _ := o.list[0].Management.Known()
		management, _ = t.Known()
	}
	x := estate.Listing{Account: management, Kind: estate.AccountListing}
	if !whole || len(o.list) > 1 {
		x.Gap = estate.NotListed("aws organizations list-accounts", why, "add list-accounts.json")
		l.result.Gaps = append(l.result.Gaps, x.Gap)
	}
	l.result.Listings = append(l.result.Listings, x)
}
