package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func bedrockAgent(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Agent{
		Core: c, Role: p.At("AgentResourceRoleArn").AsText(), KMSKey: p.At("CustomerEncryptionKeyArn").AsText(),
		Guardrail: below(p, "GuardrailConfiguration.GuardrailIdentifier").AsText(),
		Version:   below(p, "GuardrailConfiguration.GuardrailVersion").AsString(), Model: p.At("FoundationModel").AsText(),
		Actions: estate.AsItems(p.At("ActionGroups"), func(_ scenario.Guard, t *estate.Tree) estate.AgentAction {
			schema := t.At("FunctionSchema")
			if schema.IsMissing() {
				schema = t.At("ApiSchema")
			}
			return estate.AgentAction{
				Name: t.At("ActionGroupName").AsText(), Function: below(t, "ActionGroupExecutor.Lambda").AsText(),
				Control: below(t, "ActionGroupExecutor.CustomControl").AsString(), Schema: schema,
			}
		}),
	}
}

func bedrockGuardrail(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Guardrail{
		Core: c, KMSKey: p.At("KmsKeyArn").AsText(), Topics: below(p, "TopicPolicyConfig.TopicsConfig"),
		Words: p.At("WordPolicyConfig"), Personal: p.At("SensitiveInformationPolicyConfig"), Grounding: p.At("ContextualGroundingPolicyConfig"),
		Filters: estate.AsItems(below(p, "ContentPolicyConfig.FiltersConfig"), func(_ scenario.Guard, t *estate.Tree) estate.GuardrailFilter {
			return estate.GuardrailFilter{Kind: t.At("Type").AsString(), Input: t.At("InputStrength").AsString(), Output: t.At("OutputStrength").AsString()}
		}),
	}
}

func bedrockKnowledgeBase(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.KnowledgeBase{Core: c, Role: p.At("RoleArn").AsText(), Kind: below(p, "KnowledgeBaseConfiguration.Type").AsString()}
}
