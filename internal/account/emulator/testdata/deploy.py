"""Deploys the templates of examples/myapp to a moto server, and describes what it made.

moto's CloudFormation drops types that it does not know while the stack says
CREATE_COMPLETE, and stumbles over some properties of those that it knows. It is given
the types in BY_CLOUDFORMATION; the others that reach and review are to be compared on
are then made by the services' own APIs, from the same properties, and so are the
network interfaces that AWS makes for them and moto does not. Nothing is taken to be
there because a call went well: at the end each is described.

It prints one JSON object: physical names by TEMPLATE/LOGICAL.

usage: deploy.py ENDPOINT FOLDER
"""
import json
import sys

import boto3
import yaml
from botocore.config import Config

ENDPOINT, FOLDER = sys.argv[1:3]
REGION, ACCOUNT = "eu-west-1", "123456789012"


def client(service):
    return boto3.client(service, region_name=REGION, endpoint_url=ENDPOINT, aws_access_key_id="test",
                        aws_secret_access_key="test", config=Config(retries={"max_attempts": 1}, proxies={}))


ec2, cfn, s3, rds = client("ec2"), client("cloudformation"), client("s3"), client("rds")
elb, awslambda, kms, iam, ddb = client("elbv2"), client("lambda"), client("kms"), client("iam"), client("dynamodb")
backup = client("backup")

# Types that moto's CloudFormation is given. Others it drops without a word, or fails on.
BY_CLOUDFORMATION = {
    "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::InternetGateway", "AWS::EC2::VPCGatewayAttachment", "AWS::EC2::EIP",
    "AWS::EC2::NatGateway", "AWS::EC2::RouteTable", "AWS::EC2::Route",
    "AWS::EC2::SecurityGroup", "AWS::DynamoDB::Table", "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Logs::LogGroup",
}

class Loader(yaml.SafeLoader):
    pass


def tagged(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else "Fn::" + tag: value}


Loader.add_multi_constructor("!", tagged)

templates = {n: yaml.load(open(f"{FOLDER}/{n}.yaml"), Loader) for n in ("network", "data", "application")}
made, arns, exports = {}, {}, {}


def value(template, v):
    """What an expression comes to, now that what it names is there."""
    if isinstance(v, list):
        return [value(template, x) for x in v]
    if not isinstance(v, dict):
        return v
    if len(v) == 1:
        (name, arg), = v.items()
        if name == "Ref":
            return {"AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws"}.get(arg) or made[f"{template}/{arg}"]
        if name == "Fn::GetAtt":
            return arns[f"{template}/{arg[0]}"]
        if name == "Fn::ImportValue":
            return exports[arg]
        if name == "Fn::GetAZs":
            return [REGION + zone for zone in "abc"]
        if name == "Fn::Select":
            return value(template, arg[1])[arg[0]]
        if name == "Fn::FindInMap":
            where, key, what = (value(template, x) for x in arg)
            return templates[template]["Mappings"][where][key][what]
        if name == "Fn::Sub":
            text, own = (arg, {}) if isinstance(arg, str) else (arg[0], value(template, arg[1]))
            while "${" in text:
                before, rest = text.split("${", 1)
                name, after = rest.split("}", 1)
                if name in own:
                    found = own[name]
                elif "." in name:
                    found = arns[f"{template}/{name.split('.')[0]}"]
                else:
                    found = value(template, {"Ref": name})
                text = before + found + after
            return text
    return {k: value(template, x) for k, x in v.items()}


def properties(name, *leave):
    template, logical = name.split("/")
    p = templates[template]["Resources"][logical].get("Properties", {})
    return {k: value(template, x) for k, x in p.items() if k not in leave}


def of_type(*types):
    return [f"{t}/{n}" for t, x in templates.items() for n, r in x["Resources"].items() if r["Type"] in types]


