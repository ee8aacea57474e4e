package catalog_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

// s3:* is all of S3's actions, whatever the case ("IAM JSON policy elements:
// Action": the prefix and the name are not case-sensitive).
func TestExpandService(t *testing.T) {
	c := embedded(t)
	for _, prefix := range c.Services() {
		s, _ := c.Service(prefix)
		var want []string
		for _, a := range s.Actions {
			want = append(want, a.String())
		}
		slices.Sort(want)
		for _, entry := range []string{prefix + ":*", strings.ToUpper(prefix) + ":**", prefix + ":?*"} {
			if got := c.Expand(entry); !slices.Equal(got, want) {
				t.Errorf("%s: %d actions, want %d", entry, len(got), len(want))
			}
		}
	}
}

func TestExpand(t *testing.T) {
	c := embedded(t)
	for entry, want := range map[string]string{
		"sqs:SendMessage":              "sqs:SendMessage",
		"SQS:sendmessage":              "sqs:SendMessage",
		"sqs:*Message":                 "sqs:DeleteMessage sqs:ReceiveMessage sqs:SendMessage",
		"sqs:???????ueue":              "sqs:CreateQueue sqs:DeleteQueue",
		"iam:*AccessKey":               "iam:CreateAccessKey iam:DeleteAccessKey iam:UpdateAccessKey",
		"sns:P*i*":                     "sns:Publish sns:PutDataProtectionPolicy",
		"s[qn]s:*":                     "",
		"sqs:SendMessage*extra":        "",
		"sqs":                          "",
		"":                             "",
		"sq*":                          "",
		"*Message":                     "",
		"sqs:Send:Message":             "",
		"sqs:":                         "",
		":SendMessage":                 "",
		"?qs:SendMessag\u00e9":         "",
		"s*:*endMessage":               "sms-voice:SendMessage sqs:SendMessage",
		"sqs:Send?essage":              "sqs:SendMessage",
		"sqs:*e*e*e*e*e*e*e*e*e*e*e*e": "",
	} {
		if entry == "s*:*endMessage" {
			want = strings.Join(slices.DeleteFunc(c.Expand("*"), func(a string) bool {
				return !strings.HasPrefix(a, "s") || !strings.HasSuffix(strings.ToLower(a), "endmessage")
			}), " ")
		}
		if got := strings.Join(c.Expand(entry), " "); got != want {
			t.Errorf("%q is %q, want %q", entry, got, want)
		}
	}
	if !slices.Equal(c.Expand("*"), c.Expand("*:*")) || !slices.Equal(c.Expand("*"), c.Expand("***")) {
		t.Error("*, *** and *:* differ")
	}
}

// A sorted list is what two policies can be compared by.
func TestExpandIsSorted(t *testing.T) {
	all := embedded(t).Expand("*")
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("not sorted, or not unique")
	}
}

// Expansion agrees with a regular expression made from the entry, over a few
// services; and nothing that is expanded is not an action.
func FuzzExpand(f *testing.F) {
	for _, seed := range []string{"*", "s3:*", "s3:Get*Acl", "*:*Tag*", "ec2:?e*", "S3:*e*e*e*", "sqs", "a:b:c", "\xff:*", "s3:?\u00e9"} {
		f.Add(seed)
	}
	var few catalog.Data
	for _, prefix := range []string{"s3", "sns", "sqs", "sts"} {
		s, _ := embedded(f).Service(prefix)
		few.Services = append(few.Services, s)
	}
	c, err := catalog.Decode(encode(f, few))
	if err != nil {
		f.Fatal(err)
	}
	all := c.Expand("*")
	f.Fuzz(func(t *testing.T, entry string) {
		got := c.Expand(entry)
		pattern := strings.ReplaceAll(strings.ReplaceAll(regexp.QuoteMeta(entry), `\*`, `.*`), `\?`, `.`)
		re, err := regexp.Compile(`(?is)^(?:` + pattern + `)$`)
		valid := strings.Count(entry, ":") == 1
		if entry != "" && strings.Trim(entry, "*") == "" {
			valid = true
		}
		if err != nil || !ascii(entry) {
			for _, a := range got {
				if _, ok := c.Action(a); !ok {
					t.Errorf("%q has %q", entry, a)
				}
			}
			return
		}
		var want []string
		for _, a := range all {
			if valid && re.MatchString(a) {
				want = append(want, a)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %d actions, want %d", entry, len(got), len(want))
		}
	})
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}
