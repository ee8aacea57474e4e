package collect_test

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"ringwall/internal/account/collect"
	"ringwall/internal/account/wire"
)

var snapshotTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// secret stands wherever an account has one.
const secret = "hunter2-Xy7"

// leaks are answers of AWS's with secrets in all places where it gives any, or where an
// answer could have them that the models don't know.
var leaks = map[string]string{
	"DescribeRegions": `<R><regionInfo><item><regionName>eu-west-1</regionName></item></regionInfo></R>`,
	"DescribeInstances": `<R><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><userData>` + secret + `</userData><password>` + secret +
		`</password><unknownMember>` + secret + `</unknownMember></item></instancesSet></item></reservationSet></R>`,
	"DescribeVpnConnections": `<R><vpnConnectionSet><item><vpnConnectionId>vpn-1</vpnConnectionId><customerGatewayConfiguration>&lt;pre_shared_key&gt;` + secret +
		`&lt;/pre_shared_key&gt;</customerGatewayConfiguration><options><tunnelOptionSet><item><preSharedKey>` + secret +
		`</preSharedKey><outsideIpAddress>203.0.113.1</outsideIpAddress></item></tunnelOptionSet></options></item></vpnConnectionSet></R>`,
	"OvertureService.DescribeVirtualInterfaces": `{"virtualInterfaces": [{"virtualInterfaceId": "dxvif-1", "authKey": "` + secret + `", "customerRouterConfig": "<key>` + secret +
		`</key>", "bgpPeers": [{"bgpPeerId": "p", "authKey": "` + secret + `"}]}]}`,
	"/2015-03-31/functions": `{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f",
		"Environment": {"Variables": {"PASSWORD": "` + secret + `"}, "Error": {"Message": "` + secret + `"}}}]}`,
	"DescribeRules": `<R><DescribeRulesResult><Rules><member><RuleArn>arn:r</RuleArn><Actions><member><Type>authenticate-oidc</Type><AuthenticateOidcConfig><ClientId>c</ClientId><ClientSecret>` +
		secret + `</ClientSecret></AuthenticateOidcConfig></member></Actions></member></Rules></DescribeRulesResult></R>`,
	"DescribeListeners": `<R><DescribeListenersResult><Listeners><member><ListenerArn>arn:l</ListenerArn><DefaultActions><member><Type>authenticate-oidc</Type><AuthenticateOidcConfig><ClientSecret>` +
		secret + `</ClientSecret></AuthenticateOidcConfig></member></DefaultActions></member></Listeners></DescribeListenersResult></R>`,
	"DescribeLoadBalancers": `<R><DescribeLoadBalancersResult><LoadBalancers><member><LoadBalancerArn>arn:b</LoadBalancerArn></member></LoadBalancers></DescribeLoadBalancersResult></R>`,
	"DescribeDBInstances": `<R><DescribeDBInstancesResult><DBInstances><DBInstance><DBInstanceIdentifier>d</DBInstanceIdentifier><MasterUserPassword>` + secret +
		`</MasterUserPassword><PendingModifiedValues><MasterUserPassword>` + secret + `</MasterUserPassword></PendingModifiedValues></DBInstance></DBInstances></DescribeDBInstancesResult></R>`,
	"DescribeCacheClusters":            `<R><DescribeCacheClustersResult><CacheClusters><CacheCluster><CacheClusterId>c</CacheClusterId><AuthToken>` + secret + `</AuthToken></CacheCluster></CacheClusters></DescribeCacheClustersResult></R>`,
	"secretsmanager.ListSecrets":       `{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf", "Name": "s", "SecretString": "` + secret + `"}]}`,
	"secretsmanager.GetResourcePolicy": `{"ARN": "arn:s", "Name": "s", "SecretString": "` + secret + `"}`,
	"ListAccessKeys":                   `<R><ListAccessKeysResult><AccessKeyMetadata><member><UserName>u</UserName><AccessKeyId>AKIDEXAMPLE</AccessKeyId><SecretAccessKey>` + secret + `</SecretAccessKey></member></AccessKeyMetadata></ListAccessKeysResult></R>`,
	"ListVirtualMFADevices":            `<R><ListVirtualMFADevicesResult><VirtualMFADevices><member><SerialNumber>s</SerialNumber><Base32StringSeed>` + secret + `</Base32StringSeed><QRCodePNG>` + secret + `</QRCodePNG></member></VirtualMFADevices></ListVirtualMFADevicesResult></R>`,
	"GetAccountAuthorizationDetails":   `<R><GetAccountAuthorizationDetailsResult><UserDetailList><member><UserName>u</UserName></member></UserDetailList></GetAccountAuthorizationDetailsResult></R>`,
	"AmazonSQS.ListQueues":             `{"QueueUrls": [], "Token": "` + secret + `"}`,
	"GetCallerIdentity":                `<R><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></R>`,
	"TrentService.ListKeys":            `{"Keys": [{"KeyId": "k-1", "KeyArn": "arn:k", "Plaintext": "` + secret + `"}]}`,
	"AWSEvents.ListEventBuses":         `{"EventBuses": [{"Name": "default", "Secret": "` + secret + `"}]}`,
	"AWSEvents.ListRules":              `{"Rules": [{"Name": "r", "Arn": "arn:aws:events:eu-west-1:111122223333:rule/r", "EventBusName": "default"}]}`,
	"AWSEvents.ListTargetsByRule": `{"Targets": [{"Id": "1", "Arn": "arn:a", "Input": "` + secret + `", "InputTransformer": {"InputTemplate": "` + secret + `"},
		"HttpParameters": {"HeaderParameters": {"Authorization": "` + secret + `"}, "QueryStringParameters": {"key": "` + secret + `"}}}]}`,
	"ListTopics": `<R><ListTopicsResult><Topics><member><TopicArn>arn:aws:sns:eu-west-1:111122223333:t</TopicArn></member></Topics></ListTopicsResult></R>`,
	"ListSubscriptionsByTopic": `<R><ListSubscriptionsByTopicResult><Subscriptions><member><TopicArn>arn:aws:sns:eu-west-1:111122223333:t</TopicArn><Protocol>https</Protocol><Endpoint>https://` +
		secret + `:` + secret + `@example.com/integration/` + secret + `/enqueue?key=` + secret + `</Endpoint></member></Subscriptions></ListSubscriptionsByTopicResult></R>`,
	"StarlingDoveService.DescribeConfigRules":                       `{"ConfigRules": [{"ConfigRuleName": "c", "InputParameters": "{\"token\": \"` + secret + `\"}"}]}`,
	"/restapis/a/stages":                                            `{"item": [{"stageName": "p", "variables": {"stageword": "` + secret + `"}}]}`,
	"AmazonEC2ContainerServiceV20141113.ListTaskDefinitionFamilies": `{"families": ["web"]}`,
	"AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition":     `{"taskDefinition": {"family": "web", "containerDefinitions": [{"name": "app", "environment": [{"name": "TOKEN", "value": "` + secret + `"}]}]}}`,
	"AWSStepFunctions.ListStateMachines":                            `{"stateMachines": [{"stateMachineArn": "arn:m", "name": "m"}]}`,
	"AWSStepFunctions.DescribeStateMachine":                         `{"stateMachineArn": "arn:m", "name": "m", "definition": "` + secret + `"}`,
	"/2020-05-31/distribution":                                      `<DistributionList><Items><DistributionSummary><Id>E1</Id></DistributionSummary></Items></DistributionList>`,
	"/2020-05-31/distribution/E1": `<Distribution><Id>E1</Id><DistributionConfig><Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id><CustomHeaders><Quantity>1</Quantity><Items>` +
		`<OriginCustomHeader><HeaderName>X-Verify</HeaderName><HeaderValue>` + secret + `</HeaderValue></OriginCustomHeader></Items></CustomHeaders></Origin></Items></Origins></DistributionConfig></Distribution>`,
	"DescribeLaunchTemplateVersions":  `<R><launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId><launchTemplateData><imageId>ami-1</imageId><userData>` + secret + `</userData></launchTemplateData></item></launchTemplateVersionSet></R>`,
	"DescribeLaunchConfigurations":    `<R><DescribeLaunchConfigurationsResult><LaunchConfigurations><member><LaunchConfigurationName>l</LaunchConfigurationName><UserData>` + secret + `</UserData></member></LaunchConfigurations></DescribeLaunchConfigurationsResult></R>`,
	"CodeBuild_20161006.ListProjects": `{"projects": ["site"]}`,
	"CodeBuild_20161006.BatchGetProjects": `{"projects": [{"name": "site", "source": {"type": "GITHUB", "location": "https://` + secret + `:` + secret + `@github.com/o/r.git", "buildspec": "env: ` + secret + `"},
		"environment": {"environmentVariables": [{"name": "BUILDWORD", "value": "` + secret + `", "type": "PLAINTEXT"}]}, "webhook": {"payloadUrl": "https://x/` + secret + `", "secret": "` + secret + `"}}]}`,
	"CodePipeline_20150709.ListPipelines": `{"pipelines": [{"name": "site", "version": 1}]}`,
	"CodePipeline_20150709.GetPipeline": `{"pipeline": {"name": "site", "stages": [{"name": "s", "actions": [{"name": "a", "configuration": {"OAuthToken": "` + secret + `", "EnvironmentVariables": "` + secret + `"}, "commands": ["` + secret + `"],
		"environmentVariables": [{"name": "V", "value": "` + secret + `"}]}]}]}}`,
	"ElasticMapReduce.ListClusters": `{"Clusters": [{"Id": "j-1", "ClusterArn": "arn:e"}]}`,
	"ElasticMapReduce.DescribeCluster": `{"Cluster": {"Id": "j-1", "ClusterArn": "arn:e", "Configurations": [{"Classification": "hive", "Properties": {"password": "` + secret + `"}}], "KerberosAttributes": {"Realm": "R", "KdcAdminPassword": "` + secret +
		`", "CrossRealmTrustPrincipalPassword": "` + secret + `", "ADDomainJoinPassword": "` + secret + `"}, "Applications": [{"Name": "a", "Args": ["` + secret + `"], "AdditionalInfo": {"k": "` + secret + `"}}]}}`,
	"AppRunner.ListServices":    `{"ServiceSummaryList": [{"ServiceArn": "arn:s", "ServiceName": "s"}]}`,
	"AppRunner.DescribeService": `{"Service": {"ServiceArn": "arn:s", "SourceConfiguration": {"ImageRepository": {"ImageConfiguration": {"RuntimeEnvironmentVariables": {"RUNWORD": "` + secret + `"}}}}}}`,
	"/environments":             `{"Environments": ["a"]}`,
	"/environments/a":           `{"Environment": {"Name": "a", "AirflowConfigurationOptions": {"core.fernet_key": "` + secret + `"}}}`,
	"SageMaker.ListModels":      `{"Models": [{"ModelName": "m", "ModelArn": "arn:m"}]}`,
	"SageMaker.DescribeModel":   `{"ModelName": "m", "ModelArn": "arn:m", "PrimaryContainer": {"Image": "i", "Environment": {"MODELWORD": "` + secret + `"}}}`,
	"/restapis":                 `{"item": [{"id": "a", "variables": {"password": "` + secret + `"}}]}`,
}

