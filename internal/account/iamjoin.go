package account

import (
	"strings"

	"ringwall/internal/estate"
)

// identityAnswers are the outputs of IAM commands that are one map.
func identityAnswers() []answer {
	return []answer{
		{verb: "get-role-policy", needs: []string{"RoleName", "PolicyName", "PolicyDocument"}, read: (*reader).inlineAnswer},
		{verb: "get-user-policy", needs: []string{"UserName", "PolicyName", "PolicyDocument"}, read: (*reader).inlineAnswer},
		{verb: "get-group-policy", needs: []string{"GroupName", "PolicyName", "PolicyDocument"}, read: (*reader).inlineAnswer},
		{verb: "get-policy-version", needs: []string{"PolicyVersion"}, read: (*reader).policyVersionAnswer},
		{verb: "list-role-policies", needs: []string{"PolicyNames"}, read: (*reader).policyNames},
		{verb: "get-login-profile", needs: []string{"LoginProfile"}, read: (*reader).loginProfile},
		{verb: "get-account-password-policy", needs: []string{"PasswordPolicy"}, read: (*reader).passwordPolicy},
		{verb: "get-alternate-contact", needs: []string{"AlternateContact"}, read: (*reader).alternateContact},
		{verb: "get-account-summary", needs: []string{"SummaryMap"}, read: (*reader).accountSummary},
		{verb: "get-credential-report", needs: []string{"Content", "ReportFormat"}, read: (*reader).credentialReport},
		{verb: "get-open-id-connect-provider", needs: []string{"Url", "ClientIDList"}, read: (*reader).oidcAnswer},
		{verb: "get-open-id-connect-provider", needs: []string{"Url", "ThumbprintList"}, read: (*reader).oidcAnswer},
	}
}

// identityPart is what the sources say of a role, user or group apart from it.
type identityPart struct {
	scope  *scope
	file   string
	kind   string // "role", "user", "group"; empty: the file does not say
	name   string
	inline []estate.Item[estate.InlinePolicy]
	names  []estate.Item[estate.Text] // of its inline policies
	list   partKind
	arns   estate.Items[estate.Text]
	whole  bool
}

// partKind says which list a part is.
type partKind int

const (
	onePolicy partKind = iota
	inlineNames
	attachedPolicies
	groupsOfUser
)

// owner is whose the lists of a document are: a member beside says it, or the
// file's name.
func (r *reader) owner(doc *estate.Tree) (kind, name string) {
	for _, k := range [][2]string{{"RoleName", "role"}, {"UserName", "user"}, {"GroupName", "group"}} {
		if s := r.textAt(doc, k[0]); s != "" {
			return k[1], s
		}
	}
	for _, kind := range []string{"role", "user", "group"} {
		if strings.Contains(r.after.verb, "-"+kind) {
			return kind, r.after.subject
		}
	}
	return "", r.after.subject
}

// inlineAnswer reads the answer of GetRolePolicy, GetUserPolicy or GetGroupPolicy.
func (r *reader) inlineAnswer(doc *estate.Tree) {
	kind, name := r.owner(doc)
	p := estate.InlinePolicy{Origin: r.at, Name: r.textValue(doc, "PolicyName"), Document: r.policyAt(doc, "PolicyDocument")}
	if !r.soundAnswer || name == "" || p.Document.IsMissing() {
		return
	}
	r.loose.parts = append(r.loose.parts, identityPart{
		scope: r.scope, file: r.name, kind: kind, name: name, inline: []estate.Item[estate.InlinePolicy]{item(p, r.at)},
	})
}

// policyNames reads the answer of ListRolePolicies and its like.
func (r *reader) policyNames(doc *estate.Tree) {
	kind, name := r.owner(doc)
	list := r.textsAt(doc, "PolicyNames")
	if kind == "" || name == "" {
		r.subjectless("role, user or group", "list-role-policies-NAME")
		return
	}
	r.loose.parts = append(r.loose.parts, identityPart{
		scope: r.scope, file: r.name, kind: kind, name: name, list: inlineNames, names: list.Known, whole: r.soundAnswer && !r.cut,
	})
}

// attachedListed reads an AttachedPolicy (ListAttachedRolePolicies).
func (r *reader) attachedListed() {
	at := r.at
	if arn := r.member("PolicyArn"); arn != "" && !r.doubtful() {
		r.part.arns = append(r.part.arns, item(estate.Literal(arn), at))
	}
}

