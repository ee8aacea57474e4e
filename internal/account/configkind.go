package account

import (
	"bytes"
	"strings"

	"ringwall/internal/estate"
)

// configKind says what an item of a type amounts to: under which key of which describe
// output its configuration stands.
type configKind struct {
	key  string
	more func(c config) [][]byte // further documents
	wrap func(c config) []byte   // in the place of key
}

// recordedKinds lists the keys of what AWS Config prints and delivers.
func recordedKinds() map[string]kind {
	const history = "configservice get-resource-config-history"
	return map[string]kind{
		"configurationItems":     {command: history, read: (*reader).configItemListed, apart: true, loose: true},
		"baseConfigurationItems": {command: "configservice batch-get-resource-config", read: (*reader).configItemListed, apart: true, loose: true},
	}
}

// recordedAnswers are the outputs of AWS Config that are one map.
func recordedAnswers() []answer {
	return []answer{
		{verb: "select-resource-config", needs: []string{"Results", "QueryInfo"}, read: (*reader).configAnswer},
	}
}

// configKinds are the types of which Config's configuration is what describe commands
// print, or nearly so. Those that are recorded in the form of CloudFormation's schemas
// need no line here.
func configKinds() map[string]configKind {
	return map[string]configKind{
		"AWS::ACM::Certificate":       {wrap: config.certificate},
		"AWS::DynamoDB::Table":        {wrap: config.table, more: config.tableBackups},
		"AWS::Redshift::Cluster":      {key: "Clusters"},
		"AWS::SNS::Topic":             {wrap: config.attributes},
		"AWS::SQS::Queue":             {wrap: config.attributes},
		"AWS::SecretsManager::Secret": {wrap: config.secret},
		"AWS::EC2::Volume":            {key: "Volumes"},

		"AWS::AutoScaling::AutoScalingGroup":    {key: "AutoScalingGroups"},
		"AWS::AutoScaling::LaunchConfiguration": {key: "LaunchConfigurations"},
		"AWS::Redshift::ClusterSubnetGroup":     {key: "ClusterSubnetGroups"},

		"AWS::EC2::CustomerGateway":           {key: "CustomerGateways"},
		"AWS::EC2::EgressOnlyInternetGateway": {key: "EgressOnlyInternetGateways"},
		"AWS::EC2::EIP":                       {key: "Addresses"},
		"AWS::EC2::FlowLog":                   {key: "FlowLogs"},
		"AWS::EC2::Instance":                  {wrap: config.reservation},
		"AWS::EC2::InternetGateway":           {key: "InternetGateways"},
		"AWS::EC2::NatGateway":                {key: "NatGateways"},
		"AWS::EC2::NetworkAcl":                {key: "NetworkAcls"},
		"AWS::EC2::NetworkInterface":          {key: "NetworkInterfaces"},
		"AWS::EC2::RouteTable":                {key: "RouteTables"},
		"AWS::EC2::SecurityGroup":             {key: "SecurityGroups"},
		"AWS::EC2::Subnet":                    {key: "Subnets"},
		"AWS::EC2::VPC":                       {key: "Vpcs"},
		"AWS::EC2::VPCEndpoint":               {key: "VpcEndpoints"},
		"AWS::EC2::VPCPeeringConnection":      {key: "VpcPeeringConnections"},
		"AWS::EC2::VPNConnection":             {key: "VpnConnections"},
		"AWS::EC2::VPNGateway":                {key: "VpnGateways"},

		"AWS::ElasticLoadBalancing::LoadBalancer":   {key: "LoadBalancerDescriptions"},
		"AWS::ElasticLoadBalancingV2::LoadBalancer": {key: "LoadBalancers"},
		"AWS::Lambda::Function":                     {key: "Functions", more: config.functionPolicy},
		"AWS::RDS::DBCluster":                       {key: "DBClusters"},
		"AWS::RDS::DBInstance":                      {key: "DBInstances"},
		"AWS::RDS::DBSubnetGroup":                   {key: "DBSubnetGroups"},

		"AWS::IAM::Group":                   {key: "GroupDetailList"},
		"AWS::IAM::Policy":                  {key: "Policies"},
		"AWS::IAM::Role":                    {key: "RoleDetailList"},
		"AWS::IAM::User":                    {key: "UserDetailList"},
		"AWS::KMS::Key":                     {wrap: config.key, more: config.keyPolicy},
		"AWS::S3::AccountPublicAccessBlock": {wrap: config.accountBlock},
		"AWS::S3::Bucket":                   {wrap: config.bucket, more: config.bucketParts},
	}
}

// documents are what the item amounts to.
func (k configKind) documents(c config) [][]byte {
	var out [][]byte
	switch {
	case k.wrap != nil:
		out = append(out, k.wrap(c))
	default:
		out = append(out, c.document(func(w *describeWriter) { w.field(k.key, func() { w.list(func() { w.record(c) }) }) }))
	}
	if k.more != nil {
		out = append(out, k.more(c)...)
	}
	return out
}

