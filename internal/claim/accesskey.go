package claim

import (
	"slices"
	"strings"

	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// keyUse is what an action on an encrypted resource asks of the caller for the key.
type keyUse struct {
	actions []string // of KMS
	context string   // the key of the encryption context that has the resource's ARN; "" where none is documented
}

// keyUses are the actions for which the service calls KMS with the caller's rights,
// by service and action. An action of a service here that stands neither here nor
// in [keyless] is not decided.
//
//   - S3: "Using server-side encryption with AWS KMS keys (SSE-KMS)", "Permissions"
//   - SQS: "Amazon SQS Key management", "Configuring AWS KMS permissions"
//   - SNS: "Managing Amazon SNS encryption keys and costs"
//   - Secrets Manager: "Secret encryption and decryption in AWS Secrets Manager"
//   - Kinesis: "Permissions to Use User-Generated KMS Keys"
//   - Systems Manager: "AWS KMS encryption for AWS Systems Manager Parameter Store
//     SecureString parameters"
//   - DynamoDB: "DynamoDB encryption at rest usage notes": table keys are decrypted
//     for each caller
func keyUses() map[string]keyUse {
	decrypt, data := []string{"kms:Decrypt"}, []string{"kms:GenerateDataKey"}
	both := []string{"kms:GenerateDataKey", "kms:Decrypt"}
	out := map[string]keyUse{
		"s3:getobject": {decrypt, "aws:s3:arn"}, "s3:getobjectversion": {decrypt, "aws:s3:arn"}, "s3:putobject": {data, "aws:s3:arn"},
		"sqs:receivemessage": {decrypt, "aws:sqs:arn"}, "sqs:sendmessage": {both, "aws:sqs:arn"},
		"sns:publish":                   {both, "aws:sns:topicArn"},
		"secretsmanager:getsecretvalue": {decrypt, "SecretARN"}, "secretsmanager:putsecretvalue": {both, "SecretARN"},
		"kinesis:getrecords": {decrypt, "aws:kinesis:arn"}, "kinesis:subscribetoshard": {decrypt, "aws:kinesis:arn"},
		"kinesis:putrecord": {data, "aws:kinesis:arn"}, "kinesis:putrecords": {data, "aws:kinesis:arn"},
		"ssm:getparameter": {decrypt, "PARAMETER_ARN"}, "ssm:getparameters": {decrypt, "PARAMETER_ARN"},
		"ssm:getparametersbypath": {decrypt, "PARAMETER_ARN"}, "ssm:putparameter": {[]string{"kms:Encrypt"}, "PARAMETER_ARN"},
	}
	for _, name := range []string{"getitem", "batchgetitem", "query", "scan", "putitem", "updateitem", "deleteitem", "batchwriteitem"} {
		out["dynamodb:"+name] = keyUse{decrypt, ""}
	}
	return out
}

// keyless are actions on the things themselves that leave their contents alone.
func keyless(action string) bool {
	_, name, _ := strings.Cut(strings.ToLower(action), ":")
	switch action = strings.ToLower(action); action {
	case "s3:listbucket", "s3:deleteobject", "s3:getbucketlocation", "sqs:deletemessage", "sqs:getqueueattributes", "sqs:getqueueurl",
		"sqs:changemessagevisibility", "sns:subscribe", "secretsmanager:describesecret":
		return true
	}
	return strings.HasPrefix(name, "describe") || strings.HasPrefix(name, "list")
}

// keyOf is the key with which a resource's contents are encrypted; absent: one for
// which nobody needs rights.
func keyOf(r estate.Resource) estate.Value[estate.Text] {
	switch r := r.(type) {
	case *estate.Bucket:
		return r.KMSKey
	case *estate.Queue:
		return r.KMSKey
	case *estate.Topic:
		return r.KMSKey
	case *estate.Secret:
		return r.KMSKey
	case *estate.Stream:
		return r.KMSKey
	case *estate.DynamoTable:
		return r.KMSKey
	case *estate.Parameter:
		return r.Properties.At("KeyId").AsText()
	case *estate.StateMachine:
		return r.Properties.At("EncryptionConfiguration").At("KmsKeyId").AsText()
	case *estate.EventBus:
		return r.Properties.At("KmsKeyIdentifier").AsText()
	}
	return estate.Value[estate.Text]{}
}

// keyFor asks for the key of the target.
func (p *Prover) keyFor(a *Access, action string, c *policy.Context) {
	p.keyOfValue(a, action, keyOf(a.Target), p.Directory.Text(p.Directory.ARN(a.Target)), a.Target.Base(), c)
	if _, ok := a.Target.(*estate.Bucket); ok && strings.HasPrefix(strings.ToLower(action), "s3:getobject") {
		a.assume("the objects are encrypted as the bucket's default says; they may have been written with another key")
	}
	if len(a.Key) == 0 && a.NoKey == "" {
		a.NoKey = "no key needs the caller's own rights"
	}
}

// keyOfValue asks for each key that a value may be.
func (p *Prover) keyOfValue(a *Access, action string, key estate.Value[estate.Text], arn policy.Text, owner *estate.Core, c *policy.Context) {
	var list []keyed
	for _, x := range key.Alternatives() {
		if !x.When.Disjoint(p.Estate.Possible.Concerning(x.When)) {
			list = append(list, p.keysOf(a, action, x, arn, owner, c)...)
		}
	}
	truth := estate.Yes()
	for _, k := range list {
		one := estate.Yes()
		switch k.Verdict {
		case proof.No:
			one = estate.Holds(k.when).Not()
		case proof.Unknown:
			one = estate.Maybe(estate.Gap{Variable: &scenario.Variable{Name: k.Action, Kind: scenario.Outside}}).Or(estate.Holds(k.when.Not()))
		}
		truth = truth.And(one)
	}
	all := proof.Judge(p.Estate, truth, owner.When)
	for _, k := range list {
		switch {
		case all.Verdict == proof.Yes && p.Estate.Assume != estate.AssumeAny && k.Verdict != proof.Yes:
			continue // in another scenario than the one that counts
		case all.Verdict != proof.No && k.Verdict == proof.No:
			k.Verdict, k.Why = proof.Unknown, "which key encrypts "+string(owner.ID)+" hangs on what is not decided"
		}
		a.Key = append(a.Key, k.Permit)
	}
}

// keyed is what is asked for a key in some scenarios.
type keyed struct {
	Permit
	when scenario.Guard
}

// keysOf asks for what is the key in some scenarios.
func (p *Prover) keysOf(a *Access, action string, x estate.Alternative[estate.Text], arn policy.Text, owner *estate.Core, c *policy.Context) []keyed {
	one := func(k Permit) []keyed { return []keyed{{k, x.When}} }
	use, known := keyUses()[strings.ToLower(action)]
	switch {
	case x.State == estate.Absent:
		return nil
	case x.State == estate.Unknown:
		return one(Permit{Action: "kms:Decrypt", Why: "which key encrypts " + string(owner.ID) + ": " + x.Gap.Cause()})
	case p.isManaged(x.Is):
		if p.isForeign(a, owner) {
			return one(Permit{Verdict: proof.No, Action: "kms:Decrypt", Why: "a key that AWS manages is of use in its own account only"})
		}
		a.NoKey = "AWS manages the key " + x.Is.String() + ": whoever of the account may use the service may use it through that"
		return nil
	case !known && keyless(action):
		return nil
	case !known:
		return one(Permit{Action: "kms:Decrypt", Why: "what " + action + " asks of the key is not known"})
	}
	var out []keyed
	for _, name := range use.actions {
		out = append(out, one(p.keyPermit(a, name, x, use, arn, owner, serviceIn(action), c))...)
	}
	return out
}

func serviceIn(action string) string {
	service, _, _ := strings.Cut(strings.ToLower(action), ":")
	return service
}

// isForeign reports a caller of another account. The keys that AWS manages are of one
// account alone ("AWS managed keys").
func (p *Prover) isForeign(a *Access, owner *estate.Core) bool {
	if a.Who == nil || a.Who.Resource == nil {
		return false
	}
	mine, known := a.Who.Resource.Base().Account.Known()
	theirs, also := owner.Account.Known()
	return known && also && mine != "" && theirs != "" && mine != theirs
}

// isManaged reports the alias of a key that AWS manages.
func (p *Prover) isManaged(t estate.Text) bool {
	if k, ok := estate.FollowTo[*estate.Key](p.Estate, t); ok {
		return k.Manager == "AWS"
	}
	s := t.String()
	return strings.HasPrefix(s, "alias/aws/") || strings.Contains(s, ":alias/aws/")
}

// keyPermit asks for one right on one key, as the service asks for it in the
// caller's name ("kms:ViaService", "Encryption context").
func (p *Prover) keyPermit(a *Access, action string, key estate.Alternative[estate.Text], use keyUse, arn policy.Text, owner *estate.Core, service string, said *policy.Context) Permit {
	t, why := p.keyTarget(key.Is, action)
	if t == nil {
		return Permit{Action: action, Why: why}
	}
	c := &policy.Context{}
	region := p.Directory.Text(owner.Region)
	c.Set("kms:ViaService", policy.Join(append(append([]policy.Part{{Literal: service + "."}}, region.Parts()...), policy.Part{Literal: ".amazonaws.com"})...))
	c.Set("aws:ViaAWSService", policy.Literal("true"))
	c.SetUnknown("lambda:SourceFunctionArn", "whether a service that asks in the caller's name passes it on")
	if use.context != "" && use.context != "aws:s3:arn" {
		c.Set("kms:EncryptionContext:"+use.context, arn)
	} else if use.context != "" { // the object's, or with a bucket key the bucket's
		c.SetPresent("kms:EncryptionContext:"+use.context, "the ARN of the object, or of the bucket")
	}
	c.Take(said)
	out := Permit{Action: action, Target: t}
	if a.Who == nil {
		return nobody(a.Source, action)
	}
	out.Asked = directory.Question{Principal: a.Who, Action: action, Target: t, Context: c, Within: key.When}
	out.Answer = p.Directory.Ask(out.Asked)
	out.Verdict = verdictOf(out.Answer.Verdict)
	if k, ok := t.Resource.(*estate.Key); ok && out.Verdict != proof.No {
		switch on := proof.Judge(p.Estate, estate.Is(k.Enabled, false).Not(), scenario.Always()).Verdict; on {
		case proof.No:
			return Permit{Verdict: proof.No, Action: action, Why: "the key " + string(k.ID) + " is disabled"}
		case proof.Unknown:
			out.Verdict, out.Why = proof.Unknown, "whether the key "+string(k.ID)+" is enabled is not decided"
		}
	}
	return out
}

// keyTarget finds a key by what names it: a reference, an alias, an id or ARN.
func (p *Prover) keyTarget(t estate.Text, action string) (*directory.Target, string) {
	name := t.String()
	if alias := p.alias(t); alias != nil {
		k, known := alias.Key.Known()
		if !known {
			return nil, "the key of the alias " + name + " is not known"
		}
		t = k
	}
	if k, ok := estate.FollowTo[*estate.Key](p.Estate, t); ok {
		name = string(k.ID)
	} else if literal, known := t.Known(); !known || !strings.HasPrefix(literal, "arn:") || strings.Contains(literal, ":alias/") {
		return nil, "the key " + t.String() + " is not in the sources"
	}
	list, err := p.Directory.Targets(name, action)
	if err != nil || len(list) != 1 {
		return nil, "the key " + t.String() + " is not in the sources"
	}
	return list[0], ""
}

// alias finds the alias of the estate that a text names.
func (p *Prover) alias(t estate.Text) *estate.KeyAlias {
	if x, ok := estate.FollowTo[*estate.KeyAlias](p.Estate, t); ok {
		return x
	}
	s := t.String()
	all := estate.All[*estate.KeyAlias](p.Estate)
	i := slices.IndexFunc(all, func(x *estate.KeyAlias) bool {
		name, known := x.AliasName.Known()
		return known && (s == name.String() || strings.HasSuffix(s, ":"+name.String()))
	})
	if i < 0 {
		return nil
	}
	return all[i]
}
