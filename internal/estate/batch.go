package estate

// JobDefinition is a job of AWS Batch.
type JobDefinition struct {
	Core
	Containers Items[Container]
	Role       Value[Text]
	Fargate    Items[string] // platform capabilities: "EC2" (default), "FARGATE"
	PublicIP   Value[bool]   // on Fargate, default false
}

// ComputeEnvironment is where AWS Batch runs jobs.
type ComputeEnvironment struct {
	Core
	Kind           Value[string] // "EC2", "SPOT", "FARGATE", "FARGATE_SPOT"
	Subnets        Items[Text]
	Groups         Items[Text]
	KeyName        Value[Text]
	Profile        Value[Text]
	LaunchTemplate Value[Text]
}

// Placements of a compute environment: its instances or tasks. Those on Fargate
// have public addresses only if their job asks for them.
func (c *ComputeEnvironment) Placements(e *Estate) []Placement {
	if c.Subnets.isEmpty() {
		return nil
	}
	l := launchOf(e, &c.Core, c.LaunchTemplate)
	fargate := Derive(c.Kind, func(s string) Alternative[bool] {
		if s == "FARGATE" || s == "FARGATE_SPOT" {
			return Alternative[bool]{State: Known}
		}
		return Alternative[bool]{}
	})
	bare := Placement{
		Origin: c.Origin, Subnets: c.Subnets, Groups: c.Groups.orElements(l.groups), PublicIP: fargate.OrElse(l.publicIP),
	}
	out := place(e, l.interfaces.Append(Items[InterfaceSpec]{Unknown: l.unseen}), bare)
	for i := range out {
		out[i].Subnets = c.Subnets
	}
	return out
}
