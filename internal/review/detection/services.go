package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SecurityHubOn is DET-SECURITYHUB-ON: Security Hub checks something.
func SecurityHubOn() *review.Rule {
	return &review.Rule{
		ID: "DET-SECURITYHUB-ON", Area: finding.Detection, Severity: finding.Medium,
		Title: "Security Hub is on, with standards",
		Why: "Security Hub puts the findings of all services into one list and checks the account against standards. A hub without " +
			"standards checks nothing and looks just as green.",
		Fix: "Leave EnableDefaultStandards on, or add AWS::SecurityHub::Standard; over an organisation an " +
			"AWS::SecurityHub::ConfigurationPolicy with ServiceEnabled: true and EnabledStandardIdentifiers.",
		Needs:      []string{"A", "ORG"},
		References: []string{"CIS 5.16", "WA SEC04-BP02"},
		Specimen: `Resources:
  Hub:
    Type: AWS::SecurityHub::Hub
    Properties: {EnableDefaultStandards: false}
`,
		Twin: `Resources:
  Hub:
    Type: AWS::SecurityHub::Hub
    Properties: {EnableDefaultStandards: true}
`,
		Check: checkSecurityHub,
	}
}

func checkSecurityHub(p *review.Pass) {
	hubs, policies := estate.All[*estate.SecurityHub](p.Estate), estate.All[*estate.HubPolicy](p.Estate)
	central := estate.No()
	for _, x := range policies {
		central = central.Or(estate.Is(x.Enabled, true).And(x.Standards.IsEmpty().Not()).Given(x.When))
		p.JudgeParts(x, []review.Part{
			{Bad: estate.Is(x.Enabled, false), Says: "the policy turns Security Hub off (ServiceEnabled)", Severity: finding.Medium, At: x.Enabled.Origin},
			{Bad: estate.Is(x.Enabled, true).And(x.Standards.IsEmpty()), Says: "the policy enables no standard: nothing is checked", Severity: finding.Medium, At: x.Standards.Origin},
		}, review.Detail{})
	}
	for _, h := range hubs {
		standards := estate.No()
		for _, s := range review.SamePlace(estate.All[*estate.SecurityStandard](p.Estate), &h.Core) {
			standards = standards.Or(estate.Holds(s.When))
		}
		p.JudgeParts(h, []review.Part{
			{
				Bad:  estate.Is(h.DefaultStandards, false).And(p.LacksListed(&h.Core, standards.Or(central), estate.StandardListing)),
				Says: "no standard is enabled: nothing is checked", Severity: finding.Medium, At: h.DefaultStandards.Origin,
			},
			{
				Bad: estate.Is(h.AutoEnableControls, false), Says: "controls that AWS adds to a standard stay off", Severity: finding.Info,
				At: h.AutoEnableControls.Origin,
			},
		}, review.Detail{})
	}
	for _, o := range estate.All[*estate.HubOrganization](p.Estate) {
		local := estate.Is(o.Kind, "LOCAL")
		p.Judge(o, local.And(estate.Is(o.AutoEnable, false)), review.Detail{
			At: o.AutoEnable.Origin, Message: "accounts that join the organisation have no Security Hub",
		})
	}
	listed := p.JudgeRegions(estate.HubListing, func(r *estate.AccountRegion) estate.Truth {
		return review.InRegion(hubs, r, review.Any)
	}, review.Detail{Message: "Security Hub is off"})
	if len(hubs)+len(policies) == 0 && !listed && !hasType(p.Estate, "AWS::SecurityHub::HubV2") {
		p.NotVisible("Security Hub belongs to the account, and no source has a hub", "aws securityhub describe-hub --region REGION, or load the account")
	}
}

// hasType reports whether the estate holds a resource of a type, modelled or not.
func hasType(e *estate.Estate, types ...string) bool {
	for _, r := range e.Resources {
		for _, t := range types {
			if r.Base().Type == t || strings.HasSuffix(t, "::") && strings.HasPrefix(r.Base().Type, t) {
				return true
			}
		}
	}
	return false
}

