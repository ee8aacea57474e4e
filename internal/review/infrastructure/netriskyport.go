package infrastructure

import (
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// riskyPorts are those of services that nobody on the internet should talk to: data
// stores, and what sends passwords in the clear. Those of web servers are left out
// of AWS's list ("[EC2.19] Security groups should not allow unrestricted access to
// ports with high risk"), further data stores are added.
var riskyPorts = watched{
	{traffic.TCP, 20, "FTP data"}, {traffic.TCP, 21, "FTP"}, {traffic.TCP, 23, "Telnet"}, {traffic.TCP, 110, "POP3"}, {traffic.TCP, 135, "RPC"},
	{traffic.TCP, 143, "IMAP"}, {traffic.TCP, 1433, "SQL Server"}, {traffic.TCP, 1434, "SQL Server"}, {traffic.TCP, 1521, "Oracle"},
	{traffic.TCP, 2049, "NFS"}, {traffic.TCP, 2375, "Docker"}, {traffic.TCP, 3306, "MySQL"}, {traffic.TCP, 5432, "PostgreSQL"}, {traffic.TCP, 5439, "Redshift"},
	{traffic.TCP, 5500, "VNC"}, {traffic.TCP, 5601, "Kibana"}, {traffic.TCP, 6379, "Redis"}, {traffic.TCP, 9200, "Elasticsearch"},
	{traffic.TCP, 9300, "Elasticsearch"}, {traffic.TCP, 11211, "Memcached"}, {traffic.UDP, 11211, "Memcached"}, {traffic.TCP, 27017, "MongoDB"},
}

// RiskyPorts is NET-RISKY-PORT-INTERNET.
func RiskyPorts() *review.Rule {
	return &review.Rule{
		ID: "NET-RISKY-PORT-INTERNET", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Security groups open no data stores and plain-text services to the internet",
		Why: "Databases, caches and search engines that answer the internet are found within hours and emptied or held to ransom; FTP, " +
			"Telnet and their kin show passwords to whoever listens. A rule for everyone waits for the next machine that gets the group.",
		Fix:        "Remove the rule; admit only the security group of the application, or the prefix of a VPN.",
		Needs:      []string{"NET"},
		References: []string{"FSBP EC2.18", "FSBP EC2.19", "WA SEC05-BP02"},
		Specimen:   openGroup("3306"), Twin: openGroup("443"),
		Check: func(p *review.Pass) { checkOpen(p, riskyPorts, adminPorts) },
	}
}

func openGroup(port string) string {
	return `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: servers
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: ` + port + `, ToPort: ` + port + `, CidrIp: 0.0.0.0/0}
`
}
