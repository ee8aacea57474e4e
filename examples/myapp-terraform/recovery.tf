resource "aws_kms_key" "recovery_key" {
  provider                = aws.recovery
  description             = "myapp, copies of backups - a key of its own, so that the stores' keys do not open them"
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
              "backup.${data.aws_region.recovery.name}.amazonaws.com",
              "rds.${data.aws_region.recovery.name}.amazonaws.com",
              "dynamodb.${data.aws_region.recovery.name}.amazonaws.com",
              "s3.${data.aws_region.recovery.name}.amazonaws.com",
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

resource "aws_backup_vault" "recovery_vault" {
  provider    = aws.recovery
  name        = "myapp-recovery"
  kms_key_arn = aws_kms_key.recovery_key.arn
  tags = {
    "data-classification" = "confidential"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_backup_vault_lock_configuration" "recovery_vault" {
  provider            = aws.recovery
  backup_vault_name   = aws_backup_vault.recovery_vault.name
  min_retention_days  = 35
  max_retention_days  = 365
  changeable_for_days = 3
}

resource "aws_backup_vault_policy" "recovery_vault" {
  provider          = aws.recovery
  backup_vault_name = aws_backup_vault.recovery_vault.name
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
