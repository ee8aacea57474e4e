# ---------------------------------------------------------------- Security groups: who may talk to whom
#   CloudFront -443-> load balancer -443-> web servers -4000-> backend servers        getUsers -3306-> database

resource "aws_security_group" "load_balancer_security_group" {
  name        = "myapp-load-balancer-security-group"
  description = "Load balancer - from CloudFront only"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_security_group_in_1" {
  security_group_id = aws_security_group.load_balancer_security_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = local.prefix_lists[data.aws_region.current.name].cloudfront
  description       = "HTTPS from CloudFront"
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_security_group_out_1" {
  security_group_id            = aws_security_group.load_balancer_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.web_server_security_group.id
  description                  = "HTTPS to the web servers"
}

resource "aws_security_group" "web_server_security_group" {
  name        = "myapp-web-server-security-group"
  description = "Web servers - from the load balancer only"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_egress_rule" "web_server_security_group_out_1" {
  security_group_id            = aws_security_group.web_server_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.endpoint_security_group.id
  description                  = "AWS through the interface endpoints"
}

resource "aws_vpc_security_group_egress_rule" "web_server_security_group_out_2" {
  security_group_id = aws_security_group.web_server_security_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = local.prefix_lists[data.aws_region.current.name].s3
  description       = "Package repositories through the S3 endpoint"
}

resource "aws_vpc_security_group_ingress_rule" "web_server_from_load_balancer" {
  security_group_id            = aws_security_group.web_server_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.load_balancer_security_group.id
  description                  = "HTTPS from the load balancer"
}

resource "aws_vpc_security_group_egress_rule" "web_server_to_backend" {
  security_group_id            = aws_security_group.web_server_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 4000
  to_port                      = 4000
  referenced_security_group_id = aws_security_group.backend_server_security_group.id
  description                  = "To the backend servers"
}

