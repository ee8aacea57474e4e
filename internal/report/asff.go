package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// NewASFF makes a writer of findings in the AWS Security Finding Format, as
// Security Hub's BatchImportFindings takes them, a hundred a call ("AwsSecurityFinding"
// in its API reference). What is unknown has the compliance status NOT_AVAILABLE.
func NewASFF(w io.Writer, s Stamp) Writer { return asffWriter{w, s} }

type asffWriter struct {
	w     io.Writer
	stamp Stamp
}

// Write writes a review as a list of findings.
func (a asffWriter) Write(e Entry) error {
	if e.Review == nil {
		return fmt.Errorf("write asff: %w", ErrFormat)
	}
	out := []asffFinding{}
	a.stamp = a.stamp.filled(e.Review.Subject)
	for _, f := range e.Review.told() {
		one, err := a.finding(e.Review.Subject, f)
		if err != nil {
			return err
		}
		out = append(out, one)
	}
	return jsonWriter{a.w}.document(out)
}

// The part of the format that we write, by AWS's names.
type asffFinding struct {
	SchemaVersion         string
	ID                    string `json:"Id"`
	ProductArn            string
	GeneratorID           string `json:"GeneratorId"`
	AwsAccountID          string `json:"AwsAccountId"`
	Types                 []string
	CreatedAt             string
	UpdatedAt             string
	Severity              asffSeverity
	Title                 string
	Description           string
	Remediation           asffRemediation
	ProductFields         map[string]string // encoding/json sorts the keys
	Resources             []asffResource
	Compliance            asffCompliance
	Workflow              asffWorkflow
	RecordState           string
	Note                  *asffNote `json:",omitempty"`
	FindingProviderFields asffProvider
}

type asffSeverity struct{ Label, Original string }

type asffRemediation struct{ Recommendation asffRecommendation }

type asffRecommendation struct{ Text string }

type asffResource struct {
	Type      string
	ID        string `json:"Id"`
	Partition string
	Region    string
}

type asffCompliance struct {
	Status              string
	RelatedRequirements []string     `json:",omitempty"`
	StatusReasons       []asffReason `json:",omitempty"`
}

type asffReason struct{ ReasonCode, Description string }

type asffWorkflow struct{ Status string }

type asffNote struct{ Text, UpdatedBy, UpdatedAt string }

type asffProvider struct {
	Severity asffSeverity
	Types    []string
}

// Limits of the format.
const (
	asffTitle       = 256
	asffDescription = 1024
	asffText        = 512 // remediation, notes
	asffField       = 2048
	asffMost        = 32 // resources, requirements
	asffEvidence    = 20 // of our own: the format takes 50 product fields
)

func (a asffWriter) finding(s Subject, f finding.Finding) (asffFinding, error) {
	account, region := a.stamp.place(s, f.Resource)
	if account == "" || region == "" {
		return asffFinding{}, unplaced("asff", f)
	}
	at := a.stamp.Time.UTC().Format(time.RFC3339)
	severity := asffSeverity{asffLabel(f.Severity), f.Severity.String()}
	types := []string{"Software and Configuration Checks/AWS Security Best Practices"}
	if f.Area == finding.Infrastructure && len(f.Proof.Steps) > 0 {
		types[0] += "/Network Reachability"
	}
	out := asffFinding{
		SchemaVersion: "2018-10-08", ID: "ringwall/" + region + "/" + account + "/" + f.Fingerprint,
		ProductArn:  fmt.Sprintf("arn:%s:securityhub:%s:%s:product/%s/default", estate.PartitionOf(region), region, account, account),
		GeneratorID: "ringwall/" + f.Control, AwsAccountID: account, Types: types, CreatedAt: at, UpdatedAt: at, Severity: severity,
		Title: within(s.titleOfFinding(f), asffTitle), Description: within(sentenceCase(s.message(f))+".", asffDescription),
		Remediation: asffRemediation{asffRecommendation{within(f.Fix, asffText)}}, ProductFields: asffFields(f),
		Resources: s.asffResources(f, region), Compliance: asffCompliance{Status: "FAILED", RelatedRequirements: f.References},
		Workflow: asffWorkflow{"NEW"}, RecordState: "ACTIVE", FindingProviderFields: asffProvider{severity, types},
	}
	out.Compliance.RelatedRequirements = f.References[:min(len(f.References), asffMost)]
	if f.Status == finding.Unknown {
		out.Compliance.Status = "NOT_AVAILABLE"
		for _, c := range because(f) {
			out.Compliance.StatusReasons = append(out.Compliance.StatusReasons, asffReason{"UNKNOWN", within(c, asffDescription)})
		}
	}
	if f.Suppression != nil {
		out.Workflow.Status = "SUPPRESSED"
		out.Note = &asffNote{within(accepted(f.Suppression), asffText), "ringwall", at}
	}
	return out, nil
}

