package call_test

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz/call"
	"ringwall/internal/catalog"
)

func needs(t *testing.T, name string) []call.Need {
	t.Helper()
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return call.Needs(c, name)
}

func find(list []call.Need, action, on string) *call.Need {
	i := slices.IndexFunc(list, func(n call.Need) bool {
		return n.Action == action && (on == "" || slices.Contains(n.On, on))
	})
	if i < 0 {
		return nil
	}
	return &list[i]
}

// "To run an instance, you need permission on each resource": what the catalogue
// marks as required is always asked for, what it doesn't may be.
func TestAnInstanceNeedsAllItsResources(t *testing.T) {
	list := needs(t, "ec2:RunInstances")
	for _, on := range []string{"image", "instance", "network-interface", "security-group", "subnet"} {
		if n := find(list, "ec2:RunInstances", on); n == nil || n.If != "" {
			t.Errorf("on a %s: %+v", on, n)
		}
	}
	for _, on := range []string{"key-pair", "launch-template", "volume", "placement-group"} {
		if n := find(list, "ec2:RunInstances", on); n == nil || n.If == "" {
			t.Errorf("on a %s: %+v", on, n)
		}
	}
	if n := find(list, "iam:PassRole", ""); n == nil || n.PassedTo != "ec2.amazonaws.com" || n.If == "" {
		t.Errorf("a role of the instance: %+v", n)
	}
	if n := find(list, "ec2:CreateTags", ""); n == nil || n.If != "tags are given" {
		t.Errorf("tags: %+v", n)
	}
}

func TestAFunctionNeedsItsRole(t *testing.T) {
	list := needs(t, "lambda:CreateFunction")
	if list[0].Action != "lambda:CreateFunction" || !slices.Equal(list[0].On, []string{"function"}) {
		t.Errorf("first is %+v", list[0])
	}
	if n := find(list, "iam:PassRole", "role"); n == nil || n.If != "" || n.PassedTo != "lambda.amazonaws.com" {
		t.Errorf("its role: %+v", n)
	}
}

// Of types that are all optional a request has one.
func TestAnObjectIsInABucketOrBehindAnAccessPoint(t *testing.T) {
	list := needs(t, "s3:getobject")
	if list[0].Action != "s3:GetObject" || list[0].If != "" || len(list[0].On) != 2 {
		t.Errorf("%+v", list[0])
	}
	if n := find(list, "kms:Decrypt", "key"); n == nil || n.If == "" {
		t.Errorf("its key: %+v", n)
	}
}

func TestACopyReadsAndWrites(t *testing.T) {
	list := needs(t, "s3:CopyObject")
	for _, action := range []string{"s3:GetObject", "s3:PutObject"} {
		if n := find(list, action, "object"); n == nil || n.If != "" {
			t.Errorf("%s: %+v", action, n)
		}
	}
}

// Dependent actions of the catalogue are there, once each.
func TestDependentActions(t *testing.T) {
	list := needs(t, "lambda:CreateFunction")
	if n := find(list, "lambda:PassCapacityProvider", ""); n == nil || !strings.Contains(n.If, "lambda:CreateFunction") {
		t.Errorf("%+v", n)
	}
	roles := 0
	for _, n := range list {
		if n.Action == "iam:PassRole" {
			roles++
		}
	}
	if roles != 1 {
		t.Errorf("%d times iam:PassRole", roles)
	}
	if needs(t, "nosuch:Thing") != nil {
		t.Error("needs of an action that isn't there")
	}
}

// Every row names a call and an action that AWS has, a resource type that the
// action takes, and for a role the service.
func TestRowsAreOfTheCatalogue(t *testing.T) {
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range call.Calls() {
		if _, ok := c.Action(name); !ok && name != "s3:CopyObject" {
			t.Errorf("%s is no action", name)
		}
		for _, n := range call.Needs(c, name) {
			a, ok := c.Action(n.Action)
			switch {
			case !ok:
				t.Errorf("%s needs %s, which is no action", name, n.Action)
			case n.Page != "" && n.Action == "iam:PassRole" && n.PassedTo == "":
				t.Errorf("%s passes a role to whom?", name)
			}
			for _, on := range n.On {
				if !slices.ContainsFunc(a.Resources, func(u catalog.Use) bool { return u.Type == on }) {
					t.Errorf("%s needs %s on a %s, which it doesn't take", name, n.Action, on)
				}
			}
		}
	}
	if len(call.Calls()) < 60 {
		t.Errorf("%d calls", len(call.Calls()))
	}
}
