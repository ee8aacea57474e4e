package iac

import (
	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation"
)

// Typed makes the typed resource of one that an account shows under CloudFormation's
// names of types and properties.
func Typed(c estate.Core) estate.Resource { return cloudformation.TypedOne(c) }
