package detection_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/detection"
	"ringwall/internal/review/reviewtest"
)

// worker is a function whose role has one policy for the audit log: of a parameter's
// actions, or of given ones.
func worker(name, actions string) string {
	return fmt.Sprintf(`
  %[1]s:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt %[1]sRole.Arn, Code: {ZipFile: "exports.handler = async () => 1"}}
  %[1]sRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: work
          PolicyDocument: {Statement: [{Effect: Allow, Action: %[2]s, Resource: !Sub "${Logs.Arn}/*"}]}
`, name, actions)
}

// TestBlame_TheFirstOfTheDoubtfulAndAllWhoSurelyMay: who may delete the log for want of
// knowledge is told once, and not at all beside those who surely may.
func TestBlame_TheFirstOfTheDoubtfulAndAllWhoSurelyMay(t *testing.T) {
	const log = `Parameters: {Actions: {Type: String}}
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: !Ref Logs, IsLogging: true}
  Logs:
    Type: AWS::S3::Bucket
    Properties: {VersioningConfiguration: {Status: Enabled}}
`
	doubtful, sure, harmless := "[!Ref Actions]", `["s3:DeleteObjectVersion"]`, `["s3:PutObject"]`
	for _, x := range []struct {
		name    string
		workers string
		status  finding.Status
		told    []string
		untold  []string
	}{
		{"nobody", worker("A", harmless), finding.Pass, nil, []string{"A, by its role"}},
		{"doubtful ones", worker("A", harmless) + worker("B", doubtful) + worker("C", doubtful), finding.Unknown, []string{"B, by its role"}, []string{"CRole", "C, by its role"}},
		{"sure ones", worker("B", doubtful) + worker("C", sure) + worker("D", sure), finding.Fail, []string{"C, by its role", "work of role CRole", "work of role DRole"}, []string{"BRole", "B, by its role"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := reviewtest.Run(t, detection.LogBucketLock(), log+x.workers)
			if got := reviewtest.Status(r, "Logs"); got != x.status {
				t.Errorf("the log is %v, want %v", got, x.status)
			}
			said := fmt.Sprintf("%+v", r.Findings)
			for _, s := range x.told {
				if !strings.Contains(said, s) {
					t.Errorf("%q is not told: %s", s, said)
				}
			}
			for _, s := range x.untold {
				if strings.Contains(said, s) {
					t.Errorf("%q is told: %s", s, said)
				}
			}
		})
	}
}
