package cloudformation

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// Templates may name a resource by its literal name or ARN where they could have
// used Ref. The functions of this file join such names, before the typed
// resources are read, where it is certain which resource is meant: both names
// are the same text, and both stacks stand in one account and region.

// scope says within which bounds a kind of name is unique.
type scope uint8

const (
	byRegion  scope = iota // in one account and region
	byAccount              // in one account: IAM
	global                 // in all of AWS: buckets
)

// namedType is a type whose resources can be given a name.
type namedType struct {
	property string
	within   scope
	arn      string // what stands before the name, behind "arn:PARTITION:"; empty: not joined by ARN
}

// namedTypes are the types that are joined by name. The physical name is what
// Ref returns for them, or what others write.
func namedTypes() map[string]namedType {
	return map[string]namedType{
		"AWS::AutoScaling::LaunchConfiguration":   {property: "LaunchConfigurationName"},
		"AWS::Backup::BackupVault":                {property: "BackupVaultName"},
		"AWS::CloudTrail::Trail":                  {property: "TrailName"},
		"AWS::DAX::SubnetGroup":                   {property: "SubnetGroupName"},
		"AWS::DMS::ReplicationSubnetGroup":        {property: "ReplicationSubnetGroupIdentifier"},
		"AWS::DocDB::DBCluster":                   {property: "DBClusterIdentifier"},
		"AWS::DocDB::DBSubnetGroup":               {property: "DBSubnetGroupName"},
		"AWS::EC2::LaunchTemplate":                {property: "LaunchTemplateName"},
		"AWS::ECS::Cluster":                       {property: "ClusterName"},
		"AWS::EKS::Cluster":                       {property: "Name"},
		"AWS::ElastiCache::ReplicationGroup":      {property: "ReplicationGroupId"},
		"AWS::ElastiCache::SubnetGroup":           {property: "CacheSubnetGroupName"},
		"AWS::ElasticLoadBalancing::LoadBalancer": {property: "LoadBalancerName"},
		"AWS::Events::EventBus":                   {property: "Name"},
		"AWS::IAM::Group":                         {property: "GroupName", within: byAccount},
		"AWS::IAM::InstanceProfile":               {property: "InstanceProfileName", within: byAccount},
		"AWS::IAM::ManagedPolicy":                 {property: "ManagedPolicyName", within: byAccount, arn: "iam::ACCOUNT:policy/"},
		"AWS::IAM::Role":                          {property: "RoleName", within: byAccount, arn: "iam::ACCOUNT:role/"},
		"AWS::IAM::User":                          {property: "UserName", within: byAccount},
		"AWS::KMS::Alias":                         {property: "AliasName"},
		"AWS::Kinesis::Stream":                    {property: "Name", arn: "kinesis:REGION:ACCOUNT:stream/"},
		"AWS::Lambda::Function":                   {property: "FunctionName", arn: "lambda:REGION:ACCOUNT:function:"},
		"AWS::Logs::LogGroup":                     {property: "LogGroupName", arn: "logs:REGION:ACCOUNT:log-group:"},
		"AWS::MemoryDB::SubnetGroup":              {property: "SubnetGroupName"},
		"AWS::Neptune::DBCluster":                 {property: "DBClusterIdentifier"},
		"AWS::Neptune::DBSubnetGroup":             {property: "DBSubnetGroupName"},
		"AWS::RDS::DBCluster":                     {property: "DBClusterIdentifier", arn: "rds:REGION:ACCOUNT:cluster:"},
		"AWS::RDS::DBClusterParameterGroup":       {property: "DBClusterParameterGroupName"},
		"AWS::RDS::DBInstance":                    {property: "DBInstanceIdentifier", arn: "rds:REGION:ACCOUNT:db:"},
		"AWS::RDS::DBParameterGroup":              {property: "DBParameterGroupName"},
		"AWS::RDS::DBSubnetGroup":                 {property: "DBSubnetGroupName"},
		"AWS::S3::Bucket":                         {property: "BucketName", within: global, arn: "s3:::"},
		"AWS::SNS::Topic":                         {property: "TopicName", arn: "sns:REGION:ACCOUNT:"},
		"AWS::SQS::Queue":                         {property: "QueueName", arn: "sqs:REGION:ACCOUNT:"},
	}
}

