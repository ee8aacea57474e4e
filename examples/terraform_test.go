package examples_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/iac"
	"ringwall/internal/reach"
)

// The tests of this file hold examples/myapp-terraform to examples/myapp: the same
// architecture, the same answers.

// plainName is a resource's name without what a format makes of it, or a list of
// such: "aws_lambda_function.get_users" and "GetUsers" are "getusers".
func plainName(ids string) string {
	names := strings.Split(ids, ", ")
	for i, id := range names {
		if _, name, ok := strings.Cut(id, "."); ok && strings.HasPrefix(id, "aws_") {
			id = name
		}
		names[i] = strings.ToLower(strings.ReplaceAll(id, "_", ""))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// reviewed is how each control stands, and each finding.
func reviewed(t *testing.T, dir string, flags ...string) []string {
	t.Helper()
	out, status := ringwall(append([]string{"review", dir, "-o", "json", "--severity", "info"}, flags...)...)
	if status == 2 {
		t.Fatal(out)
	}
	var doc struct {
		Controls []struct{ ID, Status string }
		Findings []struct {
			Control, Severity, Status string
			Resource                  struct{ ID string }
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range doc.Controls {
		list = append(list, c.ID+" "+c.Status)
	}
	for _, f := range doc.Findings {
		list = append(list, strings.Join([]string{f.Control, f.Severity, f.Status, plainName(f.Resource.ID)}, " "))
	}
	slices.Sort(list)
	return list
}

func TestTerraformGivesTheSameReview(t *testing.T) {
	atRoot(t)
	compareLists(t, reviewed(t, "examples/myapp"), reviewed(t, "examples/myapp-terraform"))
}

// flows are all that may flow between two places, as far as it is known.
func flows(t *testing.T, dir string) []string {
	t.Helper()
	e, err := iac.Open([]string{dir}, iac.Options{Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	pairs := reach.NewModel(e).AllPairs()
	var list []string
	for _, l := range pairs.Links {
		from, to := plainName(pairs.Classes[l.From].String()), plainName(pairs.Classes[l.To].String())
		if p := pairs.Possible(l); !p.IsEmpty() {
			list = append(list, from+" -> "+to+": "+pairs.Traffic(l).String()+", at most "+p.String())
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestTerraformGivesTheSameReach(t *testing.T) {
	atRoot(t)
	compareLists(t, flows(t, "examples/myapp"), flows(t, "examples/myapp-terraform"))
}

// exposure is what the internet comes to, by the names that both formats have in
// common, and whether for certain.
func exposure(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	for _, line := range exposed(t, nil, "-e", dir, "--region", "eu-west-1") {
		id, how, _ := strings.Cut(line, " ")
		list = append(list, plainName(id)+" "+how)
	}
	slices.Sort(list)
	return list
}

func TestTerraformGivesTheSameExposure(t *testing.T) {
	atRoot(t)
	compareLists(t, exposure(t, "examples/myapp"), exposure(t, "examples/myapp-terraform"))
}

func TestTerraformGivesTheSamePermissions(t *testing.T) {
	atRoot(t)
	for _, x := range [][2]string{
		{"GetUsers Database", "aws_lambda_function.get_users aws_db_instance.database"},
		{"BackendServer1 SessionTable", "aws_instance.backend_server1 aws_dynamodb_table.session_table"},
		{"GetUsers SessionTable", "aws_lambda_function.get_users aws_dynamodb_table.session_table"},
		{"BackendServer1 UploadBucket", "aws_instance.backend_server1 aws_s3_bucket.upload_bucket"},
	} {
		var verdicts []string
		for i, dir := range []string{"examples/myapp", "examples/myapp-terraform"} {
			args := append([]string{"access"}, strings.Fields(x[i])...)
			out, _ := ringwall(append(args, "-e", dir, "-o", "json")...)
			var doc struct{ Verdict string }
			if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.Verdict == "" {
				t.Fatalf("%v: %v: %s", args, err, out)
			}
			verdicts = append(verdicts, doc.Verdict)
		}
		if verdicts[0] != verdicts[1] {
			t.Errorf("%s: %s by CloudFormation, %s by Terraform", x[0], verdicts[0], verdicts[1])
		}
	}
}

// The plans of examples/myapp-terraform: before anything is there, and once all is.
const (
	freshPlan   = "internal/iac/terraform/testdata/plans/myapp.json"
	appliedPlan = "internal/iac/terraform/testdata/plans/myapp-applied.json"
)

// TestAppliedPlanGivesTheSameReview: a plan in which all ids are known gives the
// configuration's answers; but a plan declares no variables, and an environment that
// names a database's address does not say whose it is.
func TestAppliedPlanGivesTheSameReview(t *testing.T) {
	atRoot(t)
	without := func(list []string) []string {
		return slices.DeleteFunc(list, func(s string) bool {
			return strings.HasPrefix(s, "DATA-SECRETS-NOECHO ") || strings.HasPrefix(s, "NET-LAMBDA-VPC ")
		})
	}
	compareLists(t, without(reviewed(t, "examples/myapp-terraform", planned...)), without(reviewed(t, appliedPlan, "--account", "111122223333")))
}

// planned are the values of variables with which the plans are made.
var planned = []string{
	"--param", "alert_email=oncall@example.com", "--param", "corporate_idp_metadata_url=https://idp.example.com/metadata",
	"--param", "hosted_zone_id=Z0123456789ABCDEFGHIJ", "--param", "origin_verify_token=0f8c1d2e3b4a5968", "--account", "111122223333",
}

// TestFreshPlanContradictsNothing: what a plan does not know yet leaves controls
// undecided; none that the configuration passes fails, and none that it fails passes.
func TestFreshPlanContradictsNothing(t *testing.T) {
	atRoot(t)
	// Patterns and selectors of events that are not known count as matching nothing.
	excused := []string{"IAM-BREAKGLASS", "IR-EVIDENCE-STORE"}
	plan := standings(reviewed(t, freshPlan, "--account", "111122223333"))
	decided := 0
	for control, want := range standings(reviewed(t, "examples/myapp-terraform", planned...)) {
		got := plan[control]
		switch {
		case got == want:
			decided++
		case want == "pass" && got == "fail" && !slices.Contains(excused, control), want == "fail" && got != "fail" && got != "unknown":
			t.Errorf("%s: %s by the configuration, %s by its plan", control, want, got)
		}
	}
	if decided < 110 {
		t.Errorf("the plan decides %d controls as the configuration does", decided)
	}
}

// standings are how controls stand.
func standings(list []string) map[string]string {
	out := map[string]string{}
	for _, line := range list {
		if words := strings.Fields(line); len(words) == 2 {
			out[words[0]] = words[1]
		}
	}
	return out
}

func TestPlansGiveTheSameReach(t *testing.T) {
	atRoot(t)
	for _, plan := range []string{freshPlan, appliedPlan} {
		t.Run(plan, func(t *testing.T) {
			compareLists(t, flows(t, "examples/myapp"), flows(t, plan))
			compareLists(t, exposure(t, "examples/myapp"), exposure(t, plan))
		})
	}
}

func compareLists(t *testing.T, cloudformation, terraform []string) {
	t.Helper()
	if len(cloudformation) == 0 {
		t.Fatal("nothing to compare")
	}
	for _, x := range cloudformation {
		if !slices.Contains(terraform, x) {
			t.Errorf("Terraform lacks %s", x)
		}
	}
	for _, x := range terraform {
		if !slices.Contains(cloudformation, x) {
			t.Errorf("Terraform adds  %s", x)
		}
	}
}
