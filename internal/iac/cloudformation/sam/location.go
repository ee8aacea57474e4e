package sam

import (
	"net/url"
	"strings"
)

// location is where code lies in S3, of a SAM property that holds it as an
// address or in parts.
func (x *expander) location(v *value, property string) *value {
	bucket, key, version := x.inS3(v, property)
	out := mapOf(field{"S3Bucket", bucket}, field{"S3Key", key})
	if version != nil {
		out.set("S3ObjectVersion", version)
	}
	out.at = v.at
	return out
}

// body is where a definition lies in S3.
func (x *expander) body(v *value, property string) *value {
	bucket, key, version := x.inS3(v, property)
	out := map27(field{"Bucket", bucket}, field{"Key", key})
	if version != nil {
		out.set("Version", version)
	}
	out.at = v.at
	return out
}

func bucketKey(v *value) *value { return mapOf(field{"S3Bucket", v}, field{"S3Key", v}) }

// inS3 takes apart s3://bucket/key?versionId=version, or a map of these. A path
// of the file system is what sam package uploads.
func (x *expander) inS3(v *value, property string) (bucket, key, version *value) {
	if v.is(dict) {
		if v.isCall() && (v.has("Fn::Transform") || x.hangs(v)) {
			x.refuse(v.at, "write Bucket and Key, each of which may be a function", "%s is %s; it must be an S3 address", property, v.describe())
			return v, v, nil
		}
		if !v.get("Bucket").truthy() || !v.get("Key").truthy() {
			x.refuse(v.at, "", "%s needs Bucket and Key", property)
		}
		return v.get("Bucket"), v.get("Key"), v.get("Version")
	}
	if !v.is(text) {
		x.refuse(v.at, "", "%s is %s; it must be an address or a map", property, v.describe())
		return nil, nil, nil
	}
	if strings.Contains(v.text, "{{resolve:") && strings.Contains(v.text, "/") {
		x.refuse(v.at, "write Bucket and Key", "%s is %s; AWS takes no such reference there", property, v.describe())
		return nil, nil, nil
	}
	if !strings.HasPrefix(v.text, "s3://") {
		if isAddress(v.text) {
			x.refuse(v.at, "", "%s is %s; it must be of the form s3://bucket/key, with ?versionId= if need be", property, v.describe())
		}
		u := unmade("sam package uploads " + v.text)
		u.at = v.at
		return u, u, nil
	}
	rest, query, _ := strings.Cut(strings.TrimPrefix(v.text, "s3://"), "?")
	b, k, _ := strings.Cut(rest, "/")
	k = strings.TrimLeft(k, "/")
	if b == "" || rest == b {
		x.refuse(v.at, "", "%s is %s; it must be of the form s3://bucket/key, with ?versionId= if need be", property, v.describe())
	}
	if parsed, err := url.ParseQuery(query); err == nil && len(parsed["versionId"]) == 1 {
		version = as(parsed["versionId"][0], v)
	}
	return as(b, v), as(k, v), version
}

// isAddress tells addresses of other services from paths.
func isAddress(s string) bool { return strings.Contains(s, "://") }
