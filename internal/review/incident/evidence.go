package incident

import (
	"slices"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// EvidenceStore is IR-EVIDENCE-STORE: evidence can be added and not taken away.
func EvidenceStore() *review.Rule {
	return &review.Rule{
		ID: "IR-EVIDENCE-STORE", Area: finding.Incident, Severity: finding.Medium,
		Title: "Evidence is locked, under a key of its own, and collectors can only add to it",
		Why: "Snapshots and logs of an incident are worth what their keeping is worth: if a collector, on a machine that may be the " +
			"intruder's, can read or replace them, they prove nothing.",
		Fix: "Set ObjectLockEnabled with a default retention, a customer-managed key and LoggingConfiguration on the bucket; let the " +
			"collectors' roles do s3:PutObject only.",
		Needs:      []string{"IAM"},
		References: []string{"WA SEC10-BP03"},
		Specimen:   evidenceTemplate(`"s3:PutObject", "s3:GetObject"`),
		Twin:       evidenceTemplate(`"s3:PutObject"`),
		Check:      checkEvidence,
	}
}

func evidenceTemplate(actions string) string {
	return `Resources:
  EvidenceBucket:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      LoggingConfiguration: {DestinationBucketName: access-logs}
      BucketEncryption:
        ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !GetAtt Key.Arn}}]
  Key:
    Type: AWS::KMS::Key
    Properties: {EnableKeyRotation: true}
  Collect:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt CollectRole.Arn, Code: {ZipFile: "def handler(e, c): pass"}}
  CollectRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: collect
          PolicyDocument: {Statement: [{Effect: Allow, Action: [` + actions + `], Resource: !Sub "${EvidenceBucket.Arn}/*"}]}
`
}

// evidenceBuckets are the buckets that say by their names that they hold evidence.
func evidenceBuckets(e *estate.Estate) []*estate.Bucket {
	return slices.DeleteFunc(slices.Clone(estate.All[*estate.Bucket](e)), func(b *estate.Bucket) bool {
		name, _ := b.BucketName.Known()
		return !hasWord(b.Logical+" "+name.String()+" "+b.Name(), "evidence", "forensic")
	})
}

func checkEvidence(p *review.Pass) {
	buckets := evidenceBuckets(p.Estate)
	if len(buckets) == 0 {
		p.NotVisible("no bucket of the sources says by its name that it holds evidence", "load the account or stack that holds it")
	}
	recorded := dataEvents(p.Estate)
	for _, b := range buckets {
		parts := []review.Part{
			{Bad: estate.Is(b.ObjectLock, true).Not(), Says: "Object Lock is off", Severity: finding.Medium, At: b.ObjectLock.Origin},
			{Bad: review.Sure(review.Blank(b.KMSKey)), Says: "it has no key of its own", Severity: finding.Low, At: b.KMSKey.Origin},
			{Bad: estate.Is(b.Logs, true).Or(recorded).Not(), Says: "who reads it is not logged", Severity: finding.Low, At: b.Logs.Origin},
		}
		d := review.Detail{}
		for _, w := range writers(p, b) {
			for _, action := range []string{"s3:GetObject", "s3:DeleteObjectVersion"} {
				a, ok := ask(p, w.who, action, b)
				if !ok || a.Verdict != authz.Allowed && a.Verdict != authz.Unknown {
					continue
				}
				parts = append(parts, review.Part{Bad: a.Truth.And(w.writes), Says: string(w.who.Base().ID) + ", which collects, may also do " + action, Severity: finding.Medium})
				d.Facts = append(d.Facts, review.Cited(a.Decision)...)
			}
		}
		p.JudgeParts(b, parts, d)
		p.Hinge(b, review.Blank(b.KMSKey))
	}
}

// writer is who puts something into a bucket, or may.
type writer struct {
	who    estate.Resource
	writes estate.Truth
}

// writers are the functions, tasks and machines that may put something into a
// bucket.
func writers(p *review.Pass, b *estate.Bucket) []writer {
	var out []writer
	for _, r := range p.Estate.Resources {
		switch r.(type) {
		case *estate.Function, *estate.Instance, *estate.TaskDefinition:
			if a, ok := ask(p, r, "s3:PutObject", b); ok && (a.Verdict == authz.Allowed || a.Verdict == authz.Unknown) {
				out = append(out, writer{r, a.Truth})
			}
		}
	}
	return out
}

// dataEvents is true where a trail records who reads and writes objects.
func dataEvents(e *estate.Estate) estate.Truth {
	out := estate.No()
	for _, t := range estate.All[*estate.Trail](e) {
		records := false
		for _, tree := range []*estate.Tree{t.Selectors, t.AdvancedSelectors} {
			tree.Walk(func(_ string, t *estate.Tree) bool {
				records = records || t.Kind == estate.Scalar && t.Text.String() == "AWS::S3::Object"
				return !records
			})
		}
		if records {
			out = out.Or(estate.Holds(t.When))
		}
	}
	return out
}
