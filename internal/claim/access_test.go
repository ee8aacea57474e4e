package claim_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz/directory"
	"ringwall/internal/catalog"
	"ringwall/internal/claim"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
)

// vpc is two private subnets with a route table of their own, and a function in them
// with the role App.
const vpc = `
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  AT: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Table}}
  BT: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref B, RouteTableId: !Ref Table}}
  FnSG: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: f, VpcId: !Ref Vpc}}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt App.Arn
      VpcConfig: {SubnetIds: [!Ref A, !Ref B], SecurityGroupIds: [!Ref FnSG]}
`

// inLambda is a function in no VPC.
const inLambda = `
  Fn: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt App.Arn}}
`

// nat is a public subnet with a NAT gateway, to which the private ones lead.
const nat = `
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.9.0/24}}
  Igw: {Type: AWS::EC2::InternetGateway}
  IgwAt: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  PublicTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PT: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}}
  PublicOut: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
  Eip: {Type: AWS::EC2::EIP}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt Eip.AllocationId}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
`

// igw makes the private subnets public ones.
const igw = `
  Igw: {Type: AWS::EC2::InternetGateway}
  IgwAt: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
`

// role is the function's, with some statements.
func role(statements string) string {
	return `
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: p, PolicyDocument: {Version: "2012-10-17", Statement: [` + statements + `]}}]
`
}

// interfaceEndpoint is one in subnet A with a security group that has some rules.
func interfaceEndpoint(service, dns, rules, more string) string {
	return `
  EpSG: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: e, VpcId: !Ref Vpc, SecurityGroupIngress: [` + rules + `]}}
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.${AWS::Region}.` + service + `
      SubnetIds: [!Ref A]
      SecurityGroupIds: [!Ref EpSG]
      PrivateDnsEnabled: ` + dns + more
}

const (
	fromFn   = `{IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !Ref FnSG}`
	receives = `{Effect: Allow, Action: "sqs:ReceiveMessage", Resource: !GetAtt Queue.Arn}`
	reads    = `{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*"}`
	decrypts = `{Effect: Allow, Action: "kms:Decrypt", Resource: !GetAtt Key.Arn}`
	connects = `{Effect: Allow, Action: "rds-db:connect", Resource: !Sub "arn:aws:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${Db.DbiResourceId}/app"}`
	looksUp  = `{Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: !Ref Secret}`

	queue  = "\n  Queue: {Type: AWS::SQS::Queue}\n"
	bucket = "\n  Bucket: {Type: AWS::S3::Bucket}\n"

	gateway = `
  Gate: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref Table]}}
`
)

// database is one with a security group that has some rules, and some properties.
func database(rules, properties string) string {
	return `
  DbSG: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc, SecurityGroupIngress: [` + rules + `]}}
  DbNets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: d, SubnetIds: [!Ref A, !Ref B]}}
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, DBInstanceClass: db.t4g.micro, AllocatedStorage: "20", MasterUsername: owner, DBSubnetGroupName: !Ref DbNets, VPCSecurityGroups: [!Ref DbSG], ` + properties + `}
`
}

const sqlFromFn = `{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref FnSG}`

// bucketPolicy is one statement on the bucket.
func bucketPolicy(statement string) string {
	return `
  BucketPolicy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Version: "2012-10-17", Statement: [` + statement + `]}}}
`
}

const onlyFromVpc = `{Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Bucket.Arn}/*", Condition: {StringNotEquals: {"aws:SourceVpc": !Ref Vpc}}}`

// customerKey is a key with a statement of its policy, for a queue.
func customerKey(statement string) string {
	return `
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: "2012-10-17", Statement: [` + statement + `]}}}
  Queue: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !Ref Key}}
`
}

const (
	toAccount = `{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}`
	toAdmin   = `{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/admin"}, Action: "kms:*", Resource: "*"}`
)

// secret is one with the database's password, and a function of no other use.
func secret(properties string) string {
	return `
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}` + properties + `}}
  Attached: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref Secret, TargetId: !Ref Db, TargetType: "AWS::RDS::DBInstance"}}
`
}

