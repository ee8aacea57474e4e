// Package packed is how the generated tables lie in bytes: numbers as unsigned
// varints, texts and lists behind their lengths, one thing after the other. What a
// table holds is its own package's business.
//
//	r := &packed.Reader{Data: table}
//	names := make([]string, r.Count(1))
//	for i := range names {
//		names[i] = r.Text(100)
//	}
//	if err := r.End(); err != nil {
//
// A reader refuses what is damaged, with an error and never a panic; a count is
// never larger than what is left could hold, so that nothing large is made for it.
package packed

import "errors"

// What a damaged table is refused for.
var (
	ErrShort  = errors.New("it is cut short")
	ErrNumber = errors.New("a number is out of range")
	ErrOver   = errors.New("bytes are left over")
)

// A Reader takes values off the front of Data. After the first failure it
// returns zero values only, and Err says why.
type Reader struct {
	Data string
	Err  error
}

// Fail ends the reading with an error, unless it has ended with one.
func (r *Reader) Fail(err error) {
	if r.Err == nil {
		r.Err = err
	}
	r.Data = ""
}

// End reports what went wrong, bytes left over included.
func (r *Reader) End() error {
	if r.Err == nil && r.Data != "" {
		r.Fail(ErrOver)
	}
	return r.Err
}

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if r.Data == "" {
		r.Fail(ErrShort)
		return 0
	}
	b := r.Data[0]
	r.Data = r.Data[1:]
	return b
}

// Number reads a number that must be at most limit. Where limit is negative there
// is no such number.
func (r *Reader) Number(limit int) int {
	n := uint64(0)
	for i := 0; i < min(len(r.Data), 5); i++ {
		b := r.Data[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b >= 0x80 {
			continue
		}
		r.Data = r.Data[i+1:]
		if limit < 0 || n > uint64(limit) {
			r.Fail(ErrNumber)
			return 0
		}
		return int(n)
	}
	r.Fail(ErrShort)
	return 0
}

// Count reads the length of a list whose items have at least size bytes each.
func (r *Reader) Count(size int) int { return r.Number(len(r.Data) / size) }

// Bytes reads n bytes.
func (r *Reader) Bytes(n int) string {
	if n > len(r.Data) {
		r.Fail(ErrShort)
		return ""
	}
	s := r.Data[:n]
	r.Data = r.Data[n:]
	return s
}

// Text reads a length, which must be at most limit, and so many bytes.
func (r *Reader) Text(limit int) string { return r.Bytes(r.Number(limit)) }
