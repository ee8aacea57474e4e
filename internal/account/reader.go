package account

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// reader reads one file. Its methods named after AWS's types read one record of
// that type.
type reader struct {
	*loader
	*scanner
	scope *scope
	name  string // of the file
	path  string
	at    estate.Origin // where the record begins that is being read
	// keys are the lists of the document that is being read, cut whether it ends
	// with the mark of a list that goes on; any is set once there was a list.
	keys []estate.ListingKind
	cut  bool
	any  bool
	// unread names a top-level key that nothing reads.
	unread string
	about  about
	bare   bare // the list that the file is, if it is one
	// refused is why the call of the file did not give all that there is.
	refused string
	// listKey is the key of the list that is being read, formed its records so far
	// that are of forms, formKeys the keys of forms that the document has.
	listKey  string
	formed   []formed
	formKeys []string
	nullKeys []string // of them, those that are null
	partial  bool     // no list of the document is whole
	// after is what the file is called after.
	after calledAfter
	// doc are the members of the document that is being read that are facts of
	// their own, docAt where it begins; docFaults counts the values of a wrong
	// type before it. soundAnswer: the answer that is being read has none.
	doc         *estate.Tree
	unanswered  string // the first of them, if none was unread before
	docAt       estate.Origin
	docFaults   int
	soundAnswer bool
	part        part
	partDoc     *estate.Tree
	// loneFunction is the function that the document is, if it is one.
	loneFunction *estate.Function
}

// about are facts that stand beside a list in the same file, or in its name: of
// which route table, target group, … it is the list.
type about struct {
	table, targets, list string
}

// documents reads all of the file: one document, or several one after another
// as paging with the CLI leaves them.
func (r *reader) documents() {
	r.fromName()
	r.after = r.calledAfter(r.path)
	r.begin()
	for {
		switch c := r.peek(); {
		case c == '{':
		case !r.any && c != 0 && r.unread == "":
			what := r.found()
			if r.skip(); r.err == nil {
				r.unread = what
			}
			return
		default:
			if !r.atEnd() || !r.any && r.unread == "" {
				r.unexpected("a map such as {\"Vpcs\": […]}")
			}
			return
		}
		r.document()
		r.join()
		if r.err != nil || r.atEnd() {
			return
		}
	}
}

func (r *reader) document() {
	r.keys, r.cut, r.part = r.keys[:0], r.refused != "", part{}
	r.docAt, r.docFaults = r.here(), r.faults
	whole := r.wholeForm() != nil
	for r.open('{'); r.more(); {
		key := string(r.key())
		k, known := r.kindOf(key)
		c := r.peek()
		switch {
		case whole && c != 0 && !isMeta(key):
			r.fact(key)
		case known && c == k.opens():
			r.list(key, k)
		case known && c == 'n' && len(r.forms[key]) > 0:
			r.nullKeys = append(r.nullKeys, key)
			r.skip()
		case r.loneFunction != nil && isFunctionField(key):
			r.lone(key)
		case r.facts[key] && (!known || k.common) && c != 0:
			r.fact(key)
		case known && c != 'n' && !k.loose && !k.alsoOthers(c):
			r.notThat(key, k)
		case key == "NextToken" || key == "NextMarker" || key == "Marker" || key == "nextToken":
			r.token()
		case key == "AdditionalRoutesAvailable", key == "IsTruncated", key == "Truncated":
			if more, _ := r.boolean(); more {
				r.cut = true
			}
		case key == "FunctionArn", key == "FunctionName", key == "VpcConfig":
			r.lone(key)
		case r.sibling(key):
		default:
			if r.unread == "" && c != 0 && !isMeta(key) {
				r.unread = key
			}
			r.skip()
		}
		r.faultyMember()
	}
	r.endLone()
	r.partDoc = r.doc
	r.answered()
	r.joinParts()
	r.endForms()
	for _, k := range r.keys {
		x := r.listOf(k)
		if x.documents++; r.cut {
			x.tokens++
		}
		if r.refused != "" {
			r.cutOff(k, r.refused)
		}
	}
}

// kindOf is what a key holds: of some, only the command says it that the file is called
// after.
func (r *reader) kindOf(key string) (kind, bool) {
	if k, ok := r.byVerb[r.after.verb][key]; ok {
		return k, true
	}
	k, ok := r.kinds[key]
	return k, ok
}

// lone reads a member of a function that is a document of its own (Lambda
// GetFunctionConfiguration).
func (r *reader) lone(key string) {
	if r.loneFunction == nil {
		line, _ := r.place()
		r.at = estate.Origin{File: r.name, Line: line}
		r.loneFunction = &estate.Function{Core: r.core("", "AWS::Lambda::Function")}
		r.any = true
	}
	r.functionField(r.loneFunction, key)
}

