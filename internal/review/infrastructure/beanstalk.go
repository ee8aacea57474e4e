package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// Beanstalk is INF-BEANSTALK.
func Beanstalk() *review.Rule {
	return &review.Rule{
		ID: "INF-BEANSTALK", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Environments of Elastic Beanstalk are patched, and their logs outlive them",
		Why: "Beanstalk looks after the machines only as far as it is told to: without managed updates the platform keeps its known " +
			"holes, and without streaming the logs are gone with the machine that an intruder, or scaling, takes away.",
		Fix: "Add OptionSettings: aws:elasticbeanstalk:managedactions ManagedActionsEnabled true, with a PreferredStartTime and " +
			"aws:elasticbeanstalk:managedactions:platformupdate UpdateLevel minor; aws:elasticbeanstalk:cloudwatch:logs StreamLogs true; " +
			"aws:elasticbeanstalk:healthreporting:system SystemType enhanced.",
		Needs: []string{"A"}, References: []string{"FSBP ElasticBeanstalk.1", "FSBP ElasticBeanstalk.2", "FSBP ElasticBeanstalk.3", "WA SEC06-BP01"},
		Specimen: beanstalkTemplate("false"), Twin: beanstalkTemplate("true"),
		Check: checkBeanstalk,
	}
}

func beanstalkTemplate(logs string) string {
	return `Resources:
  Shop:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: shop
      SolutionStackName: 64bit Amazon Linux 2023 v4.3.0 running Python 3.11
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:managedactions", OptionName: ManagedActionsEnabled, Value: "true"}
        - {Namespace: "aws:elasticbeanstalk:healthreporting:system", OptionName: SystemType, Value: enhanced}
        - {Namespace: "aws:elasticbeanstalk:cloudwatch:logs", OptionName: StreamLogs, Value: "` + logs + `"}
`
}

func checkBeanstalk(p *review.Pass) {
	for _, r := range estate.All[*estate.Other](p.Estate) {
		if r.Type != "AWS::ElasticBeanstalk::Environment" {
			continue
		}
		// What a saved configuration or template sets is not in the environment.
		elsewhere := estate.IsAbsent(r.Properties.At("TemplateName").AsText())
		off := func(namespace, option, good string) estate.Truth {
			return optionIs(r, namespace, option, good).Not().And(elsewhere.Or(optionIs(r, namespace, option, "").Not()))
		}
		const prefix = "aws:elasticbeanstalk:"
		p.JudgeParts(r, []review.Part{
			{Bad: off(prefix+"managedactions", "ManagedActionsEnabled", "true"), Says: "its platform is not updated by itself", Severity: finding.Low},
			{Bad: off(prefix+"cloudwatch:logs", "StreamLogs", "true"), Says: "its logs are gone with its machines", Severity: finding.Low},
			{Bad: off(prefix+"healthreporting:system", "SystemType", "enhanced"), Says: "its health is reported in little detail", Severity: finding.Info},
		}, review.Detail{At: r.Properties.At("OptionSettings").Place()})
	}
}

// optionIs is true where an environment sets an option to a value; the value "" is
// that it doesn't set it.
func optionIs(r *estate.Other, namespace, option, value string) estate.Truth {
	type setting struct{ namespace, option, value estate.Value[string] }
	settings := estate.AsItems(r.Properties.At("OptionSettings"), func(_ scenario.Guard, t *estate.Tree) setting {
		return setting{t.At("Namespace").AsString(), t.At("OptionName").AsString(), t.At("Value").AsString()}
	})
	if value == "" {
		return review.AnyItem(settings, func(s setting) estate.Truth {
			return estate.Is(s.namespace, namespace).And(estate.Is(s.option, option))
		}).Not()
	}
	return review.AnyItem(settings, func(s setting) estate.Truth {
		is := estate.When(s.value, false, func(v string) bool { return strings.EqualFold(v, value) })
		return estate.Is(s.namespace, namespace).And(estate.Is(s.option, option)).And(is)
	})
}
