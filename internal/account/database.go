package account

import (
	"strings"

	"ringwall/internal/estate"
)

// groupedSubnets is the ARN of a subnet group of the same account and Region as
// the ARN given.
func groupedSubnets(arn, name string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || name == "" {
		return name
	}
	return strings.Join(parts[:5], ":") + ":subgrp:" + name
}

// dbInstance reads a DBInstance (RDS DescribeDBInstances).
func (r *reader) dbInstance() {
	d := &estate.DBInstance{Core: r.core("", "AWS::RDS::DBInstance")}
	var name, arn, cluster, state string
	var group *estate.SubnetGroup
	var settings estate.Items[estate.Text]
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "DBInstanceIdentifier":
			name = r.intern()
		case "DBInstanceArn":
			arn = r.intern()
		case "DBInstanceStatus":
			state = r.intern()
		case "Engine":
			d.Engine = r.words()
		case "EngineVersion":
			d.EngineVersion = r.words()
		case "DBClusterIdentifier":
			cluster = r.intern()
		case "DBSubnetGroup":
			group = r.subnetGroup("AWS::RDS::DBSubnetGroup")
		case "DBParameterGroups":
			settings = r.textsOf("DBParameterGroupName")
		case "VpcSecurityGroups":
			d.Groups = r.textsOf("VpcSecurityGroupId")
		case "PubliclyAccessible":
			d.PubliclyAccessible = r.flag()
		case "Endpoint":
			for r.open('{'); r.more(); {
				if string(r.key()) == "Port" {
					d.Port = r.whole()
				} else {
					r.skip()
				}
			}
		default:
			r.dbField(d)
		}
	}
	if state == "deleting" {
		return
	}
	d.Type = ofEngine(d.Engine, "DBInstance")
	r.called(&d.Core, name, arn)
	if cluster != "" {
		d.Cluster = r.values.text(strings.Replace(arn, ":db:"+name, ":cluster:"+cluster, 1), r.at)
	}
	if group != nil {
		d.SubnetGroup = r.values.text(r.grouped(group, arn), r.at)
	}
	for _, s := range settings.Known {
		d.ParameterGroup = r.ownSettings(arn, ":pg:", s.Is)
	}
	r.add(d)
	r.loose.databases = append(r.loose.databases, d)
}

// ofEngine is the type of a database or cluster: RDS lists those of DocumentDB and
// Neptune, too ("DescribeDBClusters").
func ofEngine(engine estate.Value[string], kind string) string {
	switch is, _ := engine.Known(); is {
	case "docdb":
		return "AWS::DocDB::" + kind
	case "neptune":
		return "AWS::Neptune::" + kind
	}
	return "AWS::RDS::" + kind
}

// ownSettings is the parameter group of a database. AWS's own groups cannot be changed:
// with one of them the engine's defaults count, as without any ("Parameter groups").
func (r *reader) ownSettings(arn, kind string, name estate.Text) estate.Value[estate.Text] {
	s, known := name.Known()
	parts := strings.SplitN(arn, ":", 6)
	if !known || s == "" || strings.HasPrefix(s, "default.") || len(parts) < 6 {
		return estate.Value[estate.Text]{}
	}
	return r.values.text(strings.Join(parts[:5], ":")+kind+s, r.at)
}

// dbField reads the member of a DBInstance that says how it is kept.
func (r *reader) dbField(d *estate.DBInstance) {
	switch string(r.last) {
	case "StorageEncrypted":
		d.Encrypted = r.flag()
	case "KmsKeyId":
		d.KMSKey = r.txt()
	case "DeletionProtection":
		d.DeletionProtection = r.flag()
	case "BackupRetentionPeriod":
		d.BackupRetention = r.whole()
	case "MultiAZ":
		d.MultiAZ = r.flag()
	case "AutoMinorVersionUpgrade":
		d.AutoMinorUpgrade = r.flag()
	case "IAMDatabaseAuthenticationEnabled":
		d.IAMAuth = r.flag()
	case "CopyTagsToSnapshot":
		d.CopyTags = r.flag()
	case "MonitoringInterval":
		d.Monitoring = r.whole()
	case "PerformanceInsightsEnabled":
		d.Insights = r.flag()
	case "CACertificateIdentifier":
		d.CACertificate = r.words()
	case "MasterUsername":
		d.MasterUsername = r.txt()
	case "EnabledCloudwatchLogsExports":
		d.LogExports.Known = append(d.LogExports.Known, r.logExports()...)
	case "MasterUserSecret":
		d.ManagedPassword = r.values.boolean(r.member("SecretArn") != "", r.at)
	case "TagList":
		d.Tags = r.tagged()
	default:
		r.skip()
	}
}

// grouped takes in the subnet group that stands within a database, unless it is
// known, and answers what it is called.
func (r *reader) grouped(g *estate.SubnetGroup, arn string) string {
	if g.Physical == "" || !strings.HasPrefix(g.Physical, "arn:") {
		r.called(&g.Core, g.Logical, groupedSubnets(arn, g.Logical))
	}
	r.add(g)
	return g.Physical
}

