package reach

import (
	"fmt"
	"sort"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
	"ringwall/internal/spelling"
)

// NoMatchError says that a selector names nothing in the estate, or nothing
// that has a place in the network; Near are names that it may have meant.
type NoMatchError struct {
	Selector Selector
	Why      string
	Near     []string
}

// Error is the sentence with the near misses.
func (e *NoMatchError) Error() string {
	out := fmt.Sprintf("%s: %s", e.Selector.Text, e.Why)
	if len(e.Near) > 0 {
		out += "; did you mean " + strings.Join(e.Near, ", ") + "?"
	}
	return out
}

// selection is a selector, resolved against an estate: the resources it names,
// each with the scenarios in which it does (a tag may hang on a parameter), and
// the service it names instead.
type selection struct {
	Selector
	resources map[estate.ID]estate.Truth
	service   string
}

// resolve finds what a selector names. Its error is a [NoMatchError].
func (m *Model) resolve(s Selector) (selection, error) {
	e, out := m.Estate, selection{Selector: s}
	switch s.Kind {
	case SelectAny, SelectInternet, SelectOnPremises, SelectAddresses:
		return out, nil
	}
	x := m.index()
	out.resources = s.find(e, x)
	if len(out.resources) == 0 && s.Kind == SelectName {
		if service, ok := serviceNamed(s.name()); ok {
			out.service = service
			return out, nil
		}
	}
	if len(out.resources) == 0 {
		return out, &NoMatchError{s, "no resource of the estate is called that", nearNames(e, s)}
	}
	out.takeOver(x)
	if service, ok := out.serviceOnly(e); ok {
		out.service = service
	}
	return out, nil
}

// find lists the resources that a selector names.
func (s Selector) find(e *estate.Estate, x *index) map[estate.ID]estate.Truth {
	out := map[estate.ID]estate.Truth{}
	switch s.Kind {
	case SelectResources:
		for _, id := range s.IDs {
			if _, ok := e.Get(id); ok {
				out[id] = estate.Yes()
			}
		}
	case SelectType:
		for _, r := range e.Resources {
			if strings.EqualFold(r.Base().Type, s.Value) {
				out[r.Base().ID] = estate.Yes()
			}
		}
	case SelectTag:
		for _, r := range e.Resources {
			t := tagIs(r.Base(), s.Key, s.Value)
			if !t.True.Or(t.Unknown).IsNever() {
				out[r.Base().ID] = t
			}
		}
	default:
		for _, r := range x.named(e, s.name(), s.fits) {
			out[r.Base().ID] = estate.Yes()
		}
	}
	return out
}

// fits restricts subnet: and sg: to such resources.
func (s Selector) fits(r estate.Resource) bool {
	switch s.Kind {
	case SelectSubnet:
		_, ok := r.(*estate.Subnet)
		return ok
	case SelectGroup:
		_, ok := r.(*estate.SecurityGroup)
		return ok
	}
	return true
}

// tagIs asks whether a resource has a tag of the given value; "*" is any.
func tagIs(c *estate.Core, key, value string) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, a := range c.Tags.Get(key).Alternatives() {
		text, known := a.Is.Known()
		switch {
		case a.State == estate.Absent:
			out.False = out.False.Or(a.When)
		case value == "*" && a.State == estate.Known, known && a.State == estate.Known && text == value:
			out.True = out.True.Or(a.When)
		case known && a.State == estate.Known:
			out.False = out.False.Or(a.When)
		default:
			gap := a.Gap
			if v := a.Is.Variables(); a.State == estate.Known && len(v) > 0 {
				gap = estate.Gap{Variable: v[0]}
			}
			out.Unknown = out.Unknown.Or(a.When)
			out.Gaps = append(out.Gaps, estate.GuardedGap{When: a.When, Gap: placed(gap, c.Origin)})
		}
	}
	return out
}

// physicalNames are the properties by which CloudFormation names resources.
func physicalNames() []string {
	return []string{
		"Name", "DBInstanceIdentifier", "DBClusterIdentifier", "LoadBalancerName", "FunctionName", "GroupName",
		"BucketName", "TableName", "ClusterName", "ClusterIdentifier", "AutoScalingGroupName", "InstanceId",
		"NetworkInterfaceId", "SubnetId", "VpcId", "GroupId", "DBProxyName", "ReplicationGroupId", "DomainName",
	}
}

func literalField(t *estate.Tree, field string) (string, bool) {
	f := t.At(field)
	if f == nil || f.Kind != estate.Scalar {
		return "", false
	}
	return f.Text.Known()
}

// takeOver adds the interfaces that selected instances take over, and the
// instances of selected clusters.
func (s *selection) takeOver(x *index) {
	for _, owner := range sortedIDs(s.resources) {
		for _, id := range x.carried[owner] {
			s.resources[id] = s.resources[owner]
		}
	}
}

// serviceOnly tells the service through which all the selected resources are
// reached, if they have no interfaces: a bucket, a table.
func (s *selection) serviceOnly(e *estate.Estate) (string, bool) {
	found := ""
	for id := range s.resources {
		r, _ := e.Get(id)
		service := map[string]string{"AWS::S3::Bucket": "s3", "AWS::DynamoDB::Table": "dynamodb"}[r.Base().Type]
		if service == "" || found != "" && found != service {
			return "", false
		}
		found = service
	}
	return found, found != ""
}

// serviceNamed knows the services that are reached by a gateway endpoint or by
// their public addresses.
func serviceNamed(name string) (string, bool) {
	name = strings.ToLower(strings.TrimPrefix(strings.ToLower(name), "service:"))
	switch name {
	case "s3", "dynamodb":
		return name, true
	}
	return "", false
}

// nearNames lists names of the estate that look like what was asked for.
func nearNames(e *estate.Estate, s Selector) []string {
	type near struct {
		name string
		cost int
	}
	want := strings.ToLower(s.name())
	seen := map[string]bool{}
	var list []near
	for _, r := range e.Resources {
		c := r.Base()
		for _, name := range []string{string(c.ID), c.Name()} {
			if s.Kind == SelectType {
				name = c.Type
			}
			if seen[name] || s.Kind != SelectType && !s.fits(r) {
				continue
			}
			seen[name] = true
			if cost := spelling.Distance(want, strings.ToLower(name)); cost <= 1+len(want)/3 {
				list = append(list, near{name, cost})
			} else if len(want) > 2 && strings.Contains(strings.ToLower(name), want) {
				list = append(list, near{name, 100 + len(name)})
			}
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		return list[i].cost < list[j].cost || list[i].cost == list[j].cost && list[i].name < list[j].name
	})
	var out []string
	for _, n := range list[:min(len(list), 3)] {
		out = append(out, n.name)
	}
	return out
}
