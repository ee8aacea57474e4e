// Package detection holds the rules of detective controls: that what happens is
// recorded, that the records last, and that the services which look for trouble
// are on. It refuses to judge what only an account can show: such a control is
// not visible, and says which command would show it.
//
//	report := review.Run(e, detection.Rules())
package detection

import "ringwall/internal/review"

// Rules lists the area's rules by ID.
func Rules() []*review.Rule {
	return []*review.Rule{
		AlertReachesHuman(),
		APIGatewayLogs(),
		CISAlarms(),
		CloudFrontLogs(),
		ConfigOn(),
		DBLogs(),
		DetectiveOn(),
		DNSLogs(),
		EKSAudit(),
		ELBLogs(),
		FlowLogs(),
		AcceleratorLogs(),
		GuardDutyOn(),
		InspectorOn(),
		LogBucketLock(),
		LogRetention(),
		MacieOn(),
		ResourceMonitoring(),
		S3AccessLogs(),
		SecurityLake(),
		SecurityHubOn(),
		Tracing(),
		TrailData(),
		TrailKMS(),
		TrailLogs(),
		TrailOrg(),
		TrailValidation(),
		WAFLogs(),
	}
}
