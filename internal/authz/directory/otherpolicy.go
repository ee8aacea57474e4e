package directory

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
)

// policyForm is how a type that the estate doesn't model holds a resource policy.
type policyForm struct {
	document string // the property
	subject  string // that names whose it is; empty: it is of the resource itself
	wide     bool   // it is of all of the account's resources of the service
}

// policyForms are the types with resource policies, as the CloudFormation user guide
// has them on the page of each.
func policyForms() map[string]policyForm {
	return map[string]policyForm{
		"AWS::APS::ResourcePolicy":                   {document: "PolicyDocument", subject: "WorkspaceArn"},
		"AWS::ApiGateway::DomainNameV2":              {document: "Policy"},
		"AWS::Backup::LogicallyAirGappedBackupVault": {document: "AccessPolicy"},
		"AWS::Bedrock::KnowledgeBasePolicy":          {document: "PolicyDocument", subject: "KnowledgeBaseId"},
		"AWS::Bedrock::ResourcePolicy":               {document: "PolicyDocument", subject: "ResourceArn"},
		"AWS::BedrockAgentCore::ResourcePolicy":      {document: "Policy", subject: "ResourceArn"},
		"AWS::CloudTrail::ResourcePolicy":            {document: "ResourcePolicy", subject: "ResourceArn"},
		"AWS::CodeArtifact::Domain":                  {document: "PermissionsPolicyDocument"},
		"AWS::CodeArtifact::Repository":              {document: "PermissionsPolicyDocument"},
		"AWS::DSQL::Cluster":                         {document: "PolicyDocument"},
		"AWS::ECR::PublicRepository":                 {document: "RepositoryPolicyText"},
		"AWS::ECR::RegistryPolicy":                   {document: "PolicyText", wide: true},
		"AWS::EventSchemas::RegistryPolicy":          {document: "Policy", subject: "RegistryName"},
		"AWS::EventsV2::ResourcePolicy":              {document: "PolicyDocument", subject: "EventBusArn"},
		"AWS::Lambda::ResourcePolicy":                {document: "PolicyDocument", subject: "ResourceArn"},
		"AWS::Lex::ResourcePolicy":                   {document: "Policy", subject: "ResourceArn"},
		"AWS::MSK::ClusterPolicy":                    {document: "Policy", subject: "ClusterArn"},
		"AWS::MediaStore::Container":                 {document: "Policy"},
		"AWS::OSIS::Pipeline":                        {document: "ResourcePolicy"},
		"AWS::Oam::Sink":                             {document: "Policy"},
		"AWS::Organizations::ResourcePolicy":         {document: "Content", wide: true},
		"AWS::PaymentCryptography::Key":              {document: "Policy"},
		"AWS::Redshift::Cluster":                     {document: "NamespaceResourcePolicy"},
		"AWS::RedshiftServerless::Namespace":         {document: "NamespaceResourcePolicy"},
		"AWS::S3::MultiRegionAccessPointPolicy":      {document: "Policy", subject: "MrapName"},
		"AWS::S3Express::AccessPoint":                {document: "Policy"},
		"AWS::S3Express::BucketPolicy":               {document: "PolicyDocument", subject: "Bucket"},
		"AWS::S3Files::FileSystemPolicy":             {document: "Policy", subject: "FileSystemId"},
		"AWS::S3ObjectLambda::AccessPointPolicy":     {document: "PolicyDocument", subject: "ObjectLambdaAccessPoint"},
		"AWS::S3Outposts::AccessPoint":               {document: "Policy"},
		"AWS::S3Outposts::BucketPolicy":              {document: "PolicyDocument", subject: "Bucket"},
		"AWS::S3Tables::TableBucketPolicy":           {document: "ResourcePolicy", subject: "TableBucketARN"},
		"AWS::S3Tables::TablePolicy":                 {document: "ResourcePolicy", subject: "TableARN"},
		"AWS::S3Vectors::VectorBucketPolicy":         {document: "Policy", subject: "VectorBucketArn"},
		"AWS::SMSVOICE::ResourcePolicy":              {document: "PolicyDocument", subject: "ResourceArn"},
		"AWS::SSM::ResourcePolicy":                   {document: "Policy", subject: "ResourceArn"},
		"AWS::VpcLattice::AuthPolicy":                {document: "Policy", subject: "ResourceIdentifier"},
		"AWS::VpcLattice::ResourcePolicy":            {document: "Policy", subject: "ResourceArn"},
		"AWS::XRay::ResourcePolicy":                  {document: "PolicyDocument", wide: true},
	}
}