def reduced(name):
    """The part of a template that moto's CloudFormation is given."""
    resources = {}
    for logical, r in templates[name]["Resources"].items():
        if r["Type"] not in BY_CLOUDFORMATION:
            continue
        r = json.loads(json.dumps(r))
        p = r.get("Properties", {})
        r.pop("DependsOn", None)
        if r["Type"] == "AWS::EC2::SecurityGroup":
            p.pop("SecurityGroupEgress", None)  # set through the API: moto keeps its default beside
            p.pop("SecurityGroupIngress", None)
        resources[logical] = r
    resources = settled(name, resources)
    out = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    out["Outputs"] = {k: o for k, o in templates[name].get("Outputs", {}).items() if set(names(o["Value"])) <= set(resources)}
    return out


def names(v):
    """The resources that an expression names."""
    if isinstance(v, list):
        for x in v:
            yield from names(x)
    elif isinstance(v, dict):
        for k, x in v.items():
            if k == "Ref":
                yield x
            elif k == "Fn::GetAtt":
                yield x[0]
            elif k == "Fn::Sub":
                text = x if isinstance(x, str) else x[0]
                yield from (part.split("}")[0].split(".")[0] for part in text.split("${")[1:] if not part.startswith("AWS::"))
            else:
                yield from names(x)


def stack(name):
    t = reduced(name)
    cfn.create_stack(StackName="myapp-" + name, TemplateBody=json.dumps(t), Capabilities=["CAPABILITY_NAMED_IAM"])
    s, = cfn.describe_stacks(StackName="myapp-" + name)["Stacks"]
    for o in s.get("Outputs", []):
        if "ExportName" in o:
            exports[o["ExportName"]] = o["OutputValue"]
    for r in cfn.describe_stack_resources(StackName="myapp-" + name)["StackResources"]:
        if r.get("PhysicalResourceId"):
            made[f"{name}/{r['LogicalResourceId']}"] = r["PhysicalResourceId"]
    missing = sorted(set(t["Resources"]) - {n.split("/")[1] for n in made if n.startswith(name + "/")})
    if missing:
        raise SystemExit(f"moto's CloudFormation made no {missing} of {name}")


def settled(template, v):
    """An expression with what is there already put in."""
    if isinstance(v, list):
        return [settled(template, x) for x in v]
    if not isinstance(v, dict):
        return v
    if set(v) in ({"Ref"}, {"Fn::GetAtt"}, {"Fn::Sub"}, {"Fn::ImportValue"}, {"Fn::Select"}) and not names_open(template, v):
        return value(template, v)
    return {k: settled(template, x) for k, x in v.items()}


def names_open(template, v):
    return [n for n in names(v) if f"{template}/{n}" not in made]


def export(template):
    """What a template exports of what was not made by its stack."""
    for o in templates[template].get("Outputs", {}).values():
        name = o.get("Export", {}).get("Name")
        if name and name not in exports and all(f"{template}/{n}" in made for n in names(o["Value"])):
            exports[name] = value(template, o["Value"])


def know_arns(template):
    for n in [n for n in made if n.startswith(template + "/")]:
        kind = templates[template]["Resources"][n.split("/")[1]]["Type"]
        if kind == "AWS::DynamoDB::Table":
            arns[n] = ddb.describe_table(TableName=made[n])["Table"]["TableArn"]
        elif kind == "AWS::Logs::LogGroup":
            arns[n] = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{made[n]}"


def keys(template):
    """moto's CloudFormation makes keys whose policy its API cannot read."""
    for n in of_type("AWS::KMS::Key"):
        if n.startswith(template + "/"):
            p = properties(n)
            tags = [{"TagKey": x["Key"], "TagValue": x["Value"]} for x in p["Tags"]]
            key = kms.create_key(Policy=json.dumps(p["KeyPolicy"]), Description=p["Description"], Tags=tags)["KeyMetadata"]
            kms.enable_key_rotation(KeyId=key["KeyId"])
            made[n], arns[n] = key["KeyId"], key["Arn"]
    for n in of_type("AWS::KMS::Alias"):
        if n.startswith(template + "/"):
            kms.create_alias(**properties(n))
            made[n] = properties(n)["AliasName"]


