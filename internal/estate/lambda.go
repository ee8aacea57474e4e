package estate

// Function is a Lambda function.
type Function struct {
	Core
	FunctionName Value[Text]
	Role         Value[Text]
	Subnets      Items[Text] // of its VPC configuration; none: not in a VPC
	Groups       Items[Text]
	IPv6         Value[bool]
	Environment  *Tree // a map of names to values
	KMSKey       Value[Text]
	Runtime      Value[string]
	Code         *Tree
	Tracing      Value[string]
	PackageType  Value[string] // "Zip" (default) or "Image"
	CodeSigning  Value[Text]   // code signing configuration
	Concurrency  Value[int]    // reserved; absent: the account's pool
	DeadLetter   Value[Text]
	LogGroup     Value[Text] // absent: /aws/lambda/<name>
	Layers       Items[Text]
}

// FunctionURL is a function's own HTTPS address.
type FunctionURL struct {
	Core
	Function Value[Text]
	AuthType Value[string] // "NONE" or "AWS_IAM"
	Cors     *Tree
}

// FunctionPermission lets a principal invoke a function.
type FunctionPermission struct {
	Core
	Function      Value[Text]
	Action        Value[Text]
	Principal     Value[Text]
	SourceARN     Value[Text]
	SourceAccount Value[Text]
	URLAuthType   Value[string]
	PrincipalOrg  Value[Text]
}

// Placements of a function in a VPC: Hyperplane interfaces that open
// connections and cannot be addressed, without public addresses even in a
// public subnet ("Giving Lambda functions access to resources in an Amazon
// VPC").
func (f *Function) Placements(e *Estate) []Placement {
	if len(f.Subnets.Known) == 0 && len(f.Subnets.Unknown) == 0 {
		return nil
	}
	return e.atLive(&f.Core, Placement{
		Origin: f.Subnets.Origin, Subnets: f.Subnets, Groups: f.Groups,
		PublicIP: Of(false, f.Origin), PublicDefault: PublicNever, IPv6: f.IPv6.Or(false), OutboundOnly: true,
	})
}

// EventSourceMapping lets a function read from a queue or a stream.
type EventSourceMapping struct {
	Core
	Function Value[Text]
	Source   Value[Text]
	Enabled  Value[bool] // default true
}