// noResourcePolicy are the endings of types that end in Policy and are none of a
// resource's: of scaling, of content delivery, of devices and users.
func noResourcePolicy(typ string) bool {
	for _, end := range []string{
		"ScalingPolicy", "SchedulingPolicy", "LifecyclePolicy", "CachePolicy", "ContinuousDeploymentPolicy", "OriginRequestPolicy",
		"ResponseHeadersPolicy", "MeteringPolicy", "FMS::Policy", "PlaybackRestrictionPolicy", "IoT::Policy", "Logs::AccountPolicy",
		"FirewallPolicy", "ApprovalPolicy", "ResiliencyPolicy", "ResilienceHubV2::Policy", "TrafficPolicy", "ConfigurationPolicy",
		"VerifiedPermissions::Policy", "AutomatedReasoningPolicy", "BedrockAgentCore::Policy", "StorageTierPolicy",
	} {
		if strings.HasSuffix(typ, end) {
			return true
		}
	}
	return false
}

// ownOther gives resources the policies of a type that the estate doesn't model.
// One that isn't known here may be that of any resource of its service.
func (d *Directory) ownOther(r *estate.Other) {
	c := &r.Core
	form, known := d.forms[c.Type]
	switch {
	case c.Type == resourceShare:
		d.share(c)
	case !known && strings.HasPrefix(c.Type, "AWS::") && strings.HasSuffix(c.Type, "Policy") && !noResourcePolicy(c.Type):
		a := attachment{when: c.When, document: unread(d.names.label(c), "what a "+c.Type+" says", c.Origin, policy.ResourcePolicy)}
		d.astray[serviceOf(c.Type)] = append(d.astray[serviceOf(c.Type)], a)
	case !known:
	case form.wide:
		a := attachment{when: c.When, document: d.written(d.names.label(c), c.Properties.At(form.document), policy.ResourcePolicy)}
		d.wide[serviceOf(c.Type)] = append(d.wide[serviceOf(c.Type)], wide{c, a})
	case form.subject == "":
		d.put(c, "policy of "+d.names.label(c), c.Properties.At(form.document), policy.ResourcePolicy)
	default:
		subject := c.Properties.At(form.subject).AsText()
		if c.Type == "AWS::S3Vectors::VectorBucketPolicy" {
			subject = subject.OrElse(c.Properties.At("VectorBucketName").AsText())
		}
		d.putOn(c, c.Properties.At(form.document), policy.ResourcePolicy, subject)
	}
}

// hasPolicies reports whether resources of a service may have policies of their own
// ("AWS services that work with IAM", column "Resource-based policies"): those of
// which an action writes one. In other services actions of such names are about
// policies of another kind.
func (d *Directory) hasPolicies(service string) bool {
	service = strings.ToLower(service)
	if is, asked := d.withPolicies[service]; asked {
		return is
	}
	is := !otherPolicies(service)
	if known, ok := d.catalogue.Service(service); ok && is {
		is = false
		for _, a := range known.Actions {
			is = is || writesPolicy(a.Name)
		}
	}
	d.withPolicies[service] = is
	return is
}

// onlyMachines reports an action of Systems Manager that takes machines alone, which
// have no policies: those are of parameters, documents and OpsItem groups
// ("PutResourcePolicy" of Systems Manager).
func (d *Directory) onlyMachines(action string) bool {
	known, defined := d.catalogue.Action(action)
	if !defined || known.Service != "ssm" || len(known.Resources) == 0 {
		return false
	}
	for _, u := range known.Resources {
		if u.Type != "instance" && u.Type != "managed-instance" {
			return false
		}
	}
	return true
}

func writesPolicy(action string) bool {
	for _, verb := range []string{"Put", "Set", "Add", "Create", "Update", "Attach"} {
		if strings.HasPrefix(action, verb) {
			return strings.Contains(action, "Policy") || strings.Contains(action, "Permission")
		}
	}
	return false
}

// otherPolicies are services of which such actions are about scaling, caching,
// stacks, identities and the like. EC2's PutResourcePolicy is for shares of Resource
// Access Manager.
func otherPolicies(service string) bool {
	switch service {
	case "application-autoscaling", "autoscaling", "batch", "cloudformation", "dlm", "ec2", "elasticloadbalancing",
		"elasticmapreduce", "fms", "gamelift", "iam", "iot", "resiliencehub", "route53", "securityhub", "sso", "verifiedpermissions":
		return true
	}
	return false
}
