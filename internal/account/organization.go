package account

import (
	"regexp"
	"strings"

	"ringwall/internal/estate"
)

// organizationAnswers are the outputs of Organizations' commands that are one map.
func organizationAnswers() []answer {
	return []answer{{verb: "describe-organization", needs: []string{"Organization"}, read: (*reader).organization}}
}

// organizations are what the sources say of organisations: nodes (roots, units
// and accounts), which is above which, and what is attached to them.
type organizations struct {
	list     []*estate.Organization
	nodes    map[string]estate.Resource          // by id
	order    []string                            // of the nodes
	above    map[string]string                   // a node's parent
	roots    map[string]*estate.OrganizationRoot // by organisation
	policies map[string]*organizationPolicy
	ids      []string // of the policies
	attached []attachments
}

// organizationPolicy is a policy, and which targets it has as far as the sources
// say.
type organizationPolicy struct {
	policy  *estate.OrganizationPolicy
	targets map[string]estate.Origin
	// whole: all targets are listed (ListTargetsForPolicy).
	whole bool
}

// attachments are the policies of a kind that are attached to a node
// (ListPoliciesForTarget), or, without a node, all policies of a kind
// (ListPolicies).
type attachments struct {
	node, kind string
	whole      bool
}

// summary is a PolicySummary.
type summary struct {
	id, arn, name, kind string
	managed             bool
	at                  estate.Origin
}

func newOrganizations() organizations {
	return organizations{nodes: map[string]estate.Resource{}, above: map[string]string{}, roots: map[string]*estate.OrganizationRoot{}, policies: map[string]*organizationPolicy{}}
}

var (
	nodeID   = regexp.MustCompile(`^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|[0-9]{12})$`)
	policyID = regexp.MustCompile(`^p-[0-9a-zA-Z_]{8,128}$`)
)

// organization reads the answer of DescribeOrganization.
func (r *reader) organization(doc *estate.Tree) {
	o := doc.At("Organization")
	id, management := r.textAt(o, "Id"), r.textAt(o, "MasterAccountId")
	if o.IsMissing() && r.soundAnswer && r.after.verb == "describe-organization" {
		r.counts(estate.AloneListing, true, "") // AWSOrganizationsNotInUseException is null here
	}
	if id == "" || !r.soundAnswer {
		return
	}
	x := &estate.Organization{Core: r.core(id, "AWS::Organizations::Organization"), Features: r.wordValue(o, "FeatureSet")}
	r.ofOrganization(&x.Core, r.textAt(o, "Arn"))
	if x.Management = r.values.text(management, r.at); management != "" {
		x.Account = estate.Literal(management)
	}
	r.loose.organizations.list = append(r.loose.organizations.list, x)
	r.add(x)
}

// ofOrganization fills in what the ARN of a part of an organisation says: its
// account is the management account.
func (r *reader) ofOrganization(c *estate.Core, arn string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return
	}
	c.ARN = estate.Literal(arn)
	if accountName.MatchString(parts[4]) {
		c.Account = estate.Literal(parts[4])
	}
}

// organizationOf is the id of the organisation that stands in the ARN of one of
// its parts.
func organizationOf(arn string) string {
	for _, part := range strings.FieldsFunc(arn, func(c rune) bool { return c == ':' || c == '/' }) {
		if strings.HasPrefix(part, "o-") {
			return part
		}
	}
	return ""
}

// node takes in a root, a unit or an account. What a list of targets says of one
// is less than its own list says.
func (r *reader) node(x estate.Resource, id string, parent string) {
	if r.doubtful() || !nodeID.MatchString(id) {
		return
	}
	o := &r.loose.organizations
	if parent != "" && nodeID.MatchString(parent) {
		o.above[id] = parent
	}
	c := x.Base()
	c.ID, c.Logical, c.Physical = estate.ID(id), id, id
	if old, known := o.nodes[id]; known {
		fuller(old, x)
		return
	}
	o.nodes[id] = x
	o.order = append(o.order, id)
	r.add(x)
}

// root reads a Root (ListRoots).
func (r *reader) root() {
	x := &estate.OrganizationRoot{Core: r.core("", "AWS::Organizations::Root")}
	x.PolicyTypes.Unknown = r.apart("its policy types", "organizations list-roots", "the root")
	var id string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Id":
			id = r.intern()
		case "Arn":
			r.ofOrganization(&x.Core, r.str())
		case "PolicyTypes":
			x.PolicyTypes = r.policyTypes()
		default:
			r.skip()
		}
	}
	r.node(x, id, "")
}

// fuller takes over what is said of a node, if so far only its id was known.
func fuller(old, x estate.Resource) {
	if have, _ := old.Base().ARN.Known(); have != "" {
		return
	}
	switch old := old.(type) {
	case *estate.Account:
		if x, ok := x.(*estate.Account); ok {
			*old = *x
		}
	case *estate.OrganizationalUnit:
		if x, ok := x.(*estate.OrganizationalUnit); ok {
			*old = *x
		}
	}
}

// policyTypes reads a list of PolicyTypeSummary: those that are enabled, or are
// about to be or to be no more.
func (r *reader) policyTypes() estate.Items[string] {
	out := estate.Items[string]{Origin: r.at}
	for r.open('['); r.more(); {
		at := r.here()
		if is := r.members("Type", "Status"); is[0] != "" && is[1] != "" {
			out.Known = append(out.Known, item(is[0], at))
		}
	}
	return out
}

// unit reads an OrganizationalUnit (ListOrganizationalUnitsForParent).
func (r *reader) unit() {
	x := &estate.OrganizationalUnit{Core: r.core("", "AWS::Organizations::OrganizationalUnit")}
	var id, at string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Id":
			id = r.intern()
		case "Arn":
			r.ofOrganization(&x.Core, r.str())
		case "Name":
			x.UnitName = r.txt()
		case "Path":
			at = r.intern()
		default:
			r.skip()
		}
	}
	r.node(x, id, parentIn(at, id))
	r.child(id)
}

