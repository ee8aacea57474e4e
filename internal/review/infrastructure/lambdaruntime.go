package infrastructure

import (
	"fmt"
	"strings"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// LambdaRuntime is INF-LAMBDA-RUNTIME.
func LambdaRuntime() *review.Rule {
	return &review.Rule{
		ID: "INF-LAMBDA-RUNTIME", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Functions run on runtimes that are patched, and signed code is enforced where it is asked for",
		Why: "After a runtime's deprecation Lambda applies no more security patches to it: every hole that is found in the language " +
			"stays open. A public function without a limit of its own lets anybody use up the account's concurrency, and its money.",
		Fix: "Move to a current runtime (python3.13, nodejs24.x, java25, dotnet10, ruby3.4, provided.al2023). Set " +
			"UntrustedArtifactOnDeployment: Enforce, and ReservedConcurrentExecutions on functions with a public URL.",
		Needs: []string{"A"}, References: []string{"FSBP Lambda.2", "WA SEC06-BP06"},
		Specimen: runtimeTemplate("python3.8"), Twin: runtimeTemplate("python3.13"),
		Check: checkRuntimes,
	}
}

func runtimeTemplate(runtime string) string {
	return `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: ` + runtime + `
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/app
      Code: {S3Bucket: code, S3Key: app.zip}
`
}

// runtimesRead is when the table below was read.
var runtimesRead = time.Date(2026, 8, 20, 0, 0, 0, 0, time.UTC)

// runtimeEnds are the days on which runtimes are deprecated ("Lambda runtimes",
// sections "Supported runtimes" and "Deprecated runtimes").
func runtimeEnds(runtime string) (time.Time, bool) {
	day, ok := map[string]string{
		"dotnetcore1.0": "2019-06-27", "dotnetcore2.0": "2019-05-30", "dotnetcore2.1": "2022-01-05", "dotnetcore3.1": "2023-04-03",
		"dotnet5.0": "2022-05-10", "dotnet6": "2024-12-20", "dotnet7": "2024-05-14", "dotnet8": "2026-11-10", "dotnet10": "2028-11-14",
		"go1.x": "2024-01-08", "java8": "2024-01-08", "java8.al2": "2027-06-30", "java11": "2027-06-30", "java17": "2027-06-30",
		"java21": "2029-06-30", "java25": "2029-06-30", "nodejs": "2016-08-30", "nodejs4.3": "2020-03-05", "nodejs4.3-edge": "2020-03-05",
		"nodejs6.10": "2019-08-12", "nodejs8.10": "2020-03-06", "nodejs10.x": "2021-07-30", "nodejs12.x": "2023-03-31",
		"nodejs14.x": "2023-12-04", "nodejs16.x": "2024-06-12", "nodejs18.x": "2025-09-01", "nodejs20.x": "2026-04-30",
		"nodejs22.x": "2027-04-30", "nodejs24.x": "2028-04-30", "provided": "2024-01-08", "provided.al2": "2026-07-31",
		"provided.al2023": "2029-06-30", "python2.7": "2021-07-15", "python3.6": "2022-07-18", "python3.7": "2023-12-04",
		"python3.8": "2024-10-14", "python3.9": "2025-12-15", "python3.10": "2026-10-31", "python3.11": "2027-06-30",
		"python3.12": "2028-10-31", "python3.13": "2029-06-30", "python3.14": "2029-06-30", "ruby2.5": "2021-07-30",
		"ruby2.7": "2023-12-07", "ruby3.2": "2026-03-31", "ruby3.3": "2027-03-31", "ruby3.4": "2028-03-31", "ruby4.0": "2029-03-31",
	}[strings.ToLower(runtime)]
	end, err := time.Parse(time.DateOnly, day)
	return end, ok && err == nil
}

func checkRuntimes(p *review.Pass) {
	now := p.Shared.Now
	if now.IsZero() {
		now = runtimesRead
	}
	for _, f := range estate.All[*estate.Function](p.Estate) {
		ended := estate.When(f.Runtime, false, func(s string) bool {
			end, ok := runtimeEnds(s)
			return ok && !now.Before(end)
		})
		says := "its runtime is deprecated"
		for _, a := range f.Runtime.Alternatives() {
			if end, ok := runtimeEnds(a.Is); ok && a.State == estate.Known && !now.Before(end) {
				says = fmt.Sprintf("runtime %s is deprecated since %s", a.Is, end.Format(time.DateOnly))
			}
		}
		p.JudgeParts(f, []review.Part{
			{Bad: ended, Says: says, Severity: finding.Medium, At: f.Runtime.Origin},
			{
				Bad:  publicURL(p.Estate, f).And(estate.IsAbsent(f.Concurrency)),
				Says: "everybody can invoke it by its URL, and nothing limits how often at once", Severity: finding.Low,
			},
		}, review.Detail{})
	}
	for _, s := range estate.All[*estate.CodeSigning](p.Estate) {
		warns := estate.When(s.Untrusted, false, func(s string) bool { return strings.EqualFold(s, "Warn") })
		p.Judge(s, warns, review.Detail{
			At: s.Untrusted.Origin, Message: "code that is not signed, or by others, is deployed with a warning", Severity: finding.Low, Weighed: true,
		})
	}
}

// publicURL is true of a function with a URL that asks for no credentials.
func publicURL(e *estate.Estate, f *estate.Function) estate.Truth {
	out := estate.No()
	for _, u := range estate.All[*estate.FunctionURL](e) {
		open := estate.When(u.AuthType, false, func(s string) bool { return strings.EqualFold(s, "NONE") })
		out = out.Or(review.Refers(e, u.Function, f).And(open).Given(u.When))
	}
	return out
}
