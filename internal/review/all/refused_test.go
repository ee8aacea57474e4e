package all_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/account/collect"
	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// accountOf is the estate of an account whose files, by name, are these.
func accountOf(t *testing.T, files map[string][]byte) *estate.Estate {
	t.Helper()
	var list []account.File
	for name, text := range files {
		list = append(list, account.File{Name: name, Path: name, Source: "a", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }})
	}
	slices.SortFunc(list, func(f, g account.File) int { return strings.Compare(f.Path, g.Path) })
	got := account.Load(list, account.Options{Typed: iac.Typed})
	for _, p := range got.Problems {
		t.Error(p)
	}
	return estate.Join(nil, estate.Estate{
		Sources: got.Sources, Resources: got.Resources, Listings: got.Listings, Hidden: got.Hidden, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest},
	})
}

// refusing is a manifest that says that a call was not permitted.
func refusing(t *testing.T, c collect.Call) []byte {
	t.Helper()
	x := snapshot.Missing{Account: "111122223333", Call: c.Name(), Permission: strings.Join(c.Needs(), ", "), Error: "AccessDenied"}
	if c.Scope == collect.Regional {
		x.Region = "eu-west-1"
	}
	data, err := json.Marshal(snapshot.Manifest{Format: snapshot.Format, Version: snapshot.Version, Accounts: []snapshot.Account{{ID: "111122223333", Regions: []string{"eu-west-1"}}}, Missing: []snapshot.Missing{x}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestRefusedListsAreUnknown: where AWS refuses a list, no control passes, or does not
// apply, that with the list does neither: each list that is asked for by itself.
func TestRefusedListsAreUnknown(t *testing.T) {
	a, err := txtar.ParseFile("testdata/lists.txtar")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string][]byte{}
	for _, f := range a.Files {
		shown[f.Name] = f.Data
	}
	asked := map[string]bool{}
	for _, c := range collect.Calls() {
		name := c.Service + ":" + c.Operation
		if len(c.Each) > 0 || asked[name] {
			continue
		}
		asked[name] = true
		if shown[name] == nil {
			if !unlisted[name] {
				t.Errorf("%s: testdata/lists.txtar has nothing that it shows", name)
			}
			continue
		}
		folder := "111122223333/eu-west-1/"
		if c.Scope != collect.Regional {
			folder = "111122223333/global/"
		}
		file := folder + strings.ReplaceAll(c.Command(), " ", "-") + ".json"
		with, without := emptyNetwork(), emptyNetwork()
		with[file], without[snapshot.ManifestName] = shown[name], refusing(t, c)
		delete(without, file)
		said, refused := review.Run(accountOf(t, with), all.Rules()), review.Run(accountOf(t, without), all.Rules())
		judged := 0
		for i, r := range said.Controls {
			if r.Status == finding.Pass || r.Status == finding.NotApplicable {
				continue
			}
			judged++
			if s := refused.Controls[i].Status; s == finding.Pass || s == finding.NotApplicable {
				t.Errorf("%s: %s is %v with the list and %v where it was refused", name, r.Rule.ID, r.Status, s)
			}
		}
		if judged == 0 {
			t.Errorf("%s: no control judges what testdata/lists.txtar shows of it", name)
		}
	}
}

// TestRefusedDetailsAreUnknown: where a list gives names, and AWS refuses to show what
// they are, controls that judge it are as unknown as without the list.
func TestRefusedDetailsAreUnknown(t *testing.T) {
	a, err := txtar.ParseFile("testdata/lists.txtar")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string][]byte{}
	for _, f := range a.Files {
		shown[f.Name] = f.Data
	}
	tested := 0
	for _, c := range collect.Calls() {
		if len(c.Each) == 0 {
			continue
		}
		by := collect.Call{Service: c.Service, Operation: c.Each[0].Operation}
		name := by.Service + ":" + by.Operation
		if c.Scope != collect.Regional || shown[name] == nil || !bareNames[name] {
			continue
		}
		tested++
		with := emptyNetwork()
		with["111122223333/eu-west-1/"+strings.ReplaceAll(by.Command(), " ", "-")+".json"] = shown[name]
		with[snapshot.ManifestName] = bytes.Replace(refusing(t, c), []byte(`"error"`), []byte(`"resource":"x","error"`), 1)
		without := emptyNetwork()
		without[snapshot.ManifestName] = refusing(t, by)
		details, list := review.Run(accountOf(t, with), all.Rules()), review.Run(accountOf(t, without), all.Rules())
		for i, r := range list.Controls {
			if s := details.Controls[i].Status; r.Status == finding.Unknown && (s == finding.Pass || s == finding.NotApplicable) {
				t.Errorf("%s: %s is %v without %s and %v without the list", name, r.Rule.ID, s, c.Name(), r.Status)
			}
		}
	}
	if tested < len(bareNames) {
		t.Errorf("%d calls were tested", tested)
	}
}

// bareNames are the lists that give names of what only another call shows.
var bareNames = map[string]bool{
	"codebuild:ListProjects": true, "ecs:ListTaskDefinitionFamilies": true, "firehose:ListDeliveryStreams": true, "mwaa:ListEnvironments": true, "opensearch:ListDomainNames": true,
}

// emptyNetwork are the lists of a Region in which there is nothing, which every account
// has.
func emptyNetwork() map[string][]byte {
	out := map[string][]byte{}
	for name, key := range map[string]string{
		"vpcs": "Vpcs", "subnets": "Subnets", "network-interfaces": "NetworkInterfaces", "security-groups": "SecurityGroups", "network-acls": "NetworkAcls",
		"route-tables": "RouteTables", "internet-gateways": "InternetGateways",
	} {
		out["111122223333/eu-west-1/ec2-describe-"+name+".json"] = []byte(`{"` + key + `": []}`)
	}
	out["111122223333/eu-west-1/ec2-describe-customer-gateways.json"] = []byte(`{"CustomerGateways": [{"CustomerGatewayId": "cgw-1", "State": "available", "BgpAsn": "65000"}]}`)
	out["111122223333/eu-west-1/ec2-describe-vpc-block-public-access-options.json"] = []byte(`{"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"}}`)
	return out
}

// unlisted are the calls that list nothing that a control judges by itself.
var unlisted = map[string]bool{
	// of networks, which the network's engine asks for
	"directconnect:DescribeDirectConnectGateways":  true,
	"directconnect:DescribeVirtualInterfaces":      true,
	"ec2:DescribeCustomerGateways":                 true,
	"ec2:DescribeEgressOnlyInternetGateways":       true,
	"ec2:DescribeFlowLogs":                         true,
	"ec2:DescribeManagedPrefixLists":               true,
	"ec2:DescribeSecurityGroupVpcAssociations":     true,
	"ec2:DescribeTransitGatewayAttachments":        true,
	"ec2:DescribeTransitGatewayPeeringAttachments": true,
	"ec2:DescribeTransitGatewayRouteTables":        true,
	"ec2:DescribeTransitGatewayVpcAttachments":     true,
	"ec2:DescribeVpcBlockPublicAccessExclusions":   true,
	"ec2:DescribeVpcBlockPublicAccessOptions":      true,
	"ec2:DescribeVpcEndpointConnections":           true,
	"ec2:DescribeVpnConnections":                   true,
	"ec2:DescribeVpnGateways":                      true,
	"elasticache:DescribeCacheSubnetGroups":        true,
	"elbv2:DescribeTargetGroups":                   true,
	"network-firewall:ListRuleGroups":              true,
	"rds:DescribeDBSubnetGroups":                   true,
	"redshift:DescribeClusterSubnetGroups":         true,
	// what is said of other things, which is unknown without
	"cloudwatch:DescribeAlarms":                              true,
	"config:DescribeConfigRules":                             true,
	"config:DescribeConfigurationRecorderStatus":             true,
	"config:DescribeDeliveryChannels":                        true,
	"ec2:DescribeLaunchTemplates":                            true,
	"ec2:DescribeRegions":                                    true,
	"iam:GetCredentialReport":                                true,
	"iam:ListVirtualMFADevices":                              true,
	"kms:ListAliases":                                        true,
	"logs:DescribeMetricFilters":                             true,
	"organizations:DescribeOrganization":                     true,
	"ram:GetResourceShares":                                  true,
	"ram:ListPrincipals":                                     true,
	"ram:ListResources":                                      true,
	"resourcegroupstaggingapi:GetResources":                  true,
	"route53profiles:ListProfileAssociations":                true,
	"route53resolver:ListResolverQueryLogConfigAssociations": true,
	"route53resolver:ListResolverQueryLogConfigs":            true,
	"securityhub:GetAdministratorAccount":                    true,
	"securityhub:GetEnabledStandards":                        true,
	"securityhub:ListFindingAggregators":                     true,
}
