package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"ringwall/internal/account/wire"
)

// fake answers requests as it is told, one after another; the last answer stays.
type fake struct {
	answers []reply
	asked   []asked
	slept   []time.Duration
}

type reply struct {
	status int
	body   string
	header map[string]string
	err    error
}

type asked struct {
	url, body, target, authorization string
	header                           http.Header
}

func (f *fake) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	f.asked = append(f.asked, asked{r.URL.String(), string(body), r.Header.Get("X-Amz-Target"), r.Header.Get("Authorization"), r.Header})
	x := f.answers[min(len(f.asked), len(f.answers))-1]
	if x.err != nil {
		return nil, x.err
	}
	if x.status == 0 {
		x.status = 200
	}
	h := http.Header{}
	for k, v := range x.header {
		h.Set(k, v)
	}
	return &http.Response{StatusCode: x.status, Header: h, Body: io.NopCloser(strings.NewReader(x.body))}, nil
}

// client asks the fake; nothing sleeps.
func client(t *testing.T, f *fake) *wire.Client {
	t.Helper()
	model, err := wire.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	config := aws.Config{Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")}
	return wire.NewClient(config, model, wire.Options{
		HTTP: f, Attempts: 4, Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
		Sleep: func(_ context.Context, d time.Duration) error { f.slept = append(f.slept, d); return nil },
	})
}

func call(t *testing.T, f *fake, service, operation string, p wire.Params) (string, error) {
	t.Helper()
	a, err := client(t, f).Call(context.Background(), "eu-west-1", service, operation, p)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String()), nil
}

