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

type partition struct{ regions, name, suffix, home string }

// partitions other than the commercial one ("AWS Regions and endpoints").
var partitions = []partition{
	{"cn-", "aws-cn", "amazonaws.com.cn", "cn-north-1"},
	{"us-gov-", "aws-us-gov", "amazonaws.com", "us-gov-west-1"},
	{"eusc-", "aws-eusc", "amazonaws.eu", "eusc-de-east-1"},
	{"us-iso-", "aws-iso", "c2s.ic.gov", "us-iso-east-1"},
	{"us-isob-", "aws-iso-b", "sc2s.sgov.gov", "us-isob-east-1"},
	{"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk", "eu-isoe-west-1"},
	{"us-isof-", "aws-iso-f", "csp.hci.ic.gov", "us-isof-south-1"},
}

// place is where a request goes, and the Region that its signature names.
type place struct{ host, region string }

// endpoint is the host of a service in a Region ("Service endpoints and quotas").
func (s *Service) endpoint(region string) place {
	suffix := "amazonaws.com"
	for _, p := range partitions {
		if strings.HasPrefix(region, p.regions) {
			suffix = p.suffix
		}
	}
	home := Home(region)
	switch {
	case s.ID == "IAM" && home == "us-gov-west-1":
		return place{"iam.us-gov.amazonaws.com", home}
	case s.ID == "IAM" && (home == "us-east-1" || strings.HasPrefix(home, "us-iso")):
		return place{"iam." + suffix, home}
	case s.ID == "IAM":
		return place{"iam." + home + "." + suffix, home}
	case s.ID == "CloudFront" && home == "us-east-1":
		return place{s.Endpoint + "." + suffix, home}
	case s.ID == "Organizations" || s.ID == "Account" || s.ID == "CloudFront":
		if home == "cn-north-1" {
			home = "cn-northwest-1"
		}
		return place{s.Endpoint + "." + home + "." + suffix, home}
	}
	return place{s.Endpoint + "." + region + "." + suffix, region}
}
