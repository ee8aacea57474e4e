package infrastructure

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// FunctionInVPC is NET-LAMBDA-VPC.
func FunctionInVPC() *review.Rule {
	return &review.Rule{
		ID: "NET-LAMBDA-VPC", Area: finding.Infrastructure, Severity: finding.Info,
		Title: "Functions that work on something in a VPC are in it",
		Why: "A function outside of the VPC cannot reach what stands inside, unless that is opened to the internet: such functions are why " +
			"databases are made public. Functions that work on AWS's own services alone need no VPC.",
		Fix:   "Give the function a VpcConfig with private subnets and a group that the store admits.",
		Needs: []string{"J"}, References: []string{"WA SEC05-BP02"},
		Specimen: functionTemplate(""), Twin: functionTemplate("\n      VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}"),
		Check: checkFunctionInVPC,
	}
}

func functionTemplate(network string) string {
	return `Resources:
  Cache:
    Type: AWS::ElastiCache::ServerlessCache
    Properties: {ServerlessCacheName: sessions, Engine: valkey, SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [sg-1]}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/app
      Code: {ImageUri: app}
      Environment: {Variables: {CACHE: !GetAtt Cache.Endpoint.Address}}` + network + "\n"
}

func checkFunctionInVPC(p *review.Pass) {
	for _, f := range estate.All[*estate.Function](p.Estate) {
		names := storesNamed(p.Estate, f)
		if len(names) == 0 {
			continue
		}
		p.Judge(f, f.Subnets.IsEmpty(), review.Detail{
			Message: "it is outside of the VPC in which " + strings.Join(names, ", ") + " stands, which its environment names",
		})
	}
}

// storesNamed are the data stores inside a VPC whose endpoints a function's
// environment names. What is public, or has the Data API, is reached without.
func storesNamed(e *estate.Estate, f *estate.Function) []string {
	var out []string
	for _, ref := range f.Environment.References() {
		if !strings.Contains(ref.Attribute, "Endpoint") {
			continue
		}
		r, ok := e.Get(ref.Resource)
		if !ok || !isDataStore(r.Base().Type) {
			continue
		}
		owner, networked := r.(estate.Networked)
		if !networked || standsOutside(owner) || withoutVPC(r) || slices.Contains(out, r.Base().Logical) {
			continue
		}
		out = append(out, r.Base().Logical)
	}
	return out
}

// withoutVPC reports whether a store may be reached without standing in its VPC.
func withoutVPC(r estate.Resource) bool {
	never := func(t estate.Truth) bool { return t.True.IsNever() && t.Unknown.IsNever() }
	switch r := r.(type) {
	case *estate.DBInstance:
		return !never(estate.Is(r.PubliclyAccessible, true))
	case *estate.DBCluster:
		return !never(estate.Is(r.PubliclyAccessible, true)) || !never(estate.Is(r.HTTPEndpoint, true))
	case *estate.RedshiftCluster, *estate.RedshiftWorkgroup:
		return true // its Data API needs no network
	}
	return false
}
