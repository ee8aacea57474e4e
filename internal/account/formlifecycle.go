package account

import (
	"slices"

	"ringwall/internal/estate"
)

// lifecycleForms are the outputs that say how long something stays.
func lifecycleForms() []form {
	return []form{
		{command: "s3api get-bucket-lifecycle-configuration", whole: true, of: []string{"Bucket"}, read: (*formed).bucketLifecycle},
		{command: "ecr get-lifecycle-policy", whole: true, of: []string{"repositoryName"}, read: (*formed).repositoryLifecycle},
		{command: "dlm get-lifecycle-policies", key: "Policies", named: true, marks: []string{"PolicyId", "PolicyType"}, read: (*formed).lifecyclePolicy},
	}
}

// bucketLifecycle reads the answer of S3's GetBucketLifecycleConfiguration. Of a bucket
// without rules AWS answers NoSuchLifecycleConfiguration, which is null here.
func (x *formed) bucketLifecycle() {
	b := x.loose.buckets[x.of]
	if b == nil || !slices.ContainsFunc(fieldsOf(x.t), func(f estate.Field) bool { return f.Name == "Rules" }) {
		return
	}
	rules := x.t.At("Rules")
	out := estate.Items[estate.LifecycleRule]{Origin: x.t.Origin}
	for _, i := range itemsOf(rules) {
		out.Known = append(out.Known, item(estate.LifecycleRule{
			Origin:         i.Origin,
			Enabled:        x.values.boolean(textIn(i.At("Status")) == "Enabled", i.Origin),
			ExpirationDays: i.At("Expiration", "Days").AsInt(),
			NoncurrentDays: i.At("NoncurrentVersionExpiration", "NoncurrentDays").AsInt(),
			AbortDays:      i.At("AbortIncompleteMultipartUpload", "DaysAfterInitiation").AsInt(),
			Moves:          x.values.boolean(len(itemsOf(i.At("Transitions")))+len(itemsOf(i.At("NoncurrentVersionTransitions"))) > 0, i.Origin),
		}, i.Origin))
	}
	b.bucket.Lifecycle = out
}

// repositoryLifecycle reads the answer of ECR's GetLifecyclePolicy. Of a repository
// without one AWS answers LifecyclePolicyNotFoundException, which is null here.
func (x *formed) repositoryLifecycle() { x.show(x.of, x.t.At("lifecyclePolicyText")) }

// lifecyclePolicy reads a LifecyclePolicySummary (Data Lifecycle Manager
// GetLifecyclePolicies). One that is disabled does nothing.
func (x *formed) lifecyclePolicy() {
	if x.text("State") == "DISABLED" {
		return
	}
	id := x.text("PolicyId")
	x.add("AWS::DLM::LifecyclePolicy", id, x.arn("dlm", "policy/"+id), listed, x.properties(naming{plain: []string{"Tags"}}))
}
