package directory

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// naming is how the resources of a type are named in ARNs.
type naming struct {
	placeholder string // of the name in the type's ARN
	property    string // that gives the name; empty: AWS makes it
	arn         bool   // Ref is the ARN, not the name
	attribute   string // that is the ARN; "Arn" if empty
	url         bool   // Ref is a URL that ends in the name
}

// namings are the types whose ARNs and names templates write in several ways (the
// "Return values" of each type's page in the CloudFormation user guide).
var namings = sync.OnceValue(func() map[string]naming {
	return map[string]naming{
		"AWS::ApiGateway::RestApi":             {placeholder: "RestApiId"},
		"AWS::Athena::WorkGroup":               {placeholder: "WorkGroupName", property: "Name"},
		"AWS::CodeBuild::Project":              {placeholder: "ProjectName", property: "Name"},
		"AWS::Cognito::UserPool":               {placeholder: "UserPoolId"},
		"AWS::CloudFront::Distribution":        {placeholder: "DistributionId"},
		"AWS::CloudTrail::Trail":               {placeholder: "TrailName", property: "TrailName"},
		"AWS::CloudWatch::Alarm":               {placeholder: "AlarmName", property: "AlarmName"},
		"AWS::Events::Rule":                    {placeholder: "RuleName", property: "Name"},
		"AWS::ECS::Cluster":                    {placeholder: "ClusterName", property: "ClusterName"},
		"AWS::KinesisFirehose::DeliveryStream": {placeholder: "DeliveryStreamName", property: "DeliveryStreamName"},
		"AWS::S3::AccessPoint":                 {placeholder: "AccessPointName", property: "Name"},
		"AWS::SSM::Parameter":                  {placeholder: "ParameterNameWithoutLeadingSlash", property: "Name"},
		"AWS::Backup::BackupVault":             {placeholder: "BackupVaultName", property: "BackupVaultName", attribute: "BackupVaultArn"},
		"AWS::DynamoDB::GlobalTable":           {placeholder: "TableName", property: "TableName"},
		"AWS::DynamoDB::Table":                 {placeholder: "TableName", property: "TableName"},
		"AWS::EC2::Instance":                   {placeholder: "InstanceId"},
		"AWS::EC2::VPC":                        {placeholder: "VpcId"},
		"AWS::EC2::VPCEndpoint":                {placeholder: "Id"},
		"AWS::ECR::Repository":                 {placeholder: "RepositoryName", property: "RepositoryName"},
		"AWS::EFS::FileSystem":                 {placeholder: "FileSystemId"},
		"AWS::Events::EventBus":                {placeholder: "EventBusName", property: "Name"},
		"AWS::KMS::Key":                        {placeholder: "KeyId"},
		"AWS::KMS::ReplicaKey":                 {placeholder: "KeyId"},
		"AWS::Kinesis::Stream":                 {placeholder: "StreamName", property: "Name"},
		"AWS::Lambda::Function":                {placeholder: "FunctionName", property: "FunctionName"},
		"AWS::Logs::LogGroup":                  {placeholder: "LogGroupName", property: "LogGroupName"},
		"AWS::OpenSearchService::Domain":       {placeholder: "DomainName", property: "DomainName"},
		"AWS::RDS::DBCluster":                  {placeholder: "DbClusterInstanceName", property: "DBClusterIdentifier", attribute: "DBClusterArn"},
		"AWS::RDS::DBInstance":                 {placeholder: "DbInstanceName", property: "DBInstanceIdentifier", attribute: "DBInstanceArn"},
		"AWS::S3::Bucket":                      {placeholder: "BucketName", property: "BucketName"},
		"AWS::SNS::Topic":                      {placeholder: "TopicName", property: "TopicName", arn: true, attribute: "TopicArn"},
		"AWS::SQS::Queue":                      {placeholder: "QueueName", property: "QueueName", url: true},
		"AWS::SecretsManager::Secret":          {placeholder: "SecretId", property: "Name", arn: true, attribute: "Id"},
		"AWS::StepFunctions::StateMachine":     {placeholder: "StateMachineName", property: "StateMachineName", arn: true},
		"AWS::IAM::Group":                      {property: "GroupName"},
		"AWS::IAM::InstanceProfile":            {property: "InstanceProfileName"},
		"AWS::IAM::ManagedPolicy":              {property: "ManagedPolicyName", arn: true, attribute: "PolicyArn"},
		"AWS::IAM::Role":                       {property: "RoleName"},
		"AWS::IAM::User":                       {property: "UserName"},
	}
})

// names says what the references of templates mean, so that a resource is one and
// the same text however it is referred to.
type names struct {
	meaning map[string]estate.Text // of a hole, by how it prints
	own     map[string]bool        // holes that are names which AWS makes
	arns    map[estate.ID]estate.Text
}

