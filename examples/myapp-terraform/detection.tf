# ---------------------------------------------------------------- The key of the class "restricted": the audit trail

resource "aws_kms_key" "restricted_key" {
  description             = "myapp, class restricted - the audit trail. Services write; only the incident responder reads"
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
        Sid    = "TheTrailEncrypts"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = "kms:GenerateDataKey*"
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudtrail:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:trail/myapp"
          }
          StringLike = {
            "kms:EncryptionContext:aws:cloudtrail:arn" = "arn:${data.aws_partition.current.partition}:cloudtrail:*:${data.aws_caller_identity.current.account_id}:trail/*"
          }
        }
      },
      {
        Sid    = "TheTrailAndConfigLookTheKeyUp"
        Effect = "Allow"
        Principal = {
          Service = ["cloudtrail.amazonaws.com", "config.amazonaws.com"]
        }
        Action   = "kms:DescribeKey"
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
      {
        Sid    = "ConfigDelivers"
        Effect = "Allow"
        Principal = {
          Service = "config.amazonaws.com"
        }
        Action   = ["kms:GenerateDataKey*", "kms:Decrypt"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
      {
        Sid    = "TheTrailsLogGroup"
        Effect = "Allow"
        Principal = {
          Service = "logs.${data.aws_region.current.name}.amazonaws.com"
        }
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:/myapp/*"
          }
        }
      },
      {
        Sid    = "OnlyTheResponderReads"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.incident_responder_role.arn
        }
        Action   = ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
      },
    ]
  })
  tags = {
    "data-classification" = "restricted"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "restricted_key_alias" {
  name          = "alias/myapp/restricted"
  target_key_id = aws_kms_key.restricted_key.key_id
}

# ---------------------------------------------------------------- CloudTrail

resource "aws_s3_bucket" "trail_bucket" {
  bucket_prefix       = "myapp-trail-bucket-"
  object_lock_enabled = true
  tags = {
    "data-classification" = "restricted"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "trail_bucket" {
  bucket                  = aws_s3_bucket.trail_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.restricted_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 365
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id
  rule {
    id     = "cold-after-a-quarter-gone-after-two-years"
    status = "Enabled"
    filter {
    }
    transition {
      days          = 90
      storage_class = "GLACIER_IR"
    }
    expiration {
      days = 730
    }
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "trail_bucket_policy" {
  bucket = aws_s3_bucket.trail_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.trail_bucket.arn, "${aws_s3_bucket.trail_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
      {
        Sid       = "NobodyDeletes"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket", "s3:BypassGovernanceRetention"]
        Resource  = [aws_s3_bucket.trail_bucket.arn, "${aws_s3_bucket.trail_bucket.arn}/*"]
      },
      {
        Sid    = "OurTrailChecks"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = "s3:GetBucketAcl"
        Resource = aws_s3_bucket.trail_bucket.arn
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudtrail:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:trail/myapp"
          }
        }
      },
      {
        Sid    = "OurTrailWrites"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.trail_bucket.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudtrail:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:trail/myapp"
          }
        }
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "trail_log_group" {
  name              = "/myapp/cloudtrail"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.restricted_key.arn
  skip_destroy      = true
}

resource "aws_iam_role" "trail_role" {
  name = "myapp-trail-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudtrail:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:trail/myapp"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "trail_role" {
  name = "write-the-trail"
  role = aws_iam_role.trail_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.trail_log_group.arn}:*"
      },
    ]
  })
}

resource "aws_cloudtrail" "trail" {
  name                          = "myapp"
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  kms_key_id                    = aws_kms_key.restricted_key.arn
  s3_bucket_name                = aws_s3_bucket.trail_bucket.id
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail_log_group.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail_role.arn
  insight_selector {
    insight_type = "ApiCallRateInsight"
  }
  insight_selector {
    insight_type = "ApiErrorRateInsight"
  }
  advanced_event_selector {
    name = "management events, read and write"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
  advanced_event_selector {
    name = "objects in every bucket but the trail's own, which would log its own logging"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field           = "resources.ARN"
      not_starts_with = ["${aws_s3_bucket.trail_bucket.arn}/"]
    }
  }
  advanced_event_selector {
    name = "functions"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::Lambda::Function"]
    }
  }
  advanced_event_selector {
    name = "tables"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::DynamoDB::Table"]
    }
  }
}

# The trail can be asked questions in SQL.
resource "aws_s3_bucket" "query_result_bucket" {
  bucket_prefix = "myapp-query-result-bucket-"
  tags = {
    "data-classification" = "restricted"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "query_result_bucket" {
  bucket                  = aws_s3_bucket.query_result_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "query_result_bucket" {
  bucket = aws_s3_bucket.query_result_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "query_result_bucket" {
  bucket = aws_s3_bucket.query_result_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.restricted_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "query_result_bucket" {
  bucket = aws_s3_bucket.query_result_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "query_result_bucket" {
  bucket = aws_s3_bucket.query_result_bucket.id
  rule {
    id     = "answers-are-short-lived"
    status = "Enabled"
    filter {
    }
    expiration {
      days = 30
    }
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
  }
}

resource "aws_s3_bucket_policy" "query_result_bucket_policy" {
  bucket = aws_s3_bucket.query_result_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.query_result_bucket.arn, "${aws_s3_bucket.query_result_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
    ]
  })
}

resource "aws_athena_workgroup" "investigation_work_group" {
  name = "myapp-investigation"
  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    result_configuration {
      output_location = "s3://${aws_s3_bucket.query_result_bucket.id}/"
      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.restricted_key.arn
      }
    }
  }
}

# ---------------------------------------------------------------- AWS Config

# Not the trail's bucket: Config does not deliver to a bucket with a default Object Lock retention.
resource "aws_s3_bucket" "config_bucket" {
  bucket_prefix = "myapp-config-bucket-"
  tags = {
    "data-classification" = "restricted"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "config_bucket" {
  bucket                  = aws_s3_bucket.config_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "config_bucket" {
  bucket = aws_s3_bucket.config_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "config_bucket" {
  bucket = aws_s3_bucket.config_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.restricted_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "config_bucket" {
  bucket = aws_s3_bucket.config_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "config_bucket" {
  bucket = aws_s3_bucket.config_bucket.id
  rule {
    id     = "two-years"
    status = "Enabled"
    filter {
    }
    expiration {
      days = 730
    }
    noncurrent_version_expiration {
      noncurrent_days = 365
    }
  }
}

resource "aws_s3_bucket_policy" "config_bucket_policy" {
  bucket = aws_s3_bucket.config_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.config_bucket.arn, "${aws_s3_bucket.config_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
      {
        Sid       = "NobodyDeletes"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket"]
        Resource  = [aws_s3_bucket.config_bucket.arn, "${aws_s3_bucket.config_bucket.arn}/*"]
      },
      {
        Sid    = "ConfigOfThisAccountChecks"
        Effect = "Allow"
        Principal = {
          Service = "config.amazonaws.com"
        }
        Action   = ["s3:GetBucketAcl", "s3:ListBucket"]
        Resource = aws_s3_bucket.config_bucket.arn
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
      {
        Sid    = "ConfigOfThisAccountWrites"
        Effect = "Allow"
        Principal = {
          Service = "config.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.config_bucket.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/Config/*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_service_linked_role" "config_role" {
  aws_service_name = "config.amazonaws.com"
}

resource "aws_config_configuration_recorder" "config_recorder" {
  role_arn = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "config_delivery" {
  s3_bucket_name = aws_s3_bucket.config_bucket.id
  s3_kms_key_arn = aws_kms_key.restricted_key.arn
  snapshot_delivery_properties {
    delivery_frequency = "TwentyFour_Hours"
  }
}

resource "aws_config_configuration_aggregator" "config_aggregator" {
  name = "myapp"
  account_aggregation_source {
    account_ids = [data.aws_caller_identity.current.account_id]
    all_regions = true
  }
}

# Default security groups are found and emptied.
resource "aws_config_config_rule" "default_group_is_empty" {
  name = "myapp-default-security-group-is-empty"
  source {
    owner             = "AWS"
    source_identifier = "VPC_DEFAULT_SECURITY_GROUP_CLOSED"
  }
}

resource "aws_config_remediation_configuration" "default_group_gets_emptied" {
  config_rule_name           = aws_config_config_rule.default_group_is_empty.name
  target_type                = "SSM_DOCUMENT"
  target_id                  = "AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules"
  target_version             = "1"
  automatic                  = true
  maximum_automatic_attempts = 3
  retry_attempt_seconds      = 60
  parameter {
    name         = "AutomationAssumeRole"
    static_value = aws_iam_role.default_group_role.arn
  }
  parameter {
    name           = "GroupId"
    resource_value = "RESOURCE_ID"
  }
}

resource "aws_iam_role" "default_group_role" {
  name = "myapp-default-group-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ssm.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:ssm:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:automation-execution/*"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "default_group_role" {
  name = "empty-a-default-security-group"
  role = aws_iam_role.default_group_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "ec2:DescribeSecurityGroups"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"]
        Resource = "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:security-group/*"
      },
      {
        Effect   = "Allow"
        Action   = ["ssm:StartAutomationExecution", "ssm:GetAutomationExecution"]
        Resource = "arn:${data.aws_partition.current.partition}:ssm:${data.aws_region.current.name}:*:automation-*/*"
      },
    ]
  })
}

