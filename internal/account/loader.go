package account

import (
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
)

// loader gathers what files hold.
type loader struct {
	o       Options
	result  Result
	kinds   map[string]kind
	byVerb  map[string]map[string]kind // of keys that mean something else there
	answers []answer
	forms   map[string][]*form
	shows   map[string][]string // types that commands list
	// wholes are the forms of which a file is one record; commandsOf tells commands of
	// the same name apart.
	wholes     map[string][]*form
	commandsOf map[commandsKey][]string
	facts      map[string]bool // members of answers
	verbs      []string        // that files are called after
	scanner    *scanner
	scopes     map[scopeKey]*scope
	order      []*scope // in the order in which they were met
	byID       map[typed]held
	instance   map[string]bool // whether it runs
	values     values
	loose      loose
	stacks     map[place]string
	// lastPlace and lastStack are the last one that was asked for.
	lastPlace place
	// lastFolder is what the folder says that was asked for last.
	lastFolder scopeKey
	lastStack  string
	// refused are the calls that snapshots say to have failed, refusedCalls one of each
	// operation, settles what would let them give a list.
	refused      map[refusedKey]refusal
	refusedCalls map[string]refusal
	settles      map[missingList]string
	listedAt     map[missingList]estate.Origin // where lists begin
	// noAccount and noRegion stand where nothing says them.
	noAccount, noRegion estate.Text
}

// typed is what AWS calls a resource of a type.
type typed struct{ typ, physical string }

// held is a resource, and the scope whose file it came from.
type held struct {
	resource estate.Resource
	scope    *scope
}

func newLoader(o Options) *loader {
	return &loader{
		o: o, kinds: kindsByKey(), byVerb: kindsByVerb(), scopes: map[scopeKey]*scope{}, byID: map[typed]held{}, instance: map[string]bool{}, values: newValues(), loose: newLoose(),
		stacks: map[place]string{}, lastStack: "account", answers: answers(), forms: formsByKey(), shows: shows(), wholes: wholesByVerb(), commandsOf: commandsByVerb(), facts: members(), verbs: verbs(),
		refused: map[refusedKey]refusal{}, refusedCalls: map[string]refusal{}, settles: map[missingList]string{},
		noAccount: nowhere("the account", "--account ID"), noRegion: nowhere("the region", "--region NAME"),
	}
}

// scope is what files of one folder are about: one account and Region.
type scope struct {
	scopeKey
	lists   map[estate.ListingKind]*list
	pending []*estate.Core
	lost    string // why no list is whole, where files are lost
	origins map[estate.ListingKind]estate.Origin
}

// begins notes where a list begins, the first time.
func (s *scope) begins(kind estate.ListingKind, at estate.Origin) {
	if _, ok := s.origins[kind]; ok {
		return
	}
	if s.origins == nil {
		s.origins = map[estate.ListingKind]estate.Origin{}
	}
	s.origins[kind] = at
}

type scopeKey struct{ source, folder, account, region string }

// list is a describe command's output in a scope, in one document or several.
type list struct {
	documents int
	tokens    int    // documents that end with the mark of a list that goes on
	why       string // it is not whole otherwise
}

// missing is why a list is not whole of which there is nothing.
const missing = "no file holds it"

// gap says why a list is not whole; "" if it is. Of pages all but the last end
// with a mark.
func (x *list) gap() string {
	switch {
	case x == nil:
		return missing
	case x.why != "":
		return x.why
	case x.tokens >= max(x.documents, 1):
		return "the list is cut off: it ends with a NextToken"
	}
	return ""
}