// naming lists the properties that name resources of other types: by the type
// that has the property, "PATH TYPE".
func naming() map[string][]string {
	const (
		role, topic, bucket = "AWS::IAM::Role", "AWS::SNS::Topic", "AWS::S3::Bucket"
		function, logGroup  = "AWS::Lambda::Function", "AWS::Logs::LogGroup"
	)
	attached := []string{"Roles " + role, "RoleName " + role, "Users AWS::IAM::User", "UserName AWS::IAM::User", "Groups AWS::IAM::Group", "GroupName AWS::IAM::Group"}
	managed := "ManagedPolicyArns AWS::IAM::ManagedPolicy"
	launched := "LaunchTemplate.LaunchTemplateName AWS::EC2::LaunchTemplate"
	return map[string][]string{
		"AWS::AutoScaling::AutoScalingGroup": {
			launched, "LaunchConfigurationName AWS::AutoScaling::LaunchConfiguration", "LoadBalancerNames AWS::ElasticLoadBalancing::LoadBalancer",
			"MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName AWS::EC2::LaunchTemplate",
			"MixedInstancesPolicy.LaunchTemplate.Overrides.LaunchTemplateSpecification.LaunchTemplateName AWS::EC2::LaunchTemplate",
		},
		"AWS::AutoScaling::LaunchConfiguration": {"IamInstanceProfile AWS::IAM::InstanceProfile"},
		"AWS::Backup::BackupPlan":               {"BackupPlan.BackupPlanRule.TargetBackupVault AWS::Backup::BackupVault"},
		"AWS::CloudTrail::Trail":                {"S3BucketName " + bucket, "SnsTopicName " + topic, "CloudWatchLogsLogGroupArn " + logGroup, "CloudWatchLogsRoleArn " + role},
		"AWS::CloudWatch::Alarm":                {"AlarmActions " + topic, "OKActions " + topic, "InsufficientDataActions " + topic},
		"AWS::CodeBuild::Project":               {"ServiceRole " + role},
		"AWS::Config::DeliveryChannel":          {"S3BucketName " + bucket, "SnsTopicARN " + topic},
		"AWS::DAX::Cluster":                     {"SubnetGroupName AWS::DAX::SubnetGroup"},
		"AWS::DMS::ReplicationInstance":         {"ReplicationSubnetGroupIdentifier AWS::DMS::ReplicationSubnetGroup"},
		"AWS::DocDB::DBCluster":                 {"DBSubnetGroupName AWS::DocDB::DBSubnetGroup"},
		"AWS::DocDB::DBInstance":                {"DBClusterIdentifier AWS::DocDB::DBCluster"},
		"AWS::EC2::EC2Fleet":                    {"LaunchTemplateConfigs.LaunchTemplateSpecification.LaunchTemplateName AWS::EC2::LaunchTemplate"},
		"AWS::EC2::FlowLog":                     {"LogGroupName " + logGroup, "LogDestination " + logGroup, "LogDestination " + bucket, "DeliverLogsPermissionArn " + role},
		"AWS::EC2::Instance":                    {launched, "IamInstanceProfile AWS::IAM::InstanceProfile"},
		"AWS::EC2::LaunchTemplate":              {"LaunchTemplateData.IamInstanceProfile.Name AWS::IAM::InstanceProfile"},
		"AWS::ECS::Service":                     {"Cluster AWS::ECS::Cluster", "LoadBalancers.LoadBalancerName AWS::ElasticLoadBalancing::LoadBalancer"},
		"AWS::ECS::TaskDefinition":              {"TaskRoleArn " + role, "ExecutionRoleArn " + role},
		"AWS::EKS::Nodegroup":                   {"ClusterName AWS::EKS::Cluster", "NodeRole " + role, "LaunchTemplate.Name AWS::EC2::LaunchTemplate"},
		"AWS::ElastiCache::CacheCluster":        {"CacheSubnetGroupName AWS::ElastiCache::SubnetGroup"},
		"AWS::ElastiCache::ReplicationGroup":    {"CacheSubnetGroupName AWS::ElastiCache::SubnetGroup"},
		"AWS::Events::EventBusPolicy":           {"EventBusName AWS::Events::EventBus"},
		"AWS::Events::Rule":                     {"EventBusName AWS::Events::EventBus", "Targets.Arn " + topic, "Targets.Arn " + function, "Targets.Arn AWS::SQS::Queue"},
		"AWS::IAM::AccessKey":                   attached,
		"AWS::IAM::Group":                       {managed},
		"AWS::IAM::GroupPolicy":                 attached,
		"AWS::IAM::InstanceProfile":             {"Roles " + role},
		"AWS::IAM::ManagedPolicy":               {"Roles " + role, "Users AWS::IAM::User", "Groups AWS::IAM::Group"},
		"AWS::IAM::Policy":                      {"Roles " + role, "Users AWS::IAM::User", "Groups AWS::IAM::Group"},
		"AWS::IAM::Role":                        {managed, "PermissionsBoundary AWS::IAM::ManagedPolicy"},
		"AWS::IAM::RolePolicy":                  {"RoleName " + role},
		"AWS::IAM::User":                        {managed, "Groups AWS::IAM::Group", "PermissionsBoundary AWS::IAM::ManagedPolicy"},
		"AWS::IAM::UserPolicy":                  attached,
		"AWS::IAM::UserToGroupAddition":         attached,
		"AWS::Lambda::EventSourceMapping":       {"FunctionName " + function, "EventSourceArn AWS::SQS::Queue", "EventSourceArn AWS::Kinesis::Stream"},
		function:                                {"Role " + role, "DeadLetterConfig.TargetArn AWS::SQS::Queue", "DeadLetterConfig.TargetArn " + topic},
		"AWS::Lambda::Permission":               {"FunctionName " + function},
		"AWS::Lambda::Url":                      {"TargetFunctionArn " + function},
		"AWS::Logs::MetricFilter":               {"LogGroupName " + logGroup},
		"AWS::Logs::SubscriptionFilter":         {"LogGroupName " + logGroup, "DestinationArn " + function, "DestinationArn AWS::Kinesis::Stream"},
		"AWS::MemoryDB::Cluster":                {"SubnetGroupName AWS::MemoryDB::SubnetGroup"},
		"AWS::Neptune::DBCluster":               {"DBSubnetGroupName AWS::Neptune::DBSubnetGroup"},
		"AWS::Neptune::DBInstance":              {"DBClusterIdentifier AWS::Neptune::DBCluster", "DBSubnetGroupName AWS::Neptune::DBSubnetGroup"},
		"AWS::RDS::DBCluster": {
			"DBSubnetGroupName AWS::RDS::DBSubnetGroup", "DBClusterParameterGroupName AWS::RDS::DBClusterParameterGroup",
			"SourceDBClusterIdentifier AWS::RDS::DBCluster", "ReplicationSourceIdentifier AWS::RDS::DBCluster",
		},
		"AWS::RDS::DBInstance": {
			"DBClusterIdentifier AWS::RDS::DBCluster", "DBSubnetGroupName AWS::RDS::DBSubnetGroup", "DBParameterGroupName AWS::RDS::DBParameterGroup",
			"SourceDBInstanceIdentifier AWS::RDS::DBInstance", "SourceDBClusterIdentifier AWS::RDS::DBCluster",
		},
		bucket:                        {"LoggingConfiguration.DestinationBucketName " + bucket},
		"AWS::S3::BucketPolicy":       {"Bucket " + bucket},
		"AWS::SNS::Subscription":      {"TopicArn " + topic, "Endpoint " + function, "Endpoint AWS::SQS::Queue"},
		"AWS::SNS::TopicInlinePolicy": {"TopicArn " + topic},
		"AWS::SNS::TopicPolicy":       {"Topics " + topic},
	}
}