def policies_and_roles(template):
    """moto's CloudFormation makes roles whose policies its API cannot print."""
    for n in of_type("AWS::IAM::ManagedPolicy"):
        if n.startswith(template + "/"):
            p = properties(n)
            made[n] = arns[n] = iam.create_policy(PolicyName=n.replace("/", "-"), PolicyDocument=json.dumps(p["PolicyDocument"]))["Policy"]["Arn"]
    for n in of_type("AWS::IAM::Role"):
        if n.startswith(template + "/"):
            p, name = properties(n), n.replace("/", "-")
            arns[n] = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(p["AssumeRolePolicyDocument"]))["Role"]["Arn"]
            made[n] = name
            for x in p.get("Policies", []):
                iam.put_role_policy(RoleName=name, PolicyName=x["PolicyName"], PolicyDocument=json.dumps(x["PolicyDocument"]))
            for arn in p.get("ManagedPolicyArns", []):
                iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    for n in of_type("AWS::IAM::InstanceProfile"):
        if n.startswith(template + "/"):
            made[n] = n.replace("/", "-")
            arns[n] = iam.create_instance_profile(InstanceProfileName=made[n])["InstanceProfile"]["Arn"]
            iam.add_role_to_instance_profile(InstanceProfileName=made[n], RoleName=properties(n)["Roles"][0])


# ---- network


def route_tables():
    """moto's CloudFormation makes associations that its API does not show."""
    for n in of_type("AWS::EC2::SubnetRouteTableAssociation"):
        made[n] = ec2.associate_route_table(**properties(n))["AssociationId"]


def network_acls():
    for n in of_type("AWS::EC2::NetworkAcl"):
        made[n] = ec2.create_network_acl(VpcId=properties(n)["VpcId"])["NetworkAcl"]["NetworkAclId"]
    for n in of_type("AWS::EC2::NetworkAclEntry"):
        p = properties(n)
        made[n] = n
        ec2.create_network_acl_entry(**{**p, "Protocol": str(p["Protocol"]), "Egress": p.get("Egress", False)})
    for n in of_type("AWS::EC2::SubnetNetworkAclAssociation"):
        p = properties(n)
        subnet = [{"Name": "association.subnet-id", "Values": [p["SubnetId"]]}]
        acl, = ec2.describe_network_acls(Filters=subnet)["NetworkAcls"]
        old, = [a["NetworkAclAssociationId"] for a in acl["Associations"] if a["SubnetId"] == p["SubnetId"]]
        made[n] = ec2.replace_network_acl_association(AssociationId=old, NetworkAclId=p["NetworkAclId"])["NewAssociationId"]


def endpoints():
    """moto's CloudFormation makes endpoints whose policies are no JSON."""
    for n in of_type("AWS::EC2::VPCEndpoint"):
        p = properties(n)
        p["PolicyDocument"] = json.dumps(p["PolicyDocument"])
        made[n] = ec2.create_vpc_endpoint(**p)["VpcEndpoint"]["VpcEndpointId"]


def permission(p):
    """A rule of a template as the API has it."""
    out = {"IpProtocol": str(p["IpProtocol"])}
    if "FromPort" in p:
        out.update(FromPort=p["FromPort"], ToPort=p["ToPort"])
    group = p.get("SourceSecurityGroupId") or p.get("DestinationSecurityGroupId")
    prefixes = p.get("SourcePrefixListId") or p.get("DestinationPrefixListId")
    if group:
        out["UserIdGroupPairs"] = [{"GroupId": group}]
    if prefixes:
        out["PrefixListIds"] = [{"PrefixListId": prefixes}]
    if "CidrIp" in p:
        out["IpRanges"] = [{"CidrIp": p["CidrIp"]}]
    return out


def group_rules(template):
    for n in of_type("AWS::EC2::SecurityGroup"):
        if not n.startswith(template + "/"):
            continue
        p, group = properties(n), made[n]
        have = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
        if have:
            ec2.revoke_security_group_egress(GroupId=group, IpPermissions=have)
        for rule in p["SecurityGroupEgress"]:
            ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[permission(rule)])
        for rule in p.get("SecurityGroupIngress", []):
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(rule)])
    for n in of_type("AWS::EC2::SecurityGroupEgress"):
        if n.startswith(template + "/"):
            p = properties(n)
            ec2.authorize_security_group_egress(GroupId=p["GroupId"], IpPermissions=[permission(p)])
            made[n] = p["GroupId"]
    for n in of_type("AWS::EC2::SecurityGroupIngress"):
        if n.startswith(template + "/"):
            p = properties(n)
            ec2.authorize_security_group_ingress(GroupId=p["GroupId"], IpPermissions=[permission(p)])
            made[n] = p["GroupId"]


