package cloudformation

import "ringwall/internal/iac/cloudformation/syntax"

// Error is something in a template that CloudFormation would refuse too.
type Error = syntax.Error