// dbCluster reads a DBCluster (RDS DescribeDBClusters).
func (r *reader) dbCluster() {
	d := &estate.DBCluster{Core: r.core("", "AWS::RDS::DBCluster")}
	var name, arn, group, settings string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "DBClusterIdentifier":
			name = r.intern()
		case "DBClusterArn":
			arn = r.intern()
		case "Engine":
			d.Engine = r.words()
		case "EngineVersion":
			d.EngineVersion = r.words()
		case "EngineMode":
			d.EngineMode = r.words()
		case "DBSubnetGroup":
			group = r.intern()
		case "VpcSecurityGroups":
			d.Groups = r.textsOf("VpcSecurityGroupId")
		case "PubliclyAccessible":
			d.PubliclyAccessible = r.flag()
		case "DBClusterInstanceClass":
			d.InstanceClass = r.words()
		case "Port":
			d.Port = r.whole()
		case "StorageEncrypted":
			d.Encrypted = r.flag()
		case "KmsKeyId":
			d.KMSKey = r.txt()
		case "DeletionProtection":
			d.DeletionProtection = r.flag()
		case "BackupRetentionPeriod":
			d.BackupRetention = r.whole()
		case "IAMDatabaseAuthenticationEnabled":
			d.IAMAuth = r.flag()
		case "TagList":
			d.Tags = r.tagged()
		case "DBClusterParameterGroup":
			settings = r.intern()
		case "CopyTagsToSnapshot":
			d.CopyTags = r.flag()
		case "EnabledCloudwatchLogsExports":
			d.LogExports.Known = append(d.LogExports.Known, r.logExports()...)
		case "AutoMinorVersionUpgrade":
			d.AutoMinorUpgrade = r.flag()
		case "HttpEndpointEnabled":
			d.HTTPEndpoint = r.flag()
		case "MasterUserSecret":
			d.ManagedPassword = r.values.boolean(r.member("SecretArn") != "", r.at)
		default:
			r.skip()
		}
	}
	d.Type = ofEngine(d.Engine, "DBCluster")
	r.called(&d.Core, name, arn)
	d.ParameterGroup = r.ownSettings(arn, ":cluster-pg:", estate.Literal(settings))
	if group != "" {
		d.SubnetGroup = r.values.text(groupedSubnets(arn, group), r.at)
	}
	r.add(d)
}

// dbSubnetGroup reads a DBSubnetGroup (RDS DescribeDBSubnetGroups).
func (r *reader) dbSubnetGroup() {
	if g := r.subnetGroup("AWS::RDS::DBSubnetGroup"); g.Physical != "" {
		r.add(g)
	}
}

// cacheSubnetGroup reads a CacheSubnetGroup (ElastiCache).
func (r *reader) cacheSubnetGroup() {
	if g := r.subnetGroup("AWS::ElastiCache::SubnetGroup"); g.Physical != "" {
		r.add(g)
	}
}

func (r *reader) subnetGroup(typ string) *estate.SubnetGroup {
	g := &estate.SubnetGroup{Core: r.core("", typ)}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "DBSubnetGroupName", "CacheSubnetGroupName":
			name = r.intern()
		case "DBSubnetGroupArn", "ARN":
			arn = r.intern()
		case "Subnets":
			g.Subnets = r.textsOf("SubnetIdentifier")
		default:
			r.skip()
		}
	}
	if arn != "" {
		r.called(&g.Core, name, arn)
	} else {
		g.ID, g.Logical, g.Physical = estate.ID(name), name, name
	}
	return g
}

// cacheCluster reads a CacheCluster (ElastiCache DescribeCacheClusters).
func (r *reader) cacheCluster() {
	c := &estate.Cache{Core: r.core("", "AWS::ElastiCache::CacheCluster")}
	var name, arn, group string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "CacheClusterId":
			name = r.intern()
		case "ARN":
			arn = r.intern()
		case "Engine":
			c.Engine = r.words()
		case "CacheSubnetGroupName":
			group = r.intern()
		case "SecurityGroups":
			c.Groups = r.textsOf("SecurityGroupId")
		case "AtRestEncryptionEnabled":
			c.AtRest = r.flag()
		case "TransitEncryptionEnabled":
			c.InTransit = r.flag()
		default:
			r.skip()
		}
	}
	r.called(&c.Core, name, arn)
	if group != "" {
		c.SubnetGroup = r.values.text(strings.Replace(arn, ":cluster:"+name, ":subnetgroup:"+group, 1), r.at)
	}
	r.add(c)
	r.loose.described["ElastiCache "+name] = append(r.loose.described["ElastiCache "+name], &c.Core)
}

// mountTarget reads a MountTarget (EFS DescribeMountTargets).
func (r *reader) mountTarget() {
	m := &estate.MountTarget{Core: r.core("", "AWS::EFS::MountTarget")}
	var card string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "MountTargetId":
			m.ID, m.Logical, m.Physical = r.named()
		case "FileSystemId":
			m.FileSystem = r.txt()
		case "SubnetId":
			m.Subnet = r.txt()
		case "IpAddress":
			m.Address = r.txt()
		case "NetworkInterfaceId":
			card = r.intern()
		case "OwnerId":
			m.Account = estate.Literal(r.intern())
		case "AvailabilityZoneName":
			m.Region = r.zoned(r.intern())
		default:
			r.skip()
		}
	}
	r.add(m)
	if card != "" {
		r.loose.owners[card] = append(r.loose.owners[card], m.Physical)
	}
}

