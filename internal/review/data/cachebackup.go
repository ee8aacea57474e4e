package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CacheBackup is DATA-CACHE-BACKUP.
func CacheBackup() *review.Rule {
	return &review.Rule{
		ID: "DATA-CACHE-BACKUP", Area: finding.Data, Severity: finding.Low, Raise: review.ByClass,
		Title: "Snapshots of in-memory stores are kept",
		Why: "What is called a cache often holds the only copy: sessions, queues, counters. Without snapshots it is gone with the last node, or with " +
			"the first FLUSHALL of an intruder.",
		Fix:   "Set SnapshotRetentionLimit to a few days.",
		Needs: []string{"A"}, References: []string{"FSBP ElastiCache.1", "WA SEC08-BP04"},
		Specimen: cacheTemplate("0"), Twin: cacheTemplate("7"),
		Check: func(p *review.Pass) {
			for _, c := range estate.All[*estate.Cache](p.Estate) {
				if c.Type == "AWS::DAX::Cluster" { // a copy of tables
					continue
				}
				keeps := estate.When(c.Engine, false, func(s string) bool { return !strings.EqualFold(s, "memcached") })
				own := estate.IsAbsent(c.Global)
				p.Judge(c, keeps.And(own).And(estate.Is(c.SnapshotDays, 0)), review.Detail{
					At: c.SnapshotDays.Origin, Message: "no snapshots are kept",
				})
			}
		},
	}
}

func cacheTemplate(days string) string {
	return `Resources:
  Sessions:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: sessions
      Engine: valkey
      CacheNodeType: cache.t4g.micro
      AtRestEncryptionEnabled: true
      TransitEncryptionEnabled: true
      SnapshotRetentionLimit: ` + days + "\n"
}