// isFunctionField tells the members of a function that is a document which other
// documents have too.
func isFunctionField(key string) bool {
	switch key {
	case "Role", "Runtime", "PackageType", "KMSKeyArn", "Environment", "TracingConfig":
		return true
	}
	return false
}

// endLone takes in the function that the document is. One that is only named
// says of what the document is.
func (r *reader) endLone() {
	f := r.loneFunction
	if r.loneFunction = nil; f == nil {
		return
	}
	if f.Physical == "" && r.doc != nil {
		name := estate.NewScalar(estate.Literal(f.Logical), r.docAt)
		r.doc.Fields = append(r.doc.Fields, estate.Field{Name: "FunctionName", Value: name})
		return
	}
	r.addFunction(f)
}

// begins notes that the document holds the list, or a part of it, of a key.
func (r *reader) begins(key string, k kind) estate.ListingKind {
	kind := estate.ListingKind(key)
	if k.list != "" {
		kind = k.list
	}
	if k.list != estate.EventRuleListing { // whose keys have another meaning elsewhere
		r.part.begun(key)
	}
	if r.any = true; !k.loose && !slices.Contains(r.keys, kind) {
		r.keys = append(r.keys, kind)
	}
	return kind
}

// list reads the records of one key.
func (r *reader) list(key string, k kind) {
	kind := r.begins(key, k)
	r.scope.begins(kind, r.placeIn())
	if r.listKey = key; len(r.forms[key]) > 0 {
		r.formKeys = append(r.formKeys, key)
	}
	if k.single || k.strings {
		r.record(k)
		r.faulty(kind)
		return
	}
	records := 0
	for r.open('['); r.more(); records++ {
		if c := r.peek(); k.texts && c == '"' {
			r.skip()
			continue
		} else if c != '{' {
			r.other(c, "a map")
			r.faulty(kind)
			continue
		}
		before := r.progress()
		r.record(k)
		r.faulty(kind)
		r.projected(kind, before)
	}
	if k.named && records == 0 && r.after.verb != verbOf(k.command) {
		r.cutOff(kind, "the file "+r.name+" is empty, and not called after aws "+k.command)
	}
}

// verbOf is a command without its service.
func verbOf(command string) string {
	_, verb, _ := strings.Cut(command, " ")
	verb, _, _ = strings.Cut(verb, " ")
	return verb
}

// placeIn is where the reader is.
func (r *reader) placeIn() estate.Origin {
	line, column := r.scanner.place()
	return estate.Origin{File: r.name, Line: line, Column: column}
}

func (r *reader) record(k kind) {
	line, column := r.place()
	r.at = estate.Origin{File: r.name, Line: line, Column: column}
	from := len(r.result.Resources)
	k.read(r)
	if r.doubtful() {
		r.spoil(r.result.Resources[from:])
	}
}

// token reads the mark of a list that goes on: it is cut off unless another
// document or file of the same scope follows.
func (r *reader) token() {
	if c := r.peek(); c != '"' {
		r.skip()
		return
	}
	if len(r.text()) > 0 {
		r.cut = true
	}
}

// isMeta tells keys that are no facts.
func isMeta(key string) bool {
	switch key {
	case "ResponseMetadata", "OwnerId", "RequesterId", "UpdateToken", "$metadata":
		return true
	}
	return false
}

// core begins a resource.
func (r *reader) core(id, typ string) estate.Core {
	return estate.Core{ID: estate.ID(id), Logical: id, Physical: id, Type: typ, Origin: r.at}
}

// add takes a resource in. One that is described twice (by several accounts
// that share it, by pages that overlap) is taken once: as its owner says.
func (r *reader) add(x estate.Resource) {
	c := x.Base()
	if c.Physical == "" || r.doubtful() && !bearsDoubt(x) {
		return
	}
	key := typed{c.Type, c.Physical}
	if have, ok := r.byID[key]; ok {
		owner, _ := c.Account.Known()
		if owner == "" || r.scope.account != owner || have.scope.account == owner {
			return
		}
		r.replace(have.resource, x)
	} else {
		r.result.Resources = append(r.result.Resources, x)
	}
	r.byID[key] = held{x, r.scope}
	r.settle(c)
}

func (r *reader) replace(old, with estate.Resource) {
	for i := len(r.result.Resources) - 1; i >= 0; i-- {
		if r.result.Resources[i] == old {
			r.result.Resources[i] = with
			return
		}
	}
}

// settle notes that a resource is still to be told its account and Region, if it
// does not say them itself.
func (r *reader) settle(c *estate.Core) {
	r.scope.pending = append(r.scope.pending, c)
}

// zoned is the Region of an Availability Zone: "eu-west-1" of "eu-west-1a", and
// of a Local Zone's "us-west-2-lax-1a".
func (r *reader) zoned(zone string) estate.Text {
	return estate.Literal(r.values.region(zone))
}

