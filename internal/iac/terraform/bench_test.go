package terraform

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var (
	keep     = flag.String("keep", "", "the `FOLDER` in which the benchmarks leave hcl/main.tf and plan.json")
	planSize = flag.Int("plan", 3_000, "how many instances BenchmarkPlan's plan has; 31,500 are 90 MB")
)

// BenchmarkConfiguration loads about 1,000 resources of HCL.
func BenchmarkConfiguration(b *testing.B) {
	text := thousand()
	leave(b, "hcl/main.tf", text)
	b.ReportAllocs()
	for b.Loop() {
		r, err := load(b, map[string]string{"main.tf": text})
		if err != nil || len(r.Cores) < 1_000 {
			b.Fatalf("%d resources, %v", len(r.Cores), err)
		}
	}
}

// BenchmarkPlan loads a plan of many instances, as terraform show -json prints it.
func BenchmarkPlan(b *testing.B) {
	text := planOf(*planSize)
	leave(b, "plan.json", text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := Load(nil, Options{Files: memory{fstest.MapFS{}}, Shows: []File{{"plan.json", []byte(text)}}})
		if err != nil || len(r.Cores) != *planSize+3 {
			b.Fatalf("%d resources, %v", len(r.Cores), err)
		}
	}
}

func leave(b *testing.B, name, text string) {
	b.Helper()
	if *keep == "" {
		return
	}
	file := filepath.Join(*keep, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
}

// thousand is a configuration of a VPC with 250 subnets, and a group, an instance
// and a role in each.
func thousand() string {
	var t strings.Builder
	t.WriteString("provider \"aws\" {\n  region = \"eu-west-1\"\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/8\"\n}\n")
	for i := range 250 {
		t.WriteString(strings.ReplaceAll(`
resource "aws_subnet" "s@" {
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 12, @)
  tags = {
    Name = "subnet-@"
  }
}

resource "aws_security_group" "g@" {
  name   = "group-@"
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [aws_subnet.s@.cidr_block]
  }
}

resource "aws_instance" "i@" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.s@.id
  vpc_security_group_ids = [aws_security_group.g@.id]
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_iam_role" "r@" {
  name = "role-@"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`, "@", fmt.Sprint(i)))
	}
	return t.String()
}

// planOf is a plan of n instances in one subnet: what is planned, what changes and
// what is written of each.
func planOf(n int) string {
	const values = `{"ami":"ami-0123456789abcdef0","instance_type":"t3.micro","associate_public_ip_address":null,"availability_zone":"eu-west-1a","cpu_core_count":null,` +
		`"credit_specification":[],"disable_api_termination":null,"ebs_optimized":null,"get_password_data":false,"hibernation":null,"host_id":null,"iam_instance_profile":null,` +
		`"instance_initiated_shutdown_behavior":null,"launch_template":[],"metadata_options":[{"http_endpoint":"enabled","http_put_response_hop_limit":1,"http_tokens":"required"}],` +
		`"monitoring":null,"root_block_device":[{"delete_on_termination":true,"encrypted":true,"kms_key_id":null,"tags":null,"volume_size":20}],"source_dest_check":true,` +
		`"tags":{"Name":"instance-N","Environment":"prod","Owner":"team"},"tags_all":{"Name":"instance-N","Environment":"prod","Owner":"team"},"timeouts":null,` +
		`"user_data_replace_on_change":false,"volume_tags":null}`
	const head = `{"address":"aws_instance.iN","mode":"managed","type":"aws_instance","name":"iN",`
	const planned = head + `"schema_version":1,"values":` + values + `,"sensitive_values":{"credit_specification":[],"tags":{}}},`
	const changed = head + `"change":{"actions":["create"],"before":null,"after":` + values + `,"after_unknown":{"arn":true,"id":true,"private_ip":true,"subnet_id":true,` +
		`"vpc_security_group_ids":true,"root_block_device":[{"device_name":true,"iops":true}],"metadata_options":[{}],"tags":{},"tags_all":{}},"before_sensitive":false,"after_sensitive":{"tags":{}}}},`
	const written = head + `"provider_config_key":"aws","expressions":{"ami":{"constant_value":"ami-0123456789abcdef0"},"instance_type":{"constant_value":"t3.micro"},` +
		`"subnet_id":{"references":["aws_subnet.s.id","aws_subnet.s"]},"vpc_security_group_ids":{"references":["aws_security_group.g.id","aws_security_group.g"]},` +
		`"root_block_device":[{"encrypted":{"constant_value":true}}],"metadata_options":[{"http_tokens":{"constant_value":"required"}}],"tags":{"constant_value":{"Name":"x"}}},"schema_version":1},`
	var t strings.Builder
	section := func(each string, rest func(typ, name, values string) string) {
		for i := range n {
			t.WriteString(strings.NewReplacer("iN", fmt.Sprint("i", i), "instance-N", fmt.Sprint("instance-", i)).Replace(each))
		}
		t.WriteString(rest("aws_vpc", "v", `{"cidr_block":"10.0.0.0/8"}`) + "," + rest("aws_subnet", "s", `{"cidr_block":"10.0.0.0/16"}`) + "," +
			rest("aws_security_group", "g", `{"name":"g","ingress":[{"from_port":443,"to_port":443,"protocol":"tcp","cidr_blocks":["10.0.0.0/8"]}]}`))
	}
	t.WriteString(`{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[`)
	section(planned, func(typ, name, values string) string {
		return fmt.Sprintf(`{"address":"%s.%s","mode":"managed","type":"%[1]s","name":"%[2]s","values":%[3]s}`, typ, name, values)
	})
	t.WriteString(`]}},"resource_changes":[`)
	section(changed, func(typ, name, _ string) string {
		return fmt.Sprintf(`{"address":"%s.%s","change":{"after_unknown":{"id":true,"vpc_id":true}}}`, typ, name)
	})
	t.WriteString(`],"configuration":{"provider_config":{"aws":{"name":"aws","expressions":{"region":{"constant_value":"eu-west-1"}}}},"root_module":{"resources":[`)
	section(written, func(typ, name, _ string) string {
		return fmt.Sprintf(`{"address":"%s.%s","expressions":{"vpc_id":{"references":["aws_vpc.v.id","aws_vpc.v"]}}}`, typ, name)
	})
	t.WriteString("]}}}\n")
	return t.String()
}
