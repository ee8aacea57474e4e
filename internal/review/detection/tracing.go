package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Tracing is DET-TRACING: a request can be followed through what it touches.
func Tracing() *review.Rule {
	return &review.Rule{
		ID: "DET-TRACING", Area: finding.Detection, Severity: finding.Info,
		Title: "API stages, functions and state machines are traced",
		Why: "One request passes a stage, functions and queues, each with logs of its own. A trace ties them together: what a stolen " +
			"token called, and how far it came.",
		Fix:        "Set TracingEnabled: true on stages, TracingConfig: {Mode: Active} on functions, TracingConfiguration: {Enabled: true} on state machines.",
		Needs:      []string{"A"},
		References: []string{"FSBP APIGateway.3", "FSBP Lambda.7", "WA SEC04-BP02"},
		Specimen:   stageTemplate("false"),
		Twin:       stageTemplate("true"),
		Check:      checkTracing,
	}
}

func stageTemplate(tracing string) string {
	return `Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d1, StageName: prod, TracingEnabled: ` + tracing + `}
`
}

// checkTracing tells once of everything that is not traced.
func checkTracing(p *review.Pass) {
	bad := map[estate.ID]estate.Truth{}
	var all []estate.Resource
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.RestStage:
			bad[r.ID] = estate.Is(r.Tracing.Or(false), true).Not()
		case *estate.Function:
			bad[r.ID] = estate.When(r.Tracing, false, func(s string) bool { return strings.EqualFold(s, "Active") }).Not()
		case *estate.StateMachine:
			bad[r.ID] = estate.Is(r.Tracing, true).Not()
		case *estate.GraphQLAPI:
			bad[r.ID] = estate.Is(r.Tracing, true).Not()
		default:
			continue
		}
		all = append(all, r)
	}
	together(p, all, func(r estate.Resource) estate.Truth { return bad[r.Base().ID] }, review.Detail{
		Message: "requests are not traced (X-Ray)", Key: "estate",
	}, "requests are not traced (X-Ray) through %d stages, functions and state machines")
}

// ResourceMonitoring is DET-RESOURCE-MONITORING: machines say in detail how they
// are.
func ResourceMonitoring() *review.Rule {
	return &review.Rule{
		ID: "DET-RESOURCE-MONITORING", Area: finding.Detection, Severity: finding.Info,
		Title: "Instances, databases and container clusters are monitored in detail",
		Why: "A crypto-miner shows as a processor that never rests, a theft as a database that reads all night. Five-minute averages " +
			"smooth both away.",
		Fix: "Set Monitoring: true on instances, MonitoringInterval: 60 and EnablePerformanceInsights: true on databases, " +
			"ClusterSettings: [{Name: containerInsights, Value: enabled}] on ECS clusters.",
		Needs:      []string{"A"},
		References: []string{"FSBP RDS.6", "FSBP ECS.12", "WA SEC04-BP02"},
		Specimen:   monitorTemplate("0"),
		Twin:       monitorTemplate("60"),
		Check:      checkMonitoring,
	}
}

func monitorTemplate(interval string) string {
	return `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, DBInstanceClass: db.m6g.large, StorageEncrypted: true, MonitoringInterval: ` + interval + `, EnablePerformanceInsights: true}
`
}

// checkMonitoring tells once of each kind: instances, databases, clusters.
func checkMonitoring(p *review.Pass) {
	together(p, estate.All[*estate.Instance](p.Estate), func(i *estate.Instance) estate.Truth {
		return estate.Is(i.Monitoring.Or(false), true).Not()
	}, review.Detail{Message: "detailed monitoring is off", Key: "estate"}, "detailed monitoring of %d instances is off")
	var databases []*estate.DBInstance
	for _, d := range estate.All[*estate.DBInstance](p.Estate) {
		if engine, _ := d.Engine.Known(); engine != "docdb" && engine != "neptune" {
			databases = append(databases, d)
		}
	}
	together(p, databases, func(d *estate.DBInstance) estate.Truth {
		return estate.When(d.Monitoring, true, func(n int) bool { return n == 0 })
	}, review.Detail{Message: "enhanced monitoring is off", Key: "estate"}, "enhanced monitoring of %d database instances is off")
	together(p, databases, func(d *estate.DBInstance) estate.Truth {
		return estate.Is(d.Properties.At("EnablePerformanceInsights").AsBool(), false)
	}, review.Detail{Message: "Performance Insights is off", Key: "insights"}, "Performance Insights of %d database instances is off")
	together(p, estate.All[*estate.ECSCluster](p.Estate), func(c *estate.ECSCluster) estate.Truth {
		return estate.When(c.Insights, true, func(s string) bool { return strings.EqualFold(s, "disabled") })
	}, review.Detail{Message: "Container Insights is not turned on", Key: "estate"}, "Container Insights of %d clusters is not turned on")
}

// AcceleratorLogs is DET-GA-LOGS: what comes through Global Accelerator is seen.
func AcceleratorLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-GA-LOGS", Area: finding.Detection, Severity: finding.Low,
		Title: "Global Accelerator writes flow logs",
		Why: "An accelerator takes the internet's traffic at AWS's edge and hands it on inside. Where clients' addresses are not " +
			"preserved, the flow logs of the VPC show the accelerator, and nobody behind it.",
		Fix:        "Set FlowLogsEnabled: true, FlowLogsS3Bucket and FlowLogsS3Prefix on the accelerator.",
		Needs:      []string{"A"},
		References: []string{"WA SEC04-BP01"},
		Specimen: `Resources:
  Front: {Type: "AWS::GlobalAccelerator::Accelerator", Properties: {Name: front}}
`,
		Twin: `Resources:
  Front:
    Type: AWS::GlobalAccelerator::Accelerator
    Properties: {Name: front, FlowLogsEnabled: true, FlowLogsS3Bucket: flows, FlowLogsS3Prefix: front}
`,
		Check: func(p *review.Pass) {
			for _, a := range estate.All[*estate.Accelerator](p.Estate) {
				p.Judge(a, estate.Is(a.FlowLogs, true).Not().And(estate.Is(a.Enabled, true)), review.Detail{
					At: a.FlowLogs.Origin, Message: "the accelerator writes no flow logs",
				})
			}
		},
	}
}
