package bench

import (
	"fmt"
	"strings"
)

// Group 0 is the VPC's default one, the last one the operators'; those between
// are the tiers' in turn.
func (s Shape) groupOf(tier, k int) int {
	per := max((s.Groups-1)/tiers, 1)
	return 1 + tier + tiers*(k%per)
}

func (s Shape) groupName(n int) string {
	switch n {
	case 0:
		return "default"
	case s.Groups:
		return "operators"
	}
	return fmt.Sprintf("%s-%d", tierNames[(n-1)%tiers], (n-1)/tiers)
}

// securityGroups: the web tier is open to the internet, each other tier to the
// group of the same number in the tier before; operators come from anywhere
// within the organisation.
func (s Shape) securityGroups(d *document) {
	for v := range s.VPCs {
		for n := range s.Groups + 1 {
			var in string
			switch {
			case n == 0:
				in = permission("-1", 0, "", s.groupID(v, 0))
			case n == s.Groups:
				in = permission("tcp", 22, "10.0.0.0/8", "")
			case (n-1)%tiers == 0:
				in = permission("tcp", 443, "0.0.0.0/0", "") + "," + permission("tcp", 80, "0.0.0.0/0", "")
			case (n-1)%tiers == 1:
				in = permission("tcp", 8080+(n-1)/tiers, "", s.groupID(v, n-1))
			default:
				in = permission("tcp", 5432, "", s.groupID(v, n-1)) + "," + permission("tcp", 5432, "10.0.0.0/16", "")
			}
			d.record(`{"GroupId": "%s","IpPermissionsEgress": [%s],"Tags": [],"VpcId": "%s","SecurityGroupArn": "arn:aws:ec2:%s:%s:security-group/%s","OwnerId": "%s","GroupName": "%s","Description": "%s","IpPermissions": [%s]}`,
				s.groupID(v, n), permission("-1", 0, "0.0.0.0/0", ""), vpcID(v), Region, Account, s.groupID(v, n), Account, s.groupName(n), s.groupName(n), in)
		}
	}
}

func permission(protocol string, port int, cidr, group string) string {
	ports := fmt.Sprintf(`"FromPort": %d,"ToPort": %d,`, port, port)
	if protocol == "-1" {
		ports = ""
	}
	pairs, ranges := "", ""
	if group != "" {
		pairs = fmt.Sprintf(`{"UserId": "%s","GroupId": "%s"}`, Account, group)
	}
	if cidr != "" {
		ranges = fmt.Sprintf(`{"CidrIp": "%s"}`, cidr)
	}
	return fmt.Sprintf(`{"IpProtocol": "%s",%s"UserIdGroupPairs": [%s],"IpRanges": [%s],"Ipv6Ranges": [],"PrefixListIds": []}`, protocol, ports, pairs, ranges)
}

// networkACLs: the default one, which serves no subnet, and one a tier.
func (s Shape) networkACLs(d *document) {
	for v := range s.VPCs {
		for n := range tiers + 1 {
			var associations []string
			entries := entry(false, 32767, "deny", "-1", "0.0.0.0/0", 0, 0) + "," + entry(true, 32767, "deny", "-1", "0.0.0.0/0", 0, 0)
			if n == 0 {
				entries = entry(false, 100, "allow", "-1", "0.0.0.0/0", 0, 0) + "," + entry(true, 100, "allow", "-1", "0.0.0.0/0", 0, 0) + "," + entries
			} else {
				for z := range zones {
					associations = append(associations, fmt.Sprintf(`{"NetworkAclAssociationId": "aclassoc-0%016x","NetworkAclId": "%s","SubnetId": "%s"}`,
						v*zones*tiers+z*tiers+n, aclID(v, n), subnetID(v, z*tiers+n-1)))
				}
				entries = tierEntries(n-1) + "," + entries
			}
			d.record(`{"Associations": [%s],"Entries": [%s],"IsDefault": %t,"NetworkAclId": "%s","Tags": [],"VpcId": "%s","OwnerId": "%s"}`,
				strings.Join(associations, ","), entries, n == 0, aclID(v, n), vpcID(v), Account)
		}
	}
}

func tierEntries(tier int) string {
	list := []string{
		entry(true, 100, "allow", "-1", "0.0.0.0/0", 0, 0),
		entry(false, 90, "deny", "6", "198.51.100.0/24", 0, 65535),
		entry(false, 200, "allow", "6", "0.0.0.0/0", 1024, 65535),
	}
	if tier == 0 {
		return strings.Join(append(list, entry(false, 100, "allow", "6", "0.0.0.0/0", 443, 443), entry(false, 110, "allow", "6", "0.0.0.0/0", 80, 80)), ",")
	}
	return strings.Join(append(list, entry(false, 100, "allow", "6", "10.0.0.0/8", 22, 22), entry(false, 300, "deny", "17", "0.0.0.0/0", 0, 65535)), ",")
}

func entry(egress bool, number int, action, protocol, cidr string, from, to int) string {
	ports := fmt.Sprintf(`"PortRange": {"From": %d,"To": %d},`, from, to)
	if protocol == "-1" {
		ports = ""
	}
	return fmt.Sprintf(`{"CidrBlock": "%s","Egress": %t,%s"Protocol": "%s","RuleAction": "%s","RuleNumber": %d}`, cidr, egress, ports, protocol, action, number)
}
