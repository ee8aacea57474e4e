package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// SearchCache is DATA-SEARCH-CACHE.
func SearchCache() *review.Rule {
	return &review.Rule{
		ID: "DATA-SEARCH-CACHE", Area: finding.Data, Severity: finding.Medium, Raise: review.ByClass,
		Title: "Search, caches, warehouses, file systems and analytics are encrypted, at rest and on the way",
		Why: "Copies of the data in indexes, caches and query results hold the same as the database that they come from. Unencrypted, whoever " +
			"gets a snapshot or listens in the network has it; most of these cannot be encrypted later.",
		Fix: "Set the service's own switches: Encrypted, AtRestEncryptionEnabled, TransitEncryptionEnabled, EncryptionAtRestOptions, NodeToNodeEncryptionOptions, " +
			"EnforceHTTPS with Policy-Min-TLS-1-2-2019-07, require_ssl, TransitEncryption: ENABLED, a SecurityConfiguration for Glue and EMR.",
		Needs: []string{"A", "J"},
		References: []string{
			"FSBP Opensearch.1", "FSBP Opensearch.3", "FSBP Opensearch.8", "FSBP ElastiCache.4", "FSBP ElastiCache.5", "FSBP ElastiCache.6", "FSBP DynamoDB.3",
			"FSBP DynamoDB.7", "FSBP Redshift.2", "FSBP Redshift.7", "FSBP Redshift.10", "FSBP EFS.1", "FSBP EFS.8", "FSBP Athena.1", "FSBP Glue.3", "FSBP APIGateway.5", "CIS 3.3.1", "WA SEC08-BP02", "WA SEC09-BP02",
		},
		Specimen: encryptedFiles("false"), Twin: encryptedFiles("true"),
		Check: checkSearchCache,
	}
}

func encryptedFiles(encrypted string) string {
	return "Resources:\n  Files: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: " + encrypted + "}}\n"
}

// plainStores are stores and caches of which a property says that they are plain.
func plainStores() []review.Setting {
	off := []string{"", "false"}
	const domain, cache = "aws_cloudsearch_domain", "AWS::AppSync::ApiCache"
	return []review.Setting{
		{Type: "aws_athena_database", Path: "EncryptionConfiguration.EncryptionOption", Wrong: []string{""}, Says: "results are encrypted as their bucket is, and not with a key that the database names", Severity: finding.Info},
		{Type: domain, Path: "EndpointOptions.EnforceHttps", Wrong: off, Says: "it answers plain HTTP", Severity: finding.Medium},
		{Type: domain, Path: "EndpointOptions.TlsSecurityPolicy", Wrong: []string{"Policy-Min-TLS-1-0-2019-07"}, Says: "it accepts TLS 1.0 and 1.1", Severity: finding.Low},
		{Type: cache, Path: "AtRestEncryptionEnabled", Wrong: off, Says: "the answers that the API keeps are not encrypted at rest", Severity: finding.Low},
		{Type: cache, Path: "TransitEncryptionEnabled", Wrong: off, Says: "the answers that the API keeps are not encrypted on the way", Severity: finding.Low},
		{Type: "AWS::Redshift::Cluster", Path: "EnhancedVpcRouting", Wrong: []string{""}, Says: "what it copies and unloads goes around the VPC (EnhancedVpcRouting)", Severity: finding.Info},
		{Type: "AWS::Redshift::Cluster", Path: "EnhancedVpcRouting", Wrong: []string{"false"}, Says: "what it copies and unloads goes around the VPC (EnhancedVpcRouting)", Severity: finding.Low},
		{Type: "AWS::ElastiCache::User", Path: "NoPasswordRequired", Wrong: []string{"true"}, Says: "the user needs no password", Severity: finding.Medium},
	}
}

