package estate

// Broker is a message broker of Amazon MQ.
type Broker struct {
	Core
	Engine     Value[string] // "activemq", "rabbitmq"
	Subnets    Items[Text]
	Groups     Items[Text]
	Public     Value[bool]   // PubliclyAccessible
	KMSKey     Value[Text]   // absent: the AWS-managed or an AWS-owned key
	OwnedKey   Value[bool]   // an AWS-owned key is used, default true
	AuditLogs  Value[bool]   // default false
	Logs       Value[bool]   // general logs, default false
	AutoMinor  Value[bool]   // minor upgrades, default false
	Deployment Value[string] // "SINGLE_INSTANCE", "ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ"
	Passwords  Items[Text]
}

// Placements of a broker: interfaces in its subnets. A public RabbitMQ broker
// stands outside of them ("Amazon MQ network architecture").
func (b *Broker) Placements(*Estate) []Placement {
	subnets := b.Subnets
	if subnets.isEmpty() {
		subnets = Items[Text]{Unknown: []GuardedGap{{Gap: inDefaultVPC(b.Origin)}}}
	}
	out := privately(b.Origin, subnets, b.Groups)
	out[0].PublicIP, out[0].When = b.Public.Or(false), b.Outside().True.Not()
	return possible(out)
}

// Outside is true of a broker whose endpoint is on the internet whatever the
// network: a public one of RabbitMQ.
func (b *Broker) Outside() Truth { return Is(b.Engine, "rabbitmq").And(Is(b.Public, true)) }
