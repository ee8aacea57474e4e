package sam_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/iac/cloudformation/sam"
	"ringwall/internal/iac/cloudformation/syntax"
)

func expand(t testing.TB, text string) (sam.Result, error) {
	t.Helper()
	root, err := syntax.Read("t.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sam.Expand(root, sam.Options{UseDefaults: true})
}

// TestExpansion holds the expansion to what testdata says of each template: all
// resources with their types, some of what they hold, and what was left. "*"
// stands for a hash of ten digits.
func TestExpansion(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, f := range txtar.Parse(data).Files {
				files[f.Name] = string(f.Data)
			}
			made, err := expand(t, files["template.yaml"])
			if err != nil {
				t.Fatal(err)
			}
			checkWanted(t, made, files["want"])
		})
	}
}

var hash = regexp.MustCompile(`\b(L|OwnDeployment|ServerlessRestApiDeployment)[0-9a-f]{10}\b`)

func checkWanted(t *testing.T, made sam.Result, want string) {
	t.Helper()
	root, _ := plainJSON(made.Root).(map[string]any)
	resources, _ := root["Resources"].(map[string]any)
	var have []string
	byName := map[string]any{}
	for id, r := range resources {
		id = hash.ReplaceAllString(id, "$1*")
		byName[id] = r
		typ := "list"
		if m, ok := r.(map[string]any); ok {
			typ = fmt.Sprint(m["Type"])
		}
		have = append(have, id+" "+typ)
	}
	for _, l := range made.Left {
		have = append(have, "left "+l.ID+": "+l.Why)
	}
	for line := range strings.Lines(want) {
		line = strings.TrimSpace(line)
		if path, ok := strings.CutSuffix(line, " missing"); ok {
			if v, found := lookUp(byName, path); found {
				t.Errorf("%s is %s, want none", path, printed(v))
			}
			continue
		}
		path, value, isValue := strings.Cut(line, " = ")
		if isValue {
			v, _ := lookUp(byName, path)
			if got := hash.ReplaceAllString(printed(v), "$1*"); got != value {
				t.Errorf("%s is\n     %s\nwant %s", path, got, value)
			}
			continue
		}
		i := slices.Index(have, line)
		if i < 0 {
			t.Errorf("there is no %s", line)
			continue
		}
		have = slices.Delete(have, i, i+1)
	}
	slices.Sort(have)
	if len(have) > 0 {
		t.Errorf("there should not be:\n%s", strings.Join(have, "\n"))
	}
}

// lookUp follows a path of keys and places; keys may have points in them.
func lookUp(v any, path string) (any, bool) {
	if path == "" {
		return v, true
	}
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			if rest, ok := strings.CutPrefix(path, k); ok && (rest == "" || rest[0] == '.') {
				if found, ok := lookUp(m, strings.TrimPrefix(rest, ".")); ok {
					return found, true
				}
			}
		}
	case []any:
		first, rest, _ := strings.Cut(path, ".")
		if i, err := strconv.Atoi(first); err == nil && i < len(v) {
			return lookUp(v[i], rest)
		}
	}
	return nil, false
}

// TestPlaces: what was written keeps its place, what is made has that of the
// resource that it is made for.
func TestPlaces(t *testing.T) {
	made, err := expand(t, `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 3
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: h
      InlineCode: x
      Policies:
        - DynamoDBReadPolicy: {TableName: t}
        - Statement: [{Effect: Allow, Action: "*", Resource: "*"}]
`)
	if err != nil {
		t.Fatal(err)
	}
	resources := made.Root.Get("Resources")
	at := func(n *syntax.Node) string { return n.At.String() }
	role := resources.Get("FRole")
	policies := role.Get("Properties").Get("Policies")
	for _, x := range []struct {
		what string
		have string
		want string
	}{
		{"a property of the function", at(resources.Get("F").Get("Properties").Get("Runtime")), "t.yaml:9:16"},
		{"one of Globals", at(resources.Get("F").Get("Properties").Get("Timeout")), "t.yaml:4:14"},
		{"the code", at(resources.Get("F").Get("Properties").Get("Code").Get("ZipFile")), "t.yaml:11:19"},
		{"the role", at(role), "t.yaml:6:3"},
		{"a policy template's policy", at(policies.Items[0].Get("PolicyDocument").Get("Statement").Items[0]), "t.yaml:13:11"},
		{"a statement", at(policies.Items[1].Get("PolicyDocument").Get("Statement").Items[0]), "t.yaml:14:23"},
	} {
		if x.have != x.want {
			t.Errorf("%s stands at %s, want %s", x.what, x.have, x.want)
		}
	}
}

