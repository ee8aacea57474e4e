package infrastructure

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// GenAIGuarded is INF-GENAI-GUARDED.
func GenAIGuarded() *review.Rule {
	return &review.Rule{
		ID: "INF-GENAI-GUARDED", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Agents have guardrails that stop prompt attacks, and roles for their own models only",
		Why: "A text that an agent reads can give it orders: what it may call, the author of a document or a web page may call. " +
			"Guardrails stop the known kinds, a narrow role bounds the rest, and the log of invocations is all that shows it afterwards.",
		Fix: "Attach a published version of a guardrail with a PROMPT_ATTACK filter (GuardrailConfiguration), let the agent's role invoke " +
			"only its model, and switch on model invocation logging in each Region that calls models.",
		Needs: []string{"J", "IAM"}, References: []string{"WA SEC06-BP02", "WA GENSEC02-BP01"},
		Specimen: agentTemplate(""), Twin: agentTemplate("\n      GuardrailConfiguration: {GuardrailIdentifier: !Ref Guardrail, GuardrailVersion: \"1\"}"),
		Check: checkGenAI,
	}
}

func agentTemplate(guardrail string) string {
	return `Resources:
  Guardrail:
    Type: AWS::Bedrock::Guardrail
    Properties:
      Name: standard
      BlockedInputMessaging: I can't help with that.
      BlockedOutputsMessaging: I can't help with that.
      ContentPolicyConfig: {FiltersConfig: [{Type: PROMPT_ATTACK, InputStrength: HIGH, OutputStrength: NONE}]}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: bedrock.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: model, PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "bedrock:InvokeModel", Resource: "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0"}]}}]
  Agent:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: helper
      AgentResourceRoleArn: !GetAtt Role.Arn
      FoundationModel: amazon.nova-lite-v1:0` + guardrail + "\n"
}

func checkGenAI(p *review.Pass) {
	for _, a := range estate.All[*estate.Agent](p.Estate) {
		wide, facts := anyModel(p, a)
		p.JudgeParts(a, []review.Part{
			{Bad: estate.IsAbsent(a.Guardrail), Says: "the agent has no guardrail", Severity: finding.Medium, At: a.Guardrail.Origin},
			{Bad: isOneOf(a.Version, "DRAFT"), Says: "its guardrail is the draft, which changes without notice", Severity: finding.Low, At: a.Version.Origin},
			{Bad: wide, Says: "its role may invoke every model", Severity: finding.Low, At: a.Role.Origin},
		}, review.Detail{Facts: facts})
	}
	for _, g := range estate.All[*estate.Guardrail](p.Estate) {
		attacks := review.AnyItem(g.Filters, func(f estate.GuardrailFilter) estate.Truth {
			return isOneOf(f.Kind, "PROMPT_ATTACK").And(isOneOf(f.Input, "NONE").Not())
		})
		p.Judge(g, attacks.Not(), review.Detail{
			At: g.Filters.Origin, Message: "the guardrail doesn't filter prompt attacks", Severity: finding.Low, Weighed: true,
		})
	}
	if usesModels(p.Estate) && len(estate.All[*estate.Agent](p.Estate))+len(estate.All[*estate.Guardrail](p.Estate)) == 0 {
		p.NotVisible("no template can show whether invocations of models are logged: it is a setting of the account in each Region",
			"aws bedrock get-model-invocation-logging-configuration")
	}
}

// usesModels reports whether the estate has anything of Amazon Bedrock.
func usesModels(e *estate.Estate) bool {
	for _, r := range e.Resources {
		if strings.HasPrefix(r.Base().Type, "AWS::Bedrock::") {
			return true
		}
	}
	return false
}

// anyModel is true of an agent whose role may invoke a model that nobody named.
func anyModel(p *review.Pass, a *estate.Agent) (estate.Truth, []string) {
	dir := p.Shared.Directory()
	who := dir.Acting(a)
	if who == nil || !dir.MayAllow(who, "bedrock:InvokeModel") {
		return estate.No(), nil
	}
	model := directory.Fresh(policy.Literal("arn:aws:bedrock:us-east-1::foundation-model/vendor.no-such-model-v1:0"))
	answer := dir.Ask(directory.Question{Principal: who, Action: "bedrock:InvokeModel", Target: model})
	if answer.Verdict != authz.Allowed {
		return estate.No(), nil
	}
	return estate.Holds(answer.Truth.True), review.Cited(answer.Decision)
}
