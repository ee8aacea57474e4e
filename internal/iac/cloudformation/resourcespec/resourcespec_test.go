package resourcespec_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation/resourcespec"
)

func open(t testing.TB) *resourcespec.Table {
	t.Helper()
	table, err := resourcespec.Open()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func ExampleTable_Type() {
	table, err := resourcespec.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	subnet, _ := table.Type("AWS::EC2::Subnet")
	vpc, _ := subnet.Property("VpcId")
	fmt.Println(vpc.Kind, vpc.Required, vpc.Relationships)
	fmt.Println(subnet.ARN, subnet.Identifier)
	// Output:
	// string true [{AWS::EC2::VPC VpcId}]
	// arn:${Partition}:ec2:${Region}:${Account}:subnet/${SubnetId} [SubnetId]
}

func TestTable(t *testing.T) {
	table := open(t)
	if v := table.Version(); !strings.HasPrefix(v, "@aws-cdk/aws-service-spec ") || !strings.Contains(v, ", sha256 ") {
		t.Errorf("version %q", v)
	}
	types := table.Types()
	if len(types) < 1500 {
		t.Errorf("%d types, want at least 1500", len(types))
	}
	if !slices.IsSorted(types) {
		t.Error("types are not sorted")
	}
	info, err := os.Stat("resourcespec.bin")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 700_000 {
		t.Errorf("table has %d bytes, want at most 700000", info.Size())
	}
}

// Required flags, kinds and GetAtt names as in the CloudFormation template
// reference. A property is written name:kind, with ! if it is required.
func TestKnownTypes(t *testing.T) {
	table := open(t)
	for _, test := range []struct {
		name, properties, attributes, ref, arn string
	}{
		{
			"AWS::EC2::VPC", "CidrBlock:string EnableDnsSupport:boolean Tags:list",
			"CidrBlock:string DefaultSecurityGroup:string DefaultNetworkAcl:string VpcId:string CidrBlockAssociations:list Ipv6CidrBlocks:list",
			"VpcId", "arn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}",
		},
		{
			"AWS::EC2::SecurityGroup", "GroupDescription:string! SecurityGroupIngress:list VpcId:string",
			"GroupId:string VpcId:string",
			"Id", "arn:${Partition}:ec2:${Region}:${Account}:security-group/${SecurityGroupId}",
		},
		{
			"AWS::EC2::Route", "RouteTableId:string! DestinationCidrBlock:string GatewayId:string", "CidrBlock:string",
			"RouteTableId CidrBlock", "",
		},
		{
			"AWS::S3::Bucket", "BucketName:string PublicAccessBlockConfiguration:object BucketEncryption:object",
			"Arn:string DomainName:string RegionalDomainName:string WebsiteURL:string",
			"BucketName", "arn:${Partition}:s3:::${BucketName}",
		},
		{
			"AWS::S3::BucketPolicy", "Bucket:string! PolicyDocument:union!", "", "Bucket", "",
		},
		{
			"AWS::RDS::DBInstance", "Engine:string PubliclyAccessible:boolean VPCSecurityGroups:list StorageEncrypted:boolean",
			"Endpoint.Address:string Endpoint.Port:string DBInstanceArn:string",
			"DBInstanceIdentifier", "arn:${Partition}:rds:${Region}:${Account}:db:${DbInstanceName}",
		},
		{
			"AWS::IAM::Role", "AssumeRolePolicyDocument:union! ManagedPolicyArns:list Policies:list PermissionsBoundary:string",
			"Arn:string RoleId:string",
			"RoleName", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
		},
		{
			"AWS::Lambda::Function", "Code:object! Role:string! VpcConfig:object", "Arn:string",
			"FunctionName", "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}",
		},
		{
			"AWS::SQS::Queue", "RedrivePolicy:union QueueName:string", "Arn:string QueueName:string QueueUrl:string",
			"QueueUrl", "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}",
		},
		{
			"AWS::DynamoDB::Table", "KeySchema:union! TableName:string", "Arn:string StreamArn:string",
			"TableName", "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}",
		},
		{
			"AWS::KMS::Key", "KeyPolicy:union EnableKeyRotation:boolean", "Arn:string KeyId:string",
			"KeyId", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}",
		},
		{
			"AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme:string SecurityGroups:list Subnets:list",
			"DNSName:string CanonicalHostedZoneID:string LoadBalancerFullName:string LoadBalancerArn:string SecurityGroups:list",
			"LoadBalancerArn", "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			typ, ok := table.Type(test.name)
			if !ok {
				t.Fatal("not in the table")
			}
			for _, want := range strings.Fields(test.properties) {
				p, _ := typ.Property(name(want))
				if got := describe(p.Name, p.Kind, p.Required); got != want {
					t.Errorf("property %q, want %q", got, want)
				}
			}
			for _, want := range strings.Fields(test.attributes) {
				a, _ := typ.Attribute(name(want))
				if got := describe(a.Name, a.Kind, false); got != want {
					t.Errorf("attribute %q, want %q", got, want)
				}
			}
			if got := strings.Join(typ.Identifier, " "); got != test.ref {
				t.Errorf("Ref returns %q, want %q", got, test.ref)
			}
			if typ.ARN != test.arn {
				t.Errorf("ARN %q, want %q", typ.ARN, test.arn)
			}
		})
	}
}

