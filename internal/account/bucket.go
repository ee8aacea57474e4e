package account

import (
	"strings"

	"ringwall/internal/estate"
)

// bucketAnswers are the outputs of S3's commands that are one map. A member that
// is null says that the bucket has no such setting: AWS answers with an error then.
func bucketAnswers() []answer {
	return []answer{
		{verb: "get-access-point", needs: []string{"Name", "NetworkOrigin"}, read: (*reader).accessPointAnswer},
		{verb: "get-public-access-block", needs: []string{"PublicAccessBlockConfiguration"}, read: (*reader).publicAccess},
		{verb: "get-bucket-acl", needs: []string{"Owner", "Grants"}, read: (*reader).bucketACL},
		{verb: "get-bucket-ownership-controls", needs: []string{"OwnershipControls"}, read: (*reader).bucketOwnership},
		{verb: "get-bucket-encryption", needs: []string{"ServerSideEncryptionConfiguration"}, read: (*reader).bucketEncryption},
	}
}

// bucketFacts is a bucket and what commands of their own say of it.
type bucketFacts struct {
	bucket     *estate.Bucket
	scope      *scope
	policy     *estate.BucketPolicy
	noPolicy   bool
	listed     bool // a list of buckets shows it
	encryption bool
	settings   map[string]bool // commands of which there is the output
}

// bucketListed reads a Bucket (ListBuckets).
func (r *reader) bucketListed() {
	is := r.members("Name", "BucketRegion")
	// A directory bucket is another kind of thing (ListDirectoryBuckets).
	ordinary := is[0] != "" && !strings.HasSuffix(is[0], "--x-s3")
	r.seen(ordinary)
	if !ordinary || r.doubtful() {
		return
	}
	b := r.bucket(is[0])
	if !b.listed {
		b.listed, b.scope, b.bucket.Origin = true, r.scope, r.at
	}
	if is[1] != "" {
		b.bucket.Region = estate.Literal(is[1])
	}
}

// bucket is the bucket of a name: no two accounts have the same.
func (r *reader) bucket(name string) *bucketFacts {
	if b := r.loose.buckets[name]; b != nil {
		return b
	}
	x := &estate.Bucket{Core: r.core(name, "AWS::S3::Bucket")}
	x.Physical = "arn:" + estate.PartitionOf(r.scope.region) + ":s3:::" + name
	x.ARN, x.BucketName = estate.Literal(x.Physical), r.values.text(name, r.at)
	r.unlistedTags(x)
	b := &bucketFacts{bucket: x, scope: r.scope}
	r.loose.buckets[name] = b
	r.loose.bucketNames = append(r.loose.bucketNames, name)
	r.loose.named = append(r.loose.named, &x.Core)
	r.byID[typed{x.Type, x.Physical}] = held{x, r.scope}
	r.result.Resources = append(r.result.Resources, x)
	return b
}

// bucketOf is the bucket that an answer is of; nil if nothing says which.
func (r *reader) bucketOf(doc *estate.Tree, command string) *bucketFacts {
	name := r.subject(doc, "Bucket")
	if name == "" {
		r.subjectless("bucket", command+"--NAME")
		return nil
	}
	return r.bucket(name)
}

// bucketPolicyAnswer reads the answer of GetBucketPolicy.
func (r *reader) bucketPolicyAnswer(doc *estate.Tree) {
	document := r.policyAt(doc, "Policy")
	b := r.bucketOf(doc, "get-bucket-policy")
	if b == nil || !r.soundAnswer {
		return
	}
	if document.IsMissing() {
		b.noPolicy = true
		return
	}
	if b.policy == nil {
		b.policy = r.bucketPolicy(b.bucket, document, r.at)
	}
}

func (l *loader) bucketPolicy(b *estate.Bucket, document *estate.Tree, at estate.Origin) *estate.BucketPolicy {
	id := b.Physical + "/policy"
	return &estate.BucketPolicy{
		Core:   estate.Core{ID: estate.ID(id), Logical: b.Logical, Physical: id, Type: "AWS::S3::BucketPolicy", Origin: at},
		Bucket: l.values.text(b.Physical, at), Document: document,
	}
}

