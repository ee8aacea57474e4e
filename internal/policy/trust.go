package policy

import "strings"

// PublicTrust answers whether a role's trust policy lets anyone assume the
// role: everyone, without a condition that limits it as in [Public]; or all
// users of an identity provider that many organisations share (GitHub, GitLab,
// Cognito …), without a condition that pins the claim that tells them apart.
// sts:ExternalId is no secret and doesn't limit.
func PublicTrust(d Document) Result {
	return ask(d, func(s Statement) Reason {
		if s.assumes() == No {
			return no()
		}
		everyone, why := s.names()
		everyone = everyone.And(d.limited(s).Not())
		shared := no()
		if s.Principal != nil {
			shared = s.openFederation(s.Principal.Federated)
		}
		if everyone != No {
			shared.Why = why + s.under()
		}
		shared.Answer = shared.Answer.Or(everyone).And(s.assumes())
		shared.Actions = s.actionNames()
		return shared
	})
}

// assumes answers whether the statement allows to assume the role.
func (s Statement) assumes() Answer {
	return s.IsAllow().And(s.TouchesAction(ActionPattern(Literal("sts:AssumeRole*"))))
}

// LooseFederation answers whether a trust policy lets a web-identity provider
// in without pinning both the audience and the subject (or, for providers that
// have another, the claim that names the tenant), private providers such as an
// EKS cluster's included: any workload of that provider can then assume the role.
func LooseFederation(d Document) Result {
	return ask(d, func(s Statement) Reason {
		if s.Principal == nil {
			return no()
		}
		sum := no()
		for _, f := range s.Principal.Federated {
			a, missing := s.loose(f)
			if a == No {
				continue
			}
			sum.Answer = sum.Answer.Or(a)
			sum.Why = "trusts " + f.String() + " without a fixed " + missing
		}
		sum.Answer = sum.Answer.And(s.assumes())
		return sum
	})
}

func (s Statement) loose(federated Text) (Answer, string) {
	issuer, kind := s.issuer(federated)
	switch kind {
	case samlProvider:
		return No, ""
	case unknownProvider:
		return s.pinsAnySubject().Not().And(Unknown), "subject, as far as is known"
	}
	if a := s.pinsTenant(issuer).Not(); a != No {
		return a, strings.Join(tenantClaims(issuer), " or ")
	}
	return s.pinsClaim(issuer, "aud", fixedValue).Not(), "aud"
}

// openFederation answers whether one of the providers is open to strangers.
func (s Statement) openFederation(federated []Text) Reason {
	sum := no()
	for _, f := range federated {
		issuer, kind := s.issuer(f)
		a := No
		switch kind {
		case sharedProvider:
			a = s.pinsTenant(issuer).Not()
		case unknownProvider:
			a = s.pinsAnySubject().Not().And(Unknown)
		case anyProvider:
			a = Yes
		}
		if a != No {
			sum.Answer = sum.Answer.Or(a)
			sum.Why = "lets in every user of " + f.String() + ": no fixed " + strings.Join(tenantClaims(issuer), " or ")
		}
	}
	return sum
}

// TrustKind says what a trusted principal is.
type TrustKind uint8

// Kinds of trusted principals.
const (
	TrustUnknown   TrustKind = iota // not known, or in no form that IAM has
	TrustEveryone                   // "*"
	TrustAccount                    // all of an account, as far as it allows
	TrustPrincipal                  // a role, user or session of an account
	TrustService                    // an AWS service
	TrustProvider                   // an identity provider
	TrustCanonical                  // an account by its S3 canonical user id
	TrustDeleted                    // a unique id: the principal is gone
	TrustOthers                     // everyone but those in NotPrincipal
)

func (k TrustKind) String() string {
	return [...]string{"unknown", "everyone", "account", "principal", "service", "provider",
		"canonical user", "deleted principal", "everyone else"}[k]
}

// Trust is a principal that an Allow statement names.
type Trust struct {
	Kind       TrustKind
	Account    Text // of an account, principal or provider; zero if it has none
	Name       Text // as written
	Statement  int  // index in the document
	Sid        string
	Pos        Position
	Limited    Answer // by a condition as in Public: owner, source or network
	ExternalID Answer // a condition demands sts:ExternalId
}

// TrustsAccounts lists the principals that the document's Allow statements
// name, in its order: accounts, roles, services, providers. Whether an account
// is one's own is for the caller to say. Statements whose Effect is not known
// are included.
func TrustsAccounts(d Document) []Trust {
	var out []Trust
	for i, s := range d.Statements {
		if s.IsAllow() == No {
			continue
		}
		for _, t := range s.trusts() {
			t.Statement, t.Sid = i, s.Sid.String()
			t.Limited = anyOf(s.Conditions, Condition.limits)
			t.ExternalID = anyOf(s.Conditions, func(c Condition) Answer { return c.pins("sts:ExternalId", fixedValue) })
			out = append(out, t)
		}
	}
	return out
}

func (s Statement) trusts() []Trust {
	if s.NotPrincipal != nil {
		return []Trust{{Kind: TrustOthers, Name: Literal("*"), Pos: s.NotPrincipal.Pos}}
	}
	p := s.Principal
	if p == nil {
		return nil
	}
	if p.Star {
		return []Trust{{Kind: TrustEveryone, Name: Literal("*"), Pos: p.Pos}}
	}
	var out []Trust
	for _, t := range p.AWS {
		kind, account := awsPrincipal(t)
		out = append(out, Trust{Kind: kind, Account: account, Name: t, Pos: t.Pos})
	}
	for _, t := range p.Service {
		out = append(out, Trust{Kind: TrustService, Name: t, Pos: t.Pos})
	}
	for _, t := range p.Federated {
		out = append(out, Trust{Kind: TrustProvider, Account: accountOf(t), Name: t, Pos: t.Pos})
	}
	for _, t := range p.CanonicalUser {
		out = append(out, Trust{Kind: TrustCanonical, Name: t, Pos: t.Pos})
	}
	return out
}

// awsPrincipal reads an entry of the AWS list.
func awsPrincipal(t Text) (TrustKind, Text) {
	if s, known := t.Known(); known {
		switch {
		case s == "*":
			return TrustEveryone, Text{}
		case isAccount(s):
			return TrustAccount, t
		case isUniqueID(s):
			return TrustDeleted, Text{}
		}
	}
	parts, ok := arnParts(t)
	switch {
	case !ok:
		return TrustUnknown, Text{}
	case parts[5].Is("root") == Yes:
		return TrustAccount, parts[4]
	default:
		return TrustPrincipal, parts[4]
	}
}

// accountOf is the account in an ARN, or zero.
func accountOf(t Text) Text {
	parts, ok := arnParts(t)
	if !ok {
		return Text{}
	}
	return parts[4]
}
