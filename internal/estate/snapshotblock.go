package estate

// SnapshotBlock is whether EBS snapshots of an account and Region may be shared
// with everyone.
type SnapshotBlock struct {
	Core
	State Value[string] // "block-all-sharing", "block-new-sharing", "unblocked"
}