// storeFixes say which of the switches a type has; of others the control's own fix
// lists them all.
func storeFixes() map[string]string {
	const search = "Set EncryptionAtRestOptions: {Enabled: true}, NodeToNodeEncryptionOptions: {Enabled: true} and DomainEndpointOptions: " +
		"{EnforceHTTPS: true, TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07}."
	return map[string]string{
		"AWS::OpenSearchService::Domain": search, "AWS::Elasticsearch::Domain": search,
		"AWS::EFS::FileSystem": "Set Encrypted: true and KmsKeyId to a customer-managed key. It cannot be switched on later: copy the files to a new file system.",
		"AWS::ElastiCache::ReplicationGroup": "Set AtRestEncryptionEnabled: true, TransitEncryptionEnabled: true, and AuthToken or UserGroupIds. " +
			"Encryption at rest cannot be switched on later: restore a backup into a new group.",
		"AWS::ElastiCache::CacheCluster": "Use a replication group with AtRestEncryptionEnabled: true and TransitEncryptionEnabled: true; of memcached set TransitEncryptionEnabled: true.",
		"AWS::Redshift::Cluster":         "Set Encrypted: true, and require_ssl to true in the cluster's parameter group.",
		"AWS::ECS::TaskDefinition":       "Set TransitEncryption: ENABLED in the EFSVolumeConfiguration.",
	}
}

func checkSearchCache(p *review.Pass) {
	p.JudgeSettings(plainStores(), nil)
	fixes := storeFixes()
	for _, r := range p.Estate.Resources {
		fix := fixes[r.Base().Type]
		switch r := r.(type) {
		case *estate.SearchDomain:
			p.JudgeParts(r, searchParts(r), review.Detail{Fix: fix})
		case *estate.Cache:
			p.JudgeParts(r, cacheParts(r), review.Detail{Fix: fix})
		case *estate.RedshiftCluster:
			p.JudgeParts(r, warehouseParts(p.Estate, r), review.Detail{Fix: fix})
		case *estate.ParameterGroup:
			if strings.HasPrefix(r.Type, "AWS::Redshift::") {
				judgeWarehouseSettings(p, r)
			}
		case *estate.FileSystem:
			p.Judge(r, isFalse(r.Encrypted), review.Detail{At: r.Encrypted.Origin, Message: "the file system is not encrypted at rest", Fix: fix})
		case *estate.TaskDefinition:
			judgeTaskVolumes(p, r, fix)
		case *estate.RestStage:
			judgeAPICache(p, r, r.StageSettings)
		case *estate.RestDeployment:
			judgeAPICache(p, r, r.StageSettings)
		case *estate.QueryWorkgroup:
			judgeWorkgroup(p, r)
		case *estate.GlueCatalogEncryption, *estate.GlueSecurity, *estate.GlueWorker, *estate.GlueTransform:
			judgeGlue(p, r)
		case *estate.EMRCluster, *estate.EMRSecurity:
			judgeEMR(p, r)
		}
	}
}

func searchParts(d *estate.SearchDomain) []review.Part {
	old := estate.When(d.TLSPolicy, true, func(s string) bool { return strings.Contains(s, "TLS-1-0") })
	inside := d.Subnets.IsEmpty().Not()
	plain := review.Part{Bad: isFalse(d.EnforceHTTPS), Says: "it answers plain HTTP", Severity: finding.Medium, At: d.EnforceHTTPS.Origin}
	if byDefault(inside) {
		plain.Severity = finding.Low
	}
	return []review.Part{
		{Bad: isFalse(d.Encrypted), Says: "it is not encrypted at rest", Severity: finding.Medium, At: d.Encrypted.Origin},
		{Bad: isFalse(d.NodeToNode), Says: "its nodes talk to each other in the clear", Severity: finding.Low, At: d.NodeToNode.Origin},
		plain,
		{Bad: old, Says: "it accepts TLS 1.0 and 1.1, unless told otherwise", Severity: finding.Low, At: d.TLSPolicy.Origin},
	}
}

