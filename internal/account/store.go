package account

import (
	"strings"

	"ringwall/internal/estate"
)

// guardSecret takes in a secret. What is not said of it is unknown.
func (r *reader) guardSecret(x *estate.Secret, name, arn string, rank int) {
	if arn == "" {
		return
	}
	x.SecretName = r.values.text(name, x.Origin)
	r.guard(guarded{
		resource: x, service: "secretsmanager", name: name, command: "secretsmanager get-resource-policy", rank: rank,
		apart: func(c estate.Core, subject estate.Value[estate.Text], document *estate.Tree) estate.Resource {
			c.Type = "AWS::SecretsManager::ResourcePolicy"
			g := estate.NotListed("whether public policies of "+name+" are blocked", "AWS does not say it", "")
			return &estate.SecretPolicy{Core: c, Secret: subject, Document: document, BlockPublic: estate.UnknownValue[bool](g, c.Origin)}
		},
	}, arn)
}

// secretListed reads a SecretListEntry (ListSecrets).
func (r *reader) secretListed() {
	x := &estate.Secret{Core: r.core("", "AWS::SecretsManager::Secret")}
	var name, arn, function string
	var rotates bool
	var rules *estate.Tree
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "ARN":
			arn = r.str()
		case "Name":
			name = r.str()
		case "KmsKeyId":
			x.KMSKey = r.txt()
		case "Tags":
			x.Tags = r.tagged()
		case "RotationEnabled":
			rotates, _ = r.boolean()
		case "RotationLambdaARN":
			function = r.intern()
		case "RotationRules":
			rules = r.tree()
		default:
			r.skip()
		}
	}
	r.guardSecret(x, name, arn, listed)
	if rotates && !r.doubtful() {
		r.rotates(arn, function, rules)
	}
}

// secretAnswer reads the answer of DescribeSecret.
func (r *reader) secretAnswer(doc *estate.Tree) {
	x := &estate.Secret{Core: r.core("", "AWS::SecretsManager::Secret"), KMSKey: r.textValue(doc, "KmsKeyId")}
	x.Tags = r.tagsAt(doc.At("Tags"))
	r.guardSecret(x, r.textAt(doc, "Name"), r.textAt(doc, "ARN"), got)
}

// rotates makes the rotation of a secret, which the list of secrets tells
// (SecretListEntry).
func (r *reader) rotates(secret, function string, rules *estate.Tree) {
	x := &estate.SecretRotation{
		Core: r.core("", "AWS::SecretsManager::RotationSchedule"), Secret: r.values.text(secret, r.at), Function: r.values.text(function, r.at),
		Days: r.wholeValue(rules, "AutomaticallyAfterDays"), Schedule: r.wordValue(rules, "ScheduleExpression"),
	}
	r.called(&x.Core, "rotation of "+lastPart(secret), secret+"/rotation")
	r.byARN(&x.Core, secret)
	x.ARN = estate.Text{}
	r.add(x)
}

// secretPolicy reads the answer of Secrets Manager's GetResourcePolicy, which has
// no ResourcePolicy if there is none.
func (r *reader) secretPolicy(doc *estate.Tree) {
	r.policyFor(doc, "secretsmanager", "secretsmanager get-resource-policy", r.policyAt(doc, "ResourcePolicy"), "ARN")
}

// tagsAt is a list of Key and Value of an answer.
func (r *reader) tagsAt(t *estate.Tree) estate.Tags {
	var list estate.Items[estate.Tag]
	if t.IsMissing() {
		return estate.Tags{}
	}
	for _, i := range t.Items {
		list.Known = append(list.Known, item(estate.Tag{Key: estate.Literal(r.textAt(i, "Key")), Value: r.values.text(r.textAt(i, "Value"), i.Origin).Or(estate.Literal(""))}, i.Origin))
	}
	return estate.NewTags(list)
}

