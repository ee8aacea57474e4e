package directory

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// namesakes are who is named in the policy of a resource, in any scenario: the
// principals of the estate that an Allow of an action may be for, and others.
type namesakes struct {
	// everyone of the estate may be meant: by "*", by exclusion, by a hole.
	everyone bool
	star     bool         // and by "*" or exclusion, so that some surely are
	accounts []string     // whose principals are meant, as texts
	known    []*Principal // of the estate
	others   []*Principal // services, providers, principals of other accounts
}

// named gathers who is named in the policies of a target.
func (d *Directory) namedIn(t *Target, action string) namesakes {
	var out namesakes
	if t.Resource == nil {
		out.everyone = true
		return out
	}
	seen := map[string]bool{}
	for _, a := range d.attachments(t.Resource.Base()) {
		for _, f := range a.forms() {
			for i := range f.document.Statements {
				s := &f.document.Statements[i]
				if s.IsAllow() == policy.No || !mayMean(s, action) {
					continue
				}
				d.addNamed(&out, s, action, seen)
			}
		}
	}
	return out
}

// mayMean reports whether a statement may speak of an action.
func mayMean(s *policy.Statement, action string) bool {
	if s.Actions == nil {
		return true
	}
	return slices.ContainsFunc(s.Actions, func(t policy.Text) bool {
		return policy.ActionPattern(t).Match(action) != policy.No
	})
}

func (d *Directory) addNamed(out *namesakes, s *policy.Statement, action string, seen map[string]bool) {
	p := s.Principal
	if p == nil || p.Star || s.Gap != "" {
		out.everyone, out.star = true, out.star || p == nil || p.Star
		out.add(&Principal{Kind: policy.Anonymous, Name: "anonymous"}, seen)
		return
	}
	for _, t := range p.AWS {
		d.addAWS(out, t, seen)
	}
	for _, t := range p.Service {
		out.add(&Principal{Kind: policy.ServiceCaller, Name: t.String()}, seen)
	}
	if strings.HasPrefix(strings.ToLower(action), "sts:assumerolewith") {
		for _, t := range p.Federated {
			out.add(Provider(t.String()), seen)
		}
	}
}

func (n *namesakes) add(p *Principal, seen map[string]bool) {
	if !seen[p.Name] {
		seen[p.Name] = true
		n.others = append(n.others, p)
	}
}

// addAWS adds who is meant by an entry of the AWS list.
func (d *Directory) addAWS(out *namesakes, t policy.Text, seen map[string]bool) {
	s := t.String()
	switch {
	case s == "*":
		out.everyone, out.star = true, true
		out.add(&Principal{Kind: policy.Anonymous, Name: "anonymous"}, seen)
		return
	case isAccount(s):
		s = "arn:aws:iam::" + s + ":root"
	}
	for _, id := range d.goesBy[s] {
		if p := d.principals[id]; p != nil {
			out.known = append(out.known, p)
			return
		}
	}
	if account, found := strings.CutSuffix(s, ":root"); found {
		account = account[strings.LastIndexByte(account, ':')+1:]
		out.accounts = append(out.accounts, account)
		if _, known := t.Known(); known && !d.hasAccount(account) {
			out.add(d.root(estate.Literal(account), "aws"), seen)
		}
		return
	}
	p, err := d.principalOf(s)
	switch _, known := t.Known(); {
	case !known:
		out.everyone = true
	case err != nil: // deleted, or in no form that AWS takes
	case p.Resource != nil:
		out.known = append(out.known, p)
	default:
		out.everyone = out.everyone || d.unplaced // one of these may be meant
		out.add(p, seen)
	}
}

// hasAccount reports whether an account has users or roles in the estate.
func (d *Directory) hasAccount(account string) bool {
	if d.inhabited == nil {
		d.inhabited = map[string]bool{}
		for _, p := range d.order {
			d.inhabited[d.accountName(p)] = true
		}
	}
	return d.inhabited[account]
}

// accountName is a principal's account as policies would name it.
func (d *Directory) accountName(p *Principal) string {
	name, asked := d.accountNames[p]
	if !asked {
		name = d.names.in(p.account, scenario.Always()).String()
		d.accountNames[p] = name
	}
	return name
}

// roots are the root users of the accounts that the estate knows, by name.
func (d *Directory) roots() []*Principal {
	if d.rootUsers != nil {
		return d.rootUsers
	}
	out := []*Principal{}
	seen := map[string]bool{}
	for _, r := range d.estate.Resources {
		c := r.Base()
		id, known := c.Account.Known()
		if known && !isAccount(id) { // nobody's, as that of AWS's own policies
			continue
		}
		if id = c.Account.String(); id != "" && !seen[id] && c.Origin.Implied == "" {
			seen[id] = true
			out = append(out, d.root(c.Account, partition(c)))
		}
	}
	slices.SortFunc(out, func(a, b *Principal) int { return strings.Compare(a.Name, b.Name) })
	d.rootUsers = out
	return out
}