# ---- data


def database():
    p = properties("data/DatabaseSubnets")
    made["data/DatabaseSubnets"] = "myapp"
    rds.create_db_subnet_group(DBSubnetGroupName="myapp", DBSubnetGroupDescription=p["DBSubnetGroupDescription"], SubnetIds=p["SubnetIds"])
    for n in ("DatabaseParameters", "DatabaseOptions"):
        made["data/" + n] = "default"
    p = properties("data/Database")
    keep = ("DBInstanceIdentifier", "DBName", "Engine", "EngineVersion", "DBInstanceClass", "MaxAllocatedStorage", "StorageType", "StorageEncrypted",
            "KmsKeyId", "MultiAZ", "PubliclyAccessible", "DBSubnetGroupName", "EnableIAMDatabaseAuthentication", "MasterUsername",
            "BackupRetentionPeriod", "CopyTagsToSnapshot", "DeletionProtection", "AutoMinorVersionUpgrade", "EnableCloudwatchLogsExports", "Tags")
    rds.create_db_instance(**{k: p[k] for k in keep}, AllocatedStorage=int(p["AllocatedStorage"]), VpcSecurityGroupIds=p["VPCSecurityGroups"],
                           MasterUserPassword="a-secret-of-the-test-1")
    made["data/Database"] = p["DBInstanceIdentifier"]
    arns["data/Database"] = "myapp.rds.example"
    interface(properties("data/DatabaseSubnets")["SubnetIds"], p["VPCSecurityGroups"], "RDSNetworkInterface")


def interface(subnets, groups, description):
    """The interfaces that AWS makes for a service's resource, and moto does not."""
    return [ec2.create_network_interface(SubnetId=s, Groups=groups, Description=description)["NetworkInterface"]["NetworkInterfaceId"]
            for s in subnets]


def describe_interfaces():
    """AWS says in the description of an interface whose it is."""
    for g in ec2.describe_nat_gateways()["NatGateways"]:
        for a in g["NatGatewayAddresses"]:
            ec2.modify_network_interface_attribute(NetworkInterfaceId=a["NetworkInterfaceId"], Description={"Value": "Interface for NAT Gateway " + g["NatGatewayId"]})
    for e in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
        for i in e.get("NetworkInterfaceIds", []):
            ec2.modify_network_interface_attribute(NetworkInterfaceId=i, Description={"Value": "VPC Endpoint Interface " + e["VpcEndpointId"]})


def buckets(template):
    for n in of_type("AWS::S3::Bucket"):
        if not n.startswith(template + "/"):
            continue
        p = properties(n)
        name = "myapp-" + n.split("/")[1].lower()
        lock = {"ObjectLockEnabledForBucket": True} if p.get("ObjectLockEnabled") else {}
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}, **lock)
        made[n], arns[n] = name, "arn:aws:s3:::" + name
        rule, = p["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        rule = {"BucketKeyEnabled": rule.get("BucketKeyEnabled", False), "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=p["PublicAccessBlockConfiguration"])
        s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=p["OwnershipControls"])
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": p["Tags"]})
        if lock:
            s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=p["ObjectLockConfiguration"])
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=p["VersioningConfiguration"])
    for n in of_type("AWS::S3::BucketPolicy"):
        if n.startswith(template + "/"):
            p = properties(n)
            s3.put_bucket_policy(Bucket=p["Bucket"], Policy=json.dumps(p["PolicyDocument"]))
            made[n] = p["Bucket"]


def vault():
    p = properties("data/BackupVault")
    backup.create_backup_vault(BackupVaultName=p["BackupVaultName"], EncryptionKeyArn=p["EncryptionKeyArn"])
    made["data/BackupVault"] = p["BackupVaultName"]


# ---- application


