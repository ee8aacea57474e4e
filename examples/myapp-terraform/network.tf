# ---------------------------------------------------------------- VPC and subnets

resource "aws_vpc" "vpc" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags = {
    Name = "myapp"
  }
}

# The VPC's default security group lets its members talk to each other, and CloudFormation cannot take a rule away from
# a group that it did not make. Nothing here uses it, and detection.tf has AWS Config empty it (DefaultGroupIsEmpty).

resource "aws_subnet" "public_subnet1" {
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = data.aws_availability_zones.current.names[0]
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = false
  tags = {
    Name = "myapp-public-1"
    tier = "public"
  }
}

resource "aws_subnet" "public_subnet2" {
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = data.aws_availability_zones.current.names[1]
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = false
  tags = {
    Name = "myapp-public-2"
    tier = "public"
  }
}

resource "aws_subnet" "app_subnet1" {
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = data.aws_availability_zones.current.names[0]
  cidr_block              = "10.0.10.0/24"
  map_public_ip_on_launch = false
  tags = {
    Name = "myapp-app-1"
    tier = "app"
  }
}

resource "aws_subnet" "app_subnet2" {
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = data.aws_availability_zones.current.names[1]
  cidr_block              = "10.0.11.0/24"
  map_public_ip_on_launch = false
  tags = {
    Name = "myapp-app-2"
    tier = "app"
  }
}

resource "aws_subnet" "data_subnet1" {
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = data.aws_availability_zones.current.names[0]
  cidr_block              = "10.0.20.0/24"
  map_public_ip_on_launch = false
  tags = {
    Name = "myapp-data-1"
    tier = "data"
  }
}

resource "aws_subnet" "data_subnet2" {
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = data.aws_availability_zones.current.names[1]
  cidr_block              = "10.0.21.0/24"
  map_public_ip_on_launch = false
  tags = {
    Name = "myapp-data-2"
    tier = "data"
  }
}

# ---------------------------------------------------------------- Gateways and routes

resource "aws_internet_gateway" "internet_gateway" {
  tags = {
    Name = "myapp"
  }
}

resource "aws_internet_gateway_attachment" "internet_gateway_attachment" {
  vpc_id              = aws_vpc.vpc.id
  internet_gateway_id = aws_internet_gateway.internet_gateway.id
}

# One NAT gateway per zone: losing a zone must not cut the other one off.
resource "aws_eip" "nat_address1" {
  domain = "vpc"
}

resource "aws_eip" "nat_address2" {
  domain = "vpc"
}

resource "aws_nat_gateway" "nat_gateway1" {
  subnet_id     = aws_subnet.public_subnet1.id
  allocation_id = aws_eip.nat_address1.id
}

resource "aws_nat_gateway" "nat_gateway2" {
  subnet_id     = aws_subnet.public_subnet2.id
  allocation_id = aws_eip.nat_address2.id
}

resource "aws_route_table" "public_route_table" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-public"
  }
}

resource "aws_route" "public_to_internet" {
  route_table_id         = aws_route_table.public_route_table.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet_gateway.id
}

resource "aws_route_table" "app_route_table1" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-app-1"
  }
}

resource "aws_route" "app1_to_internet" {
  route_table_id         = aws_route_table.app_route_table1.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat_gateway1.id
}

resource "aws_route_table" "app_route_table2" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-app-2"
  }
}

resource "aws_route" "app2_to_internet" {
  route_table_id         = aws_route_table.app_route_table2.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat_gateway2.id
}

# Local routes only: a stolen database credential cannot phone home from here.
resource "aws_route_table" "data_route_table1" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-data-1"
  }
}

resource "aws_route_table" "data_route_table2" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-data-2"
  }
}

resource "aws_route_table_association" "public_subnet1_routes" {
  subnet_id      = aws_subnet.public_subnet1.id
  route_table_id = aws_route_table.public_route_table.id
}

resource "aws_route_table_association" "public_subnet2_routes" {
  subnet_id      = aws_subnet.public_subnet2.id
  route_table_id = aws_route_table.public_route_table.id
}

resource "aws_route_table_association" "app_subnet1_routes" {
  subnet_id      = aws_subnet.app_subnet1.id
  route_table_id = aws_route_table.app_route_table1.id
}

resource "aws_route_table_association" "app_subnet2_routes" {
  subnet_id      = aws_subnet.app_subnet2.id
  route_table_id = aws_route_table.app_route_table2.id
}

resource "aws_route_table_association" "data_subnet1_routes" {
  subnet_id      = aws_subnet.data_subnet1.id
  route_table_id = aws_route_table.data_route_table1.id
}

