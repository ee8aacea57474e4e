package account

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// isCalledAfter reports whether the file is called after a form's command. Where others
// have a command of that name, the file or its folder says the service, too; else it is
// the first of them.
func (r *reader) isCalledAfter(f *form) bool {
	if f.verb() != r.after.verb {
		return false
	}
	first := ""
	for _, c := range r.commandsOf[commandsKey{f.key, f.verb()}] {
		service, _, _ := strings.Cut(c, " ")
		if first == "" {
			first = service
		}
		if service == r.after.service {
			return service == f.service()
		}
	}
	return first == f.service()
}

// wholeForm is the form of which the file is one record; nil: it is none.
func (r *reader) wholeForm() *form {
	for _, f := range r.wholes[r.after.verb] {
		if r.isCalledAfter(f) {
			return f
		}
	}
	return nil
}

// wholesByVerb are the forms of which a file is one record, by what it is called after.
func wholesByVerb() map[string][]*form {
	out := map[string][]*form{}
	for _, f := range forms() {
		if f.whole {
			out[f.verb()] = append(out[f.verb()], &f)
		}
	}
	return out
}

// commandsKey is the name of a command, of those whose records stand under a key.
type commandsKey struct{ key, verb string }

// commandsByVerb are the commands of each name. Of a file that is one record nothing but
// the name tells it from others': where another command has the name, it says the service.
func commandsByVerb() map[commandsKey][]string {
	out := map[commandsKey][]string{}
	add := func(key, command string) {
		words := strings.Fields(command)
		if len(words) < 2 {
			return
		}
		k := commandsKey{key, words[1]}
		if command = words[0] + " " + words[1]; !slices.Contains(out[k], command) {
			out[k] = append(out[k], command)
		}
	}
	for _, a := range answers() {
		add("", "other "+a.verb)
	}
	for _, f := range forms() {
		if add("", f.command); f.key != "" {
			add(f.key, f.command)
		}
	}
	return out
}

// wholeAnswer reads a document that is one record, as the name of its file says.
func (r *reader) wholeAnswer(f *form, doc *estate.Tree) {
	if slices.ContainsFunc(f.needs, func(m string) bool { return !doc.Has(m) }) {
		r.unread = r.unanswered
		return
	}
	r.any, r.soundAnswer = true, r.faults == r.docFaults
	if r.soundAnswer {
		r.loose.formed = append(r.loose.formed, formed{loader: r.loader, form: f, t: unknownWhereWithheld(doc), scope: r.scope, of: r.subject(doc, f.of...), file: r.name})
	}
	r.faultyMember()
}
