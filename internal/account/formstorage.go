package account

import (
	"strings"

	"ringwall/internal/estate"
)

// storageForms are the outputs of what keeps and moves data.
func storageForms() []form {
	return []form{
		{command: "dynamodb describe-continuous-backups", key: "ContinuousBackupsDescription", single: true, of: []string{"TableName"}, read: (*formed).tableBackups},
		{command: "efs describe-backup-policy", key: "BackupPolicy", single: true, of: []string{"FileSystemId"}, read: (*formed).fileSystemBackup},
		{command: "fsx describe-file-systems", key: "FileSystems", marks: []string{"FileSystemType"}, read: (*formed).fsx},

		{command: "backup list-backup-plans", key: "BackupPlansList", read: (*formed).backupPlanListed},
		{command: "backup get-backup-plan", needs: []string{"BackupPlan", "BackupPlanArn"}, read: (*formed).backupPlan},
		{command: "backup list-backup-selections", key: "BackupSelectionsList", of: []string{"BackupPlanId"}, read: (*formed).backupSelectionListed},
		{command: "backup get-backup-selection", needs: []string{"BackupSelection", "SelectionId"}, read: (*formed).backupSelection},
		{command: "backup list-restore-testing-plans", key: "RestoreTestingPlans", read: (*formed).restorePlan},
		{command: "backup get-restore-testing-plan", key: "RestoreTestingPlan", single: true, read: (*formed).restorePlan},
		{command: "backup list-restore-testing-selections", key: "RestoreTestingSelections", of: []string{"RestoreTestingPlanName"}, read: (*formed).restoreSelection},

		{command: "elasticache describe-replication-groups", key: "ReplicationGroups", read: (*formed).replicationGroup},
		{command: "redshift describe-clusters", key: "Clusters", marks: []string{"ClusterIdentifier", "NodeType"}, read: (*formed).redshift},
		{command: "redshift describe-logging-status", needs: []string{"LoggingEnabled", "ClusterIdentifier"}, read: (*formed).redshiftLogging},

		{command: "kinesis list-streams", key: "StreamSummaries", read: (*formed).streamListed},
		{command: "kinesis describe-stream-summary", key: "StreamDescriptionSummary", single: true, read: (*formed).stream},
		{command: "firehose list-delivery-streams", key: "DeliveryStreamNames", read: func(*formed) {}},
		{command: "firehose describe-delivery-stream", key: "DeliveryStreamDescription", single: true, read: (*formed).deliveryStream},

		{command: "athena list-work-groups", key: "WorkGroups", read: (*formed).workGroupListed},
		{command: "athena get-work-group", key: "WorkGroup", single: true, marks: []string{"Name", "State"}, read: (*formed).workGroup},
		{command: "glue get-security-configurations", key: "SecurityConfigurations", marks: []string{"EncryptionConfiguration"}, read: (*formed).glueSecurity},
		{command: "glue get-data-catalog-encryption-settings", key: "DataCatalogEncryptionSettings", single: true, read: (*formed).glueCatalog},

		{command: "ec2 describe-volumes", key: "Volumes", marks: []string{"VolumeId"}, read: (*formed).volume},
		{command: "resourcegroupstaggingapi get-resources", key: "ResourceTagMappingList", read: (*formed).tagging},
	}
}

// tableBackups reads a ContinuousBackupsDescription (DynamoDB
// DescribeContinuousBackups).
func (x *formed) tableBackups() {
	x.show(lastPart(x.of), x.t)
}

// fileSystemBackup reads a BackupPolicy (EFS DescribeBackupPolicy).
func (x *formed) fileSystemBackup() { x.show(x.of, x.t) }

