package account

import (
	"encoding/base64"
	"unicode/utf8"

	"ringwall/internal/estate"
)

// launchForms are the outputs of what instances are started from.
func launchForms() []form {
	return []form{
		{command: "ec2 describe-launch-templates", key: "LaunchTemplates", marks: []string{"LaunchTemplateId"}, read: (*formed).launchTemplateListed},
		{command: "ec2 describe-launch-template-versions", key: "LaunchTemplateVersions", marks: []string{"LaunchTemplateData"}, read: (*formed).launchTemplateVersion},
		{command: "autoscaling describe-auto-scaling-groups", key: "AutoScalingGroups", read: (*formed).scalingGroup},
		{command: "autoscaling describe-launch-configurations", key: "LaunchConfigurations", read: (*formed).launchConfiguration},
	}
}

// launchTemplateListed reads a LaunchTemplate (EC2 DescribeLaunchTemplates), which does
// not say what is started.
func (x *formed) launchTemplateListed() {
	id := x.text("LaunchTemplateId")
	p := mapTree(x.t.Origin, member("LaunchTemplateName", x.t.At("LaunchTemplateName")),
		member("LaunchTemplateData", x.unsaid(x.text("LaunchTemplateName"), "ec2 describe-launch-template-versions", id)))
	x.add("AWS::EC2::LaunchTemplate", id, id, listed, p)
}

// launchTemplateVersion reads a LaunchTemplateVersion (EC2
// DescribeLaunchTemplateVersions). The default version is what starts where nobody names
// one; others are launch templates beside it.
func (x *formed) launchTemplateVersion() {
	id, rank := x.text("LaunchTemplateId"), got
	p := mapTree(x.t.Origin, member("LaunchTemplateName", x.t.At("LaunchTemplateName")),
		member("LaunchTemplateData", withUserData(naming{}.tree(x.t.At("LaunchTemplateData")))))
	if plainIn(x.t.At("DefaultVersion")) != "true" {
		id += ":" + plainIn(x.t.At("VersionNumber"))
	}
	x.add("AWS::EC2::LaunchTemplate", id, id, rank, p)
}

// withUserData decodes the user data of what is started, as templates write it before
// it is encoded. What is no text stays unread.
func withUserData(t *estate.Tree) *estate.Tree {
	data := t.At("UserData")
	if data.IsMissing() || data.Kind != estate.Scalar {
		return t
	}
	text, err := base64.StdEncoding.DecodeString(textIn(data))
	if err != nil || !utf8.Valid(text) {
		g := estate.NotListed("the user data", "it is no text", "look at it in the account")
		return withMember(t, "UserData", estate.NewOpaque(g.Variable, data.Origin))
	}
	return withMember(t, "UserData", textTree(string(text), data.Origin))
}

// scalingGroup reads an AutoScalingGroup (Auto Scaling DescribeAutoScalingGroups).
func (x *formed) scalingGroup() {
	x.add("AWS::AutoScaling::AutoScalingGroup", x.text("AutoScalingGroupName"), x.text("AutoScalingGroupARN"), got, x.properties(naming{}))
}

// launchConfiguration reads a LaunchConfiguration (Auto Scaling
// DescribeLaunchConfigurations).
func (x *formed) launchConfiguration() {
	p := withUserData(x.properties(naming{}))
	p = withMember(p, "InstanceMonitoring", x.t.At("InstanceMonitoring", "Enabled"))
	x.add("AWS::AutoScaling::LaunchConfiguration", x.text("LaunchConfigurationName"), x.text("LaunchConfigurationARN"), got, p)
}
