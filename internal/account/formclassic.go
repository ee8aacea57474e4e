package account

import "strings"

// classicForms are the outputs of WAF Classic, of which collecting does not ask: its
// support has ended ("AWS WAF Classic").
func classicForms() []form {
	return []form{
		{command: "waf-regional list-web-acls", key: "WebACLs", marks: []string{"WebACLId"}, read: (*formed).classicListed},
		{command: "waf list-web-acls", key: "WebACLs", marks: []string{"WebACLId"}, read: (*formed).classicListed},
		{command: "waf-regional get-web-acl", key: "WebACL", single: true, marks: []string{"WebACLId", "WebACLArn"}, read: (*formed).classic},
		{command: "waf get-web-acl", key: "WebACL", single: true, marks: []string{"WebACLId", "WebACLArn"}, read: (*formed).classic},
		{command: "waf-regional list-resources-for-web-acl", needs: []string{"ResourceArns", "WebACLId"}, read: (*formed).guardedByClassic},
	}
}

// classicARN is that of a web ACL of WAF Classic.
func (x *formed) classicARN(id string) string {
	if strings.HasPrefix(x.form.command, "waf-regional ") {
		return x.arn("waf-regional", "webacl/"+id)
	}
	arn := x.arn("waf", "webacl/"+id)
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		parts[3] = ""
		arn = strings.Join(parts, ":")
	}
	return arn
}

// classicType is its type, by its ARN.
func classicType(arn string) string {
	if strings.Contains(arn, ":waf-regional:") {
		return "AWS::WAFRegional::WebACL"
	}
	return "AWS::WAF::WebACL"
}

// classicListed reads a WebACLSummary (WAF Classic ListWebACLs).
func (x *formed) classicListed() {
	id := x.text("WebACLId")
	arn := x.classicARN(id)
	x.add(classicType(arn), x.text("Name"), arn, listed, x.unsaid(x.text("Name"), x.form.service()+" get-web-acl", id))
}

// classic reads a WebACL (WAF Classic GetWebACL).
func (x *formed) classic() {
	arn := x.text("WebACLArn")
	x.add(classicType(arn), x.text("Name"), arn, got, x.properties(naming{}))
}

// guardedByClassic reads the answer of WAF Classic's ListResourcesForWebACL.
func (x *formed) guardedByClassic() {
	acl := x.classicARN(x.text("WebACLId"))
	for _, i := range itemsOf(x.t.At("ResourceArns")) {
		arn := textIn(i)
		p := mapTree(i.Origin, member("ResourceArn", i), member("WebACLId", textTree(acl, i.Origin)))
		x.add("AWS::WAFRegional::WebACLAssociation", "web ACL of "+arn, arn+"/classic-web-acl", got, p)
	}
}
