package account

import (
	"path"
	"slices"
	"strings"
	"sync"

	"ringwall/internal/estate"
)

// answer is the output of a command that is one map and no list: which command's
// it is, its members tell.
type answer struct {
	verb  string // as the command and its file are called: "get-bucket-policy"
	needs []string
	read  func(*reader, *estate.Tree)
	// weak: other tools write such members too.
	weak bool
}

// answers lists the outputs that are read; those with more members come before
// those of which the members are a part.
func answers() []answer {
	return slices.Concat(watchingAnswers(), identityAnswers(), organizationAnswers(), bucketAnswers(), keyAnswers(), policyAnswers(), recordedAnswers(), formAnswers(), settingAnswers(), stateAnswers())
}

// members are the names of the members of all answers, and of those that say
// beside them of what they are.
var members = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, a := range answers() {
		for _, m := range a.needs {
			out[m] = true
		}
	}
	for _, m := range slices.Concat(settingMembers(), formMembers(), watchingMembers(), []string{
		"Bucket", "BucketAccountId", "AccessPointArn", "VpcConfiguration", "Filter", "RevisionId", "RoleName", "UserName", "GroupName", "PolicyName", "PolicyArn",
		"TargetId", "PolicyId", "ParentId", "ChildId", "KeyId", "ResourceArn", "QueueUrl", "TopicArn", "AccountId", "TableName",
		"VaultName", "repositoryName", "registryId", "policy", "Policy", "ResourcePolicy", "KmsKeyId", "Tags", "Locked",
		"EncryptionKeyArn", "MinRetentionDays", "MaxRetentionDays", "KmsKeyIdentifier", "CreatedDate", "VersionIdsToStages", "Arn",
		"OpenIDConnectProviderArn", "Group", "endpointConfiguration", "apiKeySource",
	}) {
		out[m] = true
	}
	return out
})

// verbs are what files may be called after, the longest first: "list-policies" is
// a part of "list-policies-for-target".
func verbs() []string {
	var out []string
	for _, a := range answers() {
		out = append(out, a.verb)
	}
	for _, k := range kindsByKey() {
		if _, verb, ok := strings.Cut(k.command, " "); ok && k.apart {
			out = append(out, verb)
		}
	}
	for verb := range kindsByVerb() {
		out = append(out, verb)
	}
	for _, f := range forms() {
		out = append(out, f.verb())
	}
	out = append(out, "get-access-point-policy", "get-key-policy", "get-policy", "get-bucket-policy", "get-resource-policy",
		"get-public-access-block", "list-attached-user-policies", "list-attached-group-policies", "list-user-policies", "list-group-policies",
		"list-groups", "list-groups-for-user", "list-accounts", "list-accounts-for-parent", "list-policies", "list-policies-for-target",
		"get-bucket-policy-status", "get-user-policy", "get-group-policy", "get-role-policy", "list-policy-versions", "list-entities-for-policy")
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(out)
}

// calledAfter is which command a file or its folder is called after, and what
// follows that in the name: "get-bucket-policy" and "logs" of
// get-bucket-policy--logs.json, get-bucket-policy/logs.json and
// logs/get-bucket-policy.json.
// Before the command may stand its service.
type calledAfter struct{ verb, subject, service string }

func (l *loader) calledAfter(p string) calledAfter {
	dir, base := path.Split(p)
	base = strings.TrimSuffix(base, path.Ext(base))
	folder := path.Base(path.Clean(dir))
	for _, verb := range l.verbs {
		at := strings.Index(base, verb)
		if at < 0 {
			continue
		}
		rest := base[at+len(verb):]
		if rest != "" && !strings.ContainsRune("-_.=@ ", rune(rest[0])) {
			continue
		}
		rest = strings.TrimLeft(rest, "-_.=@ ")
		if rest == "" && dir != "" && !accountName.MatchString(folder) && !regionName.MatchString(folder) && !isService(folder) {
			rest = folder
		}
		return calledAfter{verb, rest, serviceBefore(base[:at], dir)}
	}
	if slices.Contains(l.verbs, folder) {
		return calledAfter{folder, base, serviceBefore("", path.Dir(path.Clean(dir)))}
	}
	return calledAfter{}
}

// serviceBefore is the service that a file's name says before its command, or else its
// folder's.
func serviceBefore(name, dir string) string {
	if name = strings.Trim(name, "-_.=@ "); name == "" {
		name = path.Base(path.Clean(dir))
	}
	return strings.ToLower(name)
}

// isService tells folders that are called after what they are from, not after one
// thing.
func isService(folder string) bool {
	switch strings.ToLower(folder) {
	case "iam", "organizations", "organization", "org", "s3", "s3api", "s3control", "kms", "lambda", "sqs", "sns", "secretsmanager", "ecr", "efs",
		"accessanalyzer", "cloudtrail", "cloudwatch", "config", "configservice", "detective", "guardduty", "inspector2", "logs", "macie2", "route53resolver", "securityhub",
		"dynamodb", "opensearch", "es", "backup", "events", "apigateway", "glacier", "ec2", "rds", "global", "aws", ".":
		return true
	}
	return false
}

// fact keeps a member of a document until its end tells what it is.
func (r *reader) fact(key string) {
	if r.doc == nil {
		if r.unanswered = ""; r.unread == "" && !isMeta(key) {
			r.unanswered = key
		}
		r.doc = &estate.Tree{Kind: estate.Map, Origin: r.docAt}
	}
	r.doc.Fields = append(r.doc.Fields, estate.Field{Name: key, Value: r.tree()})
}

