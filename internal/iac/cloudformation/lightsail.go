package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func lightsailInstance(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LightsailInstance{
		Core: c, KeyName: p.At("KeyPairName").AsText(), UserData: p.At("UserData").AsText(),
		Ports: estate.AsItems(below(p, "Networking.Ports"), func(_ scenario.Guard, t *estate.Tree) estate.LightsailPort {
			return estate.LightsailPort{
				From: t.At("FromPort").AsInt(), To: t.At("ToPort").AsInt(), Protocol: t.At("Protocol").AsString(),
				CIDRs: t.At("Cidrs").AsStrings().Append(t.At("Ipv6Cidrs").AsStrings()), Aliases: t.At("CidrListAliases").AsStrings(),
			}
		}),
	}
}

func lightsailDatabase(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LightsailDatabase{
		Core: c, Public: p.At("PubliclyAccessible").AsBool().Or(false), Backup: p.At("BackupRetention").AsBool().Or(true),
		Password: p.At("MasterUserPassword").AsText(),
	}
}