// repository reads a Repository (ECR DescribeRepositories).
func (r *reader) repository() {
	x := &estate.Repository{Core: r.core("", "AWS::ECR::Repository")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "repositoryName":
			name = r.str()
		case "repositoryArn":
			arn = r.str()
		case "imageTagMutability":
			x.Mutability = r.words()
		case "imageScanningConfiguration":
			for r.open('{'); r.more(); {
				if string(r.key()) == "scanOnPush" {
					x.ScanOnPush = r.flag()
				} else {
					r.skip()
				}
			}
		case "encryptionConfiguration":
			is := r.members("encryptionType", "kmsKey")
			x.Encryption, x.KMSKey = r.values.word(is[0], r.at), r.values.text(is[1], r.at)
		default:
			r.skip()
		}
	}
	if !strings.Contains(arn, ":ecr:") {
		return
	}
	x.RepositoryName = r.values.text(name, x.Origin)
	r.guard(guarded{resource: x, service: "ecr", name: name, command: "ecr get-repository-policy", policy: &x.Policy}, arn)
}

// repositoryPolicy reads the answer of ECR's GetRepositoryPolicy.
func (r *reader) repositoryPolicy(doc *estate.Tree) {
	r.policyFor(doc, "ecr", "ecr get-repository-policy", r.policyAt(doc, "policyText"), "repositoryName")
}

// fileSystem reads a FileSystemDescription (EFS DescribeFileSystems).
func (r *reader) fileSystem() {
	r.soundAnswer = true
	t := r.tree()
	r.takeForm(t)
	x := &estate.FileSystem{Core: r.core("", "AWS::EFS::FileSystem"), Encrypted: r.flagValue(t, "Encrypted"), KMSKey: r.textValue(t, "KmsKeyId")}
	id, arn := r.textAt(t, "FileSystemId"), r.textAt(t, "FileSystemArn")
	if owner := r.textAt(t, "OwnerId"); owner != "" {
		x.Account = estate.Literal(owner)
	}
	x.Tags = r.tagsAt(t.At("Tags"))
	if t.Has("FileSystemType") || !strings.HasPrefix(id, "fs-") || arn != "" && !strings.Contains(arn, ":elasticfilesystem:") {
		return // of FSx
	}
	r.guard(guarded{
		resource: x, service: "elasticfilesystem", part: "file-system/" + id, name: id, command: "efs describe-file-system-policy", policy: &x.Policy,
	}, arn)
}

// fileSystemPolicy reads the answer of EFS's DescribeFileSystemPolicy.
func (r *reader) fileSystemPolicy(doc *estate.Tree) {
	r.policyFor(doc, "elasticfilesystem", "efs describe-file-system-policy", r.policyAt(doc, "Policy"), "FileSystemId")
}

func (r *reader) guardTable(x *estate.DynamoTable, name, arn string, rank int) {
	x.TableName = r.values.text(name, x.Origin)
	r.guard(guarded{
		resource: x, service: "dynamodb", part: "table/" + name, name: name, command: "dynamodb get-resource-policy", rank: rank, policy: &x.Policy,
	}, arn)
}

// tables reads the answer of DynamoDB's ListTables.
func (r *reader) tables(doc *estate.Tree) {
	for _, i := range r.textsAt(doc, "TableNames").Known {
		name, _ := i.Is.Known()
		x := &estate.DynamoTable{Core: r.core("", "AWS::DynamoDB::Table")}
		x.Origin = i.Origin
		g := r.noOutput("the settings of "+name, "dynamodb describe-table", "as describe-table--"+name+".json")
		unseen(g, x.Origin, &x.KMSEncrypted, &x.KMSKey, &x.DeletionProtection)
		r.guardTable(x, name, "", listed)
	}
}

// tableAnswer reads the answer of DynamoDB's DescribeTable.
func (r *reader) tableAnswer(doc *estate.Tree) {
	t := doc.At("Table")
	name, arn := r.textAt(t, "TableName"), r.textAt(t, "TableArn")
	if name == "" {
		return
	}
	x := &estate.DynamoTable{
		Core: r.core("", "AWS::DynamoDB::Table"), DeletionProtection: r.flagValue(t, "DeletionProtectionEnabled").Or(false),
		KMSKey: r.textValue(t, "SSEDescription", "KMSMasterKeyArn"),
	}
	x.KMSEncrypted = r.values.boolean(r.textAt(t, "SSEDescription", "SSEType") == "KMS", r.at)
	r.guardTable(x, name, arn, got)
}

// domainAnswer reads the answer of OpenSearch's DescribeDomain or of its
// forerunner's, which has the domain's policy in it.
func (r *reader) domainAnswer(doc *estate.Tree) { r.domain(doc.At("DomainStatus")) }