var accesses = []struct {
	name, template, to, want string // want: the verdict, then what the missing, gaps or assumptions must say, by "; "
}{
	// The network to AWS's services.
	{"a function in no VPC reaches AWS's services", inLambda + queue + role(receives), "Queue", "yes"},
	{"a function in private subnets without a way out reaches none", vpc + queue + role(receives), "Queue",
		"no; an interface endpoint with private DNS in Vpc, or a route to a NAT gateway; no route to"},
	{"a NAT gateway leads to the service's public endpoint", vpc + nat + queue + role(receives), "Queue", "yes"},
	{"a function in a public subnet has no public address", vpc + igw + queue + role(receives), "Queue", "no; Fn has no public address"},
	{"an interface endpoint with private DNS", vpc + interfaceEndpoint("sqs", "true", fromFn, "") + queue + role(receives), "Queue", "yes"},
	{"its security group must admit tcp/443", vpc + interfaceEndpoint("sqs", "true", "", "") + queue + role(receives), "Queue",
		"no; security group EpSG: no rule admits in tcp/443"},
	{"private DNS leads to it even where a NAT gateway would do", vpc + nat + interfaceEndpoint("sqs", "true", "", "") + queue + role(receives), "Queue",
		"no; security group EpSG"},
	{"without private DNS only programs that name it use it", vpc + interfaceEndpoint("sqs", "false", fromFn, "") + queue + role(receives), "Queue", "unknown"},
	{"without private DNS requests go to the NAT gateway", vpc + nat + interfaceEndpoint("sqs", "false", "", "") + queue + role(receives), "Queue", "yes"},
	{"an endpoint for another service leads nowhere", vpc + interfaceEndpoint("sns", "true", fromFn, "") + queue + role(receives), "Queue", "no; a way from Fn to sqs"},
	{"a gateway endpoint in the route table", vpc + gateway + bucket + role(reads), "Bucket", "yes"},
	{"a private zone of the service's name may lead elsewhere", vpc + nat + queue + role(receives) +
		"\n  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: sqs.eu-west-1.amazonaws.com, VPCs: [{VPCId: !Ref Vpc, VPCRegion: eu-west-1}]}}\n", "Queue", "unknown"},
	{"S3's private DNS may be for inbound resolvers only", vpc + nat + interfaceEndpoint("s3", "true", "", "") + bucket + role(reads), "Bucket", "unknown"},

	// What the way decides.
	{"an endpoint's policy that denies", vpc + interfaceEndpoint("sqs", "true", fromFn,
		"\n      PolicyDocument: {Version: \"2012-10-17\", Statement: [{Effect: Deny, Principal: \"*\", Action: \"sqs:ReceiveMessage\", Resource: \"*\"}, {Effect: Allow, Principal: \"*\", Action: \"*\", Resource: \"*\"}]}\n") +
		queue + role(receives), "Queue", "no; policy of"},
	{"an endpoint's policy that doesn't allow it", vpc + interfaceEndpoint("sqs", "true", fromFn,
		"\n      PolicyDocument: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: \"*\", Action: \"sqs:SendMessage\", Resource: \"*\"}]}\n") +
		queue + role(receives), "Queue", "no; in the policy of the VPC endpoint"},
	{"the endpoint's policy is not asked by way of NAT", vpc + nat + interfaceEndpoint("sns", "true", fromFn,
		"\n      PolicyDocument: {Version: \"2012-10-17\", Statement: []}\n") + queue + role(receives), "Queue", "yes"},
	{"a bucket that requires aws:SourceVpc, through the gateway endpoint", vpc + gateway + bucket + role(reads) + bucketPolicy(onlyFromVpc), "Bucket", "yes"},
	{"a bucket that requires aws:SourceVpc, through NAT", vpc + nat + bucket + role(reads) + bucketPolicy(onlyFromVpc), "Bucket", "no; an exception in"},
	{"a bucket that requires aws:SourceVpc, from Lambda's own network", inLambda + "\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n" +
		bucket + role(reads) + bucketPolicy(onlyFromVpc), "Bucket", "no; an exception in"},
	{"a bucket that requires another endpoint", vpc + gateway + "\n  Other: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub \"com.amazonaws.${AWS::Region}.s3\"}}\n" +
		bucket + role(reads) + bucketPolicy(strings.Replace(onlyFromVpc, `"aws:SourceVpc": !Ref Vpc`, `"aws:SourceVpce": !Ref Other`, 1)), "Bucket", "no; an exception in"},
	{"a bucket that requires this endpoint", vpc + gateway + bucket + role(reads) +
		bucketPolicy(strings.Replace(onlyFromVpc, `"aws:SourceVpc": !Ref Vpc`, `"aws:SourceVpce": !Ref Gate`, 1)), "Bucket", "yes"},
	{"aws:SourceIp is absent through an endpoint", vpc + gateway + bucket + role(reads) +
		bucketPolicy(`{Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Bucket.Arn}/*", Condition: {NotIpAddress: {"aws:SourceIp": 203.0.113.0/24}}}`), "Bucket", "no; an exception in"},
	{"aws:SourceIp of a NAT gateway whose address AWS chooses", vpc + nat + bucket + role(reads) +
		bucketPolicy(`{Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Bucket.Arn}/*", Condition: {NotIpAddress: {"aws:SourceIp": 203.0.113.0/24}}}`), "Bucket", "unknown"},

	// Permission.
	{"an Allow is missing", inLambda + queue + role(`{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}`), "Queue",
		"no; an Allow of sqs:ReceiveMessage on arn:aws:sqs:eu-west-1:111122223333:${Queue.QueueName} in the policies of role App"},
	{"network and permission are both missing", vpc + queue + role(`{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}`), "Queue",
		"no; a way from Fn to sqs; an Allow of sqs:ReceiveMessage"},

	// The key.
	{"the key's policy lets the account decide, and the role may", inLambda + customerKey(toAccount) + role(receives+","+decrypts), "Queue", "yes"},
	{"the key's policy lets the account decide, and the role may not", inLambda + customerKey(toAccount) + role(receives), "Queue", "no; an Allow of kms:Decrypt"},
	{"the key's policy names nobody but another", inLambda + customerKey(toAdmin) + role(receives+","+decrypts), "Queue", "no; in the key's policy"},
	{"through another service only", inLambda + customerKey(toAccount) +
		role(receives+`,{Effect: Allow, Action: "kms:Decrypt", Resource: !GetAtt Key.Arn, Condition: {StringEquals: {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}`), "Queue", "no; an Allow of kms:Decrypt"},
	{"through this service", inLambda + customerKey(toAccount) +
		role(receives+`,{Effect: Allow, Action: "kms:Decrypt", Resource: !GetAtt Key.Arn, Condition: {StringEquals: {"kms:ViaService": !Sub "sqs.${AWS::Region}.amazonaws.com"}}}`), "Queue", "yes"},
	{"by an alias", inLambda + strings.Replace(customerKey(toAccount), "KmsMasterKeyId: !Ref Key", "KmsMasterKeyId: !Ref Alias", 1) +
		"\n  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/queue, TargetKeyId: !Ref Key}}\n" + role(receives), "Queue", "no; an Allow of kms:Decrypt"},
	{"a key that AWS manages", inLambda + strings.Replace(customerKey(toAdmin), "!Ref Key", "alias/aws/sqs", 1) + role(receives), "Queue", "yes"},
	{"a key that is not in the sources", inLambda + strings.Replace(customerKey(toAdmin), "!Ref Key", "\"arn:aws:kms:eu-west-1:444455556666:key/1\"", 1) + role(receives), "Queue", "no; an Allow of kms:Decrypt"},
	{"a key that an import names", inLambda + strings.Replace(customerKey(toAdmin), "!Ref Key", "!ImportValue key", 1) + role(receives+","+decrypts), "Queue", "unknown"},
	{"the bucket's default key", inLambda + `
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: "2012-10-17", Statement: [` + toAccount + `]}}}
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !Ref Key}}]}}}
` + role(reads), "Bucket", "no; an Allow of kms:Decrypt; they may have been written with another key"},

	// Databases.
	{"a database that the function may sign in to", vpc + database(sqlFromFn, "EnableIAMDatabaseAuthentication: true") + role(connects), "Db", "yes; the user app"},
	{"its security group doesn't admit the function", vpc + database("", "EnableIAMDatabaseAuthentication: true") + role(connects), "Db",
		"no; a rule of DbSG: in tcp 5432 from FnSG"},
	{"nobody may sign in", vpc + database(sqlFromFn, "EnableIAMDatabaseAuthentication: true") + role(receives) + queue, "Db", "no; an Allow of rds-db:connect"},
	{"a user of another database", vpc + database(sqlFromFn, "EnableIAMDatabaseAuthentication: true") +
		role(`{Effect: Allow, Action: "rds-db:connect", Resource: "arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-OTHER/app"}`), "Db", "unknown"},
	{"a function in no VPC doesn't reach it", vpc + strings.Replace(inLambda, "Fn:", "Free:", 1) + database(sqlFromFn, "EnableIAMDatabaseAuthentication: true") + role(connects), "Free>Db", "no; VpcConfig of Free"},
	{"the password is a parameter", vpc + database(sqlFromFn, "MasterUserPassword: !Ref Word") + role(receives) + queue, "Db", "yes; knows a user's password"},
	{"the secret with the password, with no way to Secrets Manager", vpc + database(sqlFromFn, "MasterUserPassword: !Sub \"{{resolve:secretsmanager:${Secret}:SecretString:password}}\"") + secret("") + role(looksUp), "Db",
		"no; a way from Fn to secretsmanager"},
	{"the secret with the password, through NAT", vpc + nat + database(sqlFromFn, "MasterUserPassword: !Sub \"{{resolve:secretsmanager:${Secret}:SecretString:password}}\"") + secret("") + role(looksUp), "Db", "yes"},
	{"the secret that is attached", vpc + nat + database(sqlFromFn, "ManageMasterUserPassword: false") + secret("") + role(looksUp), "Db", "yes"},
	{"nobody may read the secret", vpc + nat + database(sqlFromFn, "ManageMasterUserPassword: false") + secret("") + role(receives) + queue, "Db", "no; an Allow of secretsmanager:GetSecretValue"},
	{"the secret's key", vpc + nat + database(sqlFromFn, "ManageMasterUserPassword: false") + secret(", KmsKeyId: !Ref Key") + customerKey(toAccount) + role(looksUp), "Db", "no; an Allow of kms:Decrypt"},
	{"the secret that RDS manages", vpc + nat + database(sqlFromFn, "ManageMasterUserPassword: true") +
		role(`{Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: !GetAtt Db.MasterUserSecret.SecretArn}`), "Db", "yes"},
	{"how one signs in is not in the sources", vpc + database(sqlFromFn, "DBSnapshotIdentifier: x") + role(receives) + queue, "Db", "unknown"},

	{"a proxy that takes IAM's tokens only", vpc + nat + database(sqlFromFn, "ManageMasterUserPassword: true") + proxy("REQUIRED") + role(looksUp), "Proxy", "no; an Allow of rds-db:connect"},
	{"a proxy that takes passwords", vpc + nat + database(sqlFromFn, "ManageMasterUserPassword: true") + proxy("DISABLED") + role(looksUp), "Proxy", "yes"},
	{"a proxy and all of its users", vpc + database(sqlFromFn, "ManageMasterUserPassword: true") + proxy("REQUIRED") + role(`{Effect: Allow, Action: "rds-db:connect", Resource: "*"}`), "Proxy", "yes"},

	// More of the network.
	{"the function's own security group", strings.Replace(vpc, "GroupDescription: f,", "GroupDescription: f, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}],", 1) + nat + queue + role(receives), "Queue",
		"no; security group FnSG: no rule admits out tcp/443"},
	{"no DNS in the VPC", strings.Replace(vpc, "EnableDnsHostnames: true", "EnableDnsSupport: false", 1) + nat + queue + role(receives), "Queue", "unknown; who answers DNS in Vpc"},
	{"an endpoint without security groups has the default one", vpc + strings.Replace(interfaceEndpoint("sqs", "true", fromFn, ""), "SecurityGroupIds: [!Ref EpSG]", "SecurityGroupIds: []", 1) + queue + role(receives), "Queue", "no"},
	{"a function whose VPC is of another scenario", strings.Replace(vpc, "VpcConfig: {SubnetIds: [!Ref A, !Ref B], SecurityGroupIds: [!Ref FnSG]}",
		"VpcConfig: !If [Prod, {SubnetIds: [!Ref A, !Ref B], SecurityGroupIds: [!Ref FnSG]}, !Ref \"AWS::NoValue\"]", 1) + queue + role(receives), "Queue", "unknown"},
	{"a key that is disabled", inLambda + strings.Replace(customerKey(toAccount), "Properties: {KeyPolicy", "Properties: {Enabled: false, KeyPolicy", 1) + role(receives+","+decrypts), "Queue", "no; the key Key is disabled"},
	{"a file system's usual policy", vpc + fileSystem(`, FileSystemPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "*"}, Action: "elasticfilesystem:ClientMount", Condition: {Bool: {"elasticfilesystem:AccessedViaMountTarget": "true"}}}]}`,
		strings.ReplaceAll(sqlFromFn, "5432", "2049")) + role(receives) + queue, "Files", "yes"},
	{"an instance without a role", vpc + nat + "\n  Box: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref A, SecurityGroupIds: [!Ref FnSG]}}\n" + queue + role(receives), "Box>Queue", "no; a role for Box to make requests with"},
	{"an instance of a launch template", vpc + nat + `
  Box: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref A, SecurityGroupIds: [!Ref FnSG], LaunchTemplate: {LaunchTemplateId: !Ref Form, Version: "1"}}}
  Form: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {IamInstanceProfile: {Arn: !GetAtt Profile.Arn}}}}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref App]}}
` + queue + role(receives), "Box>Queue", "yes"},
	{"a cache asks for no permission", vpc + `
  CSG: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: c, VpcId: !Ref Vpc, SecurityGroupIngress: [` + strings.ReplaceAll(sqlFromFn, "5432", "6379") + `]}}
  CNets: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: c, SubnetIds: [!Ref A, !Ref B]}}
  Cache: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: c, Engine: redis, CacheSubnetGroupName: !Ref CNets, SecurityGroupIds: [!Ref CSG]}}
`, "Cache", "yes"},

	// What hangs on scenarios.
	{"permission and network each in another scenario", vpc + strings.Replace(nat, "Out: {Type: AWS::EC2::Route,", "Out: {Type: AWS::EC2::Route, Condition: Prod,", 1) + queue + role(receives), "Queue", "unknown; Env: parameter with a default"},
	{"a policy of another scenario", inLambda + queue + role(`!If [Prod, `+receives+`, !Ref "AWS::NoValue"]`), "Queue", "unknown"},

	{"a way out of one of two subnets", strings.Replace(vpc, "SubnetId: !Ref B, RouteTableId: !Ref Table", "SubnetId: !Ref B, RouteTableId: !Ref Lone", 1) +
		"\n  Lone: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n" + nat + queue + role(receives), "Queue", "unknown; not all of them get there"},
	{"subnets that a parameter names", strings.Replace(vpc, "SubnetIds: [!Ref A, !Ref B]", "SubnetIds: [!Ref Word]", 1) + nat + queue + role(receives), "Queue", "unknown"},
	{"a role that a parameter names", strings.Replace(inLambda, "!GetAtt App.Arn", "!Ref Word", 1) + queue + role(receives), "Queue", "unknown; with which role Fn makes requests is not known"},
	{"an endpoint of another scenario, with a policy that allows nothing", vpc + nat + strings.Replace(interfaceEndpoint("sqs", "true", fromFn,
		"\n      PolicyDocument: {Version: \"2012-10-17\", Statement: []}\n"), "Type: AWS::EC2::VPCEndpoint", "Type: AWS::EC2::VPCEndpoint\n    Condition: Prod", 1) + queue + role(receives), "Queue", "yes"},
	{"an endpoint of the default scenario, with a policy that allows nothing", vpc + nat + strings.Replace(interfaceEndpoint("sqs", "true", fromFn,
		"\n      PolicyDocument: {Version: \"2012-10-17\", Statement: []}\n"), "Type: AWS::EC2::VPCEndpoint", "Type: AWS::EC2::VPCEndpoint\n    Condition: Dev", 1) + queue + role(receives), "Queue", "unknown"},
	{"an endpoint whose private DNS a parameter decides", vpc + nat + interfaceEndpoint("sqs", "!Ref Word", "", "") + queue + role(receives), "Queue", "unknown"},
	{"an endpoint for a service that a parameter names", vpc + nat + strings.Replace(interfaceEndpoint("sqs", "true", "", ""), "!Sub com.amazonaws.${AWS::Region}.sqs", "!Ref Word", 1) + queue + role(receives), "Queue", "unknown"},
	{"a network ACL that keeps one of the function's subnets out", vpc + database(sqlFromFn, "EnableIAMDatabaseAuthentication: true") + role(connects) + `
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  AclB: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref B, NetworkAclId: !Ref Acl}}
`, "Db", "unknown; not from each of its interfaces"},
	{"IAM authentication that a condition turns on", vpc + database(sqlFromFn, "EnableIAMDatabaseAuthentication: !If [Prod, true, false]") + role(connects), "Db", "unknown"},
	{"a password that is a secret by default, and plain elsewhere", vpc + nat + database(sqlFromFn, "MasterUserPassword: !If [Dev, !Sub \"{{resolve:secretsmanager:${Secret}:SecretString:password}}\", !Ref Word]") + secret("") + role(receives) + queue, "Db", "unknown"},
	{"a key of a scenario that doesn't count", inLambda + strings.Replace(customerKey(toAdmin), "KmsMasterKeyId: !Ref Key", "KmsMasterKeyId: !If [Prod, !Ref Key, !Ref \"AWS::NoValue\"]", 1) + role(receives), "Queue", "yes"},
	{"a key of another scenario", inLambda + strings.Replace(customerKey(toAdmin), "KmsMasterKeyId: !Ref Key", "KmsMasterKeyId: !If [Dev, !Ref Key, !Ref \"AWS::NoValue\"]", 1) + role(receives), "Queue", "unknown"},

	// Others that have interfaces.
	{"a file system without a policy", vpc + fileSystem("", sqlFromFn), "Files", "no; a rule of FsSG"},
	{"a file system whose policy lets others mount", vpc + fileSystem(`, FileSystemPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:role/x"}, Action: "elasticfilesystem:ClientMount"}]}`,
		strings.ReplaceAll(sqlFromFn, "5432", "2049")) + role(receives) + queue, "Files", "no; an Allow of elasticfilesystem:ClientMount"},
	{"a principal has no place in the network", queue + role(receives), "App>Queue", "yes"},
}

