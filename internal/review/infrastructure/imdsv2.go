package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// mostHops is how far an answer of the metadata service may travel: to a
// container on the instance, and no further.
const mostHops = 2

// IMDSv2 is INF-IMDSV2: the metadata service answers only to sessions.
func IMDSv2() *review.Rule {
	return &review.Rule{
		ID: "INF-IMDSV2", Area: finding.Infrastructure, Severity: finding.Medium, Raise: review.ByExposure,
		Title: "Instances require IMDSv2, with a short hop limit",
		Why: "IMDSv1 hands the instance role's keys to whoever can make the server fetch one URL: a forged request " +
			"(SSRF) or an open proxy is enough. IMDSv2 needs a session first, which such a request cannot open; a large hop " +
			"limit lets the answer leave the machine.",
		Fix: "Set MetadataOptions: {HttpTokens: required, HttpPutResponseHopLimit: 1} (2 where containers need it) on the " +
			"launch template, instance or launch configuration.",
		Needs:      []string{"A"},
		References: []string{"FSBP EC2.8", "FSBP EC2.170", "FSBP AutoScaling.3", "FSBP AutoScaling.4", "CIS 6.7", "WA SEC06-BP02"},
		Specimen: `Resources:
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-12345678
        MetadataOptions: {HttpTokens: optional, HttpPutResponseHopLimit: 1}
`,
		Twin: `Resources:
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-12345678
        MetadataOptions: {HttpTokens: required, HttpPutResponseHopLimit: 1}
`,
		Check: checkIMDS,
	}
}

func checkIMDS(p *review.Pass) {
	p.JudgeSettings([]review.Setting{{
		Type: "AWS::ImageBuilder::InfrastructureConfiguration", Path: "InstanceMetadataOptions.HttpTokens", Wrong: []string{"", "optional"},
		Says: "HttpTokens is optional on the instances that build images: IMDSv1 answers", Severity: finding.Low,
	}}, nil)
	for _, t := range estate.All[*estate.LaunchTemplate](p.Estate) {
		judgeIMDS(p, t, t.Hardware, t.Groups)
	}
	for _, i := range estate.All[*estate.Instance](p.Estate) {
		if own := estate.IsAbsent(i.HTTPTokens).And(estate.IsAbsent(i.HTTPPutHops)); own.True.IsAlways() {
			if _, ok := followed[*estate.LaunchTemplate](p.Estate, i.LaunchTemplate); ok {
				p.Good(i) // its launch template decides, and is judged itself
				continue
			}
		}
		judgeIMDS(p, i, i.Hardware, i.Groups)
	}
}

func judgeIMDS(p *review.Pass, r estate.Resource, h estate.Hardware, groups estate.Items[estate.Text]) {
	answers := estate.Is(h.HTTPMeta, "disabled").Not()
	v1 := review.Ask(h.HTTPTokens, undecided(r, h), func(s string) estate.Truth {
		return holds(!strings.EqualFold(s, "required"))
	})
	far := estate.When(h.HTTPPutHops, false, func(n int) bool { return n > mostHops })
	says, severity := "HttpTokens is optional: IMDSv1 answers", finding.Medium
	if estate.IsAbsent(h.HTTPTokens).True.IsAlways() {
		says = "HttpTokens is not written: the image and the account decide whether IMDSv1 answers"
	} else if facing := onInternet(p.Estate, r, groups); facing.True.IsAlways() {
		says, severity = "HttpTokens is optional on a machine that the internet reaches: IMDSv1 answers", finding.High
	}
	p.JudgeParts(r, []review.Part{
		{Bad: answers.And(v1), Says: says, Severity: severity, At: h.HTTPTokens.Origin},
		{
			Bad: answers.And(far), Severity: finding.Low, At: h.HTTPPutHops.Origin,
			Says: "HttpPutResponseHopLimit is more than 2: answers of the metadata service can leave the machine",
		},
	}, review.Detail{})
}

// undecided is the answer where no HttpTokens is written: an image that
// supports IMDSv2 only makes it required, unless the account's default says
// otherwise; for other images the account decides ("Order of precedence for
// instance metadata options"). Of AWS's own images those of Amazon Linux 2023
// are of the first kind.
func undecided(r estate.Resource, h estate.Hardware) estate.Truth {
	if image := imageName(h.Image); strings.Contains(image, "al2023") || strings.Contains(image, "bottlerocket") {
		return estate.No()
	}
	c := r.Base()
	return estate.Maybe(review.Gap(string(c.ID)+".HttpTokens", "the image and the account's default decide it",
		"aws ec2 get-instance-metadata-defaults, or write HttpTokens", c.Origin))
}

// imageName is what the source says of an image: an id, or the name of a
// parameter that holds one.
func imageName(v estate.Value[estate.Text]) string {
	var names []string
	for _, a := range v.Alternatives() {
		switch a.State {
		case estate.Known:
			names = append(names, a.Is.String())
		case estate.Unknown:
			if a.Gap.Variable == nil {
				return ""
			}
			names = append(names, a.Gap.Variable.Name)
		}
	}
	if len(names) != 1 {
		return ""
	}
	return strings.ToLower(names[0])
}

// onInternet asks whether a machine itself has a public address and a group
// that admits the internet.
func onInternet(e *estate.Estate, r estate.Resource, groups estate.Items[estate.Text]) estate.Truth {
	instance, ok := r.(*estate.Instance)
	if !ok {
		return estate.No()
	}
	public := estate.No()
	for _, at := range instance.Placements(e) {
		public = public.Or(estate.Is(at.PublicIP, true))
		if at.PublicDefault == estate.PublicBySubnet {
			public = public.Or(estate.IsAbsent(at.PublicIP).And(review.AnyItem(at.Subnets, func(t estate.Text) estate.Truth {
				if s, ok := estate.FollowTo[*estate.Subnet](e, t); ok {
					return estate.Is(s.MapPublicIP, true)
				}
				return estate.Maybe(estate.NotInEstate(t, at.Origin))
			})))
		}
		groups = groups.Append(at.Groups)
	}
	return public.And(anyAdmitsInternet(e, groups))
}