func newNames(e *estate.Estate) *names {
	n := &names{map[string]estate.Text{}, map[string]bool{}, map[estate.ID]estate.Text{}}
	types := namings()
	for _, r := range e.Resources {
		c := r.Base()
		if c.Physical != "" || c.Origin.Implied != "" {
			continue
		}
		arn := c.ARN
		switch r.(type) {
		case *estate.Organization, *estate.Account: // AWS makes their ids
			n.own[string(c.ID)] = true
		}
		form, known := types[c.Type]
		if known {
			arn = n.declared(r, form)
		}
		n.arns[c.ID] = arn
		n.attributes(c, arn, form)
	}
	return n
}

// declared gives a resource of a template its name and answers its ARN.
func (n *names) declared(r estate.Resource, form naming) estate.Text {
	c := r.Base()
	self := estate.OfReference(c.ID, "")
	given := false
	if form.property != "" {
		if t, ok := c.Properties.At(form.property).AsText().Known(); ok && t.String() != "" {
			self, given = t, true
		}
	}
	if !given {
		n.own[string(c.ID)] = true
	}
	if !given && (form.arn || form.url) { // Ref is more than the name
		self = estate.OfReference(c.ID, cmp.Or(form.placeholder, form.property))
		n.own[self.References()[0].String()] = true
	}
	switch {
	case form.url:
		n.meaning[string(c.ID)] = estate.Concat(estate.Literal("https://sqs."), c.Region, estate.Literal(".amazonaws.com/"), c.Account, estate.Literal("/"), self)
	case !form.arn && given:
		n.meaning[string(c.ID)] = self
	}
	if c.Type == "AWS::SSM::Parameter" {
		self = withoutSlash(self)
	}
	if kind, path, ok := identity(r); ok {
		return estate.Concat(estate.Literal("arn:"+partition(c)+":iam::"), c.Account, estate.Literal(":"+kind), path, self)
	}
	if c.Type == "AWS::SecretsManager::Secret" && given {
		// "the ARN … includes the name of the secret followed by six random
		// characters", which nobody knows but who makes a pattern of them.
		self = estate.Concat(self, estate.Literal("-??????"))
	}
	if name := string(c.ID) + "." + form.placeholder; self.String() != "${"+name+"}" {
		n.meaning[name] = self
	}
	return replaced(c.ARN, c.ID, form.placeholder, self)
}

// withoutSlash is a parameter's name without its leading slash, as its ARN has it.
func withoutSlash(t estate.Text) estate.Text {
	parts := t.Parts()
	if len(parts) == 0 || !strings.HasPrefix(parts[0].Literal, "/") {
		return t
	}
	out := []estate.Text{estate.Literal(parts[0].Literal[1:])}
	for _, p := range parts[1:] {
		out = append(out, p.Text())
	}
	return estate.Concat(out...)
}

// partition is that of a resource's ARN; aws if the sources don't say where they
// are deployed.
func partition(c *estate.Core) string {
	if parts := c.ARN.Parts(); len(parts) > 0 {
		if fields := strings.SplitN(parts[0].Literal, ":", 3); len(fields) == 3 && fields[0] == "arn" {
			return fields[1]
		}
	}
	return "aws"
}

// identity is how the ARN of an IAM resource begins: its kind and path.
func identity(r estate.Resource) (kind string, path estate.Text, ok bool) {
	var p estate.Value[estate.Text]
	switch r := r.(type) {
	case *estate.Role:
		kind, p = "role", r.Path
	case *estate.User:
		kind, p = "user", r.Path
	case *estate.Group:
		kind, p = "group", r.Path
	case *estate.ManagedPolicy:
		kind, p = "policy", r.Path
	case *estate.InstanceProfile:
		kind, p = "instance-profile", r.Core.Properties.At("Path").AsText().Or(estate.Literal("/"))
	default:
		return "", estate.Text{}, false
	}
	path, known := p.Known()
	if !known {
		path = estate.OfReference(r.Base().ID, "Path")
	}
	return kind, path, true
}

// replaced is an ARN with the name in the place of its placeholder.
func replaced(arn estate.Text, id estate.ID, placeholder string, name estate.Text) estate.Text {
	var parts []estate.Text
	for _, p := range arn.Parts() {
		if p.Reference != nil && p.Reference.Resource == id && p.Reference.Attribute == placeholder {
			parts = append(parts, name)
			continue
		}
		parts = append(parts, p.Text())
	}
	return estate.Concat(parts...)
}

