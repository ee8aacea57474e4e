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
		KnownImages(),
		Beanstalk(),
		CICDHardened(),
		EBSOptimized(),
		ECRHardened(),
		ECSHardened(),
		EKSPrivate(),
		ELBHardened(),
		GenAIGuarded(),
		IMDSv2(),
		LambdaRuntime(),
		Patching(),
		SageMakerIsolated(),
		SessionManager(),
		WorkspacesEncrypted(),
		ACLOpen(),
		ACLShadowed(),
		ReservedAddress(),
		AdminPorts(),
		OriginLocked(),
		CloudFrontTLS(),
		DataStoreExposed(),
		DeadRules(),
		DefaultGroup(),
		DefaultVPC(),
		DataEgress(),
		EgressInspected(),
		EndpointPolicy(),
		Endpoints(),
		FunctionInVPC(),
		Lateral(),
		FirewallConfig(),
		PeeringLeast(),
		ProdApart(),
		PublicIP(),
		PublicTier(),
		RiskyPorts(),
		ServiceOpen(),
		CIDRForGroup(),
		GroupDescription(),
		UnusedRule(),
		UnusedGroup(),
		Shield(),
		SingleZone(),
		SubnetPlan(),
		TierIsolation(),
		BlockPublicAccess(),
		WAFAttached(),
	}
}
