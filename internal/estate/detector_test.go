package estate

import (
	"testing"

	"ringwall/internal/scenario"
)

func TestFeaturesAreReadInEitherForm(t *testing.T) {
	d := &Detector{
		Features:    Items[DetectorFeature]{Known: []Item[DetectorFeature]{{Is: DetectorFeature{Name: "EKS_AUDIT_LOGS", Enabled: Of(false, Origin{})}}}},
		DataSources: fields("S3Logs", fields("Enable", text("true")), "Kubernetes", fields("AuditLogs", fields("Enable", text("true")))),
	}
	for name, want := range map[string]Alternative[bool]{
		"S3_DATA_EVENTS": {State: Known, Is: true}, "EKS_AUDIT_LOGS": {State: Known}, "RUNTIME_MONITORING": {},
	} {
		got := d.Feature(name).In(scenario.Always())
		if got.State != want.State || got.Is != want.Is {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
