package account

import "ringwall/internal/estate"

// runbookForms are the outputs of Systems Manager and Step Functions.
func runbookForms() []form {
	return []form{
		{command: "ssm list-documents", key: "DocumentIdentifiers", read: (*formed).documentListed},
		{command: "ssm get-document", needs: []string{"Name", "Content", "DocumentType"}, read: (*formed).document},
		{command: "ssm describe-maintenance-windows", key: "WindowIdentities", read: (*formed).maintenanceWindow},
		{command: "ssm list-associations", key: "Associations", marks: []string{"AssociationId"}, read: (*formed).stateAssociation},
		{command: "stepfunctions describe-state-machine", needs: []string{"stateMachineArn", "definition"}, read: (*formed).stateMachineGot},
	}
}

// documentListed reads a DocumentIdentifier (Systems Manager ListDocuments). Those of
// others are left out.
func (x *formed) documentListed() {
	name, owner := x.text("Name"), x.text("Owner")
	if owner != "" && owner != x.scope.account && x.scope.account != "" {
		return
	}
	p := x.properties(naming{})
	x.add("AWS::SSM::Document", name, x.arn("ssm", "document/"+name), listed, withMember(p, "Content", x.unsaid(name, "ssm get-document", name)))
}

// document reads the answer of Systems Manager's GetDocument.
func (x *formed) document() {
	name := x.text("Name")
	p := x.properties(naming{})
	if t := x.parsed(x.text("Content"), x.t.At("Content").Place()); t != nil {
		p = withMember(p, "Content", t)
	}
	x.add("AWS::SSM::Document", name, x.arn("ssm", "document/"+name), got, p)
}

// maintenanceWindow reads a MaintenanceWindowIdentity (Systems Manager
// DescribeMaintenanceWindows).
func (x *formed) maintenanceWindow() {
	id := x.text("WindowId")
	if plainIn(x.t.At("Enabled")) == "false" {
		return
	}
	x.add("AWS::SSM::MaintenanceWindow", id, x.arn("ssm", "maintenancewindow/"+id), got, x.properties(naming{}))
}

// stateAssociation reads an Association (Systems Manager ListAssociations), without its
// parameters.
func (x *formed) stateAssociation() {
	id := x.text("AssociationId")
	p := withMember(x.properties(naming{}), "Parameters", x.unsaid(id, "ssm describe-association", id))
	x.add("AWS::SSM::Association", id, x.arn("ssm", "association/"+id), got, p)
}

// stateMachineGot reads the answer of Step Functions' DescribeStateMachine.
func (x *formed) stateMachineGot() {
	n := naming{rename: map[string]string{"name": "StateMachineName", "type": "StateMachineType", "definition": "DefinitionString"}}
	n.rename["level"], n.rename["destinations"] = "Level", "Destinations"
	p := x.properties(n)
	if t := x.parsed(x.text("definition"), x.t.At("definition").Place()); t != nil && t.Kind == estate.Map {
		p = withMember(withMember(p, "DefinitionString", nil), "Definition", t)
	}
	x.add("AWS::StepFunctions::StateMachine", x.text("name"), x.text("stateMachineArn"), got, p)
}
