package cloudformation

import "ringwall/internal/estate"

func graphQLAPI(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.GraphQLAPI{
		Core: c, APIName: p.At("Name").AsText(), Auth: p.At("AuthenticationType").AsString(),
		Also:       eachString(p.At("AdditionalAuthenticationProviders"), "AuthenticationType"),
		Visibility: p.At("Visibility").AsString().Or("GLOBAL"),
		LogLevel:   below(p, "LogConfig.FieldLogLevel").AsString(), Tracing: p.At("XrayEnabled").AsBool().Or(false),
	}
}

func eventAPI(c estate.Core) estate.Resource {
	p := c.Properties
	of := func(list string) estate.Items[string] { return eachString(below(p, "EventConfig."+list), "AuthType") }
	return &estate.EventAPI{
		Core: c, APIName: p.At("Name").AsText(), Providers: of("AuthProviders"), Connect: of("ConnectionAuthModes"),
		Publish: of("DefaultPublishAuthModes"), Subscribe: of("DefaultSubscribeAuthModes"),
		LogLevel: below(p, "EventConfig.LogConfig.LogLevel").AsString(),
	}
}