// TestRefusals: what AWS refuses is an error at its place.
func TestRefusals(t *testing.T) {
	function := func(more string) string {
		return "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: r\n      Handler: h\n      InlineCode: x\n" + more
	}
	for _, x := range []struct{ name, text, want string }{
		{"no resources", "Transform: AWS::Serverless-2016-10-31\n", "has no Resources"},
		{"a resource that is no map", "Resources: {F: 1}", "t.yaml:1:16: resource F is"},
		{"a property of no type", function("      Timeoot: 3\n"), "t.yaml:8:7: F: it has a property Timeoot"},
		{"a property of another form", function("      Tags: [a]\n"), "t.yaml:8:13: F: Tags is a list; it must be a map"},
		{"a section of Globals", function("") + "Globals: {Funktion: {}}", "t.yaml:8:11: Globals has no section Funktion"},
		{"a property of Globals", function("") + "Globals: {Function: {Role: r}}", "t.yaml:8:22: Role is no property"},
		{"a policy template", function("      Policies: [{S3ReadPolicy: {}}]\n"), "t.yaml:8:19: F: the policy template S3ReadPolicy needs the parameter BucketName"},
		{"no policy template", function("      Policies: [{S3RedPolicy: {}}]\n"), "t.yaml:8:19: F: policy 1"},
		{"an event", function("      Events: {E: {Type: Fax}}\n"), "t.yaml:8:16: F: the event E has the Type \"Fax\""},
		{"an event's property", function("      Events: {E: {Type: SQS}}\n"), "F: it lacks the property Queue"},
		{"an API that is none", function("      Events: {E: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref F2}}}\n"), "t.yaml:8:66: F E: RestApiId must name"},
		{"a path twice", function("      Events: {E: {Type: Api, Properties: {Path: /, Method: get}}, D: {Type: Api, Properties: {Path: /, Method: get}}}\n"), "has an event already"},
		{"an authorizer of no API", function("      Events: {E: {Type: Api, Properties: {Path: /, Method: get, Auth: {Authorizer: Z}}}}\n"), "t.yaml:8:73: F: the event E has the Authorizer \"Z\""},
		{"a bucket elsewhere", function("      Events: {E: {Type: S3, Properties: {Bucket: b, Events: e}}}\n"), "t.yaml:8:43: F: Bucket of the event E must be a Ref"},
		{"provisioned concurrency", function("      ProvisionedConcurrencyConfig: {}\n      DeploymentPreference: {Type: AllAtOnce}\n"), "t.yaml:9:29: F: DeploymentPreference needs AutoPublishAlias"},
		{"two of a name", function("") + "  FRole: {Type: AWS::S3::Bucket}\n", "t.yaml:2:3: F: it makes a resource FRole (AWS::IAM::Role)"},
		{"an address", strings.Replace(function(""), "InlineCode: x", "CodeUri: https://a/b", 1), "t.yaml:7:16: F: CodeUri is \"https://a/b\""},
		{"a stage", "Resources: {A: {Type: AWS::Serverless::Api, Properties: {}}}", "A: it lacks the property StageName"},
		{"a connector", function("    Connectors: {C: {Properties: {Destination: {Id: G}, Permissions: [Read]}}}\n"), "the template has no resource \"G\""},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := expand(t, x.text)
			var told *syntax.Error
			if !errors.As(err, &told) || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v, want %s", err, x.want)
			}
		})
	}
}

// FuzzExpand: any tree may come in; none breaks the expansion, or makes it grow
// beyond what it is made for.
func FuzzExpand(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(data).Files {
			if file.Name == "template.yaml" {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := syntax.Read("t.yaml", data)
		if err != nil {
			return
		}
		made, err := sam.Expand(root, sam.Options{UseDefaults: true, Region: "eu-west-1"})
		if err != nil {
			var told *syntax.Error
			if !errors.As(err, &told) {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		if n, most := count(made.Root), 2000*(count(root)+10); n > most {
			t.Errorf("%d values became %d", count(root), n)
		}
	})
}

// TestDamage expands templates of testdata in which some values are replaced by
// others, of any kind: they are expanded or refused.
func TestDamage(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := txtar.Parse(data).Files[0].Data
		for range 400 {
			root, err := syntax.Read("t.yaml", text)
			if err != nil {
				t.Fatal(err)
			}
			all := nodes(root, nil)
			for range 1 + r.IntN(4) {
				damage(r, all[1+r.IntN(len(all)-1)], *all[r.IntN(len(all))])
			}
			if _, err := sam.Expand(root, sam.Options{UseDefaults: true}); err != nil {
				var told *syntax.Error
				if !errors.As(err, &told) {
					t.Fatalf("%s: an error without a place: %v", name, err)
				}
			}
		}
	}
}

func nodes(n *syntax.Node, out []*syntax.Node) []*syntax.Node {
	if n == nil {
		return out
	}
	out = nodes(n.Arg, append(out, n))
	for _, i := range n.Items {
		out = nodes(i, out)
	}
	for _, f := range n.Fields {
		out = nodes(f.Node, out)
	}
	return out
}

func damage(r *rand.Rand, n *syntax.Node, other syntax.Node) {
	at := n.At
	text := &syntax.Node{Text: "F"}
	switch r.IntN(6) {
	case 0:
		*n = syntax.Node{Null: true}
	case 1:
		*n = syntax.Node{Kind: syntax.List, Items: []*syntax.Node{text}}
	case 2:
		*n = syntax.Node{Kind: syntax.Map, Fields: []syntax.Field{{Name: "Ref", Node: text}}}
	case 3:
		*n = syntax.Node{Kind: syntax.Call, Call: "Fn::If", Arg: &syntax.Node{Kind: syntax.List, Items: []*syntax.Node{text, text}}}
	case 4:
		*n = syntax.Node{}
	default:
		if other.Kind == syntax.Scalar {
			*n = other
		}
	}
	n.At = at
}

// TestParametersThatHoldThemselves: what no parameter may have as a default, and no
// mapping as a value, is not put in without end.
func TestParametersThatHoldThemselves(t *testing.T) {
	made, err := expand(t, `Parameters: {P: {Default: {A: {Ref: P}}}}
Mappings: {M: {a: {b: [{Fn::FindInMap: [M, a, b]}]}}}
Resources:
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: x, LayerName: !Ref P}}
  A: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: !FindInMap [M, a, b], SemanticVersion: 1.0.0}}}
`)
	if err == nil {
		t.Errorf("an application of no known name became %v", plainJSON(made.Root))
	}
}

func count(n *syntax.Node) int {
	if n == nil {
		return 0
	}
	out := 1 + count(n.Arg)
	for _, i := range n.Items {
		out += count(i)
	}
	for _, f := range n.Fields {
		out += count(f.Node)
	}
	return out
}
