// Package claim is sentences about an estate that can be proved or refuted: what
// a scenario of the tests asserts, and what a user's guarantee will be.
//
//	internet -> WebServer tcp/443 yes
//	internet -> tag:tier=data any no
//	internet -> WebServer any exactly tcp/80,443
//
// It refuses to be a rule: a claim has no severity and no advice.
package claim

import (
	"fmt"
	"strings"

	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/traffic"
)

// Claim is a sentence about what traffic can flow.
type Claim struct {
	Line     int // in its file, from 1
	Text     string
	From, To reach.Selector
	Services traffic.Services
	// Want is the verdict that is claimed. Of "any" Yes is that something
	// flows; of other services, that all of them do.
	Want proof.Verdict
	// Exactly claims instead that just these of the services flow, for certain
	// and at most.
	Exactly *traffic.Services
}

// Outcome is a claim put to an estate.
type Outcome struct {
	Claim Claim
	Holds bool
	// Got says in a word or two what is so: "yes", "no", "unknown", "tcp 80".
	Got    string
	Answer reach.Answer
}

// Parse reads one line.
func Parse(line string) (Claim, error) {
	words := strings.Fields(line)
	if len(words) < 5 || words[1] != "->" {
		return Claim{}, fmt.Errorf("parse claim %q: expected FROM -> TO SERVICE yes|no|unknown|exactly SERVICE", line)
	}
	c := Claim{Text: strings.Join(words, " ")}
	var err error
	if c.From, err = reach.ParseSelector(words[0]); err != nil {
		return Claim{}, fmt.Errorf("parse claim %q: %w", line, err)
	}
	if c.To, err = reach.ParseSelector(words[2]); err != nil {
		return Claim{}, fmt.Errorf("parse claim %q: %w", line, err)
	}
	if c.Services, err = traffic.ParseService(words[3]); err != nil {
		return Claim{}, fmt.Errorf("parse claim %q: %w", line, err)
	}
	if err := c.expect(words[4:]); err != nil {
		return Claim{}, fmt.Errorf("parse claim %q: %w", line, err)
	}
	return c, nil
}

// expect reads what is claimed.
func (c *Claim) expect(words []string) error {
	switch {
	case words[0] == "exactly" && len(words) == 2:
		s, err := traffic.ParseService(words[1])
		c.Exactly = &s
		return err
	case len(words) > 1:
		return fmt.Errorf("%q is too much", strings.Join(words[1:], " "))
	}
	for _, v := range []proof.Verdict{proof.Yes, proof.No, proof.Unknown} {
		if v.String() == words[0] {
			c.Want = v
			return nil
		}
	}
	return fmt.Errorf("%q is none of yes, no, unknown and exactly", words[0])
}

// ParseAll reads a file: a claim a line; empty lines and those that begin with
// # are passed over.
func ParseAll(text string) ([]Claim, error) {
	var out []Claim
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c, err := Parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		c.Line = i + 1
		out = append(out, c)
	}
	return out, nil
}

// Prove puts the claim to an estate. It fails with a [reach.NoMatchError] where
// the claim names what is not there.
func (c Claim) Prove(m *reach.Model) (Outcome, error) {
	a, err := m.Ask(reach.Question{From: c.From, To: c.To, Services: c.Services})
	if err != nil {
		return Outcome{}, fmt.Errorf("prove %q: %w", c.Text, err)
	}
	out := Outcome{Claim: c, Answer: a}
	if c.Exactly != nil {
		out.Got = "exactly " + a.Traffic.String()
		out.Holds = a.Traffic.Equal(*c.Exactly) && a.Possible.Equal(*c.Exactly)
		if !a.Possible.Equal(a.Traffic) {
			out.Got += ", at most " + a.Possible.String()
		}
		return out, nil
	}
	got := c.verdict(a)
	out.Got, out.Holds = got.String(), got == c.Want
	return out, nil
}

// verdict is No only if nothing that is claimed can flow, and Yes only if all of
// it does.
func (c Claim) verdict(a reach.Answer) proof.Verdict {
	if a.Proof.Verdict == proof.Yes && !c.Services.IsAll() && !a.Traffic.Covers(c.Services) {
		return proof.Unknown
	}
	return a.Proof.Verdict
}
