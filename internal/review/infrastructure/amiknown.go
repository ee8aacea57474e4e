package infrastructure

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// KnownImages is INF-AMI-KNOWN.
func KnownImages() *review.Rule {
	return &review.Rule{
		ID: "INF-AMI-KNOWN", Area: finding.Infrastructure, Severity: finding.Info,
		Title: "Images are named by who publishes them, not by a fixed id",
		Why: "An id in a template names the image of the day on which it was written: it ages, without patches, until it is " +
			"deregistered and nothing starts any more. And nobody sees from it whose image it is: anybody can publish one.",
		Fix: "Use a public parameter, as {{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}, or a parameter that " +
			"your own image pipeline writes; and switch on Allowed AMIs in the account.",
		Needs: []string{"A"}, References: []string{"WA SEC06-BP02"},
		Specimen: imageTemplate("ami-0123456789abcdef0"),
		Twin:     imageTemplate(`"{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}"`),
		Check:    checkImages,
	}
}

func imageTemplate(image string) string {
	return `Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ` + image + `, SubnetId: subnet-1}
`
}

func checkImages(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		if r.Base().Physical != "" {
			continue // what runs has an id, however it was chosen
		}
		switch r := r.(type) {
		case *estate.Instance:
			judgeImage(p, r, r.Image)
		case *estate.LaunchTemplate:
			judgeImage(p, r, r.Image)
		case *estate.EMRCluster:
			judgeImage(p, r, r.Image)
		case *estate.Fleet:
			for _, s := range r.Specs.Known {
				judgeImage(p, r, s.Is.Image)
			}
		}
	}
}

// judgeImage looks for ids that the template itself writes, also in a mapping. A
// parameter is whoever deploys asked.
func judgeImage(p *review.Pass, r estate.Resource, image estate.Value[estate.Text]) {
	if !slices.ContainsFunc(image.Alternatives(), func(a estate.Alternative[estate.Text]) bool { return a.State != estate.Absent }) {
		return
	}
	fixed := map[string]bool{}
	bad := review.Ask(image, estate.No(), func(t estate.Text) estate.Truth {
		if id, ok := t.Known(); ok && strings.HasPrefix(id, "ami-") {
			fixed[id] = true
			return estate.Yes()
		}
		return estate.No()
	})
	message := "the image is a fixed id: it ages, and nothing says whose it is"
	if len(fixed) > 1 {
		message = fmt.Sprintf("the image is one of %d fixed ids: they age, and nothing says whose they are", len(fixed))
	}
	p.Judge(r, bad, review.Detail{At: image.Origin, Message: message})
}
