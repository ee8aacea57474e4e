package account

import (
	"strings"

	"ringwall/internal/estate"
)

// tagging reads a ResourceTagMapping (Resource Groups Tagging API GetResources), which
// has the tags of most of what an account has in a Region.
func (x *formed) tagging() {
	var list estate.Items[estate.Tag]
	for _, i := range itemsOf(x.t.At("Tags")) {
		list.Known = append(list.Known, item(estate.Tag{Key: estate.Literal(textIn(i.At("Key"))), Value: x.values.text(textIn(i.At("Value")), i.Origin).Or(estate.Literal(""))}, i.Origin))
	}
	x.loose.tagged[tagARN(x.text("ResourceARN"))] = estate.NewTags(list)
}

// tagARN is an ARN of API Gateway without the account, which it has in none of its own.
func tagARN(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && parts[2] == "apigateway" {
		parts[4] = ""
		return strings.Join(parts, ":")
	}
	return arn
}

// joinTagging gives resources of which no other output says the tags those that the
// tagging API lists, or none: it leaves out what never had any ("GetResources").
func (l *loader) joinTagging() {
	whole := map[place]bool{}
	for _, s := range l.order {
		if x := s.lists["resourcegroupstaggingapi get-resources"]; x != nil {
			whole[place{s.account, s.region}] = x.gap() == "" && s.lost == ""
		}
	}
	if len(whole) == 0 {
		return
	}
	for _, r := range l.result.Resources {
		c := r.Base()
		if list := c.Tags.List(); len(list.Known) > 0 || len(list.Unknown) == 0 || c.Physical == "" {
			continue
		}
		account, _ := c.Account.Known()
		region, _ := c.Region.Known()
		tags, said := l.loose.tagged[tagARN(c.Physical)]
		if said || whole[place{account, region}] && taggable(r) {
			c.Tags = tags
		}
	}
}

// taggable are resources that the tagging API knows ("Services that support the Resource
// Groups Tagging API").
func taggable(r estate.Resource) bool {
	switch r.(type) {
	case *estate.Key, *estate.Queue, *estate.Topic, *estate.DynamoTable, *estate.Repository, *estate.SearchDomain, *estate.BackupVault, *estate.Function:
		return true
	}
	return false
}
