package wire

import "strings"

// Partition is the part of AWS that a Region is in, as ARNs call it.
func Partition(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.regions) {
			return p.name
		}
	}
	return "aws"
}

// Home is the Region of a partition in which the requests of global services are
// signed.
func Home(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.regions) {
			return p.home
		}
	}
	return "us-east-1"
}

type partition struct{ regions, name, suffix, dual, home string }

// partitions other than the commercial one ("AWS Regions and endpoints").
var partitions = []partition{
	{"cn-", "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "cn-north-1"},
	{"us-gov-", "aws-us-gov", "amazonaws.com", "api.aws", "us-gov-west-1"},
	{"eusc-", "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", "eusc-de-east-1"},
	{"us-iso-", "aws-iso", "c2s.ic.gov", "api.aws.ic.gov", "us-iso-east-1"},
	{"us-isob-", "aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud", "us-isob-east-1"},
	{"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "eu-isoe-west-1"},
	{"us-isof-", "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov", "us-isof-south-1"},
}

// variant is the kind of endpoint that the configuration asks for ("FIPS endpoints",
// "Dual-stack endpoints").
type variant struct{ fips, dual bool }

// place is where a request goes, and the Region that its signature names.
type place struct{ host, region string }

// endpoint is the host of a service in a Region ("Service endpoints and quotas").
func (s *Service) endpoint(region string, v variant) place {
	p := partition{"", "aws", "amazonaws.com", "api.aws", "us-east-1"}
	for _, x := range partitions {
		if strings.HasPrefix(region, x.regions) {
			p = x
		}
	}
	switch s.ID {
	case "IAM":
		return place{iamHost(p, v), p.home}
	case "CloudFront":
		return frontHost(p, v)
	case "Organizations", "Account":
		if region = p.home; region == "cn-north-1" {
			region = "cn-northwest-1"
		}
	}
	return place{s.host(region, p, v), region}
}

// host is that of a service that has one in each Region.
func (s *Service) host(region string, p partition, v variant) string {
	name, suffix := s.Endpoint, p.suffix
	if v.dual {
		name = v.dualName(name, p)
	}
	switch {
	case !v.dual:
	case name == "s3" || name == "s3-control":
		region = "dualstack." + region
	case !v.isOld(name, p, region):
		suffix = p.dual
	}
	always := name == "states" && p.name == "aws-us-gov" && v.dual
	if !always && (!v.fips || v.isPlain(name, p)) {
		return name + "." + region + "." + suffix
	}
	switch {
	case (name == "batch" || name == "eks") && p.name == "aws" && !v.dual:
		name = "fips." + name
	case name == "api.sagemaker" && !v.dual && p.name != "aws-cn":
		name = "api-fips.sagemaker"
	default:
		name += "-fips"
	}
	return name + "." + region + "." + suffix
}

// dualName is what a service is called where IPv6 is spoken, too.
func (v variant) dualName(name string, p partition) string {
	china := p.name == "aws-cn"
	switch {
	case name == "api.detective" && !china:
		return "detective"
	case name == "api.ecr":
		return "ecr"
	case name == "elasticfilesystem":
		return "efs"
	case name == "es" && !v.fips:
		return "aos"
	case name == "kafka" && !(china && v.fips):
		return "kafka-api"
	}
	return name
}

// isOld reports services whose endpoints of long standing speak IPv6, too.
func (v variant) isOld(name string, p partition, region string) bool {
	switch name {
	case "cognito-identity", "cognito-idp":
		return p.name == "aws" && (!v.fips || strings.HasPrefix(region, "us-"))
	case "secretsmanager":
		return !v.fips || p.name != "aws-cn"
	}
	return false
}

// isPlain reports services of which every endpoint in GovCloud is one of FIPS.
func (v variant) isPlain(name string, p partition) bool {
	if p.name != "aws-us-gov" {
		return false
	}
	switch name {
	case "monitoring", "events", "kafka", "kafka-api", "organizations":
		return true
	case "access-analyzer", "acm-pca", "autoscaling", "batch", "cloudtrail", "config", "dlm", "dms", "dynamodb", "ec2", "eks", "elasticache",
		"elasticloadbalancing", "elasticmapreduce", "glacier",
		"guardduty", "kinesis", "logs", "ram", "rds", "redshift", "route53resolver", "sns", "sqs", "ssm", "states", "sts":
		return !v.dual
	}
	return false
}

// iamHost is the host of IAM, which a partition has one of.
func iamHost(p partition, v variant) string {
	name := "iam"
	if v.fips && p.name != "aws-us-gov" {
		name = "iam-fips"
	}
	switch {
	case p.name == "aws-us-gov" && v.dual:
		return "iam.us-gov." + p.dual
	case p.name == "aws-us-gov":
		return "iam.us-gov." + p.suffix
	case v.dual && (p.name == "aws" || !v.fips && (p.name == "aws-cn" || p.name == "aws-eusc")):
		return name + ".global." + p.dual
	case v.dual:
		return name + "." + p.dual
	case v.fips || p.name == "aws":
		return name + "." + p.suffix
	}
	return name + "." + p.home + "." + p.suffix
}

// frontHost is the host of CloudFront.
func frontHost(p partition, v variant) place {
	name, home := "cloudfront", p.home
	if v.fips {
		name += "-fips"
	}
	if p.name == "aws-cn" {
		home = "cn-northwest-1"
	}
	switch {
	case v.dual && p.name == "aws":
		return place{name + ".global." + p.dual, home}
	case v.dual:
		return place{name + "." + p.dual, home}
	case p.name == "aws-cn":
		return place{name + "." + home + "." + p.suffix, home}
	}
	return place{name + "." + p.suffix, home}
}