# ---------------------------------------------------------------- Services that look for trouble

resource "aws_guardduty_detector" "guard_duty" {
  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

resource "aws_guardduty_detector_feature" "guard_duty_s3_data_events" {
  detector_id = aws_guardduty_detector.guard_duty.id
  name        = "S3_DATA_EVENTS"
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "guard_duty_ebs_malware_protection" {
  detector_id = aws_guardduty_detector.guard_duty.id
  name        = "EBS_MALWARE_PROTECTION"
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "guard_duty_rds_login_events" {
  detector_id = aws_guardduty_detector.guard_duty.id
  name        = "RDS_LOGIN_EVENTS"
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "guard_duty_lambda_network_logs" {
  detector_id = aws_guardduty_detector.guard_duty.id
  name        = "LAMBDA_NETWORK_LOGS"
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "guard_duty_eks_audit_logs" {
  detector_id = aws_guardduty_detector.guard_duty.id
  name        = "EKS_AUDIT_LOGS"
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "guard_duty_runtime_monitoring" {
  detector_id = aws_guardduty_detector.guard_duty.id
  name        = "RUNTIME_MONITORING"
  status      = "ENABLED"
  additional_configuration {
    name   = "EC2_AGENT_MANAGEMENT"
    status = "ENABLED"
  }
  additional_configuration {
    name   = "ECS_FARGATE_AGENT_MANAGEMENT"
    status = "ENABLED"
  }
  additional_configuration {
    name   = "EKS_ADDON_MANAGEMENT"
    status = "ENABLED"
  }
}

resource "aws_securityhub_account" "security_hub" {
  enable_default_standards  = false
  control_finding_generator = "SECURITY_CONTROL"
  auto_enable_controls      = true
}

resource "aws_securityhub_standards_subscription" "foundational_standard" {
  standards_arn = "arn:${data.aws_partition.current.partition}:securityhub:${data.aws_region.current.name}::standards/aws-foundational-security-best-practices/v/1.0.0"
}

resource "aws_securityhub_standards_subscription" "cis_standard" {
  standards_arn = "arn:${data.aws_partition.current.partition}:securityhub:${data.aws_region.current.name}::standards/cis-aws-foundations-benchmark/v/3.0.0"
}

resource "aws_macie2_account" "macie" {
  status                       = "ENABLED"
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

resource "aws_detective_graph" "detective" {
  tags = {
    Name = "myapp"
  }
}

resource "aws_accessanalyzer_analyzer" "external_access" {
  analyzer_name = "myapp-external-access"
  type          = "ACCOUNT"
}

resource "aws_accessanalyzer_analyzer" "unused_access" {
  analyzer_name = "myapp-unused-access"
  type          = "ACCOUNT_UNUSED_ACCESS"
  configuration {
    unused_access {
      unused_access_age = 90
    }
  }
}

# ---------------------------------------------------------------- Who is told

resource "aws_sns_topic" "alerts" {
  name              = "myapp-alerts"
  kms_master_key_id = aws_kms_key.internal_key.arn
}

resource "aws_sns_topic_policy" "alerts_policy" {
  arn = aws_sns_topic.alerts.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AlarmsAndRulesOfThisAccountPublish"
        Effect = "Allow"
        Principal = {
          Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
        }
        Action   = "sns:Publish"
        Resource = aws_sns_topic.alerts.arn
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alerts.arn
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "alerts_by_mail" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = var.alert_email
}

# What could not be delivered waits here for a fortnight, and that it waits raises an alarm.
resource "aws_sqs_queue" "undelivered_alerts" {
  name                      = "myapp-undelivered-alerts"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.internal_key.arn
}

resource "aws_sqs_queue_policy" "undelivered_alerts_policy" {
  queue_url = aws_sqs_queue.undelivered_alerts.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "RulesOfThisAccountPark"
        Effect = "Allow"
        Principal = {
          Service = "events.amazonaws.com"
        }
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.undelivered_alerts.arn
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:events:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:rule/*"
          }
        }
      },
    ]
  })
}

resource "aws_cloudwatch_metric_alarm" "undelivered_alerts_alarm" {
  alarm_name        = "myapp-undelivered-alerts-alarm"
  alarm_description = "An alert did not reach anyone"
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateNumberOfMessagesVisible"
  dimensions = {
    QueueName = aws_sqs_queue.undelivered_alerts.name
  }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

# ---------------------------------------------------------------- Findings: to people, and to the responder

resource "aws_cloudwatch_event_rule" "guard_duty_findings" {
  name        = "myapp-guard-duty-findings"
  description = "GuardDuty, high and critical (7 and more)"
  event_pattern = jsonencode({
    source        = ["aws.guardduty"]
    "detail-type" = ["GuardDuty Finding"]
    detail = {
      severity = [
        {
          numeric = [">=", 7]
        },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "guard_duty_findings_people" {
  rule      = aws_cloudwatch_event_rule.guard_duty_findings.name
  target_id = "people"
  arn       = aws_sns_topic.alerts.arn
  dead_letter_config {
    arn = aws_sqs_queue.undelivered_alerts.arn
  }
  retry_policy {
    maximum_retry_attempts       = 10
    maximum_event_age_in_seconds = 3600
  }
}

resource "aws_cloudwatch_event_target" "guard_duty_findings_responder" {
  rule      = aws_cloudwatch_event_rule.guard_duty_findings.name
  target_id = "responder"
  arn       = aws_sfn_state_machine.responder.arn
  role_arn  = aws_iam_role.start_responder_role.arn
  dead_letter_config {
    arn = aws_sqs_queue.undelivered_alerts.arn
  }
  retry_policy {
    maximum_retry_attempts       = 10
    maximum_event_age_in_seconds = 3600
  }
}

resource "aws_cloudwatch_event_rule" "security_hub_findings" {
  name        = "myapp-security-hub-findings"
  description = "Security Hub, new findings, high and critical"
  event_pattern = jsonencode({
    source        = ["aws.securityhub"]
    "detail-type" = ["Security Hub Findings - Imported"]
    detail = {
      findings = {
        Severity = {
          Label = ["HIGH", "CRITICAL"]
        }
        Workflow = {
          Status = ["NEW"]
        }
        RecordState = ["ACTIVE"]
      }
    }
  })
}

resource "aws_cloudwatch_event_target" "security_hub_findings_people" {
  rule      = aws_cloudwatch_event_rule.security_hub_findings.name
  target_id = "people"
  arn       = aws_sns_topic.alerts.arn
  dead_letter_config {
    arn = aws_sqs_queue.undelivered_alerts.arn
  }
  retry_policy {
    maximum_retry_attempts       = 10
    maximum_event_age_in_seconds = 3600
  }
}

resource "aws_iam_role" "start_responder_role" {
  name = "myapp-start-responder-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "events.amazonaws.com"
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

resource "aws_iam_role_policy" "start_responder_role" {
  name = "start-the-responder"
  role = aws_iam_role.start_responder_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "states:StartExecution"
        Resource = aws_sfn_state_machine.responder.arn
      },
    ]
  })
}

# ---------------------------------------------------------------- The responder
# A machine: keep the finding, cut the machine off, take it out of its group (a fresh one takes its place), snapshot it.
# An identity: deny it everything (sessions that are already out included), or switch its key off.
# Then, and also if anything above failed: tell people.

resource "aws_cloudwatch_log_group" "responder_log_group" {
  name              = "/aws/vendedlogs/states/myapp-responder"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.internal_key.arn
  skip_destroy      = true
}

resource "aws_sfn_state_machine" "responder" {
  name     = "myapp-responder"
  role_arn = aws_iam_role.responder_role.arn
  tracing_configuration {
    enabled = true
  }
  logging_configuration {
    level                  = "ALL"
    include_execution_data = true
    log_destination        = "${aws_cloudwatch_log_group.responder_log_group.arn}:*"
  }
  definition = jsonencode({
    StartAt = "KeepTheFinding"
    States = {
      KeepTheFinding = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:s3:putObject"
        Parameters = {
          Bucket            = aws_s3_bucket.evidence_bucket.id
          "Key.$"           = "States.Format('findings/{}.json', $.id)"
          "Body.$"          = "$.detail"
          ChecksumAlgorithm = "SHA256"
        }
        ResultPath = "$.kept"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.failed"
            Next        = "WhatIsIt"
          },
        ]
        Next = "WhatIsIt"
      }
      WhatIsIt = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.detail.resource.resourceType"
            StringEquals = "Instance"
            Next         = "Quarantine"
          },
          {
            Variable     = "$.detail.resource.resourceType"
            StringEquals = "AccessKey"
            Next         = "WhoIsIt"
          },
        ]
        Default = "TellPeople"
      }
      Quarantine = {
        Type       = "Map"
        ItemsPath  = "$.detail.resource.instanceDetails.networkInterfaces"
        ResultPath = "$.quarantined"
        ItemProcessor = {
          StartAt = "OneInterface"
          States = {
            OneInterface = {
              Type     = "Task"
              Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:ec2:modifyNetworkInterfaceAttribute"
              Parameters = {
                "NetworkInterfaceId.$" = "$.networkInterfaceId"
                Groups                 = [aws_security_group.quarantine_security_group.id]
              }
              End = true
            }
          }
        }
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.failed"
            Next        = "TellPeople"
          },
        ]
        Next = "TakeOutOfGroup"
      }
      TakeOutOfGroup = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:autoscaling:detachInstances"
        Parameters = {
          AutoScalingGroupName           = aws_autoscaling_group.web_servers.name
          "InstanceIds.$"                = "States.Array($.detail.resource.instanceDetails.instanceId)"
          ShouldDecrementDesiredCapacity = false
        }
        ResultPath = "$.detached"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.notInGroup"
            Next        = "Mark"
          },
        ]
        Next = "Mark"
      }
      Mark = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:ec2:createTags"
        Parameters = {
          "Resources.$" = "States.Array($.detail.resource.instanceDetails.instanceId)"
          Tags = [
            {
              Key       = "quarantined-by"
              "Value.$" = "$.id"
            },
          ]
        }
        ResultPath = "$.marked"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.failed"
            Next        = "Snapshot"
          },
        ]
        Next = "Snapshot"
      }
      Snapshot = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:ec2:createSnapshots"
        Parameters = {
          InstanceSpecification = {
            "InstanceId.$" = "$.detail.resource.instanceDetails.instanceId"
          }
          CopyTagsFromSource = "volume"
          "Description.$"    = "States.Format('Evidence for {}', $.id)"
        }
        ResultPath = "$.snapshots"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.failed"
            Next        = "TellPeople"
          },
        ]
        Next = "TellPeople"
      }
      WhoIsIt = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.detail.resource.accessKeyDetails.userType"
            StringEquals = "AssumedRole"
            Next         = "DenyTheRole"
          },
          {
            Variable     = "$.detail.resource.accessKeyDetails.userType"
            StringEquals = "IAMUser"
            Next         = "SwitchTheKeyOff"
          },
        ]
        Default = "TellPeople"
      }
      DenyTheRole = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:iam:attachRolePolicy"
        Parameters = {
          "RoleName.$" = "$.detail.resource.accessKeyDetails.userName"
          PolicyArn    = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSDenyAll"
        }
        ResultPath = "$.denied"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.failed"
            Next        = "TellPeople"
          },
        ]
        Next = "TellPeople"
      }
      SwitchTheKeyOff = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::aws-sdk:iam:updateAccessKey"
        Parameters = {
          "UserName.$"    = "$.detail.resource.accessKeyDetails.userName"
          "AccessKeyId.$" = "$.detail.resource.accessKeyDetails.accessKeyId"
          Status          = "Inactive"
        }
        ResultPath = "$.keyOff"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.failed"
            Next        = "TellPeople"
          },
        ]
        Next = "TellPeople"
      }
      TellPeople = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::sns:publish"
        Parameters = {
          TopicArn    = aws_sns_topic.alerts.arn
          Subject     = "myapp responder has acted"
          "Message.$" = "$"
        }
        Retry = [
          {
            ErrorEquals     = ["States.ALL"]
            IntervalSeconds = 5
            MaxAttempts     = 5
            BackoffRate     = 2
          },
        ]
        End = true
      }
    }
  })
}

resource "aws_iam_role" "responder_role" {
  name = "myapp-responder-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "states.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:states:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:stateMachine:myapp-responder"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "responder_role" {
  name = "contain"
  role = aws_iam_role.responder_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "ec2:ModifyNetworkInterfaceAttribute"
        Resource = [
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:network-interface/*",
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:instance/*",
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:security-group/${aws_security_group.quarantine_security_group.id}",
        ]
      },
      {
        Effect   = "Allow"
        Action   = "autoscaling:DetachInstances"
        Resource = "arn:${data.aws_partition.current.partition}:autoscaling:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:autoScalingGroup:*:autoScalingGroupName/${aws_autoscaling_group.web_servers.name}"
      },
      {
        Effect = "Allow"
        Action = "ec2:CreateSnapshots"
        Resource = [
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:instance/*",
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:volume/*",
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}::snapshot/*",
        ]
      },
      {
        Effect = "Allow"
        Action = "ec2:CreateTags"
        Resource = [
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:instance/*",
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}::snapshot/*",
        ]
      },
      {
        Effect   = "Allow"
        Action   = "iam:AttachRolePolicy"
        Resource = [aws_iam_role.web_server_role.arn, aws_iam_role.backend_server_role.arn, aws_iam_role.get_users_role.arn]
        Condition = {
          ArnEquals = {
            "iam:PolicyARN" = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSDenyAll"
          }
        }
      },
      {
        Effect   = "Allow"
        Action   = "iam:UpdateAccessKey"
        Resource = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:user/*"
      },
    ]
  })
}

# Apart from the role, because the evidence key's policy names the role.
resource "aws_iam_role_policy" "responder_reports" {
  name = "report"
  role = aws_iam_role.responder_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.evidence_bucket.arn}/findings/*"
      },
      {
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = aws_sns_topic.alerts.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
        Resource = aws_kms_key.internal_key.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = "sns.${data.aws_region.current.name}.amazonaws.com"
          }
        }
      },
      {
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery",
          "logs:GetLogDelivery",
          "logs:UpdateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:DescribeResourcePolicies",
          "logs:DescribeLogGroups",
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
        ]
        Resource = "*"
      },
    ]
  })
}

# ---------------------------------------------------------------- Evidence: collectors write, the responder's people read

resource "aws_kms_key" "evidence_key" {
  description             = "myapp, evidence - whoever collects can encrypt and not decrypt"
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
        Sid    = "CollectorsWrite"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.responder_role.arn
        }
        Action   = "kms:GenerateDataKey"
        Resource = "*"
      },
      {
        Sid    = "OnlyTheResponderReads"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.incident_responder_role.arn
        }
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = "*"
      },
    ]
  })
  tags = {
    "data-classification" = "restricted"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket" "evidence_bucket" {
  bucket_prefix       = "myapp-evidence-bucket-"
  object_lock_enabled = true
  tags = {
    "data-classification" = "restricted"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "evidence_bucket" {
  bucket                  = aws_s3_bucket.evidence_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "evidence_bucket" {
  bucket = aws_s3_bucket.evidence_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "evidence_bucket" {
  bucket = aws_s3_bucket.evidence_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.evidence_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "evidence_bucket" {
  bucket = aws_s3_bucket.evidence_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "evidence_bucket" {
  bucket = aws_s3_bucket.evidence_bucket.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 365
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "evidence_bucket" {
  bucket = aws_s3_bucket.evidence_bucket.id
  rule {
    id     = "seven-years"
    status = "Enabled"
    filter {
    }
    expiration {
      days = 2555
    }
    noncurrent_version_expiration {
      noncurrent_days = 365
    }
  }
}

resource "aws_s3_bucket_policy" "evidence_bucket_policy" {
  bucket = aws_s3_bucket.evidence_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.evidence_bucket.arn, "${aws_s3_bucket.evidence_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
      {
        Sid       = "NobodyDeletes"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket"]
        Resource  = [aws_s3_bucket.evidence_bucket.arn, "${aws_s3_bucket.evidence_bucket.arn}/*"]
      },
      {
        Sid       = "OnlyTheResponderReads"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource  = "${aws_s3_bucket.evidence_bucket.arn}/*"
        Condition = {
          ArnNotEquals = {
            "aws:PrincipalArn" = aws_iam_role.incident_responder_role.arn
          }
        }
      },
    ]
  })
}

# ---------------------------------------------------------------- Roles for bad days: with MFA, and short

resource "aws_iam_role" "incident_responder_role" {
  name                 = "myapp-incident-responder-role"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action = "sts:AssumeRole"
        Condition = {
          Bool = {
            "aws:MultiFactorAuthPresent" = true
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "incident_responder_role" {
  role       = aws_iam_role.incident_responder_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/SecurityAudit"
}

# Apart from the role, because the keys' policies name the role.
resource "aws_iam_policy" "incident_responder_policy" {
  name        = "myapp-incident-responder-policy"
  description = "Look at everything, contain, destroy nothing"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AskTheTrail"
        Effect = "Allow"
        Action = [
          "athena:StartQueryExecution",
          "athena:GetQueryExecution",
          "athena:GetQueryResults",
          "athena:StopQueryExecution",
        ]
        Resource = "arn:${data.aws_partition.current.partition}:athena:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:workgroup/${aws_athena_workgroup.investigation_work_group.name}"
      },
      {
        Sid    = "DescribeTheTrailAsATable"
        Effect = "Allow"
        Action = ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions", "glue:CreateTable"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:glue:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:catalog",
          "arn:${data.aws_partition.current.partition}:glue:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:database/default",
          "arn:${data.aws_partition.current.partition}:glue:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:table/default/*",
        ]
      },
      {
        Sid    = "ReadTrailAndEvidence"
        Effect = "Allow"
        Action = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"]
        Resource = [
          aws_s3_bucket.trail_bucket.arn,
          "${aws_s3_bucket.trail_bucket.arn}/*",
          aws_s3_bucket.evidence_bucket.arn,
          "${aws_s3_bucket.evidence_bucket.arn}/*",
          aws_s3_bucket.query_result_bucket.arn,
          "${aws_s3_bucket.query_result_bucket.arn}/*",
        ]
      },
      {
        Sid      = "KeepAnswersAndEvidence"
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = ["${aws_s3_bucket.query_result_bucket.arn}/*", "${aws_s3_bucket.evidence_bucket.arn}/*"]
      },
      {
        Sid      = "SearchLogs"
        Effect   = "Allow"
        Action   = ["logs:StartQuery", "logs:FilterLogEvents", "logs:GetLogEvents"]
        Resource = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:*"
      },
      {
        Sid      = "Contain"
        Effect   = "Allow"
        Action   = "states:StartExecution"
        Resource = aws_sfn_state_machine.responder.arn
      },
      {
        Sid    = "ContainByRunbook"
        Effect = "Allow"
        Action = ["ssm:StartAutomationExecution", "ssm:SendAutomationSignal"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:ssm:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:automation-definition/myapp-*:*",
          "arn:${data.aws_partition.current.partition}:ssm:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:automation-execution/*",
        ]
      },
      {
        Sid    = "CloseBucketsAndKeys"
        Effect = "Allow"
        Action = ["s3:PutBucketPublicAccessBlock", "iam:UpdateAccessKey"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:s3:::*",
          "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:user/*",
        ]
      },
      {
        Sid      = "DenyAWorkloadEverything"
        Effect   = "Allow"
        Action   = "iam:AttachRolePolicy"
        Resource = [aws_iam_role.web_server_role.arn, aws_iam_role.backend_server_role.arn, aws_iam_role.get_users_role.arn]
        Condition = {
          ArnEquals = {
            "iam:PolicyARN" = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSDenyAll"
          }
        }
      },
      {
        Sid    = "CopyEncryptedSnapshots"
        Effect = "Allow"
        Action = ["ec2:CreateSnapshot", "ec2:CopySnapshot"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:volume/*",
          "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}::snapshot/*",
        ]
      },
      {
        Sid      = "WithTheVolumesKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant"]
        Resource = aws_kms_key.internal_key.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = "ec2.${data.aws_region.current.name}.amazonaws.com"
          }
        }
      },
      {
        Sid    = "DestroyNothing"
        Effect = "Deny"
        Action = [
          "s3:DeleteObject*",
          "s3:BypassGovernanceRetention",
          "ec2:DeleteSnapshot",
          "logs:DeleteLogGroup",
          "logs:DeleteLogStream",
          "cloudtrail:StopLogging",
          "cloudtrail:DeleteTrail",
          "cloudtrail:UpdateTrail",
          "guardduty:DeleteDetector",
          "config:StopConfigurationRecorder",
          "kms:ScheduleKeyDeletion",
          "kms:DisableKey",
        ]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "incident_responder_policy" {
  role       = aws_iam_role.incident_responder_role.name
  policy_arn = aws_iam_policy.incident_responder_policy.arn
}

# For the night when the pipeline is down. It mends what runs; it is not an administrator. Each use raises an alert.
resource "aws_iam_role" "break_glass_role" {
  name                 = "myapp-break-glass"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action = "sts:AssumeRole"
        Condition = {
          Bool = {
            "aws:MultiFactorAuthPresent" = true
          }
          NumericLessThan = {
            "aws:MultiFactorAuthAge" = 900
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "break_glass_role" {
  role       = aws_iam_role.break_glass_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/job-function/ViewOnlyAccess"
}

resource "aws_iam_role_policy" "break_glass_role" {
  name = "mend"
  role = aws_iam_role.break_glass_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["autoscaling:StartInstanceRefresh", "autoscaling:SetDesiredCapacity"]
        Resource = "arn:${data.aws_partition.current.partition}:autoscaling:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:autoScalingGroup:*:autoScalingGroupName/${aws_autoscaling_group.web_servers.name}"
      },
      {
        Effect   = "Allow"
        Action   = ["ec2:RebootInstances", "ec2:StartInstances", "ec2:StopInstances"]
        Resource = "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:instance/*"
        Condition = {
          StringEquals = {
            "aws:ResourceTag/patch-group" = "myapp"
          }
        }
      },
      {
        Effect   = "Allow"
        Action   = "rds:RebootDBInstance"
        Resource = "arn:${data.aws_partition.current.partition}:rds:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:db:myapp"
      },
    ]
  })
}

resource "aws_cloudwatch_event_rule" "break_glass_used" {
  name        = "myapp-break-glass-used"
  description = "Somebody took the break-glass role"
  state       = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
  event_pattern = jsonencode({
    source        = ["aws.sts"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventName = ["AssumeRole"]
      requestParameters = {
        roleArn = [aws_iam_role.break_glass_role.arn]
      }
    }
  })
}

resource "aws_cloudwatch_event_target" "break_glass_used_people" {
  rule      = aws_cloudwatch_event_rule.break_glass_used.name
  target_id = "people"
  arn       = aws_sns_topic.alerts.arn
  dead_letter_config {
    arn = aws_sqs_queue.undelivered_alerts.arn
  }
  retry_policy {
    maximum_retry_attempts       = 10
    maximum_event_age_in_seconds = 3600
  }
}

resource "aws_iam_role" "support_role" {
  name                 = "myapp-support-role"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action = "sts:AssumeRole"
        Condition = {
          Bool = {
            "aws:MultiFactorAuthPresent" = true
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "support_role" {
  role       = aws_iam_role.support_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSSupportAccess"
}

# ---------------------------------------------------------------- Runbooks, one for each bad day that we can foresee
# They run with the rights of the person who starts them (IncidentResponderRole), and record every step.

resource "aws_ssm_document" "runbook_leaked_key" {
  name          = "myapp-leaked-key"
  document_type = "Automation"
  content = jsonencode({
    schemaVersion = "0.3"
    description   = "A key has leaked. Switch it off, read what it did, then undo that. Do not delete the key: its id is what the trail is searched by."
    parameters = {
      UserName = {
        type = "String"
      }
      AccessKeyId = {
        type = "String"
      }
    }
    mainSteps = [
      {
        name   = "switchOff"
        action = "aws:executeAwsApi"
        inputs = {
          Service     = "iam"
          Api         = "UpdateAccessKey"
          UserName    = "{{ UserName }}"
          AccessKeyId = "{{ AccessKeyId }}"
          Status      = "Inactive"
        }
      },
      {
        name   = "whatDidItDo"
        action = "aws:executeAwsApi"
        inputs = {
          Service = "cloudtrail"
          Api     = "LookupEvents"
          LookupAttributes = [
            {
              AttributeKey   = "AccessKeyId"
              AttributeValue = "{{ AccessKeyId }}"
            },
          ]
        }
        isEnd = true
      },
    ]
  })
}

resource "aws_ssm_document" "runbook_public_bucket" {
  name          = "myapp-public-bucket"
  document_type = "Automation"
  content = jsonencode({
    schemaVersion = "0.3"
    description   = "A bucket is public. Close it, make sure, then list its reads from outside (data events in the trail): each object read is a disclosure to assess."
    parameters = {
      Bucket = {
        type = "String"
      }
    }
    mainSteps = [
      {
        name   = "close"
        action = "aws:executeAwsApi"
        inputs = {
          Service = "s3"
          Api     = "PutPublicAccessBlock"
          Bucket  = "{{ Bucket }}"
          PublicAccessBlockConfiguration = {
            BlockPublicAcls       = true
            BlockPublicPolicy     = true
            IgnorePublicAcls      = true
            RestrictPublicBuckets = true
          }
        }
      },
      {
        name   = "makeSure"
        action = "aws:assertAwsResourceProperty"
        inputs = {
          Service          = "s3"
          Api              = "GetPublicAccessBlock"
          Bucket           = "{{ Bucket }}"
          PropertySelector = "PublicAccessBlockConfiguration.RestrictPublicBuckets"
          DesiredValues    = ["True"]
        }
        isEnd = true
      },
    ]
  })
}

resource "aws_ssm_document" "runbook_crypto_miner" {
  name          = "myapp-crypto-miner"
  document_type = "Automation"
  content = jsonencode({
    schemaVersion = "0.3"
    description   = "A machine mines or talks to a bad address and no finding has started the responder. Start it by hand; then look at the snapshot, never at the running machine."
    parameters = {
      InstanceId = {
        type = "String"
      }
      NetworkInterfaceId = {
        type = "String"
      }
    }
    mainSteps = [
      {
        name   = "startTheResponder"
        action = "aws:executeAwsApi"
        inputs = {
          Service         = "stepfunctions"
          Api             = "StartExecution"
          stateMachineArn = aws_sfn_state_machine.responder.arn
          input           = "{\"id\":\"by-hand-{{ automation:EXECUTION_ID }}\",\"detail\":{\"resource\":{\"resourceType\":\"Instance\",\"instanceDetails\": {\"instanceId\":\"{{ InstanceId }}\",\"networkInterfaces\":[{\"networkInterfaceId\":\"{{ NetworkInterfaceId }}\"}]}}}}"
        }
        isEnd = true
      },
    ]
  })
}

resource "aws_ssm_document" "runbook_ransomware" {
  name          = "myapp-ransomware"
  document_type = "Automation"
  content = jsonencode({
    schemaVersion = "0.3"
    description   = "Objects or tables are being encrypted or deleted. Deny the role that does it everything, find the last good recovery point, and restore it beside the damage (locked vault, or its copy in the second region), never over it."
    parameters = {
      RoleName = {
        type = "String"
      }
    }
    mainSteps = [
      {
        name   = "denyTheRole"
        action = "aws:executeAwsApi"
        inputs = {
          Service   = "iam"
          Api       = "AttachRolePolicy"
          RoleName  = "{{ RoleName }}"
          PolicyArn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSDenyAll"
        }
      },
      {
        name   = "lastGoodRecoveryPoint"
        action = "aws:executeAwsApi"
        inputs = {
          Service         = "backup"
          Api             = "ListRecoveryPointsByBackupVault"
          BackupVaultName = "myapp"
        }
        isEnd = true
      },
    ]
  })
}

# A drill each quarter: a sample finding (of an instance that does not exist) must reach people through the whole chain.
resource "aws_scheduler_schedule" "drill" {
  name                = "myapp-drill"
  description         = "Simulated GuardDuty finding, first day of each quarter"
  schedule_expression = "cron(0 9 1 */3 ? *)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = "arn:${data.aws_partition.current.partition}:scheduler:::aws-sdk:guardduty:createSampleFindings"
    role_arn = aws_iam_role.drill_role.arn
    input    = "{\"DetectorId\":\"${aws_guardduty_detector.guard_duty.id}\",\"FindingTypes\":[\"CryptoCurrency:EC2/BitcoinTool.B!DNS\"]}"
    dead_letter_config {
      arn = aws_sqs_queue.undelivered_alerts.arn
    }
  }
}

resource "aws_iam_role" "drill_role" {
  name = "myapp-drill-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "scheduler.amazonaws.com"
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

resource "aws_iam_role_policy" "drill_role" {
  name = "make-a-sample-finding"
  role = aws_iam_role.drill_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "guardduty:CreateSampleFindings"
        Resource = "arn:${data.aws_partition.current.partition}:guardduty:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:detector/${aws_guardduty_detector.guard_duty.id}"
      },
      {
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.undelivered_alerts.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
        Resource = aws_kms_key.internal_key.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = "sqs.${data.aws_region.current.name}.amazonaws.com"
          }
        }
      },
    ]
  })
}

