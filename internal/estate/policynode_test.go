package estate

import (
	"strings"
	"testing"

	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// denyAll is a statement that denies s3:* on a resource.
func denyAll(resource *Tree) *Tree {
	return fields("Effect", text("Deny"), "Action", list(text("s3:*")), "Resource", resource)
}

func match(doc *Tree, world scenario.Guard) policy.Outcome {
	parsed, _ := policy.Parse(doc.PolicyNode(world))
	c := policy.Compile(parsed, policy.IdentityPolicy)
	r := &policy.Request{Action: "s3:GetObject", Resource: policy.Literal("arn:aws:s3:::b/k")}
	for _, candidate := range c.Candidates(r.Action) {
		return c.Match(candidate, r)
	}
	return policy.Outcome{Answer: policy.No}
}

func TestPolicyNodeByScenario(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	doc := fields("Statement", denyAll(either(isX, text("*"), text("arn:aws:s3:::other/*"))))
	if got := match(doc, isX); got.Answer != policy.Yes {
		t.Errorf("in x: %v", got)
	}
	if got := match(doc, isX.Not()); got.Answer != policy.No {
		t.Errorf("else: %v", got)
	}
	if got := match(doc, scenario.Always()); got.Answer != policy.Unknown || got.Cause != paramA.Name {
		t.Errorf("undecided: %v", got)
	}
}

func TestPolicyNodeNamesTheCause(t *testing.T) {
	doc := fields("Statement", denyAll(NewOpaque(paramC, Origin{})))
	if got := match(doc, scenario.Always()); got.Answer != policy.Unknown || got.Cause != paramC.Name {
		t.Error(got)
	}
}

// What a macro may add to a document takes nothing back that AWS would do.
func TestPolicyNodeOfOpenTrees(t *testing.T) {
	open := func(t *Tree) *Tree { t.Open = paramC; return t }
	other := func() *Tree { return denyAll(text("arn:aws:s3:::other")) }
	for name, doc := range map[string]*Tree{
		"statements":   fields("Statement", open(list(other()))),
		"resources":    fields("Statement", denyAll(open(list(text("arn:aws:s3:::other"))))),
		"a statement":  fields("Statement", open(denyAll(text("*")))),
		"conditions":   fields("Statement", fields("Effect", text("Deny"), "Action", text("*"), "Resource", text("*"), "Condition", open(fields()))),
		"the document": open(fields("Version", text(policy.Version2012))),
	} {
		parsed, _ := policy.Parse(doc.PolicyNode(scenario.Always()))
		c := policy.Compile(parsed, policy.IdentityPolicy)
		r := &policy.Request{Action: "s3:GetObject", Resource: policy.Literal("arn:aws:s3:::b/k")}
		found := false
		for _, candidate := range c.Candidates(r.Action) {
			got := c.Match(candidate, r)
			found = found || got.Answer == policy.Unknown && strings.Contains(got.Cause, paramC.Name)
		}
		if !found {
			t.Errorf("%s: nothing is unknown because of %s", name, paramC.Name)
		}
	}
}

func TestPolicyNodeKeepsPositions(t *testing.T) {
	doc := fields("Statement", denyAll(NewScalar(Literal("*"), Origin{File: "t.yaml", Line: 7, Column: 3})))
	parsed, _ := policy.Parse(doc.PolicyNode(scenario.Always()))
	if got := parsed.Statements[0].Resources[0].Pos; got != (policy.Position{File: "t.yaml", Line: 7, Column: 3}) {
		t.Error(got)
	}
}
