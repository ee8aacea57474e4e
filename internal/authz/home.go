package authz

import (
	"strings"

	"ringwall/internal/policy"
)

// homeOnly reports the actions that no resource policy can open to another
// account: those on bucket policies; those of "Limitations of Amazon SQS custom
// policies" ("Cross-account permissions don't apply to the following actions");
// those on backup vaults, since "cross-account access for any action other than
// backup:CopyIntoBackupVault will be rejected" ("Vault access policies").
func homeOnly(action string) bool {
	return bucketPolicy(action) ||
		isAction(action, "sqs", "AddPermission", "CancelMessageMoveTask", "CreateQueue", "DeleteQueue", "ListMessageMoveTasks",
			"ListQueues", "ListQueueTags", "RemovePermission", "SetQueueAttributes", "StartMessageMoveTask", "TagQueue", "UntagQueue") ||
		isService(action, "backup") && !isAction(action, "backup", "CopyIntoBackupVault")
}

// outsiders is what a resource's policy grants callers who have no account. What
// is for the resource's own account isn't for anonymous callers of Amazon S3 ("If
// you're not using an identity that belongs to the bucket owner's account …");
// for others that isn't said.
func (e *evaluation) outsiders(o *opinions) policy.Answer {
	is := o.grants.any
	if !homeOnly(e.r.Action) || is == policy.No {
		return is
	}
	if bucketPolicy(e.r.Action) && e.r.Caller.Kind == policy.Anonymous {
		return policy.No
	}
	e.doubt(Resource, "whether the action is for callers of no account")
	return is.And(policy.Unknown)
}

// configures reports the actions on the configuration of an OpenSearch domain, of
// which its policy doesn't speak: "In resource-based policies, the es:* action is
// equivalent to es:ESHttp*", and "the configuration API requires an identity-based
// policy" ("Identity and Access Management in Amazon OpenSearch Service"); the
// exception is cross-cluster search.
func configures(action string) bool {
	_, name, _ := strings.Cut(action, ":")
	if !isService(action, "es") {
		return false
	}
	for _, prefix := range []string{"ESHttp", "ESCrossCluster"} {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			return false
		}
	}
	return true
}

// unasked takes back what a policy says of an action that it isn't asked about.
// That a Deny there has no effect isn't said in a sentence.
func (e *evaluation) unasked(o *opinions) {
	if !configures(e.r.Action) {
		return
	}
	o.grants = grants{policy.No, policy.No, policy.No, policy.No}
	if o.resource.deny != policy.No {
		e.doubt(Resource, "whether the domain's policy can deny actions on its configuration")
		o.resource.deny = policy.Unknown
	}
}