// domainListed reads a DomainStatus (DescribeDomains).
func (r *reader) domainListed() {
	r.soundAnswer = true
	r.domain(r.tree())
}

func (r *reader) domain(d *estate.Tree) {
	arn := r.textAt(d, "ARN")
	if !strings.Contains(arn, ":es:") {
		return
	}
	x := &estate.SearchDomain{
		Core: r.core("", "AWS::OpenSearchService::Domain"), Policy: r.policyAt(d, "AccessPolicies"),
		Subnets: r.textsAt(d, "VPCOptions", "SubnetIds"), Groups: r.textsAt(d, "VPCOptions", "SecurityGroupIds"),
		Encrypted: r.flagValue(d, "EncryptionAtRestOptions", "Enabled").Or(false), KMSKey: r.textValue(d, "EncryptionAtRestOptions", "KmsKeyId"),
		NodeToNode:   r.flagValue(d, "NodeToNodeEncryptionOptions", "Enabled").Or(false),
		EnforceHTTPS: r.flagValue(d, "DomainEndpointOptions", "EnforceHTTPS").Or(false),
		TLSPolicy:    r.wordValue(d, "DomainEndpointOptions", "TLSSecurityPolicy"),
		FineGrained:  r.flagValue(d, "AdvancedSecurityOptions", "Enabled").Or(false), Anonymous: r.flagValue(d, "AdvancedSecurityOptions", "AnonymousAuthEnabled").Or(false),
		Cognito: r.flagValue(d, "CognitoOptions", "Enabled").Or(false),
		Version: r.wordValue(d, "EngineVersion").OrElse(r.wordValue(d, "ElasticsearchVersion")),
	}
	g := estate.NotListed("the logs and the master user of "+lastPart(arn), "they are not read", "look at describe-domain")
	unseen(g, x.Origin, &x.Logs, &x.MasterUser)
	r.guard(guarded{resource: x, service: "es", name: lastPart(arn), policy: &x.Policy, known: true}, arn)
}

// vaultListed reads a BackupVaultListMember (ListBackupVaults).
func (r *reader) vaultListed() {
	x := &estate.BackupVault{Core: r.core("", "AWS::Backup::BackupVault")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "BackupVaultName":
			name = r.str()
		case "BackupVaultArn":
			arn = r.str()
		case "EncryptionKeyArn":
			x.KMSKey = r.txt()
		case "Locked":
			x.Locked = r.flag()
		case "MinRetentionDays":
			x.MinDays = r.whole()
		case "MaxRetentionDays":
			x.MaxDays = r.whole()
		case "VaultType":
			x.AirGapped = r.intern() == "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
		default:
			r.skip()
		}
	}
	x.VaultName = r.values.text(name, x.Origin)
	r.guard(guarded{
		resource: x, service: "backup", name: name, command: "backup get-backup-vault-access-policy", rank: listed, policy: &x.Policy,
	}, arn)
}

// vaultPolicy reads the answer of Backup's GetBackupVaultAccessPolicy.
func (r *reader) vaultPolicy(doc *estate.Tree) {
	r.policyFor(doc, "backup", "backup get-backup-vault-access-policy", r.policyAt(doc, "Policy"), "BackupVaultArn")
}

// glacierVault reads a DescribeVaultOutput (Glacier ListVaults). A vault has no
// type; its policy names it.
func (r *reader) glacierVault() {
	x := &estate.Other{Core: r.core("", "AWS::Glacier::Vault")}
	is := r.members("VaultName", "VaultARN")
	if is[1] == "" {
		return
	}
	r.guard(guarded{resource: x, service: "glacier", name: is[0], command: "glacier get-vault-access-policy", apart: resourcePolicy}, is[1])
}

// glacierPolicy reads the answer of Glacier's GetVaultAccessPolicy.
func (r *reader) glacierPolicy(doc *estate.Tree) {
	p := doc.At("policy")
	if !p.IsMissing() && p.Kind != estate.Map {
		r.unread, r.any = "policy", false
		return
	}
	r.policyFor(doc, "glacier", "glacier get-vault-access-policy", r.policyAt(p, "Policy"), "VaultName")
}
