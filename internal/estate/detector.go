package estate

// Detector is GuardDuty in one account and Region.
type Detector struct {
	Core
	Enabled     Value[bool]
	Features    Items[DetectorFeature]
	DataSources *Tree // the older form of Features
	Frequency   Value[string]
}

// DetectorFeature is a protection plan.
type DetectorFeature struct {
	Name       string // "S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "RUNTIME_MONITORING", …
	Enabled    Value[bool]
	Additional *Tree
}

// olderFeatures says where DataSources writes what Features name.
var olderFeatures = [...]struct {
	feature string
	path    []string
}{
	{"S3_DATA_EVENTS", []string{"S3Logs", "Enable"}},
	{"EKS_AUDIT_LOGS", []string{"Kubernetes", "AuditLogs", "Enable"}},
	{"EBS_MALWARE_PROTECTION", []string{"MalwareProtection", "ScanEc2InstanceWithFindings", "EbsVolumes"}},
}

// Feature is whether a protection plan is on, by the name that Features use;
// absent where nothing is written of it.
func (d *Detector) Feature(name string) Value[bool] {
	var out Value[bool]
	for _, f := range d.Features.Known {
		if f.Is.Name == name {
			out = out.OrElse(f.Is.Enabled.Given(f.When))
		}
	}
	for _, u := range d.Features.Unknown {
		out = out.OrElse(UnknownValue[bool](u.Gap, d.Features.Origin).Given(u.When))
	}
	for _, o := range olderFeatures {
		if o.feature == name {
			out = out.OrElse(d.DataSources.At(o.path...).AsBool())
		}
	}
	return out
}

// SecurityHub is Security Hub in one account and Region.
type SecurityHub struct {
	Core
	DefaultStandards    Value[bool]   // default true
	AutoEnableControls  Value[bool]   // default true
	ConsolidatedControl Value[string] // "SECURITY_CONTROL" or "STANDARD_CONTROL"
}

// SecurityStandard is a standard that Security Hub checks.
type SecurityStandard struct {
	Core
	ARN Value[Text]
}

// Inspector is Amazon Inspector: an assessment of Inspector Classic, or the
// account's scanning, which CloudFormation cannot turn on.
type Inspector struct {
	Core
	Resources Items[string] // "EC2", "ECR", "LAMBDA", "LAMBDA_CODE"
}

// Macie is Macie in one account and Region.
type Macie struct {
	Core
	Enabled   Value[bool]   // default true
	Frequency Value[string] // default "SIX_HOURS"
}

// DetectiveGraph is Detective's behaviour graph.
type DetectiveGraph struct {
	Core
	AutoEnable Value[bool] // for new accounts, default false
}

// Analyzer is an IAM Access Analyzer.
type Analyzer struct {
	Core
	Kind    Value[string] // "ACCOUNT", "ORGANIZATION", "ACCOUNT_UNUSED_ACCESS", …
	Archive *Tree
}
