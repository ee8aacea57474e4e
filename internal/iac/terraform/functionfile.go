package terraform

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
)

// The functions of this file read files ("Filesystem Functions"): only such as lie
// in the folder that is loaded. A configuration must not be able to bring other
// files of the machine into a report.

// open reads a file that a function names.
func (c invocation) open(v *value) ([]byte, *value) {
	name, _ := v.literal()
	data, err := c.files.read(c.module.filePath(name))
	if err == nil {
		return data, nil
	}
	why := fmt.Sprintf("the file %s cannot be read", name)
	gap := c.outside(fmt.Sprintf("%s(%q) at %s", c.name, name, c.at), why, "load the folder that holds the file")
	return nil, unknownOf(gap, c.at)
}

// read makes a value of the contents of the file that the first argument names.
func (c invocation) read(args []*value, of func(data []byte) *value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	return c.liftPlain(c.at, args[:1], func(args []*value) *value {
		data, bad := c.open(args[0])
		if bad != nil {
			return bad
		}
		return of(data)
	})
}

func readText(c invocation, args []*value) *value {
	return c.read(args, func(data []byte) *value {
		if !utf8.Valid(data) {
			return failure("the file is no UTF-8 text", c.at)
		}
		return textOf(string(data), c.at)
	})
}

func readEncoded(c invocation, args []*value) *value {
	return c.read(args, func(data []byte) *value { return textOf(base64.StdEncoding.EncodeToString(data), c.at) })
}

func readHashed(c invocation, args []*value) *value {
	return c.read(args, func(data []byte) *value {
		hash := map[string]func([]byte) []byte{
			"filemd5": md5Of, "filesha1": sha1Of, "filesha256": sha256Of, "filesha512": sha512Of,
			"filebase64sha256": sha256Of, "filebase64sha512": sha512Of,
		}[c.name]
		if strings.HasPrefix(c.name, "filebase64") {
			return textOf(base64.StdEncoding.EncodeToString(hash(data)), c.at)
		}
		return textOf(hex.EncodeToString(hash(data)), c.at)
	})
}

func fileExists(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	return c.liftPlain(c.at, args[:1], func(args []*value) *value {
		name, _ := args[0].literal()
		file := c.module.filePath(name)
		if !c.files.holds(file) {
			return unknownOf(c.outside(fmt.Sprintf("fileexists(%q) at %s", name, c.at), "the file lies outside the folder that is loaded", ""), c.at)
		}
		_, err := c.files.read(file)
		return boolOf(err == nil, c.at)
	})
}

// maxFileSet bounds the files that fileset goes through.
const maxFileSet = 20_000

func fileSet(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	return c.liftPlain(c.at, args[:2], func(args []*value) *value {
		dir, _ := args[0].literal()
		pattern, _ := args[1].literal()
		root := c.module.filePath(dir)
		names, err := c.files.list(root)
		if err != nil {
			return unknownOf(c.outside(fmt.Sprintf("fileset(%q) at %s", dir, c.at), "the folder cannot be read", "load the folder that holds the files"), c.at)
		}
		out := &value{kind: isList, set: true, at: c.at}
		for _, n := range names {
			if matchGlob(pattern, n) {
				out.items = append(out.items, textOf(n, c.at))
			}
		}
		return out
	})
}

// matchGlob matches a pattern in which ** stands for any number of folders, and
// {a,b} for alternatives.
func matchGlob(pattern, name string) bool {
	if i := strings.IndexByte(pattern, '{'); i >= 0 {
		if j := strings.IndexByte(pattern[i:], '}'); j > 0 && strings.Count(pattern, "{") < 4 {
			for _, x := range strings.Split(pattern[i+1:i+j], ",") {
				if matchGlob(pattern[:i]+x+pattern[i+j+1:], name) {
					return true
				}
			}
			return false
		}
	}
	return matchParts(strings.Split(path.Clean(pattern), "/"), strings.Split(name, "/"))
}

