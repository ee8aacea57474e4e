// Package sam expands AWS::Serverless resources into the CloudFormation
// resources that AWS makes of them ("AWS SAM: Generated CloudFormation
// resources"): templates in, templates out, as trees that keep the place of what
// was written.
//
// It works as AWS's own transform does, step by step, because the names of the
// resources that come out hang on the steps: hashes are taken of trees printed
// in an order of keys that only these steps explain ([keys27]). Parameters are
// put in only where AWS does it; every other intrinsic function is left to be
// evaluated with the rest of the template.
//
// What AWS would refuse is an error with its place. What hangs on a value that
// is not known before a deployment is left unexpanded, and named.
//
//	made, err := sam.Expand(root, sam.Options{Region: "eu-west-1"})
package sam
