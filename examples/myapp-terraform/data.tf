# ---------------------------------------------------------------- The key of the class "confidential"

resource "aws_kms_key" "confidential_key" {
  description             = "myapp, class confidential - customers' data and the credentials that lead to it"
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
              "rds.${data.aws_region.current.name}.amazonaws.com",
              "dynamodb.${data.aws_region.current.name}.amazonaws.com",
              "s3.${data.aws_region.current.name}.amazonaws.com",
              "secretsmanager.${data.aws_region.current.name}.amazonaws.com",
              "backup.${data.aws_region.current.name}.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid    = "GrantsForStores"
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
            "kms:ViaService" = [
              "rds.${data.aws_region.current.name}.amazonaws.com",
              "dynamodb.${data.aws_region.current.name}.amazonaws.com",
              "backup.${data.aws_region.current.name}.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid    = "DatabaseLogGroups"
        Effect = "Allow"
        Principal = {
          Service = "logs.${data.aws_region.current.name}.amazonaws.com"
        }
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/*"
          }
        }
      },
    ]
  })
  tags = {
    "data-classification" = "confidential"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "confidential_key_alias" {
  name          = "alias/myapp/confidential"
  target_key_id = aws_kms_key.confidential_key.key_id
}

# ---------------------------------------------------------------- MySQL

# Callers add themselves to this group by reference (see application.tf). A database starts no conversation.
resource "aws_security_group" "database_security_group" {
  name        = "myapp-database-security-group"
  description = "MySQL - callers add themselves on tcp/3306"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_db_subnet_group" "database_subnets" {
  name        = "myapp"
  description = "Data subnets, no route out"
  subnet_ids  = [aws_subnet.data_subnet1.id, aws_subnet.data_subnet2.id]
}

resource "aws_db_parameter_group" "database_parameters" {
  name        = "myapp"
  family      = "mysql8.4"
  description = "TLS or nothing"
  parameter {
    name  = "require_secure_transport"
    value = "1"
  }
  parameter {
    name  = "tls_version"
    value = "TLSv1.2,TLSv1.3"
  }
  parameter {
    name  = "log_output"
    value = "FILE"
  }
  parameter {
    name  = "slow_query_log"
    value = "1"
  }
}

resource "aws_db_option_group" "database_options" {
  name                     = "myapp"
  engine_name              = "mysql"
  major_engine_version     = "8.4"
  option_group_description = "Audit log - who connected and what they changed"
  option {
    option_name = "MARIADB_AUDIT_PLUGIN"
    option_settings {
      name  = "SERVER_AUDIT_EVENTS"
      value = "CONNECT,QUERY_DDL,QUERY_DML_NO_SELECT,QUERY_DCL"
    }
  }
}

resource "aws_iam_role" "monitoring_role" {
  name = "myapp-monitoring-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "monitoring.rds.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:rds:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:db:myapp"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring_role" {
  role       = aws_iam_role.monitoring_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# RDS would make these groups itself, without an end date and without our key.
resource "aws_cloudwatch_log_group" "database_audit_log" {
  name              = "/aws/rds/instance/myapp/audit"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.confidential_key.arn
  skip_destroy      = true
}

resource "aws_cloudwatch_log_group" "database_error_log" {
  name              = "/aws/rds/instance/myapp/error"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.confidential_key.arn
  skip_destroy      = true
}

resource "aws_cloudwatch_log_group" "database_slow_query_log" {
  name              = "/aws/rds/instance/myapp/slowquery"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.confidential_key.arn
  skip_destroy      = true
}

resource "aws_db_instance" "database" {
  identifier                          = "myapp"
  db_name                             = "myapp"
  engine                              = "mysql"
  engine_version                      = "8.4.11"
  instance_class                      = "db.m7g.large"
  allocated_storage                   = "100"
  max_allocated_storage               = 500
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.confidential_key.arn
  multi_az                            = true
  publicly_accessible                 = false
  db_subnet_group_name                = aws_db_subnet_group.database_subnets.name
  vpc_security_group_ids              = [aws_security_group.database_security_group.id]
  parameter_group_name                = aws_db_parameter_group.database_parameters.name
  option_group_name                   = aws_db_option_group.database_options.name
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  iam_database_authentication_enabled = true
  username                            = "myapp_owner"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = aws_kms_key.confidential_key.arn
  backup_retention_period             = 35
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  auto_minor_version_upgrade          = true
  enabled_cloudwatch_logs_exports     = ["audit", "error", "slowquery"]
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.monitoring_role.arn
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.confidential_key.arn
  tags = {
    "data-classification" = "confidential"
    backup                = "daily"
    tier                  = "data"
  }
  final_snapshot_identifier = "myapp-final"
}

# ---------------------------------------------------------------- DynamoDB

resource "aws_dynamodb_table" "session_table" {
  name         = "myapp-session-table"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "sessionId"
    type = "S"
  }
  hash_key = "sessionId"
  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.confidential_key.arn
  }
  point_in_time_recovery {
    enabled = true
  }
  deletion_protection_enabled = true
  tags = {
    "data-classification" = "confidential"
    backup                = "daily"
  }
  lifecycle {
    prevent_destroy = true
  }
}

# ---------------------------------------------------------------- Buckets

resource "aws_s3_bucket" "upload_bucket" {
  bucket_prefix       = "myapp-upload-bucket-"
  object_lock_enabled = true
  tags = {
    "data-classification" = "confidential"
    backup                = "daily"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "upload_bucket" {
  bucket                  = aws_s3_bucket.upload_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "upload_bucket" {
  bucket = aws_s3_bucket.upload_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "upload_bucket" {
  bucket = aws_s3_bucket.upload_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.confidential_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "upload_bucket" {
  bucket = aws_s3_bucket.upload_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "upload_bucket" {
  bucket = aws_s3_bucket.upload_bucket.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 30
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "upload_bucket" {
  bucket = aws_s3_bucket.upload_bucket.id
  rule {
    id     = "old-versions-and-torn-uploads"
    status = "Enabled"
    filter {
    }
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
  rule {
    id     = "uploads-end-after-three-years"
    status = "Enabled"
    filter {
    }
    expiration {
      days = 1095
    }
  }
}

resource "aws_s3_bucket_policy" "upload_bucket_policy" {
  bucket = aws_s3_bucket.upload_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.upload_bucket.arn, "${aws_s3_bucket.upload_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
      {
        Sid       = "OnlyUnderTheKeyOfItsClass"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.upload_bucket.arn}/*"
        Condition = {
          StringNotEqualsIfExists = {
            "s3:x-amz-server-side-encryption-aws-kms-key-id" = aws_kms_key.confidential_key.arn
          }
        }
      },
    ]
  })
}

# Signed deployment packages. The pipeline writes here; Terraform reads.
resource "aws_s3_bucket" "artifact_bucket" {
  bucket_prefix = "myapp-artifact-bucket-"
  tags = {
    "data-classification" = "internal"
    backup                = "daily"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "artifact_bucket" {
  bucket                  = aws_s3_bucket.artifact_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "artifact_bucket" {
  bucket = aws_s3_bucket.artifact_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artifact_bucket" {
  bucket = aws_s3_bucket.artifact_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.internal_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "artifact_bucket" {
  bucket = aws_s3_bucket.artifact_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "artifact_bucket" {
  bucket = aws_s3_bucket.artifact_bucket.id
  rule {
    id     = "old-versions-and-torn-uploads"
    status = "Enabled"
    filter {
    }
    noncurrent_version_expiration {
      noncurrent_days = 180
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "artifact_bucket_policy" {
  bucket = aws_s3_bucket.artifact_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.artifact_bucket.arn, "${aws_s3_bucket.artifact_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
    ]
  })
}

# ---------------------------------------------------------------- Backups

resource "aws_kms_key" "backup_key" {
  description             = "myapp, backups - not the key of the stores, so that losing one does not lose the other"
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
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:ViaService" = [
              "backup.${data.aws_region.current.name}.amazonaws.com",
              "rds.${data.aws_region.current.name}.amazonaws.com",
              "dynamodb.${data.aws_region.current.name}.amazonaws.com",
              "s3.${data.aws_region.current.name}.amazonaws.com",
            ]
          }
        }
      },
    ]
  })
  tags = {
    "data-classification" = "confidential"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_backup_vault" "backup_vault" {
  name        = "myapp"
  kms_key_arn = aws_kms_key.backup_key.arn
  tags = {
    "data-classification" = "confidential"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_backup_vault_lock_configuration" "backup_vault" {
  backup_vault_name   = aws_backup_vault.backup_vault.name
  min_retention_days  = 35
  max_retention_days  = 365
  changeable_for_days = 3
}

resource "aws_backup_vault_policy" "backup_vault" {
  backup_vault_name = aws_backup_vault.backup_vault.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "NobodyDeletesOrWeakens"
        Effect    = "Deny"
        Principal = "*"
        Action = [
          "backup:DeleteRecoveryPoint",
          "backup:UpdateRecoveryPointLifecycle",
          "backup:DeleteBackupVault",
          "backup:DeleteBackupVaultAccessPolicy",
          "backup:DisassociateRecoveryPoint",
        ]
        Resource = "*"
      },
    ]
  })
}

resource "aws_backup_plan" "backup_plan" {
  name = "myapp-daily"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.backup_vault.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 360
    lifecycle {
      delete_after = 90
    }
    copy_action {
      destination_vault_arn = "arn:${data.aws_partition.current.partition}:backup:eu-central-1:${data.aws_caller_identity.current.account_id}:backup-vault:myapp-recovery"
      lifecycle {
        delete_after = 90
      }
    }
  }
}

resource "aws_backup_selection" "backup_selection" {
  name         = "everything-tagged-backup-daily"
  plan_id      = aws_backup_plan.backup_plan.id
  iam_role_arn = aws_iam_role.backup_role.arn
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}

resource "aws_iam_role" "backup_role" {
  name = "myapp-backup-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "backup.amazonaws.com"
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

resource "aws_iam_role_policy_attachment" "backup_role_1" {
  role       = aws_iam_role.backup_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}

resource "aws_iam_role_policy_attachment" "backup_role_2" {
  role       = aws_iam_role.backup_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"
}

# A backup that was never restored is a hope. Each class of store is restored every month, checked, and thrown away.
resource "aws_backup_restore_testing_plan" "restore_test" {
  name                = "myapp_monthly"
  schedule_expression = "cron(0 5 1 * ? *)"
  start_window_hours  = 24
  recovery_point_selection {
    algorithm             = "LATEST_WITHIN_WINDOW"
    include_vaults        = [aws_backup_vault.backup_vault.arn]
    recovery_point_types  = ["SNAPSHOT"]
    selection_window_days = 7
  }
}

resource "aws_backup_restore_testing_selection" "restore_test_of_my_sql" {
  name                      = "mysql"
  restore_testing_plan_name = aws_backup_restore_testing_plan.restore_test.name
  protected_resource_type   = "RDS"
  protected_resource_arns   = [aws_db_instance.database.arn]
  restore_metadata_overrides = {
    dbSubnetGroupName = aws_db_subnet_group.database_subnets.name
  }
  iam_role_arn            = aws_iam_role.restore_role.arn
  validation_window_hours = 4
}

resource "aws_backup_restore_testing_selection" "restore_test_of_table" {
  name                      = "dynamodb"
  restore_testing_plan_name = aws_backup_restore_testing_plan.restore_test.name
  protected_resource_type   = "DynamoDB"
  protected_resource_arns   = [aws_dynamodb_table.session_table.arn]
  iam_role_arn              = aws_iam_role.restore_role.arn
  validation_window_hours   = 4
}

resource "aws_backup_restore_testing_selection" "restore_test_of_buckets" {
  name                      = "s3"
  restore_testing_plan_name = aws_backup_restore_testing_plan.restore_test.name
  protected_resource_type   = "S3"
  protected_resource_arns   = [aws_s3_bucket.upload_bucket.arn, aws_s3_bucket.artifact_bucket.arn]
  iam_role_arn              = aws_iam_role.restore_role.arn
  validation_window_hours   = 4
}

resource "aws_iam_role" "restore_role" {
  name = "myapp-restore-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "backup.amazonaws.com"
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

resource "aws_iam_role_policy_attachment" "restore_role_1" {
  role       = aws_iam_role.restore_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"
}

resource "aws_iam_role_policy_attachment" "restore_role_2" {
  role       = aws_iam_role.restore_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore"
}
