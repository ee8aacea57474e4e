package collect

import "ringwall/internal/account/wire"

func identityCalls() []Call {
	const service, details, user = "iam", "GetAccountAuthorizationDetails", "UserDetailList[].UserName"
	var list []Call
	for _, c := range simple(service, details, "ListSAMLProviders", "ListOpenIDConnectProviders", "ListVirtualMFADevices", "GetAccountSummary") {
		list = append(list, c.once())
	}
	return append(list,
		// Nothing here has AWS make a report; one that stands is taken along.
		Call{Service: service, Operation: "GetCredentialReport"}.once().noneIf("", "ReportNotPresent", "CredentialReportNotPresentException", "ReportExpired", "ReportInProgress"),
		Call{Service: service, Operation: "GetAccountPasswordPolicy"}.once().noneIf("PasswordPolicy", "NoSuchEntity"),
		of(service, "GetOpenIDConnectProvider", "ListOpenIDConnectProviders", "OpenIDConnectProviderList[].Arn", "OpenIDConnectProviderArn").once(),
		of(service, "ListAccessKeys", details, user, "UserName").once(),
		of(service, "ListMFADevices", details, user, "UserName").once(),
		of(service, "GetLoginProfile", details, user, "UserName").once().noneIf("LoginProfile", "NoSuchEntity"),
		Call{Service: "account", Operation: "GetAlternateContact", Params: wire.Params{"AlternateContactType": "SECURITY"}}.once().
			noneIf("", "ResourceNotFoundException"),
	)
}

// organizationCalls are answered to the management account and to delegated
// administrators; the first of them to every member.
func organizationCalls() []Call {
	const service = "organizations"
	each := func(operation string, from ...Each) Call {
		return Call{Service: service, Operation: operation, Scope: Organization, Each: from}
	}
	member := Each{Operation: "DescribeOrganization", Path: "Organization.Id"}
	root := Each{Operation: "ListRoots", Path: "Roots[].Id", Param: "ParentId"}
	unit := Each{Operation: "ListOrganizationalUnitsForParent", Path: "OrganizationalUnits[].Id", Param: "ParentId"}
	policy := Each{Operation: "ListPolicies", Path: "Policies[].Id", Param: "PolicyId"}
	list := []Call{
		each("DescribeOrganization").noneIf("Organization", "AWSOrganizationsNotInUseException"),
		each("ListRoots", member),
		each("ListAccounts", member),
		each("ListDelegatedAdministrators", member),
		each("ListOrganizationalUnitsForParent", root, unit),
		each("ListAccountsForParent", root, unit),
		each("DescribePolicy", policy),
		each("ListTargetsForPolicy", policy),
	}
	for _, kind := range []string{"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"} {
		c := each("ListPolicies", member).with(wire.Params{"Filter": kind})
		c.As = kind
		list = append(list, c)
	}
	return list
}
