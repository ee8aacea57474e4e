package collect

import "ringwall/internal/account/wire"

// parameterCalls ask for the settings of engines that somebody has set, and for what
// stands before databases. AWS's own groups cannot be changed.
func parameterCalls() []Call {
	own := wire.Params{"Source": "user"}
	settings := func(service, operation, parent, path, param string) Call {
		c := of(service, operation, parent, path, param).with(own)
		c.Each[0].Not = "default."
		return c
	}
	return []Call{
		{Service: "rds", Operation: "DescribeDBProxies"},
		{Service: "rds", Operation: "DescribeGlobalClusters"},
		{Service: "rds", Operation: "DescribeDBParameterGroups"},
		settings("rds", "DescribeDBParameters", "DescribeDBParameterGroups", "DBParameterGroups[].DBParameterGroupName", "DBParameterGroupName"),
		{Service: "rds", Operation: "DescribeDBClusterParameterGroups"},
		settings("rds", "DescribeDBClusterParameters", "DescribeDBClusterParameterGroups", "DBClusterParameterGroups[].DBClusterParameterGroupName", "DBClusterParameterGroupName"),
		{Service: "redshift", Operation: "DescribeClusterParameterGroups"},
		settings("redshift", "DescribeClusterParameters", "DescribeClusterParameterGroups", "ParameterGroups[].ParameterGroupName", "ParameterGroupName"),
		{Service: "redshift", Operation: "DescribeClusterSubnetGroups"},
	}
}
