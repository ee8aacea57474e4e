package emulator_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatWatchesAnAccount: what watch.py turns on is read, and decides the controls
// that ask for it.
func TestWhatWatchesAnAccount(t *testing.T) {
	run := python(t)
	server := moto(t, run)
	c := exec.Command(run, "testdata/watch.py", server.String())
	c.Env = withoutAWS()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("watch.py: %v\n%s", err, out)
	}
	ask(t, standIn(t, server))
	snapshot := filepath.Join(t.TempDir(), "watched.snapshot")
	if said, status := ringwall(t, "collect", snapshot, "--region", "eu-west-1", "--strict"); status != 0 {
		t.Fatalf("collect ends with status %d: %s", status, said)
	}
	noSecrets(t, snapshot)
	have := controls(t, []string{snapshot})
	for id, want := range watchedControls {
		if have[id] != want {
			t.Errorf("%s is %q, want %q", id, have[id], want)
		}
	}
	if out, _ := ringwall(t, "show", snapshot, "-o", "json"); strings.Contains(out, "a-secret-of-the-test") {
		t.Error("the snapshot holds a secret")
	}
}

var watchedControls = map[string]string{
	"DET-ALERT-REACHES-HUMAN": "pass",
	"DET-CIS-ALARMS":          "unknown", // one alarm of fourteen is there; another account may have the others
	"DET-CONFIG-ON":           "pass",
	"DET-GUARDDUTY-ON":        "pass",
	"DET-INSPECTOR-ON":        "fail",
	"DET-LOG-BUCKET-LOCK":     "fail",
	"DET-LOG-RETENTION":       "pass",
	"DET-SECURITY-LAKE":       "pass",
	"DET-SECURITYHUB-ON":      "fail", // moto has no standards
	"DET-TRAIL-KMS":           "fail",
	"DET-TRAIL-LOGS":          "pass",
	"DET-TRAIL-ORG":           "pass",
	"DET-TRAIL-VALIDATION":    "pass",
	"DATA-SNAPSHOT-PUBLIC":    "fail",
	"IAM-ACCESS-ANALYZER":     "fail",
	"IR-FINDING-ROUTE":        "pass",
}
