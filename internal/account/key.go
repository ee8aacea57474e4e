package account

import (
	"strings"

	"ringwall/internal/estate"
)

// keyAnswers are the outputs of KMS's commands that are one map.
func keyAnswers() []answer {
	return []answer{
		{verb: "describe-key", needs: []string{"KeyMetadata"}, read: (*reader).keyAnswer},
		{verb: "list-grants", needs: []string{"Grants"}, read: (*reader).grantsAnswer},
	}
}

// guardKey takes in a key and that its policy is apart.
func (r *reader) guardKey(x *estate.Key, arn string, rank int) {
	if strings.Contains(arn, ":key/") {
		r.guard(guarded{resource: x, service: "kms", name: lastPart(arn), command: "kms get-key-policy", rank: rank, policy: &x.Policy}, arn)
	}
}

// keyListed reads a KeyListEntry (ListKeys).
func (r *reader) keyListed() {
	x := &estate.Key{Core: r.core("", "AWS::KMS::Key")}
	arn := r.member("KeyArn")
	g := r.noOutput("what describe-key says of "+lastPart(arn), "kms describe-key", "as describe-key--"+lastPart(arn)+".json")
	unseen(g, x.Origin, &x.Enabled, &x.Spec, &x.Usage, &x.Material, &x.MultiRegion)
	r.guardKey(x, arn, listed)
}

// keyAnswer reads the answer of DescribeKey.
func (r *reader) keyAnswer(doc *estate.Tree) {
	m := doc.At("KeyMetadata")
	x := &estate.Key{
		Core: r.core("", "AWS::KMS::Key"), Enabled: r.flagValue(m, "Enabled"), Usage: r.wordValue(m, "KeyUsage"),
		Material: r.wordValue(m, "Origin"), MultiRegion: r.flagValue(m, "MultiRegion").Or(false),
		Spec:    r.wordValue(m, "KeySpec").OrElse(r.wordValue(m, "CustomerMasterKeySpec")),
		Manager: r.textAt(m, "KeyManager"),
	}
	if primary := r.textAt(m, "MultiRegionConfiguration", "PrimaryKey", "Arn"); r.textAt(m, "MultiRegionConfiguration", "MultiRegionKeyType") == "REPLICA" {
		x.Replica, x.Primary, x.Type = true, r.values.text(primary, r.at), "AWS::KMS::ReplicaKey"
	}
	r.guardKey(x, r.textAt(m, "Arn"), got)
}

// keyAlias reads an AliasListEntry of KMS (ListAliases).
func (r *reader) keyAlias() {
	x := &estate.KeyAlias{Core: r.core("", "AWS::KMS::Alias")}
	var name, arn, key string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "AliasName":
			name = r.intern()
		case "AliasArn":
			arn = r.str()
		case "TargetKeyId":
			key = r.intern()
		default:
			r.skip()
		}
	}
	if r.doubtful() || name == "" || !strings.Contains(arn, ":alias/") || !strings.Contains(arn, ":kms:") {
		return
	}
	r.called(&x.Core, name, arn)
	x.AliasName = r.values.text(name, x.Origin)
	if key != "" {
		// An alias and its key are in the same account and Region.
		x.Key = r.values.text(strings.TrimSuffix(arn, name)+"key/"+key, x.Origin)
	}
	r.add(x)
}

// grantsAnswer reads the answer of ListGrants.
func (r *reader) grantsAnswer(doc *estate.Tree) {
	list := doc.At("Grants")
	if list.IsMissing() || list.Kind != estate.List {
		r.noteAt(doc, "a list of Grants")
		return
	}
	key := r.subject(doc, "KeyId")
	var grants []*estate.KeyGrant
	for _, g := range list.Items {
		x := &estate.KeyGrant{
			Core: r.core("", "AWS::KMS::Grant"), Key: r.textValue(g, "KeyId"), Grantee: r.textValue(g, "GranteePrincipal"),
			Retiring: r.textValue(g, "RetiringPrincipal"), Constraints: g.At("Constraints"),
		}
		x.Origin = g.Origin
		for _, o := range r.textsAt(g, "Operations").Known {
			s, _ := o.Is.Known()
			x.Operations.Known = append(x.Operations.Known, item(s, o.Origin))
		}
		id := r.textAt(g, "GrantId")
		if key == "" {
			key = r.textAt(g, "KeyId")
		}
		x.ID, x.Logical, x.Physical = estate.ID("grant/"+id), id, "grant/"+id
		grants = append(grants, x)
	}
	switch {
	case !r.soundAnswer:
		return
	case key == "":
		r.subjectless("key", "list-grants--ID")
		return
	}
	for _, x := range grants {
		if x.Logical != "" {
			if arn, ok := x.Key.Known(); ok {
				s, _ := arn.Known()
				r.byARN(&x.Core, s)
				x.ARN = estate.Text{}
			}
			r.add(x)
		}
	}
	r.loose.granted[lastPart(key)] = append(r.loose.granted[lastPart(key)], !r.cut)
}

// joinGrants makes a grant of which nothing is known for each key whose grants no
// file lists whole.
func (l *loader) joinGrants() {
	for _, x := range l.result.Resources {
		k, ok := x.(*estate.Key)
		if !ok {
			continue
		}
		whole := false
		for _, w := range l.loose.granted[k.Logical] {
			whole = whole || w
		}
		if whole {
			continue
		}
		g := estate.NotListed("the grants of "+k.Logical, "no file holds the whole output of aws kms list-grants", "add it as list-grants--"+k.Logical+".json")
		c := implied(&k.Core, "grant", "AWS::KMS::Grant", &g)
		c.Physical = string(c.ID)
		l.result.Resources = append(l.result.Resources, &estate.KeyGrant{
			Core: c, Key: l.values.text(k.Physical, c.Origin), Grantee: estate.UnknownValue[estate.Text](g, c.Origin), Retiring: estate.UnknownValue[estate.Text](g, c.Origin),
			Operations:  estate.Items[string]{Unknown: []estate.GuardedGap{{Gap: g}}},
			Constraints: estate.NewOpaque(g.Variable, c.Origin),
		})
	}
}