var (
	accountName = regexp.MustCompile(`^[0-9]{12}$`)
	regionName  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$`)
	inFileName  = regexp.MustCompile(`(?:^|[^0-9])([0-9]{12})(?:[^0-9]|$)`)
	regionIn    = regexp.MustCompile(`(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-[a-z]+)+-[0-9]`)
)

// globalFolder is the folder of what is of no Region: names in its files are none of
// Regions.
const globalFolder = "global"

// scopeOf is what a path says: folders that are called as accounts and Regions
// are, else a file's name that holds such a name.
func (l *loader) scopeOf(f File) *scope {
	dir, base := path.Split(f.Path)
	k := l.folder(f.Source, dir)
	if k.account == "" {
		if m := inFileName.FindStringSubmatch(base); m != nil {
			k.account = m[1]
		}
	}
	if k.region == "" && path.Base(dir) != globalFolder {
		k.region = regionIn.FindString(base)
	}
	return l.scopeIn(k)
}

// folder is what the names of a folder, and of those that it is in, say.
func (l *loader) folder(source, dir string) scopeKey {
	if l.lastFolder.source == source && l.lastFolder.folder == dir {
		return l.lastFolder
	}
	k := scopeKey{source: source, folder: dir}
	for _, part := range append([]string{path.Base(source)}, strings.Split(dir, "/")...) {
		switch {
		case accountName.MatchString(part):
			k.account = part
		case regionName.MatchString(part):
			k.region = part
		}
	}
	l.lastFolder = k
	return k
}

func (l *loader) scopeIn(k scopeKey) *scope {
	s, ok := l.scopes[k]
	if !ok {
		s = &scope{scopeKey: k, lists: map[estate.ListingKind]*list{}}
		l.scopes[k] = s
		l.order = append(l.order, s)
	}
	return s
}

// file reads one file, or those in it if it is a snapshot.
func (l *loader) file(f File) {
	if path.Base(f.Path) == snapshot.ManifestName {
		return // which is read
	}
	in, err := f.Open()
	if err != nil {
		r := &reader{loader: l, scope: l.scopeOf(f), name: f.Name, path: f.Path}
		r.damaged(err)
		l.passOver(f.Name, "it cannot be opened")
		return
	}
	defer in.Close()
	all, head := unpacked(in)
	if snapshot.Is(head) {
		l.snapshot(f, all)
		return
	}
	l.document(f, all)
}

// document reads a file of JSON.
func (l *loader) document(f File, in io.Reader) {
	f.Path = strings.TrimSuffix(f.Path, ".gz")
	r := &reader{loader: l, scope: l.scopeOf(f), name: f.Name, path: f.Path}
	r.refused = l.refusedFile(r.scope, f.Path)
	in, x, alone := bareIn(in, f.Path)
	if l.scanner == nil {
		l.scanner = newScanner(nil)
	}
	if l.scanner.reset(in); alone {
		l.scanner.wrapped(in, x)
	}
	r.scanner, r.bare = l.scanner, x
	before := len(l.result.Resources)
	r.documents()
	switch {
	case r.err != nil:
		r.damaged(r.err)
	case !r.any && r.unread == "":
		l.passOver(f.Name, "it is no output of a describe command")
		return
	case !r.any:
		l.passOver(f.Name, "it holds "+r.unread+", which is not read")
		return
	}
	l.result.Sources = append(l.result.Sources, estate.Source{
		Name: f.Name, Format: estate.FormatLive, Resources: len(l.result.Resources) - before,
	})
}

func (l *loader) passOver(name, why string) {
	l.result.Sources = append(l.result.Sources, estate.Source{Name: name, Skipped: why})
}

func (l *loader) problem(err error) { l.result.Problems = append(l.result.Problems, err) }

// damaged notes a fault of the file: what it lists is not all that there is.
func (r *reader) damaged(err error) {
	e := &Error{File: r.name, What: err.Error()}
	var f *fault
	if errors.As(err, &f) {
		e.Line, e.Column, e.What = f.line, f.column, f.what
	}
	r.problem(e)
	for _, k := range r.keys {
		r.cutOff(k, "the file "+r.name+" is damaged")
	}
	if len(r.keys) == 0 { // nothing says what it would have held
		for _, k := range kindsNamed(r.path) {
			r.cutOff(k, "the file "+r.name+" is damaged")
		}
	}
}

// cutOff notes that a list is not whole.
func (r *reader) cutOff(kind estate.ListingKind, why string) {
	if x := r.listOf(kind); x.why == "" {
		x.why = why
	}
}

func (r *reader) listOf(kind estate.ListingKind) *list {
	x := r.scope.lists[kind]
	if x == nil {
		x = &list{}
		r.scope.lists[kind] = x
	}
	return x
}
