package all_test

import (
	"os"
	"path/filepath"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// TestNoControlPassesOnInstancesOfAnUnknownNumber: where count or for_each is not
// known, the first instance is not all there may be, and none may be there at all.
func TestNoControlPassesOnInstancesOfAnUnknownNumber(t *testing.T) {
	const number, members = "variable \"n\" { type = number }\n", "variable \"n\" { type = map(any) }\n"
	const role = `
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
`
	for _, x := range []struct{ name, config, control string }{
		{"what is right of the first index only", number + `
resource "aws_ebs_volume" "v" {
  count             = var.n
  availability_zone = "eu-west-1a"
  size              = 10
  encrypted         = count.index == 0
}`, "DATA-EBS"},
		{"a list that says it for each index", number + `
resource "aws_ebs_volume" "v" {
  count             = var.n
  availability_zone = "eu-west-1a"
  size              = 10
  encrypted         = [true, false][count.index]
}`, "DATA-EBS"},
		{"what is right of the members that are known only", members + `
resource "aws_ebs_volume" "v" {
  for_each          = merge({ a = {} }, var.n)
  availability_zone = "eu-west-1a"
  size              = 10
  encrypted         = each.key == "a"
}`, "DATA-EBS"},
		{"a policy that may not be there", number + `
resource "aws_s3_bucket" "b" { bucket = "acme-things" }
resource "aws_s3_bucket_policy" "b" {
  count  = var.n
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.b.arn}/*" }] })
}`, "DATA-S3-PUBLIC"},
		{"the flow log of the first VPC only", number + `
resource "aws_vpc" "v" {
  count      = var.n
  cidr_block = "10.${count.index}.0.0/16"
}
resource "aws_flow_log" "f" {
  vpc_id               = aws_vpc.v[0].id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = "arn:aws:s3:::flow-logs"
}`, "DET-FLOWLOGS"},
		{"a flow log that may not be there", number + `
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_flow_log" "f" {
  count                = var.n
  vpc_id               = aws_vpc.v.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = "arn:aws:s3:::flow-logs"
}`, "DET-FLOWLOGS"},
		{"the second rule of a group", number + `
resource "aws_security_group" "s" { vpc_id = "vpc-0123456789abcdef0" }
resource "aws_security_group_rule" "r" {
  count             = var.n
  type              = "ingress"
  from_port         = count.index == 0 ? 443 : 22
  to_port           = count.index == 0 ? 443 : 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.s.id
}`, "NET-ADMIN-PORT-INTERNET"},
		{"the second policy of a role", number + role + `
resource "aws_iam_role_policy_attachment" "a" {
  count      = var.n
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/${["ReadOnlyAccess", "AdministratorAccess"][count.index]}"
}`, "IAM-ADMIN-STAR"},
		{"a role that several have, if there are several", number + role + `
resource "aws_lambda_function" "f" {
  count         = var.n
  function_name = "f${count.index}"
  role          = aws_iam_role.r.arn
  filename      = "f.zip"
  handler       = "i.h"
  runtime       = "python3.13"
}`, "IAM-ROLE-SHARED"},
		{"the second of a module", number + `
module "k" {
  source = "./k"
  count  = var.n
  rotate = count.index < 1
}`, "DATA-KMS-ROTATE"},
		{"numbers worked out of one that is not known are other ones", number + `
resource "aws_ebs_volume" "v" {
  availability_zone = "eu-west-1a"
  size              = 10
  encrypted         = var.n > 0 ? var.n - 5 > 0 : true
}`, "DATA-EBS"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := statusOf(t, x.config, x.control); got != finding.Unknown {
				t.Errorf("%s is %v, want unknown", x.control, got)
			}
		})
	}
}

// TestInstancesOfAnUnknownNumberArePairedByTheirIndex: what has the index of another
// block belongs to its instance of that index, whichever it is, so that no control
// tells of the lack of what stands beside it; and what is told of the first instance is
// not told again of the others.
func TestInstancesOfAnUnknownNumberArePairedByTheirIndex(t *testing.T) {
	const buckets = "variable \"n\" { type = number }\nresource \"aws_s3_bucket\" \"b\" {\n  count  = var.n\n  bucket = \"b${count.index}\"\n}\n"
	for _, x := range []struct {
		name, of string
	}{
		{"an index", "aws_s3_bucket.b[count.index].id"},
		{"a splat", "(aws_s3_bucket.b[*].id)[count.index]"},
		{"an old splat", "aws_s3_bucket.b.*.id[count.index]"},
		{"element", "element(aws_s3_bucket.b[*].id, count.index)"},
	} {
		versioned := "resource \"aws_s3_bucket_versioning\" \"v\" {\n  count  = var.n\n  bucket = " + x.of + "\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n"
		if got := statusOf(t, buckets+versioned, "DATA-S3-VERSION-LOCK"); got != finding.Pass {
			t.Errorf("%s: %v, want pass", x.name, got)
		}
	}
	n := 0
	for _, f := range reviewOf(t, buckets).Findings {
		if f.Control == "DATA-S3-VERSION-LOCK" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the same is told %d times, want once", n)
	}
}

func statusOf(t *testing.T, config, control string) finding.Status {
	t.Helper()
	for _, c := range reviewOf(t, config).Controls {
		if c.Rule.ID == control {
			return c.Status
		}
	}
	t.Fatalf("no control %s", control)
	return finding.NotApplicable
}

func reviewOf(t *testing.T, config string) review.Report {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.tf": config, "k/main.tf": "variable \"rotate\" {}\nresource \"aws_kms_key\" \"k\" { enable_key_rotation = var.rotate }\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e, err := iac.Open([]string{dir}, iac.Options{Region: "eu-west-1", Account: "111122223333"})
	if err != nil {
		t.Fatal(err)
	}
	return review.Run(e, all.Rules())
}
