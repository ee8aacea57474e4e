package policy

import "testing"

func TestGuess(t *testing.T) {
	for rule, tt := range map[string]struct {
		statement string
		want      Use
	}{
		"no Principal":                      {`"Action": "s3:*", "Resource": "*"`, IdentityPolicy},
		"a Principal":                       {`"Principal": "*", "Action": "sqs:*", "Resource": "*"`, ResourcePolicy},
		"a NotPrincipal":                    {`"NotPrincipal": {"AWS": "111122223333"}, "Action": "sqs:*", "Resource": "*"`, ResourcePolicy},
		"a Principal and buckets":           {`"Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"`, BucketPolicy},
		"a Principal and an access point":   {`"Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:eu-west-1:111122223333:accesspoint/a"`, ResourcePolicy},
		"who may assume":                    {`"Principal": {"Service": "ec2.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]`, TrustPolicy},
		"who may assume, but on a resource": {`"Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": "*"`, ResourcePolicy},
	} {
		got, why := Guess(statement(t, `"Effect": "Allow", `+tt.statement))
		if got != tt.want || why == "" {
			t.Errorf("%s: %d, %q, want %d", rule, got, why, tt.want)
		}
	}
	d, _, err := ParseJSON("", []byte(`{"Statement": [1, {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := Guess(d); got != IdentityPolicy {
		t.Errorf("a statement that can't be read has no Principal: %d", got)
	}
}
