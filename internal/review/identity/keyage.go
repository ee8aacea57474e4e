package identity

import (
	"fmt"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// KeyAge asks that access keys are young, in use, and one a user. How old a key is
// at least, the latest date in the sources tells: they were read no earlier.
func KeyAge() *review.Rule {
	return &review.Rule{
		ID: "IAM-KEY-AGE", Area: finding.Identity, Severity: finding.Medium,
		Title: "Access keys are at most 90 days old, in use, and one a user",
		Why: "A key works from anywhere until somebody takes it away. The older it is, the more laptops, repositories and logs hold " +
			"a copy; one that nobody uses is missed by nobody when it is stolen.",
		Fix: "Replace the key by a role; where there is no way, make a new key, change over, and delete the old one (aws iam " +
			"delete-access-key). Delete keys that are not used.",
		Needs: []string{"ORG"}, References: []string{"FSBP IAM.3", "FSBP IAM.8", "CIS 2.11", "CIS 2.12", "CIS 2.13", "WA SEC02-BP05"},
		Specimen: keySpecimen("2025-01-10T08:00:00+00:00"), Twin: keySpecimen("2026-04-10T08:00:00+00:00"),
		Check: checkKeyAge,
	}
}

func keySpecimen(created string) string {
	return `-- 111122223333/list-access-keys.json --
{"AccessKeyMetadata": [{"UserName": "ci", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active", "CreateDate": "` + created + `"}]}
-- 111122223333/list-roles.json --
{"Roles": [{"Path": "/", "RoleName": "app", "RoleId": "AROAEXAMPLE", "Arn": "arn:aws:iam::111122223333:role/app", "CreateDate": "2026-05-04T08:00:00+00:00",
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}, "RoleLastUsed": {"LastUsedDate": "2026-05-04T08:00:00+00:00", "Region": "eu-west-1"}}]}
`
}

// Keys of the age and disuse that CIS and FSBP allow at most, in days.
const (
	oldestKey   = 90
	longestIdle = 45
)

func checkKeyAge(p *review.Pass) {
	now, dated := latest(p.Estate)
	active := map[string]int{}
	keys := estate.All[*estate.AccessKey](p.Estate)
	owner := func(k *estate.AccessKey) string {
		t, _ := k.User.Known()
		return k.Account.String() + "/" + t.String()
	}
	for _, k := range keys {
		if !estate.Is(k.Active.Or(true), true).True.IsNever() {
			active[owner(k)]++
		}
	}
	for _, k := range keys {
		if k.Physical == "" {
			continue // a template's key is made when the stack is
		}
		says, settled := keyFaults(k, now, dated)
		if active[owner(k)] > 1 {
			says = append(says, review.Part{Bad: estate.Yes(), Says: "is one of several active keys of its user", Severity: finding.Low})
		}
		if len(says) == 0 && !settled {
			says = append(says, review.Part{
				Bad:  estate.Maybe(review.Gap("the age of "+k.Logical, "the sources hold no date to compare with", "aws iam list-access-keys", k.Origin)),
				Says: "may be older than 90 days", Severity: finding.Medium,
			})
		}
		for i := range says {
			says[i].Bad = says[i].Bad.And(estate.Is(k.Active.Or(true), true))
		}
		p.JudgeParts(k, says, review.Detail{})
	}
}

// keyFaults are what the dates tell; settled reports that they tell anything.
func keyFaults(k *estate.AccessKey, now time.Time, known bool) (out []review.Part, settled bool) {
	created, ok := dated(k.Created)
	if !ok || !known {
		return nil, false
	}
	if n := days(created, now); n > oldestKey {
		out = append(out, review.Part{Bad: estate.Yes(), Says: fmt.Sprintf("is at least %d days old", n), Severity: finding.Medium})
	}
	if used, ok := dated(k.LastUsed); ok && days(used, now) >= longestIdle {
		out = append(out, review.Part{Bad: estate.Yes(), Says: fmt.Sprintf("has not been used for at least %d days", days(used, now)), Severity: finding.Medium})
	}
	return out, true
}
