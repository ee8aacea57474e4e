package catalog

import (
	"fmt"
	"strings"
)

// check reports what keeps a service, whose lists are sorted, from being written
// or found again.
func check(s Service) error {
	if s.Prefix == "" || strings.ToLower(s.Prefix) != s.Prefix || strings.ContainsAny(s.Prefix, ":*? ") {
		return fmt.Errorf("%q is no prefix of actions", s.Prefix)
	}
	keys, types := map[string]bool{}, map[string]bool{}
	for i, k := range s.Keys {
		if i > 0 && compareFold(k.Name, s.Keys[i-1].Name) == 0 {
			return fmt.Errorf("condition key %s is there twice", k.Name)
		}
		keys[k.Name] = true
	}
	for i, t := range s.Types {
		if i > 0 && compareFold(t.Name, s.Types[i-1].Name) == 0 {
			return fmt.Errorf("resource type %s is there twice", t.Name)
		}
		types[t.Name] = true
		if err := checkType(t, keys); err != nil {
			return fmt.Errorf("resource type %s: %w", t.Name, err)
		}
	}
	for i, a := range s.Actions {
		if i > 0 && compareFold(a.Name, s.Actions[i-1].Name) == 0 {
			return fmt.Errorf("action %s is there twice", a.Name)
		}
		if err := checkAction(a, s.Prefix, types, keys); err != nil {
			return fmt.Errorf("action %s: %w", a.Name, err)
		}
	}
	return checkSizes(s)
}

func checkType(t ResourceType, keys map[string]bool) error {
	for _, a := range t.ARNs {
		if len(strings.SplitN(a, ":", 6)) < 6 || !strings.HasPrefix(a, "arn:") {
			return fmt.Errorf("%q is no form of ARNs: arn:partition:service:region:account:resource is expected", a)
		}
	}
	return declared(t.Keys, keys)
}

func checkAction(a Action, prefix string, types, keys map[string]bool) error {
	if a.Name == "" || strings.Trim(a.Name, actionLetters) != "" || a.Service != prefix {
		return fmt.Errorf("%q is no name of an action of %s", a, prefix)
	}
	for _, u := range a.Resources {
		if !types[u.Type] {
			return fmt.Errorf("resource type %q is not among those of the service", u.Type)
		}
		if err := declared(u.Keys, keys); err != nil {
			return fmt.Errorf("resource type %s: %w", u.Type, err)
		}
	}
	return declared(a.Keys, keys)
}

const actionLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func declared(list []string, keys map[string]bool) error {
	for _, k := range list {
		if !keys[k] {
			return fmt.Errorf("condition key %q is not among those of the service", k)
		}
	}
	return nil
}

// checkSizes reports a text that is longer than any of AWS's.
func checkSizes(s Service) error {
	texts := []string{s.Prefix, s.Name}
	for _, k := range s.Keys {
		texts = append(texts, k.Name)
	}
	for _, t := range s.Types {
		texts = append(append(texts, t.Name), t.ARNs...)
	}
	for _, a := range s.Actions {
		texts = append(append(texts, a.Name), a.Dependent...)
	}
	for _, t := range texts {
		if len(t) > maxText {
			return fmt.Errorf("a text has %d bytes, which is more than %d: %.40q…", len(t), maxText, t)
		}
	}
	return nil
}
