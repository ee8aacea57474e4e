package account

import (
	"slices"
	"strings"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
)

// Most services are read by way of what CloudFormation calls their resources and their
// properties: a table says under which key of which output the records stand, and what
// they are under these names. The typed resource is made of that as templates' are
// ([Options.Typed]), so that the same fact has the same meaning from either source.

// form is an output of which the records are read so.
type form struct {
	// command prints it. The list that it gives is called so as well.
	command string
	key     string // the top-level key under which the records stand
	single  bool   // it holds one record
	// needs are members that tell an output which is one record itself.
	needs []string
	// marks are members of a record that tell it from others' under the same key.
	marks []string
	// of are members beside the key that say of what the records are; none if the
	// records say it, or are all that there are.
	of   []string
	read func(*formed)
	// whole: the output is one record, of which other commands' outputs have the
	// members too: the file is called after the command.
	whole bool
	// named: others have the key too, so that the file is called after the command.
	named bool
}

// service is the command's service, as the CLI calls it.
func (f *form) service() string {
	service, _, _ := strings.Cut(f.command, " ")
	return service
}

// verb is the command without its service.
func (f *form) verb() string {
	_, verb, _ := strings.Cut(f.command, " ")
	verb, _, _ = strings.Cut(verb, " ")
	return verb
}

// is reports whether a record is of the form.
func (f *form) is(t *estate.Tree) bool {
	return t != nil && t.Kind == estate.Map && !slices.ContainsFunc(f.marks, func(m string) bool { return !t.Has(m) })
}

// formed is a record, and where it stands.
type formed struct {
	*loader
	form  *form
	t     *estate.Tree
	scope *scope
	of    string // what the document says that it is of
	file  string
}

// forms are all of them.
func forms() []form {
	return slices.Concat(
		gatewayForms(), computeForms(), storageForms(), guardForms(), runbookForms(), poolForms(),
		launchForms(), learningForms(), brokerForms(), buildForms(), parameterForms(), classicForms(), lifecycleForms(),
		clusterForms(), cacheForms(),
	)
}

// formsByKey sorts forms by their keys.
func formsByKey() map[string][]*form {
	out := map[string][]*form{}
	for _, f := range forms() {
		if f.key != "" {
			out[f.key] = append(out[f.key], &f)
		}
	}
	return out
}

// formAnswers are the outputs that are one record.
func formAnswers() []answer {
	var out []answer
	for _, f := range forms() {
		if len(f.needs) == 0 || f.whole {
			continue
		}
		out = append(out, answer{verb: f.verb(), needs: f.needs, read: func(r *reader, doc *estate.Tree) {
			if r.soundAnswer {
				r.loose.formed = append(r.loose.formed, formed{loader: r.loader, form: &f, t: unknownWhereWithheld(doc), scope: r.scope, file: r.name})
				if len(f.of) > 0 {
					r.loose.answered[answeredKey{r.scope, f.command, lastPart(r.subject(doc, f.of...))}] = r.wholeDocument()
				}
			}
		}})
	}
	return out
}

// formKinds are the keys of forms, which no other kind has.
func formKinds() map[string]kind {
	out := map[string]kind{}
	for key, list := range formsByKey() {
		k := kind{command: list[0].command, read: (*reader).formRecord, apart: true, common: true, loose: true, texts: true, single: list[0].single}
		for _, f := range list {
			k.marks = append(k.marks, f.marks...)
		}
		out[key] = k
	}
	return out
}

