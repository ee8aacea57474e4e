package policy

import "strings"

// providerKind says who can get a token of an identity provider.
type providerKind uint8

const (
	unknownProvider providerKind = iota
	samlProvider                 // belongs to one organisation
	privateProvider              // likewise, by OIDC
	sharedProvider               // many organisations have the same issuer
	anyProvider                  // "*"
)

// sharedIssuers are the OIDC issuers that many organisations share, and the
// claims that tell one from another, each of which will do: "Identity-provider
// controls for shared OIDC providers" in the IAM user guide, the web-identity
// providers that IAM has built in, and GitHub's further claims.
var sharedIssuers = map[string][]string{
	"accounts.google.com":            {"sub", "aud"},
	"agent.buildkite.com":            {"sub"},
	"api.pulumi.com/oidc":            {"aud"},
	"app.terraform.io":               {"sub"},
	"cognito-identity.amazonaws.com": {"aud"},
	"gitlab.com":                     {"sub"},
	"graph.facebook.com":             {"id", "app_id"},
	"oidc-configuration.audit-log.githubusercontent.com": {"sub"},
	"oidc.codefresh.io":       {"sub"},
	"oidc.vercel.com":         {"aud"},
	"proidc.upbound.io":       {"sub"},
	"sandboxes.cloud":         {"aud"},
	"scalr.io":                {"sub"},
	"studio.datachain.ai/api": {"sub"},
	"token.actions.githubusercontent.com": {
		"sub", "job_workflow_ref", "repository", "repository_id", "repository_owner", "repository_owner_id",
	},
	"tokens.cloud.shisho.dev":               {"sub"},
	"vstoken.actions.githubusercontent.com": {"sub"},
	"www.amazon.com":                        {"user_id", "app_id"},
}

// tenantClaims are the claims of which one must be pinned.
func tenantClaims(issuer string) []string {
	if claims, shared := sharedIssuers[issuer]; shared {
		return claims
	}
	return []string{"sub"}
}

// issuer is the issuer of a Federated principal. If the principal isn't known,
// the keys of the conditions may still name it.
func (s Statement) issuer(federated Text) (string, providerKind) {
	name, known := federated.Known()
	if parts, ok := arnParts(federated); ok {
		name, known = parts[5].Known()
		if prefix, _ := parts[5].fixedPrefix(); strings.HasPrefix(prefix, "saml-provider/") {
			return "", samlProvider
		}
		name = strings.TrimPrefix(name, "oidc-provider/")
	}
	if name == "*" {
		return "", anyProvider
	}
	if !known {
		if s.TouchesAction(ActionPattern(Literal("sts:AssumeRoleWithWebIdentity"))) == No {
			return "", samlProvider // it can be nothing else
		}
		return s.issuerByKeys()
	}
	name = strings.ToLower(name)
	return name, kindOfIssuer(name)
}

func kindOfIssuer(name string) providerKind {
	_, shared := sharedIssuers[name]
	host, path, _ := strings.Cut(name, "/")
	switch {
	case shared:
		return sharedProvider
	case path != "", strings.HasPrefix(host, "oidc.eks."), strings.HasPrefix(host, "cognito-idp."):
		return privateProvider // the path or host names the tenant
	}
	return unknownProvider
}

// issuerByKeys finds a shared issuer in keys such as ISSUER:aud.
func (s Statement) issuerByKeys() (string, providerKind) {
	for _, c := range s.Conditions {
		key := strings.ToLower(c.Key.String())
		i := strings.LastIndexByte(key, ':')
		if i < 0 || len(c.Key.Holes()) > 0 {
			continue
		}
		if _, shared := sharedIssuers[key[:i]]; shared {
			return key[:i], sharedProvider
		}
	}
	return "", unknownProvider
}

// pinsTenant answers whether a condition fixes who of the issuer's users.
func (s Statement) pinsTenant(issuer string) Answer {
	return anyOf(tenantClaims(issuer), func(claim string) Answer {
		if claim == "sub" {
			return s.pinsClaim(issuer, claim, fixedSubject)
		}
		return s.pinsClaim(issuer, claim, fixedValue)
	})
}

func (s Statement) pinsClaim(issuer, claim string, fixed func(Condition, Text) Answer) Answer {
	return anyOf(s.Conditions, func(c Condition) Answer { return c.pins(issuer+":"+claim, fixed) })
}

// pinsAnySubject is pinsTenant for an issuer that isn't known.
func (s Statement) pinsAnySubject() Answer {
	return anyOf(s.Conditions, func(c Condition) Answer {
		key := c.Key.String()
		if len(c.Key.Holes()) == 0 && !strings.HasSuffix(strings.ToLower(key), ":sub") {
			return No
		}
		return c.pins(key, fixedSubject)
	})
}

// fixedSubject accepts a fixed value, and a pattern whose literal start names
// an owner: "repo:OWNER/*", "organization:ORG:*", "system:serviceaccount:NS:*".
func fixedSubject(c Condition, v Text) Answer {
	if a := fixedValue(c, v); a == Yes || containsVariable(v.String()) && len(v.Holes()) == 0 {
		return a
	}
	prefix, open := v.fixedPrefix()
	if i := strings.IndexAny(prefix, "*?"); i >= 0 {
		prefix, open = prefix[:i], false
	}
	switch {
	case namesOwner(prefix):
		return Yes
	case open:
		return Unknown
	}
	return No
}

// namesOwner reports a prefix with a label, a name and what ends the name.
func namesOwner(prefix string) bool {
	rest, found := strings.CutPrefix(prefix, "system:serviceaccount:")
	if !found {
		_, rest, found = strings.Cut(prefix, ":")
	}
	return found && strings.IndexAny(rest, ":/") > 0
}