// proxy is one for the database, with a secret.
func proxy(iam string) string {
	return `
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}}}
  Proxy:
    Type: AWS::RDS::DBProxy
    Properties: {DBProxyName: p, EngineFamily: POSTGRESQL, RoleArn: !GetAtt App.Arn, VpcSubnetIds: [!Ref A, !Ref B], VpcSecurityGroupIds: [!Ref DbSG], Auth: [{AuthScheme: SECRETS, IAMAuth: ` + iam + `, SecretArn: !Ref Secret}]}
`
}

func fileSystem(properties, rules string) string {
	return `
  FsSG: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc, SecurityGroupIngress: [` + rules + `]}}
  Files: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true` + properties + `}}
  Mount: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: !Ref Files, SubnetId: !Ref A, SecurityGroups: [!Ref FsSG]}}
`
}

// prover loads a template.
func prover(t *testing.T, resources string, o iac.Options) *claim.Prover {
	t.Helper()
	if !strings.Contains(resources, "\n  App:") {
		resources += role("")
	}
	file := filepath.Join(t.TempDir(), "template.yaml")
	text := `Parameters: {Word: {Type: String, NoEcho: true}, Env: {Type: String, AllowedValues: [dev, prod], Default: dev}}
Conditions: {Prod: !Equals [!Ref Env, prod], Dev: !Equals [!Ref Env, dev]}
Resources:
` + resources
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Account, o.Region = "111122223333", "eu-west-1"
	e, err := iac.Open([]string{file}, o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	return &claim.Prover{Estate: e, Reach: reach.NewModel(e), Directory: directory.New(e, c, managed)}
}

// said is all that an answer says in words.
func said(a *claim.Access) string {
	out := slices.Concat(a.Missing, a.Assumed)
	for _, x := range a.Network {
		out = append(out, x.Why)
		for _, g := range x.Gaps {
			out = append(out, g.Cause())
		}
	}
	for _, x := range append(slices.Clone(a.Permission), a.Key...) {
		out = append(out, x.Why)
	}
	return strings.Join(out, "\n")
}

func TestAccess(t *testing.T) {
	for _, x := range accesses {
		t.Run(x.name, func(t *testing.T) {
			from, to, ok := strings.Cut(x.to, ">")
			if !ok {
				from, to = "Fn", x.to
			}
			a, err := prover(t, x.template, iac.Options{}).Access(claim.AccessQuestion{From: from, To: to})
			if err != nil {
				t.Fatal(err)
			}
			words := strings.Split(x.want, "; ")
			if a.Verdict.String() != words[0] {
				t.Errorf("%s, want %s:\n%s", a.Verdict, words[0], said(a))
			}
			if (a.Verdict == proof.No) != (len(a.Missing) > 0) {
				t.Errorf("%s, missing %q", a.Verdict, a.Missing)
			}
			for _, w := range words[1:] {
				if !strings.Contains(said(a), w) {
					t.Errorf("it doesn't say %q:\n%s", w, said(a))
				}
			}
		})
	}
}

// TestAccess_AnyScenario: under any values of parameters each part may hold in some
// scenario; access is not told from that.
func TestAccess_AnyScenario(t *testing.T) {
	never := vpc + strings.Replace(nat, "Out: {Type: AWS::EC2::Route,", "Out: {Type: AWS::EC2::Route, Condition: Prod,", 1) + queue +
		role(`!If [Prod, !Ref "AWS::NoValue", `+receives+`]`)
	a, err := prover(t, never, iac.Options{Assume: estate.AssumeAny}).Access(claim.AccessQuestion{From: "Fn", To: "Queue"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Verdict == proof.Yes {
		t.Errorf("allowed, though the route is there in prod only and the policy elsewhere only")
	}
}

// TestAccess_Context: what the asker says of a key stands before what the way says.
func TestAccess_Context(t *testing.T) {
	p := prover(t, vpc+nat+bucket+role(reads)+bucketPolicy(onlyFromVpc), iac.Options{})
	c := &policy.Context{}
	c.Set("aws:SourceVpc", policy.Literal("vpc-1"))
	a, err := p.Access(claim.AccessQuestion{From: "Fn", To: "Bucket", Context: c})
	if err != nil {
		t.Fatal(err)
	}
	if a.Verdict == proof.Yes {
		t.Error("allowed from vpc-1, which is another")
	}
	a, err = p.Access(claim.AccessQuestion{From: "Fn", To: "Bucket", Action: "s3:PutObject"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Verdict != proof.No || a.Permission[0].Action != "s3:PutObject" {
		t.Errorf("%s of %s", a.Verdict, a.Permission[0].Action)
	}
}

func TestAccess_Errors(t *testing.T) {
	p := prover(t, inLambda+queue+"\n  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: a.example}}\n", iac.Options{})
	for _, x := range []struct{ from, to, want string }{
		{"Nobody", "Queue", `principal "Nobody"`},
		{"Fn", "Nothing", `resource "Nothing"`},
		{"Fn", "Zone", "which action reads AWS::Route53::HostedZone is not known"},
		{"Queue", "Queue", "has no role"},
	} {
		if _, err := p.Access(claim.AccessQuestion{From: x.from, To: x.to}); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s -> %s: got %v, want %q", x.from, x.to, err, x.want)
		}
	}
}
