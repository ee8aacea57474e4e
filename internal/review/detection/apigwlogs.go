package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// APIGatewayLogs is DET-APIGW-LOGS: stages of APIs log their requests.
func APIGatewayLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-APIGW-LOGS", Area: finding.Detection, Severity: finding.Low,
		Title: "API stages log requests",
		Why: "An API without logs cannot tell who called what: probing of its authorizers, stolen tokens and abuse " +
			"leave no trace, since a refused call never reaches the code behind it.",
		Fix: "Set AccessLogSetting (AccessLogSettings on an HTTP API's stage) with a DestinationArn and a Format that has " +
			"the caller, the address and the status; for execution logs add MethodSettings with LoggingLevel: ERROR.",
		Needs:      []string{"A"},
		References: []string{"FSBP APIGateway.1", "FSBP APIGateway.9", "WA SEC04-BP01"},
		Specimen: `Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d1, StageName: prod}
`,
		Twin: `Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d1
      StageName: prod
      AccessLogSetting: {DestinationArn: !GetAtt Logs.Arn, Format: "$context.identity.sourceIp $context.status"}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 90}
`,
		Check: checkAPIGatewayLogs,
	}
}

func checkAPIGatewayLogs(p *review.Pass) {
	message := "the stage writes neither access logs nor execution logs"
	for _, s := range estate.All[*estate.RestStage](p.Estate) {
		p.Judge(s, stageLogged(s.StageSettings).Not(), review.Detail{Message: message})
	}
	for _, d := range estate.All[*estate.RestDeployment](p.Estate) {
		makes := estate.IsAbsent(d.Stage).Not()
		if makes.True.IsNever() && makes.Unknown.IsNever() {
			continue // a deployment without a stage of its own
		}
		p.Judge(d, makes.And(stageLogged(d.StageSettings).Not()), review.Detail{
			At: d.Stage.Origin, Message: "the stage that the deployment makes writes neither access logs nor execution logs",
			Fix: "Make the stage an AWS::ApiGateway::Stage of its own, with an AccessLogSetting; or set AccessLogSetting " +
				"in the deployment's StageDescription.",
		})
	}
	for _, s := range estate.All[*estate.HTTPStage](p.Estate) {
		p.Judge(s, estate.IsAbsent(s.AccessLogs).And(isLevel(s.LogLevel).Not()), review.Detail{Message: message})
	}
	judgeGraphQLLogs(p)
}

func stageLogged(s estate.StageSettings) estate.Truth {
	executions := review.AnyItem(s.Methods, func(m estate.MethodSetting) estate.Truth { return isLevel(m.LogLevel) })
	return estate.IsAbsent(s.AccessLogs).Not().Or(executions)
}

// isLevel is true of a level at which anything is logged.
func isLevel(level estate.Value[string]) estate.Truth {
	return estate.When(level, false, func(s string) bool { return s == "ERROR" || s == "INFO" })
}
