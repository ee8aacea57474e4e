package estate

// TimeSeries is a database of Timestream: always encrypted, with a key of the
// customer or the AWS-managed one.
type TimeSeries struct {
	Core
	KMSKey Value[Text]
}

// Ledger is a ledger of QLDB.
type Ledger struct {
	Core
	Permissions        Value[string] // "ALLOW_ALL", "STANDARD"
	KMSKey             Value[Text]
	DeletionProtection Value[bool] // default true
}
