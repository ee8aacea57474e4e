package suppress

// row says that whoever accepts all of some rules of another tool on a resource
// has accepted what a control of ours finds there.
type row struct {
	ids     string // all of them, with spaces between
	control string
}

// The tables follow what the tools' own documentation says of their rules:
// cfn_nag's rule texts, checkov's index of policies for CloudFormation, and
// cdk-nag's RULES.md. Listed are ids that are about the same weakness as a
// control, or about a wider one. An id that is about a part of it does not stand
// alone: who accepts that SSH is open has not accepted RDP. Left out is what
// only looks alike: a security group that is open to the world (W2,
// AwsSolutions-EC23) is accepted for load balancers, without a word on ports.

func cfnNag() []row {
	return []row{
		{"F1", "DATA-EBS"},
		{"F3", "IAM-ADMIN-STAR"}, {"F4", "IAM-ADMIN-STAR"}, {"F5", "IAM-ADMIN-STAR"}, {"W43", "IAM-ADMIN-STAR"},
		{"F7", "DATA-QUEUE-TOPIC-PUBLIC"}, {"F8", "DATA-QUEUE-TOPIC-PUBLIC"},
		{"F18", "DATA-QUEUE-TOPIC-PUBLIC"}, {"F21", "DATA-QUEUE-TOPIC-PUBLIC"},
		{"F9", "DATA-S3-PUBLIC"}, {"F14", "DATA-S3-PUBLIC"}, {"F16", "DATA-S3-PUBLIC"},
		{"F10", "IAM-USER-INLINE"}, {"F11", "IAM-USER-INLINE"}, {"F12", "IAM-USER-INLINE"},
		{"F13", "IAM-LAMBDA-PUBLIC"},
		{"F15", "DATA-POLICY-WIDE-ACTIONS"}, {"F20", "DATA-POLICY-WIDE-ACTIONS"},
		{"F19", "DATA-KMS-ROTATE"},
		{"F22", "NET-DB-INTERNET"},
		{"F26", "DATA-RDS-ENC"}, {"F27", "DATA-RDS-ENC"}, {"F28", "DATA-RDS-ENC"}, {"F30", "DATA-RDS-ENC"},
		{"F29", "INF-WORKSPACES-ENC"},
		{"F38", "IAM-PASSROLE-SCOPED"}, {"F39", "IAM-PASSROLE-SCOPED"}, {"F40", "IAM-PASSROLE-SCOPED"},
		{"F76", "DATA-KMS-POLICY"},
		{"F80 W75", "DATA-RDS-PROTECT"},
		{"W1", "DATA-SECRETS-PLAINTEXT"},
		{"W10", "DET-CLOUDFRONT-LOGS"},
		{"W11", "IAM-DATA-ACTIONS-WIDE"}, {"W12", "IAM-DATA-ACTIONS-WIDE"}, {"W13", "IAM-DATA-ACTIONS-WIDE"},
		{"W26", "DET-ELB-LOGS"}, {"W52", "DET-ELB-LOGS"},
		{"W33", "NET-PUBLIC-IP"},
		{"W35", "DET-S3-ACCESS-LOGS"},
		{"W36", "NET-SG-DESCRIPTION"},
		{"W45", "DET-APIGW-LOGS"}, {"W46", "DET-APIGW-LOGS"}, {"W69", "DET-APIGW-LOGS"},
		{"W47", "DATA-STREAMS-QUEUES"}, {"W48", "DATA-STREAMS-QUEUES"}, {"W49", "DATA-STREAMS-QUEUES"},
		{"W55", "DATA-TLS-LISTENERS"}, {"W56", "DATA-TLS-LISTENERS"},
		{"W57", "IAM-COGNITO-UNAUTH"},
		{"W59", "IAM-APIGW-AUTH"},
		{"W60", "DET-FLOWLOGS"},
		{"W66", "NET-ACL-OPEN"}, {"W67", "NET-ACL-OPEN"},
		{"W72", "NET-ACL-SHADOWED"},
		{"W78", "DATA-BACKUP-PLAN"},
		{"W86", "DET-LOG-RETENTION"},
		{"W89", "NET-LAMBDA-VPC"},
	}
}

