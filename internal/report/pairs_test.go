package report_test

import (
	"bytes"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/report"
	"ringwall/internal/traffic"
)

// TestPairs_BetweenVPCs: a flow between VPCs is marked as one, and it is said for
// which pairs of VPCs it does not stand.
func TestPairs_BetweenVPCs(t *testing.T) {
	flow := func(between bool) report.Flow {
		ssh := traffic.Ports(traffic.TCP, 22, 22)
		return report.Flow{From: report.Party{Resources: []estate.ID{"a"}}, To: report.Party{Resources: []estate.ID{"b"}}, Traffic: ssh, Possible: ssh, Between: between}
	}
	x := &report.Pairs{Subject: report.Subject{Estate: estate.New(estate.Estate{}), Names: []string{"x"}}, Flows: []report.Flow{flow(false), flow(true)}, Apart: [][2]estate.ID{{"vpc-1", "vpc-2"}}}
	got := text(t, report.Entry{Pairs: x}, report.Style{})
	for _, want := range []string{"  a → b tcp 22\n", "  a → b tcp 22 (between VPCs)\n", "vpc-1 and\nvpc-2."} {
		if !strings.Contains(got, want) {
			t.Errorf("the text lacks %q:\n%s", want, got)
		}
	}
	var b bytes.Buffer
	if err := report.NewJSON(&b).Write(report.Entry{Pairs: x}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), `"between": "vpcs"`); n != 1 || !strings.Contains(b.String(), `"apart"`) {
		t.Errorf("%d flows are between VPCs:\n%s", n, b.String())
	}
	x.Flows, x.Apart = x.Flows[:1], nil
	if got := text(t, report.Entry{Pairs: x}, report.Style{}); strings.Contains(got, "Between") {
		t.Errorf("nothing is between VPCs:\n%s", got)
	}
}
