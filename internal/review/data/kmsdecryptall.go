package data

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// KMSDecryptAll asks that nobody may decrypt with every key.
func KMSDecryptAll() *review.Rule {
	return &review.Rule{
		ID: "DATA-KMS-DECRYPT-ALL", Area: finding.Data, Severity: finding.Medium,
		Title: "No identity may decrypt with all keys",
		Why: "One key for each class of data keeps the classes apart, unless an identity may use them all: then a break-in at the " +
			"least of its users reads everything that the account encrypts.",
		Fix:   "Name the keys in Resource, or limit the statement by kms:ViaService and kms:ResourceAliases.",
		Needs: []string{"IAM"}, References: []string{"FSBP KMS.1", "FSBP KMS.2", "WA SEC08-BP04"},
		Specimen: decryptPolicy(`"*"`), Twin: decryptPolicy("!GetAtt Key.Arn"),
		Check: checkDecryptAll,
	}
}

func decryptPolicy(resource string) string {
	return `Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: {EnableKeyRotation: true}
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: ` + resource + `}
`
}

func checkDecryptAll(p *review.Pass) {
	judge := func(r estate.Resource, document *estate.Tree, key string) {
		if !document.IsMissing() {
			p.JudgeDocument(r, document, decryptsAll, estate.No(), review.Detail{Key: key}, nil)
		}
	}
	inline := func(r estate.Resource, list estate.Items[estate.InlinePolicy]) {
		for _, i := range list.Known {
			name, _ := i.Is.Name.Known()
			judge(r, i.Is.Document, name.String())
		}
	}
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.ManagedPolicy:
			judge(r, r.Document, "")
		case *estate.AttachedPolicy:
			judge(r, r.Document, "")
		case *estate.Role:
			inline(r, r.Policies)
		case *estate.User:
			inline(r, r.Policies)
		case *estate.Group:
			inline(r, r.Policies)
		case *estate.Other:
			if r.Type == "AWS::SSO::PermissionSet" {
				judge(r, r.Properties.At("InlinePolicy"), "")
			}
		}
	}
}

// decryptsAll leaves out what allows everything, of which other controls tell.
func decryptsAll(d policy.Document) policy.Result {
	decrypt := policy.ActionPattern(policy.Literal("kms:Decrypt"))
	kms := policy.ActionPattern(policy.Literal("kms:*"))
	return review.AskStatements(d, func(s policy.Statement) policy.Reason {
		a := s.IsAllow().And(s.CoversAction(decrypt))
		if a == policy.No || s.NotActions != nil && slices.Contains(review.Names(s.Resources), "*") || covered(s.Actions, kms) {
			return policy.Reason{Answer: policy.No}
		}
		a = a.And(everyKey(s)).And(limitsKeys(s).Not()).And(withdrawn(d, decrypt).Not())
		which := "every key"
		if s.NotResources != nil {
			which += " that NotResource doesn't name"
		}
		return policy.Reason{
			Answer: a, Why: "allows kms:Decrypt with " + which, Actions: review.Names(s.Actions), Resources: review.Names(s.Resources),
		}
	})
}

// covered reports whether an entry allows all of a service or more.
func covered(actions []policy.Text, all policy.Pattern) bool {
	for _, t := range actions {
		if policy.ActionPattern(t).Covers(all) == policy.Yes {
			return true
		}
	}
	return false
}

// everyKey answers whether a statement is for all keys of an account.
func everyKey(s policy.Statement) policy.Answer {
	if s.NotResources != nil {
		return policy.Yes
	}
	out := policy.No
	everything := policy.ResourcePattern(policy.Literal("*"), false)
	for _, t := range s.Resources {
		if policy.ResourcePattern(t, s.Variables).Covers(everything) == policy.Unknown {
			out = policy.Unknown // a parameter may be *
			continue
		}
		text := t.String()
		whole := strings.Contains(text, ":kms:") && (strings.HasSuffix(text, ":key/*") || strings.HasSuffix(text, ":*"))
		if strings.Trim(text, "*") == "" && text != "" || whole {
			return policy.Yes
		}
	}
	return out
}

// limitsKeys answers whether a condition says which keys, or for what.
func limitsKeys(s policy.Statement) policy.Answer {
	out := policy.No
	for _, c := range s.Conditions {
		key, known := c.Key.Known()
		key = strings.ToLower(key)
		switch {
		case !known:
			out = out.Or(policy.Unknown)
		case key == "kms:viaservice", strings.HasPrefix(key, "aws:calledvia"), key == "kms:resourcealiases", key == "kms:requestalias",
			strings.HasPrefix(key, "kms:encryptioncontext"), strings.HasPrefix(key, "aws:resourcetag/"):
			out = policy.Yes
		}
	}
	return out
}

// withdrawn answers whether an unconditional Deny on everything takes an action away
// again.
func withdrawn(d policy.Document, action policy.Pattern) policy.Answer {
	out := policy.No
	for _, s := range d.Statements {
		if len(s.Conditions) == 0 {
			out = out.Or(s.IsDeny().And(s.CoversAction(action)).And(everyKey(s)))
		}
	}
	return out
}
