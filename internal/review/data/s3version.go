package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// S3Versioning asks that buckets keep the versions that are overwritten.
func S3Versioning() *review.Rule {
	return &review.Rule{
		ID: "DATA-S3-VERSION-LOCK", Area: finding.Data, Severity: finding.Low,
		Title: "Buckets keep old versions of their objects",
		Why: "Without versions an overwrite or a delete is final: a bug, a wrong lifecycle rule or ransomware with s3:PutObject " +
			"destroys the data. With versions, the old state can be put back.",
		Fix: "Set VersioningConfiguration: {Status: Enabled}, a lifecycle rule with NoncurrentVersionExpiration, and " +
			"ObjectLockEnabled for what must not be altered.",
		Needs: []string{"A"}, References: []string{"FSBP S3.10", "FSBP S3.14", "CIS 3.1.2", "WA SEC08-BP04"},
		Specimen: bucketSpecimen("BucketName: reports"),
		Twin:     bucketSpecimen("VersioningConfiguration: {Status: Enabled}"),
		Check:    checkVersioning,
	}
}

// Object Lock needs versioning, and switches it on.
func checkVersioning(p *review.Pass) {
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		bad := isFalse(b.Versioned.Or(false)).And(isTrue(b.ObjectLock).Not())
		d := review.Detail{At: b.Versioned.Origin, Message: "versioning is not enabled"}
		if sensitive(&b.Core).True.ByDefault().IsAlways() {
			d.Severity, d.Weighed = finding.Medium, true
			d.Message += ", though it holds " + className(&b.Core) + " data"
		}
		p.Judge(b, bad, d)
	}
}
