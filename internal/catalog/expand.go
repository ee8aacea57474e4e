package catalog

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Expand lists the actions that an entry of a policy's Action element stands for,
// as prefix:Name, sorted by their bytes. In the entry * is any run of characters and ? is one;
// case does not matter ("IAM JSON policy elements: Action"). The entry * stands
// for all actions; any other without a colon, which IAM refuses, for none.
func (c *Catalog) Expand(entry string) []string {
	service, name, colon := strings.Cut(entry, ":")
	if !colon {
		if strings.Trim(entry, "*") != "" || entry == "" {
			return nil
		}
		name = "*"
	}
	if strings.Contains(name, ":") {
		return nil
	}
	var services []int
	for i, prefix := range c.prefixes {
		if !colon || match(service, prefix) {
			services = append(services, i)
		}
	}
	// With the colon s3-object-lambda comes before s3.
	slices.SortFunc(services, func(i, j int) int { return strings.Compare(c.prefixes[i]+":", c.prefixes[j]+":") })
	var out []string
	for _, i := range services {
		before := len(c.prefixes[i]) + 1
		for _, action := range c.services[i].names() {
			if match(name, action[before:]) {
				out = append(out, action)
			}
		}
	}
	return out
}

// match reports whether a pattern with * and ? stands for the whole of s, without
// regard to the case of ASCII letters. It takes at most len(pattern) times len(s)
// steps.
func match(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && pattern[p] == '?':
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			p++
		case p < len(pattern) && lower(pattern[p]) == lower(s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
