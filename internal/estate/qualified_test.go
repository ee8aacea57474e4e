package estate

import "testing"

func TestAVersionAndAnAliasAreTheirFunctions(t *testing.T) {
	named := func(id, typ, of string) *Other {
		p := &Tree{Kind: Map, Fields: []Field{{Name: "FunctionName", Value: NewScalar(OfReference(ID(of), ""), Origin{})}}}
		return &Other{Core: Core{ID: ID(id), Type: typ, Properties: p}}
	}
	f := &Function{Core: Core{ID: "F", Type: "AWS::Lambda::Function"}}
	alias, mapping := named("A", "AWS::Lambda::Alias", "F"), named("M", "AWS::Lambda::EventInvokeConfig", "F")
	circle := named("C", "AWS::Lambda::Version", "C")
	e := New(Estate{Resources: []Resource{f, alias, mapping, circle, named("V", "AWS::Lambda::Version", "gone")}})
	for of, want := range map[ID]ID{"F": "F", "A": "F", "M": "M", "C": "C", "V": "V"} {
		r, _ := e.Get(of)
		if got := e.Unqualified(r).Base().ID; got != want {
			t.Errorf("%s is of %s, want %s", of, got, want)
		}
	}
	if got, ok := FollowTo[*Function](e, OfReference("A", "")); !ok || got != f {
		t.Errorf("what refers to the alias refers to %v", got)
	}
}
