package terraform

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// IsShow reports, from how a file begins, whether it is what "terraform show -json"
// or "tofu show -json" printed of a plan or a state.
func IsShow(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n\ufeff")
	return len(head) > 0 && head[0] == '{' && bytes.Contains(head, []byte(`"format_version"`)) &&
		(bytes.Contains(head, []byte(`"terraform_version"`)) || bytes.Contains(head, []byte(`"planned_values"`)) || bytes.Contains(head, []byte(`"values"`)))
}

// HeadSize is how much of a file IsShow wants to see.
const HeadSize = 4096

// show is a plan or a state while it is read.
type show struct {
	*loader
	file string
	// counted bytes have lines line ends; the last line begins at lineStart.
	counted, lines, lineStart int
	stack                     string
	plan                      bool
	planned                   []plannedResource
	unknown                   map[string]shown // what is only known after apply, by address
	config                    configuration
	modules                   map[string]*module // by the provider that their resources use
	byName                    map[string][]*plannedResource
	ids                       map[string]estate.Text // what AWS has given ids and ARNs to
}

// plannedResource is a resource of a plan or a state.
type plannedResource struct {
	address, module, mode, typ, name, index string
	at                                      estate.Origin
	values                                  shown
	instance                                *instance
	of                                      *configModule
	config                                  *configResource
}

// show reads one file.
func (l *loader) show(f File) ([]estate.Core, string, error) {
	s := &show{loader: l, file: f.Name, unknown: map[string]shown{}, modules: map[string]*module{}, byName: map[string][]*plannedResource{}, ids: map[string]estate.Text{}}
	s.stack = l.showStack(f.Name)
	if err := s.read(f.Data); err != nil {
		return nil, "", &Error{estate.Origin{File: f.Name}, "not readable as output of terraform show -json: " + err.Error(), "write it anew: terraform show -json plan.out > plan.json"}
	}
	s.relate()
	for i := range s.planned {
		if err := s.instantiate(&s.planned[i]); err != nil {
			return nil, "", &Error{estate.Origin{File: f.Name}, s.planned[i].address + ": " + err.Error(), ""}
		}
	}
	var out []estate.Core
	for i := range s.planned {
		p := &s.planned[i]
		if p.instance == nil {
			continue
		}
		light := p.instance.fixed
		if err := s.readValues(p); err != nil {
			return nil, "", &Error{p.at, p.address + ": " + err.Error(), ""}
		}
		s.settleUnknown(p)
		out = append(out, s.cores(p)...)
		p.instance.fixed = light // the rest is let go
	}
	if s.plan {
		return out, "Terraform plan", nil
	}
	return out, "Terraform state", nil
}

// showStack names what a plan or a state holds after its file.
func (l *loader) showStack(file string) string {
	return strings.TrimSuffix(path.Base(file), ".json")
}

// cores are the resources of one of the plan; the values behind them are let go.
func (s *show) cores(p *plannedResource) []estate.Core {
	cores := s.translate(p.instance)
	if arn, ok := p.instance.fixed.get("arn"); ok && len(cores) > 0 {
		if text, known := arn.literal(); known {
			cores[0].ARN = estate.Literal(text)
			if parts := strings.Split(text, ":"); len(parts) > 5 {
				for i := range cores {
					if isAccount(parts[4]) {
						cores[i].Account = estate.Literal(parts[4])
					}
				}
			}
		}
	}
	return cores
}

// readValues reads all of a resource's values.
func (s *show) readValues(p *plannedResource) error {
	r := p.values
	values, err := r.value(p.at, 0)
	if values.form() != isObject {
		values = objectOf(nil, p.at)
	}
	p.instance.fixed = values
	return err
}

// isAsked reports the attributes by which resources name each other: only they are
// kept of all resources at once.
func (s *show) isAsked(t *target) func(string) bool {
	return func(name string) bool {
		switch name {
		case "id", "arn", "name", "bucket", "identifier", "resource_id", "http_method", "stage_name":
			return true
		}
		return strings.HasPrefix(t.rule.attributes[name], "/")
	}
}

