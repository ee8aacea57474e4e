package cloudformation

import (
	"ringwall/internal/estate"
)

func kafkaCluster(c estate.Core) estate.Resource {
	p := c.Properties
	const brokers, clients, transit = "BrokerNodeGroupInfo.", "ClientAuthentication.", "EncryptionInfo.EncryptionInTransit."
	public := below(p, brokers+"ConnectivityInfo.PublicAccess.Type").AsString().Or("DISABLED")
	return &estate.KafkaCluster{
		Core: c, Subnets: below(p, brokers+"ClientSubnets").AsTexts(), Groups: below(p, brokers+"SecurityGroups").AsTexts(),
		Public:          not(equalsFold(public, "DISABLED")),
		ClientBroker:    below(p, transit+"ClientBroker").AsString().Or("TLS"),
		InCluster:       below(p, transit+"InCluster").AsBool().Or(true),
		KMSKey:          below(p, "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId").AsText(),
		Unauthenticated: below(p, clients+"Unauthenticated.Enabled").AsBool(),
		SASLIAM:         below(p, clients+"Sasl.Iam.Enabled").AsBool().Or(false),
		SASLSCRAM:       below(p, clients+"Sasl.Scram.Enabled").AsBool().Or(false),
		MutualTLS:       below(p, clients+"Tls.Enabled").AsBool().Or(false),
		Logging:         p.At("LoggingInfo"),
	}
}

// serverlessKafkaCluster takes IAM only and is always encrypted ("MSK
// Serverless").
func serverlessKafkaCluster(c estate.Core) estate.Resource {
	p, at := c.Properties, c.Origin
	k := &estate.KafkaCluster{
		Core: c, Serverless: true, Public: estate.Of(false, at), ClientBroker: estate.Of("TLS", at),
		InCluster: estate.Of(true, at), Unauthenticated: estate.Of(false, at), SASLIAM: estate.Of(true, at),
		SASLSCRAM: estate.Of(false, at), MutualTLS: estate.Of(false, at),
	}
	for _, v := range mapsIn(p.At("VpcConfigs")).Known {
		k.Subnets = k.Subnets.Append(v.Is.At("SubnetIds").AsTexts().Given(v.When))
		k.Groups = k.Groups.Append(v.Is.At("SecurityGroups").AsTexts().Given(v.When))
	}
	return k
}
