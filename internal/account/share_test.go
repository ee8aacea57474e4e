package account_test

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

const (
	theShare     = "arn:aws:ram:eu-west-1:111122223333:resource-share/0f3d2c1b"
	shareRecord  = `{"resourceShares": [{"resourceShareArn": "` + theShare + `", "name": "transit", "owningAccountId": "111122223333", "status": "ACTIVE"}]}`
	sharedThings = `{"resources": [{"arn": "arn:aws:ec2:eu-west-1:111122223333:transit-gateway/tgw-0a", "type": "ec2:TransitGateway", "resourceShareArn": "` + theShare + `"}]}`
	sharedWith   = `{"principals": [{"id": "444455556666", "resourceShareArn": "` + theShare + `"}, {"id": "777788889999", "resourceShareArn": "` + theShare + `"}]}`
	associations = `{"resourceShareAssociations": [{"resourceShareArn": "` + theShare + `", "associatedEntity": "444455556666", "associationType": "PRINCIPAL", "status": "ASSOCIATED"},
		{"resourceShareArn": "` + theShare + `", "associatedEntity": "777788889999", "associationType": "PRINCIPAL", "status": "DISASSOCIATED"}]}`
)

// TestShares: what an account shares is known whole of its owner's own lists, never of
// what others see.
func TestShares(t *testing.T) {
	const owner, other = "111122223333/eu-west-1/", "444455556666/eu-west-1/"
	for name, c := range map[string]struct {
		files                 map[string]string
		principals, resources string // with ? at the end where there may be others
	}{
		"the owner's lists":     {map[string]string{owner + "get-resource-shares.json": shareRecord, owner + "list-resources.json": sharedThings, owner + "list-principals.json": sharedWith}, "444455556666 777788889999", "tgw-0a"},
		"the owner's, cut off":  {map[string]string{owner + "list-resources.json": sharedThings, owner + "list-principals.json": strings.TrimSuffix(sharedWith, "}") + `, "nextToken": "x"}`}, "444455556666 777788889999 ?", "tgw-0a"},
		"only the share":        {map[string]string{owner + "get-resource-shares.json": shareRecord}, "?", "?"},
		"what another sees":     {map[string]string{other + "list-resources.json": sharedThings, other + "list-principals.json": sharedWith}, "444455556666 777788889999 ?", "tgw-0a ?"},
		"the owner's, by pairs": {map[string]string{owner + "get-resource-share-associations.json": associations}, "444455556666", "?"},
		"deleted":               {map[string]string{owner + "get-resource-shares.json": strings.Replace(shareRecord, "ACTIVE", "DELETED", 1), owner + "list-principals.json": sharedWith}, "none", "none"},
	} {
		files := map[string][]byte{}
		for name, text := range c.files {
			files[name] = []byte(text)
		}
		got := account.Load(inMemory(files), account.Options{})
		for _, p := range got.Problems {
			t.Errorf("%s: %v", name, p)
		}
		principals, resources := "none", "none"
		for _, r := range got.Resources {
			if c := r.Base(); c.Type == "AWS::RAM::ResourceShare" && c.Physical == theShare {
				principals, resources = inShare(c.Properties.At("Principals")), inShare(c.Properties.At("ResourceArns"))
			}
		}
		if principals != c.principals || resources != c.resources {
			t.Errorf("%s: shared with %q, want %q; shared %q, want %q", name, principals, c.principals, resources, c.resources)
		}
	}
}

func inShare(t *estate.Tree) string {
	list := t.AsTexts()
	var words []string
	for _, i := range list.Known {
		s, _ := i.Is.Known()
		words = append(words, s[strings.LastIndexByte(s, '/')+1:])
	}
	if len(list.Unknown) > 0 {
		words = append(words, "?")
	}
	return strings.Join(words, " ")
}

// TestResourcesAreToldApart: of the same name in two accounts, each is found.
func TestResourcesAreToldApart(t *testing.T) {
	files := map[string][]byte{}
	for _, a := range []string{"111122223333", "444455556666"} {
		files[a+"/list-saml-providers.json"] = []byte(`{"SAMLProviderList": [{"Arn": "arn:aws:iam::` + a + `:saml-provider/SSO"}]}`)
		files[a+"/list-access-keys--Bob.json"] = []byte(`{"AccessKeyMetadata": [{"UserName": "Bob", "AccessKeyId": "AKIAEXAMPLE", "Status": "Active"}]}`)
	}
	got := account.Load(inMemory(files), account.Options{})
	e := estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
	for _, r := range e.Resources {
		if is, _ := e.Get(r.Base().ID); is != r {
			t.Errorf("%s is found as another", r.Base().ID)
		}
	}
	for _, id := range []estate.ID{"arn:aws:iam::111122223333:saml-provider/SSO", "arn:aws:iam::444455556666:saml-provider/SSO"} {
		if _, ok := e.Get(id); !ok {
			t.Errorf("%s is not found", id)
		}
	}
	if !slices.IsSortedFunc(got.Resources, func(r, s estate.Resource) int { return strings.Compare(string(r.Base().ID), string(s.Base().ID)) }) {
		t.Error("not sorted")
	}
}
