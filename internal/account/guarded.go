package account

import (
	"strings"

	"ringwall/internal/estate"
)

// guarded is a resource that has a policy of its own, which a command apart shows.
type guarded struct {
	resource estate.Resource
	service  string // as ARNs name it
	part     string // of its ARN, where its Physical is not known yet
	name     string
	command  string // that shows the policy
	scope    *scope
	rank     int // how much is known of it: of two that are the same, the higher
	// policy is where the policy stands; nil: in a resource of its own, which
	// apart makes.
	policy **estate.Tree
	apart  func(c estate.Core, subject estate.Value[estate.Text], document *estate.Tree) estate.Resource
	known  bool // the policy, or that there is none
	placed bool // it is in the result
}

// policyAnswer is the answer of a command that shows a policy.
type policyAnswer struct {
	service, command string
	subject          string        // a name, id or ARN
	document         *estate.Tree  // nil: there is none
	at               estate.Origin // of the answer
	file             string
	scope            *scope
}

// guard takes in a resource that has a policy.
func (r *reader) guard(g guarded, arn string) {
	if r.doubtful() || g.name == "" {
		return
	}
	c := g.resource.Base()
	r.byARN(c, arn)
	c.ID, c.Logical, c.Physical = estate.ID(g.name), g.name, arn
	g.scope = r.scope
	r.unlistedTags(g.resource)
	r.loose.guarded = append(r.loose.guarded, &g)
	r.settle(c)
}

// unlistedTags makes unknown the tags of what AWS prints without them: commands of their
// own list them, which are not read.
func (l *loader) unlistedTags(x estate.Resource) {
	switch x.(type) {
	case *estate.Bucket, *estate.Key, *estate.Queue, *estate.Topic, *estate.DynamoTable, *estate.Repository, *estate.SearchDomain, *estate.BackupVault, *estate.Function,
		*estate.Trail, *estate.EventDataStore, *estate.LogGroup, *estate.EventRule, *estate.Alarm, *estate.Analyzer, *estate.Detector, *estate.SecurityHub,
		*estate.ConfigRule, *estate.ConfigAggregator, *estate.QueryLogging, *estate.InspectorFilter, *estate.DetectiveGraph:
	default:
		return
	}
	c := x.Base()
	if list := c.Tags.List(); len(list.Known) > 0 || len(list.Unknown) > 0 {
		return
	}
	g := estate.NotListed("the tags of "+c.Logical, "no command that lists them is read", "load the template that declares it")
	g.Origin = c.Origin
	c.Tags = estate.NewTags(estate.Items[estate.Tag]{Unknown: []estate.GuardedGap{{Gap: g}}})
}

// policyFor takes in the answer of a command that shows a policy, which has one of
// the members or is called after what it is of.
func (r *reader) policyFor(doc *estate.Tree, service, command string, document *estate.Tree, members ...string) {
	if !r.soundAnswer {
		return // what it is of stays unknown
	}
	subject := r.subject(doc, members...)
	if subject == "" {
		_, verb, _ := strings.Cut(command, " ")
		r.subjectless("resource", verb+"--NAME")
		return
	}
	if document.IsMissing() {
		document = nil
	}
	r.loose.answers = append(r.loose.answers, policyAnswer{service, command, subject, document, r.at, r.name, r.scope})
}

// joinGuarded puts resources and their policies together. A policy that no file
// holds is unknown.
func (l *loader) joinGuarded() {
	all := l.guardedOnce()
	byARN, byName := map[string]*guarded{}, map[string][]*guarded{}
	for _, g := range all {
		byARN[g.resource.Base().Physical] = g
		byName[g.service+" "+g.name] = append(byName[g.service+" "+g.name], g)
	}
	for _, a := range l.loose.answers {
		g := byARN[a.subject]
		if g == nil && !strings.HasPrefix(a.subject, "arn:") {
			g = l.only(byName[a.service+" "+a.subject], a)
		}
		switch {
		case g != nil && !g.known:
			l.givePolicy(g, a.document, a.at)
		case g == nil:
			l.policyAlone(a)
		}
	}
	for _, g := range all {
		if g.known || g.command == "" {
			continue
		}
		c := g.resource.Base()
		_, verb, _ := strings.Cut(g.command, " ")
		document := l.lackingPolicy("the policy of "+g.name, g.command, verb+"--"+g.name+".json", c.Origin)
		at := c.Origin
		at.Implied = document.Gap().Cause()
		l.givePolicy(g, document, at)
	}
}