// matchParts matches folder by folder. Where that doesn't go on, the last ** takes
// one folder more: trying others, too, would take for ever.
func matchParts(pattern, name []string) bool {
	var after, rest []string // the pattern after the last **, and what it is tried on
	wide := false
	for len(pattern) > 0 || len(name) > 0 {
		if len(pattern) > 0 && pattern[0] == "**" {
			pattern = pattern[1:]
			after, rest, wide = pattern, name, true
			continue
		}
		if len(pattern) > 0 && len(name) > 0 {
			if ok, err := path.Match(pattern[0], name[0]); err == nil && ok {
				pattern, name = pattern[1:], name[1:]
				continue
			}
		}
		if !wide || len(rest) == 0 {
			return false
		}
		rest = rest[1:]
		pattern, name = after, rest
	}
	return true
}

// templateFile renders a file as a template with the given variables.
func (s *scope) templateFile(args []hclsyntax.Expression, at estate.Origin) *value {
	if len(args) != 2 {
		return failure("templatefile needs a path and variables", at)
	}
	c := invocation{s, "templatefile", at}
	vars := s.eval(args[1])
	return s.liftPlain(at, []*value{s.eval(args[0])}, func(in []*value) *value {
		data, bad := c.open(in[0])
		if bad != nil {
			return bad
		}
		name, _ := in[0].literal()
		return s.render(string(data), s.module.filePath(name), vars, at)
	})
}

func (s *scope) templateString(args []hclsyntax.Expression, at estate.Origin) *value {
	if len(args) != 2 {
		return failure("templatestring needs a template and variables", at)
	}
	vars := s.eval(args[1])
	return s.liftPlain(at, []*value{s.eval(args[0])}, func(in []*value) *value {
		text, _ := in[0].literal()
		return s.render(text, at.File, vars, at)
	})
}

// maxRendering bounds templates that render templates.
const maxRendering = 20

func (s *scope) render(text, name string, vars *value, at estate.Origin) *value {
	if s.rendering++; s.rendering > maxRendering {
		s.rendering--
		return failure("templates render each other without end", at)
	}
	defer func() { s.rendering-- }()
	if err := checkNesting(name, []byte(text)); err != nil {
		return failure(err.Error(), at)
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(text), name, hcl.InitialPos)
	if err := syntaxError(name, diags); err != nil {
		return failure(err.Error(), at)
	}
	return s.lift(at, []*value{vars}, func(in []*value) *value {
		if in[0].form() != isObject {
			return s.asUnknown(in[0], at)
		}
		inner := &scope{loader: s.loader, module: s.module, name: "\x00"}
		for _, f := range in[0].fields {
			inner = inner.with(f.name, f.is)
		}
		return inner.eval(expr).place(at)
	})
}

// files are those of the folders that are loaded.
type files struct {
	fs   FileSystem
	root []string // clean paths; what lies below them may be read
}

// FileSystem is where configurations are read from.
type FileSystem interface {
	ReadFile(name string) ([]byte, error)
	ReadDir(name string) ([]fs.DirEntry, error)
}

// holds reports whether a path lies in what is loaded.
func (f files) holds(name string) bool {
	name = path.Clean(name)
	for _, r := range f.root {
		if r == "." && !strings.HasPrefix(name, "/") && name != ".." && !strings.HasPrefix(name, "../") || name == r || strings.HasPrefix(name, strings.TrimSuffix(r, "/")+"/") {
			return true
		}
	}
	return false
}

func (f files) read(name string) ([]byte, error) {
	if !f.holds(name) {
		return nil, fs.ErrPermission
	}
	return f.fs.ReadFile(name)
}

// list names the files below a folder, sorted.
func (f files) list(root string) ([]string, error) {
	if !f.holds(root) {
		return nil, fs.ErrPermission
	}
	var out []string
	var walk func(dir, rel string, depth int) error
	walk = func(dir, rel string, depth int) error {
		entries, err := f.fs.ReadDir(dir)
		if err != nil || depth > 20 {
			return err
		}
		for _, e := range entries {
			switch {
			case len(out) > maxFileSet:
				return fs.ErrInvalid
			case e.IsDir():
				if err := walk(path.Join(dir, e.Name()), path.Join(rel, e.Name()), depth+1); err != nil {
					return err
				}
			case e.Type().IsRegular():
				out = append(out, path.Join(rel, e.Name()))
			}
		}
		return nil
	}
	err := walk(root, "", 0)
	sort.Strings(out)
	return out, err
}
