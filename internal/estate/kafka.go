package estate

// KafkaCluster is an MSK cluster, provisioned or serverless.
type KafkaCluster struct {
	Core
	Serverless      bool
	Subnets         Items[Text]
	Groups          Items[Text]
	Public          Value[bool]   // brokers have public addresses, default false
	ClientBroker    Value[string] // "TLS" (default), "TLS_PLAINTEXT", "PLAINTEXT"
	InCluster       Value[bool]   // encryption between brokers, default true
	KMSKey          Value[Text]   // absent: the AWS-managed key
	Unauthenticated Value[bool]
	SASLIAM         Value[bool]
	SASLSCRAM       Value[bool]
	MutualTLS       Value[bool]
	Logging         *Tree
}

// Placements of a cluster: an interface in each subnet.
func (k *KafkaCluster) Placements(*Estate) []Placement {
	out := privately(k.Origin, k.Subnets, k.Groups)
	out[0].PublicIP = k.Public.Or(false)
	return out
}
