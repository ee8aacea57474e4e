package estate

// GraphQLAPI is an AppSync GraphQL API.
type GraphQLAPI struct {
	Core
	APIName    Value[Text]
	Auth       Value[string] // "API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"
	Also       Items[string] // further ways to authenticate, for fields that name them
	Visibility Value[string] // "GLOBAL" (default) or "PRIVATE"
	LogLevel   Value[string] // of fields; absent: none are logged
	Tracing    Value[bool]   // default false
}

// EventAPI is an AppSync Event API: channels to which clients publish and
// subscribe.
type EventAPI struct {
	Core
	APIName   Value[Text]
	Providers Items[string] // what may be used at all
	Connect   Items[string]
	Publish   Items[string] // unless a namespace says otherwise
	Subscribe Items[string]
	LogLevel  Value[string]
}
