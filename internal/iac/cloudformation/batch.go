package cloudformation

import (
	"ringwall/internal/estate"
)

func batchJob(c estate.Core) estate.Resource {
	p := c.Properties
	one := p.At("ContainerProperties")
	out := &estate.JobDefinition{
		Core: c, Role: one.At("JobRoleArn").AsText(), Fargate: orElements(p.At("PlatformCapabilities").AsStrings(), "EC2"),
		Containers: estate.AsItems(one, container),
		PublicIP:   equalsFold(below(one, "NetworkConfiguration.AssignPublicIp").AsString().Or("DISABLED"), "ENABLED"),
	}
	for _, list := range []struct{ at, containers string }{{"EcsProperties.TaskProperties", "Containers"}, {"NodeProperties.NodeRangeProperties", "Container"}} {
		members := mapsIn(below(p, list.at))
		for _, m := range members.Known {
			out.Containers = out.Containers.Append(estate.AsItems(m.Is.At(list.containers), container).Given(m.When))
		}
		out.Containers.Unknown = append(out.Containers.Unknown, members.Unknown...)
	}
	return out
}

func batchEnvironment(c estate.Core) estate.Resource {
	p := c.Properties.At("ComputeResources")
	return &estate.ComputeEnvironment{
		Core: c, Kind: p.At("Type").AsString(), Subnets: p.At("Subnets").AsTexts(), Groups: p.At("SecurityGroupIds").AsTexts(),
		KeyName: p.At("Ec2KeyPair").AsText(), Profile: p.At("InstanceRole").AsText(),
		LaunchTemplate: firstText(p, "LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName"),
	}
}
