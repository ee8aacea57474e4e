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
