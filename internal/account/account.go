// Package account reads what live accounts say of themselves: folders of the
// JSON that the AWS CLI prints (`aws ec2 describe-…`, `aws iam get-…`, `aws
// organizations list-…` and so on), offline. Each file is recognised by its
// top-level keys, never by its name alone; folders may nest accounts and Regions in
// any way. All files together are one estate.
//
// What a file would have shown that is missing, cut off or damaged is unknown,
// never absent: the subnets of an account without describe-network-acls.json
// have an unknown network ACL, and the gap names the command that is missing.
//
// The package refuses to call AWS, and to know what its facts are used for.
//
//	files, err := account.Files(os.DirFS("estate"), "estate")
//	result := account.Load(files, account.Options{})
package account

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
)

// Options are what the user says of the sources.
type Options struct {
	Account string // where neither paths nor data say
	Region  string
	// Taken reports whether another source uses an ID; nil: none does.
	Taken func(estate.ID) bool
	// Typed makes the typed resource of one that stands under CloudFormation's names;
	// nil: it stays as it stands.
	Typed func(estate.Core) estate.Resource
}

// File is one file that may hold the output of a command.
type File struct {
	Name string // as messages call it
	Path string // within its source, slash-separated: may name account and Region
	Open func() (io.ReadCloser, error)
	Size int64 // in bytes, of a snapshot unpacked; 0 where it is not known
	// Source is what the user named, in which the file is: files of the same path in
	// two sources may be of two accounts.
	Source string
}

// Result is what files hold.
type Result struct {
	Sources   []estate.Source
	Resources []estate.Resource
	Listings  []estate.Listing
	// Gaps are the lists that are missing or not whole, one each.
	Gaps []estate.Gap
	// Hidden is what lists that are not whole may have besides.
	Hidden []estate.Hidden
	// Rest is why there may be more in the accounts than these lists show.
	Rest estate.Gap
	// Problems are the faults of files, in the order of the files; what else
	// these files hold has been read.
	Problems []error
}

// Error is a fault of a file, and where it is.
type Error struct {
	File         string
	Line, Column int // 0: of the file as a whole
	What         string
}

// Error prints file:line:column: what.
func (e *Error) Error() string {
	return estate.Origin{File: e.File, Line: e.Line, Column: e.Column}.String() + ": " + e.What
}

// Files lists the files of a folder that may be read here, by path: JSON, also under
// gzip, and snapshots. Hidden folders are left out.
func Files(fsys fs.FS, name string) ([]File, error) {
	var out []File
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read %s: %w", path.Join(name, p), err)
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir() || !mayBeRead(p):
			return nil
		}
		f := File{
			Name: path.Join(name, p), Path: p, Source: name,
			Open: func() (io.ReadCloser, error) { return fsys.Open(p) },
		}
		if info, err := d.Info(); err == nil {
			f.Size = info.Size()
		}
		if ext := strings.ToLower(path.Ext(p)); ext == ".snapshot" || ext == ".zst" {
			f.Size = max(f.Size, Unfolded(f))
		}
		out = append(out, f)
		return nil
	})
	slices.SortFunc(out, func(f, g File) int { return strings.Compare(f.Path, g.Path) })
	return out, err
}

// mayBeRead reports whether a file is called as what is read here.
func mayBeRead(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".snapshot", ".zst":
		return true
	case ".gz":
		return strings.HasSuffix(strings.ToLower(name), ".json.gz")
	}
	return false
}

// enough is how much of a file is looked at to recognise it.
const enough = 64 << 10

// Recognises reports whether a file holds the output of a command that this
// package reads, by its top-level keys.
func Recognises(f File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	all, magic := unpacked(r)
	if snapshot.Is(magic) {
		return true
	}
	all, _, alone := bareIn(all, f.Path)
	if alone {
		return true
	}
	head, _ := io.ReadAll(io.LimitReader(all, enough))
	return recognises(plain(head), f.Name)
}

func recognises(text []byte, name string) bool {
	s := scanning(text)
	if s.begin(); s.peek() != '{' {
		return false
	}
	kinds, facts := kindsByKey(), members()
	have := map[string]bool{}
	for s.open('{'); s.more(); {
		key := string(s.key())
		if key == "FunctionArn" || key == "FunctionName" {
			return true
		}
		have[key] = facts[key]
		// No other tool has a key such as NetworkInterfaces, whatever it holds.
		k, ok := kinds[key]
		switch {
		case ok && k.marks != nil && s.peek() == k.opens():
			if s.marked(k) {
				return true
			}
			continue
		case ok && k.marks == nil && (s.peek() == k.opens() || !k.common && s.peek() != 0):
			return true
		}
		s.skip()
	}
	return isAnswer(have, name)
}

// isAnswer reports whether members are those of an answer that has several, or of
// one after which the file is called as well.
func isAnswer(have map[string]bool, name string) bool {
	all := func(needs []string) bool {
		return !slices.ContainsFunc(needs, func(m string) bool { return !have[m] })
	}
	base := path.Base(name)
	return slices.ContainsFunc(answers(), func(a answer) bool {
		return (len(a.needs) > 1 && !a.weak || strings.Contains(name, a.verb)) && all(a.needs)
	}) || slices.ContainsFunc(forms(), func(f form) bool {
		return f.whole && len(f.needs) > 0 && strings.Contains(base, f.verb()) && all(f.needs)
	}) || have["Policy"] && strings.Contains(base, "policy")
}

// Load reads files.
func Load(files []File, o Options) Result {
	l := newLoader(o)
	for _, f := range files { // what is said to be missing, before anything is read
		if path.Base(f.Path) == snapshot.ManifestName {
			l.manifestFile(f)
		}
	}
	for _, f := range files {
		l.file(f)
	}
	return l.finish()
}
