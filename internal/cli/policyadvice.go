package cli

import (
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// advice is what is said of a kind of problem besides the problem itself.
type advice struct {
	severity finding.Severity
	title    string // what holds where there is no such problem
	fix      string
}

// Findings that are no problems of package policy.
const (
	allowsEverything policy.Code = "allows-everything"
	serviceStar      policy.Code = "service-star"
	wildResources    policy.Code = "wild-resources"
	passRoleAny      policy.Code = "passrole-any"
	allowNotAction   policy.Code = "allow-not-action"
	publicPolicy     policy.Code = "public"
	looseFederation  policy.Code = "loose-federation"
	otherAccount     policy.Code = "cross-account"
	deletedPrincipal policy.Code = "deleted-principal"
)

// adviceOn is the advice for a code.
func adviceOn(code policy.Code) advice {
	if a, ok := adviceByCode[code]; ok {
		return a
	}
	return advice{finding.High, "AWS accepts the policy: no " + strings.ReplaceAll(string(code), "-", " "),
		"Correct the element; AWS refuses the policy as it is."}
}

// adviceByCode has the codes of which there is more to say than that AWS refuses
// the policy, which is high: then there is none. What it accepts weighs by what
// may come of it.
var adviceByCode = map[policy.Code]advice{
	policy.MissingVersion:    {finding.Low, "The policy has a Version", `Add "Version": "2012-10-17".`},
	policy.OldVersion:        {finding.Low, "The policy has the present Version", `Write "Version": "2012-10-17", and see that a ${…} in it is meant as a variable.`},
	policy.DeadVariable:      {finding.Medium, "Policy variables work", `Write "Version": "2012-10-17".`},
	policy.BadVariable:       {finding.High, "Policy variables stand where AWS reads them", "Write the variable as ${prefix:name}, after the fifth colon of a resource or in a value of a string or ARN operator."},
	policy.Redundant:         {finding.Low, "Nothing is said twice", "Remove it, or the wider one if that is not meant."},
	policy.TooLarge:          {finding.High, "The policy is within AWS's quota", "Shorten it: wildcards for lists of actions, fewer statements, or several policies."},
	policy.WildService:       {finding.Medium, "ARNs name their service", "Name the service, or write * for all resources."},
	policy.LiteralWildcard:   {finding.Medium, "Wildcards are read as such", "Use StringLike, or ArnLike for an ARN."},
	policy.AllowForAllValues: {finding.Medium, "Conditions of Allow demand their keys", `Add "Null": {"KEY": "false"}, which demands the key.`},
	policy.AllowNotPrincipal: {finding.High, "Allow names who is allowed", "Name who is allowed in Principal."},
	policy.NoSuchAction:      {finding.High, "AWS has the actions", "See that the action is spelt right."},
	policy.NoSuchKey:         {finding.Medium, "The actions come with the condition keys", "Use a key that the actions come with: without it in the request, the condition fails, or holds if it is negated."},
	policy.ResourceNotTaken:  {finding.Medium, "The actions take the resources", "Name the kind of resource that the actions take, or remove it: it grants nothing."},
	policy.ActionNotTaken:    {finding.Medium, "The resources are of the actions", "Give the action a statement with resources of its kind (or * if it takes none): here it does nothing."},
	policy.OperatorType:      {finding.Medium, "Operators suit their keys", "Use an operator of the key's type."},
	policy.MissingSet:        {finding.Medium, "Keys with several values have a set operator", "Put ForAnyValue: or ForAllValues: before the operator."},
	policy.NeedlessSet:       {finding.Low, "Set operators stand with keys of several values", "Remove ForAllValues: or ForAnyValue:. ForAllValues holds without the key too."},
	policy.RepeatedKey:       {finding.High, "Each key stands once", "Put all values under one key."},
	policy.MissingEffect:     {finding.High, "Statements have an Effect", "Add Effect, Allow or Deny."},
	policy.PrincipalNeeded:   {finding.High, "Statements say who they are for", "Add a Principal; if the policy is no resource's, say so with --kind."},
	policy.PrincipalRefused:  {finding.High, "Principals stand where AWS takes them", "Remove the Principal; if the policy is a resource's, say so with --kind."},
	policy.MissingResource:   {finding.High, "Statements have a Resource", "Add the Resource that the actions are granted on."},
	allowsEverything:         {finding.High, "No statement allows everything", "List the actions that are used, and the resources they are used on."},
	serviceStar:              {finding.Medium, "No statement gives all actions of a service", "List the actions that are used; ringwall policy expand shows what there are."},
	wildResources:            {finding.Medium, "Actions are granted on named resources", "Name the resources, or demand a tag of them (aws:ResourceTag)."},
	passRoleAny:              {finding.Medium, "iam:PassRole is for named roles or one service", "Name the roles, and demand iam:PassedToService."},
	allowNotAction:           {finding.Medium, "Allow lists the actions it grants", "List what is allowed in Action, or deny the others in a statement of their own: NotAction with Allow grants every other action, those of future services too."},
	publicPolicy:             {finding.High, "The policy is not for everyone", "Name the principals, or limit them by aws:PrincipalOrgID, aws:SourceAccount, aws:SourceArn or the like."},
	looseFederation:          {finding.High, "Identity providers are trusted for one audience and subject", "Demand the provider's aud and sub (or the claim that names the tenant) with fixed values."},
	otherAccount:             {finding.Low, "The policy names no other accounts", "See that the account is meant. --account ID says which account is yours."},
	deletedPrincipal:         {finding.Low, "The policy names principals that exist", "Remove the unique ID: AWS writes it in place of a principal that was deleted."},
}

// controlID is how reports name a code.
func controlID(code policy.Code) string { return "POLICY-" + strings.ToUpper(string(code)) }

// controlOf describes a code as reports describe a control.
func controlOf(code policy.Code) *report.Control {
	a := adviceOn(code)
	return &report.Control{ID: controlID(code), Area: finding.Identity, Severity: a.severity, Title: a.title, Fix: a.fix}
}
