package infrastructure

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// isDataStore tells the resource types that hold data and have interfaces in a
// VPC.
func isDataStore(typ string) bool {
	switch typ {
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::RDS::DBProxy",
		"AWS::DocDB::DBCluster", "AWS::DocDB::DBInstance", "AWS::Neptune::DBCluster", "AWS::Neptune::DBInstance",
		"AWS::Redshift::Cluster", "AWS::RedshiftServerless::Workgroup",
		"AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache",
		"AWS::MemoryDB::Cluster", "AWS::DAX::Cluster",
		"AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain",
		"AWS::MSK::Cluster", "AWS::MSK::ServerlessCluster", "AWS::EFS::FileSystem", "AWS::EFS::MountTarget",
		"AWS::AmazonMQ::Broker", "AWS::DMS::ReplicationInstance", "AWS::EMR::Cluster", "AWS::FSx::FileSystem":
		return true
	}
	return false
}

// isEntrance tells the types that are made to stand in public subnets and be
// reached: load balancers and NAT gateways.
func isEntrance(typ string) bool {
	switch typ {
	case "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer",
		"AWS::EC2::NatGateway", "AWS::EC2::VPCEndpoint":
		return true
	}
	return false
}

// surfaces calls visit for each resource of a surface list that keep admits.
func surfaces(p *review.Pass, list []reach.Surface, keep func(typ string) bool, visit func(estate.Resource, *reach.Surface)) {
	for i := range list {
		s := &list[i]
		if !keep(s.Type) {
			continue
		}
		if r, ok := p.Estate.Get(s.Resource); ok {
			visit(r, s)
		}
	}
}

// judgeSurfaces has judge decide on each resource of a surface list; resources
// of that kind that have no surface at all are in order. The list is asked for
// where there is any such resource.
func judgeSurfaces(p *review.Pass, list func() []reach.Surface, keep func(typ string) bool, judge func(estate.Resource, *reach.Surface)) {
	if !hasNetworked(p, keep) {
		return
	}
	judged := map[estate.ID]bool{}
	surfaces(p, list(), keep, func(r estate.Resource, s *reach.Surface) {
		judged[s.Resource] = true
		judge(r, s)
	})
	for _, r := range p.Estate.Resources {
		owner, networked := r.(estate.Networked)
		if networked && keep(r.Base().Type) && !judged[r.Base().ID] && !standsOutside(owner) {
			p.Good(r)
		}
	}
}

// hasNetworked reports whether the estate has a resource of a type that keep
// admits and that may have interfaces.
func hasNetworked(p *review.Pass, keep func(typ string) bool) bool {
	return slices.ContainsFunc(p.Estate.Resources, func(r estate.Resource) bool {
		_, networked := r.(estate.Networked)
		return networked && keep(r.Base().Type)
	})
}

// standsOutside is true of a search domain that is in no VPC in some scenario, and
// of a broker of RabbitMQ that may be public: its endpoint is public, whatever the
// network.
func standsOutside(r estate.Networked) bool {
	if b, ok := r.(*estate.Broker); ok {
		return !b.Outside().False.IsAlways()
	}
	d, ok := r.(*estate.SearchDomain)
	return ok && !d.Subnets.IsEmpty().False.IsAlways()
}

// isCompute tells the types that run code and have interfaces of their own.
func isCompute(typ string) bool { return !isEntrance(typ) && !isDataStore(typ) }

// sources prints the addresses from which a set of packets comes.
func sources(s traffic.Set) string {
	from := s.Addresses()
	if from.Covers(traffic.Internet().IPv4()) {
		return "the whole internet"
	}
	if text := from.String(); len(text) < 80 {
		return text
	}
	return "large parts of the internet"
}
