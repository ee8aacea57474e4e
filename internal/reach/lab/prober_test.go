//go:build linux

package lab

import (
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// post is where probes are sent from and received: a host, or the internet.
type post struct {
	space     *namespace
	send      map[bool]int // raw sockets by family (true: IPv6)
	receive   []ear
	listeners []int
}

// ear is a raw socket: it hears what a namespace's filters let in.
type ear struct {
	fd       int
	protocol int
	six      bool
}

// seen is what became of a probe.
type seen struct {
	arrived  bool // at its destination
	answered bool // the answer came back to its sender
	astray   string
}

// complete: it arrived, and its answer came back if there is one.
func (s *seen) complete(p probe) bool { return s.arrived && (s.answered || !p.answered()) }

// prober sends probes and watches where they come out.
type prober struct {
	kernel *kernel
	posts  map[*namespace]*post
	probes map[uint32]probe
	seen   map[uint32]*seen
}

// prober makes a prober, after the check that nothing can leave. Close what it
// returns even with an error.
func (k *kernel) prober(probes []probe) (*prober, error) {
	if err := k.sealed(); err != nil {
		return &prober{}, err
	}
	if err := k.ready(); err != nil {
		return &prober{}, err
	}
	return newProber(k, probes)
}

// newProber opens the sockets of all who take part. Close what it returns even
// with an error.
func newProber(k *kernel, probes []probe) (*prober, error) {
	r := &prober{kernel: k, posts: map[*namespace]*post{}, probes: map[uint32]probe{}, seen: map[uint32]*seen{}}
	ports := map[*namespace]map[uint16]bool{}
	for _, p := range probes {
		r.probes[p.id], r.seen[p.id] = p, &seen{}
		for _, at := range []*namespace{k.at(p.from), k.at(p.to)} {
			if ports[at] == nil {
				ports[at] = map[uint16]bool{}
			}
		}
		if p.protocol == tcp {
			ports[k.at(p.to)][p.port] = true
		}
	}
	for n, list := range ports {
		w := &post{space: n, send: map[bool]int{}}
		r.posts[n] = w
		if err := n.inside(func() error { return w.open(list) }); err != nil {
			return r, fmt.Errorf("open sockets of %s: %w", n.name, err)
		}
	}
	return r, nil
}

// at is the namespace of an end.
func (k *kernel) at(e end) *namespace {
	if e.host != nil {
		return k.hosts[e.host]
	}
	if e.outside.IsPrivate() {
		return k.premises
	}
	return k.net
}

func (w *post) open(ports map[uint16]bool) error {
	for _, six := range []bool{false, true} {
		fd, err := unix.Socket(family(six), unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.IPPROTO_RAW)
		if err != nil {
			return fmt.Errorf("raw socket: %w", err)
		}
		w.send[six] = fd
		for _, protocol := range []int{tcp, udp, gre, map[bool]int{false: icmp, true: icmpv6}[six]} {
			fd, err := unix.Socket(family(six), unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, protocol)
			if err != nil {
				return fmt.Errorf("raw socket of protocol %d: %w", protocol, err)
			}
			w.receive = append(w.receive, ear{fd, protocol, six})
		}
	}
	for port := range ports {
		fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			return fmt.Errorf("socket: %w", err)
		}
		w.listeners = append(w.listeners, fd)
		if err := unix.Bind(fd, &unix.SockaddrInet6{Port: int(port)}); err != nil {
			return fmt.Errorf("bind port %d: %w", port, err)
		}
		if err := unix.Listen(fd, 1024); err != nil {
			return fmt.Errorf("listen on port %d: %w", port, err)
		}
	}
	return nil
}

func family(six bool) int {
	if six {
		return unix.AF_INET6
	}
	return unix.AF_INET
}

func (r *prober) close() {
	for _, w := range r.posts {
		for _, fd := range w.send {
			unix.Close(fd)
		}
		for _, e := range w.receive {
			unix.Close(e.fd)
		}
		for _, fd := range w.listeners {
			unix.Close(fd)
		}
	}
}

// How often a probe is sent that has not been answered, and how long nothing
// may be heard before a round is over, and a round at most.
const (
	rounds   = 3
	quiet    = 60 * time.Millisecond
	longest  = 2 * time.Second
	atOneGo  = 20 // sent before listening, so that no queue overflows
	mostRead = 10_000
)

