package cli

import (
	"slices"
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
)

// principals records who is let in: everyone, users of identity providers, other
// accounts. For endpoints and control policies a Principal lets nobody in.
func (c *policyChecker) principals() {
	switch c.use {
	case policy.TrustPolicy:
		public := policy.PublicTrust(c.doc)
		c.judge(publicPolicy, public, func(policy.Reason) finding.Severity { return finding.Critical })
		loose := policy.LooseFederation(c.doc)
		loose.Because = slices.DeleteFunc(loose.Because, func(r policy.Reason) bool {
			return slices.ContainsFunc(public.Because, func(p policy.Reason) bool { return p.Statement == r.Statement })
		})
		c.judge(looseFederation, loose, nil)
	case policy.ResourcePolicy, policy.BucketPolicy:
		c.judge(publicPolicy, policy.Public(c.doc), nil)
	default:
		return
	}
	own := c.account
	if own == "" {
		own = accountOfResources(c.doc)
	}
	for _, t := range policy.TrustsAccounts(c.doc) {
		c.trust(t, own)
	}
}

// trust records a principal that is not of one's own account.
func (c *policyChecker) trust(t policy.Trust, own string) {
	f := finding.Finding{Status: finding.Fail, Severity: adviceOn(otherAccount).severity}
	name, account := t.Name.String(), t.Account.String()
	code := otherAccount
	switch t.Kind {
	case policy.TrustDeleted:
		code, f.Message = deletedPrincipal, name+" is a unique ID"
	case policy.TrustCanonical:
		f.Message = "allows the account of the canonical user " + name
	case policy.TrustAccount, policy.TrustPrincipal:
		if own != "" && account == own || account == "cloudfront" {
			return
		}
		f.Message = "allows " + name + " of account " + account
		if t.Kind == policy.TrustAccount {
			f.Message = "allows account " + account + ": all of its users and roles that it gives the right"
		}
		if own == "" {
			f.Facts = append(f.Facts, "which account is one's own was not said")
		}
	default:
		return
	}
	switch {
	case code != otherAccount:
	case c.use == policy.TrustPolicy && c.account != "" && t.Kind == policy.TrustAccount && t.ExternalID != policy.Yes && t.Limited != policy.Yes:
		f.Severity = finding.Medium
		f.Fix = `Name the role instead of the account; of somebody else's account, demand sts:ExternalId ("Access to AWS accounts owned by third parties").`
	case t.Limited == policy.Yes:
		f.Facts = append(f.Facts, "a condition limits it to fixed owners or networks")
	}
	c.add(code, t.Pos, f)
}

// accountOfResources is the one account that all resources are of, which is that
// of the policy of a resource; empty if they don't say, or are of several.
func accountOfResources(d policy.Document) string {
	out := ""
	for _, s := range d.Statements {
		for _, t := range s.Resources {
			parts := strings.SplitN(t.String(), ":", 6)
			if len(parts) < 6 || parts[4] == "" {
				continue
			}
			if checkAccount(parts[4]) != nil || out != "" && out != parts[4] {
				return ""
			}
			out = parts[4]
		}
	}
	return out
}
