//go:build linux

package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// namespace is a network namespace. It has no name in the system: the kernel
// drops it when this process ends, however it ends.
type namespace struct {
	name string
	fd   int
	ip   []string // lines for ip -batch
	ip6  []string // lines for ip -6 -batch
	nft  []string // lines for nft -f

	wires, bridges []string // its devices
}

const commandTime = 20 * time.Second

// newNamespace makes an empty network namespace.
func newNamespace(name string, routes bool) (*namespace, error) {
	n := &namespace{name: name, fd: -1}
	err := onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("unshare: %w", err)
		}
		fd, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return fmt.Errorf("open namespace: %w", err)
		}
		n.fd = fd
		return settings(routes)
	})
	if err != nil {
		return nil, fmt.Errorf("make namespace %s: %w", name, err)
	}
	return n, nil
}

func (n *namespace) close() { unix.Close(n.fd) }

// onThread runs f on a thread of its own, which ends with it: what f does to the
// thread's namespaces stays with that thread.
func onThread(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked, so that the thread ends
		done <- f()
	}()
	return <-done
}

// inside runs f in the namespace.
func (n *namespace) inside(f func() error) error {
	return onThread(func() error {
		if err := unix.Setns(n.fd, unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("enter namespace %s: %w", n.name, err)
		}
		return f()
	})
}

// settings are the kernel's switches in a new namespace: routers route, nobody
// filters by source, redirects, configures itself or lets bridges ask nftables.
func settings(routes bool) error {
	list := []string{
		"ipv4/conf/all/rp_filter=0", "ipv4/conf/default/rp_filter=0",
		"ipv4/conf/all/send_redirects=0", "ipv4/conf/default/send_redirects=0",
		"ipv4/tcp_syncookies=0", "ipv4/tcp_synack_retries=0",
		"ipv6/conf/default/accept_dad=0", "ipv6/conf/all/accept_dad=0",
		"ipv6/conf/default/accept_ra=0", "ipv6/conf/default/addr_gen_mode=1",
		"bridge/bridge-nf-call-iptables=0", "bridge/bridge-nf-call-ip6tables=0", "bridge/bridge-nf-call-arptables=0",
	}
	if routes {
		list = append([]string{"ipv4/ip_forward=1", "ipv6/conf/all/forwarding=1", "ipv6/conf/default/forwarding=1"}, list...)
	}
	for _, s := range list {
		file, value, _ := strings.Cut(s, "=")
		err := os.WriteFile("/proc/sys/net/"+file, []byte(value), 0)
		if errors.Is(err, os.ErrNotExist) && strings.HasPrefix(file, "bridge/") {
			continue // the kernel has no such filter
		}
		if err != nil {
			return fmt.Errorf("set %s: %w", s, err)
		}
	}
	return nil
}

// do appends a line to what ip is told in the namespace.
func (n *namespace) do(format string, args ...any) {
	n.ip = append(n.ip, fmt.Sprintf(format, args...))
}

// filter appends a line to what nft is told in the namespace.
func (n *namespace) filter(format string, args ...any) {
	n.nft = append(n.nft, fmt.Sprintf(format, args...))
}

// apply runs the collected commands.
func (n *namespace) apply() error {
	return n.inside(func() error {
		if err := command(n.ip, "ip", "-batch", "-"); err != nil {
			return fmt.Errorf("namespace %s: %w", n.name, err)
		}
		if len(n.ip6) > 0 {
			if err := command(n.ip6, "ip", "-6", "-batch", "-"); err != nil {
				return fmt.Errorf("namespace %s: %w", n.name, err)
			}
		}
		if len(n.nft) == 0 {
			return nil
		}
		if err := command(n.nft, "nft", "-f", "-"); err != nil {
			return fmt.Errorf("namespace %s: %w", n.name, err)
		}
		return nil
	})
}

// command runs a program on lines of input, in the thread's namespace.
func command(lines []string, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	c.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s\n%s", name, strings.Join(args, " "), err, out, numbered(lines))
	}
	return nil
}

func numbered(lines []string) string {
	var b strings.Builder
	for k, l := range lines {
		fmt.Fprintf(&b, "%4d %s\n", k+1, l)
	}
	return b.String()
}
