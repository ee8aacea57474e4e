package account

import (
	"strings"

	"ringwall/internal/estate"
)

// parameterForms are the outputs of what engines are set to, and of what stands before
// databases.
func parameterForms() []form {
	setting := []string{"ParameterName", "IsModifiable"}
	return []form{
		{command: "rds describe-db-proxies", key: "DBProxies", read: is("AWS::RDS::DBProxy", "DBProxyName", "DBProxyArn", naming{})},
		{command: "rds describe-global-clusters", key: "GlobalClusters", marks: []string{"GlobalClusterIdentifier"}, read: is("AWS::RDS::GlobalCluster", "GlobalClusterIdentifier", "GlobalClusterArn", naming{})},
		{command: "rds describe-db-parameter-groups", key: "DBParameterGroups", marks: []string{"DBParameterGroupFamily"}, read: (*formed).databaseSettings},
		{command: "rds describe-db-parameters", key: "Parameters", named: true, marks: setting, of: []string{"DBParameterGroupName"}, read: (*formed).setting},
		{command: "rds describe-db-cluster-parameter-groups", key: "DBClusterParameterGroups", marks: []string{"DBParameterGroupFamily"}, read: (*formed).clusterSettings},
		{command: "rds describe-db-cluster-parameters", key: "Parameters", named: true, marks: setting, of: []string{"DBClusterParameterGroupName"}, read: (*formed).setting},
		{command: "redshift describe-cluster-parameter-groups", key: "ParameterGroups", marks: []string{"ParameterGroupFamily"}, read: (*formed).warehouseSettings},
		{command: "redshift describe-cluster-parameters", key: "Parameters", named: true, marks: setting, of: []string{"ParameterGroupName"}, read: (*formed).setting},
		{command: "redshift describe-cluster-subnet-groups", key: "ClusterSubnetGroups", read: (*formed).warehouseSubnets},
	}
}

// settings is a parameter group: what somebody has set of it, a command of its own
// says. AWS's own groups cannot be changed: with one of them, the engine's defaults
// count, as without any ("Parameter groups").
func (x *formed) settings(typ, name, arn, family, command string) {
	if !strings.HasPrefix(name, "default.") {
		x.add(typ, name, arn, got, mapTree(x.t.Origin, member("Family", x.t.At(family))), ownPart{property: "Parameters", command: command, of: name})
	}
}

// databaseSettings reads a DBParameterGroup (RDS DescribeDBParameterGroups).
func (x *formed) databaseSettings() {
	x.settings("AWS::RDS::DBParameterGroup", x.text("DBParameterGroupName"), x.text("DBParameterGroupArn"), "DBParameterGroupFamily", "rds describe-db-parameters")
}

// clusterSettings reads a DBClusterParameterGroup (RDS DescribeDBClusterParameterGroups),
// also of DocumentDB and Neptune.
func (x *formed) clusterSettings() {
	typ, family := "AWS::RDS::DBClusterParameterGroup", x.text("DBParameterGroupFamily")
	switch {
	case strings.HasPrefix(family, "docdb"):
		typ = "AWS::DocDB::DBClusterParameterGroup"
	case strings.HasPrefix(family, "neptune"):
		typ = "AWS::Neptune::DBClusterParameterGroup"
	}
	name := x.text("DBClusterParameterGroupName")
	x.settings(typ, name, x.text("DBClusterParameterGroupArn"), "DBParameterGroupFamily", "rds describe-db-cluster-parameters")
}

// warehouseSettings reads a ClusterParameterGroup (Redshift
// DescribeClusterParameterGroups).
func (x *formed) warehouseSettings() {
	name := x.text("ParameterGroupName")
	x.settings("AWS::Redshift::ClusterParameterGroup", name, x.arn("redshift", "parametergroup:"+name), "ParameterGroupFamily", "redshift describe-cluster-parameters")
}

// setting reads a Parameter (RDS DescribeDBParameters, DescribeDBClusterParameters,
// Redshift DescribeClusterParameters): what somebody has set. Without a value the engine
// decides.
func (x *formed) setting() {
	if s := x.text("Source"); s != "user" && s != "" || x.of == "" || !x.t.Has("ParameterValue") {
		return
	}
	key := shownKey{x.scope.account, x.scope.region, x.form.command, x.of}
	all := x.loose.shown[key]
	if all == nil {
		all = &estate.Tree{Kind: estate.Map, Origin: x.t.Origin}
		x.loose.shown[key] = all
	}
	all.Fields = append(all.Fields, estate.NewField(x.text("ParameterName"), x.t.At("ParameterValue"), x.t.Origin))
}

// warehouseSubnets reads a ClusterSubnetGroup (Redshift DescribeClusterSubnetGroups).
func (x *formed) warehouseSubnets() {
	name := x.text("ClusterSubnetGroupName")
	subnets := pickedOf(x.t.Origin, x.t.At("Subnets"), "SubnetIdentifier")
	x.add("AWS::Redshift::ClusterSubnetGroup", name, x.arn("redshift", "subnetgroup:"+name), got, mapTree(x.t.Origin, member("SubnetIds", subnets)))
}
