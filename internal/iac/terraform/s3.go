package terraform

import "strings"

func storageRules() map[string]rule {
	const bucket = "AWS::S3::Bucket"
	part := func(property string, attributes ...string) func(*translation) {
		return func(x *translation) { x.joinBucket(property, attributes...) }
	}
	return map[string]rule{
		"aws_s3_bucket": {cfn: bucket, name: "bucket", rename: map[string]string{
			"bucket": "BucketName", "acl": "AccessControl", "policy": "-", "grant": "-", "logging": "LoggingConfiguration",
			"logging.target_bucket": "DestinationBucketName", "logging.target_prefix": "LogFilePrefix",
			"versioning": "-", "server_side_encryption_configuration": "-", "lifecycle_rule": "LifecycleConfiguration.Rules", "cors_rule": "CorsConfiguration.CorsRules",
			"website": "WebsiteConfiguration", "object_lock_configuration": "-", "object_lock_enabled": "ObjectLockEnabled",
			"lifecycle_rule.enabled": "-",
		}, make: makeBucket},
		"aws_s3_bucket_policy":              {cfn: "AWS::S3::BucketPolicy", rename: map[string]string{"policy": "PolicyDocument"}},
		"aws_s3_bucket_public_access_block": {cfn: bucket, make: makePublicAccessBlock},
		"aws_s3_bucket_versioning":          {make: part("VersioningConfiguration", "versioning_configuration")},
		"aws_s3_bucket_server_side_encryption_configuration": {make: func(x *translation) {
			x.joins(x.written("bucket"), bucket, "BucketEncryption.ServerSideEncryptionConfiguration", x.encryptionRules(x.written("rule")), false)
		}},
		"aws_s3_bucket_logging":                   {make: makeBucketLogging},
		"aws_s3_bucket_acl":                       {make: makeBucketACL},
		"aws_s3_bucket_ownership_controls":        {make: makeOwnership},
		"aws_s3_bucket_object_lock_configuration": {make: makeObjectLock},
		"aws_s3_bucket_lifecycle_configuration":   {make: makeLifecycle},
		"aws_s3_bucket_website_configuration":     {make: part("WebsiteConfiguration")},
		"aws_s3_bucket_cors_configuration":        {make: part("CorsConfiguration")},
		"aws_s3_bucket_replication_configuration": {make: part("ReplicationConfiguration")},
		"aws_s3_bucket_notification":              {make: part("NotificationConfiguration")},
		"aws_s3_access_point":                     {cfn: "AWS::S3::AccessPoint"},
		"aws_s3control_access_point_policy": {make: func(x *translation) {
			x.joins(x.written("access_point_arn"), "AWS::S3::AccessPoint", "Policy", x.document(x.written("policy")), false)
		}},
		"aws_s3_object":        {},
		"aws_s3_bucket_object": {},
		"aws_kms_key": {cfn: "AWS::KMS::Key", rename: map[string]string{
			"policy": "KeyPolicy", "deletion_window_in_days": "PendingWindowInDays", "is_enabled": "Enabled", "customer_master_key_spec": "KeySpec"},
			attributes: map[string]string{"arn": "Arn", "key_id": ""}},
		"aws_kms_external_key": {cfn: "AWS::KMS::Key", rename: map[string]string{"policy": "KeyPolicy", "deletion_window_in_days": "PendingWindowInDays"}, attributes: map[string]string{"arn": "Arn", "key_id": ""}},
		"aws_kms_replica_key":  {cfn: "AWS::KMS::ReplicaKey", rename: map[string]string{"policy": "KeyPolicy", "deletion_window_in_days": "PendingWindowInDays"}, attributes: map[string]string{"arn": "Arn", "key_id": ""}},
		"aws_kms_key_policy": {make: func(x *translation) {
			x.joins(x.written("key_id"), "AWS::KMS::Key", "KeyPolicy", x.document(x.written("policy")), false)
		}},
		"aws_kms_grant": {cfn: "AWS::KMS::Grant", rename: map[string]string{"constraints": "-"}, make: makeKeyGrant},
		"aws_kms_alias": {cfn: "AWS::KMS::Alias", name: "name", rename: map[string]string{"name": "AliasName"}, attributes: map[string]string{"target_key_arn": "TargetKeyId"}},
	}
}

// makeKeyGrant writes the constraints of a grant as the API has them ("Resource:
// aws_kms_grant"): blocks there, of which one is used.
func makeKeyGrant(x *translation) {
	at := x.block.at
	var list []*value
	for _, c := range x.blocksOf("constraints") {
		one := object(at, field{"EncryptionContextEquals", at, x.part(c.is, "encryption_context_equals")}, field{"EncryptionContextSubset", at, x.part(c.is, "encryption_context_subset")})
		list = append(list, either(c.when, one, nil, at))
	}
	switch v := x.written("constraints"); {
	case len(list) == 1:
		x.set("Constraints", list[0])
	case !v.isNone():
		x.set("Constraints", v)
	}
}