type leaky struct{ answered map[string]bool }

var action = regexp.MustCompile(`(?:^|&)Action=([A-Za-z0-9]+)`)

func (l leaky) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	name := r.Header.Get("X-Amz-Target")
	empty := "{}"
	if m := action.FindSubmatch(body); m != nil {
		name = string(m[1])
		empty = "<R><" + name + "Result/></R>"
	} else if name == "" {
		name = r.URL.Path
	}
	answer, ok := leaks[name]
	if !ok {
		answer = empty
	}
	l.answered[name] = true
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, nil
}

// TestSecretsAreNeverKept: an account that gives secrets in every answer leaves none in
// what is collected, and the names beside them stay.
func TestSecretsAreNeverKept(t *testing.T) {
	model, err := wire.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	l := leaky{map[string]bool{}}
	c := wire.NewClient(aws.Config{Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "x", "")}, model, wire.Options{HTTP: l, Attempts: 1})
	store := collect.NewMemory()
	r, err := collect.Run(context.Background(), collect.Options{Account: collect.Account{API: c, Region: "eu-west-1"}, Store: store, AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, name := range r.Files {
		text := content(t, store, name)
		if strings.Contains(text, secret) {
			t.Errorf("%s holds a secret: %s", name, text)
		}
		all += text
	}
	for _, m := range r.Missing {
		if strings.Contains(m.Error, secret) {
			t.Errorf("%v holds a secret", m)
		}
	}
	for name := range leaks {
		if !l.answered[name] {
			t.Errorf("%s was not asked: the test says nothing of it", name)
		}
	}
	for _, kept := range []string{`"PASSWORD":"(removed:notcollected)"`, `"VpnConnectionId":"vpn-1"`, `"OutsideIpAddress":"203.0.113.1"`, `"ClientId":"c"`, `"name":"TOKEN"`, `"HeaderName":"X-Verify"`, `"stageword":"(removed:notcollected)"`, `"DBInstanceIdentifier":"d"`, `"AccessKeyId":"AKIDEXAMPLE"`, `"location":"https://(removed:notcollected)@github.com/o/r.git"`, `"name":"BUILDWORD"`, `"MODELWORD":"(removed:notcollected)"`, `"OAuthToken":"(removed:notcollected)"`, `"ImageId":"ami-1"`, `"Endpoint":"https://example.com/(removed:notcollected)"`} {
		if !strings.Contains(all, kept) {
			t.Errorf("%s is not kept", kept)
		}
	}
}
