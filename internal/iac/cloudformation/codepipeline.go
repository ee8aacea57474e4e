package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func pipeline(c estate.Core) estate.Resource {
	p := c.Properties
	out := &estate.Pipeline{
		Core: c, Role: p.At("RoleArn").AsText(), KMSKey: below(p, "ArtifactStore.EncryptionKey.Id").AsText(),
		Stores: below(p, "ArtifactStore.Location").AsTexts().Append(eachText(p.At("ArtifactStores"), "ArtifactStore.Location")),
	}
	out.KMSKey = out.KMSKey.OrElse(firstOf(p.At("ArtifactStores"), func(t *estate.Tree) estate.Value[estate.Text] {
		return below(t, "ArtifactStore.EncryptionKey.Id").AsText()
	}))
	stages := mapsIn(p.At("Stages"))
	for _, s := range stages.Known {
		out.Actions = out.Actions.Append(estate.AsItems(s.Is.At("Actions"), pipelineAction).Given(s.When))
	}
	out.Actions.Unknown = append(out.Actions.Unknown, stages.Unknown...)
	return out
}

func pipelineAction(_ scenario.Guard, t *estate.Tree) estate.PipelineAction {
	return estate.PipelineAction{
		Origin: t.Place(), Name: t.At("Name").AsText(), Category: below(t, "ActionTypeId.Category").AsString(),
		Provider: below(t, "ActionTypeId.Provider").AsString(), Owner: below(t, "ActionTypeId.Owner").AsString(),
		Role: t.At("RoleArn").AsText(), Configuration: t.At("Configuration"),
	}
}
