package directory_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
)

// document is a policy of statements.
func document(statements ...string) string {
	return `{"Version": "2012-10-17", "Statement": [` + strings.Join(statements, ", ") + `]}`
}

// liveAccount is an account of so many roles and a tenth as many users, each with
// two inline and two managed policies and the users in groups. Of a hundred roles
// one is an administrator; trust is to services, the account, named roles, and in
// chains of ten.
func liveAccount(t testing.TB, roles int) *estate.Estate {
	t.Helper()
	const account = "111122223333"
	var managed, groups, users, list []string
	for i := range 50 {
		managed = append(managed, fmt.Sprintf(`{"PolicyName": "m%[1]d", "PolicyId": "ANPA%[1]d", "Arn": "arn:aws:iam::%[2]s:policy/m%[1]d", "Path": "/", "DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": %[3]s}]}`,
			i, account, document(
				fmt.Sprintf(`{"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "arn:aws:dynamodb:eu-west-1:%s:table/t%d"}`, account, i),
				fmt.Sprintf(`{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::secret-%d/*"}`, i))))
	}
	for i := range 20 {
		groups = append(groups, fmt.Sprintf(`{"GroupName": "g%[1]d", "GroupId": "AGPA%[1]d", "Path": "/", "Arn": "arn:aws:iam::%[2]s:group/g%[1]d", "GroupPolicyList": [{"PolicyName": "x", "PolicyDocument": %[3]s}], "AttachedManagedPolicies": [{"PolicyName": "m%[1]d", "PolicyArn": "arn:aws:iam::%[2]s:policy/m%[1]d"}]}`,
			i, account, document(`{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}`)))
	}
	own := func(i int) string {
		first := document(fmt.Sprintf(`{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "arn:aws:sqs:eu-west-1:%s:q%d"}`, account, i))
		second := document(fmt.Sprintf(`{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data-%d/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}`, i%200))
		switch {
		case i%100 == 0:
			second = document(`{"Effect": "Allow", "Action": "*", "Resource": "*"}`)
		case i%100 == 1:
			second = document(`{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}`)
		}
		return fmt.Sprintf(`[{"PolicyName": "a", "PolicyDocument": %s}, {"PolicyName": "b", "PolicyDocument": %s}]`, first, second)
	}
	attached := func(i int) string {
		return fmt.Sprintf(`[{"PolicyName": "m%[1]d", "PolicyArn": "arn:aws:iam::%[3]s:policy/m%[1]d"}, {"PolicyName": "m%[2]d", "PolicyArn": "arn:aws:iam::%[3]s:policy/m%[2]d"}]`, i%50, (i+7)%50, account)
	}
	for i := range roles {
		trust := `{"Service": "lambda.amazonaws.com"}`
		switch {
		case i%10 != 0:
			trust = fmt.Sprintf(`{"AWS": "arn:aws:iam::%s:role/r%d"}`, account, i-1)
		case i%30 == 0:
			trust = fmt.Sprintf(`{"AWS": "arn:aws:iam::%s:root"}`, account)
		}
		list = append(list, fmt.Sprintf(`{"Path": "/", "RoleName": "r%[1]d", "RoleId": "AROA%[1]d", "Arn": "arn:aws:iam::%[2]s:role/r%[1]d", "AssumeRolePolicyDocument": %[3]s, "RolePolicyList": %[4]s, "AttachedManagedPolicies": %[5]s, "InstanceProfileList": [], "Tags": []}`,
			i, account, document(fmt.Sprintf(`{"Effect": "Allow", "Principal": %s, "Action": "sts:AssumeRole"}`, trust)), own(i), attached(i)))
	}
	for i := range roles / 10 {
		users = append(users, fmt.Sprintf(`{"Path": "/", "UserName": "u%[1]d", "UserId": "AIDA%[1]d", "Arn": "arn:aws:iam::%[2]s:user/u%[1]d", "UserPolicyList": %[3]s, "GroupList": ["g%[4]d", "g%[5]d"], "AttachedManagedPolicies": %[6]s, "Tags": []}`,
			i, account, own(i), i%20, (i+3)%20, attached(i)))
	}
	join := func(l []string) string { return "[" + strings.Join(l, ",\n") + "]" }
	details := fmt.Sprintf(`{"UserDetailList": %s, "GroupDetailList": %s, "RoleDetailList": %s, "Policies": %s}`, join(users), join(groups), join(list), join(managed))
	queue := `{"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:111122223333:q5", "Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}]}"}}`
	return loadParts(t, []txtar.File{
		{Name: "live/accounts/" + account + "/get-account-authorization-details.json", Data: []byte(details)},
		{Name: "live/accounts/" + account + "/eu-west-1/get-queue-attributes--q5.json", Data: []byte(queue)},
	})
}

func definitions(t testing.TB) (*catalog.Catalog, *catalog.ManagedPolicies) {
	t.Helper()
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	return c, managed
}

// cpu reports the CPU time that a benchmark takes, of all threads, with garbage
// collected as seldom as cmd/ringwall does.
func cpu(b *testing.B) func() {
	spent := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	usual, before := debug.SetGCPercent(400), spent()
	return func() {
		b.ReportMetric(float64((spent()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
		debug.SetGCPercent(usual)
	}
}

// BenchmarkWhoCan lists who can send to a queue of an account, from the estate on.
func BenchmarkWhoCan(b *testing.B) {
	for _, roles := range []int{100, 1000, 9000} {
		e := liveAccount(b, roles)
		c, managed := definitions(b)
		b.Run(fmt.Sprint(roles+roles/10), func(b *testing.B) {
			b.ReportAllocs()
			defer cpu(b)()
			for b.Loop() {
				d := directory.New(e, c, managed)
				targets, err := d.Targets("q5", "sqs:SendMessage")
				if err != nil {
					b.Fatal(err)
				}
				if list := d.WhoCan("sqs:SendMessage", targets, directory.Question{}); len(list) < roles/100 {
					b.Fatalf("%d can", len(list))
				}
			}
		})
	}
}

// BenchmarkAssumptions finds who can take each role.
func BenchmarkAssumptions(b *testing.B) {
	for _, roles := range []int{100, 1000, 10000} {
		e := liveAccount(b, roles)
		c, managed := definitions(b)
		b.Run(fmt.Sprint(roles), func(b *testing.B) {
			b.ReportAllocs()
			defer cpu(b)()
			for b.Loop() {
				d, n := directory.New(e, c, managed), 0
				for _, p := range d.Principals() {
					n += d.Takers(p)
				}
				if n < roles {
					b.Fatalf("%d edges", n)
				}
			}
		})
	}
}

// BenchmarkAsk decides one question again and again.
func BenchmarkAsk(b *testing.B) {
	d := newDirectory(b, liveAccount(b, 100))
	p, err := d.Principal("r5")
	if err != nil {
		b.Fatal(err)
	}
	targets, err := d.Targets("q5", "sqs:SendMessage")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if a := d.Ask(directory.Question{Principal: p, Action: "sqs:SendMessage", Target: targets[0]}); a.Verdict != authz.Allowed {
			b.Fatal(a.Verdict)
		}
	}
}