// guardedOnce takes in each resource once, as the one that says most of it.
func (l *loader) guardedOnce() []*guarded {
	best := map[typed]*guarded{}
	var keys []typed
	for _, g := range l.loose.guarded {
		c := g.resource.Base()
		if c.Physical == "" {
			l.placeCore(c, g.scope)
			c.Physical = l.arnOf(c, g.service, g.part)
			if len(strings.SplitN(c.Physical, ":", 6)) == 6 && !strings.Contains(c.Physical, "::") {
				c.ARN = estate.Literal(c.Physical)
			}
		}
		key := typed{c.Type, c.Physical}
		have := best[key]
		if have == nil {
			keys = append(keys, key)
		}
		if have == nil || g.rank > have.rank && !have.placed {
			best[key] = g
		}
	}
	var out []*guarded
	for _, key := range keys {
		g := best[key]
		if out = append(out, g); g.placed {
			continue
		}
		l.byID[key] = held{g.resource, g.scope}
		l.loose.named = append(l.loose.named, g.resource.Base())
		l.result.Resources = append(l.result.Resources, g.resource)
	}
	return out
}

// only is the one resource of a name in the account and Region of an answer.
func (l *loader) only(list []*guarded, a policyAnswer) *guarded {
	var out *guarded
	for _, g := range list {
		c := g.resource.Base()
		account, _ := c.Account.Known()
		region, _ := c.Region.Known()
		if a.scope.account != "" && account != a.scope.account || a.scope.region != "" && region != "" && region != a.scope.region {
			continue
		}
		if out != nil {
			l.problem(&Error{File: a.file, What: "there are several of the name " + a.subject + ": put the file into a folder called after the account, and one after the Region"})
			return nil
		}
		out = g
	}
	return out
}

// givePolicy gives a resource its policy; none if it is nil.
func (l *loader) givePolicy(g *guarded, document *estate.Tree, at estate.Origin) {
	g.known = true
	if g.policy != nil {
		*g.policy = document
		return
	}
	if document == nil {
		return
	}
	c := g.resource.Base()
	id := c.Physical + "/policy"
	core := estate.Core{
		ID: estate.ID(id), Logical: g.name, Physical: id, Origin: at, Account: c.Account, Region: c.Region,
	}
	x := g.apart(core, l.values.text(c.Physical, at), document)
	l.placeCore(x.Base(), g.scope)
	l.result.Resources = append(l.result.Resources, x)
}

// policyAlone makes a policy whose resource no file shows.
func (l *loader) policyAlone(a policyAnswer) {
	if a.document == nil {
		return
	}
	arn := a.subject
	if part := map[string]string{"lambda": "function:", "dynamodb": "table/", "glacier": "vaults/"}[a.service]; !strings.HasPrefix(arn, "arn:") {
		if part == "" || a.scope.account == "" || a.scope.region == "" {
			l.problem(&Error{File: a.file, What: "no file shows what this is the policy of: " + a.subject})
			return
		}
		c := estate.Core{Account: estate.Literal(a.scope.account), Region: estate.Literal(a.scope.region)}
		arn = l.arnOf(&c, a.service, part+a.subject)
	}
	id := arn + "/policy"
	core := estate.Core{ID: estate.ID(id), Logical: lastPart(arn), Physical: id, Origin: a.at}
	x := resourcePolicy(core, l.values.text(arn, a.at), a.document)
	l.placeCore(x.Base(), a.scope)
	l.result.Resources = append(l.result.Resources, x)
}