// function reads a FunctionConfiguration (Lambda ListFunctions, GetFunction).
func (r *reader) function() {
	f := &estate.Function{Core: r.core("", "AWS::Lambda::Function")}
	for r.open('{'); r.more(); {
		r.functionField(f, string(r.key()))
	}
	r.addFunction(f)
}

func (r *reader) addFunction(f *estate.Function) {
	if f.Physical == "" || f.Logical == "" {
		return // of another command
	}
	r.called(&f.Core, f.Logical, f.Physical)
	f.FunctionName = r.values.text(f.Logical, f.Origin)
	r.unlistedTags(f)
	r.add(f)
	if held := r.byID[typed{f.Type, f.Physical}]; held.resource == estate.Resource(f) {
		r.loose.guarded = append(r.loose.guarded, &guarded{
			resource: f, service: "lambda", name: f.Logical, command: "lambda get-policy", scope: r.scope, apart: resourcePolicy, placed: true,
		})
	}
	if len(f.Subnets.Known) > 0 {
		r.loose.functions = append(r.loose.functions, f)
	}
}

// functionField reads the member of a FunctionConfiguration that has the name.
func (r *reader) functionField(f *estate.Function, name string) {
	switch name {
	case "FunctionName":
		f.Logical = r.intern()
	case "FunctionArn":
		f.Physical = r.intern()
	case "Role":
		f.Role = r.txt()
	case "Runtime":
		f.Runtime = r.words()
	case "PackageType":
		f.PackageType = r.words()
	case "KMSKeyArn":
		f.KMSKey = r.txt()
	case "Environment":
		for r.open('{'); r.more(); {
			if string(r.key()) == "Variables" {
				f.Environment = unknownWhereWithheld(r.tree())
			} else {
				r.skip()
			}
		}
	case "DeadLetterConfig":
		f.DeadLetter = r.values.text(r.member("TargetArn"), r.at)
	case "LoggingConfig":
		f.LogGroup = r.values.text(r.member("LogGroup"), r.at)
	case "Layers":
		f.Layers = r.textsOf("Arn")
	case "TracingConfig":
		f.Tracing = r.values.word(r.member("Mode"), r.at)
	case "VpcConfig":
		r.functionVPC(f)
	default:
		r.skip()
	}
}

func (r *reader) functionVPC(f *estate.Function) {
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "SubnetIds":
			f.Subnets = r.texts()
		case "SecurityGroupIds":
			f.Groups = r.texts()
		case "Ipv6AllowedForDualStack":
			f.IPv6 = r.flag()
		default:
			r.skip()
		}
	}
}

// functionTags reads the tags of a function, which are a map: the answer of Lambda's
// ListTags, or what stands beside the configuration in that of GetFunction.
func (r *reader) functionTags(doc *estate.Tree) {
	t := doc.At("Tags")
	name := r.subject(doc, "FunctionName", "Resource")
	if n := len(r.result.Resources); r.after.verb != "list-tags" && n > 0 {
		if f, ok := r.result.Resources[n-1].(*estate.Function); ok && f.Origin.File == r.name {
			name = f.Logical
		}
	}
	if t.Kind != estate.Map || name == "" || !r.soundAnswer {
		r.unread = "Tags"
		return
	}
	list := estate.Items[estate.Tag]{Origin: t.Origin}
	for _, f := range t.Fields {
		list.Known = append(list.Known, item(estate.Tag{Key: estate.Literal(f.Name), Value: r.textValue(t, f.Name).Or(estate.Literal(""))}, f.Place()))
	}
	r.loose.functionTags = append(r.loose.functionTags, functionTags{r.scope, lastPart(name), estate.NewTags(list)})
}

// functionTags are those of the function of a name, in a scope.
type functionTags struct {
	scope *scope
	name  string
	tags  estate.Tags
}

// joinFunctionTags gives functions the tags that other commands list.
func (l *loader) joinFunctionTags() {
	if len(l.loose.functionTags) == 0 {
		return
	}
	tags := map[[3]string]estate.Tags{}
	for _, t := range l.loose.functionTags {
		tags[[3]string{t.scope.account, t.scope.region, t.name}] = t.tags
	}
	for _, x := range l.result.Resources {
		f, ok := x.(*estate.Function)
		if !ok {
			continue
		}
		account, _ := f.Account.Known()
		region, _ := f.Region.Known()
		if t, said := tags[[3]string{account, region, f.Logical}]; said {
			f.Tags = t
		}
	}
}

// logExports are the logs that a database sends to CloudWatch Logs.
func (r *reader) logExports() []estate.Item[string] {
	var out []estate.Item[string]
	for _, t := range r.texts().Known {
		s, _ := t.Is.Known()
		out = append(out, item(s, r.at))
	}
	return out
}