func checkov() []row {
	return []row{
		{"CKV_AWS_2", "DATA-TLS-LISTENERS"}, {"CKV_AWS_103", "DATA-TLS-LISTENERS"},
		{"CKV_AWS_3", "DATA-EBS"}, {"CKV_AWS_8", "DATA-EBS"},
		{"CKV_AWS_7", "DATA-KMS-ROTATE"},
		{"CKV_AWS_16", "DATA-RDS-ENC"}, {"CKV_AWS_44", "DATA-RDS-ENC"}, {"CKV_AWS_64", "DATA-RDS-ENC"},
		{"CKV_AWS_74", "DATA-RDS-ENC"}, {"CKV_AWS_96", "DATA-RDS-ENC"},
		{"CKV_AWS_17", "NET-DB-INTERNET"}, {"CKV_AWS_87", "NET-DB-INTERNET"},
		{"CKV_AWS_18", "DET-S3-ACCESS-LOGS"},
		{"CKV_AWS_20 CKV_AWS_57", "DATA-S3-PUBLIC"},
		{"CKV_AWS_21", "DATA-S3-VERSION-LOCK"},
		{"CKV_AWS_23", "NET-SG-DESCRIPTION"},
		{"CKV_AWS_24 CKV_AWS_25", "NET-ADMIN-PORT-INTERNET"},
		{"CKV_AWS_26", "DATA-STREAMS-QUEUES"}, {"CKV_AWS_27", "DATA-STREAMS-QUEUES"}, {"CKV_AWS_43", "DATA-STREAMS-QUEUES"},
		{"CKV_AWS_28", "DATA-BACKUP-PLAN"}, {"CKV_AWS_165", "DATA-BACKUP-PLAN"},
		{"CKV_AWS_32", "DATA-QUEUE-TOPIC-PUBLIC"},
		{"CKV_AWS_33", "DATA-KMS-POLICY"},
		{"CKV_AWS_34 CKV_AWS_174", "NET-CF-TLS"},
		{"CKV_AWS_35", "DET-TRAIL-KMS"}, {"CKV_AWS_36", "DET-TRAIL-VALIDATION"},
		{"CKV_AWS_40", "IAM-USER-INLINE"},
		{"CKV_AWS_45", "DATA-SECRETS-PLAINTEXT"}, {"CKV_AWS_46", "DATA-SECRETS-PLAINTEXT"},
		{"CKV_AWS_51 CKV_AWS_163", "INF-ECR-SCAN-IMMUTABLE"},
		{"CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56", "DATA-S3-BPA"},
		{"CKV_AWS_59", "IAM-APIGW-AUTH"},
		{"CKV_AWS_60", "IAM-TRUST-PUBLIC"},
		{"CKV_AWS_62", "IAM-ADMIN-STAR"}, {"CKV_AWS_63", "IAM-ADMIN-STAR"},
		{"CKV_AWS_65", "DET-RESOURCE-MONITORING"},
		{"CKV_AWS_66", "DET-LOG-RETENTION"},
		{"CKV_AWS_68", "NET-WAF-ATTACHED"},
		{"CKV_AWS_71", "DET-DB-LOGS"}, {"CKV_AWS_85", "DET-DB-LOGS"}, {"CKV_AWS_101", "DET-DB-LOGS"},
		{"CKV_AWS_73", "DET-TRACING"},
		{"CKV_AWS_76", "DET-APIGW-LOGS"}, {"CKV_AWS_95", "DET-APIGW-LOGS"},
		{"CKV_AWS_79", "INF-IMDSV2"},
		{"CKV_AWS_86", "DET-CLOUDFRONT-LOGS"},
		{"CKV_AWS_88", "NET-PUBLIC-IP"},
		{"CKV_AWS_91", "DET-ELB-LOGS"}, {"CKV_AWS_92", "DET-ELB-LOGS"},
		{"CKV_AWS_108", "IAM-DATA-ACTIONS-WIDE"},
		{"CKV_AWS_110", "IAM-PRIVESC-DIRECT"},
		{"CKV_AWS_117", "NET-LAMBDA-VPC"},
		{"CKV_AWS_155 CKV_AWS_156", "INF-WORKSPACES-ENC"},
	}
}

