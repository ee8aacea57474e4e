package estate

// WebACL is a WAFv2 web access control list.
type WebACL struct {
	Core
	ACLName      Value[Text]
	Scope        Value[string] // "REGIONAL" or "CLOUDFRONT"
	DefaultAllow Value[bool]
	Rules        Items[WebRule]
}

// WebRule is one rule of a web ACL.
type WebRule struct {
	Origin   Origin
	Name     Value[Text]
	Priority Value[int]
	// Action is "allow", "block", "count", "captcha" or "challenge"; of a rule
	// group "none" (its rules decide) or "count".
	Action    Value[string]
	Vendor    Value[string] // of a managed rule group
	Managed   Value[string]
	Group     Value[Text] // a rule group of one's own, ARN
	RateLimit Value[int]
	Statement *Tree
}

// WebACLAssociation protects a resource with a web ACL.
type WebACLAssociation struct {
	Core
	Subject Value[Text]
	ACL     Value[Text]
}

// WebACLLogging logs a web ACL's requests.
type WebACLLogging struct {
	Core
	ACL          Value[Text]
	Destinations Items[Text]
	Redacted     *Tree
	Filter       *Tree
}
