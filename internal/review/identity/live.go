package identity

import (
	"strings"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// isLive reports whether the sources hold a live account: facts that no template
// writes, such as the root user's, can be expected there and nowhere else.
func isLive(e *estate.Estate) bool {
	for _, r := range e.Resources {
		if r.Base().Physical != "" && r.Base().Origin.Implied == "" {
			return true
		}
	}
	return false
}

// dated reads a date and time of AWS's.
func dated(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05+00:00", "2006-01-02T15:04:05Z"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// latest is the latest time that the sources know of credentials. They were read no
// earlier; how much later, they don't say.
func latest(e *estate.Estate) (time.Time, bool) {
	var out time.Time
	see := func(list ...string) {
		for _, s := range list {
			if t, ok := dated(s); ok && t.After(out) {
				out = t
			}
		}
	}
	for _, k := range estate.All[*estate.AccessKey](e) {
		see(k.Created, k.LastUsed)
	}
	for _, r := range estate.All[*estate.Role](e) {
		see(r.LastUsed)
	}
	for _, r := range estate.All[*estate.RootUser](e) {
		see(r.LastUsed)
	}
	return out, !out.IsZero()
}

// days is how many days lie between two times.
func days(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// permissionSets are the permission sets of IAM Identity Center.
func permissionSets(e *estate.Estate) []*estate.Other {
	return others(e, "AWS::SSO::PermissionSet")
}

func others(e *estate.Estate, typ string) []*estate.Other {
	var out []*estate.Other
	for _, r := range estate.All[*estate.Other](e) {
		if r.Type == typ {
			out = append(out, r)
		}
	}
	return out
}

// session asks a question of how long a permission set's session lasts, in minutes:
// an hour, unless it says otherwise.
func session(set *estate.Other, question func(minutes int) bool) estate.Truth {
	v := set.Properties.At("SessionDuration").AsText()
	return review.Ask(v, truthOf(question(60)), func(t estate.Text) estate.Truth {
		return estate.When(estate.OfAlternatives(v.Origin, t.Expand()...), false, func(s string) bool {
			d, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(s, "PT")))
			return err == nil && question(int(d.Minutes()))
		})
	})
}

func truthOf(is bool) estate.Truth {
	if is {
		return estate.Yes()
	}
	return estate.No()
}
