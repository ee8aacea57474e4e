package account_test

import (
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// TestTagsThatNoCommandShows: what AWS prints without its tags may have any.
func TestTagsThatNoCommandShows(t *testing.T) {
	const regional = "111122223333/eu-west-1/"
	function := func(name string) string {
		return `{"FunctionName": "` + name + `", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:` + name + `", "Runtime": "python3.13"}`
	}
	files := map[string][]byte{
		"111122223333/list-buckets.json":             []byte(`{"Buckets": [{"Name": "logs", "CreationDate": "2026-01-01"}]}`),
		regional + "list-keys.json":                  []byte(`{"Keys": [{"KeyId": "k", "KeyArn": "arn:aws:kms:eu-west-1:111122223333:key/k"}]}`),
		regional + "list-functions.json":             []byte(`{"Functions": [` + function("a") + `, ` + function("b") + `]}`),
		regional + "list-tags--b.json":               []byte(`{"Tags": {"tier": "data"}}`),
		regional + "get-function--c.json":            []byte(`{"Configuration": ` + function("c") + `, "Tags": {"tier": "app"}}`),
		regional + "describe-security-groups.json":   []byte(`{"SecurityGroups": [{"GroupId": "sg-0a", "VpcId": "vpc-0a", "IpPermissions": [], "IpPermissionsEgress": []}]}`),
		regional + "describe-tags.json":              []byte(`{"Tags": [{"ResourceId": "sg-0a", "Key": "tier", "Value": "data"}]}`),
		"111122223333/get-bucket-policy--logs.json":  []byte(`{"Policy": null}`),
		regional + "get-key-policy--k.json":          []byte(`{"Policy": null}`),
		regional + "list-secrets.json":               []byte(`{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-a1b2c3", "Name": "s", "Tags": []}]}`),
		regional + "get-resource-policy--s.json":     []byte(`{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-a1b2c3", "Name": "s"}`),
		regional + "get-policy--a.json":              []byte(`{"Policy": null}`),
		"111122223333/get-bucket-acl--logs.json":     []byte(`{"Owner": {"ID": "c1"}, "Grants": []}`),
		"111122223333/get-bucket-encryption--x.json": []byte(`{"ServerSideEncryptionConfiguration": {"Rules": [{}]}}`),
	}
	got := account.Load(inMemory(files), account.Options{})
	want := map[estate.ID]string{"logs": "?", "k": "?", "a": "?", "b": "data", "c": "app", "sg-0a": "none", "s": "none"}
	for _, r := range got.Resources {
		c := r.Base()
		is, asked := want[c.ID]
		if !asked {
			continue
		}
		delete(want, c.ID)
		tag := "?"
		switch a := c.Tags.Get("tier").Alternatives()[0]; a.State {
		case estate.Known:
			tag = a.Is.String()
		case estate.Absent:
			tag = "none"
		}
		if tag != is {
			t.Errorf("the tag of %s is %s, want %s", c.ID, tag, is)
		}
	}
	for id := range want {
		t.Errorf("%s is not there", id)
	}
}
