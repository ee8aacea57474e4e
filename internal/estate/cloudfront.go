package estate

// Distribution is a CloudFront distribution.
type Distribution struct {
	Core
	Enabled     Value[bool]
	Aliases     Items[Text]
	Default     Behavior
	Behaviors   Items[Behavior]
	Origins     Items[CDNOrigin]
	Groups      *Tree         // origin groups
	TLSVersion  Value[string] // at least: "TLSv1" where none is written
	DefaultCert Value[bool]   // CloudFront's own certificate
	Certificate Value[Text]
	Logs        Value[bool] // standard logs (v1)
	LogBucket   Value[Text] // its domain name
	WebACL      Value[Text]
	Geography   Value[string] // "none" (default), "blacklist", "whitelist"
	RootObject  Value[Text]
	Staging     Value[bool]
}

// Behavior is how a distribution answers requests of some paths.
type Behavior struct {
	Origin    Origin
	Path      Value[Text] // absent: the default behaviour
	Target    Value[Text] // an origin's id
	Protocol  Value[string]
	Methods   Items[string]
	KeyGroups Items[Text] // signed requests only
	Signers   Items[Text]
	Headers   Value[Text] // response headers policy
	FieldKeys Value[Text] // field-level encryption
	RealTime  Value[Text] // real-time logs
	Functions *Tree       // Lambda@Edge
}

// CDNOrigin is where a distribution fetches what it does not have.
type CDNOrigin struct {
	Origin    Origin
	ID        Value[Text]
	Domain    Value[Text]
	S3        Value[bool]   // an S3 origin, not a custom one
	Protocol  Value[string] // of a custom one: "http-only", "https-only", "match-viewer"
	TLS       Items[string] // of a custom one
	Access    Value[Text]   // origin access control
	Identity  Value[Text]   // origin access identity, the older form; "" is none
	VPCOrigin Value[Text]
	Headers   Items[HeaderValue]
}

// HeaderValue is a header that CloudFront adds to requests.
type HeaderValue struct {
	Name  Value[Text]
	Value Value[Text]
}

// OriginAccessControl lets CloudFront sign its requests to an origin.
type OriginAccessControl struct {
	Core
	Kind    Value[string] // "s3", "lambda", …
	Signing Value[string] // "always", "never", "no-override"
}

// VPCOrigin is a private load balancer or instance as an origin.
type VPCOrigin struct {
	Core
	Endpoint Value[Text]   // ARN
	Protocol Value[string] // default "match-viewer"
}