// joinRecovery gives tables and file systems what commands of their own say of their
// backups; what no output says is unknown.
func (l *loader) joinRecovery() {
	shown := func(c *estate.Core, command, name string) (*estate.Tree, bool) {
		account, _ := c.Account.Known()
		region, _ := c.Region.Known()
		t, ok := l.loose.shown[shownKey{account, region, command, name}]
		return t, ok
	}
	lack := func(c *estate.Core, what, command string) estate.Gap {
		_, verb, _ := strings.Cut(command, " ")
		return l.noOutput(what+c.Logical, command, "as "+verb+"--"+c.Logical+".json")
	}
	for _, x := range l.result.Resources {
		switch x := x.(type) {
		case *estate.DynamoTable:
			const command = "dynamodb describe-continuous-backups"
			if t, ok := shown(&x.Core, command, x.Logical); ok {
				status := textIn(t.At("PointInTimeRecoveryDescription", "PointInTimeRecoveryStatus"))
				x.PointInTime = l.values.boolean(status == "ENABLED", t.Origin)
			} else if !x.Global {
				unseen(lack(&x.Core, "the recovery of ", command), x.Origin, &x.PointInTime)
			}
		case *estate.Repository:
			const command = "ecr get-lifecycle-policy"
			name, _ := x.RepositoryName.Known()
			text, _ := name.Known()
			if t, ok := shown(&x.Core, command, text); ok {
				x.Lifecycle = t
			} else {
				x.Lifecycle = estate.NewOpaque(lack(&x.Core, "the lifecycle policy of ", command).Variable, x.Origin)
			}
		case *estate.FileSystem:
			const command = "efs describe-backup-policy"
			if t, ok := shown(&x.Core, command, x.Logical); ok {
				status := textIn(t.At("Status"))
				x.Backup = l.values.boolean(status == "ENABLED" || status == "ENABLING", x.Origin)
			} else {
				unseen(lack(&x.Core, "the backup policy of ", command), x.Origin, &x.Backup)
			}
		}
	}
}

// fsx reads a FileSystem (FSx DescribeFileSystems).
func (x *formed) fsx() {
	p := x.properties(naming{})
	p = withMember(p, "SecurityGroupIds", x.unsaid(x.text("FileSystemId"), "ec2 describe-network-interfaces", x.text("FileSystemId")))
	x.add("AWS::FSx::FileSystem", x.text("FileSystemId"), x.text("ResourceARN"), got, p)
}

// backupPlanListed reads a BackupPlansListMember (AWS Backup ListBackupPlans).
func (x *formed) backupPlanListed() {
	name := x.text("BackupPlanName")
	x.add("AWS::Backup::BackupPlan", name, x.text("BackupPlanArn"), listed, x.unsaid(name, "backup get-backup-plan", x.text("BackupPlanId")))
}

// backupPlan reads the answer of AWS Backup's GetBackupPlan.
func (x *formed) backupPlan() {
	p := naming{rename: map[string]string{"Rules": "BackupPlanRule", "TargetBackupVaultName": "TargetBackupVault"}}.tree(x.t.At("BackupPlan"))
	x.add("AWS::Backup::BackupPlan", x.text("BackupPlan", "BackupPlanName"), x.text("BackupPlanArn"), got, mapTree(x.t.Origin, member("BackupPlan", p)))
}

// backupSelectionListed reads a BackupSelectionsListMember (AWS Backup
// ListBackupSelections), which does not say what is selected.
func (x *formed) backupSelectionListed() {
	x.selection(x.text("BackupPlanId"), x.text("SelectionId"), listed, mapTree(x.t.Origin, member("BackupSelection",
		x.unsaid(x.text("SelectionName"), "backup get-backup-selection", x.text("SelectionId")))))
}

func (x *formed) selection(plan, id string, rank int, p *estate.Tree) {
	of := x.arn("backup", "backup-plan:"+plan)
	x.add("AWS::Backup::BackupSelection", plan+"/"+id, of+"/selection/"+id, rank, withMember(p, "BackupPlanId", textTree(of, x.t.Origin)))
}

// backupSelection reads the answer of AWS Backup's GetBackupSelection. Conditions of
// which none is set are there all the same.
func (x *formed) backupSelection() {
	s := naming{}.tree(x.t.At("BackupSelection"))
	empty := true
	for _, f := range fieldsOf(s.At("Conditions")) {
		empty = empty && len(itemsOf(f.Value)) == 0
	}
	if empty {
		s = withMember(s, "Conditions", nil)
	}
	x.selection(x.text("BackupPlanId"), x.text("SelectionId"), got, mapTree(x.t.Origin, member("BackupSelection", s)))
}

