package account

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/estate"
)

// What AWS Config recorded is read by way of what describe commands print: the
// configuration of most resources is their output with member names that begin with a
// small letter ("Components of a Configuration Item"). What Config lists is never
// whole: it shows the types and resources that its recorder was told to record.

// configItem is one configuration item, of which the latest is read.
type configItem struct {
	file, source string
	at           estate.Origin
	typ, id      string
	account      string
	region       string
	captured     string // when, in ISO 8601
	gone         bool
	tree         *estate.Tree
}

// notRecorded is why a list that Config shows is not whole.
const notRecorded = "AWS Config shows what its recorder was told to record, and nothing says that this is all"

// configItemListed reads a ConfigurationItem: of a delivered snapshot or history, of
// GetResourceConfigHistory, or a BaseConfigurationItem (BatchGetResourceConfig).
func (r *reader) configItemListed() {
	if t := r.tree(); !r.doubtful() {
		r.takeConfigItem(t)
	}
}

// configAnswer reads the answer of SelectResourceConfig or
// SelectAggregateResourceConfig. A query may select parts of a configuration, of which
// the rest would look absent: only whole ones are read.
func (r *reader) configAnswer(doc *estate.Tree) {
	fields := doc.At("QueryInfo", "SelectFields")
	whole := false
	if fields != nil {
		whole = slices.ContainsFunc(fields.Items, func(t *estate.Tree) bool { return r.textAt(t, "Name") == "configuration" })
	}
	if !whole {
		r.unread, r.any = "the result of an advanced query that does not select the whole configuration", false
		return
	}
	results := doc.At("Results")
	if results.IsMissing() || results.Kind != estate.List {
		r.noteAt(doc, "a list of Results")
		return
	}
	for _, row := range results.Items {
		text, _ := row.Text.Known()
		if t := r.parsed(text, row.Origin); t != nil && t.Kind == estate.Map {
			r.takeConfigItem(t)
		} else {
			r.noteAt(row, "a text of JSON with a map")
		}
	}
}

// parsed is a text of JSON as a tree, all of whose positions are that of the text; nil
// if it is none.
func (l *loader) parsed(text string, at estate.Origin) *estate.Tree {
	p := &reader{loader: l, scanner: newSmallScanner(text), name: at.File}
	p.fixedLine, p.fixedColumn = at.Line, at.Column
	p.begin()
	t := p.tree()
	if p.err != nil || !p.atEnd() || p.err != nil {
		return nil
	}
	return t
}

func newSmallScanner(text string) *scanner {
	return &scanner{r: strings.NewReader(text), buf: make([]byte, 0, min(len(text)+16, window)), keep: -1}
}

func (r *reader) takeConfigItem(t *estate.Tree) {
	x := configItem{file: r.name, source: r.scope.source, at: t.Origin, tree: t}
	plain := func(names ...string) string {
		for _, n := range names {
			if s := textIn(t.At(n)); s != "" {
				return s
			}
		}
		return ""
	}
	x.typ, x.id = plain("resourceType"), plain("resourceId", "arn", "ARN", "resourceName")
	x.account, x.region = plain("awsAccountId", "accountId"), plain("awsRegion")
	x.captured = plain("configurationItemCaptureTime")
	if x.region == "global" {
		x.region = ""
	}
	switch status := plain("configurationItemStatus"); {
	case strings.HasPrefix(status, "ResourceDeleted"):
		x.gone = true
	case status == "ResourceNotRecorded":
		return
	}
	if x.typ == "" || x.id == "" {
		r.noteAt(t, "a configuration item with resourceType and resourceId")
		return
	}
	r.loose.recorded = append(r.loose.recorded, x)
}

// readConfigItems reads the latest item of each resource.
func (l *loader) readConfigItems() {
	list := l.loose.recorded
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b configItem) int { // the latest first
		return cmp.Or(strings.Compare(a.typ, b.typ), strings.Compare(a.account+a.region+a.id, b.account+b.region+b.id), strings.Compare(b.captured, a.captured))
	})
	list = slices.CompactFunc(list, func(a, b configItem) bool {
		return a.typ == b.typ && a.id == b.id && a.account == b.account && a.region == b.region
	})
	unread, made := map[[2]string]int{}, map[string]int{}
	for n := range list {
		x := &list[n]
		before := len(l.result.Resources)
		switch {
		case x.gone:
		case !l.readConfigItem(x):
			unread[[2]string{x.file, x.typ}]++
		}
		made[x.file] += len(l.result.Resources) - before
	}
	for n := range l.result.Sources {
		s := &l.result.Sources[n]
		s.Resources += made[s.Name]
	}
	var keys [][2]string
	for k := range unread {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1])) })
	for _, k := range keys {
		l.passOver(k[0]+": "+k[1], strconv.Itoa(unread[k])+" of a type that is not read of AWS Config, or without its configuration")
	}
}

