package report

import (
	"bytes"
	"encoding/json"
	"io"
)

// stream writes one object member by member, as [jsonWriter.document] would
// write it, without holding it as a whole.
type stream struct {
	w       io.Writer
	text    bytes.Buffer  // what is not written yet
	encoder *json.Encoder // into text; it keeps its memory from value to value
	members int
	err     error
}

// mostHeld bounds the bytes that a stream holds back.
const mostHeld = 1 << 16

// member writes a member of the object.
func (s *stream) member(name string, value any) {
	s.name(name)
	s.value("  ", value)
	s.flush(mostHeld)
}

// list writes a member that is a list; item gives each of its values.
func (s *stream) list(name string, n int, item func(int) any) {
	s.name(name)
	s.text.WriteByte('[')
	for i := range n {
		if i > 0 {
			s.text.WriteByte(',')
		}
		s.text.WriteString("\n    ")
		s.value("    ", item(i))
		s.flush(mostHeld)
	}
	if n > 0 {
		s.text.WriteString("\n  ")
	}
	s.text.WriteByte(']')
}

// close ends the object; the error is the first that writing met.
func (s *stream) close() error {
	s.text.WriteString("\n}\n")
	s.flush(0)
	return s.err
}

func (s *stream) name(name string) {
	lead := ",\n  "
	if s.members == 0 {
		lead = "{\n  "
	}
	s.members++
	s.text.WriteString(lead)
	s.value("  ", name)
	s.text.WriteString(": ")
}

// value writes a value whose further lines begin with a prefix.
func (s *stream) value(prefix string, value any) {
	if s.encoder == nil {
		s.encoder = json.NewEncoder(&s.text)
		s.encoder.SetEscapeHTML(false)
	}
	s.encoder.SetIndent(prefix, "  ")
	if err := s.encoder.Encode(value); err != nil && s.err == nil {
		s.err = err
	}
	s.text.Truncate(len(bytes.TrimRight(s.text.Bytes(), "\n")))
}

// flush writes what is held if it is more than most.
func (s *stream) flush(most int) {
	if s.text.Len() <= most {
		return
	}
	if s.err == nil {
		_, s.err = s.w.Write(s.text.Bytes())
	}
	s.text.Reset()
}
