package cloudformation

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/scenario"
)

// everyProperty makes a tree of all the properties that a type has, each of them
// an unknown value, with a place of its own.
type everyProperty struct {
	table *resourcespec.Table
	typ   string
	line  int
}

func (e *everyProperty) tree(properties []resourcespec.Property, depth int) *estate.Tree {
	t := &estate.Tree{Kind: estate.Map, Origin: e.place()}
	for _, p := range properties {
		if p.Name == "NoDevice" { // takes its member away
			continue
		}
		t.Fields = append(t.Fields, estate.NewField(p.Name, e.value(p.Shape, depth), t.Origin))
	}
	return t
}

func (e *everyProperty) place() estate.Origin {
	e.line++
	return estate.Origin{File: "full.yaml", Line: e.line}
}

func (e *everyProperty) value(s resourcespec.Shape, depth int) *estate.Tree {
	at := e.place()
	switch {
	case depth > 7 && !(e.typ == "AWS::NetworkFirewall::RuleGroup" && depth <= 10):
	case s.Kind == resourcespec.List:
		return &estate.Tree{Kind: estate.List, Items: []*estate.Tree{e.value(*s.Element, depth+1)}, Origin: at}
	case s.Kind == resourcespec.Map:
		t := &estate.Tree{Kind: estate.Map, Origin: at}
		for _, key := range []string{"AUDIT_LOGS", "authenticated", "unauthenticated"} {
			t.Fields = append(t.Fields, estate.NewField(key, e.value(*s.Element, depth+1), at))
		}
		return t
	case s.Kind == resourcespec.Object:
		d, _ := e.table.Definition(e.typ, s.Definition)
		return e.tree(d.Properties, depth+1)
	case s.Kind == resourcespec.Tag:
		return e.tree([]resourcespec.Property{{Name: "Key", Shape: resourcespec.Shape{Kind: resourcespec.String}}}, depth+1)
	case s.Kind == resourcespec.Union && s.Union[0].Kind != resourcespec.String:
		return e.value(s.Union[0], depth+1)
	}
	v := &scenario.Variable{Name: fmt.Sprint("value ", at.Line)}
	return estate.NewScalar(estate.OfVariable(v), at)
}

// unread lists the fields of a decoded resource that hold nothing of the tree.
func unread(path string, v reflect.Value, out *[]string) {
	t := v.Type()
	name := t.Name()
	switch {
	case name == "Core" || name == "Origin" || name == "Tags" || t.Kind() == reflect.Bool || t.Kind() == reflect.String ||
		t.Kind() == reflect.Uint8 || strings.HasPrefix(name, "Guard") || name == "Text" || name == "Truth":
	case strings.HasPrefix(name, "Value["):
		if v.FieldByName("Origin").IsZero() {
			*out = append(*out, path)
		}
	case strings.HasPrefix(name, "Items["):
		known := v.FieldByName("Known")
		if known.Len() == 0 && v.FieldByName("Unknown").Len() == 0 {
			*out = append(*out, path)
		}
		for i := range known.Len() {
			unread(path+"[]", known.Index(i).FieldByName("Is"), out)
		}
	case t.Kind() == reflect.Pointer && t.Elem().Name() == "Tree":
		if v.IsNil() {
			*out = append(*out, path)
		}
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			unread(path+"."+t.Field(i).Name, v.Field(i), out)
		}
	}
}

