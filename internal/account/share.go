package account

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// What AWS Resource Access Manager says of shares: what is shared with whom. What it
// allows them to do, the managed permissions of a share say, which are not read.

// shareKinds lists the keys of Resource Access Manager.
func shareKinds() map[string]kind {
	of := []string{"resourceShareArn"}
	return map[string]kind{
		"resourceShares":            {command: "ram get-resource-shares", read: (*reader).shareListed, apart: true},
		"resourceShareAssociations": {command: "ram get-resource-share-associations", read: (*reader).shareAssociation, apart: true},
		"principals":                {command: "ram list-principals", read: (*reader).sharePrincipal, apart: true, common: true, marks: of},
		"resources":                 {command: "ram list-resources", read: (*reader).sharedResource, apart: true, common: true, marks: of},
	}
}

// share is a resource share, and what the sources say of it.
type share struct {
	arn, name  string
	at         estate.Origin
	scope      *scope
	gone       bool
	principals []estate.Item[estate.Text]
	resources  []estate.Item[estate.Text]
}

// ownList is a list of what accounts share themselves: it names a share of the account
// that it was asked of.
type ownList struct {
	scope *scope
	kind  string // "principals" or "resources"
	owner string
}

// shareOf is the share of an ARN.
func (r *reader) shareOf(arn string) *share {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[2] != "ram" || r.doubtful() {
		return nil
	}
	s := r.loose.shares[arn]
	if s == nil {
		s = &share{arn: arn, at: r.at, scope: r.scope}
		r.loose.shares[arn] = s
	}
	return s
}

// shareListed reads a ResourceShare (GetResourceShares).
func (r *reader) shareListed() {
	is := r.members("resourceShareArn", "name", "status")
	if s := r.shareOf(is[0]); s != nil {
		s.name, s.at, s.scope = is[1], r.at, r.scope
		s.gone = is[2] == "DELETED" || is[2] == "DELETING"
	}
}

// sharePrincipal reads a Principal (ListPrincipals).
func (r *reader) sharePrincipal() {
	is := r.members("resourceShareArn", "id")
	r.shares(is[0], "principals", is[1])
}

// sharedResource reads a Resource (ListResources).
func (r *reader) sharedResource() {
	is := r.members("resourceShareArn", "arn", "status")
	if is[2] != "UNAVAILABLE" {
		r.shares(is[0], "resources", is[1])
	}
}

// shareAssociation reads a ResourceShareAssociation (GetResourceShareAssociations).
func (r *reader) shareAssociation() {
	var is [4]string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "resourceShareArn":
			is[0] = r.intern()
		case "associatedEntity":
			is[1] = r.intern()
		case "associationType":
			is[2] = r.intern()
		case "status":
			is[3] = r.intern()
		default:
			r.skip()
		}
	}
	if is[3] == "DISASSOCIATED" || is[3] == "FAILED" {
		return
	}
	switch is[2] {
	case "PRINCIPAL":
		r.shares(is[0], "principals", is[1])
	case "RESOURCE":
		r.shares(is[0], "resources", is[1])
	}
}

// shares notes what is shared, or with whom.
func (r *reader) shares(arn, kind, what string) {
	s := r.shareOf(arn)
	if s == nil || what == "" {
		return
	}
	list := &s.principals
	if kind == "resources" {
		list = &s.resources
	}
	if !slices.ContainsFunc(*list, func(i estate.Item[estate.Text]) bool { return i.Is.Equal(estate.Literal(what)) }) {
		*list = append(*list, item(estate.Literal(what), r.at))
	}
	own := ownList{r.scope, kind, strings.Split(arn, ":")[4]}
	if !slices.Contains(r.loose.ownLists, own) {
		r.loose.ownLists = append(r.loose.ownLists, own)
	}
}

// joinShares makes resources of shares. Who sees a share that is not his does not see
// with whom else it is shared.
func (l *loader) joinShares() {
	for _, arn := range sortedKeys(l.loose.shares) {
		s := l.loose.shares[arn]
		if s.gone {
			continue
		}
		r := &reader{loader: l, scope: s.scope, at: s.at}
		x := &estate.Other{Core: r.core("", "AWS::RAM::ResourceShare")}
		name := s.name
		if name == "" {
			name = lastPart(arn)
		}
		r.called(&x.Core, name, arn)
		x.Properties = &estate.Tree{Kind: estate.Map, Origin: s.at, Fields: []estate.Field{
			estate.NewField("Name", estate.NewScalar(estate.Literal(name), s.at), s.at),
			estate.NewField("Principals", l.sharedList(s, "principals", s.principals), s.at),
			estate.NewField("ResourceArns", l.sharedList(s, "resources", s.resources), s.at),
		}}
		l.placeCore(&x.Core, s.scope)
		l.result.Resources = append(l.result.Resources, x)
	}
}

// sharedList is a list of a share, with what may be there besides.
func (l *loader) sharedList(s *share, kind string, known []estate.Item[estate.Text]) *estate.Tree {
	out := &estate.Tree{Kind: estate.List, Origin: s.at}
	for _, i := range known {
		out.Items = append(out.Items, estate.NewScalar(i.Is, i.Origin))
	}
	if l.ownListWhole(strings.Split(s.arn, ":")[4], s.scope.region, kind) {
		return out
	}
	g := l.noOutput("what "+lastPart(s.arn)+" shares", "ram list-"+kind+" --resource-owner SELF", "of the account that owns the share, as list-"+kind+".json")
	if kind == "principals" {
		g = l.noOutput("with whom "+lastPart(s.arn)+" is shared", "ram list-"+kind+" --resource-owner SELF", "of the account that owns the share, as list-"+kind+".json")
	}
	g.Origin = s.at
	out.Items = append(out.Items, estate.NewOpaque(g.Variable, s.at))
	return out
}

// ownListWhole reports whether the sources hold all that an account itself shares, or
// all with whom it does.
func (l *loader) ownListWhole(owner, region, kind string) bool {
	return slices.ContainsFunc(l.loose.ownLists, func(o ownList) bool {
		if o.owner != owner || o.kind != kind || o.scope.account != owner || o.scope.region != region || o.scope.lost != "" {
			return false
		}
		for _, list := range []estate.ListingKind{estate.ListingKind(kind), "resourceShareAssociations"} {
			if x := o.scope.lists[list]; x != nil && x.gap() != "" {
				return false
			}
		}
		return true
	})
}
