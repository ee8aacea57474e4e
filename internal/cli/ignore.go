package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/report"
	"ringwall/internal/suppress"
)

// ignoring are the flags that say which suppressions count.
type ignoring struct {
	files []string
	none  bool
}

func (i *ignoring) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&i.files, "ignore", nil, "a `FILE` of suppressions, beside the "+iac.IgnoreFile+" of the working directory and those of the sources (repeatable)")
	f.BoolVar(&i.none, "no-ignore", false, "take no suppression into account, wherever it is written")
}

// suppressions gathers what is accepted: by files, and by the metadata of the
// sources.
func (i *ignoring) suppressions(subject report.Subject) (suppress.Metadata, error) {
	if i.none {
		return suppress.Metadata{}, nil
	}
	out, err := suppress.Declared(subject.Estate)
	if err != nil {
		return out, advised(err)
	}
	for _, p := range i.places(subject.Names) {
		list, err := p.read()
		if err != nil {
			return out, err
		}
		out.List = append(out.List, list...)
	}
	return out, nil
}

// ignorePlace is a file of suppressions that is looked for.
type ignorePlace struct {
	file   string
	base   string // the folder its patterns of files begin in
	within bool   // it speaks only of what lies there
	named  bool   // it must be there
}

// places are the files to look for, each once: those that the user named, the
// one of the working directory, and those beside and in the sources.
func (i *ignoring) places(sources []string) []ignorePlace {
	here := "."
	if !slices.ContainsFunc(sources, func(s string) bool { return !filepath.IsAbs(s) }) && len(sources) > 0 {
		if dir, err := os.Getwd(); err == nil {
			here = dir // paths of findings are absolute then
		}
	}
	var out []ignorePlace
	for _, name := range i.files {
		out = append(out, ignorePlace{file: name, base: here, named: true})
	}
	add := func(dir string, within bool) {
		file := filepath.Join(dir, iac.IgnoreFile)
		if !slices.ContainsFunc(out, func(p ignorePlace) bool { return sameFile(p.file, file) }) {
			out = append(out, ignorePlace{file: file, base: dir, within: within})
		}
	}
	add(here, false)
	for _, s := range sources {
		if s == "-" {
			continue
		}
		s = filepath.Clean(s)
		if info, err := os.Stat(s); err == nil && info.IsDir() {
			add(s, true)
			if base := filepath.Base(s); base == "." || base == ".." {
				continue
			}
		}
		add(filepath.Dir(s), true)
	}
	return out
}

func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

func (p ignorePlace) read() ([]finding.Suppression, error) {
	const hint = suppress.Hint
	data, err := os.ReadFile(p.file)
	if errors.Is(err, fs.ErrNotExist) && !p.named {
		return nil, nil
	}
	if err != nil {
		return nil, wrong(hint, "read suppressions: %s", err)
	}
	tree, err := iac.ReadTree(filepath.ToSlash(p.file), data)
	if err != nil {
		return nil, wrong(hint, "read suppressions: %s", err)
	}
	list, err := suppress.File(tree, filepath.ToSlash(p.base), p.within)
	if err != nil {
		return nil, advised(err)
	}
	return list, nil
}

// advised adds the form of suppressions to what is wrong with some.
func advised(err error) error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var out []error
		for _, e := range joined.Unwrap() {
			out = append(out, advised(e))
		}
		return errors.Join(out...)
	}
	return wrong(suppress.Hint, "%s", err)
}

// today is the day by which suppressions expire.
func (a *app) today() string { return a.now().UTC().Format(time.DateOnly) }

// noteSuppressions tells of suppressions that do nothing, or nothing any more.
func (a *app) noteSuppressions(r *report.Review) {
	for _, s := range r.Expired {
		fmt.Fprintf(a.stderr, "note: %s: the suppression of %s expired on %s: what it is about counts again\n", placeOf(s.Origin), s.ID, s.Expires)
	}
	known := ids(rules())
	for _, s := range r.Stale {
		fmt.Fprintf(a.stderr, "note: %s: the suppression of %s matches nothing%s\n", placeOf(s.Origin), s.ID, misspelt(s, known))
	}
	if a.verbose && r.Unmapped > 0 {
		fmt.Fprintf(a.stderr, "note: %d of %d rules that metadata suppress for other tools have no control here\n", r.Unmapped, r.Foreign)
	}
}

func placeOf(o estate.Origin) string {
	if s := o.String(); s != "" {
		return s
	}
	return "metadata"
}

// misspelt names the control that a suppression may have meant.
func misspelt(s finding.Suppression, known []string) string {
	for _, id := range s.Controls {
		if strings.ContainsAny(id, "*?") || slices.Contains(known, id) {
			continue
		}
		if near := nearest(id, known); near != "" {
			return "; there is no control " + id + ": did you mean " + near + "?"
		}
		return "; there is no control " + id
	}
	return ": remove it"
}
