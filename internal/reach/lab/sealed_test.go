//go:build linux

package lab

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

// sealed checks that no packet can leave: in every namespace stand exactly the
// devices that the plan asked for. All veth ends that were made are then inside,
// so none has its other end elsewhere; and there are no devices of other kinds
// but bridges, that join what is in their own namespace.
func (k *kernel) sealed() error {
	made := 0
	for _, n := range k.spaces {
		made += len(n.wires)
		if err := n.inside(func() error { return sealed(slices.Concat(n.wires, n.bridges)) }); err != nil {
			return fmt.Errorf("namespace %s: %w", n.name, err)
		}
	}
	if made != 2*k.pairs {
		return fmt.Errorf("%d veth pairs have %d ends in the lab", k.pairs, made)
	}
	return nil
}

// sealed checks that the thread's network namespace has the given devices besides
// lo, and routes by these only.
func sealed(devices []string) error {
	list, err := net.Interfaces()
	if err != nil {
		return fmt.Errorf("list devices: %w", err)
	}
	var found []string
	for _, d := range list {
		if d.Name != "lo" {
			found = append(found, d.Name)
		}
	}
	slices.Sort(found)
	want := slices.Sorted(slices.Values(devices))
	if !slices.Equal(found, want) {
		return fmt.Errorf("not sealed: devices %v, not %v", found, want)
	}
	for _, file := range []string{"route", "ipv6_route"} {
		b, err := os.ReadFile("/proc/thread-self/net/" + file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("list routes: %w", err)
		}
		if err := routesBy(string(b), file, append(want, "lo", "Iface")); err != nil {
			return err
		}
	}
	return nil
}

// routesBy checks that routes go by the given devices.
func routesBy(table, file string, devices []string) error {
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		device := words[0]
		if file == "ipv6_route" {
			device = words[len(words)-1]
		}
		if !slices.Contains(devices, device) && device != "*" {
			return fmt.Errorf("not sealed: a route by %s: %s", device, line)
		}
	}
	return nil
}

// ready waits until all devices carry packets: the kernel switches them on a
// little after they are told to be up.
func (k *kernel) ready() error {
	const tries, pause = 1000, 5 * time.Millisecond
	return k.each(func(n *namespace) error {
		return n.inside(func() error {
			for range tries {
				list, err := net.Interfaces()
				if err != nil {
					return fmt.Errorf("list devices: %w", err)
				}
				if !slices.ContainsFunc(list, func(d net.Interface) bool { return slices.Contains(n.wires, d.Name) && d.Flags&net.FlagRunning == 0 }) {
					return nil
				}
				time.Sleep(pause)
			}
			return fmt.Errorf("namespace %s: its devices do not run", n.name)
		})
	})
}

// sealedFails shows that the check can fail: it must refuse a device that nobody
// accounts for.
func sealedFails() error {
	n, err := newNamespace("open", false)
	if err != nil {
		return err
	}
	defer n.close()
	return n.inside(func() error {
		if err := command([]string{"link add x type veth peer name y"}, "ip", "-batch", "-"); err != nil {
			return err
		}
		if sealed([]string{"x"}) == nil {
			return errors.New("a device too many was not noticed")
		}
		return nil
	})
}
