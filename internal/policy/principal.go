package policy

import "strings"

// principal is one entry of a Principal or NotPrincipal element, compiled.
type principal struct {
	kind    principalKind
	list    principalKind // where it stands: accountEntry for the AWS list
	text    Text
	account string // of an account, role, user or session
	name    string // of a role, without its path; of the rest as written
	role    string // of a session: "account/role"
}

type principalKind uint8

const (
	anyoneEntry principalKind = iota
	accountEntry
	roleEntry
	sessionEntry
	userEntry
	federatedEntry
	deletedEntry // a unique id: the principal is gone
	serviceEntry
	providerEntry
	canonicalEntry
	openEntry // has holes
	badEntry  // in no form that AWS takes
)

// principals is a Principal or NotPrincipal element, compiled.
type principals []principal

func newPrincipals(p *Principals) principals {
	out := principals{}
	if p.Star {
		out = append(out, principal{kind: anyoneEntry})
	}
	for _, t := range p.AWS {
		out = append(out, awsEntry(t))
	}
	add := func(kind principalKind, list []Text) {
		for _, t := range list {
			e := principal{kind: kind, list: kind, text: t}
			switch s, known := t.Known(); {
			case !known:
				e.kind = openEntry
			case strings.ContainsAny(s, "*?") && kind != providerEntry:
				e.kind = badEntry // "You cannot use a wildcard to match part of a principal name"
			default:
				e.name = s
			}
			out = append(out, e)
		}
	}
	add(serviceEntry, p.Service)
	add(providerEntry, p.Federated)
	add(canonicalEntry, p.CanonicalUser)
	return out
}

func awsEntry(t Text) principal {
	e := principal{kind: badEntry, list: accountEntry, text: t}
	s, known := t.Known()
	switch {
	case !known:
		e.kind = openEntry
	case s == "*":
		e.kind = anyoneEntry
	case isAccount(s):
		e.kind, e.account = accountEntry, s
	case isUniqueID(s):
		e.kind = deletedEntry
	case !hasWildcard(s):
		e.arn(s)
	}
	return e
}

// arn reads the ARN of a principal.
func (e *principal) arn(s string) {
	service, account, resource := arnFields(s)
	kind, rest, _ := strings.Cut(resource, "/")
	if service != "iam" && service != "sts" || account == "" {
		return
	}
	switch {
	case service == "iam" && resource == "root":
		e.kind, e.account = accountEntry, account
	case service == "iam" && kind == "role" && rest != "":
		e.kind, e.account, e.name = roleEntry, account, lastSegment(rest)
	case service == "iam" && kind == "user" && rest != "":
		e.kind, e.name, e.account = userEntry, s, account
	case service == "sts" && kind == "federated-user" && rest != "":
		e.kind, e.name, e.account = federatedEntry, s, account
	case service == "sts" && kind == "assumed-role" && strings.Contains(rest, "/"):
		e.kind, e.name, e.account = sessionEntry, s, account
		e.role, _, _ = strings.Cut(rest, "/")
	}
}

// arnFields are the service, account and resource of an ARN; empty if it is none.
func arnFields(s string) (service, account, resource string) {
	for i := range arnSegments - 1 {
		field, rest, found := strings.Cut(s, ":")
		if !found || i == 0 && field != "arn" {
			return "", "", ""
		}
		switch i {
		case 2:
			service = field
		case 4:
			account = field
		}
		s = rest
	}
	return service, account, s
}

func lastSegment(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }

// name says how the list names a caller.
func (ps principals) name(c *Caller) Named {
	var n Named
	for i := range ps {
		if c.Kind == UnknownCaller {
			n.Maybe |= byAnything
			continue
		}
		ps[i].nameBy(c, &n)
	}
	return n
}

// singlesOut tells whether the list names someone of the caller's account. Of a list
// that names the caller's account only, that is somebody else.
func (ps principals) singlesOut(c *Caller) bool {
	for i := range ps {
		switch e := &ps[i]; e.kind {
		case roleEntry, sessionEntry, userEntry, federatedEntry:
			if same(e.account, c.Account) == Yes {
				return true
			}
		}
	}
	return false
}

func (e *principal) nameBy(c *Caller, n *Named) {
	switch e.kind {
	case anyoneEntry:
		if c.Kind == TokenBearer { // not documented
			n.Maybe |= ByEveryone
			return
		}
		n.Sure |= ByEveryone
	case accountEntry:
		n.add(e.isAccountOf(c), ByAccount)
	case roleEntry:
		if c.Kind == RoleSession {
			n.add(e.isRoleOf(c), ByRole)
		}
	case sessionEntry:
		if c.Kind == RoleSession {
			n.add(e.isSession(c), BySession)
		}
	case federatedEntry:
		if c.Kind == FederatedUser {
			n.add(same(e.name, c.ARN), BySession)
		}
	case userEntry:
		e.user(c, n)
	case serviceEntry:
		if c.Kind == ServiceCaller {
			n.add(anyOf(c.Services, func(s string) Answer { return answerOf(s == e.name) }), ByService)
		}
	case providerEntry:
		if c.Kind == TokenBearer {
			n.add(e.isProvider(c), ByProvider)
		}
	case canonicalEntry:
		if c.hasAccount() {
			n.add(same(e.name, c.Canonical), ByCanonical)
		}
	case openEntry:
		e.open(c, n)
	case badEntry:
		n.Maybe |= byAnything
	}
}

func (e *principal) user(c *Caller, n *Named) {
	switch c.Kind {
	case User:
		n.add(same(e.name, c.ARN), ByUser)
	case FederatedUser:
		n.add(same(e.name, c.Parent), ByUser)
	}
}

