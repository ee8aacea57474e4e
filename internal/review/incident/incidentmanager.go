package incident

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// IncidentManager is IR-INCIDENT-MANAGER: an incident has a plan, and people.
func IncidentManager() *review.Rule {
	return &review.Rule{
		ID: "IR-INCIDENT-MANAGER", Area: finding.Incident, Severity: finding.Medium,
		Title: "Response plans engage somebody, and contacts can be reached",
		Why: "A response plan that engages nobody opens a record and lets it lie. A contact without a stage is paged by nothing, and an " +
			"escalation without one ends where it begins.",
		Fix: "Give each AWS::SSMIncidents::ResponsePlan Engagements (an escalation plan) and a runbook in Actions, and each " +
			"AWS::SSMContacts::Contact a Plan, or an AWS::SSMContacts::Plan, with Targets.",
		Needs:      []string{"J", "ORG"},
		References: []string{"FSBP EC2.58", "FSBP EC2.60", "WA SEC10-BP02"},
		Specimen:   planTemplate("[]"),
		Twin:       planTemplate(`["arn:aws:ssm-contacts:eu-west-1:111122223333:contact/on-call"]`),
		Check:      checkIncidentManager,
	}
}

func planTemplate(engagements string) string {
	return `Resources:
  Breach:
    Type: AWS::SSMIncidents::ResponsePlan
    Properties:
      Name: breach
      IncidentTemplate: {Title: Breach, Impact: 1}
      Engagements: ` + engagements + `
      Actions: [{SsmAutomation: {RoleArn: "arn:aws:iam::111122223333:role/runbook", DocumentName: respond}}]
`
}

func checkIncidentManager(p *review.Pass) {
	plans, contacts := estate.All[*estate.ResponsePlan](p.Estate), estate.All[*estate.ResponseContact](p.Estate)
	for _, x := range plans {
		nobody := x.Engagements.IsEmpty().And(x.Chat.IsEmpty()).And(holdsSomething(x.Others).Not())
		p.JudgeParts(x, []review.Part{
			{Bad: nobody, Says: "the plan engages nobody: no contact, chat channel or paging service", Severity: finding.Medium, At: x.Engagements.Origin},
			{Bad: holdsSomething(x.Actions).Not(), Says: "the plan starts no runbook", Severity: finding.Info},
		}, review.Detail{})
	}
	for _, c := range contacts {
		staged := holdsSomething(c.Plan)
		for _, x := range estate.All[*estate.EngagementPlan](p.Estate) {
			staged = staged.Or(review.Refers(p.Estate, x.Contact, c).And(holdsSomething(x.Stages)).Given(x.When))
		}
		schedule := estate.Is(c.Kind, "ONCALL_SCHEDULE")
		p.Judge(c, p.Lacks(staged).And(schedule.Not()), review.Detail{Message: "no stage says how the contact is reached", At: c.Plan.Place()})
	}
	if len(plans)+len(contacts) == 0 {
		p.NotVisible("no source has a response plan of Incident Manager; another tool may do its work", "aws ssm-incidents list-response-plans")
	}
}

// holdsSomething asks whether a list is there and not empty.
func holdsSomething(t *estate.Tree) estate.Truth {
	return byLeaf(t, func(t *estate.Tree) estate.Truth {
		if t.Kind == estate.List && len(t.Items) == 0 && t.Open == nil {
			return estate.No()
		}
		return estate.Yes()
	})
}

// byLeaf asks a question of every form that a tree takes; what is opaque is
// unknown, and what is not there no.
func byLeaf(t *estate.Tree, question func(*estate.Tree) estate.Truth) estate.Truth {
	out := estate.No()
	for _, l := range t.Leaves() {
		switch {
		case l.Tree == nil:
		case l.Tree.Kind == estate.Opaque:
			out = out.Or(estate.Maybe(l.Tree.Gap()).Given(l.When))
		default:
			out = out.Or(question(l.Tree).Given(l.When))
		}
	}
	return out
}
