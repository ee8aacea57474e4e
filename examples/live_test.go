package examples_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// What the template of myapp calls a resource, and what the account does to which it was
// deployed.
var myappNames = map[string]string{
	"internet": "internet", "LoadBalancer": "myapp-lb", "WebServers": "tag:tier=web", "BackendServer1": "i-069ddccc5e338f8d2", "BackendServer2": "i-0a8ebbcb05fb661f3",
	"GetUsers": "myapp-getUsers", "Database": "arn:aws:rds:eu-west-1:111122223333:db:myapp", "KmsEndpoint": "vpce-069628f5a73fbac1e", "Api": "abcde12345",
	"BackendServerRole": "role/myapp-BackendServerRole-B07656FAF9EB", "WebServerRole": "role/myapp-WebServerRole-3252A5E6523E", "GetUsersRole": "role/myapp-GetUsersRole-3B7B5C22C5EE",
	"UploadBucket": "myapp-uploadbucket-aecff67c42", "AccessLogBucket": "myapp-accesslogbucket-82502d3ee3", "TrailBucket": "myapp-trailbucket-2e2cbabc8a",
}

const (
	myappTemplate = "examples/myapp"
	myappLive     = "examples/myapp-live/estate"
)

// TestMyappLive: the account to which myapp was deployed, and a snapshot of it, give the
// answers that the template gives.
func TestMyappLive(t *testing.T) {
	atRoot(t)
	packed := filepath.Join(t.TempDir(), "myapp.snapshot")
	pack(t, myappLive, packed)
	var questions [][]string
	ends := []string{"internet", "LoadBalancer", "WebServers", "BackendServer1", "BackendServer2", "GetUsers", "Database", "KmsEndpoint"}
	for _, from := range ends {
		for _, to := range ends {
			if from != to && from != "Database" && from != "KmsEndpoint" {
				questions = append(questions, []string{"reach", from, to})
			}
		}
	}
	for _, role := range []string{"BackendServerRole", "WebServerRole", "GetUsersRole"} {
		for _, bucket := range []string{"UploadBucket", "AccessLogBucket", "TrailBucket"} {
			questions = append(questions, []string{"can", role, "s3:GetObject", bucket}, []string{"can", role, "s3:DeleteObject", bucket})
		}
		for _, action := range []string{"ssm:GetParameter", "xray:PutTraceSegments", "ec2:CreateNetworkInterface", "ec2messages:GetMessages"} {
			questions = append(questions, []string{"can", role, action})
		}
	}
	verdicts := map[string]int{}
	for _, q := range questions {
		want := asked(t, q, "-e", myappTemplate, "--region", "eu-west-1", "--account", "111122223333")
		verdicts[strings.Fields(want)[0]]++
		// The account's routes to S3 name the prefix list that the web servers' group lets
		// out to; the template's endpoint does not say which list that is.
		if strings.Join(q, " ") == "reach WebServers internet" && want == "unknown" {
			want = "unreachable"
		}
		live := append([]string(nil), q...)
		for n, word := range live {
			if id := myappNames[word]; id != "" {
				live[n] = id
			}
		}
		for _, source := range []string{myappLive, packed} {
			if got := asked(t, live, "-e", source); got != want {
				t.Errorf("%s: %s says %s, the template %s", strings.Join(q, " "), filepath.Base(source), got, want)
			}
		}
	}
	for _, v := range []string{"reachable", "unreachable", "allowed", "denied"} {
		if verdicts[v] < 3 {
			t.Errorf("the questions have too few answers of a kind: %v", verdicts)
			break
		}
	}
}

