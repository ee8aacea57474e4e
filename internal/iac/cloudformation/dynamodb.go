package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func dynamoTable(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DynamoTable{
		Core: c, TableName: p.At("TableName").AsText(),
		KMSEncrypted:       below(p, "SSESpecification.SSEEnabled").AsBool().Or(false),
		KMSKey:             below(p, "SSESpecification.KMSMasterKeyId").AsText(),
		PointInTime:        below(p, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled").AsBool().Or(false),
		DeletionProtection: p.At("DeletionProtectionEnabled").AsBool().Or(false),
		Policy:             below(p, "ResourcePolicy.PolicyDocument"),
	}
}

// dynamoGlobalTable has its protection in its replicas; PointInTime and
// DeletionProtection of the table itself are absent.
func dynamoGlobalTable(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DynamoTable{
		Core: c, Global: true, TableName: p.At("TableName").AsText(),
		KMSEncrypted: below(p, "SSESpecification.SSEEnabled").AsBool().Or(false),
		Replicas: estate.AsItems(p.At("Replicas"), func(_ scenario.Guard, t *estate.Tree) estate.TableReplica {
			return estate.TableReplica{
				Origin: t.Place(), Region: t.At("Region").AsText(),
				KMSKey:             below(t, "SSESpecification.KMSMasterKeyId").AsText(),
				PointInTime:        below(t, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled").AsBool().Or(false),
				DeletionProtection: t.At("DeletionProtectionEnabled").AsBool().Or(false),
				Policy:             below(t, "ResourcePolicy.PolicyDocument"), Tags: tags(t.At("Tags")),
			}
		}),
	}
}
