package account_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

var update = flag.Bool("update", false, "rewrite what the tests expect")

// TestLoad loads the folders of testdata and compares what is known of them.
func TestLoad(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 6 {
		t.Fatalf("%d folders: %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			folder, want := fstest.MapFS{}, -1
			for n, f := range archive.Files {
				if f.Name == "want" {
					want = n
					continue
				}
				folder[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			files, err := account.Files(folder, ".")
			if err != nil {
				t.Fatal(err)
			}
			got := dump(account.Load(files, account.Options{}))
			if *update {
				if want < 0 {
					archive.Files, want = append(archive.Files, txtar.File{Name: "want"}), len(archive.Files)
				}
				archive.Files[want].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want < 0 || got != string(archive.Files[want].Data) {
				t.Errorf("got:\n%s", got)
			}
		})
	}
}

// dump writes what has been loaded, a line a fact.
func dump(r account.Result) string {
	var b strings.Builder
	e := estate.New(estate.Estate{Resources: r.Resources, Listings: r.Listings})
	for _, x := range e.Resources {
		c := x.Base()
		fmt.Fprintf(&b, "%s  %s  %s%s\n", c.ID, strings.TrimPrefix(c.Type, "AWS::"), c.Stack, facts(e, x))
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "problem: %s\n", p)
	}
	for _, g := range r.Gaps {
		fmt.Fprintf(&b, "gap: %s\n", g.Cause())
	}
	for _, s := range r.Sources {
		if s.Skipped != "" {
			fmt.Fprintf(&b, "skipped: %s: %s\n", s.Name, s.Skipped)
		}
	}
	return b.String()
}

func facts(e *estate.Estate, x estate.Resource) string {
	var list []string
	add := func(name string, v any) {
		if s := strings.TrimSpace(fmt.Sprint(v)); s != "" && s != "[]" && s != "false" {
			list = append(list, name+"="+s)
		}
	}
	switch x := x.(type) {
	case *estate.LiveInterface:
		add("subnet", x.Subnet)
		add("groups", x.Groups)
		add("groups-unknown", x.GroupsUnknown)
		for _, a := range x.Addresses {
			add("ipv4", a.Private)
			if a.Public.IsValid() {
				add("public", a.Public)
			}
		}
		add("ipv6", x.IPv6)
		add("prefixes", x.Prefixes)
		add("owners", x.Owners)
		add("instance", x.Instance)
		add("idle", !x.InUse)
		add("forwards", !x.SourceDestCheck)
		add("placements", len(x.Placements(e)))
	case *estate.RouteTable:
		add("vpc", text(x.VPC))
		add("main", x.Main)
	case *estate.Route:
		add("to", value(x.IPv4)+value(x.IPv6)+text(x.PrefixList))
		for _, a := range x.Target.Alternatives() {
			add("target", a.Is.Ref.String()+unknown(a.State, a.Gap))
		}
		add("propagated", x.Propagated)
		if x.Blackhole {
			add("lost", x.Lost)
		}
	case *estate.SecurityGroup:
		for _, i := range e.RulesOf(x, false).Known {
			add("in", rule(i.Is))
		}
		for _, i := range e.RulesOf(x, true).Known {
			add("out", rule(i.Is))
		}
		add("more", len(x.Ingress.Unknown) > 0)
	case *estate.NetworkACL:
		for _, r := range x.Entries {
			add("entry", value(r.Number)+" "+value(r.Allow)+" "+value(r.Egress)+" "+value(r.Protocol)+" "+value(r.IPv4)+value(r.IPv6)+" "+value(r.From))
		}
	default:
		more(e, x, add)
	}
	if len(list) == 0 {
		return ""
	}
	return "  " + strings.Join(list, " ")
}

func more(e *estate.Estate, x estate.Resource, add func(string, any)) {
	switch x := x.(type) {
	case *estate.VPC:
		add("cidr", value(x.CIDR))
	case *estate.VPCCIDRBlock:
		add("cidr", value(x.IPv4)+value(x.IPv6))
	case *estate.Subnet:
		add("cidr", value(x.IPv4)+" "+value(x.IPv6))
		add("zone", x.ZoneID)
	case *estate.RouteTableAssociation:
		add("subnet", text(x.Subnet))
		add("table", text(x.Table))
	case *estate.NetworkACLAssociation:
		add("subnet", text(x.Subnet))
		add("acl", text(x.ACL))
	case *estate.PrefixList:
		add("name", text(x.Name))
		for _, i := range x.Entries.Known {
			add("entry", value(i.Is))
		}
		add("more", len(x.Entries.Unknown) > 0)
	case *estate.TargetGroup:
		for _, t := range x.Targets.Known {
			add("target", text(t.Is.ID)+":"+value(t.Is.Port)+" "+t.Is.Health)
		}
		add("more", len(x.Targets.Unknown) > 0)
		add("attributes-unknown", len(x.Attributes.Pairs.Unknown) > 0)
	case *estate.TransitGatewayRoute:
		add("table", text(x.Table))
		add("to", value(x.Destination)+x.PrefixList)
		add("via", text(x.Attachment))
		add("blackhole", value(x.Blackhole))
		add("propagated", x.Propagated)
	case *estate.TransitGatewayAttachment:
		add("kind", x.Kind)
		add("of", x.Resource)
		add("subnets", len(x.Subnets.Known))
	case *estate.TransitGatewayAssociation:
		add("table", text(x.Table))
		add("attachment", text(x.Attachment))
	case *estate.DirectConnectAssociation:
		add("gateway", text(x.Gateway))
		add("with", text(x.With))
		for _, i := range x.Allowed.Known {
			add("allowed", i.Is)
		}
	case *estate.Firewall:
		for _, p := range x.Endpoints.Known {
			add("endpoint", p.Is.Subnet.String()+":"+p.Is.ID.String())
		}
	default:
		rights(x, add)
	}
	if n, ok := x.(estate.Networked); ok {
		add("placements", len(n.Placements(e)))
	}
}

func unknown(s estate.State, g estate.Gap) string {
	if s == estate.Unknown {
		return "?(" + g.Cause() + ")"
	}
	return ""
}

func value[T any](v estate.Value[T]) string {
	a := v.Alternatives()[0]
	if a.State != estate.Known {
		return unknown(a.State, a.Gap)
	}
	return fmt.Sprint(a.Is)
}

func text(v estate.Value[estate.Text]) string { return value(v) }

func rule(r estate.SecurityGroupRule) string {
	return fmt.Sprintf("%s/%s-%s:%s", value(r.Protocol), value(r.From), value(r.To), value(r.IPv4)+value(r.IPv6)+text(r.PrefixList)+text(r.Group))
}

// TestRecognises: what a file is, its content says.
func TestRecognises(t *testing.T) {
	for text, want := range map[string]bool{
		`{"Vpcs": []}`: true, `{"NextToken": "x", "Subnets": []}`: true, `{"VpcBlockPublicAccessOptions": {}}`: true,
		`{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:x:1:function:f"}`: true,
		"\xef\xbb\xbf" + `{"Vpcs": []}`:                                         true,
		`{"Resources": {"Vpcs": []}}`:                                           false, `{"Vpcs": {}}`: true, `{"NetworkInterfaces": 7}`: true, `{"Attributes": {}}`: false, `{"Rules": 7}`: false,
		"\xff\xfe{\x00\"\x00V\x00p\x00c\x00s\x00\"\x00:\x00[\x00]\x00": true, "\xfe\xff\x00{\x00\"\x00V\x00p\x00c\x00s\x00\"\x00:\x00[\x00]": true, "\xff\xfe": false,
		`{"RoleDetailList": []}`: true, `{"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": {}}]}`: true, `{"Roles": [{"name": "admin"}]}`: false, `{"Roles": []}`: false,
		`{"Users": [{"UserName": "u"}]}`: true, `{"Users": ["u"]}`: false, `{"items": [{"id": 1}]}`: false, `{"Buckets": [{"Name": "b"}]}`: false,
		`{"Role": {"AssumeRolePolicyDocument": {}}}`: true, `{"Role": "arn"}`: false, `{"Owner": {}, "Grants": []}`: true, `{"SummaryMap": {}}`: false, `{"Policy": "{}"}`: false, `{"Name": "x", "Arn": "y"}`: false,
		`[{"Vpcs": []}]`: false, `{"version": 4}`: false, ``: false, `{"Vpcs"`: false,
	} {
		f := account.File{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
		if got := account.Recognises(f); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestTagsAreShared: interfaces with equal tags and groups hold one list.
func TestTagsAreShared(t *testing.T) {
	const card = `{"NetworkInterfaceId": "eni-%d", "Groups": [{"GroupId": "sg-1"}], "TagSet": [{"Value": "web", "Key": "tier"}, {"Key": "empty", "Value": ""}]}`
	files := inMemory(map[string][]byte{"x.json": []byte(`{"NetworkInterfaces": [` + fmt.Sprintf(card, 1) + "," + fmt.Sprintf(card, 2) + `]}`)})
	got := account.Load(files, account.Options{})
	list := estate.All[*estate.LiveInterface](estate.New(estate.Estate{Resources: got.Resources}))
	if len(list) != 2 || &list[0].Groups[0] != &list[1].Groups[0] || list[0].Tags != list[1].Tags {
		t.Fatalf("lists are not shared: %v", list)
	}
	if v, ok := list[0].Tags.Get("tier").Known(); !ok || v.String() != "web" {
		t.Errorf("tier is %v", v)
	}
	if v, ok := list[0].Tags.Get("empty").Known(); !ok || v.String() != "" {
		t.Errorf("empty is %v %v", v, ok)
	}
}

// FuzzLoad: no file makes the reader panic, and what it cannot read makes a
// problem or a file passed over.
func FuzzLoad(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		files := inMemory(map[string][]byte{"111122223333/eu-west-1/x-tgw-rtb-1.json": data})
		got := account.Load(files, account.Options{})
		if len(got.Sources) == 0 && len(got.Problems) == 0 {
			t.Fatal("the file is neither read, nor passed over, nor a problem")
		}
		e := estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
		seen := map[estate.ID]bool{}
		for _, r := range e.Resources {
			if _, live := r.(*estate.LiveInterface); live { // ids of AWS tell the types apart
				if id := r.Base().ID; seen[id] {
					t.Fatalf("%s twice", id)
				} else {
					seen[id] = true
				}
			}
			if n, ok := r.(estate.Networked); ok {
				n.Placements(e)
			}
		}
		if !slices.IsSortedFunc(e.Resources, func(r, s estate.Resource) int { return strings.Compare(string(r.Base().ID), string(s.Base().ID)) }) {
			t.Fatal("not sorted")
		}
	})
}