func asffLabel(s finding.Severity) string {
	if s == finding.Info {
		return "INFORMATIONAL"
	}
	return strings.ToUpper(s.String())
}

// asffFields say what the format has no place for.
func asffFields(f finding.Finding) map[string]string {
	out := map[string]string{"ringwall/area": string(f.Area), "ringwall/fingerprint": f.Fingerprint}
	if at := f.Origin.String(); at != "" {
		out["ringwall/location"] = within(at, asffField)
	}
	for i, e := range evidence(f) {
		if i < asffEvidence {
			out[fmt.Sprintf("ringwall/evidence/%02d", i+1)] = within(e, asffField)
		}
	}
	if list := assumptions(sortedVariables(f.Proof.Assumed)); len(list) > 0 {
		out["ringwall/assumes"] = within(strings.Join(list, ", "), asffField)
	}
	return out
}

func (s Subject) asffResources(f finding.Finding, region string) []asffResource {
	var out []asffResource
	for i, id := range append([]estate.ID{f.Resource}, f.Also...) {
		if i < asffMost {
			out = append(out, asffResource{asffType(s.typeOf(id)), within(s.arnOf(id), asffText), estate.PartitionOf(region), region})
		}
	}
	return out
}

// asffType is the format's name of a type of resource ("Resources" in the Security
// Hub user guide); the account for the estate, Other for types that it doesn't name.
func asffType(typ string) string {
	switch typ {
	case "":
		return "AwsAccount"
	case "AWS::ElasticLoadBalancing::LoadBalancer":
		return "AwsElbLoadBalancer"
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		return "AwsElbv2LoadBalancer"
	}
	parts := strings.Split(typ, "::")
	if len(parts) == 3 && strings.Contains(asffTypes, " "+parts[1]+"/"+parts[2]+" ") {
		return "Aws" + capital(parts[1]) + capital(parts[2])
	}
	return "Other"
}

// asffTypes are the types whose names follow from CloudFormation's.
const asffTypes = " EC2/Instance EC2/NetworkAcl EC2/NetworkInterface EC2/RouteTable EC2/SecurityGroup EC2/Subnet EC2/TransitGateway" +
	" EC2/VPC EC2/Volume EC2/LaunchTemplate EC2/EIP S3/Bucket IAM/Group IAM/Role IAM/User RDS/DBCluster RDS/DBInstance" +
	" Lambda/Function KMS/Key SNS/Topic SQS/Queue CloudTrail/Trail CloudFront/Distribution DynamoDB/Table SecretsManager/Secret" +
	" ECS/Cluster ECS/Service ECS/TaskDefinition EKS/Cluster Redshift/Cluster Kinesis/Stream ECR/Repository "

// capital writes an abbreviation as the format does: EC2 as Ec2, DBInstance as
// DbInstance, CloudTrail as it is.
func capital(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		upper := s[i] >= 'A' && s[i] <= 'Z'
		before := i > 0 && s[i-1] >= 'A' && s[i-1] <= 'Z'
		ends := i+1 == len(s) || s[i+1] >= 'A' && s[i+1] <= 'Z' || s[i+1] >= '0' && s[i+1] <= '9'
		if upper && before && ends {
			b.WriteByte(s[i] + 'a' - 'A')
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
