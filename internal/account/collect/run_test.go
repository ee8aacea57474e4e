package collect_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"ringwall/internal/account/collect"
	"ringwall/internal/account/snapshot"
	"ringwall/internal/account/wire"
)

// fake is an account: what it does not say is empty.
type fake struct {
	id      string
	answers map[string]map[string]any // by "service:Operation", or that and " thing"
	fails   map[string]error
	before  func(call string) // of each call

	mu    sync.Mutex
	asked []string
}

func (f *fake) Call(ctx context.Context, region, service, operation string, p wire.Params) (map[string]any, error) {
	name := service + ":" + operation
	thing := ""
	for _, k := range []string{"Bucket", "KeyId", "FunctionName", "ParentId", "PolicyId", "UserName", "Filter"} {
		if s, ok := p[k].(string); ok {
			thing = " " + s
		}
	}
	f.mu.Lock()
	f.asked = append(f.asked, region+" "+name+thing)
	if f.before != nil {
		f.before(name + thing)
	}
	f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, key := range []string{name + thing, name} {
		if err := f.fails[key]; err != nil {
			return nil, err
		}
		if a, ok := f.answers[key]; ok {
			return copied(a).(map[string]any), nil
		}
	}
	if name == "sts:GetCallerIdentity" {
		return map[string]any{"Account": f.id}, nil
	}
	return map[string]any{}, nil
}

// copied: what is answered belongs to who asks.
func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = copied(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = copied(x)
		}
		return out
	}
	return v
}

func (f *fake) times(call string) int {
	n := 0
	for _, a := range f.asked {
		if strings.HasSuffix(a, " "+call) {
			n++
		}
	}
	return n
}

func records(key string, list ...map[string]any) map[string]any {
	all := make([]any, len(list))
	for i, x := range list {
		all[i] = x
	}
	return map[string]any{key: all}
}

type one = map[string]any

func refusal(code string) error { return &wire.Error{Status: 403, Code: code, Message: "no"} }

const id = "111122223333"

// account has two Regions, two buckets of which one has no policy, and a key.
func account() *fake {
	return &fake{
		id: id,
		answers: map[string]map[string]any{
			"ec2:DescribeRegions":     records("Regions", one{"RegionName": "eu-west-1"}, one{"RegionName": "us-east-1"}),
			"s3:ListBuckets":          records("Buckets", one{"Name": "logs", "BucketRegion": "eu-west-1"}, one{"Name": "plain", "BucketRegion": "us-east-1"}),
			"s3:GetBucketPolicy logs": {"Policy": "{}"},
			"kms:ListKeys":            records("Keys", one{"KeyId": "k-1"}),
		},
		fails: map[string]error{
			"s3:GetBucketPolicy plain":                &wire.Error{Status: 404, Code: "NoSuchBucketPolicy"},
			"organizations:DescribeOrganization":      &wire.Error{Status: 400, Code: "AWSOrganizationsNotInUseException"},
			"iam:GetCredentialReport":                 &wire.Error{Status: 410, Code: "ReportNotPresent"},
			"account:GetAlternateContact":             &wire.Error{Status: 404, Code: "ResourceNotFoundException"},
			"s3control:GetPublicAccessBlock":          &wire.Error{Status: 404, Code: "NoSuchPublicAccessBlockConfiguration"},
			"iam:GetAccountPasswordPolicy":            &wire.Error{Status: 404, Code: "NoSuchEntity"},
			"directconnect:DescribeVirtualInterfaces": &net.DNSError{Err: "no such host", Name: "directconnect.example", IsNotFound: true},
			"s3:GetBucketOwnershipControls":           &wire.Error{Status: 404, Code: "OwnershipControlsNotFoundError"},
		},
	}
}

func collected(t *testing.T, f *fake, o collect.Options) (collect.Result, collect.Store) {
	t.Helper()
	o.Account = collect.Account{API: f, Region: "eu-west-1"}
	if o.Store == nil {
		o.Store = collect.NewMemory()
	}
	r, err := collect.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r, o.Store
}

