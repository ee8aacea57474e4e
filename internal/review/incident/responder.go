package incident

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// ResponderRole is IR-RESPONDER-ROLE: whoever responds can act, and can't destroy
// what was seen.
func ResponderRole() *review.Rule {
	return &review.Rule{
		ID: "IR-RESPONDER-ROLE", Area: finding.Incident, Severity: finding.Medium,
		Title: "Responder roles can contain, need MFA, and cannot delete evidence",
		Why: "Rights that are asked for in the incident come too late. A responder's role that can delete trails and evidence is what an " +
			"intruder looks for, and makes the evidence worth less in court.",
		Fix: "Allow ec2:ModifyInstanceAttribute, ec2:ModifyNetworkInterfaceAttribute and ec2:CreateSnapshot; deny cloudtrail:StopLogging, " +
			"cloudtrail:DeleteTrail and s3:DeleteObject*; ask for aws:MultiFactorAuthPresent in the trust policy.",
		Needs:      []string{"IAM", "ORG"},
		References: []string{"WA SEC10-BP05"},
		Specimen:   responderTemplate(`{Effect: Allow, Action: ["ec2:*", "cloudtrail:*"], Resource: "*"}`),
		Twin:       responderTemplate(`{Effect: Allow, Action: ["ec2:ModifyInstanceAttribute", "ec2:CreateSnapshot", "cloudtrail:LookupEvents"], Resource: "*"}`),
		Check:      checkResponder,
	}
}

func responderTemplate(statement string) string {
	return `Resources:
  IncidentResponder:
    Type: AWS::IAM::Role
    Properties:
      RoleName: incident-responder
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: "arn:aws:iam::111122223333:root"}
            Action: "sts:AssumeRole"
            Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}
      Policies:
        - PolicyName: respond
          PolicyDocument: {Version: "2012-10-17", Statement: [` + statement + `]}
`
}

// responders are the roles that say by their names that they are for responders.
func responders(e *estate.Estate) []*estate.Role {
	return slices.DeleteFunc(slices.Clone(estate.All[*estate.Role](e)), func(r *estate.Role) bool {
		name, _ := r.RoleName.Known()
		return !hasWord(r.Logical+" "+name.String(), "responder", "incidentresponse", "incident-response", "forensic") || trustsService(r)
	})
}

// trustsService reports a role that services take, which is no person's.
func trustsService(r *estate.Role) bool {
	is := false
	r.Trust.Walk(func(path string, _ *estate.Tree) bool {
		is = is || path == "Statement.Principal.Service"
		return true
	})
	return is
}

func checkResponder(p *review.Pass) {
	roles := responders(p.Estate)
	if len(roles) == 0 {
		p.NotVisible("no role of the sources says by its name that it is for incident responders", "load the stack set or account that holds them")
	}
	for _, r := range roles {
		contains, _ := may(p, r, []string{"ec2:ModifyInstanceAttribute", "ec2:ModifyNetworkInterfaceAttribute"})
		contains = contains.Or(startsRunbook(p, r))
		lacks := contains.Not()
		if mayStartOther(p, r) {
			lacks = p.LacksListed(&r.Core, contains, "stepfunctions list-state-machines", "ssm list-documents")
		}
		destroys, how := may(p, r, []string{"cloudtrail:StopLogging", "cloudtrail:DeleteTrail"})
		if how == "" {
			how = "cloudtrail:StopLogging"
		}
		parts := []review.Part{
			{Bad: destroys, Says: "the responder may do " + how, Severity: finding.High, At: r.Policies.Origin},
			{Bad: lacks, Says: "the responder may neither move a machine into a quarantine group (ec2:ModifyInstanceAttribute) nor start a runbook", Severity: finding.Medium, At: r.Policies.Origin},
		}
		loose, reasons := p.AskDocument(r.Trust, peopleWithoutMFA)
		told := review.Because(reasons, review.Detail{}, nil)
		parts = append(parts, review.Part{Bad: loose, Says: told.Message, Severity: finding.Medium, At: told.At})
		if part, ok := deletesEvidence(p, r); ok {
			parts = append(parts, part)
		}
		p.JudgeParts(r, parts, review.Detail{Facts: told.Facts})
	}
}

