package cloudformation

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
)

// TestNamesStandInPropertiesThatExist checks the tables of names against AWS's.
func TestNamesStandInPropertiesThatExist(t *testing.T) {
	table, err := resourcespec.Open()
	if err != nil {
		t.Fatal(err)
	}
	types := namedTypes()
	for name, n := range types {
		typ, ok := table.Type(name)
		if !ok || !hasPath(table, name, typ.Properties, []string{n.property}) {
			t.Errorf("%s has no property %s", name, n.property)
		}
	}
	for name, places := range naming() {
		typ, ok := table.Type(name)
		if !ok {
			t.Errorf("there is no type %s", name)
			continue
		}
		found := false
		for _, p := range places {
			path, target, _ := strings.Cut(p, " ")
			if _, ok := types[target]; !ok {
				t.Errorf("%s %s: %s has no name", name, path, target)
			}
			there := hasPath(table, name, typ.Properties, strings.Split(path, "."))
			found = found || there
			if !there && len(places) < 6 { // the list that IAM's types share has more
				t.Errorf("%s has no property %s", name, path)
			}
		}
		if !found {
			t.Errorf("%s has none of %v", name, places)
		}
	}
}

func hasPath(table *resourcespec.Table, typ string, properties []resourcespec.Property, path []string) bool {
	for _, p := range properties {
		if p.Name != path[0] {
			continue
		}
		if len(path) == 1 {
			return true
		}
		shape := p.Shape
		for shape.Kind == resourcespec.List {
			shape = *shape.Element
		}
		if shape.Kind == resourcespec.Union {
			shape = shape.Union[0]
		}
		d, ok := table.Definition(typ, shape.Definition)
		return ok && hasPath(table, typ, d.Properties, path[1:])
	}
	return false
}

// joined loads templates and says what a property of a resource refers to: the
// resource's ID, or "" for a name that stays one.
func joined(t *testing.T, o Options, id, path string, templates ...string) string {
	t.Helper()
	var docs []*Document
	for i, text := range templates {
		d, ok, err := Parse(string(rune('a'+i))+".yaml", []byte(text))
		if err != nil || !ok {
			t.Fatalf("template %d: %v", i, err)
		}
		docs = append(docs, d)
	}
	r, err := Load(docs, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Resources {
		if string(x.Base().ID) == id {
			tree := x.Base().Properties.At(strings.Split(path, ".")...)
			if tree.Kind == estate.List {
				tree = tree.Items[0]
			}
			ref, _ := tree.Text.Reference()
			return string(ref.Resource)
		}
	}
	t.Fatalf("no resource %s", id)
	return ""
}

func TestNamesJoin(t *testing.T) {
	const cluster = "  C: {Type: AWS::RDS::DBCluster, Properties: {Engine: mysql, DBClusterIdentifier: my-cluster}}\n"
	instance := func(name string) string {
		return "  I: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, DBClusterIdentifier: " + name + "}}\n"
	}
	here := Options{Account: "111122223333", Region: "eu-west-1"}
	const res = "Resources:\n"
	given := "Parameters: {N: {Type: String, Default: x}, M: {Type: String, Default: x}}\nConditions: {Yes: !Equals [!Ref N, x]}\n" + res
	for _, x := range []struct {
		name      string
		options   Options
		path      string
		templates []string
		want      string
	}{
		{"a literal name", Options{}, "DBClusterIdentifier", []string{res + cluster + instance("my-cluster")}, "C"},
		{"another one", Options{}, "DBClusterIdentifier", []string{res + cluster + instance("our-cluster")}, ""},
		{"a name that two have", Options{}, "DBClusterIdentifier", []string{res + cluster + strings.Replace(cluster, "C:", "D:", 1) + instance("my-cluster")}, ""},
		{"in another stack, place not known", Options{}, "DBClusterIdentifier", []string{res + cluster, res + instance("my-cluster")}, ""},
		{"in another stack of the same place", here, "DBClusterIdentifier", []string{res + cluster, res + instance("my-cluster")}, "C"},
		{"the same parameter", Options{}, "DBClusterIdentifier", []string{given + strings.Replace(cluster, "my-cluster", "!Ref N", 1) + instance("!Ref N")}, "C"},
		{"another parameter", Options{}, "DBClusterIdentifier", []string{given + strings.Replace(cluster, "my-cluster", "!Ref N", 1) + instance("!Ref M")}, ""},
		{"what is there sometimes", Options{}, "DBClusterIdentifier", []string{given + strings.Replace(cluster, "Properties", "Condition: Yes, Properties", 1) + instance("my-cluster")}, ""},
		{"a branch", Options{}, "DBClusterIdentifier", []string{given + cluster + instance("my-cluster")}, "C"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := joined(t, x.options, "I", x.path, x.templates...); got != x.want {
				t.Errorf("joined to %q, want %q", got, x.want)
			}
		})
	}
}

func TestARNsAndAliasesJoin(t *testing.T) {
	const res = "Resources:\n"
	role := func(more string) string {
		return "  R: {Type: AWS::IAM::Role, Properties: {RoleName: app, AssumeRolePolicyDocument: {}" + more + "}}\n"
	}
	function := func(arn string) string {
		return "  F: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}, Role: " + arn + "}}\n"
	}
	here := Options{Account: "111122223333", Region: "eu-west-1"}
	for _, x := range []struct {
		name     string
		options  Options
		path     string
		template string
		want     string
	}{
		{"this account's", Options{}, "Role", res + role("") + function("!Sub 'arn:aws:iam::${AWS::AccountId}:role/app'"), "R"},
		{"this partition's", Options{}, "Role", res + role("") + function("!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/app'"), "R"},
		{"an account that may be another", Options{}, "Role", res + role("") + function("arn:aws:iam::111122223333:role/app"), ""},
		{"an account that is known", here, "Role", res + role("") + function("arn:aws:iam::111122223333:role/app"), "R"},
		{"another account's", here, "Role", res + role("") + function("arn:aws:iam::999999999999:role/app"), ""},
		{"with a path", here, "Role", res + role(", Path: /team/") + function("arn:aws:iam::111122223333:role/app"), ""},
		{"a key's alias", Options{}, "KmsKeyArn", res + "  K: {Type: AWS::KMS::Key}\n  A: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/app, TargetKeyId: !Ref K}}\n" +
			"  F: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}, Role: r, KmsKeyArn: alias/app}}\n", "K"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := joined(t, x.options, "F", x.path, x.template); got != x.want {
				t.Errorf("joined to %q, want %q", got, x.want)
			}
		})
	}
}

func TestBucketsHaveOneNameInAllOfAWS(t *testing.T) {
	const bucket, policy = "Resources:\n  B: {Type: AWS::S3::Bucket, Properties: {BucketName: logs-1}}\n", "Resources:\n  P: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: logs-1, PolicyDocument: {}}}\n"
	if got := joined(t, Options{}, "P", "Bucket", bucket, policy); got != "B" {
		t.Errorf("joined to %q", got)
	}
}