// TestEachProtocolIsAskedAndPrintedAsTheCLIDoes: one operation of each, with what AWS
// answers ("Amazon EC2 API Reference" and the others) and what `aws` prints of it.
func TestEachProtocolIsAskedAndPrintedAsTheCLIDoes(t *testing.T) {
	for _, x := range []struct {
		service, operation string
		params             wire.Params
		answer             string
		url, body, target  string // of the request
		want               string
	}{
		{"ec2", "DescribeVpcs", nil,
			`<DescribeVpcsResponse><requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId><isDefault>true</isDefault><cidrBlock>10.0.0.0/16</cidrBlock><other>x</other></item></vpcSet></DescribeVpcsResponse>`,
			"https://ec2.eu-west-1.amazonaws.com/", "Action=DescribeVpcs&Version=2016-11-15", "",
			`{"Vpcs":[{"CidrBlock":"10.0.0.0/16","IsDefault":true,"VpcId":"vpc-1"}]}`},
		{"ec2", "SearchTransitGatewayRoutes", wire.Params{"TransitGatewayRouteTableId": "tgw-rtb-1", "Filter.1.Name": "state", "Filter.1.Value.1": "active"},
			`<R><routeSet/><additionalRoutesAvailable>false</additionalRoutesAvailable></R>`,
			"https://ec2.eu-west-1.amazonaws.com/", "Action=SearchTransitGatewayRoutes&Filter.1.Name=state&Filter.1.Value.1=active&TransitGatewayRouteTableId=tgw-rtb-1&Version=2016-11-15", "",
			`{"AdditionalRoutesAvailable":false,"Routes":[]}`},
		{"elbv2", "DescribeTags", wire.Params{"ResourceArns": []string{"arn:a"}},
			`<DescribeTagsResponse><DescribeTagsResult><TagDescriptions><member><ResourceArn>arn:a</ResourceArn><Tags><member><Key>k</Key><Value>v</Value></member></Tags></member></TagDescriptions></DescribeTagsResult></DescribeTagsResponse>`,
			"https://elasticloadbalancing.eu-west-1.amazonaws.com/", "Action=DescribeTags&ResourceArns.member.1=arn%3Aa&Version=2015-12-01", "",
			`{"TagDescriptions":[{"ResourceArn":"arn:a","Tags":[{"Key":"k","Value":"v"}]}]}`},
		{"iam", "GetAccountSummary", nil,
			`<R><GetAccountSummaryResult><SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry></SummaryMap></GetAccountSummaryResult></R>`,
			"https://iam.amazonaws.com/", "Action=GetAccountSummary&Version=2010-05-08", "", `{"SummaryMap":{"AccountMFAEnabled":1}}`},
		{"kms", "DescribeKey", wire.Params{"KeyId": "k-1"}, `{"KeyMetadata": {"KeyId": "k-1", "CreationDate": 1700000000.5, "Enabled": true, "Unknown": 1}}`,
			"https://kms.eu-west-1.amazonaws.com/", `{"KeyId":"k-1"}`, "TrentService.DescribeKey",
			`{"KeyMetadata":{"CreationDate":"2023-11-14T22:13:20.5+00:00","Enabled":true,"KeyId":"k-1"}}`},
		{"network-firewall", "DescribeRuleGroup", wire.Params{"RuleGroupArn": "arn:r"}, `{"UpdateToken": "u", "RuleGroup": {"RulesSource": {"RulesString": "pass"}}, "RuleGroupResponse": {"RuleGroupName": "g"}}`,
			"https://network-firewall.eu-west-1.amazonaws.com/", `{"RuleGroupArn":"arn:r"}`, "NetworkFirewall_20201112.DescribeRuleGroup",
			`{"RuleGroup":{"RulesSource":{"RulesString":"pass"}},"RuleGroupResponse":{"RuleGroupName":"g"},"UpdateToken":"u"}`},
		{"lambda", "GetPolicy", wire.Params{"FunctionName": "a/b c"}, `{"Policy": "{}", "RevisionId": "1"}`,
			"https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/a%2Fb%20c/policy", "", "", `{"Policy":"{}","RevisionId":"1"}`},
		{"efs", "DescribeMountTargets", wire.Params{"FileSystemId": "fs-1"}, `{"MountTargets": [{"MountTargetId": "fsmt-1"}]}`,
			"https://elasticfilesystem.eu-west-1.amazonaws.com/2015-02-01/mount-targets?FileSystemId=fs-1", "", "", `{"MountTargets":[{"MountTargetId":"fsmt-1"}]}`},
		{"apigateway", "GetRestApis", nil, `{"item": [{"id": "a", "apiKeySource": "HEADER", "createdDate": 1700000000}]}`,
			"https://apigateway.eu-west-1.amazonaws.com/restapis", "", "", `{"items":[{"apiKeySource":"HEADER","createdDate":"2023-11-14T22:13:20+00:00","id":"a"}]}`},
		{"account", "GetAlternateContact", wire.Params{"AlternateContactType": "SECURITY"}, `{"AlternateContact": {"AlternateContactType": "SECURITY", "EmailAddress": "someone@example.com"}}`,
			"https://account.us-east-1.amazonaws.com/getAlternateContact", `{"AlternateContactType":"SECURITY"}`, "",
			`{"AlternateContact":{"AlternateContactType":"SECURITY","EmailAddress":"(removed: not collected)"}}`},
		{"s3", "GetBucketPolicy", wire.Params{"Bucket": "logs"}, `{"Version": "2012-10-17"}`,
			"https://s3.eu-west-1.amazonaws.com/logs?policy=", "", "", `{"Policy":"{\"Version\": \"2012-10-17\"}"}`},
		{"s3", "GetBucketAcl", wire.Params{"Bucket": "logs"},
			`<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>o</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`,
			"https://s3.eu-west-1.amazonaws.com/logs?acl=", "", "", `{"Grants":[{"Grantee":{"ID":"o","Type":"CanonicalUser"},"Permission":"FULL_CONTROL"}],"Owner":{"ID":"o"}}`},
		{"s3", "GetBucketEncryption", wire.Params{"Bucket": "logs"},
			`<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
			"https://s3.eu-west-1.amazonaws.com/logs?encryption=", "", "",
			`{"ServerSideEncryptionConfiguration":{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"},"BucketKeyEnabled":false}]}}`},
		{"s3control", "GetPublicAccessBlock", wire.Params{"AccountId": "111122223333"}, `<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>`,
			"https://111122223333.s3-control.eu-west-1.amazonaws.com/v20180820/configuration/publicAccessBlock", "", "", `{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true}}`},
	} {
		f := &fake{answers: []reply{{body: x.answer}}}
		got, err := call(t, f, x.service, x.operation, x.params)
		if err != nil {
			t.Errorf("%s:%s: %v", x.service, x.operation, err)
			continue
		}
		if a := f.asked[0]; a.url != x.url || a.body != x.body || a.target != x.target {
			t.Errorf("%s:%s asks %s %q %s,\nwant %s %q %s", x.service, x.operation, a.url, a.body, a.target, x.url, x.body, x.target)
		}
		if got != x.want {
			t.Errorf("%s:%s is %s,\nwant %s", x.service, x.operation, got, x.want)
		}
	}
}

// TestPoliciesOfIAMArePrintedAsDocuments: as the CLI does with what the API gives
// URL-encoded; numbers and order stay.
func TestPoliciesOfIAMArePrintedAsDocuments(t *testing.T) {
	f := &fake{answers: []reply{{body: `<R><GetAccountAuthorizationDetailsResult><RoleDetailList><member><RoleName>r</RoleName><AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D</AssumeRolePolicyDocument></member></RoleDetailList><IsTruncated>false</IsTruncated></GetAccountAuthorizationDetailsResult></R>`}}}
	got, err := call(t, f, "iam", "GetAccountAuthorizationDetails", nil)
	want := `{"GroupDetailList":[],"Policies":[],"RoleDetailList":[{"AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]},"RoleName":"r"}],"UserDetailList":[]}`
	if err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

// TestPagesAreOneAnswer: lists of all pages, and no mark of a next one.
func TestPagesAreOneAnswer(t *testing.T) {
	f := &fake{answers: []reply{
		{body: `{"Keys": [{"KeyId": "a"}], "NextMarker": "m 1", "Truncated": true}`},
		{body: `{"Keys": [{"KeyId": "b"}], "Truncated": false}`},
	}}
	got, err := call(t, f, "kms", "ListKeys", nil)
	if want := `{"Keys":[{"KeyId":"a"},{"KeyId":"b"}]}`; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if f.asked[1].body != `{"Marker":"m 1"}` {
		t.Errorf("the second page is asked for with %s", f.asked[1].body)
	}
}

// TestPagesInACircleAreAnError: of a token that comes again nothing whole can come.
func TestPagesInACircleAreAnError(t *testing.T) {
	f := &fake{answers: []reply{{body: `{"Keys": [], "NextMarker": "m"}`}}}
	if _, err := call(t, f, "kms", "ListKeys", nil); err == nil || !strings.Contains(err.Error(), "circle") || len(f.asked) != 2 {
		t.Errorf("after %d requests: %v, want that the answer goes on in a circle, after 2", len(f.asked), err)
	}
}

// TestWhatIsTriedAgain: throttling, faults of the service and lost answers are, with
// back-off; refusals are not.
func TestWhatIsTriedAgain(t *testing.T) {
	good := reply{body: `{"Keys": []}`}
	for what, x := range map[string]struct {
		first reply
		tries int
	}{
		"throttled":           {reply{status: 400, body: `{"__type": "ThrottlingException", "message": "slow down"}`}, 2},
		"throttled with 429":  {reply{status: 429}, 2},
		"a fault":             {reply{status: 500, body: "<html>"}, 2},
		"unavailable":         {reply{status: 503}, 2},
		"no answer":           {reply{err: errors.New("connection reset")}, 2},
		"too slow":            {reply{err: context.DeadlineExceeded}, 2},
		"refused":             {reply{status: 400, body: `{"__type": "com.amazon#AccessDeniedException", "Message": "no"}`}, 1},
		"wrong":               {reply{status: 400, body: `{"__type": "ValidationException"}`}, 1},
		"an expired identity": {reply{status: 400, body: `{"__type": "ExpiredTokenException"}`}, 1},
	} {
		f := &fake{answers: []reply{x.first, good}}
		_, err := call(t, f, "kms", "ListKeys", nil)
		if len(f.asked) != x.tries || len(f.slept) != x.tries-1 || (err == nil) != (x.tries > 1) {
			t.Errorf("%s: %d requests, %d pauses, %v; want %d requests", what, len(f.asked), len(f.slept), err, x.tries)
		}
	}
}

// TestEnoughIsEnough: what is throttled to the end is an error with AWS's code.
func TestEnoughIsEnough(t *testing.T) {
	f := &fake{answers: []reply{{status: 503, body: `<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>too many</Message></Error></Errors></Response>`}}}
	_, err := call(t, f, "ec2", "DescribeVpcs", nil)
	var e *wire.Error
	if !errors.As(err, &e) || e.Code != "RequestLimitExceeded" || len(f.asked) != 4 {
		t.Errorf("after %d requests: %v, want RequestLimitExceeded after 4", len(f.asked), err)
	}
}

// TestBucketsAreAskedWhereTheyAre: S3 names the Region of a bucket that is elsewhere.
func TestBucketsAreAskedWhereTheyAre(t *testing.T) {
	f := &fake{answers: []reply{
		{status: 301, body: `<Error><Code>PermanentRedirect</Code></Error>`, header: map[string]string{"X-Amz-Bucket-Region": "ap-south-1"}},
		{body: `{}`},
	}}
	if _, err := call(t, f, "s3", "GetBucketPolicy", wire.Params{"Bucket": "b"}); err != nil {
		t.Fatal(err)
	}
	if a := f.asked[1]; !strings.Contains(a.url, "s3.ap-south-1.") || !strings.Contains(a.authorization, "/20260102/ap-south-1/s3/aws4_request") {
		t.Errorf("asked %s as %s, want ap-south-1", a.url, a.authorization)
	}
}

// TestRequestsAreSignedForTheRegionOfTheirEndpoint: IAM's and the organisation's are
// the same in all Regions of a partition.
func TestRequestsAreSignedForTheRegionOfTheirEndpoint(t *testing.T) {
	for _, x := range []struct{ region, service, operation, host, scope string }{
		{"eu-west-1", "iam", "GetAccountSummary", "iam.amazonaws.com", "us-east-1/iam"},
		{"cn-northwest-1", "iam", "GetAccountSummary", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1/iam"},
		{"us-gov-east-1", "iam", "GetAccountSummary", "iam.us-gov.amazonaws.com", "us-gov-west-1/iam"},
		{"eu-west-1", "organizations", "ListRoots", "organizations.us-east-1.amazonaws.com", "us-east-1/organizations"},
		{"eu-west-1", "cloudfront", "ListDistributions", "cloudfront.amazonaws.com", "us-east-1/cloudfront"},
		{"cn-north-1", "cloudfront", "ListDistributions", "cloudfront.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1/cloudfront"},
		{"eu-west-1", "resourcegroupstaggingapi", "GetResources", "tagging.eu-west-1.amazonaws.com", "eu-west-1/tagging"},
		{"cn-north-1", "ec2", "DescribeVpcs", "ec2.cn-north-1.amazonaws.com.cn", "cn-north-1/ec2"},
		{"eu-west-1", "ecr", "DescribeRepositories", "api.ecr.eu-west-1.amazonaws.com", "eu-west-1/ecr"},
		{"eu-west-1", "opensearch", "ListDomainNames", "es.eu-west-1.amazonaws.com", "eu-west-1/es"},
	} {
		f := &fake{answers: []reply{{status: 400, body: "{}"}}}
		_, _ = client(t, f).Call(context.Background(), x.region, x.service, x.operation, nil)
		if a := f.asked[0]; !strings.HasPrefix(a.url, "https://"+x.host+"/") || !strings.Contains(a.authorization, "/20260102/"+x.scope+"/aws4_request") {
			t.Errorf("%s in %s: asked %s as %s, want %s and %s", x.service, x.region, a.url, a.authorization, x.host, x.scope)
		}
	}
}

// TestPagesWithinAList: CloudFront has the token of the next page in the list
// ("ListDistributions").
func TestPagesWithinAList(t *testing.T) {
	page := func(id, next string) reply {
		return reply{body: `<DistributionList><Marker/><MaxItems>1</MaxItems><IsTruncated>` + fmt.Sprint(next != "") + `</IsTruncated>` +
			`<NextMarker>` + next + `</NextMarker><Quantity>1</Quantity><Items><DistributionSummary><Id>` + id + `</Id></DistributionSummary></Items></DistributionList>`}
	}
	f := &fake{answers: []reply{page("E1", "E1"), page("E2", "")}}
	got, err := call(t, f, "cloudfront", "ListDistributions", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, `"Items":[{"Id":"E1"},{"Id":"E2"}]`) || strings.Contains(got, "NextMarker") {
		t.Errorf("it gives %s", got)
	}
	if len(f.asked) != 2 || !strings.Contains(f.asked[1].url, "Marker=E1") {
		t.Errorf("asked %v", f.asked)
	}
}
