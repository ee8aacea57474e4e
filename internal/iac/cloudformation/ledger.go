package cloudformation

import "ringwall/internal/estate"

func timeSeries(c estate.Core) estate.Resource {
	return &estate.TimeSeries{Core: c, KMSKey: c.Properties.At("KmsKeyId").AsText()}
}

func ledger(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Ledger{
		Core: c, Permissions: p.At("PermissionsMode").AsString(), KMSKey: p.At("KmsKey").AsText(),
		DeletionProtection: p.At("DeletionProtection").AsBool().Or(true),
	}
}
