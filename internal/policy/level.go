package policy

import (
	"slices"
	"strings"
)

// Level is what an action does, judged by its name: there is no catalogue here.
type Level uint8

// Levels, from the one that matters least.
const (
	LevelUnknown Level = iota
	LevelList
	LevelRead
	LevelWrite
	LevelDelete
	LevelAll
)

var levelWords = [...]string{"unknown", "list", "read", "write", "delete", "all"}

func (l Level) String() string { return levelWords[l] }

var (
	listVerbs   = []string{"list", "describe"}
	readVerbs   = []string{"get", "batchget", "head", "query", "scan", "select", "search", "lookup", "view", "read", "receive", "download", "decrypt", "export"}
	deleteVerbs = []string{"delete", "batchdelete", "terminate", "remove", "purge"}
)

// LevelOf judges an action entry by the verb its name starts with. A wildcard
// in place of the verb is All; a verb that it doesn't know writes.
func LevelOf(action Text) Level {
	if everyActionOf(action) {
		return LevelAll
	}
	s, known := action.Known()
	_, name, found := strings.Cut(strings.ToLower(s), ":")
	if !known || !found {
		return LevelUnknown
	}
	verb := name
	if i := strings.IndexAny(verb, "*?"); i >= 0 {
		verb = verb[:i]
	}
	if verb == "" {
		return LevelAll
	}
	begins := func(v string) bool { return strings.HasPrefix(verb, v) }
	switch {
	case slices.ContainsFunc(listVerbs, begins):
		return LevelList
	case slices.ContainsFunc(readVerbs, begins):
		return LevelRead
	case slices.ContainsFunc(deleteVerbs, begins):
		return LevelDelete
	}
	return LevelWrite
}

func everyActionOf(t Text) bool {
	parts := t.split(":", 2)
	return onlyStars(parts[len(parts)-1]) == Yes
}

// Levels names what some action entries can do: "read and write".
func Levels(actions []string) string {
	var levels []Level
	for _, a := range actions {
		levels = append(levels, LevelOf(Literal(a)))
	}
	return levelNames(levels)
}

// levelNames joins the levels, the most serious last: "read, write and delete".
func levelNames(levels []Level) string {
	slices.Sort(levels)
	levels = slices.Compact(levels)
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = l.String()
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}