// joinBucket makes what an instance says a property of its bucket; of one block, or
// of all attributes but those that name the bucket.
func (x *translation) joinBucket(property string, attributes ...string) {
	shape, _ := shapeAt(x, x.bucketProperties(), property)
	var is *value
	if len(attributes) > 0 {
		is = x.shaped(x.written(attributes[0]), attributes[0], shape)
	} else {
		var fields []field
		for _, name := range x.names {
			if name != "bucket" && name != "expected_bucket_owner" {
				fields = append(fields, field{name, x.block.at, x.written(name)})
			}
		}
		is = x.rename(objectOf(fields, x.block.at), "", x.inside(shape))
	}
	x.joins(x.written("bucket"), "AWS::S3::Bucket", property, is, false)
}

func makePublicAccessBlock(x *translation) {
	x.joins(x.written("bucket"), "AWS::S3::Bucket", "PublicAccessBlockConfiguration", x.publicAccess(), false)
}

// publicAccess are the four settings of a block.
func (x *translation) publicAccess() *value {
	at := x.block.at
	is := object(at)
	for _, name := range []string{"block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"} {
		v := x.written(name)
		if v.isNone() {
			v = boolOf(false, at) // the provider's default
		}
		is.fields = append(is.fields, field{pascal(name), v.at, v})
	}
	return is
}

func makeBucketLogging(x *translation) {
	at := x.block.at
	is := object(at, field{"DestinationBucketName", at, x.written("target_bucket")}, field{"LogFilePrefix", at, x.written("target_prefix")})
	x.joins(x.written("bucket"), "AWS::S3::Bucket", "LoggingConfiguration", is, false)
}

// cannedACL is a canned list as CloudFormation writes it: public-read is
// PublicRead.
func cannedACL(s string) string { return pascal(strings.ReplaceAll(s, "-", "_")) }

// makeBucketACL writes the canned list, or the one that grants come to: whatever is
// granted to a group of everyone is public.
func makeBucketACL(x *translation) {
	is := x.mapText(x.written("acl"), cannedACL)
	if list := x.written("access_control_policy"); is.isNone() && !list.isNone() {
		is = x.grantedACL(list)
		x.joins(x.written("bucket"), "AWS::S3::Bucket", "AccessControlGrants", x.bucketGrants(x.part(x.first(list), "grant")), false)
	}
	x.joins(x.written("bucket"), "AWS::S3::Bucket", "AccessControl", is, false)
}

// grantedACL is the canned list that comes nearest to grants.
func (x *translation) grantedACL(v *value) *value {
	if v.isNone() {
		return nil
	}
	settled := x.settle(v)
	return x.lift(v.at, []*value{settled}, func(in []*value) *value {
		if g := x.unsettled(in[0]); g != nil && in[0].form() != isList {
			return unknownOf(g, v.at)
		}
		everyone, all := false, false
		x.eachText(in[0], func(s string) {
			everyone = everyone || strings.HasSuffix(s, "/global/AllUsers")
			all = all || strings.HasSuffix(s, "/global/AuthenticatedUsers")
		})
		switch {
		case everyone:
			return textOf("PublicRead", v.at)
		case all:
			return textOf("AuthenticatedRead", v.at)
		}
		return textOf("Private", v.at)
	})
}

// eachText goes through all texts of a value.
func (x *translation) eachText(v *value, f func(string)) {
	switch v.form() {
	case isScalar:
		f(v.text.String())
	case isList:
		for _, i := range v.items {
			x.eachText(i, f)
		}
	case isObject:
		for _, i := range v.fields {
			x.eachText(i.is, f)
		}
	}
}

func makeOwnership(x *translation) {
	at := x.block.at
	rule := object(at, field{"ObjectOwnership", at, x.firstPart("rule", "object_ownership")})
	x.joins(x.written("bucket"), "AWS::S3::Bucket", "OwnershipControls", object(at, field{"Rules", at, list(rule)}), false)
}

// encryptionRules are the rules of a bucket's encryption.
func (x *translation) encryptionRules(rules *value) *value {
	if rules.isNone() {
		return nil
	}
	out := &value{kind: isList, at: rules.at}
	for _, r := range itemsOf(rules, x.block.at) {
		at := r.is.atOr(x.block.at)
		byDefault := x.part(r.is, "apply_server_side_encryption_by_default")
		inner := x.lift(at, []*value{byDefault}, func(in []*value) *value {
			b := in[0]
			if b.form() == isList && len(b.items) > 0 {
				b = b.items[0]
			}
			if b.isNone() || b.form() == isList {
				return nil
			}
			return object(at, field{"SSEAlgorithm", at, x.part(b, "sse_algorithm")}, field{"KMSMasterKeyID", at, x.part(b, "kms_master_key_id")})
		})
		one := object(at, field{"ServerSideEncryptionByDefault", at, inner}, field{"BucketKeyEnabled", at, x.part(r.is, "bucket_key_enabled")})
		out.items = append(out.items, either(r.when, one, nil, at))
	}
	return out
}

