package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// OwnKeys is DATA-CMK-HYGIENE.
func OwnKeys() *review.Rule {
	return &review.Rule{
		ID: "DATA-CMK-HYGIENE", Area: finding.Data, Severity: finding.Info,
		Title: "What holds data is encrypted with a key of one's own",
		Why: "A key that AWS owns or manages encrypts as well as any, but nobody can close it: there is no policy to say who may decrypt, no log of one's " +
			"own, and no way to share what it encrypts, nor to cut off whoever has the data.",
		Fix:   "Name a customer-managed key (KmsKeyId) where the class of the data asks for control over who decrypts; elsewhere leave it.",
		Needs: []string{"J"}, References: []string{"WA SEC08-BP01"},
		Specimen: loggedWith(""), Twin: loggedWith("KmsKeyId: arn:aws:kms:eu-west-1:111122223333:key/1, "),
		Check: checkOwnKeys,
	}
}

func loggedWith(key string) string {
	return "Resources:\n  Log: {Type: AWS::Logs::LogGroup, Properties: {" + key + "RetentionInDays: 365}}\n"
}

// keyed is something that is encrypted in any case, with the key that it names.
type keyed struct {
	key  estate.Value[estate.Text]
	what string
	// only are the scenarios and facts under which a key would be used at all.
	only estate.Truth
	// told: DATA-CLASS-KMS judges it where its class is sensitive.
	told bool
}

const objectKey = "the object is encrypted as its bucket is, with no key of its own"

// unnamedKeys are types that are encrypted in any case, and the property that names
// the key.
func unnamedKeys() []review.Setting {
	var out []review.Setting
	for _, x := range [...][3]string{
		{"AWS::Cassandra::Table", "EncryptionSpecification.KmsKeyIdentifier", "the table is encrypted"},
		{"AWS::CodeArtifact::Domain", "EncryptionKey", "packages are encrypted"},
		{"AWS::Connect::InstanceStorageConfig", "S3Config.EncryptionConfig.KeyId", "recordings are encrypted"},
		{"AWS::ImageBuilder::Component", "KmsKeyId", "the component is encrypted"},
		{"AWS::Kendra::Index", "ServerSideEncryptionConfiguration.KmsKeyId", "the index is encrypted"},
		{"AWS::KinesisVideo::Stream", "KmsKeyId", "the stream is encrypted"},
		{"aws_dynamodb_table_replica", "KmsKeyArn", "the replica is encrypted"},
		{"aws_storagegateway_nfs_file_share", "KmsKeyArn", "files are encrypted"},
		{"aws_storagegateway_smb_file_share", "KmsKeyArn", "files are encrypted"},
		{"aws_xray_encryption_config", "KeyId", "traces are encrypted"},
	} {
		out = append(out, review.Setting{Type: x[0], Path: x[1], Wrong: []string{""}, Says: x[2] + " with a key that AWS owns or manages"})
	}
	return out
}

func checkOwnKeys(p *review.Pass) {
	p.JudgeSettings(unnamedKeys(), nil)
	p.JudgeSettings([]review.Setting{
		{Type: "aws_s3_object", Path: "KmsKeyId", Wrong: []string{""}, Says: objectKey}, {Type: "aws_s3_bucket_object", Path: "KmsKeyId", Wrong: []string{""}, Says: objectKey},
	}, func(o estate.Resource) estate.Truth { // a bucket of the sources is judged itself
		_, ok := known[*estate.Bucket](p.Estate, o.Base().Properties.At("Bucket").AsText())
		return truthOf(ok)
	})
	for _, r := range p.Estate.Resources {
		if r.Base().Origin.Implied != "" {
			continue
		}
		if d, ok := r.(*estate.DBInstance); ok {
			judgeInsights(p, d)
		}
		k, ok := keyedBy(r)
		if !ok {
			k, ok = keyedElsewhere(r)
		}
		if !ok {
			continue
		}
		d := review.Detail{At: k.key.Origin, Message: k.what + " with a key that AWS owns or manages"}
		sensitiveHere := sensitive(r.Base())
		if byDefault(sensitiveHere) && !k.told {
			d.Severity, d.Weighed = finding.Medium, true
			d.Message += ", though it is tagged " + className(r.Base())
		}
		bad := awsManagedKey(k.key).And(k.only)
		if k.told {
			bad = bad.And(sensitiveHere.Not())
		}
		p.Judge(r, bad, d)
	}
}

// judgeInsights: Performance Insights keeps the statements that clients sent.
func judgeInsights(p *review.Pass, d *estate.DBInstance) {
	key := d.Properties.At("PerformanceInsightsKMSKeyId").AsText()
	on := isTrue(d.Properties.At("EnablePerformanceInsights").AsBool())
	if !on.False.IsAlways() {
		p.Judge(d, on.And(awsManagedKey(key)), review.Detail{
			At: key.Origin, Key: "insights", Message: "what Performance Insights keeps is encrypted with a key that AWS manages",
		})
	}
}