func name(member string) string {
	before, _, _ := strings.Cut(member, ":")
	return before
}

func describe(name string, kind resourcespec.Kind, required bool) string {
	if required {
		return fmt.Sprintf("%s:%s!", name, kind)
	}
	return fmt.Sprintf("%s:%s", name, kind)
}

func TestTags(t *testing.T) {
	table := open(t)
	for _, test := range []struct {
		name, property string
		shape          resourcespec.TagShape
	}{
		{"AWS::EC2::VPC", "Tags", resourcespec.TagList},
		{"AWS::EFS::FileSystem", "FileSystemTags", resourcespec.TagList},
		{"AWS::AutoScaling::AutoScalingGroup", "Tags", resourcespec.TagListLaunched},
		{"AWS::CloudFront::AnycastIpList", "Tags", resourcespec.TagItems},
		{"AWS::ApiGatewayV2::Stage", "Tags", resourcespec.TagMap},
		{"AWS::SSM::Parameter", "Tags", resourcespec.TagMap},
		{"AWS::EC2::Route", "", resourcespec.NoTags},
	} {
		typ, _ := table.Type(test.name)
		if typ.Name != test.name || typ.TagProperty != test.property || typ.TagShape != test.shape {
			t.Errorf("%s: tags in %q, shape %d, want %q, shape %d", test.name, typ.TagProperty, typ.TagShape, test.property, test.shape)
		}
	}
}

func TestDetails(t *testing.T) {
	table := open(t)
	bucket, _ := table.Type("AWS::S3::Bucket")
	if !bucket.Stateful {
		t.Error("a bucket is not stateful")
	}
	if p, _ := bucket.Property("BucketName"); p.Replacement != resourcespec.ReplacesAlways {
		t.Errorf("bucket name: replacement %d", p.Replacement)
	}
	if p, _ := bucket.Property("AccessControl"); !slices.Contains(p.Allowed, "PublicReadWrite") {
		t.Errorf("canned ACLs %q", p.Allowed)
	}
	function, _ := table.Type("AWS::Serverless::Function")
	if function.Transform != "AWS::Serverless-2016-10-31" {
		t.Errorf("transform %q", function.Transform)
	}
	role, _ := table.Type("AWS::IAM::Role")
	if p, _ := role.Property("ManagedPolicyArns"); p.Element == nil || p.Element.Kind != resourcespec.String || p.Scrutiny != "ManagedPolicies" {
		t.Errorf("managed policies %+v", p)
	}
	if p, _ := role.Property("AssumeRolePolicyDocument"); len(p.Union) != 2 || p.Union[0].Kind != resourcespec.JSON || p.Union[1].Kind != resourcespec.String {
		t.Errorf("trust policy %+v", p)
	}
	policy, _ := table.Type("AWS::S3::BucketPolicy")
	if policy.Scrutiny != "ResourcePolicyResource" {
		t.Errorf("bucket policy: scrutiny %q", policy.Scrutiny)
	}
	eip, _ := table.Type("AWS::EC2::EIP")
	if !eip.IdentifierStated || !slices.Equal(eip.Identifier, []string{"PublicIp"}) || len(eip.PrimaryIdentifier) != 2 {
		t.Errorf("EIP: Ref returns %q, primary %q", eip.Identifier, eip.PrimaryIdentifier)
	}
	group, _ := table.Type("AWS::ElasticLoadBalancingV2::TargetGroup")
	if p, _ := group.Property("Targets"); p.Kind != resourcespec.List || p.Element.Definition != "TargetDescription" {
		t.Errorf("targets %+v", p)
	}
}

