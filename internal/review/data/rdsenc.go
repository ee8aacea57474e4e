package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RDSEncryption asks that databases encrypt their storage. What a cluster, a
// snapshot or a source decides is asked of it.
func RDSEncryption() *review.Rule {
	return &review.Rule{
		ID: "DATA-RDS-ENC", Area: finding.Data, Severity: finding.High, Raise: review.ByClass | review.ByExposure,
		Title: "Databases are encrypted at rest",
		Why: "An unencrypted database leaves its storage, backups and snapshots in the clear. Whoever can copy or share a snapshot " +
			"reads all of it, without needing rights on any key. Encryption cannot be switched on later without a new database.",
		Fix: "Set StorageEncrypted: true and KmsKeyId to a customer-managed key. An existing database has to be restored from an " +
			"encrypted copy of its snapshot.",
		Needs: []string{"A"}, References: []string{"FSBP RDS.3", "FSBP RDS.27", "CIS 3.2.1", "WA SEC08-BP02"},
		Specimen: `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      ManageMasterUserPassword: true
`,
		Twin: `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      ManageMasterUserPassword: true
      StorageEncrypted: true
`,
		Check: checkRDSEncryption,
	}
}

func checkRDSEncryption(p *review.Pass) {
	for _, c := range estate.All[*estate.DBCluster](p.Estate) {
		p.Judge(c, clusterUnencrypted(p.Estate, c, maxSources), clusterDetail(c))
	}
	for _, d := range estate.All[*estate.DBInstance](p.Estate) {
		p.Judge(d, instanceUnencrypted(p.Estate, d, maxSources), instanceDetail(p.Estate, d))
	}
	for _, r := range p.Estate.Resources { // its members are as encrypted as it
		if c := r.Base(); c.Type == "AWS::RDS::GlobalCluster" {
			encrypted := c.Properties.At("StorageEncrypted").AsBool()
			p.Judge(r, isFalse(encrypted), review.Detail{At: encrypted.Origin, Message: "StorageEncrypted is false", Severity: finding.Medium, Weighed: true})
		}
	}
}

// maxSources bounds how far a replica's encryption is followed.
const maxSources = 8

// instanceUnencrypted: a cluster's instance is as its cluster, a replica as its
// source, a restored one as its snapshot, whatever it writes itself. A key of
// its own is accepted only for an encrypted copy.
func instanceUnencrypted(e *estate.Estate, d *estate.DBInstance, depth int) estate.Truth {
	own := estate.Is(d.Encrypted.Or(false), false)
	restored := review.Ask(d.Snapshot, own, func(t estate.Text) estate.Truth {
		return estate.Maybe(estate.NotInEstate(t, d.Snapshot.Origin))
	})
	if depth == 0 {
		return restored
	}
	copied := review.Through(e, d.SourceInstance, restored, func(s *estate.DBInstance) estate.Truth {
		return instanceUnencrypted(e, s, depth-1)
	})
	copied = review.Through(e, d.SourceCluster, copied, func(c *estate.DBCluster) estate.Truth {
		return clusterUnencrypted(e, c, depth-1)
	})
	isCopy := estate.IsAbsent(d.SourceInstance).And(estate.IsAbsent(d.SourceCluster)).Not()
	copied = copied.And(isCopy.And(estate.IsAbsent(d.KMSKey).Not()).Not())
	return review.Through(e, d.Cluster, copied, func(c *estate.DBCluster) estate.Truth {
		return clusterUnencrypted(e, c, depth-1)
	})
}

// clusterUnencrypted: Aurora encrypts clusters made since 18 February 2026 by
// default ("Encrypting Amazon Aurora resources"), other engines do not. A
// restore or a copy with a key of its own is encrypted in any case.
func clusterUnencrypted(e *estate.Estate, c *estate.DBCluster, depth int) estate.Truth {
	byDefault := c.Properties.Written("StorageEncrypted").Not().And(estate.When(c.Engine, false, isAurora))
	own := estate.Is(c.Encrypted.Or(false), false).And(byDefault.Not())
	restored := review.Ask(c.Snapshot, own, func(t estate.Text) estate.Truth {
		return estate.Maybe(estate.NotInEstate(t, c.Snapshot.Origin))
	})
	if depth > 0 {
		restored = review.Through(e, c.SourceCluster, restored, func(s *estate.DBCluster) estate.Truth {
			return clusterUnencrypted(e, s, depth-1)
		})
	}
	inherits := estate.IsAbsent(c.Snapshot).And(estate.IsAbsent(c.SourceCluster)).Not()
	return restored.And(inherits.And(estate.IsAbsent(c.KMSKey).Not()).Not())
}

func isAurora(engine string) bool { return strings.HasPrefix(engine, "aurora") }

func clusterDetail(c *estate.DBCluster) review.Detail {
	d := review.Detail{At: c.Encrypted.Origin, Message: "StorageEncrypted is not set, so the cluster's storage is not encrypted"}
	switch {
	case byDefault(estate.IsAbsent(c.Snapshot).Not()):
		d.Message, d.At = "the cluster is as encrypted as the snapshot that it is restored from", c.Snapshot.Origin
	case byDefault(estate.IsAbsent(c.SourceCluster).Not()):
		d.Message, d.At = "the cluster is as encrypted as the cluster that it copies", c.SourceCluster.Origin
	case !c.Encrypted.Origin.IsZero() && byDefault(estate.When(c.Engine, false, isAurora)):
		d.Message = "StorageEncrypted is false; only Aurora clusters made since 18 February 2026 are encrypted all the same"
		d.Severity, d.Weighed = finding.Medium, true
	case !c.Encrypted.Origin.IsZero():
		d.Message = "StorageEncrypted is false"
	}
	return d
}

func instanceDetail(e *estate.Estate, i *estate.DBInstance) review.Detail {
	d := review.Detail{At: i.Encrypted.Origin, Message: "StorageEncrypted is false"}
	if i.Encrypted.Origin.IsZero() {
		d.Message = "StorageEncrypted is not set, so the database's storage is not encrypted"
	}
	inherits := func(from estate.Value[estate.Text], what string) {
		if !byDefault(estate.IsAbsent(from).Not()) {
			return
		}
		d.At, d.Message, d.Fix = from.Origin, "the database is as encrypted as the "+what, "Encrypt the "+what+"."
		if refersIn(e, from) { // which has a finding of its own
			d.Severity, d.Weighed = finding.Low, true
		}
	}
	inherits(i.Snapshot, "snapshot that it is restored from")
	inherits(i.SourceInstance, "instance that it copies")
	inherits(i.SourceCluster, "cluster that it copies")
	inherits(i.Cluster, "cluster that it belongs to")
	return d
}