# ---------------------------------------------------------------- The CIS set: a filter over the trail and an alarm, fifteen times

resource "aws_cloudwatch_log_metric_filter" "root_use_filter" {
  name           = "myapp-root-use-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.userIdentity.type = \"Root\") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != \"AwsServiceEvent\") }"
  metric_transformation {
    name      = "RootUse"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "root_use_alarm" {
  alarm_name          = "myapp-root-use-alarm"
  alarm_description   = "The root user did something"
  namespace           = "myapp/trail"
  metric_name         = "RootUse"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "unauthorized_calls_filter" {
  name           = "myapp-unauthorized-calls-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ (($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\")) && ($.sourceIPAddress != \"delivery.logs.amazonaws.com\") && ($.eventName != \"HeadBucket\") }"
  metric_transformation {
    name      = "UnauthorizedCalls"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "unauthorized_calls_alarm" {
  alarm_name          = "myapp-unauthorized-calls-alarm"
  alarm_description   = "Calls were refused"
  namespace           = "myapp/trail"
  metric_name         = "UnauthorizedCalls"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "sign_in_without_mfa_filter" {
  name           = "myapp-sign-in-without-mfa-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed != \"Yes\") && ($.userIdentity.type = \"IAMUser\") && ($.responseElements.ConsoleLogin = \"Success\") }"
  metric_transformation {
    name      = "SignInWithoutMfa"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "sign_in_without_mfa_alarm" {
  alarm_name          = "myapp-sign-in-without-mfa-alarm"
  alarm_description   = "Somebody signed in to the console without MFA"
  namespace           = "myapp/trail"
  metric_name         = "SignInWithoutMfa"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "sign_in_failures_filter" {
  name           = "myapp-sign-in-failures-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"ConsoleLogin\") && ($.errorMessage = \"Failed authentication\") }"
  metric_transformation {
    name      = "SignInFailures"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "sign_in_failures_alarm" {
  alarm_name          = "myapp-sign-in-failures-alarm"
  alarm_description   = "Console sign-ins failed"
  namespace           = "myapp/trail"
  metric_name         = "SignInFailures"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "iam_change_filter" {
  name           = "myapp-iam-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventSource = \"iam.amazonaws.com\") && (($.eventName = \"DeleteGroupPolicy\") || ($.eventName = \"DeleteRolePolicy\") || ($.eventName = \"DeleteUserPolicy\") || ($.eventName = \"PutGroupPolicy\") || ($.eventName = \"PutRolePolicy\") || ($.eventName = \"PutUserPolicy\") || ($.eventName = \"CreatePolicy\") || ($.eventName = \"DeletePolicy\") || ($.eventName = \"CreatePolicyVersion\") || ($.eventName = \"DeletePolicyVersion\") || ($.eventName = \"AttachRolePolicy\") || ($.eventName = \"DetachRolePolicy\") || ($.eventName = \"AttachUserPolicy\") || ($.eventName = \"DetachUserPolicy\") || ($.eventName = \"AttachGroupPolicy\") || ($.eventName = \"DetachGroupPolicy\")) }"
  metric_transformation {
    name      = "IamChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "iam_change_alarm" {
  alarm_name          = "myapp-iam-change-alarm"
  alarm_description   = "A policy or a role changed"
  namespace           = "myapp/trail"
  metric_name         = "IamChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "trail_change_filter" {
  name           = "myapp-trail-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"CreateTrail\") || ($.eventName = \"UpdateTrail\") || ($.eventName = \"DeleteTrail\") || ($.eventName = \"StartLogging\") || ($.eventName = \"StopLogging\") }"
  metric_transformation {
    name      = "TrailChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "trail_change_alarm" {
  alarm_name          = "myapp-trail-change-alarm"
  alarm_description   = "The trail changed"
  namespace           = "myapp/trail"
  metric_name         = "TrailChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "key_deletion_filter" {
  name           = "myapp-key-deletion-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventSource = \"kms.amazonaws.com\") && (($.eventName = \"DisableKey\") || ($.eventName = \"ScheduleKeyDeletion\")) }"
  metric_transformation {
    name      = "KeyDeletion"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "key_deletion_alarm" {
  alarm_name          = "myapp-key-deletion-alarm"
  alarm_description   = "A KMS key was switched off or is to be deleted"
  namespace           = "myapp/trail"
  metric_name         = "KeyDeletion"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "bucket_policy_change_filter" {
  name           = "myapp-bucket-policy-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventSource = \"s3.amazonaws.com\") && (($.eventName = \"PutBucketAcl\") || ($.eventName = \"PutBucketPolicy\") || ($.eventName = \"PutBucketCors\") || ($.eventName = \"PutBucketLifecycle\") || ($.eventName = \"PutBucketReplication\") || ($.eventName = \"DeleteBucketPolicy\") || ($.eventName = \"DeleteBucketCors\") || ($.eventName = \"DeleteBucketLifecycle\") || ($.eventName = \"DeleteBucketReplication\")) }"
  metric_transformation {
    name      = "BucketPolicyChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "bucket_policy_change_alarm" {
  alarm_name          = "myapp-bucket-policy-change-alarm"
  alarm_description   = "Who may reach a bucket changed"
  namespace           = "myapp/trail"
  metric_name         = "BucketPolicyChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "config_change_filter" {
  name           = "myapp-config-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventSource = \"config.amazonaws.com\") && (($.eventName = \"StopConfigurationRecorder\") || ($.eventName = \"DeleteDeliveryChannel\") || ($.eventName = \"PutDeliveryChannel\") || ($.eventName = \"PutConfigurationRecorder\")) }"
  metric_transformation {
    name      = "ConfigChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "config_change_alarm" {
  alarm_name          = "myapp-config-change-alarm"
  alarm_description   = "AWS Config was changed"
  namespace           = "myapp/trail"
  metric_name         = "ConfigChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "security_group_change_filter" {
  name           = "myapp-security-group-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"AuthorizeSecurityGroupIngress\") || ($.eventName = \"AuthorizeSecurityGroupEgress\") || ($.eventName = \"RevokeSecurityGroupIngress\") || ($.eventName = \"RevokeSecurityGroupEgress\") || ($.eventName = \"CreateSecurityGroup\") || ($.eventName = \"DeleteSecurityGroup\") }"
  metric_transformation {
    name      = "SecurityGroupChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "security_group_change_alarm" {
  alarm_name          = "myapp-security-group-change-alarm"
  alarm_description   = "A security group changed"
  namespace           = "myapp/trail"
  metric_name         = "SecurityGroupChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "network_acl_change_filter" {
  name           = "myapp-network-acl-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"CreateNetworkAcl\") || ($.eventName = \"CreateNetworkAclEntry\") || ($.eventName = \"DeleteNetworkAcl\") || ($.eventName = \"DeleteNetworkAclEntry\") || ($.eventName = \"ReplaceNetworkAclEntry\") || ($.eventName = \"ReplaceNetworkAclAssociation\") }"
  metric_transformation {
    name      = "NetworkAclChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "network_acl_change_alarm" {
  alarm_name          = "myapp-network-acl-change-alarm"
  alarm_description   = "A network ACL changed"
  namespace           = "myapp/trail"
  metric_name         = "NetworkAclChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "gateway_change_filter" {
  name           = "myapp-gateway-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"CreateCustomerGateway\") || ($.eventName = \"DeleteCustomerGateway\") || ($.eventName = \"AttachInternetGateway\") || ($.eventName = \"CreateInternetGateway\") || ($.eventName = \"DeleteInternetGateway\") || ($.eventName = \"DetachInternetGateway\") }"
  metric_transformation {
    name      = "GatewayChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "gateway_change_alarm" {
  alarm_name          = "myapp-gateway-change-alarm"
  alarm_description   = "A gateway changed"
  namespace           = "myapp/trail"
  metric_name         = "GatewayChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "route_change_filter" {
  name           = "myapp-route-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventSource = \"ec2.amazonaws.com\") && (($.eventName = \"CreateRoute\") || ($.eventName = \"CreateRouteTable\") || ($.eventName = \"ReplaceRoute\") || ($.eventName = \"ReplaceRouteTableAssociation\") || ($.eventName = \"DeleteRouteTable\") || ($.eventName = \"DeleteRoute\") || ($.eventName = \"DisassociateRouteTable\")) }"
  metric_transformation {
    name      = "RouteChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "route_change_alarm" {
  alarm_name          = "myapp-route-change-alarm"
  alarm_description   = "A route table changed"
  namespace           = "myapp/trail"
  metric_name         = "RouteChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "vpc_change_filter" {
  name           = "myapp-vpc-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventName = \"CreateVpc\") || ($.eventName = \"DeleteVpc\") || ($.eventName = \"ModifyVpcAttribute\") || ($.eventName = \"AcceptVpcPeeringConnection\") || ($.eventName = \"CreateVpcPeeringConnection\") || ($.eventName = \"DeleteVpcPeeringConnection\") || ($.eventName = \"RejectVpcPeeringConnection\") || ($.eventName = \"AttachClassicLinkVpc\") || ($.eventName = \"DetachClassicLinkVpc\") || ($.eventName = \"DisableVpcClassicLink\") || ($.eventName = \"EnableVpcClassicLink\") }"
  metric_transformation {
    name      = "VpcChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "vpc_change_alarm" {
  alarm_name          = "myapp-vpc-change-alarm"
  alarm_description   = "A VPC changed"
  namespace           = "myapp/trail"
  metric_name         = "VpcChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_metric_filter" "organization_change_filter" {
  name           = "myapp-organization-change-filter"
  log_group_name = aws_cloudwatch_log_group.trail_log_group.name
  pattern        = "{ ($.eventSource = \"organizations.amazonaws.com\") && (($.eventName = \"AcceptHandshake\") || ($.eventName = \"AttachPolicy\") || ($.eventName = \"CreateAccount\") || ($.eventName = \"CreateOrganizationalUnit\") || ($.eventName = \"CreatePolicy\") || ($.eventName = \"DeclineHandshake\") || ($.eventName = \"DeleteOrganization\") || ($.eventName = \"DeleteOrganizationalUnit\") || ($.eventName = \"DeletePolicy\") || ($.eventName = \"DetachPolicy\") || ($.eventName = \"DisablePolicyType\") || ($.eventName = \"EnablePolicyType\") || ($.eventName = \"InviteAccountToOrganization\") || ($.eventName = \"LeaveOrganization\") || ($.eventName = \"MoveAccount\") || ($.eventName = \"RemoveAccountFromOrganization\") || ($.eventName = \"UpdatePolicy\") || ($.eventName = \"UpdateOrganizationalUnit\")) }"
  metric_transformation {
    name      = "OrganizationChange"
    namespace = "myapp/trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "organization_change_alarm" {
  alarm_name          = "myapp-organization-change-alarm"
  alarm_description   = "The organisation changed"
  namespace           = "myapp/trail"
  metric_name         = "OrganizationChange"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}
