package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// Stamp is what security services want to know of a finding beside itself: when
// it was made, by which version, and where what is found is, for sources that
// don't say.
type Stamp struct {
	Time            time.Time
	Version         string
	Account, Region string
}

// ErrPlace is the error of a finding of which neither the sources nor the user say
// in which account and Region it is.
var ErrPlace = errors.New("its account and Region are not known")

// place is where a finding's resource is: what the sources say, else the stamp's.
func (s Stamp) place(subject Subject, id estate.ID) (account, region string) {
	account, region = s.Account, s.Region
	if r, ok := subject.Estate.Get(id); ok {
		if known, ok := r.Base().Account.Known(); ok && known != "" {
			account = known
		}
		if known, ok := r.Base().Region.Known(); ok && known != "" {
			region = known
		}
	}
	return account, region
}

// filled takes the account and the Region of the sources, where they know of one
// only.
func (s Stamp) filled(subject Subject) Stamp {
	one := func(given string, of func(*estate.Core) estate.Text) string {
		var found []string
		for _, r := range subject.Estate.Resources {
			if known, ok := of(r.Base()).Known(); ok && known != "" && !slices.Contains(found, known) {
				found = append(found, known)
			}
		}
		if given == "" && len(found) == 1 {
			return found[0]
		}
		return given
	}
	s.Account = one(s.Account, func(c *estate.Core) estate.Text { return c.Account })
	s.Region = one(s.Region, func(c *estate.Core) estate.Text { return c.Region })
	return s
}

// told are all findings of a review, those that are suppressed behind the others.
func (r *Review) told() []finding.Finding {
	return append(r.Findings[:len(r.Findings):len(r.Findings)], r.Suppressed...)
}

// titleOfFinding is a finding in a line: "NET-ADMIN-PORT-INTERNET Group: SSH is open".
func (s Subject) titleOfFinding(f finding.Finding) string {
	name := "the estate"
	if f.Resource != "" {
		name = string(f.Resource)
	}
	return f.Control + " " + name + ": " + s.message(f)
}

// arnOf is a resource's ARN as far as nothing in it is open, else its id.
func (s Subject) arnOf(id estate.ID) string {
	if arn := s.resource(id).ARN; arn != "" && !strings.Contains(arn, "${") {
		return arn
	}
	if id == "" {
		return strings.Join(s.Names, ", ")
	}
	return string(id)
}

// within cuts a text to a number of bytes, and says so.
func within(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[:most-len("…")]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// unplaced is the error of a finding without a place.
func unplaced(format string, f finding.Finding) error {
	return fmt.Errorf("write %s: %s: %w", format, f.Control, ErrPlace)
}