// readConfigItem reads an item as the describe outputs that it amounts to; false if it
// amounts to none.
func (l *loader) readConfigItem(x *configItem) bool {
	k, known := configKinds()[x.typ]
	c := config{l: l, item: x, kind: k, body: l.whole(x.tree.At("configuration"))}
	if !known && c.body != nil && l.configForm(x, c.body) {
		l.loose.recordedAt[x.at] = c.lacking()
		return true
	}
	if !known || c.body == nil || c.body.Kind != estate.Map || len(c.body.Fields) == 0 {
		return false
	}
	for _, doc := range k.documents(c) {
		l.feed(x, doc)
	}
	l.loose.recordedAt[x.at] = c.lacking()
	return true
}

// whole is a part of an item, which the CLI prints as a text of JSON; one of more than
// one text within another is met, too.
func (l *loader) whole(t *estate.Tree) *estate.Tree {
	for range 3 {
		if t == nil || t.Kind != estate.Scalar || t.Plain != estate.PlainString {
			return t
		}
		text, _ := t.Text.Known()
		if trimmed := strings.TrimSpace(text); trimmed == "" || !strings.ContainsRune(`{["`, rune(trimmed[0])) {
			return t
		}
		inner := l.parsed(text, t.Origin)
		if inner == nil {
			return t
		}
		t = inner
	}
	return t
}

// feed reads a document that an item was made to, all of it as if it stood where the
// item does.
func (l *loader) feed(x *configItem, doc []byte) {
	s := l.scopeIn(scopeKey{source: x.source, folder: "/config", account: x.account, region: x.region})
	r := &reader{loader: l, scanner: newSmallScanner(string(doc)), scope: s, name: x.file, path: "config.json", partial: true}
	r.fixedLine, r.fixedColumn = x.at.Line, x.at.Column
	r.documents()
	if r.err != nil {
		r.damaged(r.err)
	}
	for _, k := range append(r.keys, r.part.of) {
		if k != "" {
			r.cutOff(k, notRecorded)
		}
	}
}

// lackingFacts are what an item does not say of its resource.
type lackingFacts struct{ tags bool }

// fillConfig makes unknown what Config does not record of resources.
func (l *loader) fillConfig() {
	if len(l.loose.recordedAt) == 0 {
		return
	}
	for _, x := range l.result.Resources {
		c := x.Base()
		lack, ok := l.loose.recordedAt[c.Origin]
		if !ok {
			continue
		}
		g := estate.NotListed("what AWS Config does not record of "+c.Logical, "it is in no configuration item", "add what the AWS CLI prints of it")
		g.Origin = c.Origin
		switch x := x.(type) {
		case *estate.Function:
			x.Environment = estate.NewOpaque(g.Variable, c.Origin)
		case *estate.Role:
			x.MaxSession = estate.UnknownValue[int](g, c.Origin)
		case *estate.NATGateway:
			unseen(g, c.Origin, &x.Availability)
		case *estate.VPCEndpoint:
			if x.Policy.IsMissing() {
				x.Policy = estate.NewOpaque(g.Variable, c.Origin)
			}
		}
		if lack.tags {
			c.Tags = estate.NewTags(estate.Items[estate.Tag]{Unknown: []estate.GuardedGap{{Gap: g}}})
		}
	}
}

// textIn is a text, or empty if it is something else.
func textIn(t *estate.Tree) string {
	if t == nil || t.Kind != estate.Scalar || t.Plain != estate.PlainString {
		return ""
	}
	s, _ := t.Text.Known()
	return s
}

// quoteJSON writes a text as JSON.
func quoteJSON(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < ' ':
			b.WriteString(`\u00`)
			b.WriteByte("0123456789abcdef"[c>>4])
			b.WriteByte("0123456789abcdef"[c&15])
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
}
