package account

import (
	"maps"
	"slices"

	"ringwall/internal/estate"
)

// part is what a document lists that does not say of what it is: of which user it
// lists the groups, of which unit the accounts.
type part struct {
	attached, groups, nodes, accounts, parents, targetsListed, policies bool

	// of is the list that the document is, if its records are what they seem: so
	// many of those that were seen.
	of          estate.ListingKind
	verb        string
	seen, taken int

	arns, names, targets []estate.Item[estate.Text]
	children             []string
	parent               string
	summaries            []summary
	events               eventPart
}

// begun notes that the document holds a list of a key.
func (p *part) begun(key string) {
	switch key {
	case "Roles":
		p.of, p.verb = estate.RoleListing, "list-roles"
	case "Users":
		p.of, p.verb = estate.UserListing, "list-users"
	case "Buckets":
		p.of, p.verb = estate.BucketListing, "list-buckets"
	case "AttachedPolicies":
		p.attached = true
	case "Groups":
		p.groups = true
	case "OrganizationalUnits", "Children":
		p.nodes = true
	case "Accounts":
		p.nodes, p.accounts = true, true
	case "Parents":
		p.parents = true
	case "Targets":
		p.targetsListed = true
	case "Policies":
		p.policies = true
	}
}

// joinParts gives a document's lists to what they are of.
func (r *reader) joinParts() {
	// Other services have lists of the same key; an empty one is anybody's.
	// GetGroup lists the users of a group.
	if p := r.part; p.of != "" && !r.partDoc.Has("Group") && (p.taken > 0 || p.seen == 0 && r.after.verb == p.verb) {
		r.counts(p.of, p.seen == p.taken, "the file "+r.name+" is damaged, or holds others besides")
	}
	r.joinEventPart()
	r.joinAttached()
	r.joinNodes()
}

// seen notes a record of a list whose key other services have too, and whether it
// is what it seems.
func (r *reader) seen(is bool) {
	if r.part.seen++; is && !r.doubtful() {
		r.part.taken++
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