// cacheParts: a single ElastiCache cluster of Redis cannot be encrypted at rest.
func cacheParts(c *estate.Cache) []review.Part {
	memcached := wordIs(c.Engine, "memcached")
	single := c.Type == "AWS::ElastiCache::CacheCluster"
	member := estate.IsAbsent(c.Properties.At("ReplicationGroupId").AsText()).Not()
	at, transit := isFalse(c.AtRest), isFalse(c.InTransit)
	severity, says := finding.Medium, "it is not encrypted at rest"
	switch {
	case single:
		at = at.And(memcached.Not()).And(member.Not())
		severity, says = finding.Low, "it is not encrypted at rest, as only a replication group can be"
		transit = transit.And(member.Not())
	case c.Type == "AWS::DAX::Cluster":
		severity = finding.Low
	}
	parts := []review.Part{
		{Bad: at, Says: says, Severity: severity, At: c.AtRest.Origin},
		{Bad: transit, Says: "what clients send it is not encrypted", Severity: min(severity, finding.Medium), At: c.InTransit.Origin},
	}
	if c.Type == "AWS::ElastiCache::ReplicationGroup" {
		open := estate.IsAbsent(c.AuthToken).And(c.UserGroups.IsEmpty()).And(estate.IsAbsent(c.Global))
		parts = append(parts, review.Part{Bad: open, Says: "it asks clients for no password: neither AuthToken nor UserGroupIds is set", Severity: finding.Low, At: c.AuthToken.Origin})
	}
	return parts
}

func warehouseParts(e *estate.Estate, r *estate.RedshiftCluster) []review.Part {
	plain := review.Through(e, r.ParameterGroup, estate.No(), warehousePlain)
	return []review.Part{
		{Bad: isFalse(r.Encrypted), Says: "it is not encrypted at rest", Severity: finding.Medium, At: r.Encrypted.Origin},
		{Bad: plain, Says: "its parameter group doesn't demand TLS (require_ssl)", Severity: finding.Low, At: r.ParameterGroup.Origin},
	}
}

// warehousePlain is true of a group that doesn't demand TLS: of family redshift-2.0
// it does by default ("Amazon Redshift parameter groups").
func warehousePlain(g *estate.ParameterGroup) estate.Truth {
	older := estate.When(g.Family, true, func(s string) bool { return s != "redshift-2.0" })
	return review.Ask(g.Named("require_ssl"), older, func(v string) estate.Truth { return truthOf(!strings.EqualFold(strings.TrimSpace(v), "true")) })
}

// judgeWarehouseSettings tells of a group that no cluster of the sources uses.
func judgeWarehouseSettings(p *review.Pass, g *estate.ParameterGroup) {
	for _, c := range estate.All[*estate.RedshiftCluster](p.Estate) {
		if x, ok := known[*estate.ParameterGroup](p.Estate, c.ParameterGroup); ok && x == g {
			return
		}
	}
	p.Judge(g, warehousePlain(g), review.Detail{Message: "clusters with the group take connections without TLS (require_ssl)", Severity: finding.Low, Weighed: true})
}

// judgeTaskVolumes looks at the file systems of EFS that a task mounts.
func judgeTaskVolumes(p *review.Pass, t *estate.TaskDefinition, fix string) {
	volumes := estate.AsItems(t.Volumes, func(_ scenario.Guard, v *estate.Tree) *estate.Tree { return v.At("EFSVolumeConfiguration") })
	some := false
	plain := review.AnyItem(volumes, func(v *estate.Tree) estate.Truth {
		if v.IsMissing() {
			return estate.No()
		}
		some = true
		return wordIs(v.At("TransitEncryption").AsString(), "ENABLED").Not()
	})
	if some {
		p.Judge(t, plain, review.Detail{
			At: t.Volumes.Place(), Message: "it mounts a file system of EFS without TLS (TransitEncryption)", Severity: finding.Low, Weighed: true, Fix: fix,
		})
	}
}

