package account_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// claim is what the sources say of who may do what, as far as they say it: which
// policies, groups, boundary, parent, … something has, and whether there may be
// others.
type claim struct {
	has  []string
	open bool
}

func (c *claim) say(s string, known bool) {
	if known {
		c.has = append(c.has, s)
	} else {
		c.open = true
	}
}

func (c *claim) list(what string, l estate.Items[estate.Text]) {
	for _, i := range l.Known {
		c.say(what+" "+i.Is.String(), true)
	}
	c.open = c.open || len(l.Unknown) > 0
}

func (c *claim) value(what string, v estate.Value[estate.Text]) {
	a := v.Alternatives()[0]
	if a.State != estate.Absent {
		c.say(what+" "+a.Is.String(), a.State == estate.Known)
	}
}

func (c *claim) document(what string, t *estate.Tree) {
	if !t.IsMissing() {
		c.say(what, t.Kind != estate.Opaque)
	}
}

// claims are those of a folder, by what they are of.
func claims(t *testing.T, files map[string][]byte) (map[string]*claim, account.Result) {
	t.Helper()
	got := account.Load(inMemory(files), account.Options{})
	e := estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
	out := map[string]*claim{}
	of := func(name string) *claim {
		if out[name] == nil {
			out[name] = &claim{}
		}
		return out[name]
	}
	for _, r := range e.Resources {
		c := r.Base()
		switch x := r.(type) {
		case *estate.Role:
			k := of(c.Physical)
			k.document("trust", x.Trust)
			k.value("boundary", x.Boundary)
			identityClaim(k, x.Policies, x.Managed)
		case *estate.User:
			k := of(c.Physical)
			k.list("group", x.Groups)
			k.value("boundary", x.Boundary)
			identityClaim(k, x.Policies, x.Managed)
		case *estate.Group:
			identityClaim(of(c.Physical), x.Policies, x.Managed)
		case *estate.ManagedPolicy:
			of(c.Physical).document("document", x.Document)
		case *estate.OrganizationalUnit:
			of(c.Physical).value("parent", x.Parent)
		case *estate.Account:
			of(c.Physical).list("parent", x.Parents)
		case *estate.OrganizationPolicy:
			for _, i := range x.Targets.Known {
				of(i.Is.String()).document(value(x.Kind)+" "+c.Physical, x.Content)
			}
		default:
			guardedClaim(of, r)
		}
	}
	for _, c := range out {
		slices.Sort(c.has)
	}
	return out, got
}

func identityClaim(k *claim, policies estate.Items[estate.InlinePolicy], managed estate.Items[estate.Text]) {
	for _, p := range policies.Known {
		k.document("inline "+text(p.Is.Name), p.Is.Document)
	}
	k.open = k.open || len(policies.Unknown) > 0
	k.list("managed", managed)
}

func guardedClaim(of func(string) *claim, r estate.Resource) {
	name := r.Base().Physical
	switch x := r.(type) {
	case *estate.Bucket:
		k := of("bucket " + x.Physical)
		if restricts, known := x.PublicAccess.RestrictPublicBuckets.Known(); !known {
			k.open = true
		} else {
			k.say(fmt.Sprint("restricts ", restricts), true)
		}
	case *estate.BucketPolicy:
		of("bucket "+text(x.Bucket)).document("policy", x.Document)
	case *estate.Key:
		of(name).document("policy", x.Policy)
	case *estate.KeyGrant:
		k := of(text(x.Key))
		k.say("grant "+name, len(x.Operations.Unknown) == 0)
	case *estate.ResourcePolicy:
		of(texts(x.Subjects)).document("policy", x.Document)
	case *estate.QueuePolicy:
		of(texts(x.Queues)).document("policy", x.Document)
	case *estate.TopicPolicy:
		of(texts(x.Topics)).document("policy", x.Document)
	case *estate.SecretPolicy:
		of(text(x.Secret)).document("policy", x.Document)
	case *estate.Queue, *estate.Topic, *estate.Secret, *estate.Function:
		of(name)
	case *estate.Repository:
		of(name).document("policy", x.Policy)
	case *estate.FileSystem:
		of(name).document("policy", x.Policy)
	case *estate.DynamoTable:
		of(name).document("policy", x.Policy)
	case *estate.SearchDomain:
		of(name).document("policy", x.Policy)
	case *estate.BackupVault:
		of(name).document("policy", x.Policy)
	case *estate.EventBus:
		of(name).document("policy", x.Policy)
	case *estate.RestAPI:
		of(name).document("policy", x.Policy)
	case *estate.VPCEndpoint:
		of(name).document("policy", x.Policy)
	}
}

