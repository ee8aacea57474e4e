package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// OtherPublic asks of further resources that they are not open to everyone.
func OtherPublic() *review.Rule {
	return &review.Rule{
		ID: "DATA-OTHER-POLICY-PUBLIC", Area: finding.Data, Severity: finding.High,
		Title: "No stream, log destination, file system or search domain is open to everyone",
		Why: "These have policies of their own too, of which nobody thinks: one for everyone lets strangers read the stream, write " +
			"into the log or mount the file system from wherever they have a way in.",
		Fix: "Name the accounts or roles in Principal; for a file system ask for elasticfilesystem:AccessedViaMountTarget, for a search " +
			"domain use fine-grained access control.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP07"},
		Specimen: destinationTemplate(`"*"`), Twin: destinationTemplate(`{AWS: "444455556666"}`),
		Check: checkOtherPublic,
	}
}

func destinationTemplate(principal string) string {
	return `Resources:
  Stream:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1, StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}}
  Policy:
    Type: AWS::Kinesis::ResourcePolicy
    Properties:
      ResourceArn: !GetAtt Stream.Arn
      ResourcePolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: ` + principal + `, Action: ["kinesis:GetRecords", "kinesis:PutRecords"], Resource: !GetAtt Stream.Arn}
`
}

// policyProperties are the types that no type of the estate models, and the property
// that is their policy.
var policyProperties = map[string]string{
	"AWS::Logs::Destination": "DestinationPolicy", "AWS::MediaStore::Container": "Policy", "AWS::S3ObjectLambda::AccessPointPolicy": "PolicyDocument",
	"AWS::S3::MultiRegionAccessPointPolicy": "Policy", "AWS::S3Express::BucketPolicy": "PolicyDocument", "AWS::S3Tables::TableBucketPolicy": "ResourcePolicy",
	"AWS::CodeArtifact::Repository": "PermissionsPolicyDocument", "AWS::CodeArtifact::Domain": "PermissionsPolicyDocument",
	"AWS::ECR::RegistryPolicy": "PolicyText", "AWS::ECR::PublicRepository": "RepositoryPolicyText", "AWS::EventSchemas::RegistryPolicy": "Policy", "AWS::Glacier::Vault": "AccessPolicy", "AWS::Glue::ResourcePolicy": "Policy", "AWS::MSK::ClusterPolicy": "Policy", "AWS::VpcLattice::AuthPolicy": "Policy",
}

// policyOf is the policy of what no type of the estate models. Terraform's resources
// that have no counterpart, as the policy of something that is not in the sources, have
// it under one name.
func policyOf(r *estate.Other) *estate.Tree {
	if property, ok := policyProperties[r.Type]; ok {
		return r.Properties.At(property)
	}
	if strings.HasPrefix(r.Type, "aws_") && r.Type != "aws_vpc_endpoint_policy" { // NET-ENDPOINT-POLICY's
		return r.Properties.At("Policy")
	}
	return nil
}

func checkOtherPublic(p *review.Pass) {
	ask := func(r estate.Resource, t *estate.Tree, except estate.Truth, s finding.Severity) {
		if !t.IsMissing() {
			p.JudgeDocument(r, t, policy.Public, except, review.Detail{}, func([]policy.Reason) finding.Severity { return s })
		}
	}
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.ResourcePolicy:
			ask(r, r.Document, estate.No(), finding.High)
		case *estate.LogGroup:
			ask(r, r.Policy, estate.No(), finding.High)
		case *estate.Document: // other formats than CloudFormation share documents
			if !r.Properties.Has("Permissions") {
				continue
			}
			shared := r.Properties.At("Permissions").At("account_ids").AsString()
			p.Judge(r, estate.When(shared, false, func(s string) bool { return strings.EqualFold(s, "all") }), review.Detail{
				At: shared.Origin, Message: "the document is shared with everyone", Fix: "Name the accounts that may use it.",
			})
		case *estate.FileSystem:
			judgeMounts(p, r, r.Policy)
		case *estate.RestAPI: // a policy for everyone is as good as none: of methods IAM-APIGW-AUTH tells
			ask(r, r.Policy, estate.No(), finding.Low)
		case *estate.SearchDomain: // of those outside of VPCs NET-DB-INTERNET tells
			guarded := isTrue(r.FineGrained).And(isTrue(r.Anonymous).Not())
			ask(r, r.Policy, guarded.Or(r.Subnets.IsEmpty()), finding.Medium)
		case *estate.Other:
			if r.Type == "aws_efs_file_system_policy" {
				judgeMounts(p, r, policyOf(r))
				continue
			}
			weight := finding.High
			if r.Type == "aws_api_gateway_rest_api_policy" {
				weight = finding.Low
			}
			ask(r, policyOf(r), estate.No(), weight)
		}
	}
}

func judgeMounts(p *review.Pass, r estate.Resource, t *estate.Tree) {
	if !t.IsMissing() {
		p.JudgeDocument(r, t, mountedByAnyone, estate.No(), review.Detail{}, func([]policy.Reason) finding.Severity { return finding.Low })
	}
}

// mountedByAnyone is [policy.Public] for file systems: a statement for who comes
// through a mount target is for whom the network lets there, and is as good as no
// policy at all.
func mountedByAnyone(d policy.Document) policy.Result {
	r := policy.Public(d)
	out := policy.Result{Answer: policy.No}
	for _, reason := range r.Because {
		if !throughMountTarget(d.Statements[reason.Statement]) {
			out.Answer = out.Answer.Or(reason.Answer)
			out.Because = append(out.Because, reason)
		}
	}
	return out
}

func throughMountTarget(s policy.Statement) bool {
	for _, c := range s.Conditions {
		if key, _ := c.Key.Known(); strings.EqualFold(key, "elasticfilesystem:AccessedViaMountTarget") {
			return true
		}
	}
	return false
}
