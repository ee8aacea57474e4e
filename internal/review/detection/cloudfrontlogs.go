package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CloudFrontLogs is DET-CLOUDFRONT-LOGS: distributions log the requests they take.
func CloudFrontLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-CLOUDFRONT-LOGS", Area: finding.Detection, Severity: finding.Medium,
		Title: "CloudFront distributions log requests",
		Why: "Most requests end at CloudFront's edge: neither the origin nor its load balancer sees them. Without the " +
			"distribution's logs a scan, a stolen link or a flood cannot be told from visitors.",
		Fix: "Set Logging: {Bucket: <bucket>.s3.amazonaws.com} in the DistributionConfig, or add an AWS::Logs::DeliverySource " +
			"(LogType ACCESS_LOGS) with an AWS::Logs::Delivery.",
		Needs:      []string{"J"},
		References: []string{"FSBP CloudFront.5", "WA SEC04-BP01"},
		Specimen:   distributionTemplate(""),
		Twin:       distributionTemplate("Logging: {Bucket: cdn-logs.s3.amazonaws.com}"),
		Check:      checkCloudFrontLogs,
	}
}

func distributionTemplate(property string) string {
	return `Resources:
  Shop:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: app
          ViewerProtocolPolicy: https-only
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
        Origins: [{Id: app, DomainName: app.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}]
        ` + property + "\n"
}

// checkCloudFrontLogs: of files in buckets, behind which no code stands, the logs
// matter less. A staging distribution takes its primary one's traffic for a while.
func checkCloudFrontLogs(p *review.Pass) {
	for _, d := range estate.All[*estate.Distribution](p.Estate) {
		detail := review.Detail{At: d.Logs.Origin, Message: "the distribution logs no requests"}
		if bucketsOnly(d) {
			detail.Severity, detail.Weighed = finding.Low, true
			detail.Facts = []string{"every origin is a bucket"}
		}
		realTime := estate.IsAbsent(d.Default.RealTime).Not()
		logged := estate.Is(d.Logs, true).Or(realTime).Or(delivered(p.Estate, d))
		unused := estate.Is(d.Enabled, false).Or(estate.Is(d.Staging, true))
		p.Judge(d, p.Lacks(logged).And(unused.Not()), detail)
	}
}

func bucketsOnly(d *estate.Distribution) bool {
	for _, o := range d.Origins.Known {
		s3, known := o.Is.S3.Known()
		name, _ := o.Is.Domain.Known()
		isBucket := known && s3 || strings.Contains(name.String(), ".s3") || strings.HasSuffix(name.String(), "DomainName}")
		if !isBucket {
			return false
		}
	}
	return len(d.Origins.Known) > 0 && len(d.Origins.Unknown) == 0
}
