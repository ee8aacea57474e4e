package cli

import (
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/report"
	"ringwall/internal/traffic"
)

// mostSplits bounds the blocks that one plan lists.
const mostSplits = 4096

func (a *app) cidrCommand() *cobra.Command {
	var (
		out    output
		splits []string
	)
	cmd := &cobra.Command{
		Use:   "cidr PREFIX [--split N…]",
		Short: "Plan addresses by AWS's rules",
		Long: `Cidr says how many addresses a prefix has, which AWS reserves in a subnet, and
whether a VPC or a subnet may have it, and if not, why. --split N takes the next
free block of that length from it; several are taken in the order in which they
are given, each at the first place where it fits: --split 24 --split 26, --split
24,26 and --split 24 26 are the same.`,
		Example: `  ringwall cidr 203.0.113.0/28
  ringwall cidr 10.0.0.0/16 --split 24 --split 24 --split 26`,
		Args:              usage(cobra.MinimumNArgs(1), "one prefix such as 10.0.0.0/16"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			lengths, err := lengthsOf(splits, args[1:])
			if err != nil {
				return err
			}
			plan, err := planOf(args[0], lengths)
			if err != nil {
				return err
			}
			return emit(w, report.Entry{Plan: plan})
		},
	}
	out.flag(cmd, "text", "json")
	cmd.Flags().StringArrayVar(&splits, "split", nil, "take the next free block of this `LENGTH` (repeatable)")
	complete(cmd, "split", choices())
	return cmd
}

// lengthsOf are the lengths of --split, and those that stand behind it.
func lengthsOf(splits, more []string) ([]string, error) {
	var out []string
	for _, s := range splits {
		out = append(out, strings.Split(s, ",")...)
	}
	for _, s := range more {
		if _, err := strconv.Atoi(strings.TrimPrefix(s, "/")); err != nil || len(splits) == 0 {
			return nil, wrong("ringwall cidr 10.0.0.0/16 --split 24 26", "expected one prefix such as 10.0.0.0/16, found %s too", s)
		}
		out = append(out, s)
	}
	return out, nil
}

func planOf(text string, splits []string) (*report.Plan, error) {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return nil, wrong("ringwall cidr 10.0.0.0/16", "%q is no prefix: an address, a slash and a length are expected", text)
	}
	if err := traffic.CheckCanonical(p); err != nil {
		hint := ""
		if p.IsValid() && p != p.Masked() {
			hint = "ringwall cidr " + p.Masked().String()
		}
		return nil, wrong(hint, "%s", err)
	}
	plan := &report.Plan{Block: block(p)}
	if len(splits) == 0 {
		return plan, nil
	}
	free := []netip.Prefix{p}
	for _, s := range splits {
		bits, err := strconv.Atoi(strings.TrimPrefix(s, "/"))
		if err != nil || bits < p.Bits() || bits > p.Addr().BitLen() {
			return nil, wrong("ringwall cidr "+text+" --split "+itoa(min(p.Bits()+8, p.Addr().BitLen())),
				"--split %s: a length from %d to %d is expected", s, p.Bits(), p.Addr().BitLen())
		}
		taken, rest, ok := take(free, bits)
		if !ok {
			return nil, wrong("take the large blocks first, or fewer of them",
				"--split %s: no block of /%d is left in %s after %s", s, bits, p, takenText(plan.Splits))
		}
		free = rest
		plan.Splits = append(plan.Splits, block(taken))
		if len(plan.Splits) > mostSplits {
			return nil, wrong("", "more than %d splits", mostSplits)
		}
	}
	plan.Left = free
	return plan, nil
}

func takenText(list []report.Block) string {
	if len(list) == 0 {
		return "no other"
	}
	var words []string
	for _, b := range list {
		words = append(words, b.Prefix.String())
	}
	return strings.Join(words, ", ")
}

// take cuts a block of the given length from the first free block that is large
// enough. Free blocks stay in order.
func take(free []netip.Prefix, bits int) (netip.Prefix, []netip.Prefix, bool) {
	for i, f := range free {
		if f.Bits() > bits {
			continue
		}
		rest := append([]netip.Prefix(nil), free[:i]...)
		return netip.PrefixFrom(f.Addr(), bits), append(append(rest, remainders(f, bits)...), free[i+1:]...), true
	}
	return netip.Prefix{}, free, false
}

// remainders are what is left of a block whose first part of the given length
// is taken: the second halves, smallest first.
func remainders(f netip.Prefix, bits int) []netip.Prefix {
	var out []netip.Prefix
	for n := bits; n > f.Bits(); n-- {
		out = append(out, secondHalf(netip.PrefixFrom(f.Addr(), n-1)))
	}
	return out
}

// secondHalf is the upper half of a block.
func secondHalf(p netip.Prefix) netip.Prefix {
	raw := p.Addr().AsSlice()
	raw[p.Bits()/8] |= 0x80 >> (p.Bits() % 8)
	addr, _ := netip.AddrFromSlice(raw)
	return netip.PrefixFrom(addr, p.Bits()+1)
}

// block describes a prefix by AWS's rules.
func block(p netip.Prefix) report.Block {
	size := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
	b := report.Block{Prefix: p, Addresses: size.String(), First: p.Addr(), Last: last(p), Usable: "0"}
	if err := traffic.CheckVPCPrefix(p); err != nil {
		b.VPC = fmt.Sprint(err)
	}
	if err := traffic.CheckSubnetPrefix(p); err != nil {
		b.Subnet = fmt.Sprint(err)
		return b
	}
	b.Reserved = traffic.Reserved(p)
	b.Usable = size.Sub(size, big.NewInt(int64(len(b.Reserved)))).String()
	return b
}

func last(p netip.Prefix) netip.Addr {
	raw := p.Addr().AsSlice()
	for i := p.Bits(); i < len(raw)*8; i++ {
		raw[i/8] |= 0x80 >> (i % 8)
	}
	addr, _ := netip.AddrFromSlice(raw)
	return addr
}
