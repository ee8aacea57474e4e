package policy

import "strings"

// DeniesInsecureTransport answers whether a bucket policy denies every S3
// action on the bucket and on its objects to everyone whose request is not by
// TLS. The bucket is its ARN; without one (the zero Text) it is any bucket that
// the policy names. Because holds the statements that do it, or may.
//
// A Deny under a further condition doesn't count, since it leaves requests out,
// nor does one on s3:TlsVersion, a key that plain HTTP doesn't have.
func DeniesInsecureTransport(d Document, bucket Text) Result {
	var denying []denial
	r := ask(d, func(s Statement) Reason {
		a := s.deniesPlain()
		if a == No {
			return no()
		}
		denying = append(denying, denial{s, a})
		return Reason{Answer: a, Why: "denies requests without TLS", Actions: s.actionNames(), Resources: names(s.Resources)}
	})
	if len(denying) == 0 {
		return r
	}
	buckets := []Text{bucket}
	if bucket.IsZero() {
		buckets = append(d.buckets(), Literal("arn:aws:s3:::*"))
	}
	r.Answer = anyOf(buckets, func(b Text) Answer {
		return onResource(denying, b).And(onResource(denying, b.append("/*")))
	})
	if r.Answer == No {
		r.Because = nil
	}
	return r
}

// denial is a statement that denies plain HTTP, or may, on what it names.
type denial struct {
	Statement
	is Answer
}

// onResource answers whether plain HTTP to the resource is denied.
func onResource(denying []denial, resource Text) Answer {
	return anyOf(denying, func(s denial) Answer { return s.is.And(s.CoversResource(s.resource(resource).ready())) })
}

var everyS3Action = ActionPattern(Literal("s3:*"))

// deniesPlain answers whether the statement denies all of S3 to everyone who
// comes without TLS, on the resources that it names.
func (s Statement) deniesPlain() Answer {
	if s.IsDeny() == No {
		return No
	}
	a := s.IsDeny().And(s.forEveryone()).And(s.CoversAction(everyS3Action))
	return a.And(allOf(s.Conditions, Condition.holdsWithoutTLS))
}

func (c Condition) holdsWithoutTLS() Answer {
	if c.Operator.Base != Bool && c.Operator.Base != NoOperator {
		return No
	}
	on := c.on("aws:SecureTransport")
	if c.Operator.Base == NoOperator {
		on = on.And(Unknown)
	}
	return on.And(anyOf(c.Values, func(v Text) Answer {
		if known, ok := v.Known(); ok {
			return answerOf(strings.EqualFold(known, "false"))
		}
		return v.Is("false")
	}))
}

// buckets are the bucket ARNs that a Deny names, with or without objects, each once.
func (d Document) buckets() []Text {
	var out []Text
	named := map[string]bool{}
	for _, s := range d.Statements {
		if s.IsDeny() == No || s.Gap != "" {
			continue
		}
		for _, r := range s.Resources {
			if len(r.Parts()) == 0 {
				continue
			}
			b := r.split("/", 2)[0]
			if _, known := b.Known(); !known || !named[b.literal] {
				out = append(out, b)
				named[b.literal] = known
			}
		}
	}
	return out
}