func TestDefinition(t *testing.T) {
	table := open(t)
	d, ok := table.Definition("AWS::EC2::SecurityGroup", "Ingress")
	if !ok || d.Name != "Ingress" {
		t.Fatalf("definition %+v, %t", d, ok)
	}
	if p, ok := d.Property("IpProtocol"); !ok || !p.Required || p.Kind != resourcespec.String {
		t.Errorf("protocol %+v, %t", p, ok)
	}
	if p, ok := d.Property("FromPort"); !ok || p.Required || p.Kind != resourcespec.Integer {
		t.Errorf("port %+v, %t", p, ok)
	}
}

func TestUnknown(t *testing.T) {
	table := open(t)
	for _, name := range []string{"", "AWS::EC2::Vpc", "AWS::EC2", "zzz"} {
		if typ, ok := table.Type(name); ok || typ.Name != "" {
			t.Errorf("type %q is %+v", name, typ)
		}
		if _, ok := table.Definition(name, "Ingress"); ok {
			t.Errorf("type %q has a definition", name)
		}
		if d, ok := table.Definition("AWS::EC2::SecurityGroup", name); ok {
			t.Errorf("definition %q is %+v", name, d)
		}
	}
	vpc, _ := table.Type("AWS::EC2::VPC")
	if p, ok := vpc.Property("Cidr"); ok {
		t.Errorf("property %+v", p)
	}
	if a, ok := vpc.Attribute("Arn"); ok {
		t.Errorf("attribute %+v", a)
	}
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		open(b)
	}
}

func BenchmarkType(b *testing.B) {
	table := open(b)
	for _, name := range []string{"AWS::EC2::VPC", "AWS::S3::Bucket", "AWS::EC2::Instance", "AWS::RDS::DBInstance", "AWS::QuickSight::Dashboard"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Type(name)
			}
		})
	}
}

func BenchmarkDefinition(b *testing.B) {
	table := open(b)
	b.ReportAllocs()
	for b.Loop() {
		table.Definition("AWS::EC2::SecurityGroup", "Ingress")
	}
}

func BenchmarkAllTypes(b *testing.B) {
	table := open(b)
	names := table.Types()
	for b.Loop() {
		for _, name := range names {
			table.Type(name)
		}
	}
}

func TestARNIsWhatTheTypeHas(t *testing.T) {
	table := open(t)
	attributes := 0
	for _, name := range table.Types() {
		typ, _ := table.Type(name)
		_, has := typ.Attribute("Arn")
		has = has && typ.ARN == ""
		template, attribute, ok := table.ARN(name)
		if !ok || template != typ.ARN || attribute != has {
			t.Errorf("%s: %q, %v, %v; want %q, %v", name, template, attribute, ok, typ.ARN, has)
		}
		if attribute {
			attributes++
		}
	}
	if attributes == 0 {
		t.Error("no type has an attribute Arn and no ARN")
	}
	if _, _, ok := table.ARN("AWS::No::Such"); ok {
		t.Error("a type that there is not has an ARN")
	}
}