// publicAccess reads the answer of S3's GetPublicAccessBlock, of a bucket, or of
// S3 Control's, of the account.
func (r *reader) publicAccess(doc *estate.Tree) {
	p := doc.At("PublicAccessBlockConfiguration")
	setting := func(name string) estate.Value[bool] {
		v := r.flagValue(p, name).Or(false)
		v.Origin = r.at
		return v
	}
	block := estate.PublicAccessBlock{
		BlockPublicACLs: setting("BlockPublicAcls"), IgnorePublicACLs: setting("IgnorePublicAcls"),
		BlockPublicPolicy: setting("BlockPublicPolicy"), RestrictPublicBuckets: setting("RestrictPublicBuckets"),
	}
	bucket, account := r.subject(doc, "Bucket"), r.textAt(doc, "AccountId")
	ofAccount := account != "" || accountName.MatchString(bucket) || strings.Contains(r.path, "s3control")
	switch {
	case !r.soundAnswer:
	case ofAccount:
		x := &estate.AccountPublicAccess{Core: r.ofAccount("public-access-block", "AWS::S3::AccountPublicAccessBlock"), PublicAccess: block}
		if account == "" && accountName.MatchString(bucket) {
			account = bucket
		}
		x.Account = estate.Literal(account)
		r.takeOfAccount(x)
	case bucket == "":
		r.subjectless("bucket or account", "get-public-access-block--NAME")
	default:
		r.bucket(bucket).bucket.PublicAccess = block
	}
}

// bucketACL reads the answer of GetBucketAcl. That it is one of the canned ones
// its grants say ("Canned ACL").
func (r *reader) bucketACL(doc *estate.Tree) {
	owner, list := r.textAt(doc, "Owner", "ID"), doc.At("Grants")
	out := estate.Items[estate.BucketGrant]{Origin: r.at}
	canned := "Private"
	if list.IsMissing() || list.Kind != estate.List {
		r.noteAt(list, "a list")
		return
	}
	for _, g := range list.Items {
		x := estate.BucketGrant{Origin: g.Origin, Kind: r.wordValue(g, "Grantee", "Type"), Permission: r.wordValue(g, "Permission")}
		who := ""
		for _, name := range []string{"URI", "ID", "EmailAddress"} {
			if s := r.textAt(g, "Grantee", name); s != "" && who == "" {
				who = s
			}
		}
		x.Grantee = r.values.text(who, g.Origin)
		out.Known = append(out.Known, item(x, g.Origin))
		canned = withGrant(canned, who, owner, r.textAt(g, "Permission"))
	}
	b := r.bucketOf(doc, "get-bucket-acl")
	if b == nil || !r.soundAnswer {
		return
	}
	b.bucket.Grants = out
	if canned != "" {
		b.bucket.ACL = r.values.word(canned, r.at)
	}
}

// withGrant is the canned list that one with a further grant is; "" if it is
// none.
func withGrant(canned, who, owner, permission string) string {
	if who == owner && who != "" {
		return canned
	}
	_, group, _ := strings.Cut(who, "http://acs.amazonaws.com/groups/")
	switch canned + " " + group + " " + permission {
	case "Private global/AllUsers READ":
		return "PublicRead"
	case "PublicRead global/AllUsers WRITE":
		return "PublicReadWrite"
	case "Private global/AuthenticatedUsers READ":
		return "AuthenticatedRead"
	}
	return ""
}

// bucketOwnership reads the answer of GetBucketOwnershipControls. Without any,
// lists of the bucket and its objects count, as they did before there were such
// controls ("Controlling ownership of objects and disabling ACLs").
func (r *reader) bucketOwnership(doc *estate.Tree) {
	v := r.values.word("ObjectWriter", r.at)
	if c := doc.At("OwnershipControls"); !c.IsMissing() {
		rules := c.At("Rules")
		if rules.IsMissing() || len(rules.Items) != 1 {
			r.noteAt(c, "Rules with one rule")
			return
		}
		v = r.wordValue(rules.Items[0], "ObjectOwnership")
	}
	if b := r.bucketOf(doc, "get-bucket-ownership-controls"); b != nil && r.soundAnswer {
		b.bucket.Ownership = v
	}
}

