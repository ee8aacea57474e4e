package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ECSHardened is INF-ECS-HARDENED.
func ECSHardened() *review.Rule {
	return &review.Rule{
		ID: "INF-ECS-HARDENED", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Containers run without the host's powers, and what is done in them is logged",
		Why: "A privileged container, or one in the host's process namespace, is root on the machine: whoever breaks out of the " +
			"application has every other container on it, and the instance's role. A file system that can be written keeps what an attacker brings.",
		Fix: "Drop Privileged, PidMode: host and IpcMode: host, use NetworkMode: awsvpc, set User to one that is not root and " +
			"ReadonlyRootFilesystem: true, and give each container a LogConfiguration.",
		Needs:      []string{"A"},
		References: []string{"FSBP ECS.1", "FSBP ECS.3", "FSBP ECS.4", "FSBP ECS.5", "FSBP ECS.9", "FSBP ECS.10", "WA SEC06-BP02"},
		Specimen:   taskTemplate("true"), Twin: taskTemplate("false"),
		Check: checkECS,
	}
}

func taskTemplate(privileged string) string {
	return `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: app
          Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1
          Privileged: ` + privileged + `
          User: "1000"
          ReadonlyRootFilesystem: true
          LogConfiguration: {LogDriver: awslogs}
`
}

func checkECS(p *review.Pass) {
	for _, t := range estate.All[*estate.TaskDefinition](p.Estate) {
		parts := []review.Part{
			{Bad: isOneOf(t.PIDMode, "host"), Says: "it shares the host's processes", Severity: finding.Medium, At: t.PIDMode.Origin},
			{Bad: isOneOf(t.IPCMode, "host"), Says: "it shares the host's memory", Severity: finding.Medium, At: t.IPCMode.Origin},
			{Bad: isOneOf(t.NetworkMode, "host"), Says: "it uses the host's network: it reaches the metadata service and has the instance's ports", Severity: finding.Low, At: t.NetworkMode.Origin},
		}
		p.JudgeParts(t, append(parts, containerParts(t.Containers, true)...), review.Detail{})
	}
	for _, j := range estate.All[*estate.JobDefinition](p.Estate) {
		p.JudgeParts(j, containerParts(j.Containers, false), review.Detail{}) // AWS Batch logs by itself
	}
	for _, c := range estate.All[*estate.ECSCluster](p.Estate) {
		p.Judge(c, isOneOf(c.ExecLogging, "NONE"), review.Detail{
			At: c.ExecLogging.Origin, Message: "what is typed in sessions of ECS Exec is not logged", Severity: finding.Low, Weighed: true,
		})
	}
	for _, s := range estate.All[*estate.ECSService](p.Estate) {
		old := isOneOf(s.LaunchType, "FARGATE").And(estate.When(s.Platform, false, func(v string) bool {
			return v != "" && !strings.EqualFold(v, "LATEST") && v != "1.4.0" && v != "1.0.0"
		}))
		p.Judge(s, old, review.Detail{
			At: s.Platform.Origin, Message: "it is held to an old version of the Fargate platform", Severity: finding.Low, Weighed: true,
		})
	}
}

// containerParts are what may be wrong with the containers of a task: one part of
// a kind, whatever their number.
func containerParts(list estate.Items[estate.Container], logs bool) []review.Part {
	part := func(says string, s finding.Severity, bad func(estate.Container) (estate.Truth, estate.Origin)) review.Part {
		out := review.Part{Bad: estate.No(), Severity: s}
		var names []string
		for _, c := range list.Known {
			t, at := bad(c.Is)
			t = t.Given(c.When)
			if out.Bad = out.Bad.Or(t); t.True.IsNever() && t.Unknown.IsNever() {
				continue
			}
			if out.At.IsZero() {
				out.At = at
			}
			if n, ok := c.Is.Name.Known(); ok && n.String() != "" {
				names = append(names, n.String())
			}
		}
		out.Says = says
		if len(names) > 0 {
			out.Says = strings.Join(names, ", ") + ": " + says
		}
		return out
	}
	parts := []review.Part{
		part("privileged", finding.Medium, func(c estate.Container) (estate.Truth, estate.Origin) {
			return estate.Is(c.Privileged, true), c.Privileged.Origin
		}),
		part("runs as root", finding.Info, func(c estate.Container) (estate.Truth, estate.Origin) {
			return estate.When(c.User, false, isRoot), c.User.Origin
		}),
		part("its root file system can be written", finding.Info, func(c estate.Container) (estate.Truth, estate.Origin) {
			return estate.Is(c.ReadOnlyRoot, false), c.ReadOnlyRoot.Origin
		}),
	}
	if logs {
		parts = append(parts, part("its output is not logged", finding.Low, func(c estate.Container) (estate.Truth, estate.Origin) {
			return estate.IsAbsent(c.LogDriver), c.LogDriver.Origin
		}))
	}
	return parts
}

// isRoot tells the users of ECS's form "user[:group]" that are root. Without any
// the image decides, which no template shows.
func isRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "root" || name == "0"
}
