package emulator_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// exposure is what is exposed, by type: names differ between sources.
func exposure(t *testing.T, estate []string) map[string]string {
	t.Helper()
	out, status := ringwall(t, append([]string{"exposure", "-o", "json"}, estate...)...)
	var all struct {
		Exposed []struct {
			Resource struct{ Type string }
			Verdict  string
			Traffic  []struct{ Protocol, Ports string }
		}
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("exposure ends with status %d: %v", status, err)
	}
	found := map[string]string{}
	for _, x := range all.Exposed {
		found[x.Resource.Type] += fmt.Sprint(x.Verdict, x.Traffic, " ")
	}
	return found
}

func sameExposure(t *testing.T, template, live []string, names map[string][]string) {
	want, have := exposure(t, template), exposure(t, live)
	expect(t, between(want, have), exposureDifferences)
}

// between says what differs, by name.
func between(want, have map[string]string) map[string]string {
	different := map[string]string{}
	for k := range want {
		if want[k] != have[k] {
			different[k] = fmt.Sprintf("template %q, account %q", want[k], have[k])
		}
	}
	for k := range have {
		if want[k] == "" {
			different[k] = fmt.Sprintf("template nothing, account %q", have[k])
		}
	}
	return different
}

// controls are the statuses of a review, by control.
func controls(t *testing.T, args []string) map[string]string {
	t.Helper()
	out, status := ringwall(t, append([]string{"review", "-o", "json"}, args...)...)
	var all struct {
		Controls []struct{ ID, Status string }
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("review ends with status %d: %v", status, err)
	}
	found := map[string]string{}
	for _, x := range all.Controls {
		found[x.ID] = x.Status
	}
	return found
}

func sameReview(t *testing.T, template, live []string) {
	want, have := controls(t, sourcesOf(template)), controls(t, sourcesOf(live))
	t.Log(len(want), len(have))
	expect(t, between(want, have), reviewDifferences)
}

// sourcesOf writes sources as review takes them: as arguments.
func sourcesOf(args []string) []string {
	var out []string
	for _, a := range args {
		if a != "-e" {
			out = append(out, a)
		}
	}
	return out
}

var reachDifferences = map[string]string{}
var exposureDifferences = map[string]string{}
var reviewDifferences = map[string]string{}