// resourcePolicy is the policy of what has no type for its.
func resourcePolicy(c estate.Core, subject estate.Value[estate.Text], document *estate.Tree) estate.Resource {
	arn, _ := subject.Known()
	service := "Lambda"
	switch parts := strings.Split(arn.String(), ":"); {
	case len(parts) > 2 && parts[2] == "glacier":
		service = "Glacier"
	case len(parts) > 2 && parts[2] == "dynamodb":
		service = "DynamoDB"
	}
	c.Type = "AWS::" + service + "::ResourcePolicy"
	x := &estate.ResourcePolicy{Core: c, Document: document}
	x.Subjects = estate.Single(subject)
	x.Subjects.Origin = c.Origin
	return x
}

// policyAnswers are the outputs that are one map and show a resource or its
// policy.
func policyAnswers() []answer {
	return []answer{
		{verb: "get-queue-attributes", needs: []string{"Attributes"}, read: (*reader).attributesAnswer},
		{verb: "list-queues", needs: []string{"QueueUrls"}, read: (*reader).queues},
		{verb: "get-resource-policy", needs: []string{"ARN", "Name", "ResourcePolicy"}, read: (*reader).secretPolicy},
		{verb: "describe-secret", needs: []string{"ARN", "Name", "VersionIdsToStages"}, read: (*reader).secretAnswer},
		{verb: "describe-secret", needs: []string{"ARN", "Name", "CreatedDate"}, read: (*reader).secretAnswer},
		{verb: "get-resource-policy", needs: []string{"ARN", "Name"}, read: (*reader).secretPolicy},
		{verb: "get-repository-policy", needs: []string{"policyText"}, read: (*reader).repositoryPolicy},
		{verb: "describe-file-system-policy", needs: []string{"FileSystemId", "Policy"}, read: (*reader).fileSystemPolicy},
		{verb: "describe-table", needs: []string{"Table"}, read: (*reader).tableAnswer},
		{verb: "list-tables", needs: []string{"TableNames"}, read: (*reader).tables},
		{verb: "describe-domain", needs: []string{"DomainStatus"}, read: (*reader).domainAnswer},
		{verb: "get-backup-vault-access-policy", needs: []string{"BackupVaultArn", "Policy"}, read: (*reader).vaultPolicy},
		{verb: "describe-event-bus", needs: []string{"Name", "Arn"}, read: (*reader).busAnswer, weak: true},
		{verb: "get-rest-api", needs: []string{"id", "name", "apiKeySource"}, read: (*reader).apiAnswer},
		{verb: "list-tags", needs: []string{"Tags"}, read: (*reader).functionTags, weak: true},
		{verb: "get-vault-access-policy", needs: []string{"policy"}, read: (*reader).glacierPolicy},
		{verb: "get-policy", needs: []string{"Policy"}, read: (*reader).somePolicy},
	}
}

// somePolicy reads an answer of which the member Policy is all: whose it is, its
// form, a member beside it or the file's name says.
func (r *reader) somePolicy(doc *estate.Tree) {
	p := doc.At("Policy")
	switch {
	case p.Has("PolicySummary"):
		r.describedPolicy(p)
		return
	case p.Has("DefaultVersionId"):
		r.gotPolicy(p)
		return
	case p != nil && p.Kind == estate.Map && !p.Has("Statement"):
		r.unread, r.any = "Policy", false
		return
	}
	verb := r.after.verb
	switch {
	case verb == "get-access-point-policy":
		r.policyFor(doc, "s3", "s3control get-access-point-policy", r.policyAt(doc, "Policy"), "Name")
	case doc.Has("Bucket") || verb == "get-bucket-policy":
		r.bucketPolicyAnswer(doc)
	case doc.Has("KeyId") || verb == "get-key-policy":
		r.policyFor(doc, "kms", "kms get-key-policy", r.policyAt(doc, "Policy"), "KeyId")
	case doc.Has("FunctionName") || verb == "get-policy":
		r.policyFor(doc, "lambda", "lambda get-policy", r.policyAt(doc, "Policy"), "FunctionName")
	case doc.Has("ResourceArn") || doc.Has("TableName") || verb == "get-resource-policy":
		r.policyFor(doc, "dynamodb", "dynamodb get-resource-policy", r.policyAt(doc, "Policy"), "ResourceArn", "TableName")
	default:
		r.subjectless("resource", "get-bucket-policy--NAME, get-key-policy--ID or get-policy--FUNCTION")
	}
}
