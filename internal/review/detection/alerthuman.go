package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// AlertReachesHuman is DET-ALERT-REACHES-HUMAN: what is raised arrives.
func AlertReachesHuman() *review.Rule {
	return &review.Rule{
		ID: "DET-ALERT-REACHES-HUMAN", Area: finding.Detection, Severity: finding.Medium,
		Title: "Alarms and events arrive at topics that somebody reads",
		Why: "An alarm whose topic refuses it, or whose topic's key the alarm may not use, fails in silence: nobody sees that " +
			"nobody is told. The same goes for a topic to which nobody has subscribed.",
		Fix: "Give the topic a policy that lets cloudwatch.amazonaws.com or events.amazonaws.com do sns:Publish (with aws:SourceAccount), " +
			"its key a statement for kms:GenerateDataKey and kms:Decrypt, and the topic a subscription.",
		Needs:      []string{"IAM", "J"},
		References: []string{"WA SEC04-BP04"},
		Specimen:   alarmTemplate("sns.amazonaws.com"),
		Twin:       alarmTemplate("cloudwatch.amazonaws.com"),
		Check:      checkAlerts,
	}
}

func alarmTemplate(service string) string {
	return `Resources:
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Billing
      MetricName: EstimatedCharges
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Threshold: 100
      AlarmActions: [!Ref Alerts]
  Alerts:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: !Ref Key
      Subscription: [{Protocol: email, Endpoint: security@example.com}]
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}
          - {Effect: Allow, Principal: {Service: ` + service + `}, Action: ["kms:GenerateDataKey*", "kms:Decrypt"], Resource: "*"}
`
}

// checkAlerts judges topics: by who publishes to them, and whether somebody reads.
func checkAlerts(p *review.Pass) {
	senders := map[estate.ID][]review.Delivery{}
	note := func(from string, source estate.Resource, to estate.Text) {
		if t, ok := estate.FollowTo[*estate.Topic](p.Estate, to); ok {
			senders[t.ID] = append(senders[t.ID], review.Delivery{From: from, Source: source, To: t})
		}
	}
	for _, a := range estate.All[*estate.Alarm](p.Estate) {
		for _, i := range a.Actions.Known {
			note("cloudwatch.amazonaws.com", a, i.Is)
		}
	}
	for _, r := range estate.All[*estate.EventRule](p.Estate) {
		for _, g := range r.Targets.Unknown {
			if r.Physical == "" {
				break
			}
			p.NotVisible("the targets of the rule "+string(r.ID)+" are unknown: "+g.Gap.Cause(), "aws events list-targets-by-rule --rule "+r.Logical)
		}
		for _, i := range r.Targets.Known {
			if t, ok := i.Is.ARN.Known(); ok && estate.IsAbsent(i.Is.Role).True.IsAlways() {
				note("events.amazonaws.com", r, t)
			}
		}
	}
	for _, t := range estate.All[*estate.Topic](p.Estate) {
		if list := senders[t.ID]; len(list) > 0 {
			judgeTopic(p, t, list)
		}
	}
}

// judgeTopic asks once for each kind of sender: what stops one stops all.
func judgeTopic(p *review.Pass, t *estate.Topic, list []review.Delivery) {
	var parts []review.Part
	d := review.Detail{}
	told := map[string]bool{}
	for _, x := range list {
		for _, o := range p.Obstacles(x) {
			if told[o.Says] {
				continue
			}
			told[o.Says] = true
			parts = append(parts, review.Part{Bad: o.Stops.Given(x.Source.Base().When), Says: o.Says, Severity: finding.Medium, At: o.At})
			d.Facts = append(d.Facts, "sent by "+string(x.Source.Base().ID))
			d.Facts = append(d.Facts, o.Facts...)
		}
	}
	if !t.Offered { // others may subscribe to what a stack offers
		nobody := p.Lacks(subscribed(p.Estate, t))
		if t.Physical != "" { // of an account's topic it is unknown who may have subscribed, or all are listed
			nobody = subscribed(p.Estate, t).Not()
		}
		parts = append(parts, review.Part{Bad: nobody, Says: "nobody has subscribed to the topic", Severity: finding.Low})
	}
	p.JudgeParts(t, parts, d)
}

func subscribed(e *estate.Estate, t *estate.Topic) estate.Truth {
	out := review.AnyItem(t.Subscriptions, func(estate.TopicSubscription) estate.Truth { return estate.Yes() })
	for _, s := range estate.All[*estate.Subscription](e) {
		out = out.Or(review.Refers(e, s.Topic, t).Given(s.When))
	}
	return out
}