// run sends all probes, and those without answer again.
func (r *prober) run(ids []uint32) error {
	for round := range rounds {
		left := 0
		for _, id := range ids {
			if s := r.seen[id]; s.answered || s.arrived && !r.probes[id].answered() {
				continue
			}
			if err := r.emit(r.kernel.at(r.probes[id].from), r.probes[id].request()); err != nil {
				return fmt.Errorf("send %s: %w", r.probes[id], err)
			}
			if left++; left%atOneGo == 0 {
				if err := r.hear(0); err != nil {
					return err
				}
			}
		}
		if left == 0 {
			return nil
		}
		if err := r.hear(quiet * time.Duration(1+round)); err != nil {
			return err
		}
	}
	return nil
}

// emit sends a packet as it is. That a filter of the sender's own refuses it is
// no error.
func (r *prober) emit(from *namespace, b []byte) error {
	six := b[0]>>4 == 6
	var to unix.Sockaddr
	if six {
		to = &unix.SockaddrInet6{Addr: [16]byte(b[24:40])}
	} else {
		to = &unix.SockaddrInet4{Addr: [4]byte(b[16:20])}
	}
	err := unix.Sendto(r.posts[from].send[six], b, 0, to)
	if err == unix.EPERM || err == unix.EHOSTUNREACH || err == unix.ENETUNREACH || err == unix.EINVAL {
		return nil
	}
	return err
}

// hear reads what arrives until nothing has for a while.
func (r *prober) hear(while time.Duration) error {
	var fds []unix.PollFd
	var at []*post
	var ears []ear
	for _, w := range r.posts {
		for _, e := range w.receive {
			fds, at, ears = append(fds, unix.PollFd{Fd: int32(e.fd), Events: unix.POLLIN}), append(at, w), append(ears, e)
		}
	}
	end := time.Now().Add(longest)
	for time.Now().Before(end) {
		n, err := unix.Poll(fds, int(while.Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("poll: %w", err)
		}
		if n == 0 {
			return nil
		}
		for k := range fds {
			if fds[k].Revents != 0 {
				if err := r.drain(at[k], ears[k]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// drain reads a socket empty.
func (r *prober) drain(at *post, e ear) error {
	buffer := make([]byte, 2048)
	for range mostRead {
		n, from, err := unix.Recvfrom(e.fd, buffer, 0)
		if err == unix.EAGAIN {
			return nil
		}
		if err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		b := buffer[:n]
		var sender, own netip.Addr
		switch a := from.(type) {
		case *unix.SockaddrInet4:
			if n < 20 {
				continue
			}
			sender, own = netip.AddrFrom4(a.Addr), netip.AddrFrom4([4]byte(b[16:20]))
			b = b[int(b[0]&15)*4:]
		case *unix.SockaddrInet6:
			sender = netip.AddrFrom16(a.Addr)
		}
		if s, ok := read(e.protocol, sender, b); ok {
			if err := r.note(at, e, s, own); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("receive: more than %d packets at %s", mostRead, at.space.name)
}

// note records a sighting, and answers what the kernel does not answer itself.
func (r *prober) note(at *post, e ear, s sighting, own netip.Addr) error {
	p, ok := r.probes[s.id]
	if !ok {
		return fmt.Errorf("probe %d was seen at %s, but was never sent", s.id, at.space.name)
	}
	where := p.to
	if s.answer {
		where = p.from
	}
	if r.kernel.at(where) != at.space || p.protocol != e.protocol || p.six != e.six {
		r.seen[s.id].astray = fmt.Sprintf("it came out at %s", at.space.name)
		return nil
	}
	if s.answer {
		// What comes from another address or port is no answer to its sender.
		mine := s.from == p.destination() && (p.protocol != udp && p.protocol != tcp || s.client == p.port && s.port == p.client)
		r.seen[s.id].answered = r.seen[s.id].answered || mine
		return nil
	}
	r.seen[s.id].arrived = true
	if p.protocol != udp && p.protocol != gre {
		return nil
	}
	if p.six {
		own = p.destination()
	}
	return r.emit(at.space, datagram(own, s.from, p.protocol, s.port, s.client, payload(s.id, isAnswer)))
}