func content(t *testing.T, s collect.Store, name string) string {
	t.Helper()
	data, err := s.Read(name)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return strings.Join(strings.Fields(string(data)), "")
}

// TestAllRegionsOnceAndGlobalServicesOnce: what is of a Region is asked in each, what
// is of the account once; buckets where they are.
func TestAllRegionsOnceAndGlobalServicesOnce(t *testing.T) {
	f := account()
	r, s := collected(t, f, collect.Options{})
	if len(r.Missing) > 0 {
		t.Errorf("missing is %v", r.Missing)
	}
	if want := []snapshot.Account{{ID: id, Regions: []string{"eu-west-1", "us-east-1"}}}; !reflect.DeepEqual(r.Accounts, want) {
		t.Errorf("accounts are %v, want %v", r.Accounts, want)
	}
	for call, want := range map[string]int{"ec2:DescribeVpcs": 2, "kms:GetKeyPolicy k-1": 2, "iam:GetAccountAuthorizationDetails": 1, "s3:GetBucketPolicy logs": 1, "ec2:DescribeRegions": 1} {
		if n := f.times(call); n != want {
			t.Errorf("%s was asked %d times, want %d", call, n, want)
		}
	}
	if !slices.Contains(f.asked, "us-east-1 s3:GetBucketPolicy plain") || !slices.Contains(f.asked, "eu-west-1 s3:GetBucketPolicy logs") {
		t.Error("buckets are not asked where they are")
	}
	for name, want := range map[string]string{
		id + "/global/s3-get-bucket-policy--logs.json":        `{"Bucket":"logs","Policy":"{}"}`,
		id + "/global/s3-get-bucket-policy--plain.json":       `{"Bucket":"plain","Policy":null}`,
		id + "/global/s3control-get-public-access-block.json": `{"AccountId":"111122223333","PublicAccessBlockConfiguration":null}`,
		id + "/us-east-1/kms-get-key-policy--k-1.json":        `{"KeyId":"k-1"}`,
	} {
		if got := content(t, s, name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if slices.ContainsFunc(r.Files, func(n string) bool {
		return strings.Contains(n, "credential-report") || strings.Contains(n, "virtual-interfaces")
	}) {
		t.Error("there are files of what is not there")
	}
}

// TestWhatIsRefusedIsMissingAndTheRestIsThere: with the permission where that was what
// it lacked.
func TestWhatIsRefusedIsMissingAndTheRestIsThere(t *testing.T) {
	f := account()
	sound, _ := collected(t, f, collect.Options{})
	f = account()
	f.fails["ec2:DescribeNetworkAcls"] = refusal("UnauthorizedOperation")
	f.fails["s3:ListBuckets"] = refusal("AccessDenied")
	f.fails["kms:ListGrants k-1"] = &wire.Error{Status: 503, Code: "ThrottlingException"}
	f.fails["elb:DescribeLoadBalancers"] = errors.New("kms: the answer goes on in a circle")
	f.fails["ec2:DescribeVpcs"] = &net.DNSError{Err: "no such host", IsNotFound: true}
	r, _ := collected(t, f, collect.Options{Regions: []string{"eu-west-1"}})
	var have []string
	for _, m := range r.Missing {
		have = append(have, strings.Join([]string{m.Account, m.Region, m.Call, m.Resource, m.Permission, m.Error}, "|"))
	}
	want := []string{
		id + "||s3api:ListBuckets||s3:ListAllMyBuckets|AccessDenied: no",
		id + "|eu-west-1|ec2:DescribeNetworkAcls||ec2:DescribeNetworkAcls|UnauthorizedOperation: no",
		id + "|eu-west-1|ec2:DescribeVpcs|||lookup : no such host",
		id + "|eu-west-1|elb:DescribeLoadBalancers|||kms: the answer goes on in a circle",
		id + "|eu-west-1|kms:ListGrants|k-1||ThrottlingException",
	}
	if !slices.Equal(have, want) {
		t.Errorf("missing is\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
	gone := []string{"s3-", "us-east-1/", "ec2-describe-network-acls", "kms-list-grants--k-1", "elb-", "ec2-describe-vpcs"}
	rest := slices.DeleteFunc(slices.Clone(sound.Files), func(n string) bool {
		return slices.ContainsFunc(gone, func(g string) bool { return strings.Contains(n, g) })
	})
	if !slices.Equal(r.Files, rest) {
		t.Errorf("files are %v,\nwant %v", r.Files, rest)
	}
}

// TestBrokenOffGoesOn: at whatever call a run is broken off, a second one asks the rest
// only, and both together are what one whole run is.
func TestBrokenOffGoesOn(t *testing.T) {
	whole, store := collected(t, account(), collect.Options{})
	for at := 1; at < 120; at += 7 {
		s := collect.NewMemory()
		ctx, cancel := context.WithCancel(context.Background())
		f, n := account(), 0
		f.before = func(string) {
			if n++; n == at {
				cancel()
			}
		}
		_, err := collect.Run(ctx, collect.Options{Account: collect.Account{API: f, Region: "eu-west-1"}, Store: s, AtOnce: 3})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("broken off at call %d: %v", at, err)
		}
		again := account()
		r, _ := collected(t, again, collect.Options{Store: s})
		if !slices.Equal(r.Files, whole.Files) || len(r.Missing) > 0 {
			t.Errorf("broken off at call %d: files are %v, missing %v", at, r.Files, r.Missing)
		}
		for _, name := range r.Files {
			if have, want := content(t, s, name), content(t, store, name); have != want {
				t.Errorf("broken off at call %d: %s is %s, want %s", at, name, have, want)
			}
		}
		if twice := len(f.asked) + len(again.asked) - len(account().all(t)); twice > 3+2+6 { // under way, who it is, answered by nothing that is kept
			t.Errorf("broken off at call %d: %d calls were made twice", at, twice)
		}
	}
}

// all are the calls of a whole run.
func (f *fake) all(t *testing.T) []string {
	collected(t, f, collect.Options{})
	return f.asked
}

// TestHalfAFileIsAskedAgain: a file that was being written as the machine stopped is
// no answer.
func TestHalfAFileIsAskedAgain(t *testing.T) {
	s := collect.NewMemory()
	name := id + "/eu-west-1/ec2-describe-vpcs.json"
	if err := s.Write(name, []byte(`{"Vpcs": [`)); err != nil {
		t.Fatal(err)
	}
	f := account()
	f.answers["ec2:DescribeVpcs"] = records("Vpcs", one{"VpcId": "vpc-1"})
	if collected(t, f, collect.Options{Store: s}); content(t, s, name) != `{"Vpcs":[{"VpcId":"vpc-1"}]}` {
		t.Errorf("the file is %s", content(t, s, name))
	}
}

// TestSameAnswersGiveTheSameBytes: in whatever order they come.
func TestSameAnswersGiveTheSameBytes(t *testing.T) {
	pack := func(atOnce int) string {
		r, s := collected(t, account(), collect.Options{AtOnce: atOnce})
		var b strings.Builder
		if err := snapshot.Write(&b, r.Manifest(snapshotTime, "ringwall"), r.FS(s)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if pack(1) != pack(16) {
		t.Error("16 calls at once give another snapshot than one after another")
	}
}

// TestOrganization: all accounts that are active, as the role of each; one that cannot
// be entered is missing; units are followed to the last.
func TestOrganization(t *testing.T) {
	f := account()
	delete(f.fails, "organizations:DescribeOrganization")
	for call, a := range map[string]map[string]any{
		"organizations:DescribeOrganization": {"Organization": one{"Id": "o-1"}},
		"organizations:ListAccounts": records("Accounts", one{"Id": id, "Status": "ACTIVE"}, one{"Id": "444455556666", "Status": "ACTIVE"},
			one{"Id": "777788889999", "Status": "ACTIVE"}, one{"Id": "000000000000", "Status": "SUSPENDED"}),
		"organizations:ListRoots":                             records("Roots", one{"Id": "r-1"}),
		"organizations:ListOrganizationalUnitsForParent r-1":  records("OrganizationalUnits", one{"Id": "ou-1"}),
		"organizations:ListOrganizationalUnitsForParent ou-1": records("OrganizationalUnits", one{"Id": "ou-2"}),
		"organizations:ListPolicies SERVICE_CONTROL_POLICY":   records("Policies", one{"Id": "p-1"}),
	} {
		f.answers[call] = a
	}
	other := account()
	other.id = "444455556666"
	r, _ := collected(t, f, collect.Options{Enter: func(_ context.Context, id string) (collect.API, error) {
		if id == "444455556666" {
			return other, nil
		}
		return nil, fmt.Errorf("assume the role of %s: AccessDenied", id)
	}})
	for _, want := range []string{
		id + "/global/organizations-list-accounts-for-parent--ou-2.json", id + "/global/organizations-describe-policy--p-1.json",
		id + "/global/organizations-list-policies--RESOURCE_CONTROL_POLICY.json", "444455556666/us-east-1/ec2-describe-vpcs.json",
	} {
		if !slices.Contains(r.Files, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if n := other.times("organizations:DescribeOrganization"); n != 0 {
		t.Error("a member is asked about the organisation as well")
	}
	want := []snapshot.Missing{{Account: "777788889999", Call: "sts:AssumeRole", Permission: "sts:AssumeRole", Error: "assume the role of 777788889999: AccessDenied"}}
	if !reflect.DeepEqual(r.Missing, want) {
		t.Errorf("missing is %v, want %v", r.Missing, want)
	}
	if len(r.Accounts) != 3 {
		t.Errorf("accounts are %v", r.Accounts)
	}
}

// TestWithoutAnIdentityThereIsNothing: who cannot even ask who he is gets an error.
func TestWithoutAnIdentityThereIsNothing(t *testing.T) {
	f := account()
	f.fails["sts:GetCallerIdentity"] = refusal("InvalidClientTokenId")
	_, err := collect.Run(context.Background(), collect.Options{Account: collect.Account{API: f}, Store: collect.NewMemory()})
	var e *wire.Error
	if !errors.As(err, &e) || len(f.asked) != 1 {
		t.Errorf("got %v after %v", err, f.asked)
	}
}

// full is a store on which nothing can be written.
type full struct{ collect.Store }

func (full) Write(string, []byte) error { return errors.New("no space left") }

// TestAFullDiskIsAnError: and no snapshot that lacks what could not be kept.
func TestAFullDiskIsAnError(t *testing.T) {
	_, err := collect.Run(context.Background(), collect.Options{Account: collect.Account{API: account(), Region: "eu-west-1"}, Store: full{collect.NewMemory()}})
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v", err)
	}
}

// TestProgressCountsToTheEnd: it never goes back, and ends with all done.
func TestProgressCountsToTheEnd(t *testing.T) {
	last, total := 0, 0
	collected(t, account(), collect.Options{Progress: func(done, known int) {
		if done != last+1 || known < done {
			t.Errorf("after %d of %d comes %d of %d", last, total, done, known)
		}
		last, total = done, known
	}})
	if last != total || last < 100 {
		t.Errorf("it ends with %d of %d", last, total)
	}
}

// TestFilesAreAFileSystem: that everything which reads one can read.
func TestFilesAreAFileSystem(t *testing.T) {
	r, s := collected(t, account(), collect.Options{Regions: []string{"eu-west-1"}})
	var names []string
	err := fs.WalkDir(r.FS(s), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil || !slices.Equal(names, r.Files) {
		t.Errorf("it holds %v, %v, want %v", names, err, r.Files)
	}
	if err := fstest.TestFS(r.FS(s), r.Files...); err != nil {
		t.Log(err)
	}
}
