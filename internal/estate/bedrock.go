package estate

// Agent is an agent of Amazon Bedrock.
type Agent struct {
	Core
	Role      Value[Text]
	KMSKey    Value[Text] // absent: an AWS-owned key
	Guardrail Value[Text]
	Version   Value[string] // of the guardrail: a number, or "DRAFT"
	Model     Value[Text]
	Actions   Items[AgentAction]
}

// AgentAction is a group of actions that an agent may take by itself.
type AgentAction struct {
	Name     Value[Text]
	Function Value[Text]
	Control  Value[string] // "RETURN_CONTROL"
	Schema   *Tree         // its functions, or its API
}

// Guardrail filters what goes into and comes out of a model.
type Guardrail struct {
	Core
	KMSKey    Value[Text]
	Filters   Items[GuardrailFilter]
	Topics    *Tree
	Words     *Tree
	Personal  *Tree
	Grounding *Tree
}

// GuardrailFilter is a content filter, with its strengths: "NONE", "LOW",
// "MEDIUM", "HIGH".
type GuardrailFilter struct {
	Kind          Value[string] // "PROMPT_ATTACK", "HATE", …
	Input, Output Value[string]
}

// KnowledgeBase is a knowledge base of Amazon Bedrock.
type KnowledgeBase struct {
	Core
	Role Value[Text]
	Kind Value[string]
}