// parentIn is the node before the last one of a path such as
// "o-exampleorgid/r-ab12/ou-ab12-11111111/", if the last one is the id.
func parentIn(path, id string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 3 || parts[len(parts)-1] != id {
		return ""
	}
	return parts[len(parts)-2]
}

// memberAccount reads an Account (ListAccounts, ListAccountsForParent).
func (r *reader) memberAccount() {
	x := &estate.Account{Core: r.core("", "AWS::Organizations::Account")}
	var id string
	var paths []string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Id":
			id = r.intern()
		case "Arn":
			r.ofOrganization(&x.Core, r.str())
		case "Name":
			x.AccountName = r.txt()
		case "Email":
			x.Email = r.txt()
		case "Status":
			if s := r.intern(); x.State == "" {
				x.State = s
			}
		case "State":
			x.State = r.intern()
		case "Paths":
			for r.open('['); r.more(); {
				paths = append(paths, r.intern())
			}
		default:
			r.skip()
		}
	}
	parent := ""
	if len(paths) == 1 {
		parent = parentIn(paths[0], id)
	}
	r.node(x, id, parent)
	r.child(id)
}

// child notes a child of the node of which the document lists the children.
func (r *reader) child(id string) {
	if !r.doubtful() && nodeID.MatchString(id) {
		r.part.children = append(r.part.children, id)
	}
}

// childListed reads a Child (ListChildren).
func (r *reader) childListed() {
	is := r.members("Id", "Type")
	switch is[1] {
	case "ACCOUNT":
		r.node(&estate.Account{Core: r.core("", "AWS::Organizations::Account")}, is[0], "")
	case "ORGANIZATIONAL_UNIT":
		r.node(&estate.OrganizationalUnit{Core: r.core("", "AWS::Organizations::OrganizationalUnit")}, is[0], "")
	}
	r.child(is[0])
}

// parentListed reads a Parent (ListParents).
func (r *reader) parentListed() {
	if id := r.member("Id"); !r.doubtful() && nodeID.MatchString(id) {
		r.part.parent = id
	}
}

// delegatedAdministrator reads a DelegatedAdministrator (ListDelegatedAdministrators).
func (r *reader) delegatedAdministrator() {
	x := &estate.DelegatedAdministrator{Core: r.core("", "AWS::Organizations::DelegatedAdministrator")}
	var id string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Id":
			id = r.intern()
		case "Arn":
			r.ofOrganization(&x.Core, r.str())
		default:
			r.skip()
		}
	}
	if r.doubtful() || !accountName.MatchString(id) {
		return
	}
	x.ID, x.Logical = estate.ID("delegated-administrator/"+id), id
	x.Physical = string(x.ID)
	x.Administrator = r.values.text(id, x.Origin)
	r.add(x)
}

// target reads a PolicyTargetSummary (ListTargetsForPolicy).
func (r *reader) target() {
	at := r.at
	is := r.members("TargetId", "Type", "Arn")
	if r.doubtful() || !nodeID.MatchString(is[0]) {
		return
	}
	r.part.targets = append(r.part.targets, item(estate.Literal(is[0]), at))
	switch is[1] {
	case "ACCOUNT":
		x := &estate.Account{Core: r.core("", "AWS::Organizations::Account")}
		r.ofOrganization(&x.Core, is[2])
		r.node(x, is[0], "")
	case "ORGANIZATIONAL_UNIT":
		x := &estate.OrganizationalUnit{Core: r.core("", "AWS::Organizations::OrganizationalUnit")}
		r.ofOrganization(&x.Core, is[2])
		r.node(x, is[0], "")
	}
}

// summary takes in a policy that a list names.
func (r *reader) summary(s summary) {
	if r.doubtful() || !policyID.MatchString(s.id) || s.kind == "" {
		return
	}
	r.policyOf(s)
	r.part.summaries = append(r.part.summaries, s)
}

// policyOf is the policy of the organisation that a summary names.
func (r *reader) policyOf(s summary) *organizationPolicy {
	o := &r.loose.organizations
	p := o.policies[s.id]
	if p == nil {
		x := &estate.OrganizationPolicy{Core: r.core(s.id, "AWS::Organizations::Policy")}
		x.Origin = s.at
		p = &organizationPolicy{policy: x, targets: map[string]estate.Origin{}}
		o.policies[s.id] = p
		o.ids = append(o.ids, s.id)
		r.add(x)
	}
	x := p.policy
	if s.kind != "" {
		r.ofOrganization(&x.Core, s.arn)
		x.PolicyName, x.Kind, x.AWSManaged = r.values.text(s.name, s.at), r.values.word(s.kind, s.at), s.managed
	}
	return p
}

// describedPolicy reads the answer of Organizations' DescribePolicy.
func (r *reader) describedPolicy(p *estate.Tree) {
	of := p.At("PolicySummary")
	managed, _ := r.flagValue(of, "AwsManaged").Known()
	s := summary{r.textAt(of, "Id"), r.textAt(of, "Arn"), r.textAt(of, "Name"), r.textAt(of, "Type"), managed, r.at}
	content := p.At("Content")
	if s.kind == "SERVICE_CONTROL_POLICY" || s.kind == "RESOURCE_CONTROL_POLICY" {
		content = r.asPolicy(content)
	}
	if !r.soundAnswer || !policyID.MatchString(s.id) || content.IsMissing() {
		return
	}
	x := r.policyOf(s).policy
	x.Content, x.Origin = content, r.at
}