// sameClaims checks that damage takes claims away, or makes them open, and never
// makes others.
func sameClaims(t *testing.T, what string, files map[string][]byte, was map[string]*claim) {
	t.Helper()
	got, _ := claims(t, files)
	for name, c := range got {
		sound := was[name]
		if sound == nil {
			sound = &claim{open: true}
		}
		if !c.open && (sound.open || !slices.Equal(c.has, sound.has)) {
			t.Errorf("%s: %s has %q and nothing else, it had %q", what, name, c.has, sound.has)
		}
	}
}

func rightsFolder(t *testing.T, name string) map[string][]byte {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range archive.Files {
		if f.Name != "want" {
			out[f.Name] = f.Data
		}
	}
	return out
}

// TestDamageTakesNoPolicyAway: a file of IAM, Organizations or resource policies
// that is missing, ends anywhere or holds a value of a wrong type anywhere leaves no
// policy, group, boundary or parent out without saying so.
func TestDamageTakesNoPolicyAway(t *testing.T) {
	for _, folder := range []string{"iam", "organization", "guarded"} {
		sound := rightsFolder(t, folder)
		was, _ := claims(t, sound)
		n := 0
		for _, name := range slices.Sorted(maps.Keys(sound)) {
			files := maps.Clone(sound)
			delete(files, name)
			sameClaims(t, name+" missing", files, was)
			for n := 0; n < len(bytes.TrimSpace(sound[name])); n += 7 * step() {
				files[name] = sound[name][:n]
				sameClaims(t, fmt.Sprintf("%s to byte %d", name, n), files, was)
			}
			var tree any
			if err := json.Unmarshal(sound[name], &tree); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			damage(tree, name, func(where string) {
				if n++; n%step() != 0 || insideDocument(where) {
					return
				}
				data, err := json.Marshal(tree)
				if err != nil {
					t.Fatal(err)
				}
				files[name] = data
				sameClaims(t, where, files, was)
			})
		}
	}
}

// insideDocument: what is wrong within a policy document, the policy language
// judges.
func insideDocument(where string) bool {
	if strings.HasSuffix(where, "AttachedManagedPolicies = []") {
		return true // no fault: AWS's example has a map in its place
	}
	return strings.Contains(where, ".Statement") || strings.Contains(where, "Document.Version =") || strings.Contains(where, "Policy.Version =")
}

// TestListsOfOthersSayNothingOfIAM: the users of other services have the same key,
// and an empty list may be theirs.
func TestListsOfOthersSayNothingOfIAM(t *testing.T) {
	for text, want := range map[string]bool{
		`{"Users": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u"}]}`:                                 true,
		`{"Users": [{"UserId": "u", "UserName": "u", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:user:u"}]}`: false,
		`{"Users": [{"Username": "u", "Attributes": []}]}`:                                                          false,
		`{"Group": {"GroupName": "g"}, "Users": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u"}]}`:    false,
		`{"Users": []}`: false,
		`{"Users": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u"}, {"UserName": "v"}]}`:                     false,
		`{"Users": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u"}, 7]}`:                                     false,
		`{"Users": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u"}], "IsTruncated": true, "Marker": "more"}`: false,
	} {
		got := account.Load(inMemory(map[string][]byte{"111122223333/users.json": []byte(text)}), account.Options{})
		e := estate.New(estate.Estate{Listings: got.Listings})
		if is := e.Lists(estate.UserListing, &estate.Core{Account: estate.Literal("111122223333")}); is != want {
			t.Errorf("%s: whole is %v", text, is)
		}
	}
}

// TestEachListIsWholeOrNot: the lists of roles, users, groups and accounts are whole
// where the whole output is there, and no others.
func TestEachListIsWholeOrNot(t *testing.T) {
	_, got := claims(t, rightsFolder(t, "iam"))
	_, org := claims(t, rightsFolder(t, "organization"))
	e := estate.New(estate.Estate{Listings: append(got.Listings, org.Listings...)})
	for _, c := range []struct {
		account string
		kind    estate.ListingKind
		want    bool
	}{
		{"123456789012", estate.RoleListing, true}, {"123456789012", estate.UserListing, true}, {"123456789012", estate.GroupListing, true},
		{"210987654321", estate.RoleListing, true}, {"210987654321", estate.UserListing, false}, {"210987654321", estate.GroupListing, false},
		{"333333333333", estate.RoleListing, false}, {"333333333333", estate.UserListing, true},
		{"111111111111", estate.AccountListing, true}, {"444444444444", estate.RoleListing, false},
	} {
		if is := e.Lists(c.kind, &estate.Core{Account: estate.Literal(c.account)}); is != c.want {
			t.Errorf("%s of %s: whole is %v", c.kind, c.account, is)
		}
	}
}