func (s *show) read(data []byte) error {
	r := &shown{data: data, reading: newReading()}
	version := ""
	found := false
	err := r.object(func(name string) (err error) {
		switch name {
		case "format_version":
			version, err = r.text()
			return err
		case "planned_values", "values":
			s.plan, found = name == "planned_values", true
			return r.object(func(name string) error {
				if name == "root_module" {
					return s.readModule(r)
				}
				return r.skip()
			})
		case "resource_changes":
			return r.list(func() error { return s.readChange(r) })
		case "configuration":
			return s.config.read(r)
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	if major, _, _ := strings.Cut(version, "."); major != "0" && major != "1" {
		return fmt.Errorf("its format is version %q; versions 0 and 1 are read", version)
	}
	if !found {
		return fmt.Errorf("it has neither planned_values nor values")
	}
	return nil
}

// readModule notes the resources of a module and of those below it.
func (s *show) readModule(r *shown) error {
	return r.object(func(name string) error {
		switch name {
		case "resources":
			return r.list(func() error { return s.readResource(r) })
		case "child_modules":
			return r.list(func() error { return s.readModule(r) })
		}
		return r.skip()
	})
}

func (s *show) readResource(r *shown) error {
	// Terraform leaves "values" out where it would be empty.
	p := plannedResource{at: s.placeOf(r), values: shown{data: []byte("{}"), reading: r.reading}}
	err := r.object(func(name string) (err error) {
		switch name {
		case "address":
			p.address, err = r.text()
		case "mode":
			p.mode, err = r.text()
		case "type":
			p.typ, err = r.text()
		case "name":
			p.name, err = r.text()
		case "index":
			v, bad := r.value(estate.Origin{}, 0)
			p.index, _ = v.literal()
			err = bad
		case "values":
			p.values, err = r.span()
		default:
			err = r.skip()
		}
		return err
	})
	p.module = moduleOf(p.address)
	if p.mode == "managed" && p.address != "" && p.typ != "" {
		if s.instances++; s.instances > maxPlanned {
			return fmt.Errorf("it has more than %d resources", maxPlanned)
		}
		s.planned = append(s.planned, p)
	}
	return err
}

// placeOf is where the next value stands. Lines are counted once, as the reader goes
// on.
func (s *show) placeOf(r *shown) estate.Origin {
	r.space()
	fresh := r.data[s.counted:r.at]
	if n := bytes.Count(fresh, []byte("\n")); n > 0 {
		s.lines += n
		s.lineStart = s.counted + bytes.LastIndexByte(fresh, '\n') + 1
	}
	s.counted = r.at
	return estate.Origin{File: s.file, Line: s.lines + 1, Column: r.at - s.lineStart + 1}
}

// maxPlanned bounds the resources of a plan or a state.
const maxPlanned = 1_000_000

// moduleOf is the module in an address: "module.a[0].module.b" of
// "module.a[0].module.b.aws_vpc.main".
func moduleOf(address string) string {
	out, rest := "", address
	for strings.HasPrefix(rest, "module.") {
		i := addressEnd(rest, len("module."))
		if out != "" {
			out += "."
		}
		out += rest[:i]
		if i >= len(rest) {
			return out
		}
		rest = rest[i+1:]
	}
	return out
}

// addressEnd is the next dot of an address that stands in no key.
func addressEnd(s string, from int) int {
	quoted := false
	for i := from; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '.' && !quoted:
			return i
		}
	}
	return len(s)
}

func (s *show) readChange(r *shown) error {
	address := ""
	var unknown shown
	err := r.object(func(name string) (err error) {
		switch name {
		case "address":
			address, err = r.text()
			return err
		case "change":
			return r.object(func(name string) (err error) {
				if name == "after_unknown" {
					unknown, err = r.span()
					return err
				}
				return r.skip()
			})
		}
		return r.skip()
	})
	if address != "" && len(unknown.data) > 2 {
		s.unknown[address] = unknown
	}
	return err
}

// instantiate makes an instance of a planned resource, its values known.
func (s *show) instantiate(p *plannedResource) error {
	at := p.at
	if !strings.HasPrefix(p.typ, "aws_") {
		return nil
	}
	r := p.values
	values, err := r.some(at, s.isAsked(s.target(p.typ)))
	if err != nil {
		return err
	}
	i := &instance{
		module: s.moduleFor(p), block: &block{typ: "resource", labels: []string{p.typ, p.name}, at: at}, address: p.address, when: scenario.Always(),
		memo: map[string]*memo{}, fixed: values,
	}
	i.scope = i.module.scope
	i.id = i.module.identify(p.address)
	p.instance = i
	s.byID[i.id] = i
	s.all = append(s.all, i)
	s.noteIDs(p)
	return nil
}

// noteIDs notes the ids that AWS has given, so that others who name them are
// joined.
func (s *show) noteIDs(p *plannedResource) {
	t := s.target(p.typ)
	note := func(attribute string, to estate.Text) {
		v, ok := p.instance.fixed.get(attribute)
		if id, known := v.literal(); ok && known && isGiven(id) {
			if _, taken := s.ids[id]; !taken {
				s.ids[id] = to
			}
		}
	}
	note("id", estate.OfReference(p.instance.id, ""))
	if _, another := t.rule.rename["arn"]; !another && t.cfn != p.typ { // a target's and a policy's are those of what they are for
		note("arn", estate.OfReference(p.instance.id, t.arnAttribute()))
	}
	for attribute, to := range t.rule.attributes {
		if strings.HasPrefix(to, "/") {
			note(attribute, refer(p.instance.id, to))
		}
	}
}

// isGiven reports ids as AWS gives them, and ARNs: names may be those of several.
func isGiven(id string) bool {
	if strings.HasPrefix(id, "arn:") || strings.HasPrefix(id, "https://sqs.") {
		return true
	}
	prefix, rest, ok := strings.Cut(id, "-")
	if !ok || prefix == "" || len(rest) < 8 {
		return false
	}
	return strings.Trim(rest[strings.LastIndex(rest, "-")+1:], "0123456789abcdef") == "" && strings.ToLower(id) == id
}
