package policy

import "unicode/utf8"

// size is the number of characters of a tree as JSON without white space
// between its tokens, or at least that many where something isn't known.
func (n Node) size() int {
	switch n.Kind {
	case KindList:
		size := 2 + max(0, len(n.Items)-1)
		for _, item := range n.Items {
			size += item.size()
		}
		return size
	case KindMap:
		size := 2 + max(0, len(n.Fields)-1)
		for _, f := range n.Fields {
			size += quotedSize(f.Name) + 1 + f.Value.size()
		}
		return size
	case KindNull:
		return len("null")
	case KindNumber, KindBool:
		return len(n.Text)
	case KindString:
		if len(n.Parts) == 0 {
			return quotedSize(n.Text)
		}
		size := 2
		for _, p := range n.Parts {
			size += quotedSize(p.Literal) - 2
		}
		return size
	}
	return 0
}

// quotedSize is the size of a JSON string.
func quotedSize(s string) int {
	size := 2 + utf8.RuneCountInString(s)
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' {
			size++
		}
	}
	return size
}

// quota is the most characters that AWS takes, and the number from which it
// takes them only after an increase; zero if neither is known. Inline policies
// share theirs with the others of the same user, group or role.
func (u Use) quota() (most, normal int) {
	switch u {
	case ManagedPolicy: // "IAM and AWS STS quotas, name requirements, and character limits"
		return 6144, 0
	case UserPolicy, SessionPolicy:
		return 2048, 0
	case GroupPolicy:
		return 5120, 0
	case RolePolicy, IdentityPolicy:
		return 10240, 0
	case TrustPolicy:
		return 8192, 2048
	case ServiceControlPolicy, ResourceControlPolicy: // "Quotas and service limits for AWS Organizations"
		return 5120, 0
	case BucketPolicy: // "Amazon S3 endpoints and quotas"
		return 20480, 0
	case EndpointPolicy: // "Amazon VPC quotas"
		return 20480, 0
	}
	return 0, 0
}

func (c *checker) size(d Document) {
	most, normal := c.use.quota()
	switch {
	case most > 0 && d.Size > most:
		c.found.add(TooLarge, d.Pos, "the policy has %d characters without white space, AWS takes %d", d.Size, most)
	case normal > 0 && d.Size > normal:
		c.found.warn(TooLarge, d.Pos, "the policy has %d characters without white space, AWS takes %d unless the quota was raised", d.Size, normal)
	}
}