func (c *Caller) hasAccount() bool {
	switch c.Kind {
	case RootUser, User, RoleSession, FederatedUser:
		return true
	}
	return false
}

// same compares a text with one of a caller, which may not be known.
func same(name string, t Text) Answer {
	s, known := t.Known()
	switch {
	case known:
		return answerOf(s == name)
	case t.IsZero():
		return Unknown
	}
	return sameText(Literal(name), t)
}

func (e *principal) isAccountOf(c *Caller) Answer {
	if !c.hasAccount() {
		return No
	}
	return same(e.account, c.Account)
}

// isRoleOf compares account and name: names of roles are unique in an account
// whatever their path, and the ARN of a session has none.
func (e *principal) isRoleOf(c *Caller) Answer {
	s, known := c.Role.Known()
	switch {
	case c.Role.IsZero():
		return same(e.account, c.Account).And(Unknown)
	case !known:
		return sameRole(e.text, c.Role)
	}
	_, account, resource := arnFields(s)
	return answerOf(account == e.account && strings.HasPrefix(resource, "role/") && lastSegment(resource) == e.name)
}

// sameRole is isRoleOf for ARNs with holes.
func sameRole(a, b Text) Answer {
	same := sameText(a, b)
	own, ok := arnParts(a)
	its, ok2 := arnParts(b)
	switch {
	case same == Yes:
		return Yes
	case !ok || !ok2:
		return Unknown
	}
	account := sameText(own[4], its[4])
	name, ok := roleName(own[5])
	other, ok2 := roleName(its[5])
	switch {
	case ok && ok2:
		return account.And(sameText(name, other))
	case own[5].isRole() == No, its[5].isRole() == No:
		return No
	}
	return account.And(Unknown)
}

// isRole answers whether the last part of an ARN is a role's.
func (t Text) isRole() Answer {
	switch s, open := t.fixedPrefix(); {
	case strings.HasPrefix(s, "role/"):
		return Yes
	case !open || len(s) >= len("role/"):
		return No
	}
	return Unknown
}

// roleName is what follows the path in the last part of a role's ARN; false if
// a hole may have a part of the path.
func roleName(t Text) (Text, bool) {
	if t.isRole() != Yes {
		return Text{}, false
	}
	parts := t.Parts()
	for _, p := range parts {
		if p.Hole != "" && !p.Own {
			return Text{}, false
		}
	}
	for i := len(parts) - 1; ; i-- {
		if at := strings.LastIndexByte(parts[i].Literal, '/'); at >= 0 {
			return Join(append([]Part{{Literal: parts[i].Literal[at+1:]}}, parts[i+1:]...)...), true
		}
	}
}

func (e *principal) isSession(c *Caller) Answer {
	if _, known := c.ARN.Known(); known || !c.ARN.IsZero() {
		return same(e.name, c.ARN)
	}
	role := principal{kind: roleEntry, account: e.account, name: e.role, text: Literal("arn:aws:iam::" + e.account + ":role/" + e.role)}
	return role.isRoleOf(c).And(Unknown)
}

func (e *principal) isProvider(c *Caller) Answer {
	if hasWildcard(e.name) {
		return Unknown
	}
	if len(c.Providers) == 0 {
		return Unknown
	}
	return anyOf(c.Providers, func(t Text) Answer { return same(e.name, t) })
}

// open compares an entry that has holes with what the caller goes by in its list.
func (e *principal) open(c *Caller, n *Named) {
	try := func(t Text, by Naming) {
		if t.IsZero() {
			n.Maybe |= by
			return
		}
		n.add(sameText(e.text, t), by)
	}
	switch {
	case e.list == serviceEntry && c.Kind == ServiceCaller:
		for _, s := range c.Services {
			try(Literal(s), ByService)
		}
	case e.list == providerEntry && c.Kind == TokenBearer:
		for _, t := range c.Providers {
			try(t, ByProvider)
		}
	case e.list == canonicalEntry && c.hasAccount():
		try(c.Canonical, ByCanonical)
	case e.list == accountEntry:
		if e.text.Is("*") != No {
			n.Maybe |= ByEveryone
		}
		e.openAWS(c, n, try)
	}
}

func (e *principal) openAWS(c *Caller, n *Named, try func(Text, Naming)) {
	switch c.Kind {
	case User:
		try(c.ARN, ByUser)
	case RoleSession:
		if c.Role.IsZero() {
			n.Maybe |= ByRole
		} else {
			n.add(sameRole(e.text, c.Role), ByRole)
		}
		if parts, ok := arnParts(e.text); !ok || parts[2].Is("sts") != No {
			try(c.ARN, BySession)
		}
	case FederatedUser:
		try(c.ARN, BySession)
		try(c.Parent, ByUser)
	}
	if !c.hasAccount() {
		return
	}
	if strings.Trim(e.text.literalParts(), "0123456789") == "" {
		try(c.Account, ByAccount)
	}
	n.add(isRoot(e.text, c.Account), ByAccount)
}

// isRoot answers whether a text with holes is the root ARN of an account.
func isRoot(t, account Text) Answer {
	if parts, ok := arnParts(t); ok && !account.IsZero() {
		if parts[5].Is("root").And(sameText(parts[4], account)) == Yes {
			return Yes
		}
	}
	id, known := account.Known()
	if !known {
		id = "*"
	}
	var rooms [3]room
	word := appendWord(rooms[0][:0], t, false).loosen(rooms[1][:0])
	if word.overlaps(appendPattern(rooms[2][:0], "arn:*:iam::"+id+":root", false, false)) {
		return Unknown
	}
	return No
}
