package reach

// AWS's codes for what stops traffic ("Reachability Analyzer explanation
// codes").
const (
	codeBadStateRoute       = "BAD_STATE_ROUTE"
	codeNoRoute             = "NO_ROUTE_TO_DESTINATION"
	codeNoDestination       = "NO_POSSIBLE_DESTINATION"
	codeGroup               = "ENI_SG_RULES_MISMATCH"
	codeGroupEmpty          = "SG_HAS_NO_RULES"
	codeGroupReference      = "SG_REFERENCES_NOT_PRESERVED"
	codeACL                 = "SUBNET_ACL_RESTRICTION"
	codeClassicACL          = "ELB_ACL_RESTRICTION"
	codeSourceDestCheck     = "ENI_SOURCE_DEST_CHECK_RESTRICTION"
	codeProtocol            = "PROTOCOL_RESTRICTION"
	codePublicForEgress     = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
	codePublicForIngress    = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
	codeToPrivate           = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
	codeToShared            = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"
	codeFromPrivate         = "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"
	codeFromShared          = "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS"
	codePeering             = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"
	codeEndpointProtocol    = "VPCE_GATEWAY_PROTOCOL_RESTRICTION"
	codeEndpointOpensNone   = "VPCE_INTRA_VPC_TRAFFIC"
	codeListeners           = "ELBV2_LISTENERS_MISMATCH"
	codeClassicListeners    = "ELB_LISTENERS_MISMATCH"
	codeTargetAddress       = "TARGET_ADDRESS_RESTRICTION"
	codeTargetPort          = "TARGET_PORT_RESTRICTION"
	codeNotCrossZone        = "ELB_NOT_CROSSZONE"
	codeDisconnected        = "DISCONNECTED_VPCS"
	codeVPNForIngress       = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
	codeVPNForEgress        = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"
	codeDestinationNotInVPC = "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS"
)
