// Package infrastructure holds the rules of infrastructure protection: what
// networks, front doors and machines let through. Rules decide by sets of
// packets wherever a set decides, and refuse to judge VPCs that they cannot see.
//
//	report := review.Run(e, infrastructure.Rules())
package infrastructure

import "ringwall/internal/review"

// Rules lists the area's rules by ID.
func Rules() []*review.Rule {
	return []*review.Rule{
		ECRHardened(),
		ELBHardened(),
		IMDSv2(),
		ACLOpen(),
		ACLShadowed(),
		ReservedAddress(),
		AdminPorts(),
		OriginLocked(),
		CloudFrontTLS(),
		DataStoreExposed(),
		DeadRules(),
		DefaultGroup(),
		DataEgress(),
		EndpointPolicy(),
		Endpoints(),
		PublicIP(),
		PublicTier(),
		CIDRForGroup(),
		UnusedRule(),
		UnusedGroup(),
		SingleZone(),
		SubnetPlan(),
		TierIsolation(),
		WAFAttached(),
	}
}
