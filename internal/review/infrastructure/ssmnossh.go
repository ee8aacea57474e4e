package infrastructure

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// SessionManager is INF-SSM-NO-SSH.
func SessionManager() *review.Rule {
	return &review.Rule{
		ID: "INF-SSM-NO-SSH", Area: finding.Infrastructure, Severity: finding.Low, Raise: review.ByExposure,
		Title: "Instances are managed by Systems Manager, and have no SSH keys",
		Why: "A key pair is shared, copied and never rotated; who has the file is whoever it was copied to, and nothing says who used it. " +
			"Session Manager needs no open port and no key, asks IAM, and logs what was typed.",
		Fix: "Drop KeyName, give the instance profile the policy AmazonSSMManagedInstanceCore, and log sessions to CloudWatch Logs or S3 " +
			"in the SSM-SessionManagerRunShell document.",
		Needs: []string{"J"}, References: []string{"FSBP SSM.1", "WA SEC06-BP05"},
		Specimen: keyedTemplate("\n      KeyName: operations"), Twin: keyedTemplate(""),
		Check: checkSessionManager,
	}
}

func keyedTemplate(key string) string {
	return `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore]
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
  Server:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-1
      SubnetId: subnet-1
      IamInstanceProfile: !Ref Profile` + key + "\n"
}

func checkSessionManager(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.Instance:
			judgeSSH(p, r, r.Hardware, r.LaunchTemplate)
		case *estate.LaunchTemplate:
			judgeSSH(p, r, r.Hardware, estate.Value[estate.Text]{})
		case *estate.EMRCluster:
			judgeKey(p, r, r.KeyName)
		case *estate.ComputeEnvironment:
			judgeKey(p, r, r.KeyName)
		case *estate.Document:
			judgeSessionLogs(p, r)
		}
	}
}

// keyed is true of a machine with a key pair: an empty name is none.
func keyed(name estate.Value[estate.Text]) estate.Truth {
	return review.Ask(name, estate.No(), func(t estate.Text) estate.Truth {
		if len(t.References()) > 0 {
			return estate.Yes() // a key pair's, whatever AWS calls it
		}
		if v, whole := t.Variable(); whole && !v.Closed() {
			if !v.HasDefault {
				return estate.Yes() // whoever deploys names one
			}
			return estate.Holds(scenario.Atom(v, "").Not())
		}
		return estate.When(estate.OfAlternatives(name.Origin, t.Expand()...), true, func(s string) bool { return s != "" })
	})
}

func judgeKey(p *review.Pass, r estate.Resource, name estate.Value[estate.Text]) {
	p.Judge(r, keyed(name), review.Detail{At: name.Origin, Message: "its machines have an SSH key pair"})
}

func judgeSSH(p *review.Pass, r estate.Resource, h estate.Hardware, template estate.Value[estate.Text]) {
	unmanaged, says := notManaged(p, r, h)
	if !estate.IsAbsent(template).True.IsAlways() && estate.IsAbsent(h.Profile).True.IsAlways() {
		unmanaged = estate.No() // its launch template decides, and is judged itself
	}
	p.JudgeParts(r, []review.Part{
		{Bad: keyed(h.KeyName), Says: "it has an SSH key pair", Severity: finding.Low, At: h.KeyName.Origin},
		{Bad: unmanaged, Says: says, Severity: finding.Low, At: h.Profile.Origin},
	}, review.Detail{})
}

// notManaged is true of a machine whose role surely may not speak to Systems
// Manager. Without a profile the account's default host management decides.
func notManaged(p *review.Pass, r estate.Resource, h estate.Hardware) (estate.Truth, string) {
	profile, ok := h.Profile.Known()
	if !ok {
		return estate.No(), "" // a launch template that gives none leaves it to whoever launches
	}
	if _, ok := estate.FollowTo[*estate.InstanceProfile](p.Estate, profile); !ok {
		return estate.No(), ""
	}
	dir := p.Shared.Directory()
	who := dir.RoleOf(r)
	if t, ok := r.(*estate.LaunchTemplate); ok {
		who = profileRole(p, t.Profile)
	}
	if who == nil {
		return estate.No(), ""
	}
	a := dir.Ask(directory.Question{Principal: who, Action: "ssm:UpdateInstanceInformation", Target: directory.Everything()})
	if a.Verdict == authz.Allowed || a.Verdict == authz.Unknown {
		return estate.No(), ""
	}
	return estate.Holds(a.Truth.False), "its role doesn't let Systems Manager manage it (ssm:UpdateInstanceInformation): there is no other way in than SSH"
}

func profileRole(p *review.Pass, v estate.Value[estate.Text]) *directory.Principal {
	t, _ := v.Known()
	profile, ok := estate.FollowTo[*estate.InstanceProfile](p.Estate, t)
	if !ok || len(profile.Roles.Known) != 1 {
		return nil
	}
	return p.Shared.Directory().RoleNamed(estate.Of(profile.Roles.Known[0].Is, profile.Roles.Origin))
}

// judgeSessionLogs looks at the preferences of Session Manager: a document of type
// Session.
func judgeSessionLogs(p *review.Pass, d *estate.Document) {
	if kind, _ := d.Properties.At("DocumentType").AsString().Known(); kind != "Session" {
		return
	}
	content := d.Properties.At("Content")
	if content.IsMissing() || content.Kind != estate.Map {
		return
	}
	inputs := content.At("inputs")
	unset := func(name string) estate.Truth {
		if t, ok := inputs.At(name).AsText().Known(); ok {
			if _, ok := p.Estate.Follow(t); ok { // whatever its name will be, it has one
				return estate.No()
			}
		}
		return estate.When(inputs.At(name).AsString(), true, func(s string) bool { return strings.TrimSpace(s) == "" })
	}
	p.Judge(d, unset("s3BucketName").And(unset("cloudWatchLogGroupName")), review.Detail{
		At: inputs.Place(), Message: "what is typed in sessions is not logged",
	})
}
