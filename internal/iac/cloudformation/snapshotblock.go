package cloudformation

import "ringwall/internal/estate"

func snapshotBlock(c estate.Core) estate.Resource {
	return &estate.SnapshotBlock{Core: c, State: c.Properties.At("State").AsString()}
}