// config is an item that is being read.
type config struct {
	l    *loader
	item *configItem
	kind configKind
	body *estate.Tree
}

// beside is a member of the item's supplementary configuration.
func (c config) beside(name string) *estate.Tree {
	return c.l.whole(c.l.whole(c.item.tree.At("supplementaryConfiguration")).At(name))
}

// text is a text of the configuration.
func (c config) text(name string) string {
	return textIn(c.body.At(name))
}

// lacking is what the item does not say: tags, if they stand neither in the
// configuration nor beside it.
func (c config) lacking() lackingFacts {
	says := c.item.tree.Has("tags") || c.body.Has("tags") || c.body.Has("tagSet") || c.body.Has("tagList")
	return lackingFacts{tags: !says}
}

func (c config) document(fill func(*describeWriter)) []byte {
	w := &describeWriter{}
	w.object(func() { fill(w) })
	return w.b.Bytes()
}

func (c config) reservation() []byte {
	return c.document(func(w *describeWriter) {
		w.field("Reservations", func() {
			w.list(func() {
				w.object(func() {
					w.textField("OwnerId", c.item.account)
					w.field("Instances", func() { w.list(func() { w.record(c) }) })
				})
			})
		})
	})
}

func (c config) key() []byte {
	return c.document(func(w *describeWriter) { w.field("KeyMetadata", func() { w.tree(c.body) }) })
}

// keyPolicy is the policy of a key, if the item has it.
func (c config) keyPolicy() [][]byte {
	p := c.beside("Policy")
	if p == nil || p.Kind != estate.Map {
		return nil
	}
	return [][]byte{c.policyOf("KeyId", c.text("keyId"), p)}
}

// policyOf is the answer of a command that shows a policy.
func (c config) policyOf(subject, name string, policy *estate.Tree) []byte {
	return c.document(func(w *describeWriter) {
		w.textField(subject, name)
		w.field("Policy", func() { w.plain(policy) })
	})
}

// functionPolicy is the resource policy of a function, if the item has it.
func (c config) functionPolicy() [][]byte {
	p := c.beside("Policy")
	for _, name := range []string{"policy", "policyText"} {
		if inner := c.l.whole(p.At(name)); inner != nil && inner.Kind == estate.Map {
			p = inner
		}
	}
	if p == nil || p.Kind != estate.Map || !p.Has("Statement") {
		return nil
	}
	return [][]byte{c.policyOf("FunctionName", c.text("functionName"), p)}
}

func (c config) accountBlock() []byte {
	return c.document(func(w *describeWriter) {
		w.textField("AccountId", c.item.account)
		w.field("PublicAccessBlockConfiguration", func() { w.tree(c.body) })
	})
}

func (c config) bucket() []byte {
	return c.document(func(w *describeWriter) {
		w.field("Buckets", func() {
			w.list(func() {
				w.object(func() {
					w.textField("Name", c.text("name"))
					w.textField("CreationDate", "")
					w.textField("BucketRegion", c.item.region)
				})
			})
		})
	})
}

// bucketParts are the settings of a bucket that stand beside its configuration.
func (c config) bucketParts() [][]byte {
	name := c.text("name")
	var out [][]byte
	if p := c.beside("BucketPolicy"); p != nil && len(p.Fields) == 1 && p.Fields[0].Name == "policyText" {
		if text := c.l.whole(p.Fields[0].Value); text.IsMissing() || text.Kind == estate.Map {
			out = append(out, c.policyOf("Bucket", name, text))
		}
	}
	for _, setting := range []string{"PublicAccessBlockConfiguration", "ServerSideEncryptionConfiguration"} {
		t := c.beside(setting)
		if t == nil || t.Kind != estate.Map || len(t.Fields) == 0 {
			continue
		}
		out = append(out, c.document(func(w *describeWriter) {
			w.textField("Bucket", name)
			w.field(setting, func() { w.tree(t) })
		}))
	}
	return out
}

// describeWriter writes what Config recorded as describe commands print it.
type describeWriter struct {
	b     bytes.Buffer
	comma bool
}

func (w *describeWriter) separate() {
	if w.comma {
		w.b.WriteByte(',')
	}
	w.comma = false
}

func (w *describeWriter) object(fill func()) { w.brackets('{', '}', fill) }
func (w *describeWriter) list(fill func())   { w.brackets('[', ']', fill) }

func (w *describeWriter) brackets(open, end byte, fill func()) {
	w.separate()
	w.b.WriteByte(open)
	fill()
	w.b.WriteByte(end)
	w.comma = true
}

