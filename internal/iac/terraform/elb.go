package terraform

import (
	"strings"

	"ringwall/internal/estate"
)

func balancerRules() map[string]rule {
	lb := rule{cfn: "AWS::ElasticLoadBalancingV2::LoadBalancer", name: "-", rename: map[string]string{
		"load_balancer_type": "Type", "internal": "-", "subnet_mapping": "SubnetMappings", "access_logs": "-", "connection_logs": "-", "name": "Name",
		"enforce_security_group_inbound_rules_on_private_link_traffic": "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
	}, attributes: map[string]string{"arn": "", "dns_name": "DNSName", "zone_id": "CanonicalHostedZoneID", "arn_suffix": "LoadBalancerFullName"}, make: makeBalancer}
	target := rule{cfn: "AWS::ElasticLoadBalancingV2::TargetGroup", name: "-", rename: map[string]string{"name": "Name", "health_check": "-", "stickiness": "-"},
		attributes: map[string]string{"arn": "", "arn_suffix": "TargetGroupFullName"}, make: makeTargets}
	listener := rule{cfn: "AWS::ElasticLoadBalancingV2::Listener", rename: map[string]string{"default_action": "-", "certificate_arn": "-"}, attributes: map[string]string{"arn": ""}, make: func(x *translation) {
		x.actions("default_action", "DefaultActions")
		if v := x.written("certificate_arn"); !v.isNone() {
			x.set("Certificates", list(object(v.at, field{"CertificateArn", v.at, v})))
		}
	}}
	listenerRule := rule{cfn: "AWS::ElasticLoadBalancingV2::ListenerRule", rename: map[string]string{"action": "-", "condition": "-"}, attributes: map[string]string{"arn": ""}, make: makeListenerRule}
	attachment := rule{make: makeTargetAttachment}
	certificate := rule{make: func(x *translation) {
		at := x.block.at
		x.joins(x.written("listener_arn"), listener.cfn, "Certificates", object(at, field{"CertificateArn", at, x.written("certificate_arn")}), true)
	}}
	return map[string]rule{
		"aws_lb": lb, "aws_alb": lb, "aws_lb_target_group": target, "aws_alb_target_group": target,
		"aws_lb_listener": listener, "aws_alb_listener": listener, "aws_lb_listener_rule": listenerRule, "aws_alb_listener_rule": listenerRule,
		"aws_lb_target_group_attachment": attachment, "aws_alb_target_group_attachment": attachment,
		"aws_lb_listener_certificate": certificate, "aws_alb_listener_certificate": certificate,
		"aws_elb": {cfn: "AWS::ElasticLoadBalancing::LoadBalancer", name: "name", rename: map[string]string{
			"name": "LoadBalancerName", "internal": "-", "listener": "Listeners", "listener.lb_port": "LoadBalancerPort", "listener.lb_protocol": "Protocol",
			"listener.ssl_certificate_id": "SSLCertificateId", "access_logs": "AccessLoggingPolicy", "access_logs.bucket": "S3BucketName", "cross_zone_load_balancing": "CrossZone",
			"health_check": "-", "connection_draining": "-",
		}, make: func(x *translation) {
			x.scheme()
			if !x.firstPart("access_logs", "bucket").isNone() && x.firstPart("access_logs", "enabled").isNone() {
				x.set("AccessLoggingPolicy.Enabled", boolOf(true, x.block.at))
			}
			if !x.has("CrossZone") {
				x.set("CrossZone", boolOf(true, x.block.at)) // the provider's default
			}
		}},
		"aws_elb_attachment": {make: joinTo("elb", "AWS::ElasticLoadBalancing::LoadBalancer", "Instances", "instance", true)},
	}
}

// scheme writes whether a balancer is internal.
func (x *translation) scheme() {
	x.set("Scheme", x.choice(x.written("internal"), "internal", "internet-facing"))
}