// asked is the verdict of a question, and the traffic.
func asked(t *testing.T, question []string, source ...string) string {
	t.Helper()
	out, _ := ringwall(append(append(question, source...), "-o", "json")...)
	var got struct {
		Verdict string
		Traffic []struct{ Protocol, Ports string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", question, out)
	}
	words := []string{got.Verdict}
	for _, x := range got.Traffic {
		words = append(words, x.Protocol+"/"+x.Ports)
	}
	return strings.Join(words, " ")
}

// TestMyappLiveExposure: what the internet reaches is the same, but for CloudFront, of
// which no file of the account tells.
func TestMyappLiveExposure(t *testing.T) {
	atRoot(t)
	names := map[string]string{}
	for name, id := range myappNames {
		names[id] = name
	}
	names["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/myapp-lb/ab77a5c72508dcf6"] = "LoadBalancer"
	want := exposed(t, names, "-e", myappTemplate, "--region", "eu-west-1")
	got := exposed(t, names, "-e", myappLive)
	var without []string
	for _, line := range want {
		if !strings.HasPrefix(line, "Distribution ") {
			without = append(without, line)
		}
	}
	if strings.Join(got, "\n") != strings.Join(without, "\n") || len(without) == 0 || len(without) == len(want) {
		t.Errorf("exposed in the account:\n%s\nin the template:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// exposed lists what the internet reaches, or may reach.
func exposed(t *testing.T, names map[string]string, source ...string) []string {
	t.Helper()
	out, _ := ringwall(append(append([]string{"exposure"}, source...), "-o", "json")...)
	type entry struct {
		Resource struct{ ID string }
		Verdict  string
		Traffic  []struct{ Protocol, Ports string }
		Possible []struct{ Protocol, Ports string }
	}
	var got struct{ Exposed, Unknown []entry }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, list := range [][]entry{got.Exposed, got.Unknown} {
		for _, x := range list {
			name := x.Resource.ID
			if n := names[name]; n != "" {
				name = n
			}
			lines = append(lines, fmt.Sprint(name, " ", x.Verdict, " ", x.Traffic, " ", x.Possible))
		}
	}
	sort.Strings(lines)
	return lines
}

// Why the account's review says otherwise than the template's, by control: nothing else
// may differ.
const (
	notThere  = "the folder has no outputs of the service: APIs' stages and methods, Cognito, CloudFront, WAF, Certificate Manager, tables, queues, topics, AWS Backup, launch templates"
	mayBeMore = "an account may have more than the lists that are there show; a template has what it declares"
	ofAccount = "accounts show it, and templates can't"
	ofStacks  = "templates say it, and accounts can't"
)

var reviewDifferences = map[string]string{
	"DATA-ACM": notThere, "DATA-BACKUP-PLAN": notThere, "DATA-BACKUP-RESTORE-TEST": notThere, "DATA-BACKUP-VAULT": notThere, "DATA-QUEUE-TOPIC-PUBLIC": notThere,
	"DATA-SEARCH-CACHE": notThere, "DATA-STREAMS-QUEUES": notThere, "DET-ALERT-REACHES-HUMAN": notThere, "DET-APIGW-LOGS": notThere, "DET-CIS-ALARMS": notThere,
	"DET-CLOUDFRONT-LOGS": notThere, "DET-WAF-LOGS": notThere, "IAM-APIGW-AUTH": notThere, "IAM-APIGW-JWT": notThere, "IAM-COGNITO-CLIENT": notThere,
	"IAM-COGNITO-PASSWORD-MFA": notThere, "INF-PATCHING": notThere, "IR-FINDING-TARGET-WORKS": notThere, "NET-CF-ORIGIN-LOCKED": notThere, "NET-CF-TLS": notThere,
	"NET-WAF-ATTACHED": notThere, "DATA-SECRETS-PLAINTEXT": notThere, "IR-GAMEDAY": notThere,
	"DATA-EBS":      "the folder does not list volumes, and the instances do not say whether theirs are encrypted",
	"NET-SG-UNUSED": mayBeMore, "IAM-BREAKGLASS": mayBeMore, "IR-FINDING-ROUTE": mayBeMore, "IR-RESPONDER-ROLE": mayBeMore,
	"DATA-OTHER-POLICY-PUBLIC": "of an account the function's policy is one document; of a template it is permissions, which IAM-LAMBDA-PUBLIC reads",
	"IAM-LAMBDA-PUBLIC":        "see DATA-OTHER-POLICY-PUBLIC",
	"IAM-ROOT-KEYS":            ofAccount, "NET-ADDRESS-RESERVED": ofAccount,
	"NET-DEFAULT-SG":        "AWS makes the group with rules; the template cannot empty it, and the finding stands in the account",
	"DATA-RETENTION-DELETE": ofStacks, "DATA-SECRETS-NOECHO": ofStacks,
}

// TestMyappLiveReview: the account is judged as the template is, but for what is listed
// here with its reason.
func TestMyappLiveReview(t *testing.T) {
	atRoot(t)
	statuses := func(source ...string) map[string]string {
		out, _ := ringwall(append([]string{"review", "-o", "json"}, source...)...)
		var all struct {
			Controls []struct{ ID, Status string }
		}
		if err := json.Unmarshal([]byte(out), &all); err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, c := range all.Controls {
			found[c.ID] = c.Status
		}
		return found
	}
	want, got := statuses(myappTemplate, "--account", "111122223333", "--region", "eu-west-1"), statuses(myappLive)
	same := 0
	for id, w := range want {
		switch why := reviewDifferences[id]; {
		case got[id] == w && why != "":
			t.Errorf("%s is %s from both, which is said not to be so: %s", id, w, why)
		case got[id] == w:
			same++
		case why == "":
			t.Errorf("%s is %s of the template and %s of the account", id, w, got[id])
		}
	}
	if same < 100 {
		t.Errorf("%d controls say the same", same)
	}
}
