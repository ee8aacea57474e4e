package compare_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
)

// kind is a kind of policies that the benchmark writes.
type kind struct {
	name string
	use  policy.Use
}

var kinds = []kind{{"identity", policy.IdentityPolicy}, {"resource", policy.ResourcePolicy}, {"scp", policy.ServiceControlPolicy}}

// twenty is a policy of 20 statements as people write them: actions and patterns
// of actions, some resources, a condition or two, some Deny.
func twenty(d dice, k kind) []refStatement {
	var out []refStatement
	for i := range 20 {
		service := d.of("s3", "ec2", "dynamodb", "sqs", "lambda", "iam", "kms", "logs")
		effects := []string{"Allow", "Allow", "Allow", "Allow", "Deny"}
		if k.name == "scp" {
			effects = []string{"Deny", "Deny", "Deny", "Deny", "Allow"}
		}
		s := refStatement{effect: d.of(effects...),
			actions: d.some(4, service+":Get*", service+":List*", service+":*", service+":Describe*", service+":Put*", service+":Create*", service+":Tag*", "s3:GetObject", "*")}
		if k.name == "scp" && i == 0 {
			out = append(out, refStatement{effect: "Allow", actions: []string{"*"}, resources: []string{"*"}})
			continue
		}
		if k.name == "scp" && d.IntN(6) == 0 {
			s.notAction = true
		}
		for range 1 + d.IntN(4) {
			s.resources = append(s.resources, d.of("*", "arn:aws:"+service+":*:*:*", fmt.Sprintf("arn:aws:%s:eu-west-1:111122223333:thing/%d*", service, d.IntN(30)),
				fmt.Sprintf("arn:aws:s3:::bucket-%d/*", d.IntN(30)), "arn:aws:s3:::home/${aws:username}/*", fmt.Sprintf("arn:aws:s3:::data-?%d/*/x", d.IntN(9))))
		}
		for range d.IntN(3) {
			s.conditions = append(s.conditions, []refCondition{
				{"StringEquals", "aws:RequestedRegion", d.some(3, "eu-west-1", "us-east-1", "eu-central-1")},
				{"IpAddress", "aws:SourceIp", d.some(3, "10.0.0.0/8", "192.0.2.0/24", "10.2.0.0/16")},
				{"StringLike", "aws:PrincipalArn", d.some(3, "arn:aws:iam::111122223333:role/app-*", "arn:aws:iam::*:role/admin", "arn:aws:iam::111122223333:user/*")},
				{"Bool", "aws:MultiFactorAuthPresent", []string{"true"}},
				{"StringNotEquals", "aws:ResourceTag/team", d.some(2, "a", "b", "${aws:PrincipalTag/team}")},
				{"ForAllValues:StringEquals", "aws:TagKeys", d.some(3, "team", "cost", "env")},
				{"NumericLessThan", "aws:MultiFactorAuthAge", d.some(2, "3600", "60")},
			}[d.IntN(7)])
		}
		if k.name == "resource" {
			s.principal = d.some(3, "*", "111122223333", "222233334444", "arn:aws:iam::111122223333:role/app", "arn:aws:iam::222233334444:user/ann", "arn:aws:sts::111122223333:assumed-role/app/s", "arn:aws:iam::333344445555:root")
			s.notPrincipal = s.effect == "Deny" && d.IntN(4) == 0
		}
		out = append(out, s)
	}
	return out
}

// pairs are 20 statements against 20: others, or the same with some changed.
func pairs(t testing.TB, n int, k kind) [][2]compare.Document {
	var out [][2]compare.Document
	for seed := range n {
		d := dice{rand.New(rand.NewPCG(uint64(seed), 3))}
		old, changed := twenty(d, k), twenty(d, k)
		if seed%3 > 0 {
			other := changed
			changed = slices.Clone(old)
			for range 1 + d.IntN(4) {
				changed[d.IntN(20)] = other[d.IntN(20)]
			}
		}
		if seed%3 == 2 { // nothing but narrower
			changed = slices.Clone(old)
			for i := range changed {
				if changed[i].effect == "Allow" {
					changed[i].conditions = append(slices.Clone(changed[i].conditions), refCondition{"StringEquals", "aws:RequestedRegion", []string{"eu-west-1"}})
				}
			}
		}
		out = append(out, [2]compare.Document{document(t, "old", refJSON(old)), document(t, "new", refJSON(changed))})
	}
	return out
}

// BenchmarkTwenty compares policies of 20 statements. The times are the processor's.
func BenchmarkTwenty(b *testing.B) {
	by := compare.NewComparer(newTable(b))
	for _, k := range kinds {
		list := pairs(b, 300, k)
		b.Run(k.name, func(b *testing.B) {
			var times []time.Duration
			verdicts := map[compare.Verdict]int{}
			for i := 0; b.Loop(); i++ {
				p := list[i%len(list)]
				start := cpuTime()
				r := by.Compare([]compare.Document{p[0]}, []compare.Document{p[1]}, k.use)
				times = append(times, cpuTime()-start)
				verdicts[r.Verdict]++
				if os.Getenv("SLOW") != "" && (times[i] > 15*time.Millisecond || r.Verdict == compare.Undecided) {
					b.Logf("%d %v %v %.300s", i, times[i], r.Verdict, r.Because)
				}
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(times[len(times)-1].Microseconds())/1000, "max-ms")
			b.ReportMetric(100*float64(verdicts[compare.Undecided])/float64(len(times)), "%unknown")
			b.ReportMetric(100*float64(verdicts[compare.NoNewAccess])/float64(len(times)), "%proved")
		})
	}
}

// BenchmarkPathological compares with a pattern made to exhaust.
func BenchmarkPathological(b *testing.B) {
	x := newTable(b)
	pattern := "arn:aws:s3:::" + strings.Repeat("a*", 20) + "c"
	old := document(b, "old", fmt.Sprintf(`{"Effect": "Allow", "Action": "s3:GetObject", "Resource": %q}`, pattern))
	changed := document(b, "new", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a*a?*c"}`)
	for b.Loop() {
		compare.Compare([]compare.Document{old}, []compare.Document{changed}, policy.IdentityPolicy, x)
	}
}