// nameKey is a name of a type's resources, as a text that equal texts share.
type nameKey struct{ typ, name string }

// owner is the resource that has a name; ambiguous if several may.
type owner struct {
	in        *stack
	core      *estate.Core
	ambiguous bool
}

// joinNames puts references in the place of names and ARNs that mean a resource
// of the sources for certain.
func (l *loader) joinNames() {
	owners := l.owners()
	if len(owners) == 0 {
		return
	}
	types, places := namedTypes(), naming()
	for _, s := range l.stacks {
		for i := range s.cores {
			c := &s.cores[i]
			for _, place := range places[c.Type] {
				path, typ, _ := strings.Cut(place, " ")
				c.Properties = rewrite(c.Properties, strings.Split(path, "."), func(t estate.Text) (estate.Text, bool) {
					o, ok := owners[nameKey{typ, nameIn(t, s, types[typ])}]
					if !ok || o.core == c || !s.sees(o, c, t, types[typ].within) {
						return t, false
					}
					return estate.OfReference(o.core.ID, ""), true
				})
			}
			l.joinAliases(s, c, owners)
		}
	}
}

// owners lists the names that the sources give.
func (l *loader) owners() map[nameKey]owner {
	var out map[nameKey]owner
	types := namedTypes()
	for _, s := range l.stacks {
		for i := range s.cores {
			c := &s.cores[i]
			typ, ok := types[c.Type]
			if !ok {
				continue
			}
			name, ok := c.Properties.At(typ.property).AsText().Known()
			if !ok || name.String() == "" || len(name.References()) > 0 {
				continue
			}
			if out == nil {
				out = map[nameKey]owner{}
			}
			key := nameKey{c.Type, name.String()}
			_, twice := out[key]
			out[key] = owner{s, c, twice}
		}
	}
	return out
}

