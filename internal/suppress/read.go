package suppress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// Error is a suppression that was not understood.
type Error struct {
	At   estate.Origin
	Text string
}

// Error prints the place and what is wrong there.
func (e *Error) Error() string { return e.At.String() + ": " + e.Text }

// Hint shows the form.
const Hint = "suppress: [{control: NET-ADMIN-PORT-INTERNET, resource: Bastion, reason: why it is accepted, expires: 2027-01-31}]"

// File reads a file of suppressions: a map with the key suppress. They speak of
// files relative to a folder, and of those in it only if within.
func File(t *estate.Tree, base string, within bool) ([]finding.Suppression, error) {
	out, err := own(t, true)
	for i := range out {
		out[i].Base, out[i].Within = base, within
	}
	return out, err
}

// own reads {suppress: […]}; only a file may choose resources and files.
func own(t *estate.Tree, file bool) ([]finding.Suppression, error) {
	if t.IsMissing() {
		return nil, nil
	}
	if t.Kind != estate.Map {
		return nil, &Error{t.Origin, "expected a map with the key suppress"}
	}
	var out []finding.Suppression
	for _, f := range t.Fields {
		if f.Name != "suppress" {
			return nil, &Error{f.Place(), fmt.Sprintf("%q is no key here; expected suppress", f.Name)}
		}
		if f.Value == nil || f.Value.Kind != estate.List {
			return nil, &Error{f.Place(), "suppress must be a list"}
		}
		for _, item := range f.Value.Items {
			s, err := one(item, file)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// one reads one suppression of our form.
func one(t *estate.Tree, file bool) (finding.Suppression, error) {
	s := finding.Suppression{By: Ours, Origin: t.Place()}
	if t == nil || t.Kind != estate.Map {
		return s, &Error{t.Place(), "a suppression must be a map with control and reason"}
	}
	for i, f := range t.Fields {
		if slices.ContainsFunc(t.Fields[:i], func(other estate.Field) bool { return other.Name == f.Name }) {
			return s, &Error{f.Place(), f.Name + " is written twice"}
		}
		if err := field(&s, f, file); err != nil {
			return s, err
		}
	}
	switch {
	case len(s.Controls) == 0:
		return s, &Error{s.Origin, "the suppression names no control"}
	case strings.TrimSpace(s.Reason) == "":
		return s, &Error{s.Origin, "the suppression gives no reason"}
	}
	s.ID = strings.Join(s.Controls, ", ")
	return s, nil
}

// field reads one field.
func field(s *finding.Suppression, f estate.Field, file bool) error {
	var err error
	lists := map[string]*[]string{"resource": &s.Resources, "file": &s.Files, "path": &s.Paths, "fingerprint": &s.Fingerprints}
	list, selector := lists[f.Name]
	switch {
	case f.Name == "control":
		s.Controls, err = texts(f)
	case selector && !file:
		return &Error{f.Place(), fmt.Sprintf("%q is no key here: this suppression is for what it is written on", f.Name)}
	case selector:
		*list, err = texts(f)
	case f.Name == "reason":
		s.Reason, err = text(f)
	case f.Name == "expires":
		s.Expires, err = day(f)
	case f.Name == "unknown":
		s.Unknown, err = truth(f)
	default:
		return &Error{f.Place(), fmt.Sprintf("%q is no key of a suppression; it has control, resource, file, path, fingerprint, reason, expires and unknown", f.Name)}
	}
	return err
}

func text(f estate.Field) (string, error) {
	if f.Value != nil && f.Value.Kind == estate.Scalar {
		if s, ok := f.Value.Text.Known(); ok && strings.TrimSpace(s) != "" {
			return s, nil
		}
	}
	return "", &Error{f.Place(), f.Name + " must be a text that is written out"}
}

// texts reads one text or a list of them.
func texts(f estate.Field) ([]string, error) {
	if f.Value == nil || f.Value.Kind != estate.List {
		s, err := text(f)
		return []string{s}, err
	}
	var out []string
	for _, i := range f.Value.Items {
		s, err := text(estate.NewField(f.Name, i, i.Place()))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, &Error{f.Place(), f.Name + " is an empty list, which would be nothing"}
	}
	return out, nil
}

func day(f estate.Field) (string, error) {
	s, err := text(f)
	if err != nil {
		return "", err
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", &Error{f.Place(), fmt.Sprintf("expires is %q; expected a day such as 2027-01-31", s)}
	}
	return s, nil
}

func truth(f estate.Field) (bool, error) {
	s, err := text(f)
	if err != nil || !slices.Contains([]string{"true", "false"}, s) {
		return false, &Error{f.Place(), f.Name + " must be true or false"}
	}
	return s == "true", nil
}
