package catalog

import "errors"

var (
	errShort  = errors.New("it is cut short")
	errNumber = errors.New("a number is out of range")
	errOver   = errors.New("bytes are left over")
)

// A reader takes values off the front of data. After the first failure it
// returns zero values only, and err says why.
type reader struct {
	data string
	err  error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.data = ""
}

// end reports what went wrong, bytes left over included.
func (r *reader) end() error {
	if r.err == nil && r.data != "" {
		r.fail(errOver)
	}
	return r.err
}

func (r *reader) byte() byte {
	if r.data == "" {
		r.fail(errShort)
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

// number reads a varint that must be at most limit.
func (r *reader) number(limit int) int {
	n := uint64(0)
	for i := 0; i < min(len(r.data), 5); i++ {
		b := r.data[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b >= 0x80 {
			continue
		}
		r.data = r.data[i+1:]
		if n > uint64(max(limit, -1)) || limit < 0 {
			r.fail(errNumber)
			return 0
		}
		return int(n)
	}
	r.fail(errShort)
	return 0
}

// count reads the length of a list whose items have at least size bytes each.
func (r *reader) count(size int) int { return r.number(len(r.data) / size) }

func (r *reader) bytes(n int) string {
	if n > len(r.data) {
		r.fail(errShort)
		return ""
	}
	s := r.data[:n]
	r.data = r.data[n:]
	return s
}

// short reads a length and so many bytes.
func (r *reader) short() string { return r.bytes(r.number(maxText)) }
