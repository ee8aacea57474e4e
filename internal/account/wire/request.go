package wire

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Params are the parameters of a request: texts, numbers, Booleans and lists of texts.
// Others than the model knows are put into the body as they are called
// ("Filter.1.Name").
type Params map[string]any

// request is what is sent, before it is known where to.
type request struct {
	method, path string // escaped
	query        url.Values
	header       http.Header
	body         string
}

// build writes a request in the service's protocol.
func (s *Service) build(o *Operation, name string, params Params) (request, error) {
	r := request{method: o.Method, query: url.Values{}, header: http.Header{}}
	if r.method == "" {
		r.method = http.MethodPost
	}
	path, query, _ := strings.Cut(o.Path, "?")
	fixed, err := url.ParseQuery(query)
	if err != nil {
		return r, fmt.Errorf("the path %s: %w", o.Path, err)
	}
	maps.Copy(r.query, fixed)
	body := Params{}
	for _, key := range slices.Sorted(maps.Keys(params)) {
		p := o.param(key)
		switch p.In {
		case "uri":
			path = strings.ReplaceAll(path, "{"+p.wire()+"}", url.PathEscape(text(params[key])))
			path = strings.ReplaceAll(path, "{"+p.wire()+"+}", (&url.URL{Path: text(params[key])}).EscapedPath())
		case "querystring":
			r.query[p.wire()] = texts(params[key])
		case "header":
			r.header.Set(p.wire(), text(params[key]))
		default:
			body[key] = params[key]
		}
	}
	if at := strings.IndexByte(path, '{'); at >= 0 {
		return r, fmt.Errorf("%s lacks a parameter: %s", name, path[at:])
	}
	r.path = path
	return r, s.write(&r, o, name, body)
}

// param is what is known of a parameter.
func (o *Operation) param(name string) Param {
	for _, p := range o.Params {
		if p.Name == name {
			return p
		}
	}
	return Param{Name: name}
}

func (p Param) wire() string {
	if p.Wire != "" {
		return p.Wire
	}
	return p.Name
}

// write puts parameters into the body.
func (s *Service) write(r *request, o *Operation, name string, params Params) error {
	switch s.Protocol {
	case EC2, Query:
		form := url.Values{"Action": {name}, "Version": {s.Version}}
		for key, value := range params {
			put(form, o.param(key), value)
		}
		r.header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		r.body = form.Encode()
	case JSON:
		data, err := json.Marshal(params)
		if err != nil {
			return fmt.Errorf("write the parameters of %s: %w", name, err)
		}
		r.header.Set("Content-Type", "application/x-amz-json-"+s.JSON)
		r.header.Set("X-Amz-Target", s.Target+"."+name)
		r.body = string(data)
	case RESTJSON:
		if s.ID == "Glacier" {
			r.header.Set("X-Amz-Glacier-Version", s.Version)
		}
		if len(params) == 0 {
			return nil
		}
		renamed := Params{}
		for key, value := range params {
			renamed[o.param(key).wire()] = value
		}
		data, err := json.Marshal(renamed)
		if err != nil {
			return fmt.Errorf("write the parameters of %s: %w", name, err)
		}
		r.header.Set("Content-Type", "application/json")
		r.body = string(data)
	case RESTXML:
		for key := range params {
			return fmt.Errorf("%s has no parameter %s outside of its body", name, key)
		}
	}
	return nil
}

// put writes a parameter of the query protocols; lists are numbered.
func put(form url.Values, p Param, value any) {
	list, ok := value.([]string)
	if !ok {
		form.Set(p.wire(), text(value))
		return
	}
	at := p.wire() + "."
	if p.Item != "-" && p.Item != "" {
		at += p.Item + "."
	}
	for n, s := range list {
		form.Set(at+strconv.Itoa(n+1), s)
	}
}

func texts(v any) []string {
	if list, ok := v.([]string); ok {
		return list
	}
	return []string{text(v)}
}

func text(v any) string { return fmt.Sprint(v) }