// keyedBy is the key of what holds data by itself.
func keyedBy(r estate.Resource) (keyed, bool) {
	always := estate.Yes()
	switch r := r.(type) {
	case *estate.Bucket:
		return keyed{r.KMSKey, "objects are encrypted", always, true}, true
	case *estate.DBInstance:
		own := estate.IsAbsent(r.Cluster).And(estate.IsAbsent(r.SourceInstance)).And(estate.IsAbsent(r.SourceCluster)).And(estate.IsAbsent(r.Snapshot))
		return keyed{r.KMSKey, "the database is encrypted", own.And(isFalse(r.Encrypted).Not()), true}, r.Type == "AWS::RDS::DBInstance"
	case *estate.DBCluster:
		own := estate.IsAbsent(r.SourceCluster).And(estate.IsAbsent(r.Snapshot))
		return keyed{r.KMSKey, "the cluster is encrypted", own.And(isFalse(r.Encrypted).Not()), true}, true
	case *estate.DynamoTable:
		return keyed{r.KMSKey, "the table is encrypted", always, true}, !r.Global
	case *estate.FileSystem:
		return keyed{r.KMSKey, "the file system is encrypted", isFalse(r.Encrypted).Not(), true}, true
	case *estate.SearchDomain:
		return keyed{r.KMSKey, "the domain is encrypted", isTrue(r.Encrypted), true}, true
	case *estate.RedshiftCluster:
		return keyed{r.KMSKey, "the warehouse is encrypted", isFalse(r.Encrypted).Not(), true}, true
	case *estate.RedshiftNamespace:
		return keyed{r.KMSKey, "the warehouse is encrypted", always, true}, true
	case *estate.Volume:
		return keyed{r.KMSKey, "the volume is encrypted", isTrue(r.Encrypted), true}, true
	case *estate.Cache:
		return keyed{r.KMSKey, "it is encrypted at rest", isTrue(r.AtRest), false}, r.Type != "AWS::DAX::Cluster"
	case *estate.FSxFileSystem:
		return keyed{r.KMSKey, "the file system is encrypted", always, false}, true
	case *estate.TimeSeries:
		return keyed{r.KMSKey, "the database is encrypted", always, false}, true
	case *estate.Ledger:
		return keyed{r.KMSKey, "the ledger is encrypted", always, false}, true
	case *estate.KafkaCluster:
		return keyed{r.KMSKey, "the cluster is encrypted", always, false}, !r.Serverless
	case *estate.Broker:
		return keyed{r.KMSKey, "the broker is encrypted", always, false}, true
	case *estate.Secret:
		return keyed{r.KMSKey, "the secret is encrypted", always, false}, true
	case *estate.BackupVault:
		return keyed{r.KMSKey, "backups are encrypted", always, false}, !r.AirGapped
	case *estate.Workspace:
		return keyed{r.KMSKey, "volumes are encrypted", isTrue(r.Root).Or(isTrue(r.User)), false}, true
	}
	return keyed{}, false
}

// keyedElsewhere is the key of what passes data on, works on it or logs.
func keyedElsewhere(r estate.Resource) (keyed, bool) {
	always := estate.Yes()
	switch r := r.(type) {
	case *estate.LogGroup:
		return keyed{r.KMSKey, "logs are encrypted", always, false}, true
	case *estate.Queue:
		return keyed{r.KMSKey, "messages are encrypted", isFalse(r.ManagedSSE).Not(), false}, true
	case *estate.Topic: // without any key DATA-STREAMS-QUEUES tells
		return keyed{r.KMSKey, "messages are encrypted", estate.IsAbsent(r.KMSKey).Not(), false}, true
	case *estate.Stream:
		return keyed{r.KMSKey, "records are encrypted", isTrue(r.Encrypted), false}, true
	case *estate.DeliveryStream:
		return keyed{r.KMSKey, "records are encrypted", isTrue(r.Encrypted), false}, true
	case *estate.Function:
		some := estate.No()
		if !r.Environment.IsMissing() {
			some = estate.Yes()
		}
		return keyed{r.KMSKey, "environment variables are encrypted", some, false}, true
	case *estate.BuildProject:
		return keyed{r.KMSKey, "artifacts are encrypted", always, false}, true
	case *estate.Pipeline:
		return keyed{r.KMSKey, "artifacts are encrypted", always, false}, true
	case *estate.Repository:
		return keyed{r.KMSKey, "images are encrypted", always, false}, true
	case *estate.EventBus:
		return keyed{r.KMSKey, "events are encrypted", always, false}, r.Origin.Implied == ""
	case *estate.Notebook:
		return keyed{r.KMSKey, "the notebook's volume is encrypted", always, false}, true
	case *estate.StudioDomain:
		return keyed{r.KMSKey, "the domain's file system is encrypted", always, false}, true
	case *estate.EndpointConfig:
		return keyed{r.KMSKey, "volumes are encrypted", always, false}, true
	case *estate.MonitoringJob:
		return keyed{bothKeys(r.OutputKey, r.VolumeKey), "results and volumes are encrypted", always, false}, true
	case *estate.Agent:
		return keyed{r.KMSKey, "the agent is encrypted", always, false}, true
	case *estate.Guardrail:
		return keyed{r.KMSKey, "the guardrail is encrypted", always, false}, true
	case *estate.Airflow:
		return keyed{r.KMSKey, "the environment is encrypted", always, false}, true
	case *estate.RunnerService:
		return keyed{r.KMSKey, "the service's image is encrypted", always, false}, true
	case *estate.QueryWorkgroup:
		return keyed{r.KMSKey, "query results are encrypted", estate.IsAbsent(r.Encryption).Not(), false}, true
	}
	return keyed{}, false
}

// bothKeys is absent where either is.
func bothKeys(a, b estate.Value[estate.Text]) estate.Value[estate.Text] {
	return a.Given(estate.IsAbsent(b).False)
}
