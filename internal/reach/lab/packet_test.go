//go:build linux

package lab

import (
	"encoding/binary"
	"net/netip"
)

// Every probe carries its number: TCP as its sequence number, to which the
// answer's acknowledgement is one more; the others in what they carry, ICMP as
// its identifier besides. So it is known at the other end whatever was translated
// on the way.

const (
	mark      = 0x52570000 // "RW": with the number, a TCP sequence number
	magic     = "ringwall"
	isRequest = 0
	isAnswer  = 1
)

// payload is what UDP, ICMP and other protocols carry.
func payload(id uint32, kind byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte(magic), id), kind)
}

// carried reads a payload.
func carried(b []byte) (id uint32, kind byte, ok bool) {
	if len(b) < len(magic)+5 || string(b[:len(magic)]) != magic {
		return 0, 0, false
	}
	return binary.BigEndian.Uint32(b[len(magic):]), b[len(magic)+4], true
}

// request is the probe's packet, with its IP header.
func (p probe) request() []byte {
	from, to := p.source(), p.destination()
	switch p.protocol {
	case tcp:
		return segment(from, to, p.client, p.port, mark|p.id)
	case icmp, icmpv6:
		b := []byte{byte(p.port >> 8), byte(p.port), 0, 0, byte(p.id >> 8), byte(p.id), 0, 1}
		if p.protocol == icmp && b[0] == 13 {
			b = append(b, make([]byte, 12)...) // three timestamps
		}
		return packet(from, to, p.protocol, append(b, payload(p.id, isRequest)...))
	}
	return datagram(from, to, p.protocol, p.client, p.port, payload(p.id, isRequest))
}

// segment is a TCP SYN.
func segment(from, to netip.Addr, client, port uint16, sequence uint32) []byte {
	b := make([]byte, 20)
	binary.BigEndian.PutUint16(b[0:], client)
	binary.BigEndian.PutUint16(b[2:], port)
	binary.BigEndian.PutUint32(b[4:], sequence)
	b[12], b[13] = 5<<4, flagSYN
	binary.BigEndian.PutUint16(b[14:], 1<<14) // window
	return packet(from, to, tcp, b)
}

const flagSYN, flagRST, flagACK = 2, 4, 16

// datagram is UDP, or GRE version 0 around the payload.
func datagram(from, to netip.Addr, protocol int, client, port uint16, data []byte) []byte {
	b := []byte{0, 0, 0x08, 0}
	if protocol == udp {
		b = make([]byte, 8)
		binary.BigEndian.PutUint16(b[0:], client)
		binary.BigEndian.PutUint16(b[2:], port)
		binary.BigEndian.PutUint16(b[4:], uint16(8+len(data)))
	}
	return packet(from, to, protocol, append(b, data...))
}

// packet puts an IP header before a body and fills in the body's checksum.
func packet(from, to netip.Addr, protocol int, body []byte) []byte {
	at := map[int]int{icmp: 2, icmpv6: 2, tcp: 16, udp: 6}[protocol]
	if at > 0 {
		pseudo := append(append([]byte(nil), from.AsSlice()...), to.AsSlice()...)
		pseudo = append(pseudo, 0, byte(protocol), byte(len(body)>>8), byte(len(body)))
		if protocol == icmp {
			pseudo = nil
		}
		binary.BigEndian.PutUint16(body[at:], checksum(append(pseudo, body...)))
	}
	if from.Is6() {
		h := make([]byte, 8, 40+len(body))
		h[0], h[6], h[7] = 6<<4, byte(protocol), 64
		binary.BigEndian.PutUint16(h[4:], uint16(len(body)))
		return append(append(append(h, from.AsSlice()...), to.AsSlice()...), body...)
	}
	h := make([]byte, 12, 20+len(body))
	h[0], h[8], h[9] = 4<<4|5, 64, byte(protocol)
	binary.BigEndian.PutUint16(h[2:], uint16(20+len(body)))
	h = append(append(h, from.AsSlice()...), to.AsSlice()...)
	binary.BigEndian.PutUint16(h[10:], checksum(h))
	return append(h, body...)
}

// checksum is the internet checksum (RFC 1071).
func checksum(b []byte) uint16 {
	var sum uint32
	for k, x := range b {
		if k%2 == 0 {
			sum += uint32(x) << 8
		} else {
			sum += uint32(x)
		}
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}

// sighting is a probe, or the answer to one, as somebody received it.
type sighting struct {
	id     uint32
	answer bool
	from   netip.Addr
	client uint16 // the sender's port
	port   uint16
}

// read recognises what a raw socket of a protocol received, without IP header.
func read(protocol int, from netip.Addr, b []byte) (s sighting, ok bool) {
	s.from = from
	switch {
	case protocol == tcp && len(b) >= 20:
		return readSegment(s, b)
	case (protocol == icmp || protocol == icmpv6) && len(b) >= 8:
		kind := b[0]
		s.answer = protocol == icmp && (kind == 0 || kind == 14) || protocol == icmpv6 && kind == 129
		if protocol == icmp && kind == 14 { // the kernel echoes nothing but the identifier
			s.id = uint32(binary.BigEndian.Uint16(b[4:]))
			return s, true
		}
		if b = b[8:]; protocol == icmp && kind == 13 && len(b) >= 12 {
			b = b[12:]
		}
		s.id, _, ok = carried(b)
		return s, ok
	case protocol == udp && len(b) >= 8:
		s.client, s.port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
		b = b[8:]
	case protocol == gre && len(b) >= 4:
		b = b[4:]
	default:
		return s, false
	}
	var kind byte
	s.id, kind, ok = carried(b)
	s.answer = kind == isAnswer
	return s, ok
}

// readSegment tells SYNs from what answers them.
func readSegment(s sighting, b []byte) (sighting, bool) {
	s.client, s.port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	flags := b[13]
	sequence := binary.BigEndian.Uint32(b[4:])
	if flags&flagACK != 0 && flags&(flagSYN|flagRST) != 0 {
		s.answer, sequence = true, binary.BigEndian.Uint32(b[8:])-1
	} else if flags != flagSYN {
		return s, false
	}
	s.id = sequence &^ mark
	return s, sequence&0xffff0000 == mark
}
