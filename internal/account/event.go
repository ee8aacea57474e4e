package account

import (
	"encoding/json"
	"strings"

	"ringwall/internal/estate"
)

// busListed reads an EventBus (EventBridge ListEventBuses).
func (r *reader) busListed() {
	r.soundAnswer = true
	r.bus(r.tree())
}

// busAnswer reads the answer of EventBridge's DescribeEventBus, which has no
// Policy if there is none.
func (r *reader) busAnswer(doc *estate.Tree) { r.bus(doc) }

func (r *reader) bus(doc *estate.Tree) {
	arn, name := r.textAt(doc, "Arn"), r.textAt(doc, "Name")
	if !strings.Contains(arn, ":event-bus/") {
		r.unread = "Arn"
		return
	}
	x := &estate.EventBus{
		Core: r.core("", "AWS::Events::EventBus"), BusName: r.values.text(name, r.at), KMSKey: r.textValue(doc, "KmsKeyIdentifier"),
		DeadLetter: r.textValue(doc, "DeadLetterConfig", "Arn"), Policy: r.policyAt(doc, "Policy"),
	}
	if r.soundAnswer {
		r.guard(guarded{resource: x, service: "events", name: name, policy: &x.Policy, known: true, rank: got}, arn)
	}
}

// apiListed reads a RestApi (API Gateway GetRestApis).
func (r *reader) apiListed() {
	r.soundAnswer = true
	t := r.tree()
	r.takeForm(t)
	r.api(t)
}

// apiAnswer reads the answer of API Gateway's GetRestApi.
func (r *reader) apiAnswer(doc *estate.Tree) { r.api(doc) }

func (r *reader) api(a *estate.Tree) {
	if !a.Has("id") || !a.Has("name") || !a.Has("apiKeySource") && !a.Has("endpointConfiguration") && !a.Has("policy") && !a.Has("createdDate") {
		return // of another service
	}
	id := r.textAt(a, "id")
	x := &estate.RestAPI{
		Core: r.core("", "AWS::ApiGateway::RestApi"), APIName: r.textValue(a, "name"), KeySource: r.wordValue(a, "apiKeySource").Or("HEADER"),
		VPCEndpoints: r.textsAt(a, "endpointConfiguration", "vpcEndpointIds"), Policy: r.apiPolicy(a.At("policy")),
	}
	for _, t := range r.textsAt(a, "endpointConfiguration", "types").Known {
		s, _ := t.Is.Known()
		x.Endpoints.Known = append(x.Endpoints.Known, item(s, t.Origin))
	}
	disabled := r.flagValue(a, "disableExecuteApiEndpoint").Or(false)
	x.DefaultEndpoint = estate.Derive(disabled, func(is bool) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: !is}
	})
	if id != "" {
		r.guard(guarded{resource: x, service: "apigateway", part: "/restapis/" + id, name: id, policy: &x.Policy, known: true}, "")
	}
}

// apiPolicy is the policy of a REST API, which API Gateway writes with its quotes
// escaped once more ("\"Version\"" in the JSON text's own text).
func (r *reader) apiPolicy(t *estate.Tree) *estate.Tree {
	if t.IsMissing() || t.Kind != estate.Scalar {
		return r.asPolicy(t)
	}
	if s, _ := t.Text.Known(); strings.Contains(s, `\"`) && !json.Valid([]byte(s)) {
		plain := strings.NewReplacer(`\"`, `"`, `\/`, `/`, `\\`, `\`).Replace(s)
		t = estate.NewScalar(estate.Literal(plain), t.Origin)
	}
	return r.asPolicy(t)
}