def balancer():
    p = properties("application/LoadBalancer", "LoadBalancerAttributes")
    b, = elb.create_load_balancer(Name="myapp", Type=p["Type"], Scheme=p["Scheme"], Subnets=p["Subnets"], SecurityGroups=p["SecurityGroups"])["LoadBalancers"]
    made["application/LoadBalancer"] = b["LoadBalancerArn"]
    attributes = properties("application/LoadBalancer")["LoadBalancerAttributes"]
    elb.modify_load_balancer_attributes(LoadBalancerArn=b["LoadBalancerArn"], Attributes=attributes)
    made["application/OriginCertificate"] = client("acm").request_certificate(DomainName="origin.myapp.com")["CertificateArn"]
    p = properties("application/HttpsListener")
    l, = elb.create_listener(**p)["Listeners"]
    made["application/HttpsListener"] = l["ListenerArn"]
    p = properties("application/LoadBalancer")
    for i in interface(p["Subnets"], p["SecurityGroups"], "ELB " + b["LoadBalancerArn"].split(":loadbalancer/")[1]):
        address = ec2.allocate_address(Domain="vpc")
        ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=i)


def instances():
    image = ec2.describe_images()["Images"][0]["ImageId"]

    def run(name, subnet, group, profile, tags):
        t = templates["application"]["Resources"][profile.replace("Profile", "Template")]["Properties"]["LaunchTemplateData"]
        i, = ec2.run_instances(
            ImageId=image, InstanceType=t["InstanceType"], MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[group],
            IamInstanceProfile={"Arn": arns["application/" + profile]}, MetadataOptions=t["MetadataOptions"],
            UserData=t["UserData"]["Fn::Base64"], TagSpecifications=[{"ResourceType": "instance", "Tags": tags}])["Instances"]
        made[name] = i["InstanceId"]
        return i["InstanceId"]

    for n in of_type("AWS::EC2::Instance"):
        p = properties(n, "LaunchTemplate")
        run(n, p["SubnetId"], p["SecurityGroupIds"][0], "BackendServerProfile", p["Tags"])
    # What the group starts: one in each of its subnets.
    servers = []
    for subnet in properties("application/WebServers", "LaunchTemplate", "ServiceLinkedRoleARN")["VPCZoneIdentifier"]:
        tags = [{"Key": "Name", "Value": "WebServer"}, {"Key": "tier", "Value": "web"}, {"Key": "patch-group", "Value": "myapp"}]
        servers.append(run("application/WebServers", subnet, made["application/WebServerSecurityGroup"], "WebServerProfile", tags))
    made["application/WebServers"] = servers
    elb.register_targets(TargetGroupArn=made["application/WebServerTargets"], Targets=[{"Id": i} for i in servers])


def function():
    p = properties("application/GetUsers", "Code", "CodeSigningConfigArn", "KmsKeyArn", "Environment")
    import io
    import zipfile
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as z:
        z.writestr("app.py", "def handler(event, context):\n    pass\n")
    f = awslambda.create_function(
        FunctionName=p["FunctionName"], Runtime=p["Runtime"], Handler=p["Handler"], Role=p["Role"], Code={"ZipFile": code.getvalue()},
        VpcConfig=p["VpcConfig"], TracingConfig=p["TracingConfig"], Timeout=p["Timeout"], MemorySize=p["MemorySize"],
        Environment={"Variables": {"DB_HOST": "myapp.rds.example", "DB_USER": "get_users", "DB_NAME": "myapp", "TOKEN": "a-secret-of-the-test-2"}})
    made["application/GetUsers"], arns["application/GetUsers"] = p["FunctionName"], f["FunctionArn"]
    interface(p["VpcConfig"]["SubnetIds"], p["VpcConfig"]["SecurityGroupIds"], "AWS Lambda VPC ENI-myapp-getUsers")
    p = properties("application/GetUsersPermission")
    awslambda.add_permission(StatementId="api", **p)
    made["application/GetUsersPermission"] = "api"


def deploy():
    keys("network")
    stack("network")
    know_arns("network")
    policies_and_roles("network")
    route_tables()
    network_acls()
    group_rules("network")
    endpoints()
    describe_interfaces()
    export("network")
    keys("data")
    stack("data")
    know_arns("data")
    group_rules("data")
    policies_and_roles("data")
    buckets("data")
    database()
    vault()
    export("data")
    made["application/Api"] = "abcdef1234"  # not made: what is compared only names it
    stack("application")
    know_arns("application")
    policies_and_roles("application")
    buckets("application")
    group_rules("application")
    balancer()
    instances()
    function()