func makeObjectLock(x *translation) {
	at := x.block.at
	of := x.written("bucket")
	retention := x.lift(at, []*value{x.firstPart("rule", "default_retention")}, func(in []*value) *value {
		b := in[0]
		if b.form() == isList && len(b.items) > 0 {
			b = b.items[0]
		}
		if b.isNone() || b.form() == isList {
			return nil
		}
		return object(at, field{"Mode", at, x.part(b, "mode")}, field{"Days", at, x.part(b, "days")}, field{"Years", at, x.part(b, "years")})
	})
	x.joins(of, "AWS::S3::Bucket", "ObjectLockConfiguration", object(at, field{"ObjectLockEnabled", at, textOf("Enabled", at)},
		field{"Rule", at, object(at, field{"DefaultRetention", at, retention})}), false)
	x.joins(of, "AWS::S3::Bucket", "ObjectLockEnabled", boolOf(true, at), false)
}

// makeLifecycle writes rules under CloudFormation's names.
func makeLifecycle(x *translation) {
	rules := x.lifecycleRules("rule")
	if rules == nil {
		return
	}
	x.joins(x.written("bucket"), "AWS::S3::Bucket", "LifecycleConfiguration", object(x.block.at, field{"Rules", x.block.at, rules}), false)
}

func (x *translation) lifecycleRules(typ string) *value {
	var out []*value
	for _, r := range x.blocksOf(typ) {
		at := r.is.atOr(x.block.at)
		if r.is.form() != isObject {
			out = append(out, either(r.when, r.is, nil, at))
			continue
		}
		status := x.part(r.is, "status")
		if status.isNone() {
			status = x.choice(x.part(r.is, "enabled"), "Enabled", "Disabled")
		}
		inner := func(block, attribute string) *value { return x.innerPart(r.is, block, attribute) }
		noncurrent := inner("noncurrent_version_expiration", "noncurrent_days")
		if noncurrent.isNone() {
			noncurrent = inner("noncurrent_version_expiration", "days")
		}
		days := inner("abort_incomplete_multipart_upload", "days_after_initiation")
		if days.isNone() {
			days = x.part(r.is, "abort_incomplete_multipart_upload_days")
		}
		one := object(at, field{"Id", at, x.part(r.is, "id")}, field{"Status", at, status}, field{"ExpirationInDays", at, inner("expiration", "days")},
			field{"Transitions", at, x.part(r.is, "transition")}, field{"NoncurrentVersionTransitions", at, x.part(r.is, "noncurrent_version_transition")})
		if !noncurrent.isNone() {
			one.put([]string{"NoncurrentVersionExpiration", "NoncurrentDays"}, noncurrent, at)
		}
		if !days.isNone() {
			one.put([]string{"AbortIncompleteMultipartUpload", "DaysAfterInitiation"}, days, at)
		}
		out = append(out, either(r.when, one, nil, at))
	}
	if out == nil {
		return nil
	}
	return listOf(out, x.block.at)
}

// innerPart is an attribute of the first block of a type within a block.
func (x *translation) innerPart(b *value, typ, name string) *value {
	blocks := x.part(b, typ)
	if blocks.isNone() {
		return nil
	}
	return x.lift(blocks.at, []*value{blocks}, func(in []*value) *value {
		v := in[0]
		if v.form() == isList {
			if len(v.items) == 0 {
				return nil
			}
			return x.lift(v.at, v.items[:1], func(one []*value) *value { return x.part(one[0], name) })
		}
		return x.part(v, name)
	})
}

// makeBucket writes what old configurations say within the bucket itself.
func makeBucket(x *translation) {
	at := x.block.at
	x.set("AccessControl", x.mapText(x.written("acl"), cannedACL))
	if v := x.written("grant"); !v.isNone() && !x.has("AccessControl") {
		x.set("AccessControl", x.grantedACL(v))
		x.set("AccessControlGrants", x.bucketGrants(v))
	}
	if v := x.firstPart("versioning", "enabled"); !v.isNone() {
		x.set("VersioningConfiguration.Status", x.choice(v, "Enabled", "Suspended"))
	}
	if v := x.firstPart("server_side_encryption_configuration", "rule"); !v.isNone() {
		x.set("BucketEncryption.ServerSideEncryptionConfiguration", x.encryptionRules(v))
	}
	if rules := x.lifecycleRules("lifecycle_rule"); rules != nil {
		x.unset("LifecycleConfiguration")
		x.set("LifecycleConfiguration.Rules", rules)
	}
	if v := x.firstPart("object_lock_configuration", "object_lock_enabled"); !v.isNone() {
		x.set("ObjectLockEnabled", boolOf(true, v.at))
	}
	if v := x.written("policy"); !v.isNone() {
		x.makes("/policy", "AWS::S3::BucketPolicy", v.at, x.when, field{"Bucket", at, x.self(at)}, field{"PolicyDocument", v.at, x.document(v)})
	}
}