resource "aws_security_group" "backend_server_security_group" {
  name        = "myapp-backend-server-security-group"
  description = "Backend servers - from the web servers only"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "backend_server_security_group_in_1" {
  security_group_id            = aws_security_group.backend_server_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 4000
  to_port                      = 4000
  referenced_security_group_id = aws_security_group.web_server_security_group.id
  description                  = "From the web servers"
}

resource "aws_vpc_security_group_egress_rule" "backend_server_security_group_out_1" {
  security_group_id = aws_security_group.backend_server_security_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
  description       = "HTTPS to AWS and to the sign-in domain"
}

resource "aws_security_group" "get_users_security_group" {
  name        = "myapp-get-users-security-group"
  description = "Function getUsers - out to the database and to AWS"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_egress_rule" "get_users_security_group_out_1" {
  security_group_id            = aws_security_group.get_users_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
  referenced_security_group_id = aws_security_group.database_security_group.id
  description                  = "MySQL"
}

resource "aws_vpc_security_group_egress_rule" "get_users_security_group_out_2" {
  security_group_id            = aws_security_group.get_users_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.endpoint_security_group.id
  description                  = "AWS through the interface endpoints"
}

resource "aws_vpc_security_group_ingress_rule" "database_from_get_users" {
  security_group_id            = aws_security_group.database_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
  referenced_security_group_id = aws_security_group.get_users_security_group.id
  description                  = "MySQL from getUsers"
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_web_servers" {
  security_group_id            = aws_security_group.endpoint_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.web_server_security_group.id
  description                  = "Web servers"
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_backend_servers" {
  security_group_id            = aws_security_group.endpoint_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.backend_server_security_group.id
  description                  = "Backend servers"
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_get_users" {
  security_group_id            = aws_security_group.endpoint_security_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.get_users_security_group.id
  description                  = "Function getUsers"
}

# ---------------------------------------------------------------- Names and certificates of the origins

resource "aws_acm_certificate" "origin_certificate" {
  domain_name               = "origin.myapp.com"
  subject_alternative_names = ["api-origin.myapp.com"]
  validation_method         = "DNS"
}

resource "aws_route53_record" "web_origin_record" {
  zone_id = var.hosted_zone_id
  name    = "origin.myapp.com"
  type    = "A"
  alias {
    name                   = aws_lb.load_balancer.dns_name
    zone_id                = aws_lb.load_balancer.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "api_origin_record" {
  zone_id = var.hosted_zone_id
  name    = "api-origin.myapp.com"
  type    = "A"
  alias {
    name                   = aws_api_gateway_domain_name.api_domain.regional_domain_name
    zone_id                = aws_api_gateway_domain_name.api_domain.regional_zone_id
    evaluate_target_health = false
  }
}

# ---------------------------------------------------------------- Load balancer

resource "aws_lb" "load_balancer" {
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = [aws_subnet.public_subnet1.id, aws_subnet.public_subnet2.id]
  security_groups            = [aws_security_group.load_balancer_security_group.id]
  enable_deletion_protection = true
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  access_logs {
    enabled = true
    bucket  = aws_s3_bucket.access_log_bucket.id
    prefix  = "alb"
  }
}

# No listener on port 80: CloudFront redirects people to HTTPS, and it speaks HTTPS with us.
resource "aws_lb_listener" "https_listener" {
  load_balancer_arn = aws_lb.load_balancer.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.origin_certificate.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web_server_targets.arn
  }
}

resource "aws_lb_target_group" "web_server_targets" {
  vpc_id      = aws_vpc.vpc.id
  target_type = "instance"
  port        = 443
  protocol    = "HTTPS"
  health_check {
    protocol = "HTTPS"
    path     = "/health"
  }
}

# Elastic Load Balancing writes access logs to SSE-S3 buckets only; no key of ours is possible here.
resource "aws_s3_bucket" "access_log_bucket" {
  bucket_prefix = "myapp-access-log-bucket-"
  tags = {
    "data-classification" = "internal"
    backup                = "daily"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "access_log_bucket" {
  bucket                  = aws_s3_bucket.access_log_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id
  rule {
    id     = "a-year-of-logs"
    status = "Enabled"
    filter {
    }
    expiration {
      days = 365
    }
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "access_log_bucket_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.access_log_bucket.arn, "${aws_s3_bucket.access_log_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
      {
        Sid    = "LoadBalancersOfThisAccountWrite"
        Effect = "Allow"
        Principal = {
          Service = "logdelivery.elasticloadbalancing.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.access_log_bucket.arn}/alb/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
        Condition = {
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:elasticloadbalancing:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:loadbalancer/*"
          }
        }
      },
    ]
  })
}

# ---------------------------------------------------------------- What every server may do: be managed without SSH
# AWS's AmazonSSMManagedInstanceCore without its right to read every parameter of the account. These actions know no
# resource-level permissions that would help: an instance speaks for itself.

resource "aws_iam_policy" "managed_instance_policy" {
  name        = "myapp-managed-instance-policy"
  description = "Systems Manager agent - inventory, patches, sessions"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "ssm:UpdateInstanceInformation",
          "ssm:ListAssociations",
          "ssm:ListInstanceAssociations",
          "ssm:DescribeAssociation",
          "ssm:UpdateAssociationStatus",
          "ssm:UpdateInstanceAssociationStatus",
          "ssm:GetDocument",
          "ssm:DescribeDocument",
          "ssm:GetManifest",
          "ssm:PutInventory",
          "ssm:PutComplianceItems",
          "ssm:PutConfigurePackageResult",
          "ssm:GetDeployablePatchSnapshotForInstance",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
          "ec2messages:AcknowledgeMessage",
          "ec2messages:DeleteMessage",
          "ec2messages:FailMessage",
          "ec2messages:GetEndpoint",
          "ec2messages:GetMessages",
          "ec2messages:SendReply",
        ]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = "${aws_cloudwatch_log_group.session_log_group.arn}:*"
      },
      {
        Effect   = "Allow"
        Action   = "logs:DescribeLogGroups"
        Resource = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:*"
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "session_log_group" {
  name              = "/myapp/sessions"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

# aws ssm start-session --document-name <this> --target i-ID: every keystroke ends up in the log group.
resource "aws_ssm_document" "session_document" {
  name          = "myapp-session-document"
  document_type = "Session"
  content = jsonencode({
    schemaVersion = "1.0"
    description   = "Recorded sessions"
    sessionType   = "Standard_Stream"
    inputs = {
      cloudWatchLogGroupName      = aws_cloudwatch_log_group.session_log_group.name
      cloudWatchEncryptionEnabled = true
      cloudWatchStreamingEnabled  = true
      idleSessionTimeout          = "15"
    }
  })
}

# ---------------------------------------------------------------- Web servers

resource "aws_iam_role" "web_server_role" {
  name = "myapp-web-server-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "web_server_role" {
  role       = aws_iam_role.web_server_role.name
  policy_arn = aws_iam_policy.managed_instance_policy.arn
}

resource "aws_iam_instance_profile" "web_server_profile" {
  name = "myapp-web-server-profile"
  role = aws_iam_role.web_server_role.name
}

resource "aws_launch_template" "web_server_template" {
  name          = "myapp-web-server-template"
  image_id      = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
  instance_type = "t4g.small"
  iam_instance_profile {
    arn = aws_iam_instance_profile.web_server_profile.arn
  }
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    http_endpoint               = "enabled"
  }
  network_interfaces {
    device_index                = 0
    associate_public_ip_address = false
    security_groups             = [aws_security_group.web_server_security_group.id]
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted             = true
      kms_key_id            = aws_kms_key.internal_key.arn
      volume_type           = "gp3"
      volume_size           = 20
      delete_on_termination = true
    }
  }
  monitoring {
    enabled = true
  }
  ebs_optimized = true
  tag_specifications {
    resource_type = "instance"
    tags = {
      Name          = "WebServer"
      tier          = "web"
      "patch-group" = "myapp"
    }
  }
  tag_specifications {
    resource_type = "volume"
    tags = {
      "data-classification" = "internal"
    }
  }
  user_data = base64encode(<<-SH
    #!/bin/bash -e
    dnf install -y nginx openssl
    # The load balancer encrypts to its targets but does not check their certificates: self-signed will do.
    openssl req -x509 -newkey rsa:2048 -nodes -days 60 -subj /CN=web -keyout /etc/nginx/key.pem -out /etc/nginx/cert.pem
    cat > /etc/nginx/conf.d/myapp.conf <<'EOF'
    server {
      listen 443 ssl;
      ssl_certificate /etc/nginx/cert.pem;
      ssl_certificate_key /etc/nginx/key.pem;
      location /health { return 200; }
      location / { proxy_pass http://backend.myapp.internal:4000; }
    }
    EOF
    systemctl enable --now nginx
  SH
  )
}

resource "aws_autoscaling_group" "web_servers" {
  name                = "myapp-web-servers"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
  launch_template {
    id      = aws_launch_template.web_server_template.id
    version = aws_launch_template.web_server_template.latest_version
  }
  target_group_arns         = [aws_lb_target_group.web_server_targets.arn]
  health_check_type         = "ELB"
  health_check_grace_period = 180
  max_instance_lifetime     = 2592000
  service_linked_role_arn   = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/aws-service-role/autoscaling.amazonaws.com/${aws_iam_service_linked_role.auto_scaling_role.id}"
}

# ---------------------------------------------------------------- Backend servers

resource "aws_iam_role" "backend_server_role" {
  name = "myapp-backend-server-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "backend_server_role" {
  role       = aws_iam_role.backend_server_role.name
  policy_arn = aws_iam_policy.managed_instance_policy.arn
}

resource "aws_iam_role_policy" "backend_server_role" {
  name = "sessions-and-uploads"
  role = aws_iam_role.backend_server_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
        Resource = aws_dynamodb_table.session_table.arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "${aws_s3_bucket.upload_bucket.arn}/uploads/*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.confidential_key.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = [
              "dynamodb.${data.aws_region.current.name}.amazonaws.com",
              "s3.${data.aws_region.current.name}.amazonaws.com",
            ]
          }
        }
      },
    ]
  })
}

resource "aws_iam_instance_profile" "backend_server_profile" {
  name = "myapp-backend-server-profile"
  role = aws_iam_role.backend_server_role.name
}

resource "aws_launch_template" "backend_server_template" {
  name          = "myapp-backend-server-template"
  image_id      = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
  instance_type = "t4g.small"
  iam_instance_profile {
    arn = aws_iam_instance_profile.backend_server_profile.arn
  }
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    http_endpoint               = "enabled"
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted             = true
      kms_key_id            = aws_kms_key.internal_key.arn
      volume_type           = "gp3"
      volume_size           = 20
      delete_on_termination = true
    }
  }
  monitoring {
    enabled = true
  }
  ebs_optimized = true
  tag_specifications {
    resource_type = "volume"
    tags = {
      "data-classification" = "internal"
    }
  }
  user_data = base64encode(<<-SH
    #!/bin/bash -e
    # Stands in for the real backend, which the pipeline bakes into an image.
    mkdir -p /srv/myapp && echo myapp > /srv/myapp/index.html
    systemd-run --unit myapp --uid nobody python3 -m http.server 4000 --directory /srv/myapp
  SH
  )
}

resource "aws_instance" "backend_server1" {
  launch_template {
    id      = aws_launch_template.backend_server_template.id
    version = aws_launch_template.backend_server_template.latest_version
  }
  subnet_id              = aws_subnet.app_subnet1.id
  vpc_security_group_ids = [aws_security_group.backend_server_security_group.id]
  tags = {
    Name          = "BackendServer1"
    tier          = "backend"
    "patch-group" = "myapp"
  }
}

resource "aws_instance" "backend_server2" {
  launch_template {
    id      = aws_launch_template.backend_server_template.id
    version = aws_launch_template.backend_server_template.latest_version
  }
  subnet_id              = aws_subnet.app_subnet2.id
  vpc_security_group_ids = [aws_security_group.backend_server_security_group.id]
  tags = {
    Name          = "BackendServer2"
    tier          = "backend"
    "patch-group" = "myapp"
  }
}

# A name for the tier instead of a load balancer: the source that the backend sees is the web server itself, so its
# security group can name the web servers' group.
resource "aws_route53_zone" "private_zone" {
  name = "myapp.internal"
  vpc {
    vpc_id = aws_vpc.vpc.id
  }
}

resource "aws_route53_record" "backend_record" {
  zone_id = aws_route53_zone.private_zone.zone_id
  name    = "backend.myapp.internal"
  type    = "A"
  ttl     = 30
  records = [aws_instance.backend_server1.private_ip, aws_instance.backend_server2.private_ip]
}

# ---------------------------------------------------------------- Patches

resource "aws_ssm_patch_baseline" "patch_baseline" {
  name             = "myapp"
  operating_system = "AMAZON_LINUX_2023"
  approval_rule {
    approve_after_days = 0
    compliance_level   = "CRITICAL"
    patch_filter {
      key    = "CLASSIFICATION"
      values = ["Security"]
    }
    patch_filter {
      key    = "SEVERITY"
      values = ["Critical", "Important"]
    }
  }
  approval_rule {
    approve_after_days = 7
    patch_filter {
      key    = "CLASSIFICATION"
      values = ["Security", "Bugfix"]
    }
  }
}

resource "aws_ssm_patch_group" "patch_baseline" {
  baseline_id = aws_ssm_patch_baseline.patch_baseline.id
  patch_group = "myapp"
}

resource "aws_ssm_maintenance_window" "patch_window" {
  name                       = "myapp-patching"
  schedule                   = "cron(0 4 ? * SUN *)"
  duration                   = 3
  cutoff                     = 1
  allow_unassociated_targets = false
}

resource "aws_ssm_maintenance_window_target" "patch_target" {
  window_id     = aws_ssm_maintenance_window.patch_window.id
  resource_type = "INSTANCE"
  targets {
    key    = "tag:patch-group"
    values = ["myapp"]
  }
}

resource "aws_ssm_maintenance_window_task" "patch_task" {
  window_id = aws_ssm_maintenance_window.patch_window.id
  task_type = "RUN_COMMAND"
  task_arn  = "AWS-RunPatchBaseline"
  targets {
    key    = "WindowTargetIds"
    values = [aws_ssm_maintenance_window_target.patch_target.id]
  }
  max_concurrency = "1"
  max_errors      = "0"
  priority        = 1
  task_invocation_parameters {
    run_command_parameters {
      parameter {
        name   = "Operation"
        values = ["Install"]
      }
      parameter {
        name   = "RebootOption"
        values = ["RebootIfNeeded"]
      }
    }
  }
}

# ---------------------------------------------------------------- The function getUsers

resource "aws_signer_signing_profile" "function_signer" {
  platform_id = "AWSLambda-SHA384-ECDSA"
}

resource "aws_lambda_code_signing_config" "only_signed_code" {
  allowed_publishers {
    signing_profile_version_arns = [aws_signer_signing_profile.function_signer.version_arn]
  }
  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}

resource "aws_cloudwatch_log_group" "get_users_log_group" {
  name              = "/aws/lambda/myapp-getUsers"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_iam_role" "get_users_role" {
  name = "myapp-get-users-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "lambda.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "get_users_role_sign_in_to_the_database_as_get_users" {
  name = "sign-in-to-the-database-as-get_users"
  role = aws_iam_role.get_users_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "rds-db:connect"
        Resource = "arn:${data.aws_partition.current.partition}:rds-db:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:dbuser:${aws_db_instance.database.resource_id}/get_users"
      },
    ]
  })
}

resource "aws_iam_role_policy" "get_users_role_run" {
  name = "run"
  role = aws_iam_role.get_users_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.get_users_log_group.arn}:*"
      },
      {
        Effect   = "Allow"
        Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        Resource = "*"
      },
      {
        Effect = "Allow"
        Action = [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ]
        Resource = "*"
      },
      {
        Sid    = "TheseAreForTheServiceNotForTheCode"
        Effect = "Deny"
        Action = [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ]
        Resource = "*"
        Condition = {
          ArnEquals = {
            "lambda:SourceFunctionArn" = "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:function:myapp-getUsers"
          }
        }
      },
    ]
  })
}

resource "aws_lambda_function" "get_users" {
  function_name                  = "myapp-getUsers"
  runtime                        = "python3.13"
  architectures                  = ["arm64"]
  handler                        = "app.handler"
  s3_bucket                      = aws_s3_bucket.artifact_bucket.id
  s3_key                         = var.get_users_package
  code_signing_config_arn        = aws_lambda_code_signing_config.only_signed_code.arn
  role                           = aws_iam_role.get_users_role.arn
  timeout                        = 10
  memory_size                    = 256
  reserved_concurrent_executions = 50
  vpc_config {
    subnet_ids         = [aws_subnet.app_subnet1.id, aws_subnet.app_subnet2.id]
    security_group_ids = [aws_security_group.get_users_security_group.id]
  }
  environment {
    variables = {
      DB_HOST = aws_db_instance.database.address
      DB_USER = "get_users"
      DB_NAME = "myapp"
    }
  }
  kms_key_arn = aws_kms_key.internal_key.arn
  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_permission" "get_users_permission" {
  function_name  = aws_lambda_function.get_users.function_name
  action         = "lambda:InvokeFunction"
  principal      = "apigateway.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:${aws_api_gateway_rest_api.api.id}/prod/GET/api/users"
}

# ---------------------------------------------------------------- The API: /api/users

resource "aws_api_gateway_rest_api" "api" {
  name = "myapp"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  disable_execute_api_endpoint = true
}

resource "aws_api_gateway_authorizer" "api_authorizer" {
  name            = "users"
  rest_api_id     = aws_api_gateway_rest_api.api.id
  type            = "COGNITO_USER_POOLS"
  provider_arns   = [aws_cognito_user_pool.user_pool.arn]
  identity_source = "method.request.header.Authorization"
}

resource "aws_api_gateway_resource" "api_path" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "api"
}

resource "aws_api_gateway_resource" "users_path" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_resource.api_path.id
  path_part   = "users"
}

resource "aws_api_gateway_method" "get_users_method" {
  rest_api_id          = aws_api_gateway_rest_api.api.id
  resource_id          = aws_api_gateway_resource.users_path.id
  http_method          = "GET"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.api_authorizer.id
  authorization_scopes = ["myapp/users.read"]
}

resource "aws_api_gateway_integration" "get_users_method" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.users_path.id
  http_method             = aws_api_gateway_method.get_users_method.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.name}:lambda:path/2015-03-31/functions/${aws_lambda_function.get_users.arn}/invocations"
}

resource "aws_api_gateway_deployment" "api_deployment" {
  rest_api_id = aws_api_gateway_rest_api.api.id
}

resource "aws_api_gateway_stage" "api_stage" {
  rest_api_id          = aws_api_gateway_rest_api.api.id
  deployment_id        = aws_api_gateway_deployment.api_deployment.id
  stage_name           = "prod"
  xray_tracing_enabled = true
  access_log_settings {
    destination_arn = "${aws_cloudwatch_log_group.api_access_log_group.arn}:*"
    format          = "{\"time\":\"$context.requestTime\",\"id\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\",\"caller\":\"$context.authorizer.claims.sub\", \"method\":\"$context.httpMethod\",\"path\":\"$context.path\",\"status\":\"$context.status\",\"waf\":\"$context.wafResponseCode\",\"error\":\"$context.error.messageString\"}"
  }
}

resource "aws_api_gateway_method_settings" "api_stage" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.api_stage.stage_name
  method_path = "*/*"
  settings {
    logging_level          = "INFO"
    data_trace_enabled     = false
    metrics_enabled        = true
    throttling_rate_limit  = 100
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_domain_name" "api_domain" {
  domain_name              = "api-origin.myapp.com"
  regional_certificate_arn = aws_acm_certificate.origin_certificate.arn
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  security_policy = "TLS_1_2"
}

resource "aws_api_gateway_base_path_mapping" "api_mapping" {
  domain_name = aws_api_gateway_domain_name.api_domain.domain_name
  api_id      = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.api_stage.stage_name
}

resource "aws_cloudwatch_log_group" "api_access_log_group" {
  name              = "/myapp/api-access"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_cloudwatch_log_group" "api_execution_log_group" {
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.api.id}/prod"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_api_gateway_account" "api_logging" {
  cloud_watch_role_arn = aws_iam_role.api_logging_role.arn
}

resource "aws_iam_role" "api_logging_role" {
  name = "myapp-api-logging-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "apigateway.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "api_logging_role" {
  role       = aws_iam_role.api_logging_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

# ---------------------------------------------------------------- People: Cognito and the company's identity provider

resource "aws_cognito_user_pool" "user_pool" {
  name                = "myapp"
  user_pool_tier      = "PLUS"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "ON"
  software_token_mfa_configuration {
    enabled = true
  }
  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }
  admin_create_user_config {
    allow_admin_create_user_only = true
  }
  password_policy {
    minimum_length                   = 14
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    password_history_size            = 24
    temporary_password_validity_days = 1
  }
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }
  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }
  tags = {
    "data-classification" = "confidential"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cognito_user_pool_domain" "user_pool_domain" {
  user_pool_id = aws_cognito_user_pool.user_pool.id
  domain       = "myapp-${data.aws_caller_identity.current.account_id}"
}

resource "aws_cognito_resource_server" "users_api" {
  user_pool_id = aws_cognito_user_pool.user_pool.id
  identifier   = "myapp"
  name         = "myapp"
  scope {
    scope_name        = "users.read"
    scope_description = "Read the list of users"
  }
}

resource "aws_cognito_identity_provider" "corporate_directory" {
  user_pool_id  = aws_cognito_user_pool.user_pool.id
  provider_name = "Corporate"
  provider_type = "SAML"
  provider_details = {
    MetadataURL        = var.corporate_idp_metadata_url
    IDPSignout         = "true"
    EncryptedResponses = "true"
  }
  attribute_mapping = {
    email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
  }
}

resource "aws_cognito_user_pool_client" "web_client" {
  name                                 = "web"
  user_pool_id                         = aws_cognito_user_pool.user_pool.id
  generate_secret                      = true
  supported_identity_providers         = ["COGNITO", "Corporate"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "email", "myapp/users.read"]
  callback_urls                        = ["https://www.myapp.com/signed-in"]
  logout_urls                          = ["https://www.myapp.com/"]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  read_attributes                      = ["email", "email_verified"]
  write_attributes                     = ["email"]
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "hours"
  }
  access_token_validity  = 15
  id_token_validity      = 15
  refresh_token_validity = 8
}

# ---------------------------------------------------------------- Web ACLs

resource "aws_wafv2_web_acl" "origin_web_acl" {
  name  = "myapp-origin-web-acl"
  scope = "REGIONAL"
  default_action {
    allow {
    }
  }
  rule {
    name     = "only-through-our-cloudfront"
    priority = 0
    action {
      block {
      }
    }
    statement {
      not_statement {
        statement {
          byte_match_statement {
            field_to_match {
              single_header {
                name = "x-origin-verify"
              }
            }
            positional_constraint = "EXACTLY"
            search_string         = var.origin_verify_token
            text_transformation {
              priority = 0
              type     = "NONE"
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "not-through-cloudfront"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "rate-per-viewer"
    priority = 1
    action {
      block {
      }
    }
    statement {
      rate_based_statement {
        limit              = 1000
        aggregate_key_type = "FORWARDED_IP"
        forwarded_ip_config {
          header_name       = "X-Forwarded-For"
          fallback_behavior = "MATCH"
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "common"
    priority = 2
    override_action {
      none {
      }
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "known-bad-inputs"
    priority = 3
    override_action {
      none {
      }
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "known-bad-inputs"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "sql-injection"
    priority = 4
    override_action {
      none {
      }
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesSQLiRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "sql-injection"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "myapp-origin"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "web_acl_on_load_balancer" {
  web_acl_arn  = aws_wafv2_web_acl.origin_web_acl.arn
  resource_arn = aws_lb.load_balancer.arn
}

resource "aws_wafv2_web_acl_association" "web_acl_on_api" {
  web_acl_arn  = aws_wafv2_web_acl.origin_web_acl.arn
  resource_arn = "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.name}::/restapis/${aws_api_gateway_rest_api.api.id}/stages/${aws_api_gateway_stage.api_stage.stage_name}"
}

resource "aws_cloudwatch_log_group" "origin_web_acl_log_group" {
  name              = "aws-waf-logs-myapp-origin"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_wafv2_web_acl_logging_configuration" "origin_web_acl_logging" {
  log_destination_configs = ["${aws_cloudwatch_log_group.origin_web_acl_log_group.arn}:*"]
  resource_arn            = aws_wafv2_web_acl.origin_web_acl.arn
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
  redacted_fields {
    single_header {
      name = "x-origin-verify"
    }
  }
}

# People reach the sign-in pages directly, so these have a web ACL without the token.
resource "aws_wafv2_web_acl" "sign_in_web_acl" {
  name  = "myapp-sign-in-web-acl"
  scope = "REGIONAL"
  default_action {
    allow {
    }
  }
  rule {
    name     = "rate-per-address"
    priority = 0
    action {
      block {
      }
    }
    statement {
      rate_based_statement {
        limit              = 100
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "sign-in-rate"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "bad-reputation"
    priority = 1
    override_action {
      none {
      }
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesAmazonIpReputationList"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "sign-in-reputation"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "common"
    priority = 2
    override_action {
      none {
      }
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "sign-in-common"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "known-bad-inputs"
    priority = 3
    override_action {
      none {
      }
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "sign-in-bad-inputs"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "myapp-sign-in"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "web_acl_on_sign_in" {
  web_acl_arn  = aws_wafv2_web_acl.sign_in_web_acl.arn
  resource_arn = aws_cognito_user_pool.user_pool.arn
}

resource "aws_cloudwatch_log_group" "sign_in_web_acl_log_group" {
  name              = "aws-waf-logs-myapp-sign-in"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_wafv2_web_acl_logging_configuration" "sign_in_web_acl_logging" {
  log_destination_configs = ["${aws_cloudwatch_log_group.sign_in_web_acl_log_group.arn}:*"]
  resource_arn            = aws_wafv2_web_acl.sign_in_web_acl.arn
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
}