// peopleWithoutMFA answers whether principals of accounts may take a role without
// multi-factor authentication; those of identity providers have theirs there, and a
// role is asked for it where people take that role: the session of a function or state
// machine has none ("AWS global condition context keys", aws:MultiFactorAuthPresent).
func peopleWithoutMFA(d policy.Document) policy.Result {
	return review.AskStatements(d, func(s policy.Statement) policy.Reason {
		if s.Principal == nil || !s.Principal.Star && !slices.ContainsFunc(s.Principal.AWS, notRole) {
			return policy.Reason{Answer: policy.No}
		}
		asks := policy.No
		for _, c := range s.Conditions {
			key, known := c.Key.Known()
			if !known {
				asks = asks.Or(policy.Unknown)
			}
			if lower := hasWord(key, "aws:multifactorauth"); lower && !c.Operator.IfExists {
				asks = policy.Yes
			}
		}
		return policy.Reason{Answer: s.IsAllow().And(asks.Not()), Why: "its trust policy doesn't ask for MFA"}
	})
}

// notRole tells of a principal that it is not one role: an account, a user, everyone.
func notRole(t policy.Text) bool {
	_, name, role := strings.Cut(t.String(), ":role/")
	return !role || name == "*" || name == ""
}

// deletesEvidence asks whether the responder may delete what is in an evidence
// bucket.
func deletesEvidence(p *review.Pass, r *estate.Role) (review.Part, bool) {
	for _, b := range evidenceBuckets(p.Estate) {
		if estate.Is(b.LockMode, "COMPLIANCE").True.IsAlways() {
			continue
		}
		a, ok := ask(p, r, "s3:DeleteObjectVersion", b)
		if ok && (a.Verdict == authz.Allowed || a.Verdict == authz.Unknown) {
			return review.Part{Bad: a.Truth, Says: "the responder may do s3:DeleteObjectVersion on " + b.Logical, Severity: finding.High}, true
		}
	}
	return review.Part{}, false
}

// startsRunbook asks whether a responder may start a state machine of the sources,
// or an automation.
func startsRunbook(p *review.Pass, r *estate.Role) estate.Truth {
	out, _ := may(p, r, []string{"ssm:StartAutomationExecution"})
	for _, m := range estate.All[*estate.StateMachine](p.Estate) {
		if out.True.IsAlways() {
			return out
		}
		if a, ok := ask(p, r, "states:StartExecution", m); ok {
			out = out.Or(a.Truth.Given(m.When))
		}
	}
	dir := p.Shared.Directory()
	who := dir.Of(r)
	for _, d := range estate.All[*estate.Document](p.Estate) {
		t, _ := d.DocumentName.Known()
		name, known := t.Known()
		if !known || who == nil || estate.Is(d.Kind, "Automation").True.IsNever() {
			continue
		}
		if out.True.IsAlways() {
			return out
		}
		target := dir.Own(who, "ssm", "automation-definition/"+name+":$DEFAULT")
		a := dir.Ask(directory.Question{Principal: who, Action: "ssm:StartAutomationExecution", Target: target})
		out = out.Or(a.Truth.Given(d.When))
	}
	return out
}

// mayStartOther reports whether a role's policies allow it to start some state machine
// or automation, which the sources may not hold.
func mayStartOther(p *review.Pass, r *estate.Role) bool {
	dir := p.Shared.Directory()
	who := dir.Of(r)
	return who != nil && (dir.MayAllow(who, "states:StartExecution") || dir.MayAllow(who, "ssm:StartAutomationExecution"))
}
