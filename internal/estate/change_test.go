package estate

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func changeable() (*Estate, *VPC, *Route) {
	v := &VPC{Core: Core{ID: "v", Type: "AWS::EC2::VPC"}, CIDR: Of(netip.MustParsePrefix("10.0.0.0/16"), Origin{})}
	r := &Route{Core: Core{ID: "r", Type: "AWS::EC2::Route"}, IPv4: Of(anyIPv4, Origin{})}
	return New(Estate{Resources: []Resource{v, r}, Assume: AssumeAny, Sources: []Source{{Name: "t.yaml"}}}), v, r
}

func idsOf(e *Estate) string {
	var out []string
	for _, r := range e.Resources {
		out = append(out, string(r.Base().ID))
	}
	return strings.Join(out, " ")
}

func TestChange_EveryKindCanBeUndone(t *testing.T) {
	e, v, r := changeable()
	narrow := netip.MustParsePrefix("198.51.100.0/24")
	lists := map[string][]Change{
		"add":     {Add(&InternetGateway{Core: Core{ID: "igw"}})},
		"remove":  {Remove(r)},
		"edit":    {Edit(r, func(r *Route) { r.IPv4 = Of(narrow, Origin{}) })},
		"several": {Remove(v), Add(&VPC{Core: Core{ID: "w"}}), Add(&VPC{Core: Core{ID: "v"}})},
	}
	for name, list := range lists {
		before := slices.Clone(e.Resources)
		after, err := e.With(list...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.Equal(before, e.Resources) {
			t.Errorf("%s changed the estate itself", name)
		}
		if slices.Equal(after.declared(), e.declared()) {
			t.Errorf("%s changed nothing", name)
		}
		if after.Assume != e.Assume || len(after.Sources) != 1 {
			t.Errorf("%s lost what the estate is about", name)
		}
		back, err := after.With(UndoAll(list)...)
		if err != nil {
			t.Fatalf("undo %s: %v", name, err)
		}
		if !slices.Equal(back.declared(), e.declared()) || idsOf(back) != idsOf(e) {
			t.Errorf("undo %s: %s, want %s", name, idsOf(back), idsOf(e))
		}
	}
}

func TestChange_EditLeavesTheOriginal(t *testing.T) {
	e, _, r := changeable()
	c := Edit(r, func(r *Route) { r.IPv4 = Of(netip.MustParsePrefix("198.51.100.0/24"), Origin{}) })
	after, err := e.With(c)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := after.Get("r")
	if p, _ := got.(*Route).IPv4.Known(); p.Bits() != 24 {
		t.Errorf("after the change the route is %s", p)
	}
	if p, _ := r.IPv4.Known(); p != anyIPv4 {
		t.Errorf("the original became %s", p)
	}
}

func TestChange_WhatAWSAddsFollows(t *testing.T) {
	e, v, _ := changeable()
	after, err := e.With(Remove(v))
	if err != nil {
		t.Fatal(err)
	}
	if idsOf(after) != "r" {
		t.Errorf("without the VPC there are %s", idsOf(after))
	}
}

func TestChange_MustFit(t *testing.T) {
	e, v, r := changeable()
	for want, c := range map[string]Change{
		"stands already":                  Add(&VPC{Core: Core{ID: "v"}}),
		"not in the estate":               Remove(&VPC{Core: Core{ID: "x"}}),
		"not what the change was made":    Remove(&VPC{Core: Core{ID: "v"}}),
		"the new resource is called r":    Replace(v, r),
		"the change is empty":             {},
		"v/main-route-table: it is not i": Remove(e.implied[2]),
	} {
		if _, err := e.With(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestChange_OfRulesIsAnyOther: an estate whose rules are changed without looking
// at the rest is the one that is made anew.
func TestChange_OfRulesIsAnyOther(t *testing.T) {
	_, v, r := changeable()
	to := func(id ID) Value[Text] { return Of(OfReference(id, ""), Origin{}) }
	g := &SecurityGroup{Core: Core{ID: "g"}, VPC: to("v"), Egress: AllowAllEgress("g", Origin{})}
	a := &NetworkACL{Core: Core{ID: "a"}, VPC: to("v")}
	rule := &SecurityGroupRuleResource{Core: Core{ID: "in"}, Owner: to("g"), Rule: SecurityGroupRule{Owner: "g", Protocol: Of("tcp", Origin{})}}
	entry := &NetworkACLEntry{Core: Core{ID: "entry"}, ACL: to("a")}
	e := New(Estate{Resources: []Resource{v, r, g, a, rule, entry}})
	second := &SecurityGroupRuleResource{Core: Core{ID: "out"}, Owner: to("g"), Rule: SecurityGroupRule{Owner: "g", Egress: true, Protocol: Of("udp", Origin{})}}
	for name, list := range map[string][]Change{
		"edit":    {Edit(g, func(g *SecurityGroup) { g.Egress = Items[SecurityGroupRule]{} }), Edit(a, func(a *NetworkACL) { a.Origin.Line = 7 })},
		"add":     {Add(second), Add(&NetworkACLEntry{Core: Core{ID: "b"}, ACL: to("a")})},
		"remove":  {Remove(rule), Remove(entry)},
		"several": {Remove(rule), Add(second), Edit(rule, func(*SecurityGroupRuleResource) {})},
	} {
		if slices.ContainsFunc(list, func(c Change) bool { return !c.OfRules() }) {
			t.Errorf("%s: not of rules", name)
		}
		quick, err := e.With(list...)
		slow, slowErr := e.With(append(slices.Clone(list), Remove(r), Add(r))...)
		if name == "several" {
			if err == nil || slowErr == nil || err.Error() != slowErr.Error() {
				t.Errorf("%s: %v, and %v", name, err, slowErr)
			}
			continue
		}
		if err != nil || slowErr != nil {
			t.Fatalf("%s: %v, %v", name, err, slowErr)
		}
		if idsOf(quick) != idsOf(slow) || quick.Unresolved != slow.Unresolved {
			t.Errorf("%s: %s, want %s", name, idsOf(quick), idsOf(slow))
		}
		for _, r := range slow.Resources {
			got, _ := quick.Get(r.Base().ID)
			if !reflect.DeepEqual(got, r) {
				t.Errorf("%s: %s is %v, want %v", name, r.Base().ID, got, r)
			}
		}
		if x, y := All[*SecurityGroupRuleResource](quick), All[*SecurityGroupRuleResource](slow); !slices.Equal(x, y) {
			t.Errorf("%s: rules %v, want %v", name, x, y)
		}
		if x, y := All[*NetworkACLEntry](quick), All[*NetworkACLEntry](slow); !slices.Equal(x, y) {
			t.Errorf("%s: entries %v, want %v", name, x, y)
		}
		was, _ := slow.Get("g")
		for _, egress := range []bool{false, true} {
			if x, y := quick.RulesOf(was.(*SecurityGroup), egress), slow.RulesOf(was.(*SecurityGroup), egress); !reflect.DeepEqual(x, y) {
				t.Errorf("%s: rules of g %v, want %v", name, x, y)
			}
		}
	}
	for name, c := range map[string]Change{
		"default": Edit(g, func(g *SecurityGroup) { g.Default = true }), "moved": Edit(a, func(a *NetworkACL) { a.VPC = to("w") }),
		"group": Remove(g), "route": Remove(r), "nothing": {},
	} {
		if c.OfRules() {
			t.Errorf("%s: something may hang on that", name)
		}
	}
}