resource "aws_route_table_association" "data_subnet2_routes" {
  subnet_id      = aws_subnet.data_subnet2.id
  route_table_id = aws_route_table.data_route_table2.id
}

# ---------------------------------------------------------------- Network ACLs
# Stateless, so each conversation needs a rule for its replies (client ports 1024-65535; NAT gateways, load balancers
# and functions use that whole range). The security groups are the fine filter; these keep the tiers apart without them.

resource "aws_network_acl" "public_acl" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-public"
  }
}

# CloudFront to the load balancer; app subnets to the NAT gateways
resource "aws_network_acl_rule" "public_in_https" {
  network_acl_id = aws_network_acl.public_acl.id
  egress         = false
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

# web servers to the load balancer; internet to the NAT gateways
resource "aws_network_acl_rule" "public_in_replies" {
  network_acl_id = aws_network_acl.public_acl.id
  egress         = false
  rule_number    = 110
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

# NAT gateways to the internet; load balancer to the web servers
resource "aws_network_acl_rule" "public_out_https" {
  network_acl_id = aws_network_acl.public_acl.id
  egress         = true
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

# load balancer to CloudFront; NAT gateways to the app subnets
resource "aws_network_acl_rule" "public_out_replies" {
  network_acl_id = aws_network_acl.public_acl.id
  egress         = true
  rule_number    = 110
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl" "app_acl" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-app"
  }
}

# load balancer to the web servers
resource "aws_network_acl_rule" "app_in_from_public" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = false
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/23"
  from_port      = 443
  to_port        = 443
}

# to the interface endpoints of the other zone
resource "aws_network_acl_rule" "app_in_from_app" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = false
  rule_number    = 110
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.10.0/23"
  from_port      = 443
  to_port        = 443
}

# replies from the internet (through NAT), the endpoints and the databases; web to backend on 4000
resource "aws_network_acl_rule" "app_in_replies" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = false
  rule_number    = 120
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

# endpoints, and the internet through NAT
resource "aws_network_acl_rule" "app_out_https" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = true
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "app_out_my_sql" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = true
  rule_number    = 110
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.20.0/23"
  from_port      = 3306
  to_port        = 3306
}

# web to backend on 4000, and replies between the zones
resource "aws_network_acl_rule" "app_out_to_app" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = true
  rule_number    = 120
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.10.0/23"
  from_port      = 1024
  to_port        = 65535
}

# web servers to the load balancer
resource "aws_network_acl_rule" "app_out_replies" {
  network_acl_id = aws_network_acl.app_acl.id
  egress         = true
  rule_number    = 130
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/23"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl" "data_acl" {
  vpc_id = aws_vpc.vpc.id
  tags = {
    Name = "myapp-data"
  }
}

resource "aws_network_acl_rule" "data_in_my_sql" {
  network_acl_id = aws_network_acl.data_acl.id
  egress         = false
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.10.0/23"
  from_port      = 3306
  to_port        = 3306
}

resource "aws_network_acl_rule" "data_out_replies" {
  network_acl_id = aws_network_acl.data_acl.id
  egress         = true
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.10.0/23"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_association" "public_subnet1_acl" {
  subnet_id      = aws_subnet.public_subnet1.id
  network_acl_id = aws_network_acl.public_acl.id
}

resource "aws_network_acl_association" "public_subnet2_acl" {
  subnet_id      = aws_subnet.public_subnet2.id
  network_acl_id = aws_network_acl.public_acl.id
}

resource "aws_network_acl_association" "app_subnet1_acl" {
  subnet_id      = aws_subnet.app_subnet1.id
  network_acl_id = aws_network_acl.app_acl.id
}

resource "aws_network_acl_association" "app_subnet2_acl" {
  subnet_id      = aws_subnet.app_subnet2.id
  network_acl_id = aws_network_acl.app_acl.id
}

resource "aws_network_acl_association" "data_subnet1_acl" {
  subnet_id      = aws_subnet.data_subnet1.id
  network_acl_id = aws_network_acl.data_acl.id
}

resource "aws_network_acl_association" "data_subnet2_acl" {
  subnet_id      = aws_subnet.data_subnet2.id
  network_acl_id = aws_network_acl.data_acl.id
}

# ---------------------------------------------------------------- Security groups that belong to the network

# Who needs an endpoint adds its own rule to this group, by reference (see application.tf). Endpoints only answer.
resource "aws_security_group" "endpoint_security_group" {
  name        = "myapp-endpoint-security-group"
  description = "Interface endpoints - callers add themselves on tcp/443"
  vpc_id      = aws_vpc.vpc.id
}

# A suspect machine is moved into this group. Terraform leaves a group without egress rules: nothing goes out.
# Connections that are already tracked survive the move; the responder also detaches the instance from its load balancer.
resource "aws_security_group" "quarantine_security_group" {
  name        = "myapp-quarantine-security-group"
  description = "Quarantine - nothing in, nothing out"
  vpc_id      = aws_vpc.vpc.id
  tags = {
    purpose = "quarantine"
  }
}

# ---------------------------------------------------------------- VPC endpoints
# AWS is reached without the internet, and only with this account's credentials for this account's resources:
# a key smuggled in from elsewhere, or a bucket of somebody else's, does not work from inside.

resource "aws_vpc_endpoint" "s3_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.current.name}.s3"
  route_table_ids   = [aws_route_table.app_route_table1.id, aws_route_table.app_route_table2.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OurIdentitiesOurBuckets"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
            "aws:ResourceAccount"  = data.aws_caller_identity.current.account_id
          }
        }
      },
      {
        Sid       = "WhatAwsPublishesForItsOwnAgents"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource = [
          "arn:${data.aws_partition.current.partition}:s3:::al2023-repos-${data.aws_region.current.name}-de612dc2/*",
          "arn:${data.aws_partition.current.partition}:s3:::patch-baseline-snapshot-${data.aws_region.current.name}/*",
          "arn:${data.aws_partition.current.partition}:s3:::aws-ssm-${data.aws_region.current.name}/*",
          "arn:${data.aws_partition.current.partition}:s3:::amazon-ssm-packages-${data.aws_region.current.name}/*",
          "arn:${data.aws_partition.current.partition}:s3:::prod-${data.aws_region.current.name}-starport-layer-bucket/*",
        ]
      },
    ]
  })
}