func (w *describeWriter) field(name string, value func()) {
	w.separate()
	quoteJSON(&w.b, name)
	w.b.WriteByte(':')
	value()
	w.comma = true
}

func (w *describeWriter) textField(name, text string) {
	w.field(name, func() { quoteJSON(&w.b, text) })
}

// record writes the configuration, and the tags beside it if it has none itself.
func (w *describeWriter) record(c config) {
	w.object(func() {
		for _, f := range c.body.Fields {
			if f.Name == "status" && c.item.typ == "AWS::EC2::VPCPeeringConnection" && !f.Value.Has("code") {
				w.field("Status", func() { w.object(func() { w.field("Code", func() { w.tree(f.Value) }) }) })
				continue
			}
			w.member(f.Name, f.Value)
		}
		if tags := c.item.tree.At("tags"); !tags.IsMissing() && !c.body.Has("tags") && !c.body.Has("tagSet") && !c.body.Has("tagList") {
			w.field("Tags", func() { w.tags(tags) })
		}
	})
}

// tags writes the tags of an item: a map, or in results of queries a list.
func (w *describeWriter) tags(t *estate.Tree) {
	w.list(func() {
		for _, f := range t.Fields {
			w.tag(f.Name, f.Value)
		}
		for _, i := range t.Items {
			w.tag(textIn(i.At("key")), i.At("value"))
		}
	})
}

func (w *describeWriter) tag(key string, value *estate.Tree) {
	w.object(func() {
		w.textField("Key", key)
		w.textField("Value", textIn(value))
	})
}

// member writes a member under the name that describe commands give it.
func (w *describeWriter) member(name string, t *estate.Tree) {
	switch {
	case name == "ipRanges" && isTexts(t):
		return // ipv4Ranges says the same
	case name == "ipv4Ranges":
		name = "IpRanges"
	default:
		name = describeName(name)
	}
	w.field(name, func() { w.tree(t) })
}

// isTexts reports a list of texts that is not empty.
func isTexts(t *estate.Tree) bool {
	return t != nil && t.Kind == estate.List && len(t.Items) > 0 && t.Items[0].Kind == estate.Scalar
}

// tree writes a value. Words that SDKs know are maps with a value in some items.
func (w *describeWriter) tree(t *estate.Tree) {
	if t != nil && t.Kind == estate.Map && len(t.Fields) == 1 && t.Fields[0].Name == "value" {
		t = t.Fields[0].Value
	}
	switch {
	case t != nil && t.Kind == estate.Map:
		w.object(func() {
			for _, f := range t.Fields {
				w.member(f.Name, f.Value)
			}
		})
	case t != nil && t.Kind == estate.List:
		w.list(func() {
			for _, i := range t.Items {
				w.tree(i)
			}
		})
	default:
		w.scalar(t)
	}
}

// plain writes a value with the names that it has: a policy.
func (w *describeWriter) plain(t *estate.Tree) {
	switch {
	case t != nil && t.Kind == estate.Map:
		w.object(func() {
			for _, f := range t.Fields {
				w.field(f.Name, func() { w.plain(f.Value) })
			}
		})
	case t != nil && t.Kind == estate.List:
		w.list(func() {
			for _, i := range t.Items {
				w.plain(i)
			}
		})
	default:
		w.scalar(t)
	}
}

func (w *describeWriter) scalar(t *estate.Tree) {
	w.separate()
	switch {
	case t.IsMissing():
		w.b.WriteString("null")
	case t.Plain == estate.PlainString:
		text, _ := t.Text.Known()
		quoteJSON(&w.b, text)
	default:
		text, _ := t.Text.Known()
		w.b.WriteString(text)
	}
	w.comma = true
}

// describeName is the name of a member as describe commands print it. SDKs make small
// letters of whole words in some names.
func describeName(name string) string {
	odd := map[string]string{
		"dbclusterIdentifier": "DBClusterIdentifier", "dbclusterArn": "DBClusterArn", "dbclusterMembers": "DBClusterMembers",
		"dbclusterParameterGroup": "DBClusterParameterGroup", "dbinstanceIdentifier": "DBInstanceIdentifier", "dbsubnetGroup": "DBSubnetGroup",
		"iamdatabaseAuthenticationEnabled": "IAMDatabaseAuthenticationEnabled", "kmskeyArn": "KMSKeyArn", "awsaccountId": "AWSAccountId",
		"vpcid": "VPCId", "dnsname": "DNSName", "sslcertificateId": "SSLCertificateId", "sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyID": "KMSMasterKeyID",
		"vpczoneIdentifier": "VPCZoneIdentifier", "ssedescription": "SSEDescription", "ssetype": "SSEType", "kmsmasterKeyArn": "KMSMasterKeyArn", "multiAZ": "MultiAZ",
	}
	if is, ok := odd[name]; ok {
		return is
	}
	if name == "" {
		return name
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