// answered reads the document that ended, if it is an answer.
func (r *reader) answered() {
	doc := r.doc
	if r.doc = nil; doc == nil || r.err != nil {
		return
	}
	if f := r.wholeForm(); f != nil {
		r.wholeAnswer(f, doc)
		return
	}
	has := func(name string) bool {
		return slices.ContainsFunc(doc.Fields, func(f estate.Field) bool { return f.Name == name })
	}
	for _, a := range r.answers {
		if slices.ContainsFunc(a.needs, func(name string) bool { return !has(name) }) {
			continue
		}
		r.at = doc.Origin
		r.any = true
		r.soundAnswer = r.faults == r.docFaults
		a.read(r, doc)
		r.faultyMember()
		return
	}
	if r.unanswered != "" {
		r.unread = r.unanswered
	}
}

// subject is what an answer is of: a member beside says it, or the name of the
// file.
func (r *reader) subject(doc *estate.Tree, members ...string) string {
	for _, m := range members {
		if s := r.textAt(doc, m); s != "" {
			return s
		}
	}
	return r.after.subject
}

// subjectless notes that nothing says of what an answer is.
func (r *reader) subjectless(what, file string) {
	r.problem(&Error{File: r.name, What: "nothing says of which " + what + " this is: name the file after it, such as " + file + ".json"})
}

// below is what stands in an answer under a path of names; that something on the
// way is no map is a fault.
func (r *reader) below(t *estate.Tree, path ...string) *estate.Tree {
	for _, name := range path {
		if !t.IsMissing() && t.Kind != estate.Map {
			r.noteAt(t, "a map")
			return nil
		}
		t = t.At(name)
	}
	return t
}

// textAt is a text of an answer; a value of another type is a fault.
func (r *reader) textAt(doc *estate.Tree, path ...string) string {
	t := r.below(doc, path...)
	if t.IsMissing() {
		return ""
	}
	if s, ok := t.Text.Known(); ok && t.Kind == estate.Scalar && t.Plain == estate.PlainString {
		return r.values.intern([]byte(s))
	}
	r.noteAt(t, "a text")
	return ""
}

// noteAt notes that a value is not of the type that it should be.
func (r *reader) noteAt(t *estate.Tree, want string) {
	found := map[estate.TreeKind]string{estate.Map: "a map", estate.List: "a list"}[t.Kind]
	if found == "" {
		found = map[estate.Plain]string{estate.PlainBool: "true or false", estate.PlainNumber: "a number", estate.PlainString: "a text"}[t.Plain]
	}
	r.soundAnswer = false
	r.note(t.Origin.Line, t.Origin.Column, "found "+found+", expected "+want)
}

// textValue is a text of an answer as a value: absent, known or unknown.
func (r *reader) textValue(doc *estate.Tree, path ...string) estate.Value[estate.Text] {
	return readable(r, doc.At(path...), r.values.text(r.textAt(doc, path...), doc.At(path...).Place()))
}

// wordValue is a word of an answer as a value.
func (r *reader) wordValue(doc *estate.Tree, path ...string) estate.Value[string] {
	s := r.textAt(doc, path...)
	if s == "" {
		return readable(r, doc.At(path...), estate.Value[string]{})
	}
	return r.values.word(s, doc.At(path...).Place())
}

// flagValue is a Boolean of an answer as a value.
func (r *reader) flagValue(doc *estate.Tree, path ...string) estate.Value[bool] {
	t := r.below(doc, path...)
	if t.IsMissing() {
		return estate.Value[bool]{}
	}
	if s, _ := t.Text.Known(); t.Kind == estate.Scalar && t.Plain == estate.PlainBool {
		return r.values.boolean(s == "true", t.Origin)
	}
	r.noteAt(t, "true or false")
	return estate.UnknownValue[bool](r.damage(), t.Origin)
}

// wholeValue is a whole number of an answer as a value. SQS writes numbers as
// texts.
func (r *reader) wholeValue(doc *estate.Tree, path ...string) estate.Value[int] {
	t := r.below(doc, path...)
	if t.IsMissing() {
		return estate.Value[int]{}
	}
	if n, ok := t.AsInt().Known(); ok && t.Kind == estate.Scalar && t.Plain != estate.PlainBool {
		return r.values.whole(n, t.Origin)
	}
	r.noteAt(t, "a whole number")
	return estate.UnknownValue[int](r.damage(), t.Origin)
}

// readable is a value, or unknown if there is something that is no text.
func readable[T any](r *reader, t *estate.Tree, v estate.Value[T]) estate.Value[T] {
	if t.IsMissing() || t.Kind == estate.Scalar && t.Plain == estate.PlainString {
		return v
	}
	return estate.UnknownValue[T](r.damage(), t.Origin)
}

// textsAt is a list of texts of an answer.
func (r *reader) textsAt(doc *estate.Tree, path ...string) estate.Items[estate.Text] {
	t := r.below(doc, path...)
	out := estate.Items[estate.Text]{Origin: t.Place()}
	switch {
	case t.IsMissing():
		return out
	case t.Kind != estate.List:
		r.noteAt(t, "a list")
		out.Unknown = []estate.GuardedGap{{Gap: r.damage()}}
		return out
	}
	for _, i := range t.Items {
		if s, ok := i.Text.Known(); ok && i.Kind == estate.Scalar && i.Plain == estate.PlainString {
			out.Known = append(out.Known, item(estate.Literal(r.values.intern([]byte(s))), i.Origin))
		} else {
			r.noteAt(i, "a text")
			out.Unknown = []estate.GuardedGap{{Gap: r.damage()}}
		}
	}
	return out
}
