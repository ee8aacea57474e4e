package claim

import (
	"errors"
	"net/netip"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
)

// reading are the actions by which resources of a type are read, or used, where
// nothing else is asked for ("Actions, resources, and condition keys for AWS
// services", each service's page).
func reading() map[string]string {
	return map[string]string{
		"AWS::S3::Bucket":                      "s3:GetObject",
		"AWS::DynamoDB::Table":                 "dynamodb:GetItem",
		"AWS::DynamoDB::GlobalTable":           "dynamodb:GetItem",
		"AWS::SQS::Queue":                      "sqs:ReceiveMessage",
		"AWS::SNS::Topic":                      "sns:Publish",
		"AWS::SecretsManager::Secret":          "secretsmanager:GetSecretValue",
		"AWS::KMS::Key":                        "kms:Decrypt",
		"AWS::KMS::ReplicaKey":                 "kms:Decrypt",
		"AWS::Lambda::Function":                "lambda:InvokeFunction",
		"AWS::Kinesis::Stream":                 "kinesis:GetRecords",
		"AWS::KinesisFirehose::DeliveryStream": "firehose:PutRecord",
		"AWS::SSM::Parameter":                  "ssm:GetParameter",
		"AWS::ECR::Repository":                 "ecr:BatchGetImage",
		"AWS::Logs::LogGroup":                  "logs:FilterLogEvents",
		"AWS::StepFunctions::StateMachine":     "states:StartExecution",
		"AWS::Events::EventBus":                "events:PutEvents",
	}
}

// endpointOf is what the names of VPC endpoints call a service ("AWS services that
// integrate with AWS PrivateLink"); most go by their prefix in actions.
func endpointOf(action string) string {
	service, _, _ := strings.Cut(strings.ToLower(action), ":")
	switch service {
	case "kinesis":
		return "kinesis-streams"
	case "firehose":
		return "kinesis-firehose"
	case "ecr":
		return "ecr.api"
	case "cloudwatch":
		return "monitoring"
	}
	return service
}

// call asks for a resource that is used by requests to AWS.
func (p *Prover) call(a *Access, q AccessQuestion) error {
	action := q.Action
	if action == "" {
		action = reading()[a.Target.Base().Type]
	}
	if action == "" {
		return &NotAskableError{
			Why:  "which action reads " + a.Target.Base().Type + " is not known",
			Hint: "say what is to be done with it: --action SERVICE:ACTION",
		}
	}
	t, err := p.target(q.To, action)
	if err != nil {
		return err
	}
	if a.Source == nil {
		a.NoNetwork = "a principal has no place in the network: name the resource that acts as it to ask for that too"
	}
	ways := p.serviceWays(a, endpointOf(action), a.Target.Base())
	if strings.HasPrefix(action, "ecr:") && a.Source != nil {
		a.assume("images are pulled through ecr.dkr and s3 too, which are not looked at")
	}
	a.Permission = append(a.Permission, p.permit(a, action, t, ways, q.Context))
	p.keyFor(a, action, q.Context)
	return nil
}

// serviceWays adds the way from the source to a service, and answers how requests
// come to it.
func (p *Prover) serviceWays(a *Access, service string, at *estate.Core) []way {
	if a.Source == nil {
		return anyWay()
	}
	from := a.Source.Base()
	x := Passage{From: from.ID, To: service}
	public := []way{{counts: true}}
	switch r := a.Source.(type) {
	case *estate.Function:
		outside := r.Subnets.IsEmpty()
		if outside.True.IsAlways() {
			x.Verdict, x.Why = proof.Yes, string(from.ID)+" is in no VPC: the network that Lambda runs it in leads to AWS's services"
			a.Network = append(a.Network, x)
			return public
		}
		if outside.True.IsNever() {
			public = nil
		}
	case estate.Networked:
		public = nil
	default:
		x.Why = string(from.ID) + " stands in no network of the estate: ask for what runs it"
		if from.Type == "AWS::StepFunctions::StateMachine" {
			x.Verdict, x.Why = proof.Yes, "AWS runs "+string(from.ID)+" in a network of its own"
		}
		a.Network = append(a.Network, x)
		return anyWay()
	}
	if differ, open := elsewhere(from.Region, at.Region); differ {
		service += " of " + at.Region.String() // of which no endpoint of this Region is
	} else if open {
		a.assume("both are in one Region")
	}
	answer, err := p.Reach.ServiceWays(from.ID, service)
	var nowhere *reach.NoMatchError
	if errors.As(err, &nowhere) {
		x.Why = nowhere.Error()
		a.Network = append(a.Network, x)
		return anyWay()
	}
	x.Service, x.Verdict, x.Gaps = &answer, answer.Proof.Verdict, answer.Proof.Gaps
	if public != nil && x.Verdict == proof.No {
		x.Verdict, x.Why = proof.Unknown, "whether "+string(from.ID)+" is in a VPC hangs on what is not decided"
	}
	a.Network = append(a.Network, x)
	if out := append(public, p.waysOf(answer)...); len(out) > 0 {
		return out
	}
	return anyWay()
}

// elsewhere asks whether two Regions differ, and whether that is open.
func elsewhere(a, b estate.Text) (differ, open bool) {
	x, known := a.Known()
	y, also := b.Known()
	if known && also && x != "" && y != "" {
		return x != y, false
	}
	return false, !a.Equal(b)
}

// waysOf are the ways that lead there, each once.
func (p *Prover) waysOf(answer reach.ServiceAnswer) []way {
	var out []way
	for _, w := range answer.Ways {
		if w.Verdict == proof.No && answer.Proof.Verdict != proof.No {
			continue
		}
		next := p.wayOf(w)
		found := false
		for i := range out {
			if out[i].Way == next.Way && out[i].open == next.open {
				out[i].when, out[i].counts, found = out[i].when.Or(next.when), out[i].counts || next.counts, true
			}
		}
		if !found {
			out = append(out, next)
		}
	}
	return out
}

func (p *Prover) wayOf(w reach.ServiceWay) way {
	out := way{when: w.When, counts: w.Counts}
	endpoint, _ := p.endpoint(w.Endpoint)
	switch w.Exit {
	case reach.ExitGatewayEndpoint:
		out.Way = directory.Way{Endpoint: endpoint, Kind: authz.GatewayEndpoint, VPC: w.VPC}
		out.open = endpoint == nil
	case reach.ExitInterfaceEndpoint:
		out.Way = directory.Way{Endpoint: endpoint, Kind: authz.InterfaceEndpoint, VPC: w.VPC}
		out.open = endpoint == nil
	case reach.ExitNAT:
		out.Source = p.addressOf(w.NAT)
	case reach.ExitInternet:
	default:
		out.open, out.unsaid = w.Verdict != proof.No, w.Verdict == proof.No
	}
	return out
}

func (p *Prover) endpoint(id estate.ID) (*estate.VPCEndpoint, bool) {
	r, _ := p.Estate.Get(id)
	e, ok := r.(*estate.VPCEndpoint)
	return e, ok
}

// addressOf is the public address of a NAT gateway, if it has one that is known.
func (p *Prover) addressOf(nat estate.ID) string {
	r, _ := p.Estate.Get(nat)
	g, ok := r.(*estate.NATGateway)
	if !ok {
		return ""
	}
	var found []netip.Addr
	for _, x := range g.Addresses {
		if x.Public.IsValid() {
			found = append(found, x.Public)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0].String()
}