// bucketEncryption reads the answer of GetBucketEncryption.
func (r *reader) bucketEncryption(doc *estate.Tree) {
	if b := doc.At("ServerSideEncryptionConfiguration"); b.IsMissing() {
		// None is set: what S3 does by itself then (ServerSideEncryptionConfigurationNotFoundError).
		if b := r.bucketOf(doc, "get-bucket-encryption"); b != nil {
			b.encryption = true
		}
		return
	}
	rules := doc.At("ServerSideEncryptionConfiguration", "Rules")
	if rules.IsMissing() || len(rules.Items) != 1 {
		r.noteAt(doc.At("ServerSideEncryptionConfiguration"), "Rules with one rule")
		return
	}
	by := rules.Items[0]
	algorithm := r.wordValue(by, "ApplyServerSideEncryptionByDefault", "SSEAlgorithm").Or("AES256")
	key, bucketKey := r.textValue(by, "ApplyServerSideEncryptionByDefault", "KMSMasterKeyID"), r.flagValue(by, "BucketKeyEnabled").Or(false)
	if b := r.bucketOf(doc, "get-bucket-encryption"); b != nil && r.soundAnswer {
		b.encryption = true
		b.bucket.Encryption, b.bucket.KMSKey, b.bucket.BucketKey = algorithm, key, bucketKey
	}
}

// joinBuckets gives buckets their policies. What no file says of a bucket is
// unknown.
func (l *loader) joinBuckets() {
	for _, name := range l.loose.bucketNames {
		b := l.loose.buckets[name]
		x := b.bucket
		l.placeCore(&x.Core, b.scope)
		if !b.noPolicy && b.policy == nil {
			document := l.lackingPolicy("the policy of the bucket "+name, "s3api get-bucket-policy", "get-bucket-policy--"+name+".json", x.Origin)
			b.policy = l.bucketPolicy(x, document, x.Origin)
			b.policy.Origin.Implied = document.Gap().Cause()
		}
		if b.policy != nil {
			b.policy.Account, b.policy.Region = x.Account, x.Region
			l.placeCore(&b.policy.Core, b.scope)
			l.result.Resources = append(l.result.Resources, b.policy)
		}
		l.unseenOfBucket(b)
	}
}

func (l *loader) unseenOfBucket(b *bucketFacts) {
	x := b.bucket
	lack := func(command string) estate.Gap {
		return l.notHeld(x.Origin, "what "+command+" says of "+x.Logical, "s3api "+command, "as "+command+"--"+x.Logical+".json")[0].Gap
	}
	p := &x.PublicAccess
	unseen(lack("get-public-access-block"), x.Origin, &p.BlockPublicACLs, &p.IgnorePublicACLs, &p.BlockPublicPolicy, &p.RestrictPublicBuckets)
	unseen(lack("get-bucket-ownership-controls"), x.Origin, &x.Ownership)
	if x.Grants.Origin.IsZero() {
		unseen(lack("get-bucket-acl"), x.Origin, &x.ACL, &x.Grants)
	} else {
		g := estate.NotListed("the canned access control list of "+x.Logical, "its grants are none of the canned lists", "look at the grants")
		unseen(g, x.Origin, &x.ACL)
	}
	if !b.encryption {
		unseen(lack("get-bucket-encryption"), x.Origin, &x.Encryption, &x.KMSKey, &x.BucketKey)
	}
	unread := estate.NotListed("other settings of "+x.Logical, "no command of theirs is read", "review the template that declares the bucket")
	unseen(unread, x.Origin, &x.Lifecycle, &x.Website)
	b.unseenSettings(lack)
}

// pointFacts is an access point and what commands of their own say of it.
type pointFacts struct {
	point    *estate.AccessPoint
	scope    *scope
	name     string
	settings bool // its PublicAccess is known
}

// scopedName is a name in a scope.
type scopedName struct {
	scope *scope
	name  string
}

