package estate_test

import (
	"testing"

	"ringwall/internal/estate"
)

func TestARegionsNameSaysItsPartition(t *testing.T) {
	for _, c := range []struct{ region, partition, suffix string }{
		{"eu-west-1", "aws", "amazonaws.com"},
		{"", "aws", "amazonaws.com"},
		{"cn-north-1", "aws-cn", "amazonaws.com.cn"},
		{"us-gov-west-1", "aws-us-gov", "amazonaws.com"},
		{"us-iso-east-1", "aws-iso", "c2s.ic.gov"},
		{"us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"},
		{"eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"},
		{"us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"},
		{"eusc-de-east-1", "aws-eusc", "amazonaws.eu"},
	} {
		if got := estate.PartitionOf(c.region); got != c.partition {
			t.Errorf("%s is in %s, want %s", c.region, got, c.partition)
		}
		if got := estate.SuffixOf(c.partition); got != c.suffix {
			t.Errorf("addresses of %s end in %s, want %s", c.partition, got, c.suffix)
		}
	}
}
