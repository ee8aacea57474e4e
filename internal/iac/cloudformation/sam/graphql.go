package sam

import "strings"

// graphQL is a GraphQL API while it is being expanded.
type graphQL struct {
	x         *expander
	m         *macro
	sources   map[string]*value // the names of data sources, by what the template calls them
	functions map[string]*value // the ids of functions
	none      *resource         // the data source of functions that need none
}

const resolverCode = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`

// expandGraphQL makes an AppSync API with its schema, keys, data sources,
// functions and resolvers ("AWS::Serverless::GraphQLApi").
func (x *expander) expandGraphQL(m *macro) {
	g := &graphQL{x: x, m: m, sources: map[string]*value{}, functions: map[string]*value{}}
	api := m.main("AWS::AppSync::GraphQLApi")
	m.add(api)
	authorizers := g.api(api)
	m.add(g.schema())
	for i, arn := range authorizers {
		source := mapOf(field{"Type", str("AWS::AppSync::GraphQLApi")}, field{"Arn", ref(m.id)}, field{"ResourceId", g.id()})
		g.connect(m.id+"ToLambdaAuthConnector"+whole(i+1).text, source, mapOf(field{"Type", str("AWS::Lambda::Function")}, field{"Arn", arn}), strs("Write"))
	}
	g.addKeys()
	g.addCache()
	g.addSources()
	g.addDomain()
	g.addFunctions()
	g.addResolvers()
	if g.none != nil {
		m.add(g.none)
	}
}

func (g *graphQL) id() *value { return getAtt(g.m.id, "ApiId") }

func (g *graphQL) part(suffix, typ string) *resource {
	r := newResource(g.m.id+suffix, typ, g.m.attributes)
	r.dependsOn = g.m.dependsOn
	return r
}

// api fills in the API, and answers the ARNs of functions that authorize.
func (g *graphQL) api(r *resource) []*value {
	m := g.m
	name := m.get("Name")
	if !name.truthy() {
		name = str(m.id)
	}
	r.put("Name", name)
	r.put("XrayEnabled", m.get("XrayEnabled"))
	for _, p := range []string{"Visibility", "OwnerContact", "IntrospectionConfig", "QueryDepthLimit", "ResolverCountLimit"} {
		if v := m.get(p); v.truthy() {
			r.put(p, v)
		}
	}
	tags := mapOf()
	tags.update(m.get("Tags"))
	tags.set("graphqlapi:createdBy", str("SAM"))
	r.put("Tags", tagList(tags))
	arns := g.authorize(r)
	if logging := m.get("Logging"); !logging.is(boolean) || logging.isTrue() {
		g.addLogging(r, logging)
	}
	return arns
}

func (g *graphQL) authorize(r *resource) []*value {
	auth := g.m.get("Auth")
	r.put("AuthenticationType", auth.get("Type"))
	var arns []*value
	name, config := g.authorizer(auth, false)
	if config != nil {
		r.put(name, config)
		if name == "LambdaAuthorizerConfig" {
			arns = append(arns, config.get("AuthorizerUri"))
		}
	}
	more := listOf()
	for _, a := range auth.get("Additional").list() {
		one := mapOf(field{"AuthenticationType", a.get("Type")})
		if name, config := g.authorizer(a, true); config != nil {
			one.set(name, config)
			if name == "LambdaAuthorizerConfig" {
				arns = append(arns, config.get("AuthorizerUri"))
			}
		}
		more.items = append(more.items, one)
	}
	if len(more.items) > 0 {
		r.put("AdditionalAuthenticationProviders", more)
	}
	return arns
}

// authorizer is the configuration of one way to authorize.
func (g *graphQL) authorizer(auth *value, additional bool) (name string, config *value) {
	var from string
	switch typ := auth.get("Type"); typ.string() {
	case "AWS_LAMBDA":
		name, from = "LambdaAuthorizerConfig", "LambdaAuthorizer"
	case "OPENID_CONNECT":
		name, from = "OpenIDConnectConfig", "OpenIDConnect"
	case "AMAZON_COGNITO_USER_POOLS":
		name, from = "UserPoolConfig", "UserPool"
	case "AWS_IAM", "API_KEY":
	default:
		g.x.refuse(typ.position(auth), "", "Type of Auth is %s; it must be AWS_IAM, API_KEY, AWS_LAMBDA, OPENID_CONNECT or AMAZON_COGNITO_USER_POOLS", typ.describe())
	}
	for _, other := range []string{"LambdaAuthorizer", "OpenIDConnect", "UserPool"} {
		if v := auth.get(other); other != from && !v.none() {
			g.x.refuse(auth.keyAt(other), "", "%s is not for this Type of Auth", other)
		}
	}
	if from == "" {
		return "", nil
	}
	if config = auth.get(from); !config.is(dict) {
		g.x.refuse(auth.at, "", "Auth of this Type needs %s", from)
		return "", nil
	}
	config = withoutNull(config)
	if additional {
		config.remove("DefaultAction")
	}
	return name, config
}

func withoutNull(v *value) *value {
	out := &value{kind: dict, at: v.at}
	for _, e := range v.each() {
		if !e.value.none() {
			out.put(e)
		}
	}
	return out
}

func (g *graphQL) addLogging(r *resource, logging *value) {
	config := mapOf()
	if v := logging.get("ExcludeVerboseContent"); v.truthy() {
		config.set("ExcludeVerboseContent", v)
	}
	level := logging.get("FieldLogLevel")
	if !level.truthy() {
		level = str("ALL")
	}
	config.set("FieldLogLevel", level)
	role := logging.get("CloudWatchLogsRoleArn")
	if !role.truthy() {
		made := g.part("CloudWatchRole", "AWS::IAM::Role").with(field{"AssumeRolePolicyDocument", trusts("appsync.amazonaws.com")},
			field{"ManagedPolicyArns", listOf(sub(str("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs")))})
		g.m.add(made)
		role = made.arn()
	}
	config.set("CloudWatchLogsRoleArn", role)
	r.put("LogConfig", config)
}

func (g *graphQL) schema() *resource {
	inline, uri := g.m.get("SchemaInline"), g.m.get("SchemaUri")
	if inline.truthy() == uri.truthy() {
		g.x.refuse(g.m.at, "", "it needs SchemaInline or SchemaUri, and not both")
	}
	return g.part("Schema", "AWS::AppSync::GraphQLSchema").with(field{"ApiId", g.id()}, field{"Definition", inline}, field{"DefinitionS3Location", uri})
}

// connect makes what a connector makes.
func (g *graphQL) connect(id string, source, destination, permissions *value) {
	c := &macro{id: id, typ: typeConnector, at: g.m.at, attributes: mapOf(), passed: mapOf(),
		properties: mapOf(field{"Source", source}, field{"Destination", destination}, field{"Permissions", permissions})}
	g.x.connect(c, destination, "")
	g.m.add(c.made...)
}

func (g *graphQL) addKeys() {
	for _, e := range g.m.get("ApiKeys").each() {
		g.m.add(g.part(e.key, "AWS::AppSync::ApiKey").with(field{"ApiId", g.id()}, field{"ApiKeyId", e.value.get("ApiKeyId")},
			field{"Description", e.value.get("Description")}, field{"Expires", e.value.get("ExpiresOn")}))
	}
}

func (g *graphQL) addCache() {
	cache := g.m.get("Cache")
	if !cache.truthy() {
		return
	}
	r := g.part("ApiCache", "AWS::AppSync::ApiCache").with(field{"ApiId", g.id()})
	for _, p := range []string{"ApiCachingBehavior", "Type", "Ttl", "AtRestEncryptionEnabled", "TransitEncryptionEnabled"} {
		r.put(p, cache.get(p))
	}
	g.m.add(r)
}

func (g *graphQL) addDomain() {
	d := g.m.get("DomainName")
	if !d.truthy() {
		return
	}
	r := g.part("DomainName", "AWS::AppSync::DomainName").with(field{"CertificateArn", d.get("CertificateArn")},
		field{"DomainName", d.get("DomainName")}, field{"Description", d.get("Description")})
	g.m.add(r, g.part("DomainNameApiAssociation", "AWS::AppSync::DomainNameApiAssociation").with(field{"ApiId", g.id()}, field{"DomainName", r.ref()}))
}

func (g *graphQL) addSources() {
	for _, e := range g.m.get("DataSources", "DynamoDb").each() {
		s := g.source(e, "DynamoDB", "AMAZON_DYNAMODB")
		region := e.value.get("Region")
		if !region.truthy() {
			region = ref("AWS::Region")
		}
		config := mapOf(field{"AwsRegion", region}, field{"TableName", e.value.get("TableName")})
		for _, p := range []struct{ from, to string }{{"UseCallerCredentials", "UseCallerCredentials"}, {"Versioned", "Versioned"}, {"DeltaSync", "DeltaSyncConfig"}} {
			if v := e.value.get(p.from); v.truthy() {
				config.set(p.to, v)
			}
		}
		s.put("DynamoDBConfig", config)
		table := e.value.get("TableArn")
		if !table.truthy() {
			table = sub(str("arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}"),
				field{"__TableName__", e.value.get("TableName")}, field{"__Region__", region})
		}
		permissions := e.value.get("Permissions")
		if !permissions.truthy() {
			permissions = strs("Read", "Write")
		}
		g.addSource(e, s, "ToTableConnector", mapOf(field{"Type", str("AWS::DynamoDB::Table")}, field{"Arn", table}), permissions)
	}
	for _, e := range g.m.get("DataSources", "Lambda").each() {
		s := g.source(e, "Lambda", "AWS_LAMBDA")
		function := e.value.get("FunctionArn")
		s.put("LambdaConfig", mapOf(field{"LambdaFunctionArn", function}))
		g.addSource(e, s, "ToLambdaConnector", mapOf(field{"Type", str("AWS::Lambda::Function")}, field{"Arn", function}), strs("Write"))
	}
}

func (g *graphQL) source(e entry, kind, typ string) *resource {
	name := e.value.get("Name")
	if !name.truthy() {
		name = str(e.key)
	}
	r := g.part(e.key+kind+"DataSource", "AWS::AppSync::DataSource").with(field{"Name", name}, field{"Type", str(typ)},
		field{"ApiId", g.id()}, field{"Description", e.value.get("Description")})
	g.sources[e.key] = getAtt(r.id, "Name")
	return r
}

// addSource gives a data source its role, with the rights that it needs.
func (g *graphQL) addSource(e entry, s *resource, suffix string, destination, permissions *value) {
	g.m.add(s)
	if role := e.value.get("ServiceRoleArn"); role.truthy() {
		s.put("ServiceRoleArn", role)
		return
	}
	role := newResource(s.id+"Role", "AWS::IAM::Role", g.m.attributes).with(field{"AssumeRolePolicyDocument", trusts("appsync.amazonaws.com")})
	role.dependsOn = g.m.dependsOn
	s.put("ServiceRoleArn", role.arn())
	g.m.add(role)
	source := mapOf(field{"Type", str("AWS::AppSync::DataSource")}, field{"Arn", getAtt(s.id, "DataSourceArn")}, field{"RoleName", role.ref()})
	g.connect(s.id+suffix, source, destination, permissions)
}

func (g *graphQL) addFunctions() {
	for _, e := range g.m.get("Functions").each() {
		f := e.value
		if id := f.get("Id"); id.truthy() {
			if len(withoutNull(f).entries) > 1 {
				g.x.refuse(e.at, "", "Id of the function %s cannot be used with other properties", e.key)
			}
			g.functions[e.key] = id
			continue
		}
		name := f.get("Name")
		if !name.truthy() {
			name = str(e.key)
		}
		r := g.part(e.key, "AWS::AppSync::FunctionConfiguration").with(field{"ApiId", g.id()}, field{"Name", name},
			field{"DataSourceName", g.sourceName(e)}, field{"MaxBatchSize", f.get("MaxBatchSize")}, field{"Description", f.get("Description")})
		if !f.get("InlineCode").truthy() && !f.get("CodeUri").truthy() {
			g.x.refuse(e.at, "", "%s needs InlineCode or CodeUri", e.key)
		}
		g.code(e, r)
		if sync := f.get("Sync"); sync.truthy() {
			r.put("SyncConfig", withoutNull(sync))
		}
		g.functions[e.key] = getAtt(r.id, "FunctionId")
		g.m.add(r)
	}
}

// code is the code of a function or resolver, and what runs it.
func (g *graphQL) code(e entry, r *resource) {
	inline, uri := e.value.get("InlineCode"), e.value.get("CodeUri")
	if inline.truthy() && uri.truthy() {
		g.x.refuse(e.at, "", "InlineCode and CodeUri of %s cannot be used together", e.key)
	}
	if inline.truthy() {
		r.put("Code", inline)
	}
	if uri.truthy() {
		r.put("CodeS3Location", uri)
	}
	runtime := e.value.get("Runtime")
	if !runtime.truthy() {
		g.x.refuse(e.at, "", "%s needs Runtime", e.key)
		return
	}
	r.put("Runtime", mapOf(field{"Name", runtime.get("Name")}, field{"RuntimeVersion", runtime.get("Version")}))
}

// sourceName is the name of the data source that a function reads.
func (g *graphQL) sourceName(e entry) *value {
	source := e.value.get("DataSource")
	switch {
	case source.isCall():
		return source
	case source.is(text) && strings.EqualFold(source.text, "none"):
		if g.none == nil {
			g.none = g.part("NoneDataSource", "AWS::AppSync::DataSource")
			g.none.with(field{"ApiId", g.id()}, field{"Name", str(g.none.id)}, field{"Type", str("NONE")})
		}
		return getAtt(g.none.id, "Name")
	case source.is(text) && g.sources[source.text] != nil:
		return g.sources[source.text]
	}
	g.x.refuse(source.position(e.value), "", "the DataSource of %s is %s; it must be one of DataSources, NONE, or a function", e.key, source.describe())
	return nil
}

func (g *graphQL) addResolvers() {
	for _, typ := range g.m.get("Resolvers").each() {
		for _, e := range typ.value.each() {
			g.addResolver(typ.key, e)
		}
	}
}

func (g *graphQL) addResolver(typ string, e entry) {
	v := e.value
	name := v.get("FieldName")
	if !name.truthy() {
		name = str(e.key)
	}
	r := newResource(g.m.id+typ+e.key, "AWS::AppSync::Resolver", g.m.attributes).after(g.m.id+"Schema").with(
		field{"ApiId", g.id()}, field{"FieldName", name}, field{"TypeName", str(typ)}, field{"Kind", str("PIPELINE")})
	if !v.get("InlineCode").truthy() && !v.get("CodeUri").truthy() {
		r.with(field{"Code", str(resolverCode)}, field{"Runtime", mapOf(field{"Name", str("APPSYNC_JS")}, field{"RuntimeVersion", str("1.0.0")})})
	} else {
		g.code(e, r)
	}
	pipeline := v.get("Pipeline")
	if !pipeline.truthy() {
		g.x.refuse(e.at, "", "the resolver %s needs Pipeline", e.key)
		return
	}
	functions := listOf()
	for _, f := range pipeline.list() {
		id := g.functions[f.string()]
		if id == nil {
			g.x.refuse(f.at, "", "the resolver %s calls the function %s, which is none of Functions", e.key, f.describe())
			continue
		}
		functions.items = append(functions.items, id)
	}
	r.put("PipelineConfig", mapOf(field{"Functions", functions}))
	if caching := v.get("Caching"); caching.truthy() {
		r.put("CachingConfig", withoutNull(caching))
	}
	if size := v.get("MaxBatchSize"); size.truthy() {
		r.put("MaxBatchSize", size)
	}
	g.m.add(r)
}
