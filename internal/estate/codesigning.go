package estate

// CodeSigning is what functions must be signed with.
type CodeSigning struct {
	Core
	Untrusted Value[string] // "Warn" (default), "Enforce"
	Profiles  Items[Text]
}
