package estate

// Certificate is an ACM certificate.
type Certificate struct {
	Core
	Domain       Value[Text]
	Names        Items[Text]
	Validation   Value[string] // "EMAIL" (default) or "DNS"
	Algorithm    Value[string] // default "RSA_2048"
	Authority    Value[Text]   // a private one
	Transparency Value[bool]   // logging, default true
	Exportable   Value[bool]   // default false
}