// attributes gives the references that are a resource's ARN their meaning.
func (n *names) attributes(c *estate.Core, arn estate.Text, form naming) {
	if _, same := arn.Reference(); same || len(arn.Parts()) == 0 {
		return // nothing is known of it but itself
	}
	id := string(c.ID)
	for _, p := range arn.Parts() {
		if p.Reference != nil && p.Reference.Resource == c.ID && form != (naming{}) {
			n.own[p.Reference.String()] = p.Reference.Attribute != "Path"
		}
	}
	if form.arn {
		n.meaning[id] = arn
	}
	if form.attribute != "" {
		n.meaning[id+"."+form.attribute] = arn
	}
	if c.Type == "AWS::Logs::LogGroup" {
		arn = estate.Concat(arn, estate.Literal(":*"))
	}
	n.meaning[id+".Arn"] = arn
}

// arn is the ARN of a resource, with names in the place of references.
func (n *names) arn(c *estate.Core) estate.Text {
	if arn, ok := n.arns[c.ID]; ok {
		return arn
	}
	return c.ARN
}

// in is a text as policies have it in a class of scenarios.
func (n *names) in(t estate.Text, world scenario.Guard) policy.Text {
	if s, known := t.Known(); known {
		return policy.Literal(s)
	}
	return policy.Joined(n.parts(t.PolicyParts(world), world, 0))
}

// name is the text of something's own name: a parameter in it is no pattern.
func (n *names) name(t estate.Text, world scenario.Guard) policy.Text {
	parts := n.in(t, world).Parts()
	out := make([]policy.Part, len(parts))
	for i, p := range parts {
		p.Plain = p.Plain || p.Hole != ""
		out[i] = p
	}
	return policy.Joined(out)
}

// node puts what they mean in the place of references. The partition is aws, if
// the sources don't say where they are deployed: documents elsewhere have other
// ARNs.
func (n *names) node(at policy.Node, world scenario.Guard) policy.Node {
	switch at.Kind {
	case policy.KindList:
		for i := range at.Items {
			at.Items[i] = n.node(at.Items[i], world)
		}
	case policy.KindMap:
		for i := range at.Fields {
			at.Fields[i].Value = n.node(at.Fields[i].Value, world)
		}
	case policy.KindString:
		if len(at.Parts) > 0 {
			text := policy.Joined(n.parts(at.Parts, world, 0))
			if s, known := text.Known(); known {
				at.Text, at.Parts = s, nil
			} else {
				at.Parts = text.Parts()
			}
		}
	}
	return at
}

// mostMeanings bounds how far names are followed.
const mostMeanings = 8

// parts puts what they mean in the place of holes that are references, in the list
// itself where that does not make it longer.
func (n *names) parts(of []policy.Part, world scenario.Guard, depth int) []policy.Part {
	out := of[:0]
	if slices.ContainsFunc(of, func(p policy.Part) bool { _, known := n.meaning[p.Hole]; return known }) {
		out = make([]policy.Part, 0, 2*len(of))
	}
	for _, p := range of {
		t, known := n.meaning[p.Hole]
		switch {
		case p.Hole == "":
			out = append(out, p)
		case p.Hole == "AWS::Partition":
			out = append(out, policy.Part{Literal: "aws"})
		case p.Hole == "AWS::URLSuffix":
			out = append(out, policy.Part{Literal: "amazonaws.com"})
		case known && depth < mostMeanings:
			out = append(out, n.parts(t.PolicyParts(world), world, depth+1)...)
		default:
			p.Own = n.own[p.Hole]
			p.Plain = p.Plain || depth > 0 // a resource's own name has no wildcards
			out = append(out, p)
		}
	}
	return out
}

// guards tell apart the forms that names take in a tree.
func (n *names) guards(t *estate.Tree) []scenario.Guard {
	guards := t.Guards()
	if len(n.meaning) == 0 {
		return guards
	}
	t.Walk(func(_ string, t *estate.Tree) bool {
		guards = n.textGuards(t.Text, guards)
		return true
	})
	return guards
}

// textGuards adds what tells apart the forms of the names in a text.
func (n *names) textGuards(t estate.Text, guards []scenario.Guard) []scenario.Guard {
	for _, r := range t.References() {
		if meaning, ok := n.meaning[r.String()]; ok {
			guards = textGuards(meaning, guards)
		}
	}
	return guards
}

// label is what a person calls a resource: a name that is known, else its name in
// the source.
func (n *names) label(c *estate.Core) string {
	if name, known := n.given(c); known && name != "" {
		return name
	}
	return string(c.ID)
}

// given is a resource's name, the last part of its ARN, if that is known.
func (n *names) given(c *estate.Core) (string, bool) {
	parts := n.in(n.arn(c), scenario.Always()).Parts()
	if len(parts) == 0 || parts[len(parts)-1].Hole != "" {
		return "", false
	}
	last := parts[len(parts)-1].Literal
	at := strings.LastIndexAny(last, ":/")
	return last[at+1:], at >= 0 || len(parts) == 1
}