resource "aws_vpc_endpoint" "dynamo_db_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.current.name}.dynamodb"
  route_table_ids   = [aws_route_table.app_route_table1.id, aws_route_table.app_route_table2.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "dynamodb:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
            "aws:ResourceAccount"  = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "sts_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.sts"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "sts:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "kms_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.kms"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "kms:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
            "aws:ResourceAccount"  = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "secrets_manager_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.secretsmanager"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "secretsmanager:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
            "aws:ResourceAccount"  = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "ssm_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.ssm"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "ssm:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "ssm_messages_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.ssmmessages"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "ssmmessages:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "ec2_messages_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.ec2messages"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "ec2messages:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "ecr_api_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.ecr.api"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "ecr:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "ecr_docker_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.ecr.dkr"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "ecr:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_vpc_endpoint" "logs_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.name}.logs"
  subnet_ids          = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  security_group_ids  = [aws_security_group.endpoint_security_group.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "logs:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
            "aws:ResourceAccount"  = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

# ---------------------------------------------------------------- DNS firewall
# Egress is filtered by name: servers resolve AWS and our own names, nothing else, so neither a download of malware nor
# data tunnelled over DNS gets past the resolver.

resource "aws_route53_resolver_firewall_domain_list" "allowed_domains" {
  name    = "myapp-allowed"
  domains = ["*.amazonaws.com", "*.amazoncognito.com", "*.myapp.com", "*.myapp.internal", "*.compute.internal"]
}

resource "aws_route53_resolver_firewall_domain_list" "every_domain" {
  name    = "myapp-everything-else"
  domains = ["*"]
}

resource "aws_route53_resolver_firewall_rule_group" "dns_firewall" {
  name = "myapp"
}

resource "aws_route53_resolver_firewall_rule" "dns_firewall_1" {
  name                               = "allow-1"
  firewall_rule_group_id             = aws_route53_resolver_firewall_rule_group.dns_firewall.id
  priority                           = 100
  action                             = "ALLOW"
  firewall_domain_list_id            = aws_route53_resolver_firewall_domain_list.allowed_domains.id
  firewall_domain_redirection_action = "TRUST_REDIRECTION_DOMAIN"
}

resource "aws_route53_resolver_firewall_rule" "dns_firewall_2" {
  name                    = "block-2"
  firewall_rule_group_id  = aws_route53_resolver_firewall_rule_group.dns_firewall.id
  priority                = 200
  action                  = "BLOCK"
  block_response          = "NODATA"
  firewall_domain_list_id = aws_route53_resolver_firewall_domain_list.every_domain.id
}

resource "aws_route53_resolver_firewall_rule_group_association" "dns_firewall_association" {
  firewall_rule_group_id = aws_route53_resolver_firewall_rule_group.dns_firewall.id
  vpc_id                 = aws_vpc.vpc.id
  priority               = 101
  mutation_protection    = "ENABLED"
  name                   = "myapp"
}

# ---------------------------------------------------------------- The key of the class "internal"
# One key per data classification: internal here, confidential in data.tf, restricted in detection.tf.

# Auto Scaling's own role must exist before a key policy can name it; a suffix makes it ours and not the account's.
resource "aws_iam_service_linked_role" "auto_scaling_role" {
  aws_service_name = "autoscaling.amazonaws.com"
}

resource "aws_kms_key" "internal_key" {
  description             = "myapp, class internal - logs, volumes, artefacts, function settings, alerts"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AdministrationWithoutUse"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action = [
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:UpdateAlias",
          "kms:Describe*",
          "kms:Get*",
          "kms:List*",
          "kms:PutKeyPolicy",
          "kms:EnableKey",
          "kms:DisableKey",
          "kms:EnableKeyRotation",
          "kms:RotateKeyOnDemand",
          "kms:UpdateKeyDescription",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:RevokeGrant",
          "kms:ScheduleKeyDeletion",
          "kms:CancelKeyDeletion",
        ]
        Resource = "*"
      },
      {
        Sid    = "UseThroughServicesByWhomIamAllows"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:ViaService" = [
              "ec2.${data.aws_region.current.name}.amazonaws.com",
              "lambda.${data.aws_region.current.name}.amazonaws.com",
              "s3.${data.aws_region.current.name}.amazonaws.com",
              "sns.${data.aws_region.current.name}.amazonaws.com",
              "sqs.${data.aws_region.current.name}.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid    = "GrantsForVolumesAndFunctions"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action   = "kms:CreateGrant"
        Resource = "*"
        Condition = {
          Bool = {
            "kms:GrantIsForAWSResource" = true
          }
          StringEquals = {
            "kms:ViaService" = ["ec2.${data.aws_region.current.name}.amazonaws.com", "lambda.${data.aws_region.current.name}.amazonaws.com"]
          }
        }
      },
      {
        Sid    = "AutoScalingStartsInstances"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_myapp"
        }
        Action   = ["kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
      },
      {
        Sid    = "AutoScalingGrantsVolumesTheKey"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_myapp"
        }
        Action   = "kms:CreateGrant"
        Resource = "*"
        Condition = {
          Bool = {
            "kms:GrantIsForAWSResource" = true
          }
        }
      },
      {
        Sid    = "LogGroupsOfThisAccount"
        Effect = "Allow"
        Principal = {
          Service = "logs.${data.aws_region.current.name}.amazonaws.com"
        }
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:*"
          }
        }
      },
      {
        Sid    = "AlarmsAndRulesPublishToEncryptedTopicsAndQueues"
        Effect = "Allow"
        Principal = {
          Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "backup.amazonaws.com"]
        }
        Action   = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
  tags = {
    "data-classification" = "internal"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "internal_key_alias" {
  name          = "alias/myapp/internal"
  target_key_id = aws_kms_key.internal_key.key_id
}

# ---------------------------------------------------------------- Flow logs and DNS query logs

resource "aws_cloudwatch_log_group" "flow_log_group" {
  name              = "/myapp/vpc-flow-logs"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_iam_role" "flow_log_role" {
  name = "myapp-flow-log-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "vpc-flow-logs.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:vpc-flow-log/*"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "flow_log_role" {
  name = "write-flow-logs"
  role = aws_iam_role.flow_log_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = "${aws_cloudwatch_log_group.flow_log_group.arn}:*"
      },
    ]
  })
}

resource "aws_flow_log" "flow_log" {
  vpc_id                   = aws_vpc.vpc.id
  traffic_type             = "ALL"
  max_aggregation_interval = 60
  log_destination_type     = "cloud-watch-logs"
  log_destination          = "${aws_cloudwatch_log_group.flow_log_group.arn}:*"
  iam_role_arn             = aws_iam_role.flow_log_role.arn
  log_format               = "$${version} $${account-id} $${interface-id} $${srcaddr} $${dstaddr} $${srcport} $${dstport} $${protocol} $${packets} $${bytes} $${start} $${end} $${action} $${log-status} $${vpc-id} $${subnet-id} $${instance-id} $${tcp-flags} $${pkt-srcaddr} $${pkt-dstaddr} $${flow-direction} $${traffic-path}"
}

resource "aws_cloudwatch_log_group" "dns_log_group" {
  name              = "/myapp/dns-queries"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_route53_resolver_query_log_config" "dns_logging" {
  name            = "myapp"
  destination_arn = "${aws_cloudwatch_log_group.dns_log_group.arn}:*"
}

resource "aws_route53_resolver_query_log_config_association" "dns_logging_association" {
  resolver_query_log_config_id = aws_route53_resolver_query_log_config.dns_logging.id
  resource_id                  = aws_vpc.vpc.id
}

# Nobody shares a snapshot of this account's volumes with the world.
resource "aws_ebs_snapshot_block_public_access" "snapshots_stay_private" {
  state = "block-all-sharing"
}
