# myapp in Terraform: the same architecture as the CloudFormation templates in ../myapp.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.80"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

# CloudFront's web ACL and certificate live in us-east-1.
provider "aws" {
  alias  = "edge"
  region = "us-east-1"
}

# Copies of the backups.
provider "aws" {
  alias  = "recovery"
  region = "eu-central-1"
}

data "aws_availability_zones" "current" {}
data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

data "aws_region" "edge" {
  provider = aws.edge
}

data "aws_region" "recovery" {
  provider = aws.recovery
}

# AWS's own prefix lists have an id per region:
#   aws ec2 describe-managed-prefix-lists --filters Name=prefix-list-name,Values=com.amazonaws.global.cloudfront.origin-facing
locals {
  prefix_lists = {
    eu-west-1    = { cloudfront = "pl-4fa04526", s3 = "pl-6da54004" }
    eu-central-1 = { cloudfront = "pl-a3a144ca", s3 = "pl-6ea54007" }
    us-east-2    = { cloudfront = "pl-b6a144df", s3 = "pl-7ba54012" }
    us-west-2    = { cloudfront = "pl-82a045eb", s3 = "pl-68a54001" }
  }
}

variable "alert_email" {
  type        = string
  description = "Mailbox of whoever is on call; they must confirm the subscription"
}

variable "corporate_idp_metadata_url" {
  type        = string
  description = "SAML metadata of the company's identity provider"
}

variable "get_users_package" {
  type        = string
  description = "Key of the signed package in the artefact bucket"
  default     = "getUsers/signed.zip"
}

variable "hosted_zone_id" {
  type        = string
  description = "Public hosted zone of myapp.com"
}

variable "origin_verify_token" {
  type        = string
  description = "The same random string as in application.tf"
  sensitive   = true
}
