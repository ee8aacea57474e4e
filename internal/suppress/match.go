package suppress

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// matcher meets findings with suppressions.
type matcher struct{ estate *estate.Estate }

// first is the first suppression in force that a finding is under. It notes in
// used every one that speaks of the finding, also where it doesn't go so far as
// to suppress it: of what is unknown it may be needed yet.
func (m matcher) first(f finding.Finding, list []finding.Suppression, used []bool, today string) *finding.Suppression {
	var out *finding.Suppression
	for i := range list {
		s := &list[i]
		if !m.about(f, s) {
			continue
		}
		used[i] = true
		if out == nil && !s.Expired(today) && (f.Status != finding.Unknown || s.Unknown) {
			out = s
		}
	}
	return out
}

// about reports whether a finding is what a suppression speaks of.
func (m matcher) about(f finding.Finding, s *finding.Suppression) bool {
	return anyMatches(s.Controls, f.Control) &&
		(len(s.Fingerprints) == 0 || slices.Contains(s.Fingerprints, f.Fingerprint)) &&
		m.resource(f, s) && inFile(f.Origin.File, s)
}

// resource meets the resource that a finding is about; further resources of the
// same cause go with it.
func (m matcher) resource(f finding.Finding, s *finding.Suppression) bool {
	if s.Resource != "" && f.Resource != s.Resource {
		return false
	}
	if s.Stack == "" && len(s.Resources) == 0 && len(s.Paths) == 0 {
		return true
	}
	r, ok := m.estate.Get(f.Resource)
	if !ok {
		return false
	}
	c := r.Base()
	if s.Stack != "" && c.Stack != s.Stack {
		return false
	}
	if len(s.Resources) > 0 && !anyMatches(s.Resources, string(c.ID)) && !anyMatches(s.Resources, c.Logical) {
		return false
	}
	return len(s.Paths) == 0 || anyMatches(s.Paths, constructPath(c))
}

// constructPath is where the CDK has a resource in its tree: "Web/Bucket/Resource".
func constructPath(c *estate.Core) string {
	t := c.Metadata().At("aws:cdk:path")
	if t == nil || t.Kind != estate.Scalar {
		return ""
	}
	p, _ := t.Text.Known()
	return p
}

// inFile reports whether a finding of a file is in a suppression's reach. A
// finding on the estate as a whole stands in no file.
func inFile(file string, s *finding.Suppression) bool {
	if len(s.Files) == 0 && (!s.Within || file == "") {
		return true
	}
	below, ok := relative(s.Base, file)
	if s.Within && !ok {
		return false
	}
	return len(s.Files) == 0 || slices.ContainsFunc(s.Files, func(p string) bool { return fileMatches(p, below) })
}

// relative is a file's path from a folder; ok is false for one that lies
// elsewhere.
func relative(base, file string) (string, bool) {
	if file == "" {
		return "", false
	}
	rel, err := filepath.Rel(filepath.FromSlash(base), filepath.FromSlash(file))
	if err != nil {
		return filepath.ToSlash(file), false
	}
	rel = filepath.ToSlash(rel)
	return rel, rel != ".." && !strings.HasPrefix(rel, "../")
}

// everywhere reports a suppression that restricts nothing but controls.
func everywhere(s *finding.Suppression) bool {
	return s.Resource == "" && s.Stack == "" && len(s.Resources) == 0 && len(s.Files) == 0 && len(s.Paths) == 0 && len(s.Fingerprints) == 0
}

func anyMatches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

// matches meets a name with a pattern: * is any run of characters, ? is one.
func matches(pattern, name string) bool {
	// The rest of the pattern after the last *, and of the name where it was tried.
	star, retry := -1, 0
	p, n := 0, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p, n = p+1, n+1
		case star >= 0:
			retry++
			p, n = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// fileMatches meets a path with a pattern as .gitignore has them: one without a
// slash is about the file's name wherever it lies; * stays within a folder, **
// goes through any; a folder is all that is in it.
func fileMatches(pattern, file string) bool {
	pattern = strings.TrimPrefix(path.Clean(pattern), "/")
	if !strings.Contains(pattern, "/") {
		ok, _ := path.Match(pattern, path.Base(file))
		if ok {
			return true
		}
	}
	return segments(strings.Split(pattern, "/"), strings.Split(file, "/"))
}

// segments meets a path with a pattern, folder by folder. Where it doesn't go on,
// the last ** takes one folder more: trying others, too, would take for ever.
func segments(pattern, file []string) bool {
	var after, rest []string // the pattern after the last **, and what it is tried on
	wide := false
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			pattern = pattern[1:]
			after, rest, wide = pattern, file, true
			continue
		}
		if len(file) > 0 {
			if ok, _ := path.Match(pattern[0], file[0]); ok {
				pattern, file = pattern[1:], file[1:]
				continue
			}
		}
		if !wide || len(rest) == 0 {
			return false
		}
		rest = rest[1:]
		pattern, file = after, rest
	}
	return true // what is left of the file lies in the folder
}
