package estate

// RunnerService is a service of App Runner.
type RunnerService struct {
	Core
	Public      Value[bool] // its endpoint is on the internet, default true
	Connector   Value[Text] // to a VPC; absent: it calls over the internet
	Role        Value[Text]
	AccessRole  Value[Text]
	KMSKey      Value[Text]
	Environment Items[EnvironmentVariable]
}

// RunnerConnector lets services call into a VPC.
type RunnerConnector struct {
	Core
	Subnets Items[Text]
	Groups  Items[Text]
}

// Placements of a connector: interfaces that open connections only.
func (c *RunnerConnector) Placements(*Estate) []Placement {
	return calling(c.Origin, c.Subnets, c.Groups)
}
