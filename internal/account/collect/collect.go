// Package collect asks live accounts what there is and keeps the answers as the files
// that package account reads: the form that the AWS CLI prints, one file a call, under
// ACCOUNT/REGION/ or ACCOUNT/global/.
//
// What it asks is a table ([Calls]); every operation of it reads. What AWS refuses, or
// cannot say, is [Result.Missing], with the permission that it takes; the rest is
// whole. A run that is broken off goes on where it was: what its [Store] holds is not
// asked again.
//
// The package refuses to change anything in an account, to know what the answers mean,
// and to keep secrets: those never leave package wire.
//
//	result, err := collect.Run(ctx, collect.Options{Accounts: accounts, Store: collect.NewMemory()})
package collect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/account/wire"
)

// API asks one operation in a Region, all pages of its answer.
type API interface {
	Call(ctx context.Context, region, service, operation string, params wire.Params) (map[string]wire.Answer, error)
}

// Store keeps files by name.
type Store interface {
	Read(name string) ([]byte, error) // fs.ErrNotExist: there is none
	Write(name string, data []byte) error
}

// Account is an account that can be asked.
type Account struct {
	API API
	// Region is where it is asked which there are.
	Region string
}

// Options say what is collected, and how.
type Options struct {
	Account Account
	// Enter gives the API of another account of the organisation; nil: only Account is
	// collected.
	Enter   func(ctx context.Context, id string) (API, error)
	Regions []string // none: all that are enabled in an account
	Store   Store
	// AtOnce is how many calls are made at the same time; 0: 16.
	AtOnce int
	// Progress is told how many calls are done, of those that are known of; one call at
	// a time. May be nil.
	Progress func(done, known int)
}

// Result is what was collected.
type Result struct {
	Accounts []snapshot.Account
	Missing  []snapshot.Missing
	Files    []string // in the store, sorted
	Reused   int      // of them, found there
}

// Run collects. Its error is that nothing could be: the rest is in Missing.
func Run(ctx context.Context, o Options) (Result, error) {
	r := &run{o: o, files: map[string]bool{}, slots: make(chan struct{}, max(o.AtOnce, 1))}
	if o.AtOnce == 0 {
		r.slots = make(chan struct{}, 16)
	}
	own, err := identity(ctx, o.Account.API, o.Account.Region)
	if err != nil {
		return Result{}, err
	}
	first := &member{run: r, id: own, api: o.Account.API, region: o.Account.Region, first: true}
	r.work.Go(func() { first.collect(ctx) })
	r.work.Wait()
	if o.Enter != nil && ctx.Err() == nil {
		r.others(ctx, first)
		r.work.Wait()
	}
	if err := errors.Join(ctx.Err(), r.broken); err != nil {
		return Result{}, err
	}
	return r.result(), nil
}

// identity asks who is asking.
func identity(ctx context.Context, api API, region string) (string, error) {
	a, err := api.Call(ctx, region, "sts", "GetCallerIdentity", nil)
	if err != nil {
		return "", err
	}
	id, _ := a["Account"].(string)
	if len(id) != 12 {
		return "", fmt.Errorf("sts:GetCallerIdentity: found the account %q, expected 12 digits", id)
	}
	return id, nil
}

// run is one collection.
type run struct {
	o     Options
	work  sync.WaitGroup
	slots chan struct{} // one is taken by each call that is under way

	mu          sync.Mutex // guards what follows
	files       map[string]bool
	reused      int
	accounts    []snapshot.Account
	missing     []snapshot.Missing
	done, known int
	broken      error // the store failed
}

// member is an account that is collected.
type member struct {
	*run
	id, region string
	api        API
	first      bool            // it is asked about the organisation
	begun      map[string]bool // what is asked for once, though several Regions show it
}

// others collects the other accounts of the organisation.
func (r *run) others(ctx context.Context, first *member) {
	accounts, ok := first.read(first.file(global, Call{Service: "organizations", Operation: "ListAccounts"}, ""))
	if !ok {
		return // why, is in Missing
	}
	for _, a := range at(accounts, "Accounts[]") {
		account, _ := a.(map[string]any)
		id, _ := account["Id"].(string)
		if status, _ := account["Status"].(string); id == "" || id == first.id || status != "ACTIVE" {
			continue
		}
		r.work.Go(func() { r.other(ctx, id, first.region) })
	}
}

func (r *run) other(ctx context.Context, id, region string) {
	api, err := r.o.Enter(ctx, id)
	if err == nil {
		var is string
		if is, err = identity(ctx, api, region); err == nil && is != id {
			err = fmt.Errorf("the role is of account %s", is)
		}
	}
	if err != nil {
		r.lacks(snapshot.Missing{Account: id, Call: "sts:AssumeRole", Permission: "sts:AssumeRole", Error: err.Error()})
		r.mu.Lock()
		r.accounts = append(r.accounts, snapshot.Account{ID: id})
		r.mu.Unlock()
		return
	}
	m := &member{run: r, id: id, api: api, region: region}
	m.collect(ctx)
}

// collect asks all of an account.
func (m *member) collect(ctx context.Context) {
	regions := m.regions(ctx)
	m.mu.Lock()
	m.accounts = append(m.accounts, snapshot.Account{ID: m.id, Regions: regions})
	m.mu.Unlock()
	for _, c := range Calls() {
		switch {
		case len(c.Each) > 0 || c.Operation == "DescribeRegions":
		case c.Scope == Regional:
			for _, region := range regions {
				m.start(ctx, spot{region, region}, c, nil)
			}
		case c.Scope == Global || m.first:
			m.start(ctx, spot{global, wire.Home(m.region)}, c, nil)
		}
	}
}

