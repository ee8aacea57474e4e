package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func ec2Fleet(c estate.Core) estate.Resource {
	return &estate.Fleet{Core: c, Configs: fleetConfigs(c.Properties.At("LaunchTemplateConfigs"))}
}

func spotFleet(c estate.Core) estate.Resource {
	p := c.Properties.At("SpotFleetRequestConfigData")
	return &estate.Fleet{
		Core: c, Specs: estate.AsItems(p.At("LaunchSpecifications"), fleetSpec),
		Configs:      fleetConfigs(p.At("LaunchTemplateConfigs")),
		TargetGroups: eachText(below(p, "LoadBalancersConfig.TargetGroupsConfig.TargetGroups"), "Arn"),
		ClassicLBs:   eachText(below(p, "LoadBalancersConfig.ClassicLoadBalancersConfig.ClassicLoadBalancers"), "Name"),
	}
}

// fleetSpec reads a launch specification; its SubnetId may list several,
// separated by commas (SpotFleetLaunchSpecification).
func fleetSpec(_ scenario.Guard, t *estate.Tree) estate.FleetSpec {
	s := estate.FleetSpec{
		Hardware: hardware(t), Origin: t.Place(), Subnets: separated(t.At("SubnetId").AsTexts()),
		Groups: eachText(t.At("SecurityGroups"), "GroupId"), Interfaces: interfaceSpecs(t.At("NetworkInterfaces"), "Groups"),
	}
	s.Profile = firstText(t, "IamInstanceProfile.Arn", "IamInstanceProfile.Name")
	s.Monitoring = below(t, "Monitoring.Enabled").AsBool()
	return s
}

// fleetConfigs reads launch templates with their overrides.
func fleetConfigs(t *estate.Tree) estate.Items[estate.FleetConfig] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) estate.FleetConfig {
		const template = "LaunchTemplateSpecification."
		c := estate.FleetConfig{
			Origin: t.Place(), LaunchTemplate: firstText(t, template+"LaunchTemplateId", template+"LaunchTemplateName"),
			Subnets: separated(eachText(t.At("Overrides"), "SubnetId")),
		}
		for _, o := range mapsIn(t.At("Overrides")).Known {
			c.Own = c.Own || !o.Is.Written("SubnetId").False.IsNever()
		}
		return c
	})
}
