// Package cloudformation reads CloudFormation templates (YAML and JSON), folders
// of them and CDK output into an estate.
//
// Reading goes in three steps: package syntax turns text into nodes with positions;
// a [stack] evaluates parameters, mappings, conditions and every intrinsic
// function as far as reading can, keeping what cannot be known as variables and
// choices; decoders (one file a service) make typed resources of the evaluated
// properties. Facts are stored after CloudFormation's own defaults.
//
// What CloudFormation would refuse (a Ref to nothing, a condition in a circle)
// is an [Error] with its place. What only CloudFormation can do (macros,
// includes from S3) leaves the estate open: properties and resources that may
// have been added are unknown, never absent.
package cloudformation
