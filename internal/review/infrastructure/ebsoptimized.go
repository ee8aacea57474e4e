package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// EBSOptimized is INF-EBS-OPTIMIZED.
func EBSOptimized() *review.Rule {
	return &review.Rule{
		ID: "INF-EBS-OPTIMIZED", Area: finding.Infrastructure, Severity: finding.Info,
		Title: "Instances have bandwidth of their own to their volumes",
		Why: "Where traffic to volumes shares the network with everything else, a flood from outside slows the disk, and a " +
			"backup slows the service. Current instance types always have it; older ones have to be asked.",
		Fix:   "Set EbsOptimized: true, or use an instance type of the current generation.",
		Needs: []string{"A"}, References: []string{"WA SEC05-BP02"},
		Specimen: optimizedTemplate("m3.xlarge"), Twin: optimizedTemplate("m7g.large"),
		Check: func(p *review.Pass) {
			for _, r := range p.Estate.Resources {
				i, ok := r.(*estate.Instance)
				if !ok {
					continue
				}
				on := estate.Is(i.Properties.At("EbsOptimized").AsBool(), true)
				older := estate.When(i.Hardware.Type, false, sharesNetwork)
				p.Judge(i, older.And(on.Not()), review.Detail{At: i.Hardware.Type.Origin, Message: "the type can be EBS-optimised, and is not asked to be"})
			}
		},
	}
}

func optimizedTemplate(kind string) string {
	return `Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, InstanceType: ` + kind + `, SubnetId: subnet-1}
`
}

// sharesNetwork tells the types that are EBS-optimised only if asked ("EBS
// optimization supported", page "Amazon EBS-optimized instance types"): all
// others always are, or cannot be.
func sharesNetwork(kind string) bool {
	switch family, size, _ := strings.Cut(strings.ToLower(kind), "."); family {
	case "c1", "m1", "m2", "m3":
		return size == "xlarge" || size == "2xlarge" || size == "4xlarge" || family == "m1" && size == "large"
	case "c3", "r3", "i2", "g2":
		return size == "xlarge" || size == "2xlarge" || size == "4xlarge"
	}
	return false
}
