package question

import (
	"strings"

	"ringwall/internal/policy"
)

// behind checks that an access point and its bucket are named by their ARNs, and
// that they are those of the resource: what is matched against another name meets
// no statement of theirs, and no Deny.
func (r *Reader) behind(q *Question, fields, own map[string]policy.Node) error {
	arn, bucket := own["arn"], own["bucket"]
	if f := strings.SplitN(arn.Text, ":", 6); len(f) < 6 || f[0] != "arn" || !strings.HasPrefix(f[5], "accesspoint/") {
		return fail(arn, "access_point.arn: found %q, expected arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME", arn.Text)
	}
	if f := strings.SplitN(bucket.Text, ":", 6); len(f) < 6 || f[0] != "arn" || f[5] == "" || strings.Contains(f[5], "/") {
		return fail(bucket, "access_point.bucket: found %q, expected the bucket's ARN, as arn:aws:s3:::NAME", bucket.Text)
	}
	resource, known := q.Request.Resource.Known()
	if f := strings.SplitN(resource, ":", 6); !known || len(f) < 6 || f[2] != "s3" {
		return nil
	}
	for _, of := range []string{arn.Text, bucket.Text} {
		if resource == of || strings.HasPrefix(resource, of+"/") {
			return nil
		}
	}
	return fail(fields["resource"], "resource: found %q, expected one behind access_point (%s) or in its bucket (%s); null as access_point is without one", resource, arn.Text, bucket.Text)
}