// byARN fills in what an ARN says.
func (r *reader) byARN(c *estate.Core, arn string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return
	}
	c.ARN = estate.Literal(arn)
	if c.Region, c.Account = estate.Literal(parts[3]), estate.Literal(parts[4]); parts[3] == "" {
		c.Region = estate.Text{}
	}
}

// tagged reads a list of Key and Value.
func (r *reader) tagged() estate.Tags {
	pairs, before := r.values.scratch[:0], r.faults
	for r.open('['); r.more(); {
		key, value := r.loose.key[:0], r.loose.value[:0]
		for r.open('{'); r.more(); {
			switch string(r.key()) {
			case "Key", "key":
				key = append(key[:0], r.text()...)
			case "Value", "value":
				value = append(value[:0], r.text()...)
			default:
				r.skip()
			}
		}
		r.loose.key, r.loose.value = key, value
		if bytes.IndexByte(key, 0) < 0 && bytes.IndexByte(value, 0) < 0 { // AWS has no such tags
			pairs = append(append(append(append(pairs, key...), 0), value...), 0)
		}
	}
	r.values.scratch = pairs
	if r.faults != before || r.err != nil {
		return estate.NewTags(estate.Items[estate.Tag]{Unknown: []estate.GuardedGap{{Gap: r.damage()}}})
	}
	return r.values.tags(pairs)
}

// texts reads a list of strings.
func (r *reader) texts() estate.Items[estate.Text] {
	out := estate.Items[estate.Text]{Origin: r.at}
	for r.open('['); r.more(); {
		if s := r.values.intern(r.text()); s != "" {
			out.Known = append(out.Known, estate.Item[estate.Text]{Is: estate.Literal(s), Origin: r.at})
		}
	}
	return out
}

// textsOf reads a list of maps, one string of each.
func (r *reader) textsOf(field string) estate.Items[estate.Text] {
	out := estate.Items[estate.Text]{Origin: r.at}
	for r.open('['); r.more(); {
		if s := r.member(field); s != "" {
			out.Known = append(out.Known, estate.Item[estate.Text]{Is: estate.Literal(s), Origin: r.at})
		}
	}
	return out
}

// member reads a map and keeps one string of it.
func (r *reader) member(field string) string {
	var out string
	for r.open('{'); r.more(); {
		if string(r.key()) == field {
			out = r.intern()
		} else {
			r.skip()
		}
	}
	return out
}

// members reads a map and keeps up to three strings of it.
func (r *reader) members(fields ...string) (out [3]string) {
	for r.open('{'); r.more(); {
		key, at := r.key(), -1
		for n, f := range fields {
			if string(key) == f {
				at = n
			}
		}
		if at < 0 {
			r.skip()
		} else {
			out[at] = r.intern()
		}
	}
	return out
}

// gone reports whether what has that state is there no more.
func gone(state string) bool {
	state = strings.ToLower(state)
	return state == "deleted" || state == "deleting"
}

// intern reads a string of which there are likely many.
func (r *reader) intern() string { return r.values.intern(r.text()) }

// txt is a value that refers to something, or is absent.
func (r *reader) txt() estate.Value[estate.Text] {
	before := r.faults
	s := r.intern()
	if s == "" {
		return unreadable[estate.Text](r, before)
	}
	return r.values.text(s, r.at)
}

// words is a value that is one of a few words, or is absent.
func (r *reader) words() estate.Value[string] {
	before := r.faults
	s := r.intern()
	if s == "" {
		return unreadable[string](r, before)
	}
	return r.values.word(s, r.at)
}

// flag is a Boolean value, or is absent.
func (r *reader) flag() estate.Value[bool] {
	before := r.faults
	is, ok := r.boolean()
	if !ok {
		return unreadable[bool](r, before)
	}
	return r.values.boolean(is, r.at)
}

// whole is a whole number, or is absent.
func (r *reader) whole() estate.Value[int] {
	before := r.faults
	n, ok := r.number()
	if !ok {
		return unreadable[int](r, before)
	}
	return r.values.whole(n, r.at)
}

// prefix is an address range, or is absent; what is none is a fault.
func (r *reader) prefix() estate.Value[netip.Prefix] {
	before := r.faults
	t := r.text()
	if len(t) == 0 {
		return unreadable[netip.Prefix](r, before)
	}
	p, ok := r.values.prefix(t)
	if !ok {
		r.misread("an address prefix such as 10.0.0.0/16", t)
		return unreadable[netip.Prefix](r, before)
	}
	return r.values.prefixes(p, r.at)
}

// addr is an address; invalid where there is none.
func (r *reader) addr() netip.Addr {
	t := r.text()
	if len(t) == 0 {
		return netip.Addr{}
	}
	if a, ok := parseIPv4(t); ok {
		return a
	}
	a, err := netip.ParseAddr(string(t))
	if err != nil {
		r.misread("an address", t)
	}
	return a.WithZone("")
}
