package estate

// ResponsePlan says what Incident Manager does when an incident starts.
type ResponsePlan struct {
	Core
	PlanName    Value[Text]
	Engagements Items[Text] // contacts and escalation plans, ARNs
	Chat        Items[Text] // topics of chat channels, ARNs
	Actions     *Tree       // runbooks
	Others      *Tree       // PagerDuty and the like
}

// IncidentReplication says in which Regions Incident Manager keeps its data:
// without one it is not set up.
type IncidentReplication struct {
	Core
	Regions   Items[string]
	Protected Value[bool] // from deletion, default false
}

// ResponseContact is a person, an escalation plan or an on-call schedule of
// Incident Manager.
type ResponseContact struct {
	Core
	Alias Value[Text]
	Kind  Value[string] // "PERSONAL", "ESCALATION", "ONCALL_SCHEDULE"
	Plan  *Tree         // stages; absent where a plan beside it has them
}

// EngagementPlan are the stages in which a contact is reached.
type EngagementPlan struct {
	Core
	Contact Value[Text]
	Stages  *Tree
}
