package account

import "ringwall/internal/estate"

// identityKinds lists the keys of IAM and Organizations.
func identityKinds() map[string]kind {
	const details = "iam get-account-authorization-details"
	return map[string]kind{
		"RoleDetailList":            {command: details, read: (*reader).roleDetail, apart: true, global: true, list: estate.RoleListing},
		"UserDetailList":            {command: details, read: (*reader).userDetail, apart: true, global: true, list: estate.UserListing},
		"GroupDetailList":           {command: details, read: (*reader).groupDetail, apart: true, global: true, list: estate.GroupListing},
		"Roles":                     {command: "iam list-roles", read: (*reader).roleListed, apart: true, global: true, loose: true, common: true, marks: []string{"AssumeRolePolicyDocument"}},
		"Users":                     {command: "iam list-users", read: (*reader).userListed, apart: true, global: true, loose: true, common: true, marks: []string{"PasswordLastUsed", "UserName"}},
		"Role":                      {command: "iam get-role", read: (*reader).roleGot, apart: true, loose: true, common: true, single: true, marks: []string{"AssumeRolePolicyDocument"}},
		"User":                      {command: "iam get-user", read: (*reader).userGot, apart: true, loose: true, common: true, single: true, marks: []string{"UserName"}},
		"Groups":                    {command: "iam list-groups", read: (*reader).groupListed, apart: true, loose: true, common: true, marks: []string{"GroupName"}},
		"Policies":                  {command: "iam list-policies", read: (*reader).policyListed, apart: true, loose: true, common: true, marks: []string{"DefaultVersionId", "AwsManaged"}},
		"InstanceProfiles":          {command: "iam list-instance-profiles", read: (*reader).instanceProfile, apart: true, global: true, common: true, marks: []string{"InstanceProfileName"}},
		"AttachedPolicies":          {command: "iam list-attached-role-policies", read: (*reader).attachedListed, apart: true, loose: true, common: true, marks: []string{"PolicyArn"}},
		"SAMLProviderList":          {command: "iam list-saml-providers", read: (*reader).samlProvider, apart: true, global: true},
		"OpenIDConnectProviderList": {command: "iam list-open-id-connect-providers", read: (*reader).oidcProvider, apart: true, global: true},
		"AccessKeyMetadata":         {command: "iam list-access-keys", read: (*reader).accessKey, apart: true, loose: true},
		"MFADevices":                {command: "iam list-mfa-devices", read: (*reader).mfaDevice, apart: true, loose: true},
		"VirtualMFADevices":         {command: "iam list-virtual-mfa-devices", read: (*reader).mfaDevice, apart: true, global: true},

		"Roots":                   {command: "organizations list-roots", read: (*reader).root, apart: true, loose: true, common: true, marks: []string{"PolicyTypes"}},
		"OrganizationalUnits":     {command: "organizations list-organizational-units-for-parent", read: (*reader).unit, apart: true, loose: true},
		"Accounts":                {command: "organizations list-accounts", read: (*reader).memberAccount, apart: true, loose: true, common: true, marks: []string{"JoinedMethod"}},
		"Children":                {command: "organizations list-children", read: (*reader).childListed, apart: true, loose: true, common: true, marks: []string{"Type"}},
		"Parents":                 {command: "organizations list-parents", read: (*reader).parentListed, apart: true, loose: true, common: true, marks: []string{"Type"}},
		"Targets":                 {command: "organizations list-targets-for-policy", read: (*reader).target, apart: true, loose: true, common: true, marks: []string{"TargetId"}},
		"DelegatedAdministrators": {command: "organizations list-delegated-administrators", read: (*reader).delegatedAdministrator, apart: true, loose: true},
	}
}

// guardedKinds lists the keys of what has a policy of its own.
func guardedKinds() map[string]kind {
	return map[string]kind{
		"Buckets":          {command: "s3api list-buckets", read: (*reader).bucketListed, apart: true, global: true, loose: true, common: true, marks: []string{"CreationDate"}},
		"AccessPointList":  {command: "s3control list-access-points", read: (*reader).accessPointListed, apart: true},
		"Keys":             {command: "kms list-keys", read: (*reader).keyListed, apart: true, common: true, marks: []string{"KeyArn"}},
		"Aliases":          {command: "kms list-aliases", read: (*reader).keyAlias, apart: true, common: true, marks: []string{"AliasName"}},
		"Topics":           {command: "sns list-topics", read: (*reader).topicListed, apart: true, common: true, marks: []string{"TopicArn"}},
		"SecretList":       {command: "secretsmanager list-secrets", read: (*reader).secretListed, apart: true},
		"repositories":     {command: "ecr describe-repositories", read: (*reader).repository, apart: true, common: true, marks: []string{"repositoryArn"}},
		"FileSystems":      {command: "efs describe-file-systems", read: (*reader).fileSystem, apart: true, common: true, marks: []string{"FileSystemId"}},
		"DomainStatusList": {command: "opensearch describe-domains", read: (*reader).domainListed, apart: true},
		"BackupVaultList":  {command: "backup list-backup-vaults", read: (*reader).vaultListed, apart: true},
		"EventBuses":       {command: "events list-event-buses", read: (*reader).busListed, apart: true, common: true, marks: []string{"Arn"}},
		"items":            {command: "apigateway get-rest-apis", read: (*reader).apiListed, apart: true, common: true, marks: []string{"apiKeySource", "endpointConfiguration"}},
		"VaultList":        {command: "glacier list-vaults", read: (*reader).glacierVault, apart: true, common: true, marks: []string{"VaultARN"}},
	}
}
