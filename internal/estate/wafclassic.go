package estate

// ClassicWebACL is a web ACL of AWS WAF Classic, of CloudFront or, Regional, of
// load balancers and APIs. Its logging is set by the API alone.
type ClassicWebACL struct {
	Core
	ACLName  Value[Text]
	Action   Value[string] // by default: "ALLOW", "BLOCK", "COUNT"
	Rules    *Tree
	Regional bool
}
