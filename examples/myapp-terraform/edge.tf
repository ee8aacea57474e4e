resource "aws_acm_certificate" "certificate" {
  provider          = aws.edge
  domain_name       = "www.myapp.com"
  validation_method = "DNS"
}

resource "aws_route53_record" "www_record" {
  provider = aws.edge
  zone_id  = var.hosted_zone_id
  name     = "www.myapp.com"
  type     = "A"
  alias {
    name                   = aws_cloudfront_distribution.distribution.domain_name
    zone_id                = "Z2FDTNDATAQYW2"
    evaluate_target_health = false
  }
}

resource "aws_cloudfront_distribution" "distribution" {
  provider        = aws.edge
  enabled         = true
  comment         = "www.myapp.com"
  aliases         = ["www.myapp.com"]
  http_version    = "http2and3"
  is_ipv6_enabled = true
  web_acl_id      = aws_wafv2_web_acl.edge_web_acl.arn
  origin {
    origin_id   = "web"
    domain_name = "origin.myapp.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
    custom_header {
      name  = "x-origin-verify"
      value = var.origin_verify_token
    }
  }
  origin {
    origin_id   = "api"
    domain_name = "api-origin.myapp.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
    custom_header {
      name  = "x-origin-verify"
      value = var.origin_verify_token
    }
  }
  default_cache_behavior {
    target_origin_id           = "web"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
    compress                   = true
    cache_policy_id            = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id   = "b689b0a8-53d0-40ab-baf2-38738e2966ac"
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
    cached_methods             = ["GET", "HEAD"]
  }
  ordered_cache_behavior {
    path_pattern               = "/api/*"
    target_origin_id           = "api"
    viewer_protocol_policy     = "https-only"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
    compress                   = true
    cache_policy_id            = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id   = "b689b0a8-53d0-40ab-baf2-38738e2966ac"
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
    cached_methods             = ["GET", "HEAD"]
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.certificate.arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

# ---------------------------------------------------------------- Web ACL

resource "aws_wafv2_web_acl" "edge_web_acl" {
  provider = aws.edge
  name     = "myapp-edge-web-acl"
  scope    = "CLOUDFRONT"
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
        limit              = 1000
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
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
      metric_name                = "reputation"
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
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "myapp-edge"
    sampled_requests_enabled   = true
  }
}

resource "aws_cloudwatch_log_group" "edge_web_acl_log_group" {
  provider          = aws.edge
  name              = "aws-waf-logs-myapp-edge"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.edge_key.arn
  skip_destroy      = true
}

resource "aws_wafv2_web_acl_logging_configuration" "edge_web_acl_logging" {
  provider                = aws.edge
  log_destination_configs = ["${aws_cloudwatch_log_group.edge_web_acl_log_group.arn}:*"]
  resource_arn            = aws_wafv2_web_acl.edge_web_acl.arn
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

# ---------------------------------------------------------------- Access logs (standard logging v2: no bucket ACLs)

resource "aws_kms_key" "edge_key" {
  provider                = aws.edge
  description             = "myapp, class internal, us-east-1 - logs of the edge"
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
        Sid    = "ReadersOfTheLogBucket"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action   = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:ViaService" = "s3.${data.aws_region.edge.name}.amazonaws.com"
          }
        }
      },
      {
        Sid    = "LogGroupsOfThisAccount"
        Effect = "Allow"
        Principal = {
          Service = "logs.${data.aws_region.edge.name}.amazonaws.com"
        }
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.edge.name}:${data.aws_caller_identity.current.account_id}:log-group:*"
          }
        }
      },
      {
        Sid    = "LogDelivery"
        Effect = "Allow"
        Principal = {
          Service = "delivery.logs.amazonaws.com"
        }
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.edge.name}:${data.aws_caller_identity.current.account_id}:delivery-source:*"
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

resource "aws_s3_bucket" "edge_log_bucket" {
  provider      = aws.edge
  bucket_prefix = "myapp-edge-log-bucket-"
  tags = {
    "data-classification" = "internal"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "edge_log_bucket" {
  provider                = aws.edge
  bucket                  = aws_s3_bucket.edge_log_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "edge_log_bucket" {
  provider = aws.edge
  bucket   = aws_s3_bucket.edge_log_bucket.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "edge_log_bucket" {
  provider = aws.edge
  bucket   = aws_s3_bucket.edge_log_bucket.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.edge_key.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "edge_log_bucket" {
  provider = aws.edge
  bucket   = aws_s3_bucket.edge_log_bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "edge_log_bucket" {
  provider = aws.edge
  bucket   = aws_s3_bucket.edge_log_bucket.id
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

resource "aws_s3_bucket_policy" "edge_log_bucket_policy" {
  provider = aws.edge
  bucket   = aws_s3_bucket.edge_log_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.edge_log_bucket.arn, "${aws_s3_bucket.edge_log_bucket.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = false
          }
        }
      },
      {
        Sid    = "LogDelivery"
        Effect = "Allow"
        Principal = {
          Service = "delivery.logs.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.edge_log_bucket.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.edge.name}:${data.aws_caller_identity.current.account_id}:delivery-source:*"
          }
        }
      },
    ]
  })
}

resource "aws_cloudwatch_log_delivery_source" "access_log_source" {
  provider     = aws.edge
  name         = "myapp-edge"
  log_type     = "ACCESS_LOGS"
  resource_arn = "arn:${data.aws_partition.current.partition}:cloudfront::${data.aws_caller_identity.current.account_id}:distribution/${aws_cloudfront_distribution.distribution.id}"
}

resource "aws_cloudwatch_log_delivery_destination" "access_log_destination" {
  provider      = aws.edge
  name          = "myapp-edge"
  output_format = "parquet"
  delivery_destination_configuration {
    destination_resource_arn = aws_s3_bucket.edge_log_bucket.arn
  }
}

resource "aws_cloudwatch_log_delivery" "access_log_delivery" {
  provider                 = aws.edge
  delivery_source_name     = "myapp-edge"
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.access_log_destination.arn
}
