package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
)

// parseJSON reads a document; numbers stay as they are written.
func parseJSON(data []byte) (Answer, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return map[string]Answer{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v Answer
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return v, nil
}

// fromJSON is a value as its shape has it: members that the model does not know are
// left out, so that what it does not know to be secret is not kept.
func (s *Service) fromJSON(at int, v Answer) (Answer, error) {
	shape := s.Shapes[at]
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]Answer:
		switch shape.Kind {
		case Structure:
			return s.structureFromJSON(shape, v)
		case Map:
			return s.mapFromJSON(shape, v)
		}
	case []Answer:
		if shape.Kind == List {
			return s.listFromJSON(shape, v)
		}
	case string:
		switch shape.Kind {
		case Text, Secret, Time, Policy, Address, Link:
			return scalar(shape.Kind, v)
		}
	case json.Number:
		switch shape.Kind {
		case Time:
			return moment(v), nil
		case Number:
			return v, nil
		}
	case bool:
		if shape.Kind == Boolean {
			return v, nil
		}
	}
	switch shape.Kind {
	case Secret:
		return Hidden, nil
	case Document:
		return v, nil
	}
	return nil, fmt.Errorf("found %T, expected kind %q", v, shape.Kind)
}

func (s *Service) structureFromJSON(shape Shape, v map[string]Answer) (Answer, error) {
	out := map[string]Answer{}
	for _, m := range shape.Members {
		name := m.Wire
		if name == "" {
			name = m.Name
		}
		x, err := s.fromJSON(m.Shape, v[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		if x != nil {
			out[m.Name] = x
		}
	}
	return out, nil
}

func (s *Service) mapFromJSON(shape Shape, v map[string]Answer) (Answer, error) {
	out := map[string]Answer{}
	for key, value := range v {
		x, err := s.fromJSON(shape.Item, value)
		if err != nil {
			return nil, err
		}
		out[key] = x
	}
	return out, nil
}

func (s *Service) listFromJSON(shape Shape, v []Answer) (Answer, error) {
	out := make([]Answer, 0, len(v))
	for _, i := range v {
		x, err := s.fromJSON(shape.Item, i)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// printed is how the CLI prints times.
const printed = "2006-01-02T15:04:05.999999-07:00"

// instant is a time that is written as a text.
func instant(text string) string {
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC().Format(printed)
		}
	}
	if n := json.Number(text); isNumber(n) && !strings.Contains(text, "-") {
		return moment(n)
	}
	return text
}

// moment is a time that is written as seconds since 1970.
func moment(n json.Number) string {
	seconds, err := n.Float64()
	if err != nil {
		return n.String()
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(math.Round(part*1e6))*1000).UTC().Format(printed)
}
