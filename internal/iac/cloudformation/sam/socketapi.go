package sam

// expandSocketAPI makes a WebSocket API with its routes and stage ("AWS::Serverless::
// WebSocketApi").
func (x *expander) expandSocketAPI(m *macro) {
	m.passed = mapOf() // AWS hands no attributes on here
	for _, name := range []string{"Auth", "Domain", "Routes"} {
		if v := m.get(name); v != nil {
			m.properties.set(name, x.resolve(v))
		}
	}
	if !m.get("Routes").is(dict) || !m.get("Routes").truthy() {
		x.refuse(m.properties.keyAt("Routes"), "", "Routes must be a map of at least one route")
		return
	}
	if ip := m.get("IpAddressType"); !ip.none() && !ip.isCall() && !ip.says("ipv4") && !ip.says("dualstack") {
		x.refuse(ip.at, "", "IpAddressType is %s; it must be ipv4 or dualstack", ip.describe())
	}
	if m.get("Domain", "MutualTlsAuthentication").truthy() {
		x.refuse(m.get("Domain").at, "", "MutualTlsAuthentication is not supported for WebSocket APIs")
	}
	auth := m.get("Auth")
	if auth.truthy() {
		x.checkSocketAuth(m, auth)
	}
	m.add(x.socketAPI(m))
	routes := x.addRoutes(m, auth)
	m.add(x.domainV2(m, "websocketapi:createdBy")...)
	stage := x.socketStage(m)
	if m.get("RouteSettings").truthy() {
		stage.after(routes...)
	}
	m.add(stage)
	if auth.get("AuthType").says("CUSTOM") && m.get("Routes").has("$connect") {
		m.add(x.socketAuthorizer(m, auth))
		if !auth.get("InvokeRole").truthy() {
			m.add(x.authorizerPermission(m, "AuthorizerPermission", auth.get("AuthArn")))
		}
	}
	propagate(m.made, x.socketTags(m), m.get("PropagateTags").truthy())
}

func (x *expander) checkSocketAuth(m *macro, auth *value) {
	if !m.get("Routes").has("$connect") {
		x.refuse(auth.at, "", "Auth needs a route $connect")
	}
	switch typ := auth.get("AuthType"); typ.string() {
	case "AWS_IAM", "NONE":
		if len(auth.entries) > 1 {
			x.refuse(auth.at, "", "Auth of the AuthType %s has nothing else", typ.text)
		}
	case "CUSTOM":
		if !auth.get("AuthArn").truthy() {
			x.refuse(auth.at, "", "Auth of the AuthType CUSTOM needs AuthArn")
		}
	default:
		x.refuse(typ.position(auth), "", "AuthType is %s; it must be AWS_IAM, CUSTOM or NONE", typ.describe())
	}
}

func (x *expander) socketTags(m *macro) *value {
	tags := mapOf()
	tags.update(m.get("Tags"))
	tags.set("websocketapi:createdBy", str("SAM"))
	return tags
}

func (x *expander) socketAPI(m *macro) *resource {
	r := newResource(m.id, "AWS::ApiGatewayV2::Api", nil)
	r.dependsOn = m.dependsOn
	name := m.get("Name")
	if name.none() {
		name = str(m.id)
	}
	r.with(field{"Name", name}, field{"ProtocolType", str("WEBSOCKET")}, field{"Tags", x.socketTags(m)})
	for _, p := range []string{"ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation", "IpAddressType", "RouteSelectionExpression"} {
		r.put(p, m.get(p))
	}
	return r
}

// addRoutes makes the routes, with the calls of their functions.
func (x *expander) addRoutes(m *macro, auth *value) []string {
	var ids []string
	for _, e := range m.get("Routes").each() {
		name, ok := plainName(e.key)
		if !ok {
			x.refuse(e.at, "", "the route %s must be $connect, $disconnect, $default, or letters and digits", e.key)
			continue
		}
		function := e.value.get("FunctionArn")
		if function == nil {
			x.refuse(e.at, "", "the route %s needs FunctionArn", e.key)
			continue
		}
		id := m.id + name
		route := newResource(id+"Route", "AWS::ApiGatewayV2::Route", nil).with(field{"RouteKey", str(e.key)}, field{"ApiId", ref(m.id)},
			field{"Target", join("/", str("integrations"), ref(id+"Integration"))})
		for _, p := range []string{"ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RouteResponseSelectionExpression"} {
			route.put(p, e.value.get(p))
		}
		if p := e.value.get("RequestParameters"); p.truthy() {
			route.put("RequestParameters", p)
			if e.key != "$connect" {
				x.refuse(p.at, "", "RequestParameters are for the route $connect only")
			}
		}
		if e.key == "$connect" && auth.truthy() {
			route.put("AuthorizationType", auth.get("AuthType"))
			if auth.get("AuthType").says("CUSTOM") {
				route.put("AuthorizerId", ref(m.id+"ConnectAuthorizer"))
			}
		}
		pattern := "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations"
		m.add(route, newResource(id+"Integration", "AWS::ApiGatewayV2::Integration", nil).with(field{"ApiId", ref(m.id)},
			field{"IntegrationType", str("AWS_PROXY")}, field{"IntegrationUri", sub(str(pattern), field{"FunctionArn", function})},
			field{"TimeoutInMillis", e.value.get("IntegrationTimeout")}), x.routePermission(m, id, e.key, function))
		ids = append(ids, route.id)
	}
	return ids
}

func (x *expander) routePermission(m *macro, id, route string, function *value) *resource {
	start := "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + m.id + ".ApiId}/"
	stage := m.get("StageName")
	source := sub(str(start+"${__StageName__}/"+route), field{"__StageName__", stage})
	switch {
	case stage.none():
		source = sub(str(start + "default/" + route))
	case stage.is(text):
		source = sub(str(start + stage.text + "/" + route))
	}
	return newResource(id+"Permission", permissionType, nil).with(field{"Action", str("lambda:InvokeFunction")},
		field{"FunctionName", function}, field{"Principal", str(gateway)}, field{"SourceArn", source})
}

func (x *expander) socketAuthorizer(m *macro, auth *value) *resource {
	r := newResource(m.id+"ConnectAuthorizer", "AWS::ApiGatewayV2::Authorizer", nil)
	name := auth.get("Name")
	if !name.truthy() {
		name = str(r.id)
	}
	pattern := "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthArn}/invocations"
	return r.with(field{"ApiId", ref(m.id)}, field{"AuthorizerCredentialsArn", auth.get("InvokeRole")}, field{"AuthorizerType", str("REQUEST")},
		field{"AuthorizerUri", sub(str(pattern), field{"AuthArn", auth.get("AuthArn")})}, field{"IdentitySource", auth.get("IdentitySource")}, field{"Name", name})
}

func (x *expander) socketStage(m *macro) *resource {
	name := m.get("StageName")
	if name.none() {
		name = str("default")
	}
	if name.says(defaultPath) {
		x.refuse(name.at, "", "a stage of a WebSocket API cannot be named $default")
	}
	id := m.id + name.string() + "Stage"
	if name.says("default") {
		id = m.id + "DefaultStage"
	}
	s := newResource(id, "AWS::ApiGatewayV2::Stage", nil).with(field{"ApiId", ref(m.id)}, field{"StageName", name},
		field{"Tags", mapOf(field{"websocketapi:createdBy", str("SAM")})}, field{"AutoDeploy", yes(true)})
	for _, p := range []string{"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"} {
		s.put(p, m.get(p))
	}
	return s
}