// regions are those that are asked.
func (m *member) regions(ctx context.Context) []string {
	c := Call{Service: "ec2", Operation: "DescribeRegions", Scope: Global}
	m.mu.Lock()
	m.known++
	m.mu.Unlock()
	a, ok := m.answer(ctx, spot{global, m.region}, c, nil)
	m.finished()
	if len(m.o.Regions) > 0 {
		return m.o.Regions
	}
	if !ok {
		return []string{m.region}
	}
	var out []string
	for _, name := range at(a, "Regions[].RegionName") {
		if s, _ := name.(string); s != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return []string{m.region}
	}
	slices.Sort(out)
	return out
}

// global is the folder of what is of no Region.
const global = "global"

// spot is the folder of answers, and the Region that is asked.
type spot struct{ folder, region string }

// start makes a call and then those that its answer asks for.
func (m *member) start(ctx context.Context, s spot, c Call, of *thing) {
	m.mu.Lock()
	m.known++
	m.mu.Unlock()
	m.work.Go(func() {
		a, ok := m.answer(ctx, s, c, of)
		if ok {
			m.follow(ctx, s, c, a)
		}
		m.finished()
	})
}

func (m *member) finished() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done++
	if m.o.Progress != nil {
		m.o.Progress(m.done, m.known)
	}
}

// thing is what a call is about, and the parameter that says it.
type thing struct {
	param, name string
	list        bool
	region      string // where it is, if elsewhere
	also, in    string // another parameter, and its value: what the thing is in
}

// follow starts the calls for each thing that an answer shows.
func (m *member) follow(ctx context.Context, s spot, parent Call, a map[string]any) {
	for _, c := range Calls() {
		if c.Service != parent.Service {
			continue
		}
		for _, e := range c.Each {
			if e.Operation != parent.Operation {
				continue
			}
			for _, t := range e.things(a) {
				at := s
				if t != nil && t.region != "" {
					at.region = t.region
				}
				if c.ByARN {
					if at = byARN(t.name, at.region); !m.begins(c.Operation + " " + t.name) {
						continue
					}
				}
				m.start(ctx, at, c, t)
			}
		}
	}
}

// things are the things of an answer, each once.
func (e Each) things(a map[string]any) []*thing {
	var out []*thing
	seen := map[string]bool{}
	for _, v := range at(a, e.Path) {
		name, _ := v.(string)
		if name == "" || seen[name] || !strings.Contains(name, e.Only) || e.Not != "" && strings.HasPrefix(name, e.Not) {
			continue
		}
		seen[name] = true
		t := &thing{param: e.Param, name: name, list: e.List, also: e.Also}
		t.in, _ = a[e.Also].(string)
		if e.Param == "" {
			return []*thing{nil}
		}
		if e.Operation == "ListBuckets" {
			t.region = regionOf(a, name)
		}
		out = append(out, t)
	}
	return out
}

// byARN is where a thing is asked for that several Regions show.
func byARN(arn, region string) spot {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && parts[3] != "" {
		region = parts[3]
	}
	return spot{global, region}
}

// begins reports whether something is asked for in this account for the first time.
func (m *member) begins(what string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.begun == nil {
		m.begun = map[string]bool{}
	}
	before := m.begun[what]
	m.begun[what] = true
	return !before
}

// regionOf is the Region that a list of buckets says of one; "" if it doesn't.
func regionOf(a map[string]any, bucket string) string {
	for _, v := range at(a, "Buckets[]") {
		if b, _ := v.(map[string]any); b["Name"] == bucket {
			region, _ := b["BucketRegion"].(string)
			return region
		}
	}
	return ""
}

// at is what stands in an answer under a path such as "Buckets[].Name".
func at(v any, path string) []any {
	values := []any{v}
	for _, step := range strings.Split(path, ".") {
		name, each := strings.CutSuffix(step, "[]")
		var next []any
		for _, v := range values {
			m, _ := v.(map[string]any)
			switch x := m[name].(type) {
			case nil:
			case []any:
				if each {
					next = append(next, x...)
				}
			default:
				next = append(next, x)
			}
		}
		values = next
	}
	return values
}

func (r *run) lacks(x snapshot.Missing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.missing = append(r.missing, x)
}

func (r *run) breaks(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken == nil {
		r.broken = err
	}
}

func (r *run) result() Result {
	out := Result{Accounts: r.accounts, Missing: r.missing, Reused: r.reused}
	for name := range r.files {
		out.Files = append(out.Files, name)
	}
	slices.Sort(out.Files)
	slices.SortFunc(out.Accounts, func(a, b snapshot.Account) int { return strings.Compare(a.ID, b.ID) })
	key := func(x snapshot.Missing) string {
		return strings.Join([]string{x.Account, x.Region, x.Call, x.Resource, x.Error}, "\x00")
	}
	slices.SortFunc(out.Missing, func(a, b snapshot.Missing) int { return strings.Compare(key(a), key(b)) })
	return out
}

// Manifest is what a snapshot of the result says of itself.
func (r Result) Manifest(began time.Time, tool string) snapshot.Manifest {
	return snapshot.Manifest{Collected: began, Tool: tool, Accounts: r.Accounts, Missing: r.Missing}
}

// FS is the files of the result in a store.
func (r Result) FS(s Store) fs.FS { return filesOf{s, r.Files} }
