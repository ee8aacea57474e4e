package account

// brokerForms are the outputs of what passes messages on: MSK and Amazon MQ.
func brokerForms() []form {
	return []form{
		{command: "kafka list-clusters-v2", key: "ClusterInfoList", read: (*formed).kafka},
		{command: "mq list-brokers", key: "BrokerSummaries", read: (*formed).brokerListed},
		{command: "mq describe-broker", whole: true, needs: []string{"BrokerArn", "BrokerId"}, read: (*formed).broker},
	}
}

// kafka reads a Cluster (MSK ListClustersV2).
func (x *formed) kafka() {
	typ, is := "AWS::MSK::Cluster", x.t.At("Provisioned")
	n := naming{plain: []string{"Tags"}}
	if x.text("ClusterType") == "SERVERLESS" {
		typ, is = "AWS::MSK::ServerlessCluster", x.t.At("Serverless")
		n.rename = map[string]string{"SecurityGroupIds": "SecurityGroups"}
	}
	p := withMember(n.tree(is), "ClusterName", x.t.At("ClusterName"))
	p.Origin = x.t.Origin
	if x.t.Has("Tags") {
		p = withMember(p, "Tags", x.t.At("Tags"))
	}
	x.add(typ, x.text("ClusterName"), x.text("ClusterArn"), got, p)
}

// brokerListed reads a BrokerSummary (Amazon MQ ListBrokers).
func (x *formed) brokerListed() {
	x.add("AWS::AmazonMQ::Broker", x.text("BrokerName"), x.text("BrokerArn"), listed, x.unsaid(x.text("BrokerName"), "mq describe-broker", x.text("BrokerId")))
}

// broker reads the answer of Amazon MQ's DescribeBroker, which shows no passwords.
func (x *formed) broker() {
	p := x.properties(naming{rename: map[string]string{"Users": ""}, plain: []string{"Tags"}})
	x.add("AWS::AmazonMQ::Broker", x.text("BrokerName"), x.text("BrokerArn"), got, p)
}