// joinAttached gives a document's attached policies to their role, user or group,
// and its groups to their user, once it has been read.
func (r *reader) joinAttached() {
	p := r.part
	if p.attached {
		kind, name := r.owner(r.partDoc)
		if kind == "" || name == "" {
			r.subjectless("role, user or group", "list-attached-role-policies-NAME")
		} else {
			r.loose.parts = append(r.loose.parts, identityPart{
				scope: r.scope, file: r.name, kind: kind, name: name, list: attachedPolicies,
				arns: estate.Items[estate.Text]{Known: p.arns}, whole: r.wholeDocument(),
			})
		}
	}
	if !p.groups {
		return
	}
	name := r.textAt(r.partDoc, "UserName")
	if r.after.verb == "list-groups-for-user" && name == "" {
		name = r.after.subject
	}
	switch {
	case name != "":
		r.loose.parts = append(r.loose.parts, identityPart{
			scope: r.scope, file: r.name, kind: "user", name: name, list: groupsOfUser, arns: estate.Items[estate.Text]{Known: p.names}, whole: r.wholeDocument(),
		})
	case r.after.verb == "list-groups-for-user":
		r.subjectless("user", "list-groups-for-user-NAME")
	case p.seen == 0 || p.taken > 0: // else another service's
		r.counts(estate.GroupListing, r.after.verb == "list-groups" && p.seen == p.taken, "the file "+r.name+" may hold a part of the groups: call it list-groups.json if it holds all")
	}
}

// counts notes a document of a list that may not be the whole list.
func (r *reader) counts(kind estate.ListingKind, whole bool, why string) {
	if !whole {
		if x := r.scope.lists[kind]; x == nil {
			r.cutOff(kind, why)
		}
		return
	}
	x := r.listOf(kind)
	if x.documents++; r.cut {
		x.tokens++
	}
	x.why = ""
	if r.err != nil || r.faults != r.docFaults {
		x.why = "the file " + r.name + " is damaged"
	}
}

// wholeDocument reports whether a document's list ends with its end and has no
// fault.
func (r *reader) wholeDocument() bool {
	return !r.cut && r.err == nil && r.faults == r.docFaults
}

// joinIdentities gives roles, users and groups the policies and groups that stand
// apart from them. What no file says of them is unknown.
func (l *loader) joinIdentities() {
	type whose struct{ kind, name string }
	parts := map[whose][]*identityPart{}
	for n := range l.loose.parts {
		p := &l.loose.parts[n]
		parts[whose{p.kind, p.name}] = append(parts[whose{p.kind, p.name}], p)
	}
	used := map[*identityPart]bool{}
	for _, id := range l.loose.identityList {
		var own []*identityPart
		for _, p := range parts[whose{id.kind, id.name}] {
			account, _ := id.resource.Base().Account.Known()
			if p.scope.account == "" || p.scope.account == account {
				own = append(own, p)
				used[p] = true
			}
		}
		if id.detail < detailed {
			l.complete(id, own)
		}
	}
	for n := range l.loose.parts {
		p := &l.loose.parts[n]
		if !used[p] {
			l.problem(&Error{File: p.file, What: "no file shows the " + p.kind + " " + p.name + ": add get-account-authorization-details.json or list-" + p.kind + "s.json"})
		}
	}
}

// complete puts together what commands of their own say of an identity.
func (l *loader) complete(id *identity, parts []*identityPart) {
	at := id.resource.Base().Origin
	lack := func(what, command string) []estate.GuardedGap {
		return l.notHeld(at, what+" of "+id.name, "iam "+command, "as "+command+"-"+id.name+".json, or add get-account-authorization-details.json")
	}
	inline := estate.Items[estate.InlinePolicy]{Origin: at, Unknown: lack("the inline policies", "list-"+id.kind+"-policies")}
	managed := estate.Items[estate.Text]{Origin: at, Unknown: lack("the attached policies", "list-attached-"+id.kind+"-policies")}
	groups := estate.Items[estate.Text]{Origin: at, Unknown: lack("the groups", "list-groups-for-user")}
	have := map[string]bool{}
	for _, p := range parts {
		for _, i := range p.inline {
			name, _ := i.Is.Name.Known()
			if s := name.String(); !have[s] {
				have[s] = true
				inline.Known = append(inline.Known, i)
			}
		}
	}
	for _, p := range parts {
		switch p.list {
		case inlineNames:
			l.namedPolicies(id, p, have, &inline)
		case attachedPolicies:
			together(&managed, p)
		case groupsOfUser:
			together(&groups, p)
		}
	}
	*id.policies, *id.managed = inline, managed
	if id.groups != nil {
		*id.groups = groups
	}
}

// together adds the texts of a page; the page that ends a list makes it whole.
func together(list *estate.Items[estate.Text], p *identityPart) {
	list.Known = append(list.Known, p.arns.Known...)
	if p.whole {
		list.Unknown = nil
	}
}

// namedPolicies adds the inline policies that are only named, with a document
// that is unknown.
func (l *loader) namedPolicies(id *identity, p *identityPart, have map[string]bool, inline *estate.Items[estate.InlinePolicy]) {
	for _, n := range p.names {
		name, _ := n.Is.Known()
		if have[name] {
			continue
		}
		have[name] = true
		command := "get-" + id.kind + "-policy"
		inline.Known = append(inline.Known, item(estate.InlinePolicy{
			Origin: n.Origin, Name: l.values.text(name, n.Origin),
			Document: l.lackingPolicy("the policy "+name+" of "+id.name, "iam "+command, command+"-"+id.name+"-"+name+".json", n.Origin),
		}, n.Origin))
	}
	if p.whole {
		inline.Unknown = nil
	}
}