// makeBalancer writes as attributes what Terraform has as arguments.
func makeBalancer(x *translation) {
	x.scheme()
	at := x.block.at
	var pairs []*value
	for _, a := range [...][2]string{
		{"enable_deletion_protection", "deletion_protection.enabled"}, {"drop_invalid_header_fields", "routing.http.drop_invalid_header_fields.enabled"},
		{"desync_mitigation_mode", "routing.http.desync_mitigation_mode"}, {"enable_cross_zone_load_balancing", "load_balancing.cross_zone.enabled"},
		{"enable_http2", "routing.http2.enabled"}, {"idle_timeout", "idle_timeout.timeout_seconds"}, {"xff_header_processing_mode", "routing.http.xff_header_processing.mode"},
		{"enable_waf_fail_open", "waf.fail_open.enabled"}, {"preserve_host_header", "routing.http.preserve_host_header.enabled"},
	} {
		if v := x.written(a[0]); !v.isNone() {
			pairs = append(pairs, pair(a[1], v))
		}
		x.unset(pascal(a[0]))
	}
	for _, logs := range [...][2]string{{"access_logs", "access_logs.s3."}, {"connection_logs", "connection_logs.s3."}} {
		for _, name := range []string{"enabled", "bucket", "prefix"} {
			if v := x.firstPart(logs[0], name); !v.isNone() {
				pairs = append(pairs, pair(logs[1]+name, v))
			}
		}
	}
	if pairs != nil {
		x.set("LoadBalancerAttributes", listOf(pairs, at))
	}
}

func makeTargets(x *translation) {
	x.set("HealthCheckPort", x.firstPart("health_check", "port"))
	x.set("HealthCheckProtocol", x.firstPart("health_check", "protocol"))
	x.set("HealthCheckPath", x.firstPart("health_check", "path"))
}

func makeTargetAttachment(x *translation) {
	at := x.block.at
	one := object(at, field{"Id", at, x.written("target_id")}, field{"Port", at, x.written("port")}, field{"AvailabilityZone", at, x.written("availability_zone")})
	x.joins(x.written("target_group_arn"), "AWS::ElasticLoadBalancingV2::TargetGroup", "Targets", one, true)
}

// actions writes what a listener or a rule does.
func (x *translation) actions(blocks, property string) {
	var out []*value
	for _, b := range x.blocksOf(blocks) {
		at := b.is.atOr(x.block.at)
		one := object(at, field{"Type", at, x.part(b.is, "type")}, field{"TargetGroupArn", at, x.part(b.is, "target_group_arn")})
		for _, name := range []string{"protocol", "port", "host", "path", "query", "status_code"} {
			if v := x.innerPart(b.is, "redirect", name); !v.isNone() {
				one.put([]string{"RedirectConfig", pascal(name)}, v, v.at)
			}
		}
		if forward := x.part(b.is, "forward"); !forward.isNone() {
			one.put([]string{"ForwardConfig", "TargetGroups"}, x.forwardTargets(b.is), at)
		}
		for _, kind := range []string{"authenticate_oidc", "authenticate_cognito", "fixed_response"} {
			if v := x.part(b.is, kind); !v.isNone() {
				one.put([]string{pascal(kind) + "Config"}, x.rename(firstObject(v), kind, nil), at)
			}
		}
		out = append(out, either(b.when, one, nil, at))
	}
	if out != nil {
		x.set(property, listOf(out, x.block.at))
	}
}

// firstObject is the one object of a block that may stand once.
func firstObject(v *value) *value {
	for v.form() == isList && len(v.items) > 0 {
		v = v.items[0]
	}
	if v.form() != isObject {
		return objectOf(nil, v.atOr(estate.Origin{}))
	}
	return v
}

// forwardTargets are the groups of a forward block.
func (x *translation) forwardTargets(b *value) *value {
	var out []*value
	groups := x.innerPart(b, "forward", "target_group")
	for _, g := range itemsOf(groups, x.block.at) {
		at := g.is.atOr(x.block.at)
		out = append(out, either(g.when, object(at, field{"TargetGroupArn", at, x.part(g.is, "arn")}, field{"Weight", at, x.part(g.is, "weight")}), nil, at))
	}
	return listOf(out, x.block.at)
}

// makeListenerRule writes conditions as the API has them: "path_pattern" is a Field
// with a configuration.
func makeListenerRule(x *translation) {
	x.actions("action", "Actions")
	var out []*value
	for _, c := range x.blocksOf("condition") {
		at := c.is.atOr(x.block.at)
		for _, name := range []string{"path_pattern", "host_header", "source_ip", "http_request_method", "http_header", "query_string"} {
			v := x.part(c.is, name)
			if v.isNone() {
				continue
			}
			one := object(at, field{"Field", at, textOf(strings.ReplaceAll(name, "_", "-"), at)},
				field{pascal(name) + "Config", at, object(at, field{"Values", at, x.innerPart(c.is, name, "values")})})
			out = append(out, either(c.when, one, nil, at))
		}
	}
	if out != nil {
		x.set("Conditions", listOf(out, x.block.at))
	}
}
