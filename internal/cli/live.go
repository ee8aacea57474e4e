package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

// load opens sources as one estate: those that hold what live accounts say of
// themselves, and infrastructure as code. Which is which their content tells.
func (a *app) load(names []string, o iac.Options) (*estate.Estate, error) {
	var live []account.File
	var code []string
	for _, name := range a.onceEach(names) {
		files, err := a.files(name, &o)
		if err != nil {
			return nil, err
		}
		if files == nil {
			code = append(code, name)
		}
		live = append(live, files...)
	}
	defer keepRoom(code)()
	if len(live) == 0 {
		return iac.Open(code, o)
	}
	var written *estate.Estate
	if len(code) > 0 {
		var err error
		if written, err = iac.Open(code, o); err != nil {
			return nil, err
		}
	} else if names := slices.Sorted(maps.Keys(o.Parameters)); len(names) > 0 {
		return nil, &iac.UnknownParameterError{Name: names[0]}
	}
	return a.join(written, live, o)
}

// onceEach leaves out sources that were named before: read again, a template would
// be deployed twice.
func (a *app) onceEach(names []string) []string {
	var out []string
	var known []fs.FileInfo
	for _, name := range names {
		info, err := os.Stat(name)
		same := func(other fs.FileInfo) bool { return err == nil && os.SameFile(info, other) }
		if slices.Contains(out, name) || slices.ContainsFunc(known, same) {
			fmt.Fprintf(a.stderr, "note: %s is named more than once, and read once\n", name)
			continue
		}
		if err == nil {
			known = append(known, info)
		}
		out = append(out, name)
	}
	return out
}

// files lists the files of a source of live accounts; none of another.
func (a *app) files(name string, o *iac.Options) ([]account.File, error) {
	if isLive(name) {
		return a.liveFiles(name)
	}
	return describing(name, o)
}

// join puts what accounts say beside what code declares.
func (a *app) join(written *estate.Estate, live []account.File, o iac.Options) (*estate.Estate, error) {
	options := account.Options{Account: o.Account, Region: o.Region, Typed: iac.Typed}
	if written != nil {
		options.Taken = func(id estate.ID) bool { _, taken := written.Get(id); return taken }
	}
	makeRoom(live)
	got := account.Load(live, options)
	if len(got.Resources) == 0 && len(got.Problems) > 0 {
		return nil, errors.Join(got.Problems...)
	}
	for _, p := range got.Problems {
		fmt.Fprintf(a.stderr, "warning: %s\n", p)
	}
	return estate.Join(written, estate.Estate{
		Sources: got.Sources, Assume: o.Assume, Resources: got.Resources, Listings: got.Listings, Hidden: got.Hidden, Gaps: got.Gaps,
		Unseen: []estate.Gap{got.Rest},
	}), nil
}

// describing lists the files of a source if any of them is the output of a
// describe command; otherwise none. Standard input is read, and put back.
func describing(name string, o *iac.Options) ([]account.File, error) {
	if name == "-" {
		return describingInput(o)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil // opening it says what is wrong
	}
	if !info.IsDir() {
		f := account.File{Name: name, Path: filepath.ToSlash(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }}
		if !account.Recognises(f) {
			return nil, nil
		}
		f.Size = max(info.Size(), account.Unfolded(f))
		return []account.File{f}, account.Refused(f)
	}
	files, err := account.Files(os.DirFS(name), filepath.ToSlash(name))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, cause(err))
	}
	if !slices.ContainsFunc(files, account.Recognises) {
		return nil, nil
	}
	for _, f := range files {
		if err := account.Refused(f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// cause drops the operation and path that an error of a file system repeats.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", p.Path, p.Err)
	}
	return err
}

// mostInput bounds what is read of standard input.
const mostInput = 1 << 30

func describingInput(o *iac.Options) ([]account.File, error) {
	if o.Stdin == nil {
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(o.Stdin, mostInput))
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	o.Stdin = bytes.NewReader(data)
	f := account.File{Name: "<stdin>", Path: "stdin.json", Size: int64(len(data)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
	f.Size = max(f.Size, account.Unfolded(f))
	if !account.Recognises(f) {
		return nil, nil
	}
	return []account.File{f}, account.Refused(f)
}

// readAgain gives live resources the properties that loading passed over.
func readAgain(list []estate.Resource) error {
	for _, r := range list {
		c := r.Base()
		if c.Physical == "" || c.Properties != nil || c.Origin.Implied != "" {
			continue
		}
		file, within, err := origin(filepath.FromSlash(c.Origin.File))
		if errors.Is(err, fs.ErrNotExist) {
			continue // standard input, which is gone
		}
		if err != nil {
			return fmt.Errorf("open %s: %w", c.Origin.File, cause(err))
		}
		err = recordOf(c, file, within)
		file.Close()
		var damaged *account.Error
		if err != nil && !errors.As(err, &damaged) { // of which loading has warned
			return err
		}
	}
	return nil
}

func recordOf(c *estate.Core, file io.Reader, within string) error {
	in, err := account.Unpacked(file, within)
	if err != nil {
		return fmt.Errorf("open %s: %w", c.Origin.File, err)
	}
	c.Properties, err = account.Record(in, c.Origin)
	return err
}

// origin opens the file in which a resource stands: of what is in a snapshot, the
// snapshot, and the rest of the name is within it.
func origin(name string) (*os.File, string, error) {
	for at, c := range name {
		if c != filepath.Separator || at == 0 {
			continue
		}
		if info, err := os.Stat(name[:at]); err == nil && info.Mode().IsRegular() {
			file, err := os.Open(name[:at])
			return file, filepath.ToSlash(name[at+1:]), err
		}
	}
	file, err := os.Open(name)
	return file, "", err
}
