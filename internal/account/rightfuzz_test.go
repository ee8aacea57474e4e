package account_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// FuzzRights: no file of IAM, Organizations or resource policies makes the reader
// panic, whatever it is called after; what it cannot read makes a problem or a file
// passed over; each resource is there once, and each policy document can be put to
// the package policy.
func FuzzRights(f *testing.F) {
	names := []string{"x", "get-bucket-policy--logs", "get-key-policy-1", "list-policies-for-target--r-ab12", "list-groups-for-user-Bob",
		"list-accounts", "get-policy-version--Own", "list-attached-role-policies-R", "list-parents--111122223333", "get-resource-policy--t"}
	for _, name := range []string{"iam", "organization", "guarded"} {
		archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			f.Fatal(err)
		}
		for n, file := range archive.Files {
			f.Add(file.Data, uint8(n))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, name uint8) {
		files := inMemory(map[string][]byte{
			"111122223333/eu-west-1/" + names[int(name)%len(names)] + ".json": data,
			"111122223333/list-roles.json":                                    []byte(`{"Roles": [{"RoleName": "R", "Arn": "arn:aws:iam::111122223333:role/R", "AssumeRolePolicyDocument": {"Statement": []}}]}`),
		})
		got := account.Load(files, account.Options{})
		if len(got.Sources)+len(got.Problems) < 2 {
			t.Fatal("the file is neither read, nor passed over, nor a problem")
		}
		e := estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
		seen := map[string]bool{}
		for _, r := range e.Resources {
			c := r.Base()
			key := c.Type + " " + c.Physical
			if seen[key] && c.Physical != "" && bytes.HasPrefix([]byte(c.Type), []byte("AWS::IAM::")) {
				t.Fatalf("%s twice", key)
			}
			seen[key] = true
			for _, d := range documentsOf(r) {
				policy.Parse(d.PolicyNode(scenario.Always()))
			}
		}
		if !slices.IsSortedFunc(e.Resources, func(r, s estate.Resource) int { return bytes.Compare([]byte(r.Base().ID), []byte(s.Base().ID)) }) {
			t.Fatal("not sorted")
		}
	})
}

// documentsOf lists the policy documents of a resource.
func documentsOf(r estate.Resource) []*estate.Tree {
	var out []*estate.Tree
	inline := func(list estate.Items[estate.InlinePolicy]) {
		for _, p := range list.Known {
			out = append(out, p.Is.Document)
		}
	}
	switch x := r.(type) {
	case *estate.Role:
		out = append(out, x.Trust)
		inline(x.Policies)
	case *estate.User:
		inline(x.Policies)
	case *estate.Group:
		inline(x.Policies)
	case *estate.ManagedPolicy:
		out = append(out, x.Document)
	case *estate.OrganizationPolicy:
		out = append(out, x.Content)
	case *estate.BucketPolicy:
		out = append(out, x.Document)
	case *estate.Key:
		out = append(out, x.Policy)
	case *estate.ResourcePolicy:
		out = append(out, x.Document)
	case *estate.RestAPI:
		out = append(out, x.Policy)
	}
	return out
}
