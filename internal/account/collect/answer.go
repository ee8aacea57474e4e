package collect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"regexp"
	"slices"
	"strings"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/account/wire"
)

// answer is what a call gives, from the store or from AWS; false if there is nothing,
// which then is in Missing.
func (m *member) answer(ctx context.Context, s spot, c Call, of *thing) (map[string]any, bool) {
	name := m.file(s.folder, c, of.path())
	if a, ok := m.read(name); ok {
		m.keep(name, true)
		return a, true
	}
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil { // also where there was a slot
		return nil, false
	}
	a, err := m.api.Call(ctx, s.region, c.Service, c.Operation, m.params(c, of))
	switch {
	case ctx.Err() != nil:
		return nil, false
	case err != nil && c.isNone(err) && c.Null == "":
		return nil, false
	case err != nil && c.isNone(err):
		a = map[string]any{c.Null: nil}
	case err != nil && nowhere(c, err):
		return nil, false
	case err != nil:
		m.lacks(m.missingCall(s, c, of, err))
		return nil, false
	}
	m.says(a, c, of)
	if err := m.write(name, a); err != nil {
		m.breaks(err)
		return nil, false
	}
	m.keep(name, false)
	return a, true
}

// isNone reports whether AWS's error says that there is none.
func (c Call) isNone(err error) bool {
	var e *wire.Error
	return errors.As(err, &e) && slices.ContainsFunc(c.None, func(none string) bool {
		code, text, _ := strings.Cut(none, ": ")
		return e.Code == code && strings.Contains(e.Message, text)
	})
}

// nowhere reports whether a service isn't offered in a Region: its host does not
// exist. EC2's exists everywhere.
func nowhere(c Call, err error) bool {
	var dns *net.DNSError
	return (c.Scope == Regional || c.Service == "cloudfront") && c.Service != "ec2" && errors.As(err, &dns) && dns.IsNotFound
}

// missingCall says what a call would have shown, and what it takes.
func (m *member) missingCall(s spot, c Call, of *thing, err error) snapshot.Missing {
	x := snapshot.Missing{Account: m.id, Call: c.Name(), Resource: of.String(), Error: reason(err)}
	if s.folder != global {
		x.Region = s.region
	}
	var e *wire.Error
	if errors.As(err, &e) && forbids(e) {
		x.Permission = strings.Join(c.Needs(), ", ")
	}
	return x
}

// forbids reports whether an error is that something is not permitted, as services
// call it.
func forbids(e *wire.Error) bool {
	switch e.Code {
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "AuthorizationErrorException",
		"NotAuthorized", "UnauthorizedException", "InsufficientPrivilegesException":
		return true
	}
	return e.Status == 403 && e.Code == ""
}

// reason is an error without the name of the call, which stands beside it.
func reason(err error) string {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Error()
	}
	return err.Error()
}

// Name is what users and package account call it: "s3api:GetBucketPolicy".
func (c Call) Name() string {
	service := c.Service
	switch service {
	case "s3":
		service = "s3api"
	case "config":
		service = "configservice"
	}
	return service + ":" + c.Operation
}

// Command is the call as the AWS CLI has it: "s3api get-bucket-policy".
func (c Call) Command() string {
	service, operation, _ := strings.Cut(c.Name(), ":")
	return service + " " + command(operation)
}

// params are the parameters of a call about one thing.
func (m *member) params(c Call, of *thing) wire.Params {
	out := maps.Clone(c.Params)
	if out == nil {
		out = wire.Params{}
	}
	for k, v := range out {
		if v == ownAccount {
			out[k] = m.id
		}
	}
	switch {
	case of == nil:
	case of.list:
		out[of.param] = []string{of.name}
	default:
		out[of.param] = of.name
	}
	if of != nil && of.also != "" {
		out[of.also] = of.in
	}
	return out
}

// path is a thing's name, behind that of what it is in.
func (t *thing) path() string {
	if t != nil && t.in != "" {
		return t.in + "/" + t.name
	}
	return t.String()
}

func (t *thing) String() string {
	if t == nil {
		return ""
	}
	return t.name
}

// says adds the parameters that say of what an answer is, as members of it.
func (m *member) says(a map[string]any, c Call, of *thing) {
	add := func(name string, value any) {
		if _, ok := a[name]; !ok {
			a[name] = value
		}
	}
	if of != nil && !of.list {
		add(of.param, of.name)
	}
	if c.Null != "" {
		add(c.Null, nil) // AWS leaves out what there is none of
	}
	if of != nil && of.also != "" {
		add(of.also, of.in)
	}
	if c.As != "" {
		add("Filter", c.As)
	}
	if c.Service == "s3control" && c.Operation == "GetPublicAccessBlock" {
		add("AccountId", m.id)
	}
}

// file is the name of a call's file.
func (m *member) file(folder string, c Call, of string) string {
	name := c.Service + "-" + command(c.Operation)
	for _, part := range []string{c.As, short(of)} {
		if part != "" {
			name += "--" + part
		}
	}
	return m.id + "/" + folder + "/" + name + ".json"
}

var (
	firstCap = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	endCap   = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	plural   = regexp.MustCompile(`([A-Z]{2,}s)$`) // "ACLs" is one word
)

// command is what the CLI calls an operation.
func command(operation string) string {
	operation = plural.ReplaceAllStringFunc(operation, func(s string) string { return s[:1] + strings.ToLower(s[1:]) })
	return strings.ToLower(endCap.ReplaceAllString(firstCap.ReplaceAllString(operation, "$1-$2"), "$1-$2"))
}

// short is a name as a part of a file's: its last part, and where that isn't all of
// it, a few characters that tell it from others.
func short(name string) string {
	if name == "" {
		return ""
	}
	last := name[strings.LastIndexAny(name, "/:")+1:]
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return '_'
	}, last)
	plain = plain[:min(len(plain), 80)]
	if plain == name && plain == strings.ToLower(name) {
		return plain
	}
	sum := sha256.Sum256([]byte(name))
	return plain + "-" + hex.EncodeToString(sum[:4])
}

// read is a file of the store.
func (m *member) read(name string) (map[string]any, bool) {
	data, err := m.o.Store.Read(name)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			m.breaks(err)
		}
		return nil, false
	}
	var a map[string]any
	if json.Unmarshal(data, &a) != nil {
		return nil, false // broken off as it was written: asked again
	}
	return a, true
}

func (m *member) keep(name string, reused bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if reused {
		m.reused++
	}
	m.files[name] = true
}

func (m *member) write(name string, a map[string]any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(a); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return m.o.Store.Write(name, b.Bytes())
}
