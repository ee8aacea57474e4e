package cloudformation_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation"
)

// load evaluates templates given as "name.yaml" and text in turn.
func load(t *testing.T, o cloudformation.Options, files ...string) (cloudformation.Result, error) {
	t.Helper()
	var docs []*cloudformation.Document
	for i := 0; i+1 < len(files); i += 2 {
		d, ok, err := cloudformation.Parse(files[i], []byte(files[i+1]))
		if err != nil {
			return cloudformation.Result{}, err
		}
		if !ok {
			t.Fatalf("%s is not recognised as a template", files[i])
		}
		docs = append(docs, d)
	}
	return cloudformation.Load(docs, o)
}

func mustLoad(t *testing.T, o cloudformation.Options, files ...string) cloudformation.Result {
	t.Helper()
	r, err := load(t, o, files...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// property is the tree at a path of the resource with the given id.
func property(t *testing.T, r cloudformation.Result, id string, path ...string) *estate.Tree {
	t.Helper()
	for _, x := range r.Resources {
		if string(x.Base().ID) == id {
			return x.Base().Properties.At(path...)
		}
	}
	t.Fatalf("no resource %s", id)
	return nil
}

// show prints what a tree can be, with its scenarios: "a if P=x | b if P≠x".
func show(t *estate.Tree) string {
	var out []string
	for _, l := range t.Leaves() {
		s := showLeaf(l.Tree)
		if !l.When.IsAlways() {
			s += " if " + l.When.String()
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

func showLeaf(t *estate.Tree) string {
	if t == nil {
		return "nothing"
	}
	switch t.Kind {
	case estate.Scalar:
		return t.Text.String()
	case estate.List:
		var out []string
		for _, i := range t.Items {
			out = append(out, show(i))
		}
		s := "[" + strings.Join(out, ", ") + "]"
		if t.Open != nil {
			s += "+"
		}
		return s
	case estate.Map:
		var out []string
		for _, f := range t.Fields {
			out = append(out, f.Name+": "+show(f.Value))
		}
		s := "{" + strings.Join(out, ", ") + "}"
		if t.Open != nil {
			s += "+"
		}
		return s
	case estate.Opaque:
		return "?" + t.Gap().Variable.Name
	}
	return "missing"
}

const preamble = `
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Open: {Type: String}
  Defaulted: {Type: String, Default: d}
  List: {Type: CommaDelimitedList, Default: "a, b"}
  OpenList: {Type: List<AWS::EC2::Subnet::Id>}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /ami/latest}
Mappings:
  ByRegion:
    eu-west-1: {Value: ireland}
    us-east-1: {Value: virginia}
  ByEnv:
    dev: {Value: small}
    prod: {Value: large}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [{Condition: IsProd}]
  Never: !And [!Condition IsProd, !Condition NotProd]
  OpenIsX: !Equals [!Ref Open, x]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Custom: {Type: Custom::Thing}
  R:
    Type: Test::Type
    Properties:
      P: `

func TestIntrinsicFunctions(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"a literal", "hello", "hello"},
		{"Ref to a parameter stays symbolic", "!Ref Open", "${Open}"},
		{"Ref to a resource", "!Ref Vpc", "${Vpc}"},
		{"Ref in long form", "{Ref: Vpc}", "${Vpc}"},
		{"Ref to AWS::NoValue is nothing", "!Ref AWS::NoValue", "nothing"},
		{"pseudo-parameters stay symbolic", "!Ref AWS::Region", "${AWS::Region}"},
		{"a list parameter is split and trimmed", "!Ref List", "[a, b] if List=a, b | ?List if List≠a, b"},
		{"a list parameter without default", "!Ref OpenList", "?OpenList"},
		{"an SSM parameter's default is a name", "!Ref Image", "${ssm:/ami/latest}"},
		{"GetAtt short", "!GetAtt Custom.Some.Attribute", "${Custom.Some.Attribute}"},
		{"GetAtt long", `{"Fn::GetAtt": [Custom, Value]}`, "${Custom.Value}"},
		{"GetAtt that returns a property", "!GetAtt Vpc.CidrBlock", "10.0.0.0/16"},
		{"Sub", `!Sub "${Open}-${Vpc}-${Custom.Id}-${!Literal}"`, "${Open}-${Vpc}-${Custom.Id}-${Literal}"},
		{"Sub with a map", `!Sub ["${A}/${Env}", {A: x}]`, "x/${Env}"},
		{"Join", `!Join ["-", [a, !Ref Open, c]]`, "a-${Open}-c"},
		{"Join of a list parameter", `!Join ["+", !Ref List]`, "a+b if List=a, b | ${Join of List} if List≠a, b"},
		{"Select", "!Select [1, [a, b, c]]", "b"},
		{"Select of an unknown list is one stable thing", "!Select [0, !Ref OpenList]", "${OpenList[0]}"},
		{"Select of availability zones", `!Select [1, !GetAZs ""]`, "${availability zones of AWS::Region[1]}"},
		{"an empty text means the Region where the stack is", `!Select [1, {"Fn::GetAZs": {Ref: "AWS::Region"}}]`, "${availability zones of AWS::Region[1]}"},
		{"Split", `!Split [",", "a,b,c"]`, "[a, b, c]"},
		{"Select of Split", `!Select [2, !Split ["/", "x/y/z"]]`, "z"},
		{"If", "!If [IsProd, a, b]", "a if Env=prod | b if Env=dev"},
		{"If that can never be", "!If [Never, a, b]", "b"},
		{"If with NoValue", `!If [IsProd, a, !Ref "AWS::NoValue"]`, "a if Env=prod | nothing if Env=dev"},
		{"nested If is pruned", "!If [IsProd, !If [NotProd, a, b], c]", "b if Env=prod | c if Env=dev"},
		{"If on an open parameter", "!If [OpenIsX, a, b]", "a if Open=x | b if Open≠x"},
		{"If within a list", `[x, !If [IsProd, y, !Ref "AWS::NoValue"]]`, "[x, y if Env=prod | nothing if Env=dev]"},
		{"FindInMap", "!FindInMap [ByRegion, eu-west-1, Value]", "ireland"},
		{"FindInMap by region chooses among the rows", "!FindInMap [ByRegion, !Ref AWS::Region, Value]", "ireland if AWS::Region=eu-west-1 | virginia if AWS::Region=us-east-1"},
		{"FindInMap by parameter", "!FindInMap [ByEnv, !Ref Env, Value]", "small if Env=dev | large if Env=prod"},
		{"FindInMap with a default", "!FindInMap [ByRegion, mars, Value, {DefaultValue: nowhere}]", "nowhere"},
		{"FindInMap by region with a default", "!FindInMap [ByRegion, !Ref AWS::Region, Value, {DefaultValue: other}]", "ireland if AWS::Region=eu-west-1 | virginia if AWS::Region=us-east-1 | other if AWS::Region≠eu-west-1,us-east-1"},
		{"Cidr", "!Cidr [10.0.0.0/16, 2, 8]", "[10.0.0.0/24, 10.0.1.0/24]"},
		{"Select of Cidr of GetAtt", "!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]", "10.0.1.0/24"},
		{"Cidr of an unknown block", "!Select [0, !Cidr [!Select [0, !Ref OpenList], 2, 8]]", "${Fn::Cidr of OpenList[0][0]}"},
		{"ImportValue of nothing loaded", "!ImportValue shared", "${import:shared}"},
		{"Base64 keeps what is encoded readable", "!Base64 script", "script"},
		{"Length", "{" + `"Fn::Length": [a, b, c]}`, "3"},
		{"Length of a list parameter", "{'Fn::Length': !Ref List}", "2 if List=a, b | ?Length of List if List≠a, b"},
		{"ToJsonString", `{"Fn::ToJsonString": {a: 1, b: [x, !Ref Open]}}`, `{"a":1,"b":["x","${Open}"]}`},
		{"Transform as a value", `{"Fn::Transform": {Name: Macro}}`, "?transform Macro at line 27"},
		{"Transform within a map", "{a: b, Fn::Transform: {Name: AWS::Include}}", "{a: b}+"},
		{"a dynamic reference", "'{{resolve:ssm:/x:1}}'", "${ssm:/x:1}"},
		{"a dynamic reference within text", "'a{{resolve:secretsmanager:s:SecretString:k}}b'", "a${secretsmanager:s:SecretString:k}b"},
		{"a dynamic reference put together", "!Sub '{{resolve:ssm:${!x}}}'", "{{resolve:ssm:${x}}}"},
		{"numbers keep their text", "000644", "000644"},
		{"dates keep their text", "2012-10-17", "2012-10-17"},
		{"short within long", `{"Fn::Join": ["", [!Ref Vpc, {"Ref": "Open"}]]}`, "${Vpc}${Open}"},
		{"long within short", "!Base64\n        Fn::Sub: 'x${Open}'", "x${Open}"},
		{"a tagged long form", "!Ref\n        Fn::Sub: 'Vp${Never}'", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := load(t, cloudformation.Options{}, "t.yaml", preamble+tt.value+"\n")
			if err != nil {
				if tt.want == "" {
					return
				}
				t.Fatal(err)
			}
			if got := show(property(t, r, "R", "P")); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestParametersGivenAreKnown(t *testing.T) {
	o := cloudformation.Options{Parameters: map[string]string{"Open": "x", "Env": "prod", "OpenList": "s-1,s-2"}, Region: "eu-west-1", Account: "123456789012"}
	for value, want := range map[string]string{
		"!Ref Open":                "x",
		"!If [OpenIsX, a, b]":      "a",
		"!If [IsProd, a, b]":       "a",
		"!Ref OpenList":            "[s-1, s-2]",
		"!Ref AWS::Region":         "eu-west-1",
		"!Ref AWS::AccountId":      "123456789012",
		"!Ref AWS::Partition":      "aws",
		"!Sub '${AWS::URLSuffix}'": "amazonaws.com",
		"!FindInMap [ByRegion, !Ref AWS::Region, Value]": "ireland",
		`!Select [0, !GetAZs ""]`:                        "${availability zones of eu-west-1[0]}",
		"!Select [0, !GetAZs eu-west-1]":                 "${availability zones of eu-west-1[0]}",
	} {
		r := mustLoad(t, o, "t.yaml", preamble+value+"\n")
		if got := show(property(t, r, "R", "P")); got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
}

func TestParameterConstraintsAreTheDomain(t *testing.T) {
	template := func(declaration string) string {
		return "Parameters:\n  P: {" + declaration + "}\nConditions:\n  C: !Equals [!Ref P, bad]\n" +
			"Resources:\n  R:\n    Type: Test::Type\n    Properties:\n      P: !If [C, bad, good]\n"
	}
	for _, tt := range []struct{ name, declaration, want string }{
		{"AllowedValues without it", "Type: String, AllowedValues: [good, better]", "good"},
		{"AllowedValues with it alone", "Type: String, AllowedValues: [bad]", "bad"},
		{"AllowedPattern that excludes it", "Type: String, AllowedPattern: '[0-9]+'", "good"},
		{"AllowedPattern that lists values", "Type: String, AllowedPattern: '^(good|better)$'", "good"},
		{"MaxLength that excludes it", "Type: String, MaxLength: 2", "good"},
		{"a number is never it", "Type: Number", "good"},
		{"a number of any size", "Type: Number, MinValue: -9223372036854775808, MaxValue: 9223372036854775807", "good"},
		{"an open one", "Type: String", "bad if P=bad | good if P≠bad"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustLoad(t, cloudformation.Options{}, "t.yaml", template(tt.declaration))
			if got := show(property(t, r, "R", "P")); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAGivenParameterMustKeepItsConstraints(t *testing.T) {
	_, err := load(t, cloudformation.Options{Parameters: map[string]string{"Env": "test"}}, "t.yaml", preamble+"x\n")
	if err == nil || !strings.Contains(err.Error(), `t.yaml:3:3: parameter Env: "test" is not one of its AllowedValues dev, prod`) {
		t.Errorf("got %v", err)
	}
}

func TestForEachMakesResources(t *testing.T) {
	r := mustLoad(t, cloudformation.Options{}, "t.yaml", `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics:
    - Name
    - [Alpha, Beta]
    - Topic${Name}:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Sub "t-${Name}"
          DisplayName: !Ref Name
          Fn::ForEach::Inner:
            - Key
            - [X, "Y.1"]
            - "&{Key}": "${Name}${Key}"
`)
	if len(r.Resources) != 2 {
		t.Fatalf("got %d resources, want 2", len(r.Resources))
	}
	if got, want := show(property(t, r, "TopicBeta")), "{TopicName: t-Beta, DisplayName: Beta, X: BetaX, Y1: BetaY.1}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestALoopOverADefaultIsOpenWhereAnyValueCounts(t *testing.T) {
	template := `
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "A,B"}
Resources:
  Fn::ForEach::Topics: [Name, !Ref Names, {"Topic${Name}": {Type: AWS::SNS::Topic}}]
`
	for assume, open := range map[estate.Assume]int{estate.AssumeDefaults: 0, estate.AssumeAny: 1} {
		r := mustLoad(t, cloudformation.Options{Assume: assume}, "t.yaml", template)
		if len(r.Resources) != 2 || len(r.Open) != open {
			t.Errorf("assume %d: got %d resources, open %v", assume, len(r.Resources), r.Open)
		}
	}
}

func TestAJoinedListOfReferencesIsAListInANestedStack(t *testing.T) {
	r := mustLoad(t, cloudformation.Options{}, "root.yaml", `
Resources:
  A: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a}}
  B: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: b}}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {Groups: !Join [",", [!Ref A, !GetAtt B.GroupId, sg-1]]}
`, "child.yaml", `
Parameters:
  Groups: {Type: "List<AWS::EC2::SecurityGroup::Id>"}
Resources:
  Web: {Type: AWS::EC2::Instance, Properties: {SecurityGroupIds: !Ref Groups}}
`)
	if got := show(property(t, r, "Web", "SecurityGroupIds")); got != "[${A}, ${B.GroupId}, sg-1]" {
		t.Errorf("got %s", got)
	}
}

func TestNestedStacksAreJoined(t *testing.T) {
	child := `
Parameters:
  Cidr: {Type: String}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr}}
Outputs:
  VpcId: {Value: !Ref Vpc}
`
	parent := `
Parameters:
  Bucket: {Type: String}
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: %s
      Parameters: {Cidr: 10.9.0.0/16}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: g, VpcId: !GetAtt Network.Outputs.VpcId}
`
	for _, url := range []string{"./child.yaml", "https://s3.amazonaws.com/b/p/child.yaml", "!Sub 'https://${Bucket}.s3.amazonaws.com/child.yaml'", "!Join ['', [!Ref Bucket, /child.yaml]]"} {
		r := mustLoad(t, cloudformation.Options{}, "root.yaml", fmt.Sprintf(parent, url), "child.yaml", child)
		if len(r.Resources) != 3 || len(r.Open) != 0 {
			t.Errorf("%s: got %d resources, open %v; want the child once, nested", url, len(r.Resources), r.Open)
			continue
		}
		if got := show(property(t, r, "Group", "VpcId")); got != "${Vpc}" {
			t.Errorf("%s: the output is %s, want ${Vpc}", url, got)
		}
		if got := show(property(t, r, "Vpc", "CidrBlock")); got != "10.9.0.0/16" {
			t.Errorf("%s: the parameter is %s", url, got)
		}
	}
	r := mustLoad(t, cloudformation.Options{}, "root.yaml", fmt.Sprintf(parent, "https://example.com/elsewhere.yaml"))
	if len(r.Open) != 1 {
		t.Errorf("a nested stack that is not there must leave the estate open, got %v", r.Open)
	}
}

func TestExportsAreJoinedToImports(t *testing.T) {
	exporter := func(name string) string {
		return "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\nOutputs:\n  V:\n    Value: !Ref Vpc\n    Export: {Name: " + name + "}\n"
	}
	importer := func(name string) string {
		return "Parameters:\n  Net: {Type: String, Default: network}\nResources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties: {GroupDescription: g, VpcId: !ImportValue " + name + "}\n"
	}
	for _, tt := range []struct{ name, exported, imported, want string }{
		{"the same literal", "shared-vpc", "shared-vpc", "${Vpc}"},
		{"another literal", "shared-vpc", "other-vpc", "${import:other-vpc}"},
		{"a stack loaded under that name", `!Sub "${AWS::StackName}-vpc"`, "network-vpc", "${Vpc}"},
		{"a stack of an unknown name", `!Sub "${AWS::StackName}-vpc"`, "prod-vpc", "${import:prod-vpc}"},
		{"by a parameter's default", `!Sub "${AWS::StackName}-vpc"`, `{"Fn::Sub": "${Net}-vpc"}`, "${Vpc} if Net=network | ${import:${Net}-vpc} if Net≠network"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustLoad(t, cloudformation.Options{}, "network.yaml", exporter(tt.exported), "app.yaml", importer(tt.imported))
			if got := show(property(t, r, "G", "VpcId")); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestUnrelatedTemplatesDoNotClash(t *testing.T) {
	one := "Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n  Only: {Type: AWS::S3::Bucket}\n"
	r := mustLoad(t, cloudformation.Options{}, "a.yaml", one, "b.yaml", "Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n")
	var ids []string
	for _, x := range r.Resources {
		ids = append(ids, string(x.Base().ID))
	}
	if got, want := strings.Join(ids, " "), "a/Bucket Only b/Bucket"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestParametersAreNotOtherTemplatesResources: what one template calls a parameter and
// another a resource are two things, though both are written "!Ref Vpc".
func TestParametersAreNotOtherTemplatesResources(t *testing.T) {
	one := "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}\n"
	other := "Parameters:\n  Vpc: {Type: String}\nResources:\n  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}\n"
	r := mustLoad(t, cloudformation.Options{}, "a.yaml", one, "b.yaml", other)
	for id, want := range map[string]string{"A": "${Vpc}", "B": "${b/Vpc}"} {
		if got := show(property(t, r, id, "VpcId")); got != want {
			t.Errorf("the VPC of %s is %s, want %s", id, got, want)
		}
	}
}

func TestRulesForbidScenarios(t *testing.T) {
	r := mustLoad(t, cloudformation.Options{}, "t.yaml", `
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Debug: {Type: String, AllowedValues: ["true", "false"]}
Rules:
  NoDebugInProd:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - Assert: {"Fn::Contains": [["false"], !Ref Debug]}
Resources:
  R: {Type: Test::Type}
`)
	if got, want := r.Possible.All().String(), "Debug=false or Debug=true, Env=dev"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWhatCloudFormationRefusesIsAnErrorWithItsPlace(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a Ref to nothing", preamble + "!Ref Vcp\n", `t.yaml:27:10: Ref "Vcp": no parameter or resource of the template has this name`},
		{"a GetAtt of nothing", preamble + "!GetAtt Nope.Arn\n", `t.yaml:27:10: GetAtt "Nope"`},
		{"a Sub of nothing", preamble + "!Sub '${Nope}'\n", `t.yaml:27:10: Ref "Nope"`},
		{"an unknown pseudo-parameter", preamble + "!Ref AWS::Nope\n", `t.yaml:27:10: Ref "AWS::Nope": there is no such pseudo-parameter`},
		{"an unknown condition", preamble + "!If [Nope, a, b]\n", `t.yaml:27:15: condition "Nope" is not defined`},
		{"a condition in a circle", "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n  R: {Type: T::T::T, Condition: A}\n", "depends on itself"},
		{"a resource without a Type", "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  R: {Properties: {}}\n", "t.yaml:3:3: resource R has no Type"},
		{"Properties that are a list", "Resources:\n  R: {Type: T::T::T, Properties: [a]}\n", "t.yaml:2:34: Properties of R is a list"},
		{"broken YAML", "Resources:\n  R: {Type: [\n", "t.yaml:"},
		{"no resources", "AWSTemplateFormatVersion: 2010-09-09\n", "the template has no Resources"},
		{"an alias within its own anchor", "Resources: &a\n  R: {Type: T::T::T, Properties: {X: *a}}\n", "own anchor"},
		{"a second document", "Resources:\n  R: {Type: T::T::T}\n---\nResources:\n  S: {Type: T::T::T}\n", "t.yaml:4:1: a second YAML document"},
		{"brackets without end", "Resources: " + strings.Repeat("[", 500), "nested more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, cloudformation.Options{}, "t.yaml", tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestAnAliasBombIsRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("Resources:\n  R:\n    Type: T::T::T\n    Properties:\n      A0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "      A%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	_, err := load(t, cloudformation.Options{}, "t.yaml", b.String())
	if err == nil || !strings.Contains(err.Error(), "unfolds to more than") {
		t.Errorf("got %v", err)
	}
}

func TestSAMIsExpandedAndLeavesNothingOpen(t *testing.T) {
	r := mustLoad(t, cloudformation.Options{}, "t.yaml", `
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, Handler: x, CodeUri: ./src}}
  P: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt FRole.Arn}}
`)
	if len(r.Open) != 0 {
		t.Errorf("open %v: all that SAM adds is there", r.Open)
	}
	for _, id := range []string{"F", "P", "FRole"} {
		if strings.HasSuffix(show(property(t, r, id)), "+") {
			t.Errorf("%s is open", id)
		}
	}
	if got := show(property(t, r, "F", "Code", "S3Key")); got != "?sam package uploads ./src" {
		t.Errorf("code that is yet to be uploaded is at %s", got)
	}
}

func TestSAMResourcesThatHangOnTheUnknownStayOpen(t *testing.T) {
	const text = `
Transform: AWS::Serverless-2016-10-31
Parameters: {Alias: {Type: String}, Table: {Type: String, Default: t}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, Handler: x, CodeUri: ./src, AutoPublishAlias: !Ref Alias}}
  P: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt FRole.Arn}}
`
	r := mustLoad(t, cloudformation.Options{}, "t.yaml", text)
	if len(r.Open) != 1 || !strings.Contains(r.Open[0].Variable.Why, "parameter Alias") {
		t.Errorf("open %v: what the function becomes hangs on a parameter, and that must be said", r.Open)
	}
	if !strings.HasSuffix(show(property(t, r, "F")), "+") {
		t.Error("a function that is not expanded may have further properties")
	}
	r = mustLoad(t, cloudformation.Options{Parameters: map[string]string{"Alias": "live"}}, "t.yaml", text)
	if got := show(property(t, r, "FAliaslive", "Name")); got != "live" || len(r.Open) != 0 {
		t.Errorf("with the parameter given the alias is %s, open %v", got, r.Open)
	}
}

func TestAMacroLeavesEveryPropertyOpen(t *testing.T) {
	r := mustLoad(t, cloudformation.Options{}, "t.yaml", "Transform: [Mine]\nResources:\n  T: {Type: AWS::SNS::Topic}\n")
	if got := show(property(t, r, "T")); got != "{}+" {
		t.Errorf("got %s", got)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(`"R":{"Type":"A::B::C","Properties":{"P":{"Fn::If":["C",1,2]}}}`, `"C":{"Fn::Equals":[1,{"Ref":"R"}]}`)
	f.Add(`"R":{"Type":"AWS::EC2::SecurityGroup","Properties":{"SecurityGroupIngress":[{"CidrIp":"0.0.0.0/0"}]}}`, ``)
	f.Fuzz(func(t *testing.T, resources, conditions string) {
		text := `{"Resources":{` + resources + `},"Conditions":{` + conditions + `}}`
		d, ok, err := cloudformation.Parse("t.json", []byte(text))
		if err != nil || !ok {
			return
		}
		_, _ = cloudformation.Load([]*cloudformation.Document{d}, cloudformation.Options{})
	})
}

func FuzzYAML(f *testing.F) {
	f.Add(preamble + "!Sub '${Open}'\n")
	f.Add("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::X:\n    - I\n    - [a, b]\n    - R${I}: {Type: A::B::C}\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, ok, err := cloudformation.Parse("t.yaml", []byte(text))
		if err != nil || !ok {
			return
		}
		_, _ = cloudformation.Load([]*cloudformation.Document{d}, cloudformation.Options{})
	})
}

// FuzzIntrinsics puts arbitrary text in the place of one property.
func FuzzIntrinsics(f *testing.F) {
	for _, s := range []string{"!Ref Open", `{"Fn::Join": ["", [!Ref List]]}`, "!Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]", "!FindInMap [ByRegion, !Ref AWS::Region, Value]", "!If [IsProd, !Ref AWS::NoValue, [1]]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		d, ok, err := cloudformation.Parse("t.yaml", []byte(preamble+value+"\n"))
		if err != nil || !ok {
			return
		}
		_, _ = cloudformation.Load([]*cloudformation.Document{d}, cloudformation.Options{})
	})
}