// MacieOn is DET-MACIE-ON: Macie looks into buckets.
func MacieOn() *review.Rule {
	return &review.Rule{
		ID: "DET-MACIE-ON", Area: finding.Detection, Severity: finding.Medium,
		Title: "Macie is on",
		Why: "Personal data turns up where nobody put it on purpose: in exports, logs, copies for tests. Macie finds it, and buckets " +
			"that are open; a session that is paused finds nothing.",
		Fix:        "Set Status: ENABLED on the AWS::Macie::Session, and turn on automated sensitive data discovery (aws macie2 update-automated-discovery-configuration --status ENABLED).",
		Needs:      []string{"A", "ORG"},
		References: []string{"FSBP Macie.1", "FSBP Macie.2", "CIS 3.1.3", "WA SEC07-BP03"},
		Specimen: `Resources:
  Macie:
    Type: AWS::Macie::Session
    Properties: {Status: PAUSED}
`,
		Twin: `Resources:
  Macie:
    Type: AWS::Macie::Session
    Properties: {Status: ENABLED, FindingPublishingFrequency: FIFTEEN_MINUTES}
`,
		Check: func(p *review.Pass) {
			sessions := estate.All[*estate.Macie](p.Estate)
			for _, m := range sessions {
				p.Judge(m, estate.Is(m.Enabled, false), review.Detail{At: m.Enabled.Origin, Message: "Macie is paused: it looks at nothing"})
			}
			listed := p.JudgeRegions(estate.MacieListing, func(r *estate.AccountRegion) estate.Truth {
				return review.InRegion(sessions, r, review.Any)
			}, review.Detail{Message: "Macie is off"})
			if len(sessions) == 0 && !listed {
				p.NotVisible("Macie belongs to the account, and no source has a session", "aws macie2 get-macie-session --region REGION, or load the account")
			}
		},
	}
}

// DetectiveOn is DET-DETECTIVE-ON: there is a graph to investigate with.
func DetectiveOn() *review.Rule {
	return &review.Rule{
		ID: "DET-DETECTIVE-ON", Area: finding.Detection, Severity: finding.Low,
		Title: "Detective's graph takes in all accounts",
		Why: "A finding says that something happened; Detective's graph says what the same role, address or machine did before and " +
			"after. It has only what it took in: an account that joins later than the incident is of no use.",
		Fix:        "Add an AWS::Detective::Graph with AutoEnableMembers: true in the account that administers Detective.",
		Needs:      []string{"A", "ORG"},
		References: []string{"WA SEC04-BP03"},
		Specimen:   detectiveTemplate("false"),
		Twin:       detectiveTemplate("true"),
		Check:      checkDetective,
	}
}

func detectiveTemplate(auto string) string {
	return `Resources:
  Graph:
    Type: AWS::Detective::Graph
    Properties: {AutoEnableMembers: ` + auto + `}
  Administrator:
    Type: AWS::Detective::OrganizationAdmin
    Properties: {AccountId: "111122223333"}
`
}

// checkDetective: a graph of one account, without an organisation, has no members.
func checkDetective(p *review.Pass) {
	graphs := estate.All[*estate.DetectiveGraph](p.Estate)
	organised := hasType(p.Estate, "AWS::Detective::OrganizationAdmin", "AWS::Organizations::Organization")
	for _, g := range graphs {
		p.Judge(g, holds(organised).And(estate.Is(g.AutoEnable, false)), review.Detail{
			At: g.AutoEnable.Origin, Message: "accounts that join the organisation are not taken into the graph",
		})
	}
	if len(graphs) == 0 {
		p.NotVisible("Detective belongs to the account, and no source has a graph", "aws detective list-graphs --region REGION, or load the account that administers it")
	}
}
