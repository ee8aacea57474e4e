package report

import (
	"fmt"
	"io"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// NewOCSF makes a writer of the Open Cybersecurity Schema Framework's Compliance
// Finding events (class 2003), as Security Lake takes them. What is unknown has
// the compliance status Warning: "did not yield a result due to missing
// information".
func NewOCSF(w io.Writer, s Stamp) Writer { return ocsfWriter{w, s} }

type ocsfWriter struct {
	w     io.Writer
	stamp Stamp
}

// Write writes a review as a list of events.
func (o ocsfWriter) Write(e Entry) error {
	if e.Review == nil {
		return fmt.Errorf("write ocsf: %w", ErrFormat)
	}
	out := []ocsfEvent{}
	o.stamp = o.stamp.filled(e.Review.Subject)
	for _, f := range e.Review.told() {
		out = append(out, o.event(e.Review, f))
	}
	return jsonWriter{o.w}.document(out)
}

// The part of version 1.3.0 of the schema that we write, by its names.
type ocsfEvent struct {
	ActivityID   int             `json:"activity_id"`
	ActivityName string          `json:"activity_name"`
	CategoryUID  int             `json:"category_uid"`
	CategoryName string          `json:"category_name"`
	ClassUID     int             `json:"class_uid"`
	ClassName    string          `json:"class_name"`
	TypeUID      int             `json:"type_uid"`
	TypeName     string          `json:"type_name"`
	Time         int64           `json:"time"`
	SeverityID   int             `json:"severity_id"`
	Severity     string          `json:"severity"`
	StatusID     int             `json:"status_id"`
	Status       string          `json:"status"`
	Message      string          `json:"message"`
	Comment      string          `json:"comment,omitempty"`
	Metadata     ocsfMetadata    `json:"metadata"`
	Cloud        ocsfCloud       `json:"cloud"`
	FindingInfo  ocsfInfo        `json:"finding_info"`
	Compliance   ocsfCompliance  `json:"compliance"`
	Resources    []ocsfResource  `json:"resources"`
	Remediation  ocsfRemediation `json:"remediation"`
	Unmapped     ocsfUnmapped    `json:"unmapped"`
}

type ocsfMetadata struct {
	Version  string      `json:"version"`
	Product  ocsfProduct `json:"product"`
	Profiles []string    `json:"profiles"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version,omitempty"`
}

type ocsfCloud struct {
	Provider string       `json:"provider"`
	Region   string       `json:"region,omitempty"`
	Account  *ocsfAccount `json:"account,omitempty"`
}

type ocsfAccount struct {
	UID    string `json:"uid"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
}

type ocsfInfo struct {
	UID         string   `json:"uid"`
	Title       string   `json:"title"`
	Desc        string   `json:"desc,omitempty"`
	Types       []string `json:"types"`
	CreatedTime int64    `json:"created_time"`
}

type ocsfCompliance struct {
	Control      string   `json:"control"`
	Standards    []string `json:"standards"`
	Requirements []string `json:"requirements,omitempty"`
	StatusID     int      `json:"status_id"`
	Status       string   `json:"status"`
	StatusDetail string   `json:"status_detail,omitempty"`
}

type ocsfResource struct {
	UID    string `json:"uid"`
	Name   string `json:"name"`
	Type   string `json:"type,omitempty"`
	Region string `json:"region,omitempty"`
}

type ocsfRemediation struct {
	Desc string `json:"desc"`
}

// ocsfUnmapped is what the schema has no attribute for.
type ocsfUnmapped struct {
	Location    Location `json:"location"`
	Evidence    []string `json:"evidence"`
	Assumptions []string `json:"assumptions,omitempty"`
}

func (o ocsfWriter) event(r *Review, f finding.Finding) ocsfEvent {
	account, region := o.stamp.place(r.Subject, f.Resource)
	at := o.stamp.Time.UnixMilli()
	word := [...]string{"Informational", "Low", "Medium", "High", "Critical"}[f.Severity]
	out := ocsfEvent{
		ActivityID: 1, ActivityName: "Create", CategoryUID: 2, CategoryName: "Findings", ClassUID: 2003, ClassName: "Compliance Finding",
		TypeUID: 200301, TypeName: "Compliance Finding: Create", Time: at, SeverityID: int(f.Severity) + 1, Severity: word,
		StatusID: 1, Status: "New", Message: r.Subject.titleOfFinding(f),
		Metadata: ocsfMetadata{"1.3.0", ocsfProduct{"ringwall", "ringwall", o.stamp.Version}, []string{"cloud"}},
		Cloud:    ocsfCloud{Provider: "AWS", Region: region},
		FindingInfo: ocsfInfo{
			UID: f.Fingerprint, Title: r.title(f.Control), Desc: sentenceCase(r.Subject.message(f)) + ".", Types: []string{f.Area.Title()}, CreatedTime: at,
		},
		Compliance:  ocsfCompliance{Control: f.Control, Standards: standardsOf(f.References), Requirements: f.References, StatusID: 3, Status: "Fail"},
		Remediation: ocsfRemediation{f.Fix},
		Unmapped:    ocsfUnmapped{locationOf(f.Origin), notNil(evidence(f)), assumptions(sortedVariables(f.Proof.Assumed))},
	}
	if account != "" {
		out.Cloud.Account = &ocsfAccount{account, 10, "AWS Account"}
	}
	if f.Status == finding.Unknown {
		out.Compliance.StatusID, out.Compliance.Status = 2, "Warning"
		out.Compliance.StatusDetail = strings.Join(because(f), "; ")
	}
	if f.Suppression != nil {
		out.StatusID, out.Status, out.Comment = 3, "Suppressed", accepted(f.Suppression)
	}
	for _, id := range append([]estate.ID{f.Resource}, f.Also...) {
		name := string(id)
		if id == "" {
			name = "the estate"
		}
		out.Resources = append(out.Resources, ocsfResource{r.Subject.arnOf(id), name, r.Subject.typeOf(id), region})
	}
	return out
}

// standardsOf are the standards that references are of, by their first words.
func standardsOf(references []string) []string {
	names := []struct{ short, long string }{
		{"FSBP", "AWS Foundational Security Best Practices"}, {"CIS", "CIS AWS Foundations Benchmark"}, {"WA", "AWS Well-Architected Framework"},
	}
	var out []string
	for _, n := range names {
		for _, r := range references {
			if word, _, _ := strings.Cut(r, " "); word == n.short {
				out = append(out, n.long)
				break
			}
		}
	}
	if len(out) == 0 {
		out = []string{"ringwall"} // the schema wants one
	}
	return out
}
