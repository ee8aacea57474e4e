package cloudformation

import "ringwall/internal/estate"

// athenaWorkgroup reads a workgroup's configuration; WorkGroupConfigurationUpdates,
// which came before it, changed an existing one.
func athenaWorkgroup(c estate.Core) estate.Resource {
	p := c.Properties.At("WorkGroupConfiguration")
	const results = "ResultConfiguration."
	return &estate.QueryWorkgroup{
		Core: c, Enforced: p.At("EnforceWorkGroupConfiguration").AsBool().Or(true),
		Encryption: below(p, results+"EncryptionConfiguration.EncryptionOption").AsString(),
		KMSKey:     below(p, results+"EncryptionConfiguration.KmsKey").AsText(), Output: below(p, results+"OutputLocation").AsText(),
		Managed: below(p, "ManagedQueryResultsConfiguration.Enabled").AsBool().Or(false),
		Metrics: p.At("PublishCloudWatchMetricsEnabled").AsBool().Or(true),
	}
}