// accessPointListed reads an AccessPoint (S3 Control ListAccessPoints).
func (r *reader) accessPointListed() {
	x := &estate.AccessPoint{Core: r.core("", "AWS::S3::AccessPoint")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Name":
			name = r.str()
		case "AccessPointArn":
			arn = r.str()
		case "Bucket":
			x.Bucket = r.txt()
		case "BucketAccountId":
			x.BucketOwner = r.txt()
		case "VpcConfiguration":
			x.VPC = r.values.text(r.member("VpcId"), r.at)
		default:
			r.skip()
		}
	}
	if !r.doubtful() && name != "" {
		r.accessPoint(x, name, arn, false)
	}
}

// accessPointAnswer reads the answer of S3 Control's GetAccessPoint.
func (r *reader) accessPointAnswer(doc *estate.Tree) {
	x := &estate.AccessPoint{
		Core: r.core("", "AWS::S3::AccessPoint"), Bucket: r.textValue(doc, "Bucket"), BucketOwner: r.textValue(doc, "BucketAccountId"),
		VPC: r.textValue(doc, "VpcConfiguration", "VpcId"),
	}
	block := doc.At("PublicAccessBlockConfiguration")
	p := &x.PublicAccess
	for _, s := range []struct {
		to   *estate.Value[bool]
		name string
	}{
		{&p.BlockPublicACLs, "BlockPublicAcls"}, {&p.IgnorePublicACLs, "IgnorePublicAcls"},
		{&p.BlockPublicPolicy, "BlockPublicPolicy"}, {&p.RestrictPublicBuckets, "RestrictPublicBuckets"},
	} {
		*s.to = r.flagValue(block, s.name).Or(false)
	}
	name, arn := r.textAt(doc, "Name"), r.textAt(doc, "AccessPointArn")
	if r.soundAnswer && name != "" {
		r.accessPoint(x, name, arn, !block.IsMissing())
	}
}

// accessPoint takes in an access point, or its settings if it is known.
func (r *reader) accessPoint(x *estate.AccessPoint, name, arn string, settings bool) {
	key := scopedName{r.scope, name}
	if have := r.loose.pointByName[key]; have != nil {
		if settings && !have.settings {
			have.point.PublicAccess, have.settings = x.PublicAccess, true
		}
		return
	}
	x.ID, x.Logical, x.Physical = estate.ID("accesspoint/"+name), name, arn
	r.byARN(&x.Core, arn)
	x.PointName = r.values.text(name, x.Origin)
	p := &pointFacts{point: x, scope: r.scope, name: name, settings: settings}
	r.loose.points, r.loose.pointByName[key] = append(r.loose.points, p), p
	r.settle(&x.Core)
}

// joinPoints gives access points their ARNs and policies.
func (l *loader) joinPoints() {
	for _, p := range l.loose.points {
		x := p.point
		if x.Physical == "" {
			x.Physical = l.arnOf(x.Base(), "s3", "accesspoint/"+p.name)
			x.ARN = estate.Literal(x.Physical)
		}
		if _, ok := l.byID[typed{x.Type, x.Physical}]; ok {
			continue
		}
		l.byID[typed{x.Type, x.Physical}] = held{x, p.scope}
		l.loose.named = append(l.loose.named, &x.Core)
		l.result.Resources = append(l.result.Resources, x)
		l.loose.guarded = append(l.loose.guarded, &guarded{
			resource: x, service: "s3", name: p.name, command: "s3control get-access-point-policy", scope: p.scope, policy: &x.Policy, placed: true,
		})
		if !p.settings {
			g := l.notHeld(x.Origin, "the public access block of "+p.name, "s3control get-access-point", "as get-access-point--"+p.name+".json")
			b := &x.PublicAccess
			unseen(g[0].Gap, x.Origin, &b.BlockPublicACLs, &b.IgnorePublicACLs, &b.BlockPublicPolicy, &b.RestrictPublicBuckets)
		}
	}
}

// arnOf is the ARN of a part of a resource's account and Region.
func (l *loader) arnOf(c *estate.Core, service, part string) string {
	account, _ := c.Account.Known()
	region, _ := c.Region.Known()
	return "arn:" + estate.PartitionOf(region) + ":" + service + ":" + region + ":" + account + ":" + part
}