// restorePlan reads a restore testing plan (AWS Backup ListRestoreTestingPlans, which
// leaves out from where is restored, and GetRestoreTestingPlan).
func (x *formed) restorePlan() {
	name, rank := x.text("RestoreTestingPlanName"), got
	p := x.properties(naming{})
	if !x.t.Has("RecoveryPointSelection") {
		p, rank = withMember(p, "RecoveryPointSelection", x.unsaid(name, "backup get-restore-testing-plan", name)), listed
	}
	x.add("AWS::Backup::RestoreTestingPlan", name, x.text("RestoreTestingPlanArn"), rank, p)
}

// restoreSelection reads a RestoreTestingSelectionForList (AWS Backup
// ListRestoreTestingSelections), which does not say of which resources.
func (x *formed) restoreSelection() {
	plan, name := x.text("RestoreTestingPlanName"), x.text("RestoreTestingSelectionName")
	p := x.properties(naming{})
	for _, m := range []string{"ProtectedResourceArns", "ProtectedResourceConditions"} {
		p = withMember(p, m, x.unsaid(name, "backup get-restore-testing-selection", name))
	}
	arn := x.arn("backup", "restore-testing-plan:"+plan)
	x.add("AWS::Backup::RestoreTestingSelection", plan+"/"+name, arn+"/selection/"+name, listed, p)
}

// replicationGroup reads a ReplicationGroup (ElastiCache DescribeReplicationGroups).
// Its subnets and groups are those of its clusters.
func (x *formed) replicationGroup() {
	id := x.text("ReplicationGroupId")
	p := x.properties(naming{rename: map[string]string{"LogDeliveryConfigurations": "LogDeliveryConfigurations", "MultiAZ": "MultiAZEnabled", "AutomaticFailover": "AutomaticFailoverEnabled", "AuthTokenEnabled": ""}})
	if plainIn(x.t.At("AuthTokenEnabled")) == "true" {
		p = withMember(p, "AuthToken", x.notShown("the password of "+id))
	}
	for _, m := range []string{"MultiAZEnabled", "AutomaticFailoverEnabled"} {
		if s := textIn(p.At(m)); s != "" {
			p = withMember(p, m, boolTree(s == "enabled" || s == "enabling", x.t.Origin))
		}
	}
	if global := x.text("GlobalReplicationGroupInfo", "GlobalReplicationGroupId"); global != "" {
		p = withMember(p, "GlobalReplicationGroupId", textTree(global, x.t.Origin))
	}
	for _, m := range []string{"CacheSubnetGroupName", "SecurityGroupIds"} {
		p = withMember(p, m, x.unsaid(id, "elasticache describe-cache-clusters", id))
	}
	x.add("AWS::ElastiCache::ReplicationGroup", id, x.text("ARN"), got, p)
}

// notShown is a text that there is, and that no command shows.
func (x *formed) notShown(what string) *estate.Tree {
	return estate.NewScalar(nowhere(what, "AWS does not show it"), x.t.Origin)
}

// redshift reads a Cluster (Redshift DescribeClusters). What it logs,
// DescribeLoggingStatus says.
func (x *formed) redshift() {
	id := x.text("ClusterIdentifier")
	p := x.properties(naming{rename: map[string]string{"VpcSecurityGroups": "", "ClusterParameterGroups": "", "MultiAZ": ""}})
	groups := pickedOf(x.t.Origin, x.t.At("VpcSecurityGroups"), "VpcSecurityGroupId")
	p = withMember(p, "VpcSecurityGroupIds", groups)
	for _, g := range itemsOf(x.t.At("ClusterParameterGroups")) {
		if s := textIn(g.At("ParameterGroupName")); !strings.HasPrefix(s, "default.") {
			p = withMember(p, "ClusterParameterGroupName", textTree(x.arn("redshift", "parametergroup:"+s), g.Origin))
		}
	}
	if s := x.text("ClusterSubnetGroupName"); s != "" {
		p = withMember(p, "ClusterSubnetGroupName", textTree(x.arn("redshift", "subnetgroup:"+s), x.t.Origin))
	}
	p = withMember(p, "MultiAZ", boolTree(strings.EqualFold(x.text("MultiAZ"), "enabled"), x.t.Origin))
	p = withMember(p, "Port", x.t.At("Endpoint", "Port"))
	x.add("AWS::Redshift::Cluster", id, x.arn("redshift", "cluster:"+id), got, p,
		ownPart{property: "LoggingProperties", command: "redshift describe-logging-status", of: id})
}

