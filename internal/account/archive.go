package account

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
)

// gzipMagic begins what gzip compressed (RFC 1952, "Member header and trailer").
var gzipMagic = []byte{0x1f, 0x8b}

// unpacked is what a file holds, as it is or under gzip, and how it begins.
func unpacked(in io.Reader) (io.Reader, []byte) {
	b := bufio.NewReaderSize(in, 16)
	head, _ := b.Peek(4)
	head = bytes.Clone(head)
	if !bytes.HasPrefix(head, gzipMagic) {
		return b, head
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return failing{fmt.Errorf("what gzip compressed is damaged: %w", err)}, head
	}
	return &bounded{in: z, left: mostUnzipped}, head
}

// Unfolded is how many bytes a snapshot unfolds to; 0 of any other file.
func Unfolded(f File) int64 {
	in, err := f.Open()
	if err != nil {
		return 0
	}
	defer in.Close()
	all, head := unpacked(in)
	if !snapshot.Is(head) {
		return 0
	}
	return snapshot.Unfolded(all)
}

// failing is a file that cannot be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// mostUnzipped bounds what one file unfolds to.
const mostUnzipped = 4 << 30

// bounded reads so many bytes and no more.
type bounded struct {
	in   io.Reader
	left int64
}

func (b *bounded) Read(out []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the file unfolds to more than %d bytes", int64(mostUnzipped))
	}
	n, err := b.in.Read(out[:min(int64(len(out)), b.left)])
	b.left -= int64(n)
	return n, err
}

// Refused is why nothing of a file can be read though its format is known: a
// snapshot that a later ringwall wrote. Nil of all other files.
func Refused(f File) error {
	in, err := f.Open()
	if err != nil {
		return nil // loading it says what is wrong
	}
	defer in.Close()
	all, head := unpacked(in)
	switch {
	case snapshot.Is(head):
		_, err = snapshot.Open(all)
	case path.Base(f.Path) == snapshot.ManifestName:
		data, _ := io.ReadAll(io.LimitReader(all, mostManifest))
		_, err = snapshot.ReadManifest(data)
		if newer := (*snapshot.NewerError)(nil); !errors.As(err, &newer) {
			return nil
		}
	}
	if err != nil {
		return &Error{File: f.Name, What: err.Error()}
	}
	return nil
}

// Unpacked is what a file holds: as it is, what gzip compressed, or of a snapshot the
// file within it of that name.
func Unpacked(in io.Reader, within string) (io.Reader, error) {
	all, head := unpacked(in)
	if !snapshot.Is(head) {
		return all, nil
	}
	r, err := snapshot.Open(all)
	if err != nil {
		return nil, fmt.Errorf("read the snapshot again: %w", err)
	}
	for {
		name, content, err := r.Next()
		if err != nil {
			return nil, fmt.Errorf("find %s again in the snapshot: %w", within, err)
		}
		if name == within {
			return content, nil
		}
	}
}

// mostManifest bounds the manifest of an unpacked snapshot.
const mostManifest = 64 << 20

// snapshot reads the files of a snapshot, as if they stood in a folder of its name.
func (l *loader) snapshot(f File, in io.Reader) {
	r, err := snapshot.Open(in)
	if err != nil {
		l.problem(&Error{File: f.Name, What: err.Error()})
		l.passOver(f.Name, "it cannot be read")
		return
	}
	before, at := len(l.result.Resources), len(l.result.Sources)
	l.manifest(f.Name, r.Manifest)
	for {
		name, content, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			l.problem(&Error{File: f.Name, What: err.Error()})
			break
		}
		within := File{Name: f.Name + "/" + name, Path: name, Source: f.Name}
		if !strings.EqualFold(path.Ext(name), ".json") {
			l.passOver(within.Name, "it is no JSON file")
			continue
		}
		l.document(within, content)
	}
	l.lose(f.Name, r.Lacking())
	// The snapshot is one source, whatever it holds; what is passed over is told.
	own := []estate.Source{{Name: f.Name, Format: estate.FormatLive, Resources: len(l.result.Resources) - before}}
	for _, s := range l.result.Sources[at:] {
		if s.Skipped != "" {
			own = append(own, s)
		}
	}
	l.result.Sources = append(l.result.Sources[:at], own...)
}

// lose notes the folders of a snapshot that lack files: which, nothing says, so that
// none of their lists is whole.
func (l *loader) lose(source string, folders []string) {
	for _, folder := range folders {
		l.scopeOf(File{Path: folder + "/x.json", Source: source})
		for _, s := range l.order {
			if s.source == source && s.folder == folder+"/" || folder == "." && s.folder == "" {
				s.lost = "files of " + source + "/" + folder + " are lost"
			}
		}
		g := estate.NotListed(source+"/"+folder, "the snapshot is damaged: it counts more files than came", "collect anew")
		l.result.Gaps = append(l.result.Gaps, g)
	}
}