// formMembers are the members that say of what records are.
func formMembers() []string {
	var out []string
	for _, f := range forms() {
		out = append(append(out, f.of...), f.needs...)
	}
	// A document with this member is a function's, or about one.
	out = slices.DeleteFunc(out, func(m string) bool { return m == "FunctionName" })
	// What else such outputs say.
	return append(out, "BackupPlanId", "SelectionId", "DocumentType", "DocumentFormat", "Content", "BucketName", "roleArn", "name", "type", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")
}

// formRecord reads a record of a form.
func (r *reader) formRecord() { r.takeForm(r.tree()) }

// takeForm takes in a record of the list that is being read, if it is of a form.
func (r *reader) takeForm(t *estate.Tree) {
	var is *form
	for _, f := range r.forms[r.listKey] {
		if f.is(t) && (!f.named || r.isCalledAfter(f)) && (is == nil || r.isCalledAfter(f) && !r.isCalledAfter(is)) {
			is = f
		}
	}
	if is != nil && !r.doubtful() {
		t.Origin = r.at
		r.formed = append(r.formed, formed{loader: r.loader, form: is, t: unknownWhereWithheld(t), scope: r.scope, file: r.name})
	}
}

// answeredKey is an output about one thing.
type answeredKey struct {
	scope   *scope
	command string
	of      string
}

// endForms tells the records of a document what they are of, and notes which lists it
// is.
func (r *reader) endForms() {
	seen := map[*form]bool{}
	for i := range r.formed {
		x := &r.formed[i]
		if seen[x.form] = true; len(x.form.of) > 0 {
			x.of = r.subject(r.partDoc, x.form.of...)
		}
		r.loose.formed = append(r.loose.formed, *x)
	}
	r.formed = r.formed[:0]
	r.noneShown()
	for _, key := range r.formKeys {
		list := r.forms[key]
		for _, f := range list {
			if !seen[f] && !(r.isCalledAfter(f) || len(list) == 1 && r.after.verb == "" && !f.named) {
				continue
			}
			if r.partial {
				r.cutOff(estate.ListingKind(f.command), notRecorded)
				continue
			}
			if len(f.of) == 0 {
				r.counts(estate.ListingKind(f.command), true, "")
				continue
			}
			of := r.subject(r.partDoc, f.of...)
			r.loose.answered[answeredKey{r.scope, f.command, lastPart(of)}] = r.wholeDocument()
		}
	}
	r.formKeys = r.formKeys[:0]
}

// noneShown takes in an output whose one member is null: AWS said that there is none.
func (r *reader) noneShown() {
	for _, key := range r.nullKeys {
		for _, f := range r.forms[key] {
			if f.single && len(f.of) > 0 {
				x := formed{loader: r.loader, form: f, scope: r.scope, of: r.subject(r.partDoc, f.of...), file: r.name}
				r.loose.formed = append(r.loose.formed, x)
				r.any = true
			}
		}
	}
	r.nullKeys = r.nullKeys[:0]
}

// joinForms makes resources of the records.
func (l *loader) joinForms() {
	for k, whole := range l.loose.answered {
		l.loose.whole[shownKey{k.scope.account, k.scope.region, k.command, k.of}] = whole && k.scope.lost == ""
	}
	for i := range l.loose.formed {
		x := &l.loose.formed[i]
		x.form.read(x)
	}
	l.joinChildren()
	for _, id := range l.loose.coreOrder {
		c := l.loose.cores[id]
		for _, p := range c.parts {
			l.fillPart(c, p)
		}
		var x estate.Resource = &estate.Other{Core: c.core}
		if l.o.Typed != nil {
			x = l.o.Typed(c.core)
		}
		l.byID[id] = held{x, c.scope}
		l.loose.named = append(l.loose.named, x.Base())
		l.result.Resources = append(l.result.Resources, x)
	}
	l.joinRestAPIs()
	l.joinRecovery()
	l.joinTagging()
}

// child is what a command lists of each resource of a type: where no output says it of
// one, there may be any.
type child struct{ parent, command, typ, property string }

// children are those lists.
func children() []child {
	return []child{
		{"AWS::ApiGatewayV2::Api", "apigatewayv2 get-stages", "AWS::ApiGatewayV2::Stage", "ApiId"},
		{"AWS::ApiGatewayV2::Api", "apigatewayv2 get-authorizers", "AWS::ApiGatewayV2::Authorizer", "ApiId"},
		{"AWS::ApiGateway::RestApi", "apigateway get-stages", "AWS::ApiGateway::Stage", "RestApiId"},
		{"AWS::Backup::BackupPlan", "backup list-backup-selections", "AWS::Backup::BackupSelection", "BackupPlanId"},
		{"AWS::Cognito::UserPool", "cognito-idp list-user-pool-clients", "AWS::Cognito::UserPoolClient", "UserPoolId"},
		{"AWS::ECS::Cluster", "ecs list-services", "AWS::ECS::Service", "Cluster"},
		{"AWS::EKS::Cluster", "eks list-nodegroups", "AWS::EKS::Nodegroup", "ClusterName"},
		{"AWS::WAFv2::WebACL", "wafv2 list-resources-for-web-acl", "AWS::WAFv2::WebACLAssociation", "WebACLArn"},
	}
}

// joinChildren makes something unknown of each list of children that no output holds
// whole.
func (l *loader) joinChildren() {
	byParent := map[string][]child{}
	for _, c := range children() {
		byParent[c.parent] = append(byParent[c.parent], c)
	}
	lack := func(of *estate.Core, s *scope) {
		for _, c := range byParent[of.Type] {
			if strings.Contains(of.Physical, ":global/") {
				continue // of CloudFront, whose distributions name it
			}
			if name := lastPart(of.Physical); !l.loose.whole[shownKey{s.account, s.region, c.command, name}] {
				l.lackChild(of, s, c, name)
			}
		}
	}
	for _, id := range l.loose.coreOrder[:len(l.loose.coreOrder):len(l.loose.coreOrder)] {
		c := l.loose.cores[id]
		lack(&c.core, c.scope)
	}
	for _, x := range l.result.Resources {
		if a, ok := x.(*estate.RestAPI); ok {
			lack(&a.Core, l.byID[typed{a.Type, a.Physical}].scope)
		}
	}
}

func (l *loader) lackChild(of *estate.Core, s *scope, c child, name string) {
	_, verb, _ := strings.Cut(c.command, " ")
	g := l.noOutput("what "+verb+" says of "+name, c.command, "as "+verb+"--"+name+".json")
	core := implied(of, verb, c.typ, &g)
	core.Properties = withMember(&estate.Tree{Kind: estate.Map, Open: g.Variable, Origin: core.Origin}, c.property, textTree(of.Physical, core.Origin))
	id := typed{c.typ, string(core.ID)}
	l.loose.cores[id] = &formedCore{core: core, scope: s}
	l.loose.coreOrder = append(l.loose.coreOrder, id)
}

// joinRestAPIs: where an output lists all methods of an API, there are no others; they
// are read apart.
func (l *loader) joinRestAPIs() {
	for _, x := range l.result.Resources {
		a, ok := x.(*estate.RestAPI)
		if !ok {
			continue
		}
		account, _ := a.Account.Known()
		region, _ := a.Region.Known()
		if l.loose.whole[shownKey{account, region, "apigateway get-resources", a.Logical}] {
			a.Body = nil
			continue
		}
		g := l.noOutput("the methods of the API "+a.Logical, "apigateway get-resources --embed methods", "as get-resources--"+a.Logical+".json")
		a.Body = estate.NewOpaque(g.Variable, a.Origin)
	}
}

// formedCore is a resource that is made of records.
type formedCore struct {
	core  estate.Core
	scope *scope
	rank  int
	parts []ownPart
}

// ownPart is a property of a resource that a command of its own shows.
type ownPart struct {
	property string // in CloudFormation's form, dotted
	command  string
	of       string // how that command's output is called after it
}

// add takes in a resource: of two records of the same one, the one that says more.
func (x *formed) add(typ, name, arn string, rank int, properties *estate.Tree, parts ...ownPart) {
	if name == "" || arn == "" {
		return
	}
	c := estate.Core{ID: estate.ID(name), Logical: name, Physical: arn, Type: typ, Origin: x.t.Origin, Properties: properties}
	x.place(&c, arn)
	id := typed{typ, arn}
	have := x.loose.cores[id]
	switch {
	case have == nil:
		x.loose.coreOrder = append(x.loose.coreOrder, id)
	case have.rank >= rank:
		return
	}
	x.loose.cores[id] = &formedCore{core: c, scope: x.scope, rank: rank, parts: parts}
}

// place is where a resource is: what its ARN says, else the file's place.
func (x *formed) place(c *estate.Core, arn string) {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && parts[0] == "arn" {
		if c.ARN = estate.Literal(arn); parts[4] != "" {
			c.Account = estate.Literal(parts[4])
		}
		if parts[3] != "" {
			c.Region = estate.Literal(parts[3])
		}
	}
	x.placeCore(c, x.scope)
	if isGlobalARN(arn) {
		c.Region = estate.Text{}
	}
}

// isGlobalARN reports an ARN of what is of no Region.
func isGlobalARN(arn string) bool {
	parts := strings.SplitN(arn, ":", 6)
	return len(parts) == 6 && parts[3] == "" && parts[2] == "cloudfront"
}

// fillPart gives a resource what a command of its own shows of it, or says that it is
// unknown.
func (l *loader) fillPart(c *formedCore, p ownPart) {
	if t, ok := l.loose.shown[shownKey{c.scope.account, c.scope.region, p.command, p.of}]; ok {
		if !t.IsMissing() {
			c.core.Properties = withMember(c.core.Properties, p.property, t)
		}
		return
	}
	if l.loose.whole[shownKey{c.scope.account, c.scope.region, p.command, p.of}] {
		return // it lists what else there is, and this is not
	}
	_, verb, _ := strings.Cut(p.command, " ")
	g := l.noOutput("what "+verb+" says of "+c.core.Logical, p.command, "as "+verb+"--"+p.of+".json")
	c.core.Properties = withMember(c.core.Properties, p.property, estate.NewOpaque(g.Variable, c.core.Origin))
}

// shownKey is what a command shows of one thing.
type shownKey struct{ account, region, command, of string }

// show keeps what a command shows of one thing for the resource that it is.
func (x *formed) show(of string, t *estate.Tree) {
	x.loose.shown[shownKey{x.scope.account, x.scope.region, x.form.command, of}] = t
}

// is reads records that are resources of a type, by the members that name one.
func is(typ, name, arn string, n naming) func(*formed) {
	return func(x *formed) { x.add(typ, x.text(name), x.text(arn), got, x.properties(n)) }
}

// names reads records that only name resources of a type; a command of its own shows
// one.
func names(typ, name, arn, command string) func(*formed) {
	return func(x *formed) {
		x.add(typ, x.text(name), x.text(arn), listed, x.unsaid(x.text(name), command, x.text(name)))
	}
}

// unsaid is what a resource is of which only the name is listed.
func (x *formed) unsaid(name, command, as string) *estate.Tree {
	_, verb, _ := strings.Cut(command, " ")
	g := x.noOutput("what "+verb+" says of "+name, command, "as "+verb+"--"+as+".json")
	return estate.NewOpaque(g.Variable, x.t.Origin)
}

// arn is an ARN in the place of the record.
func (x *formed) arn(service, part string) string {
	var c estate.Core
	x.placeCore(&c, x.scope)
	return x.arnOf(&c, service, part)
}

// text is a text of the record.
func (x *formed) text(path ...string) string { return textIn(x.t.At(path...)) }

// refusedForms notes the lists of forms that a call would have given.
func (l *loader) refusedForms(source string, x snapshot.Missing, service, verb string, r refusal) bool {
	any := false
	for _, f := range forms() {
		of, _, _ := strings.Cut(f.command, " ")
		if flat(f.verb()) != verb || !sameService(service, of) || len(f.of) > 0 {
			continue
		}
		kind := estate.ListingKind(f.command)
		s := l.scopeIn(scopeKey{source: source, folder: "/" + ofManifest, account: x.Account, region: x.Region})
		s.lists[kind] = &list{why: r.why}
		l.settles[missingList{place{x.Account, x.Region}, kind, r.why}] = r.settle
		any = true
	}
	return any
}

// subjectless notes that nothing says of what a record is.
func (x *formed) subjectless(what, file string) {
	r := reader{loader: x.loader, name: x.file}
	r.subjectless(what, file)
}
