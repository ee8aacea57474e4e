package packed_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/packed"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	b := packed.AppendNumber(nil, 0)
	b = packed.AppendNumber(b, 300)
	b = packed.AppendText(b, "häuser")
	b = packed.AppendText(append(b, 7), []byte{})
	r := &packed.Reader{Data: string(b)}
	if n := r.Number(0); n != 0 {
		t.Errorf("number %d, want 0", n)
	}
	if n := r.Number(300); n != 300 {
		t.Errorf("number %d, want 300", n)
	}
	if s := r.Text(10); s != "häuser" {
		t.Errorf("text %q", s)
	}
	if c := r.Byte(); c != 7 {
		t.Errorf("byte %d", c)
	}
	if s := r.Text(0); s != "" {
		t.Errorf("text %q", s)
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}

func TestDamageIsRefused(t *testing.T) {
	for _, test := range []struct {
		data string
		read func(*packed.Reader)
		want error
	}{
		{"", func(r *packed.Reader) { r.Byte() }, packed.ErrShort},
		{"", func(r *packed.Reader) { r.Number(9) }, packed.ErrShort},
		{"\x80", func(r *packed.Reader) { r.Number(9) }, packed.ErrShort},
		{"\xff\xff\xff\xff\xff\xff\x01", func(r *packed.Reader) { r.Number(9) }, packed.ErrShort},
		{"\x0a", func(r *packed.Reader) { r.Number(9) }, packed.ErrNumber},
		{"\x00", func(r *packed.Reader) { r.Number(-1) }, packed.ErrNumber},
		{"\x03ab", func(r *packed.Reader) { r.Text(9) }, packed.ErrShort},
		{"\x03abc", func(r *packed.Reader) { r.Text(2) }, packed.ErrNumber},
		{"\x04abcde", func(r *packed.Reader) { r.Count(2) }, packed.ErrNumber},
		{"ab", func(r *packed.Reader) { r.Byte() }, packed.ErrOver},
	} {
		r := &packed.Reader{Data: test.data}
		test.read(r)
		if err := r.End(); !errors.Is(err, test.want) {
			t.Errorf("%q: %v, want %v", test.data, err, test.want)
		}
		r.Fail(errors.New("another"))
		if !errors.Is(r.Err, test.want) || r.Number(9) != 0 || r.Text(9) != "" || r.Byte() != 0 {
			t.Errorf("%q: it read on after %v", test.data, test.want)
		}
	}
}

func TestInterner(t *testing.T) {
	var in packed.Interner
	var numbers []int
	for _, s := range strings.Fields("b a c c a c") {
		numbers = append(numbers, in.Number(s))
	}
	if !slices.Equal(numbers, []int{0, 1, 2, 2, 1, 2}) || !slices.Equal(in.Texts, []string{"b", "a", "c"}) {
		t.Errorf("numbers %v of %v", numbers, in.Texts)
	}
	if got := in.Ranked(); !slices.Equal(got, []string{"c", "a", "b"}) {
		t.Errorf("ranked %v", got)
	}
}