// nameIn is the name that a text gives: the text, or what stands in an ARN of
// the stack's own account and region behind the type.
func nameIn(t estate.Text, s *stack, typ namedType) string {
	text := t.String()
	rest, ok := strings.CutPrefix(text, "arn:")
	if !ok || typ.arn == "" {
		return text
	}
	if own, ok := strings.CutPrefix(rest, "${AWS::Partition}:"); ok {
		rest = own
	} else if _, rest, ok = strings.Cut(rest, ":"); !ok {
		return text
	}
	before := strings.ReplaceAll(strings.ReplaceAll(typ.arn, "REGION", s.regionText().String()), "ACCOUNT", s.accountText().String())
	name, ok := strings.CutPrefix(rest, before)
	if !ok {
		return text
	}
	return strings.TrimSuffix(name, ":*") // a log group's ARN
}

// sees reports whether a name in one stack means the resource of that name: both
// stand in one account and region for certain, and it is there whenever it is
// named. What hangs on parameters is the same text in one deployment only.
func (s *stack) sees(o owner, by *estate.Core, t estate.Text, within scope) bool {
	if o.ambiguous || !by.When.Implies(o.core.When) {
		return false
	}
	if strings.HasPrefix(t.String(), "arn:") && o.core.Properties.Has("Path") {
		return false // the ARN has the path in it
	}
	if s.root() == o.in.root() {
		return true
	}
	if _, literal := t.Known(); !literal {
		return false
	}
	sameAccount := s.account != "" && s.account == o.in.account
	switch within {
	case global:
		return true
	case byAccount:
		return sameAccount
	}
	return sameAccount && s.region != "" && s.region == o.in.region
}

func (s *stack) root() *stack {
	for s.parent != nil {
		s = s.parent
	}
	return s
}

// joinAliases puts keys in the place of their aliases, in whatever property
// names a key.
func (l *loader) joinAliases(s *stack, c *estate.Core, owners map[nameKey]owner) {
	if c.Type == "AWS::KMS::Alias" {
		return
	}
	for _, f := range c.Properties.Leaves() {
		if f.Tree == nil {
			continue
		}
		for _, field := range f.Tree.Fields {
			if !namesKey(field.Name) {
				continue
			}
			c.Properties = rewrite(c.Properties, []string{field.Name}, func(t estate.Text) (estate.Text, bool) {
				o, ok := owners[nameKey{"AWS::KMS::Alias", t.String()}]
				if !ok || !s.sees(o, c, t, byRegion) {
					return t, false
				}
				key, ok := o.core.Properties.At("TargetKeyId").AsText().Known()
				return key, ok
			})
		}
	}
}

// namesKey reports the properties that name a KMS key; one may stand deeper than
// at the top of a resource only where types nest it, which is left alone.
func namesKey(property string) bool {
	switch property {
	case "KmsKeyId", "KMSKeyId", "KmsKeyArn", "KmsMasterKeyId", "KMSKeyArn", "KmsKey":
		return true
	}
	return false
}

// rewrite makes a tree with the scalars at a path replaced; what is not
// replaced is shared.
func rewrite(t *estate.Tree, path []string, replace func(estate.Text) (estate.Text, bool)) *estate.Tree {
	if t == nil {
		return nil
	}
	switch t.Kind {
	case estate.Scalar:
		if len(path) > 0 {
			return t
		}
		text, ok := replace(t.Text)
		if !ok {
			return t
		}
		c := *t
		c.Text = text
		return &c
	case estate.List:
		again := func(item *estate.Tree) (*estate.Tree, bool) {
			made := rewrite(item, path, replace)
			return made, made != item
		}
		if items, ok := rewriteEach(t.Items, again); ok {
			c := *t
			c.Items = items
			return &c
		}
	case estate.Choice:
		again := func(a estate.TreeAlternative) (estate.TreeAlternative, bool) {
			made := rewrite(a.Then, path, replace)
			changed := made != a.Then
			a.Then = made
			return a, changed
		}
		if alts, ok := rewriteEach(t.Alts, again); ok {
			c := *t
			c.Alts = alts
			return &c
		}
	case estate.Map:
		if len(path) == 0 {
			return t
		}
		for i, f := range t.Fields {
			if f.Name != path[0] {
				continue
			}
			made := rewrite(f.Value, path[1:], replace)
			if made == f.Value {
				return t
			}
			c := *t
			c.Fields = append([]estate.Field(nil), t.Fields...)
			c.Fields[i] = estate.NewField(f.Name, made, f.Place())
			return &c
		}
	}
	return t
}

// rewriteEach is a list with what becomes of its entries; the list itself if none
// changes.
func rewriteEach[T any](list []T, again func(T) (T, bool)) (out []T, changed bool) {
	out = list
	for i, before := range list {
		made, ok := again(before)
		if !ok {
			continue
		}
		if !changed {
			out, changed = slices.Clone(list), true
		}
		out[i] = made
	}
	return out, changed
}