// judgeAPICache looks at stages that keep answers.
func judgeAPICache(p *review.Pass, r estate.Resource, s estate.StageSettings) {
	some := review.AnyItem(s.Methods, func(m estate.MethodSetting) estate.Truth { return isTrue(m.Caching) })
	if some.False.IsAlways() {
		return
	}
	plain := review.AnyItem(s.Methods, func(m estate.MethodSetting) estate.Truth {
		return isTrue(m.Caching).And(isTrue(m.CacheEncrypted).Not())
	})
	p.Judge(r, plain, review.Detail{
		At: s.Methods.Origin, Key: "cache", Message: "the answers that the API keeps are not encrypted (CacheDataEncrypted)", Severity: finding.Low, Weighed: true,
	})
}

func judgeWorkgroup(p *review.Pass, w *estate.QueryWorkgroup) {
	unset := estate.IsAbsent(w.Encryption).And(isTrue(w.Managed).Not())
	p.JudgeParts(w, []review.Part{
		{Bad: isFalse(w.Enforced), Says: "clients override its settings, encryption among them", Severity: finding.Low, At: w.Enforced.Origin},
		{Bad: unset, Says: "results are encrypted as their bucket is, and not with a key that the workgroup names", Severity: finding.Info, At: w.Encryption.Origin},
	}, review.Detail{})
}

func judgeGlue(p *review.Pass, r estate.Resource) {
	off := func(v estate.Value[string]) estate.Truth { return wordIs(v, "DISABLED") }
	switch r := r.(type) {
	case *estate.GlueCatalogEncryption:
		p.JudgeParts(r, []review.Part{
			{Bad: off(r.Mode), Says: "the catalogue is not encrypted", Severity: finding.Low, At: r.Mode.Origin},
			{Bad: isFalse(r.Passwords), Says: "passwords of connections are returned in the clear", Severity: finding.Low, At: r.Passwords.Origin},
		}, review.Detail{})
	case *estate.GlueSecurity:
		s3 := r.S3.IsEmpty().Or(review.AnyItem(r.S3, func(s string) estate.Truth { return truthOf(strings.EqualFold(s, "DISABLED")) }))
		p.JudgeParts(r, []review.Part{
			{Bad: s3, Says: "what jobs write to S3 is not encrypted by the job", Severity: finding.Low, At: r.S3.Origin},
			{Bad: off(r.Logs), Says: "logs are not encrypted with a key in KMS", Severity: finding.Low, At: r.Logs.Origin},
			{Bad: off(r.Bookmarks), Says: "bookmarks are not encrypted", Severity: finding.Low, At: r.Bookmarks.Origin},
		}, review.Detail{})
	case *estate.GlueWorker:
		p.Judge(r, estate.IsAbsent(r.Security), review.Detail{
			At: r.Security.Origin, Message: "it has no security configuration: logs, bookmarks and results are encrypted as their places are", Severity: finding.Info, Weighed: true,
		})
	case *estate.GlueTransform:
		p.Judge(r, off(r.Mode), review.Detail{At: r.Mode.Origin, Message: "what the transform learns from is not encrypted with a key in KMS", Severity: finding.Low, Weighed: true})
	}
}

// judgeEMR reads security configurations, whose content is JSON of its own.
func judgeEMR(p *review.Pass, r estate.Resource) {
	switch r := r.(type) {
	case *estate.EMRCluster:
		p.Judge(r, estate.IsAbsent(r.Security), review.Detail{
			At: r.Security.Origin, Message: "it has no security configuration: its disks and what its nodes say to each other are not encrypted", Severity: finding.Low, Weighed: true,
		})
	case *estate.EMRSecurity:
		t := r.Configuration.At("EncryptionConfiguration")
		if r.Configuration.IsMissing() || r.Configuration.Kind != estate.Map {
			return
		}
		p.JudgeParts(r, []review.Part{
			{Bad: isTrue(t.At("EnableAtRestEncryption").AsBool()).Not(), Says: "disks are not encrypted", Severity: finding.Low, At: t.Place()},
			{Bad: isTrue(t.At("EnableInTransitEncryption").AsBool()).Not(), Says: "what nodes say to each other is not encrypted", Severity: finding.Low, At: t.Place()},
		}, review.Detail{})
	}
}