// redshiftLogging reads the answer of Redshift's DescribeLoggingStatus.
func (x *formed) redshiftLogging() {
	var p *estate.Tree
	if plainIn(x.t.At("LoggingEnabled")) == "true" {
		p = naming{}.tree(x.t)
	}
	x.show(x.text("ClusterIdentifier"), p)
}

// streamListed reads a StreamSummary (Kinesis ListStreams).
func (x *formed) streamListed() {
	name := x.text("StreamName")
	x.add("AWS::Kinesis::Stream", name, x.text("StreamARN"), listed, x.unsaid(name, "kinesis describe-stream-summary", name))
}

// stream reads a StreamDescriptionSummary (Kinesis DescribeStreamSummary).
func (x *formed) stream() {
	p := x.properties(naming{rename: map[string]string{"StreamName": "Name"}})
	if s := x.text("EncryptionType"); s != "" && s != "NONE" {
		p = withMember(p, "StreamEncryption", mapTree(x.t.Origin, member("EncryptionType", x.t.At("EncryptionType")), member("KeyId", x.t.At("KeyId"))))
	}
	x.add("AWS::Kinesis::Stream", x.text("StreamName"), x.text("StreamARN"), got, p)
}

// deliveryStream reads a DeliveryStreamDescription (Firehose DescribeDeliveryStream).
func (x *formed) deliveryStream() {
	p := x.properties(naming{rename: map[string]string{"DeliveryStreamEncryptionConfiguration": "", "Destinations": ""}})
	if c := x.t.At("DeliveryStreamEncryptionConfiguration"); strings.HasPrefix(textIn(c.At("Status")), "ENABL") {
		p = withMember(p, "DeliveryStreamEncryptionConfigurationInput", naming{}.tree(c))
	}
	p = withMember(p, "KinesisStreamSourceConfiguration.KinesisStreamARN", x.t.At("Source", "KinesisStreamSourceDescription", "KinesisStreamARN"))
	p = withMember(p, "MSKSourceConfiguration.MSKClusterARN", x.t.At("Source", "MSKSourceDescription", "MSKClusterARN"))
	x.add("AWS::KinesisFirehose::DeliveryStream", x.text("DeliveryStreamName"), x.text("DeliveryStreamARN"), got, p)
}

// workGroupListed reads a WorkGroupSummary (Athena ListWorkGroups).
func (x *formed) workGroupListed() {
	name := x.text("Name")
	x.add("AWS::Athena::WorkGroup", name, x.arn("athena", "workgroup/"+name), listed, x.unsaid(name, "athena get-work-group", name))
}

// workGroup reads a WorkGroup (Athena GetWorkGroup).
func (x *formed) workGroup() {
	name := x.text("Name")
	x.add("AWS::Athena::WorkGroup", name, x.arn("athena", "workgroup/"+name), got, x.properties(naming{rename: map[string]string{"Configuration": "WorkGroupConfiguration"}}))
}

// glueSecurity reads a SecurityConfiguration (Glue GetSecurityConfigurations).
func (x *formed) glueSecurity() {
	name := x.text("Name")
	p := x.properties(naming{rename: map[string]string{"S3Encryption": "S3Encryptions"}})
	x.add("AWS::Glue::SecurityConfiguration", name, x.arn("glue", "security-configuration/"+name), got, p)
}

// glueCatalog reads a DataCatalogEncryptionSettings (Glue
// GetDataCatalogEncryptionSettings).
func (x *formed) glueCatalog() {
	p := mapTree(x.t.Origin, member("DataCatalogEncryptionSettings", x.properties(naming{})))
	x.add("AWS::Glue::DataCatalogEncryptionSettings", "catalog", x.arn("glue", "catalog"), got, p)
}

// volume reads a Volume (EC2 DescribeVolumes).
func (x *formed) volume() {
	id := x.text("VolumeId")
	x.add("AWS::EC2::Volume", id, x.arn("ec2", "volume/"+id), got, x.properties(naming{}))
}