// notInProperty are, by type, the fields that no property of it holds: several
// types share a struct, and some facts are the type's own or stand inside JSON.
var notInProperty = map[string][]string{
	"AWS::ApiGateway::VpcLink":                   strings.Fields(".Subnets .Groups"),
	"AWS::ApiGatewayV2::VpcLink":                 strings.Fields(".Targets"),
	"AWS::AppRunner::Service":                    strings.Fields(".Environment[].Kind"),
	"AWS::AutoScaling::LaunchConfiguration":      strings.Fields(".Hardware.Disks[].KMSKey .Interfaces"),
	"AWS::Backup::LogicallyAirGappedBackupVault": strings.Fields(".Locked .GraceDays"),
	"AWS::Batch::JobDefinition":                  strings.Fields(".Containers[].Name .Containers[].Environment[].Kind .Containers[].Ports"),
	"AWS::CloudFront::Distribution":              strings.Fields(".Default.Path .Logs"),
	"AWS::CloudWatch::Alarm":                     strings.Fields(".Rule"),
	"AWS::CloudWatch::CompositeAlarm":            strings.Fields(".Metric.Namespace .Metric.Name .Queries .Threshold .Comparison .Statistic .Period"),
	"AWS::DAX::Cluster":                          strings.Fields(".Engine .Subnets .Port .KMSKey .AuthToken .UserGroups .SnapshotDays .Snapshot .AutoMinorUpgrade .MultiAZ .Failover .Logs .Global"),
	"AWS::DocDB::DBCluster":                      strings.Fields(".Engine .EngineMode .PubliclyAccessible .IAMAuth .AutoMinorUpgrade .HTTPEndpoint .InstanceClass"),
	"AWS::DocDB::DBInstance":                     strings.Fields(".Engine .SubnetGroup .Groups .PubliclyAccessible .Port .Encrypted .KMSKey .Snapshot .SourceInstance .SourceCluster .DeletionProtection .BackupRetention .MultiAZ .AutoMinorUpgrade .IAMAuth .LogExports .MasterUsername .MasterPassword .ManagedPassword .ParameterGroup .EngineVersion .CopyTags .Monitoring"),
	"AWS::DynamoDB::GlobalTable":                 strings.Fields(".KMSKey .PointInTime .DeletionProtection .Policy"),
	"AWS::DynamoDB::Table":                       strings.Fields(".Replicas"),
	"AWS::EC2::EC2Fleet":                         strings.Fields(".Specs .TargetGroups .ClassicLBs"),
	"AWS::EC2::LaunchTemplate":                   strings.Fields(".PublicIP"),
	"AWS::EC2::TransitGatewayAttachment":         strings.Fields(".UsesDefault .PropagatesByDefault"), // Terraform says it
	"AWS::EC2::TransitGatewayVpcAttachment":      strings.Fields(".UsesDefault .PropagatesByDefault"),
	"AWS::EC2::SpotFleet":                        strings.Fields(".Specs[].Hardware.HTTPTokens .Specs[].Hardware.HTTPPutHops .Specs[].Hardware.HTTPMeta .Specs[].Hardware.Disks[].KMSKey"),
	"AWS::ECS::TaskDefinition":                   strings.Fields(".Containers[].Environment[].Kind"),
	"AWS::ElastiCache::CacheCluster":             strings.Fields(".Subnets .AtRest .KMSKey .AuthToken .UserGroups .Failover .Global"),
	"AWS::ElastiCache::ReplicationGroup":         strings.Fields(".Subnets"),
	"AWS::ElastiCache::ServerlessCache":          strings.Fields(".SubnetGroup .Port .AtRest .InTransit .AuthToken .Snapshot .AutoMinorUpgrade .MultiAZ .Failover .Logs .Global"),
	"AWS::ElasticLoadBalancing::LoadBalancer":    strings.Fields(".Kind .AddressKind .Attributes.Pairs .PrivateLinkRules"),
	"AWS::ElasticLoadBalancingV2::LoadBalancer":  strings.Fields(".Instances .AccessLogs .Policies .CrossZone"),
	"AWS::Glue::Crawler":                         strings.Fields(".Subnets .Groups"),
	"AWS::Glue::Job":                             strings.Fields(".Subnets .Groups"),
	"AWS::IAM::GroupPolicy":                      strings.Fields(".Roles .Users"),
	"AWS::IAM::RolePolicy":                       strings.Fields(".Users .Groups"),
	"AWS::IAM::User":                             strings.Fields(".MFA"),
	"AWS::IAM::UserPolicy":                       strings.Fields(".Roles .Groups"),
	"AWS::Inspector::AssessmentTemplate":         strings.Fields(".Resources"),
	"AWS::KMS::Key":                              strings.Fields(".Primary"),
	"AWS::KMS::ReplicaKey":                       strings.Fields(".Rotation .RotationDays .Spec .Usage .Material .MultiRegion"),
	"AWS::Logs::ResourcePolicy":                  strings.Fields(".Subjects"),
	"AWS::MSK::ServerlessCluster":                strings.Fields(".Public .ClientBroker .InCluster .KMSKey .Unauthenticated .SASLIAM .SASLSCRAM .MutualTLS .Logging"),
	"AWS::MemoryDB::Cluster":                     strings.Fields(".Subnets .AtRest .AuthToken .MultiAZ .Failover .Logs .Global"),
	"AWS::Config::ConfigurationRecorder":         strings.Fields(".Recording"), // other formats say it
	"AWS::Neptune::DBCluster":                    strings.Fields(".Engine .EngineMode .PubliclyAccessible .MasterUsername .MasterPassword .ManagedPassword .AutoMinorUpgrade .HTTPEndpoint .InstanceClass"),
	"AWS::Neptune::DBInstance":                   strings.Fields(".Engine .Groups .Port .Encrypted .KMSKey .SourceInstance .SourceCluster .DeletionProtection .BackupRetention .MultiAZ .IAMAuth .LogExports .MasterUsername .MasterPassword .ManagedPassword .EngineVersion .CopyTags .Monitoring .Insights .CACertificate"),
	"AWS::NetworkFirewall::Firewall":             strings.Fields(".Endpoints"),
	"AWS::NetworkFirewall::FirewallPolicy":       strings.Fields(".Stateless[].Override"),
	"AWS::Organizations::Organization":           strings.Fields(".Management"),
	"AWS::S3::Bucket":                            strings.Fields(".Grants"),
	"AWS::SNS::Subscription":                     strings.Fields(".DeadLetter"),
	"AWS::SQS::Queue":                            strings.Fields(".DeadLetter"),
	"AWS::WAFv2::WebACL":                         strings.Fields(".DefaultAllow"),
}

// TestEveryFieldComesFromAPropertyThatExists decodes each type from a tree with
// all the properties that AWS documents: a field that stays empty is read from a
// property that there is not.
func TestEveryFieldComesFromAPropertyThatExists(t *testing.T) {
	table, err := resourcespec.Open()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range decoders() {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		typ, ok := table.Type(name)
		if !ok {
			t.Errorf("%s: CloudFormation has no such type", name)
			continue
		}
		e := &everyProperty{table: table, typ: name}
		r := decoders()[name](estate.Core{ID: "X", Type: name, Properties: e.tree(typ.Properties, 0)})
		var missing []string
		unread("", reflect.ValueOf(r).Elem(), &missing)
		missing = slices.DeleteFunc(missing, func(s string) bool { return slices.Contains(notInProperty[name], s) })
		if len(missing) > 0 {
			t.Errorf("%s: nothing read into %s", name, strings.Join(missing, " "))
		}
	}
}
