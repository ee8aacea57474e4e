package incident

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// IsolateInstance is IR-ISOLATE-INSTANCE: a suspect machine can be cut off by what
// stands ready.
func IsolateInstance() *review.Rule {
	return &review.Rule{
		ID: "IR-ISOLATE-INSTANCE", Area: finding.Incident, Severity: finding.Medium,
		Title: "What isolates machines may do so: move them into a quarantine group and keep their disks",
		Why: "An intruder's machine is cut off within minutes by a runbook, or within hours by hand. A runbook whose role may not " +
			"change the machine's security group fails at the moment it is needed.",
		Fix: "Allow the runbook's role ec2:ModifyInstanceAttribute (or ec2:ModifyNetworkInterfaceAttribute), ec2:CreateSnapshot and " +
			"ec2:CreateTags; detach the machine from its Auto Scaling group and load balancer first.",
		Needs:      []string{"IAM", "J"},
		References: []string{"WA SEC10-BP04"},
		Specimen:   isolateTemplate(`"ec2:DescribeInstances"`),
		Twin:       isolateTemplate(`"ec2:DescribeInstances", "ec2:ModifyInstanceAttribute", "ec2:CreateSnapshot"`),
		Check:      checkIsolateInstance,
	}
}

func isolateTemplate(actions string) string {
	return `Resources:
  IsolateInstance:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt IsolateRole.Arn, Code: {ZipFile: "def handler(e, c): pass"}}
  IsolateRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: isolate
          PolicyDocument: {Statement: [{Effect: Allow, Action: [` + actions + `], Resource: "*"}]}
`
}

// What moves a machine, and what keeps its disks.
var (
	moving  = []string{"ec2:ModifyInstanceAttribute", "ec2:ModifyNetworkInterfaceAttribute"}
	keeping = []string{"ec2:CreateSnapshot"}
)

// checkIsolateInstance judges functions, state machines and runbooks that say by
// their names that they isolate machines.
func checkIsolateInstance(p *review.Pass) {
	seen := false
	for _, r := range p.Estate.Resources {
		var parts []review.Part
		switch r := r.(type) {
		case *estate.Function, *estate.StateMachine:
			if isolates(r.Base(), "") {
				parts = mayIsolate(p, r)
			}
		case *estate.Document:
			name, _ := r.DocumentName.Known()
			if isolates(&r.Core, name.String()) {
				parts = runbookParts(p, r)
			}
		}
		if parts != nil {
			seen = true
			p.JudgeParts(r, parts, review.Detail{})
		}
	}
	if !seen {
		p.NotVisible("no function, state machine or runbook of the sources says by its name that it isolates machines",
			"aws ssm list-documents --filters Key=Owner,Values=Self, or load the account or stack that holds the runbook")
	}
}

func isolates(c *estate.Core, name string) bool {
	name = review.Unbroken(c.Logical + " " + name + " " + c.Name())
	return hasWord(name, "isolat", "quarantin", "containment") && hasWord(name, "instance", "ec2", "host", "machine", "server") &&
		!hasWord(name, "tenant", "serverless")
}

// mayIsolate asks of a role what a runbook needs of it.
func mayIsolate(p *review.Pass, who estate.Resource) []review.Part {
	moves, _ := may(p, who, moving)
	keeps, _ := may(p, who, keeping)
	return []review.Part{
		{Bad: moves.Not(), Says: "it is to isolate machines, but its role may do neither " + strings.Join(moving, " nor "), Severity: finding.Medium},
		{Bad: keeps.Not(), Says: "its role may not keep the disks (ec2:CreateSnapshot)", Severity: finding.Low},
	}
}

// runbookParts asks of a runbook what it does, and of its role, where the sources
// hold it, what it may.
func runbookParts(p *review.Pass, d *estate.Document) []review.Part {
	parts := []review.Part{
		{Bad: calls(d.Content, "modifyinstanceattribute", "modifynetworkinterfaceattribute").Not(), Says: "no step moves the machine into another security group", Severity: finding.Medium, At: d.Content.Place()},
		{Bad: calls(d.Content, "createsnapshot", "createimage").Not(), Says: "no step keeps its disks (CreateSnapshots)", Severity: finding.Low, At: d.Content.Place()},
	}
	if t, ok := d.Content.At("assumeRole").AsText().Known(); ok {
		if role, found := estate.FollowTo[*estate.Role](p.Estate, t); found {
			parts = append(parts, mayIsolate(p, role)...)
		}
	}
	return parts
}

// calls asks whether a runbook speaks of one of some calls, whatever writes them:
// API steps (ModifyInstanceAttribute), scripts (modify_instance_attribute) or
// commands (modify-instance-attribute), or starts another runbook, which is not
// known. What a document holds that cannot be read may speak of them.
func calls(content *estate.Tree, names ...string) estate.Truth {
	out := estate.No()
	content.Walk(func(_ string, t *estate.Tree) bool {
		switch t.Kind {
		case estate.Opaque:
			out = out.Or(estate.Maybe(t.Gap()))
		case estate.Scalar:
			text := review.Unhyphened(t.Text.String())
			switch {
			case hasWord(text, names...):
				out = estate.Yes()
			case text == "aws:executeAutomation" || text == "aws:invokeLambdaFunction":
				out = out.Or(estate.Maybe(review.Gap("what "+t.Text.String()+" starts", "it is not part of the document", "", t.Origin)))
			}
			for _, v := range t.Text.Variables() {
				if len(t.Text.Parts()) == 1 {
					out = out.Or(estate.Maybe(estate.Gap{Variable: v, Origin: t.Origin}))
				}
			}
		}
		return true
	})
	return out
}
