package incident

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// GameDay is IR-GAMEDAY: what is written down is tried.
func GameDay() *review.Rule {
	return &review.Rule{
		ID: "IR-GAMEDAY", Area: finding.Incident, Severity: finding.Low,
		Title: "Drills are scheduled, and can be stopped",
		Why: "A restore that was never tried fails, and a runbook that nobody has followed has a step that no longer works. Drills that " +
			"depend on somebody's memory are put off.",
		Fix: "Schedule a drill: an AWS::Scheduler::Schedule (State: ENABLED) that starts an experiment or a restore test; give each " +
			"AWS::FIS::ExperimentTemplate a stop condition on an alarm.",
		Needs:      []string{"A", "ORG"},
		References: []string{"WA SEC10-BP07"},
		Specimen:   drillTemplate("DISABLED"),
		Twin:       drillTemplate("ENABLED"),
		Check:      checkGameDay,
	}
}

func drillTemplate(state string) string {
	return `Resources:
  GameDay:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(90 days)
      State: ` + state + `
      FlexibleTimeWindow: {Mode: "OFF"}
      Target:
        Arn: arn:aws:scheduler:::aws-sdk:fis:startExperiment
        RoleArn: arn:aws:iam::111122223333:role/drill
        Input: '{"ExperimentTemplateId": "EXT1"}'
`
}

func checkGameDay(p *review.Pass) {
	seen := false
	judge := func(r estate.Resource, enabled estate.Value[bool]) {
		seen = true
		p.Judge(r, estate.Is(enabled, false), review.Detail{At: enabled.Origin, Message: "the drill is switched off"})
	}
	for _, s := range estate.All[*estate.Schedule](p.Estate) {
		input, _ := s.Input.Known()
		target, _ := s.Target.Known()
		if isDrill(&s.Core, target.String()+" "+input.String()) {
			judge(s, s.Enabled)
		}
	}
	for _, r := range estate.All[*estate.EventRule](p.Estate) {
		if !estate.IsAbsent(r.Schedule).True.IsAlways() && isDrill(&r.Core, targetsOf(r)) {
			judge(r, r.Enabled)
		}
	}
	for _, x := range estate.All[*estate.Experiment](p.Estate) {
		seen = true
		stops := review.AnyItem(x.Stops, func(s string) estate.Truth { return truthOf(s != "none") })
		p.Judge(x, stops.Not(), review.Detail{At: x.Stops.Origin, Message: "nothing stops the experiment when it does harm (its stop condition is none)"})
	}
	for _, r := range p.Estate.Resources {
		if r.Base().Type == "AWS::Backup::RestoreTestingPlan" {
			seen = true
			p.Good(r)
		}
	}
	if !seen {
		p.NotVisible("no source has an experiment, a restore test or a schedule of drills; when the last was held people know", "aws fis list-experiment-templates, aws backup list-restore-testing-plans")
	}
}

// isDrill knows a schedule for drills by its name or by what it starts.
func isDrill(c *estate.Core, starts string) bool {
	starts = strings.ToLower(starts)
	return hasWord(c.Logical+" "+c.Name(), "gameday", "game-day", "drill", "restoretest", "restore-test", "chaos") ||
		strings.Contains(starts, "fis:startexperiment") || strings.Contains(starts, "createsamplefindings")
}

func targetsOf(r *estate.EventRule) string {
	var b strings.Builder
	for _, i := range r.Targets.Known {
		i.Is.Whole.Walk(func(_ string, t *estate.Tree) bool {
			b.WriteString(" " + t.Text.String())
			return true
		})
	}
	return b.String()
}

func truthOf(is bool) estate.Truth {
	if is {
		return estate.Yes()
	}
	return estate.No()
}