func cdkNag() []row {
	return []row{
		{"AwsSolutions-APIG1", "DET-APIGW-LOGS"},
		{"AwsSolutions-APIG3", "NET-WAF-ATTACHED"}, {"AwsSolutions-CFR2", "NET-WAF-ATTACHED"},
		{"AwsSolutions-APIG4", "IAM-APIGW-AUTH"},
		{"AwsSolutions-CFR3", "DET-CLOUDFRONT-LOGS"},
		{"AwsSolutions-CFR4 AwsSolutions-CFR5", "NET-CF-TLS"},
		{"AwsSolutions-COG1 AwsSolutions-COG2", "IAM-COGNITO-PASSWORD-MFA"},
		{"AwsSolutions-COG7", "IAM-COGNITO-UNAUTH"},
		{"AwsSolutions-DDB3", "DATA-BACKUP-PLAN"},
		{"AwsSolutions-DOC1", "DATA-RDS-ENC"}, {"AwsSolutions-N4", "DATA-RDS-ENC"},
		{"AwsSolutions-RDS2", "DATA-RDS-ENC"}, {"AwsSolutions-RS6", "DATA-RDS-ENC"},
		{"AwsSolutions-DOC5", "DET-DB-LOGS"}, {"AwsSolutions-RDS16", "DET-DB-LOGS"}, {"AwsSolutions-RS5", "DET-DB-LOGS"},
		{"AwsSolutions-EC26", "DATA-EBS"},
		{"AwsSolutions-EC28", "DET-RESOURCE-MONITORING"}, {"AwsSolutions-ECS4", "DET-RESOURCE-MONITORING"},
		{"AwsSolutions-ECR1", "DATA-QUEUE-TOPIC-PUBLIC"}, {"AwsSolutions-EVB1", "DATA-QUEUE-TOPIC-PUBLIC"},
		{"AwsSolutions-EKS1", "INF-EKS-PRIVATE"},
		{"AwsSolutions-EKS2", "DET-EKS-AUDIT"},
		{"AwsSolutions-ELB2", "DET-ELB-LOGS"},
		{"AwsSolutions-ELB5", "DATA-TLS-LISTENERS"},
		{"AwsSolutions-IAM5", "IAM-DATA-ACTIONS-WIDE"}, {"AwsSolutions-IAM5", "IAM-SERVICE-STAR"},
		{"AwsSolutions-KDS1", "DATA-STREAMS-QUEUES"}, {"AwsSolutions-SQS2", "DATA-STREAMS-QUEUES"},
		{"AwsSolutions-KMS5", "DATA-KMS-ROTATE"},
		{"AwsSolutions-L1", "INF-LAMBDA-RUNTIME"},
		{"AwsSolutions-RDS3 AwsSolutions-RDS10 AwsSolutions-RDS13", "DATA-RDS-PROTECT"},
		{"AwsSolutions-RS8", "NET-DB-INTERNET"},
		{"AwsSolutions-S1", "DET-S3-ACCESS-LOGS"},
		{"AwsSolutions-S2", "DATA-S3-BPA"},
		{"AwsSolutions-S10", "DATA-S3-TLS"},
		{"AwsSolutions-SF2", "DET-TRACING"},
		{"AwsSolutions-SM1 AwsSolutions-SM3", "INF-SAGEMAKER-ISOLATED"},
		{"AwsSolutions-SMG4", "DATA-SECRETS-ROTATE"},
		{"AwsSolutions-VPC7", "DET-FLOWLOGS"},
	}
}

// tool is another program whose metadata are read.
type tool struct {
	key    string // of the metadata
	list   string // the field in it that lists rules
	reason string // the field of a rule that says why
	rows   []row
}

func tools() []tool {
	return []tool{
		{"cfn_nag", "rules_to_suppress", "reason", cfnNag()},
		{"checkov", "skip", "comment", checkov()},
		{"cdk_nag", "rules_to_suppress", "reason", cdkNag()},
	}
}

// Equivalent is one line of the tables: rules of another tool which together
// accept what a control finds.
type Equivalent struct {
	Tool    string // the key of the metadata
	IDs     string
	Control string
}

// Equivalents lists the tables.
func Equivalents() []Equivalent {
	var out []Equivalent
	for _, t := range tools() {
		for _, r := range t.rows {
			out = append(out, Equivalent{t.key, r.ids, r.control})
		}
	}
	return out
}
