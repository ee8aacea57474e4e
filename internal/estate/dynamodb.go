package estate

// DynamoTable is a DynamoDB table; of a global table the settings of its
// replicas stand in Replicas.
type DynamoTable struct {
	Core
	TableName          Value[Text]
	Global             bool
	KMSEncrypted       Value[bool] // with a key in KMS; default false: an AWS-owned key
	KMSKey             Value[Text] // absent and KMSEncrypted: the AWS-managed key
	PointInTime        Value[bool] // recovery, default false
	DeletionProtection Value[bool] // default false
	Policy             *Tree
	Replicas           Items[TableReplica]
}

// TableReplica is a global table's copy in one Region.
type TableReplica struct {
	Origin             Origin
	Region             Value[Text]
	KMSKey             Value[Text]
	PointInTime        Value[bool]
	DeletionProtection Value[bool]
	Policy             *Tree
	Tags               Tags
}