def there():
    """What the services themselves show of it."""
    mine = [{"Name": "vpc-id", "Values": [made["network/Vpc"]]}]
    count = {
        "subnets": (len(ec2.describe_subnets(Filters=mine)["Subnets"]), len(of_type("AWS::EC2::Subnet"))),
        "associations of route tables": (
            sum("SubnetId" in a for r in ec2.describe_route_tables(Filters=mine)["RouteTables"] for a in r["Associations"]),
            len(of_type("AWS::EC2::SubnetRouteTableAssociation"))),
        "routes to the internet": (
            sum(r.get("DestinationCidrBlock") == "0.0.0.0/0" for t in ec2.describe_route_tables(Filters=mine)["RouteTables"] for r in t["Routes"]),
            len(of_type("AWS::EC2::Route"))),
        "rules of network ACLs": (
            sum(e["RuleNumber"] < 32767 for a in ec2.describe_network_acls(Filters=mine)["NetworkAcls"] if not a["IsDefault"] for e in a["Entries"]),
            len(of_type("AWS::EC2::NetworkAclEntry"))),
        "associations of network ACLs": (
            sum(len(a["Associations"]) for a in ec2.describe_network_acls(Filters=mine)["NetworkAcls"] if not a["IsDefault"]),
            len(of_type("AWS::EC2::SubnetNetworkAclAssociation"))),
        "endpoints": (len(ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]), len(of_type("AWS::EC2::VPCEndpoint"))),
        "NAT gateways": (len(ec2.describe_nat_gateways()["NatGateways"]), len(of_type("AWS::EC2::NatGateway"))),
        "internet gateways": (sum(len(g["Attachments"]) for g in ec2.describe_internet_gateways(
            Filters=[{"Name": "attachment.vpc-id", "Values": [made["network/Vpc"]]}])["InternetGateways"]), 1),
        "security groups": (len(ec2.describe_security_groups(Filters=mine)["SecurityGroups"]), len(of_type("AWS::EC2::SecurityGroup")) + 1),
        "rules of security groups": (
            sum(not r["IsEgress"] for g in of_type("AWS::EC2::SecurityGroup") for r in ec2.describe_security_group_rules(
                Filters=[{"Name": "group-id", "Values": [made[g]]}])["SecurityGroupRules"]),
            len(of_type("AWS::EC2::SecurityGroupIngress")) + sum(len(properties(g).get("SecurityGroupIngress", [])) for g in of_type("AWS::EC2::SecurityGroup"))),
        "instances": (sum(i["State"]["Name"] == "running" for r in ec2.describe_instances(Filters=mine)["Reservations"] for i in r["Instances"]), 4),
        "targets": (len(elb.describe_target_health(TargetGroupArn=made["application/WebServerTargets"])["TargetHealthDescriptions"]), 2),
        "listeners": (len(elb.describe_listeners(LoadBalancerArn=made["application/LoadBalancer"])["Listeners"]), 1),
        "databases": (len(rds.describe_db_instances(DBInstanceIdentifier="myapp")["DBInstances"]), 1),
        "functions": (len(awslambda.list_functions()["Functions"]), 1),
        "policies of buckets": (sum(bool(s3.get_bucket_policy(Bucket=made[n])["Policy"]) for n in of_type("AWS::S3::Bucket")), len(of_type("AWS::S3::BucketPolicy"))),
        "roles": (len(iam.list_roles()["Roles"]), len(of_type("AWS::IAM::Role"))),
        "keys": (len(kms.list_keys()["Keys"]), len(of_type("AWS::KMS::Key"))),
        "tables": (len(ddb.list_tables()["TableNames"]), 1),
    }
    wrong = {what: f"{have}, expected {want}" for what, (have, want) in count.items() if have != want}
    if wrong:
        raise SystemExit(f"not all is there: {wrong}")


deploy()
there()
print(json.dumps(made, indent=1, sort_keys=True))
