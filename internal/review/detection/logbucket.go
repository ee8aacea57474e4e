package detection

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// LogBucketLock is DET-LOG-BUCKET-LOCK: nobody who is watched can delete what was
// seen.
func LogBucketLock() *review.Rule {
	return &review.Rule{
		ID: "DET-LOG-BUCKET-LOCK", Area: finding.Detection, Severity: finding.Medium,
		Title: "No workload can delete the audit log, and deleted files can be had back",
		Why: "After the break-in the log is deleted, if it can be. A bucket in which versions can't be removed for a time keeps it, " +
			"also from administrators.",
		Fix: "Set ObjectLockEnabled with ObjectLockConfiguration {Mode: COMPLIANCE} (at least VersioningConfiguration), keep the bucket " +
			"in the log archive account, and deny s3:DeleteObject* in its policy.",
		Needs:      []string{"IAM"},
		References: []string{"FSBP S3.8", "CIS 4.4", "WA SEC04-BP01"},
		Specimen:   logBucketTemplate(`"s3:PutObject", "s3:DeleteObject*"`),
		Twin:       logBucketTemplate(`"s3:PutObject"`),
		Check:      checkLogBucket,
	}
}

func logBucketTemplate(actions string) string {
	return `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: !Ref Logs, IsLogging: true, EnableLogFileValidation: true}
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ObjectLockEnabled: true
  Web:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt WebRole.Arn, Code: {ZipFile: "exports.handler = async () => 1"}}
  WebRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: write
          PolicyDocument:
            Statement: [{Effect: Allow, Action: [` + actions + `], Resource: !Sub "${Logs.Arn}/*"}]
`
}

// checkLogBucket judges the buckets into which trails write.
func checkLogBucket(p *review.Pass) {
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		logs := takesTrails(p.Estate, b)
		if logs.True.IsNever() {
			continue
		}
		locked := estate.Is(b.ObjectLock, true)
		parts := []review.Part{{
			Bad:  logs.And(estate.Is(b.Versioned, true).Or(locked).Not()),
			Says: "the audit log is neither versioned nor locked: what is deleted is gone", Severity: finding.Medium, At: b.Versioned.Origin,
		}}
		d := review.Detail{}
		if kept := estate.Is(b.LockMode, "COMPLIANCE"); !kept.True.IsAlways() {
			part, facts := deleters(p, b, logs.And(kept.Not()))
			parts, d.Facts = append(parts, part), facts
		}
		p.JudgeParts(b, parts, d)
	}
}

// takesTrails asks whether some trail writes into a bucket.
func takesTrails(e *estate.Estate, b *estate.Bucket) estate.Truth {
	logs := estate.No()
	for _, t := range estate.All[*estate.Trail](e) {
		logs = logs.Or(review.Refers(e, t.Bucket, b).Or(review.Named(t.Bucket, b.BucketName)).Given(t.When))
	}
	return logs
}

// deleters asks for each workload whether it may delete files of the log for good, where
// that is bad at all.
func deleters(p *review.Pass, b *estate.Bucket, where estate.Truth) (review.Part, []string) {
	dir := p.Shared.Directory()
	out := review.Part{Bad: estate.No(), Severity: finding.High}
	action := "s3:DeleteObjectVersion"
	if estate.Is(b.Versioned, true).Or(estate.Is(b.ObjectLock, true)).True.IsNever() {
		action = "s3:DeleteObject"
	}
	target, ok := dir.On(b, action)
	if !ok {
		return out, nil
	}
	bad, first, facts := p.Blame(action, target, b.When, func(yield func(review.Suspect) bool) {
		asked := map[estate.ID]bool{}
		for _, w := range workloads(p.Estate) {
			who := dir.Acting(w)
			if who == nil || asked[who.Resource.Base().ID] {
				continue
			}
			asked[who.Resource.Base().ID] = true
			is := func(may estate.Truth) estate.Truth { return may.Given(w.Base().When).And(where) }
			if !yield(review.Suspect{Principal: who, By: w, Bad: is}) {
				return
			}
		}
	})
	if out.Bad = bad; first.By != nil {
		out.Says = string(first.By.Base().ID) + ", by its role, may do " + action + " on the audit log"
	}
	return out, facts
}

// workloads are what acts by a role of its own: functions, tasks, machines, in the
// order of their ids.
func workloads(e *estate.Estate) []estate.Resource {
	return slices.DeleteFunc(slices.Clone(e.Resources), func(r estate.Resource) bool {
		switch r.(type) {
		case *estate.Function, *estate.Instance, *estate.TaskDefinition:
			return false
		}
		return true
	})
}