// manifestFile reads the manifest of a snapshot that somebody has unpacked.
func (l *loader) manifestFile(f File) {
	in, err := f.Open()
	if err != nil {
		l.problem(&Error{File: f.Name, What: err.Error()})
		return
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, mostManifest))
	if err != nil {
		l.problem(&Error{File: f.Name, What: err.Error()})
		return
	}
	if m, err := snapshot.ReadManifest(data); err == nil {
		l.manifest(f.Source, m)
	} else {
		l.passOver(f.Name, err.Error())
	}
}

// refusal is why a call did not give all that there is, and what would let it.
type refusal struct{ why, settle string }

// refusedKey is a call in an account and Region, as one snapshot tells.
type refusedKey struct{ source, account, region, verb string }

// manifest takes in what a snapshot says that it lacks.
func (l *loader) manifest(source string, m snapshot.Manifest) {
	for _, x := range m.Missing {
		service, operation, _ := strings.Cut(x.Call, ":")
		if operation == "" {
			service, operation = "", service
		}
		verb := flat(operation)
		r := refusalOf(x)
		if x.Resource == "" {
			l.refused[refusedKey{source, x.Account, x.Region, verb}] = r
		}
		if _, known := l.refusedCalls[verb]; !known {
			l.refusedCalls[verb] = refusal{strings.TrimSpace("in "+x.Account+" "+x.Region) + " " + r.why, r.settle}
		}
		if !l.refusedLists(source, x, service, verb, r) {
			what := x.Call + " of " + strings.TrimSpace(x.Account+" "+x.Region+" "+x.Resource)
			g := estate.NotListed(what, r.why, r.settle)
			l.result.Gaps = append(l.result.Gaps, g)
			l.refusedShows(x, service, verb, g)
		}
	}
}

// refusedLists notes the lists that a call would have given; false if it gives none.
// Where another source holds such a list, that is the list.
func (l *loader) refusedLists(source string, x snapshot.Missing, service, verb string, r refusal) bool {
	any := l.refusedForms(source, x, service, verb, r)
	for key, k := range l.kinds {
		if k.texts {
			continue
		}
		of, command, _ := strings.Cut(k.command, " ")
		if command, _, _ = strings.Cut(command, " "); flat(command) != verb || !sameService(service, of) {
			continue
		}
		kind := estate.ListingKind(key)
		if k.list != "" {
			kind = k.list
		}
		s := l.scopeIn(scopeKey{source: source, folder: "/" + ofManifest, account: x.Account, region: x.Region})
		s.lists[kind] = &list{why: r.why}
		p := place{x.Account, x.Region}
		if l.isGlobal(kind) {
			p.region = ""
		}
		l.settles[missingList{p, kind, r.why}] = r.settle
		any = true
	}
	return any
}

// ofManifest is the folder in which nothing is, but the lists that a manifest says to
// be missing.
const ofManifest = "manifest"

// missingList is a list of a place that is missing for a reason.
type missingList struct {
	place
	kind estate.ListingKind
	why  string
}

func refusalOf(x snapshot.Missing) refusal {
	r := refusal{"the call failed", "collect again"}
	if x.Permission != "" {
		r = refusal{"whoever collected may not " + x.Permission, "allow " + x.Permission + " and collect again"}
	}
	if x.Error != "" {
		r.why += " (" + x.Error + ")"
	}
	return r
}

// flat is the name of an operation whatever way it is written: describe-db-instances
// of the command line is DescribeDBInstances of the API.
func flat(operation string) string {
	return strings.ToLower(strings.ReplaceAll(operation, "-", ""))
}

// sameService reports whether two names may be of one service, which IAM and the
// command line may call differently.
func sameService(a, b string) bool {
	names := map[string]string{
		"elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "s3api": "s3", "s3control": "s3", "efs": "elasticfilesystem",
		"opensearch": "es",
	}
	is := func(s string) string {
		if name := names[s]; name != "" {
			return name
		}
		return s
	}
	return a == "" || a == b || is(a) == is(b) && (a == is(a) || b == is(b))
}

// refusedFile is why a file is not whole, if the manifest beside it says that its call
// failed.
func (l *loader) refusedFile(s *scope, p string) string {
	if len(l.refused) == 0 {
		return ""
	}
	dir, base := path.Split(p)
	base = strings.TrimSuffix(base, path.Ext(base))
	for _, name := range []string{base, path.Base(dir)} {
		for name != "" {
			for _, region := range []string{s.region, ""} {
				if r, ok := l.refused[refusedKey{s.source, s.account, region, flat(name)}]; ok {
					return r.why
				}
			}
			name = name[:max(strings.LastIndexByte(name, '-'), 0)]
		}
	}
	return ""
}
