package cloudformation

import "ringwall/internal/estate"

func guardDutyDetector(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Detector{
		Core: c, Enabled: p.At("Enable").AsBool(), Features: detectorFeatures(p.At("Features")),
		DataSources: p.At("DataSources"), Frequency: p.At("FindingPublishingFrequency").AsString().Or("SIX_HOURS"),
	}
}

func detectorFeatures(t *estate.Tree) estate.Items[estate.DetectorFeature] {
	members := mapsIn(t)
	out := estate.Items[estate.DetectorFeature]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		for _, name := range m.Is.At("Name").AsString().Alternatives() {
			f := estate.DetectorFeature{
				Name: name.Is, Enabled: equalsFold(m.Is.At("Status").AsString(), "ENABLED"),
				Additional: m.Is.At("AdditionalConfiguration"),
			}
			when := name.When.And(m.When)
			switch {
			case when.IsNever() || name.State == estate.Absent:
			case name.State == estate.Unknown:
				out.Unknown = append(out.Unknown, estate.GuardedGap{When: when, Gap: name.Gap})
			default:
				out.Known = append(out.Known, estate.Item[estate.DetectorFeature]{When: when, Is: f, Origin: m.Origin})
			}
		}
	}
	return out
}

func securityHub(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.SecurityHub{
		Core: c, DefaultStandards: p.At("EnableDefaultStandards").AsBool().Or(true),
		AutoEnableControls:  p.At("AutoEnableControls").AsBool().Or(true),
		ConsolidatedControl: p.At("ControlFindingGenerator").AsString(),
	}
}

func securityStandard(c estate.Core) estate.Resource {
	return &estate.SecurityStandard{Core: c, ARN: c.Properties.At("StandardsArn").AsText()}
}

func inspectorClassic(c estate.Core) estate.Resource { return &estate.Inspector{Core: c} }

func macieSession(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Macie{
		Core: c, Enabled: equalsFold(p.At("Status").AsString().Or("ENABLED"), "ENABLED"),
		Frequency: p.At("FindingPublishingFrequency").AsString().Or("SIX_HOURS"),
	}
}

func detectiveGraph(c estate.Core) estate.Resource {
	return &estate.DetectiveGraph{Core: c, AutoEnable: c.Properties.At("AutoEnableMembers").AsBool().Or(false)}
}

func accessAnalyzer(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Analyzer{Core: c, Kind: p.At("Type").AsString(), Archive: p.At("ArchiveRules")}
}
