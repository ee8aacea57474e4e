// Package catalog is what AWS itself defines for IAM: its services, their
// actions, resource types and condition keys, the global condition keys, and the
// policies that AWS manages.
//
//	c, err := catalog.Embedded()
//	…
//	get, ok := c.Action("s3:getobject")    // get.Name == "GetObject", get.Level == catalog.LevelRead
//	names := c.Expand("s3:Get*Acl")        // [s3:GetBucketAcl s3:GetObjectAcl …]
//	types := c.TypesOf("arn:aws:s3:::b/k") // the resource type "object"
//
// It repeats its sources, and these are late and incomplete: an action that is
// not here may exist, and a resource type, condition key or dependent action that
// is not listed may still be taken. So absence from the catalogue is a reason to
// ask, never a proof that AWS would deny or ignore something.
//
// Two tables are embedded, both generated (see the directory generate):
// catalog.bin is opened in a fraction of a millisecond and decoded service by
// service where it is asked; policies.bin, the managed policies, is compressed
// and unpacked some sixty kilobytes at a time. Who does not ask pays nothing.
package catalog
