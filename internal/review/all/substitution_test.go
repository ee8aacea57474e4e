package all_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

var substitutions = flag.Int("substitutions", 5_000, "how many random parameter values to put into random templates")

// TestSubstitutingParametersAgreesWithTheVerdictForAll puts random parameter
// values into random templates: a control that passes for all values must pass
// for each, one that fails for all must fail for each, one that fails in a named
// scenario must fail there, and with every parameter given nothing may be left
// unknown.
func TestSubstitutingParametersAgreesWithTheVerdictForAll(t *testing.T) {
	const each = 20
	r := rand.New(rand.NewPCG(3, 14))
	seen := map[string]int{}
	defer func() {
		for _, kind := range []string{"fail", "fail in a scenario", "unknown"} {
			if seen[kind] == 0 {
				t.Errorf("no template had a verdict %q: the generator is too tame", kind)
			}
		}
	}()
	for trial := 0; trial < *substitutions; trial += each {
		g := generator{r: r}
		text := g.template()
		whole := verdicts(t, text, nil)
		for range each {
			given := g.values()
			compare(t, text, whole, given, verdicts(t, text, given))
		}
		for key, f := range whole {
			kind := f.Status.String()
			if f.Status == finding.Fail && len(f.Proof.Scenario) > 0 {
				kind += " in a scenario"
			}
			seen[kind]++
			if f.Status == finding.Fail && len(f.Proof.Scenario) > 0 {
				given, ok := g.within(f)
				if !ok {
					continue
				}
				if got := verdicts(t, text, given)[key].Status; got != finding.Fail {
					t.Fatalf("%s fails if %v, but is %v with %v:\n%s", key, f.Proof.Scenario, got, given, text)
				}
			}
		}
	}
}

func compare(t *testing.T, text string, whole map[string]finding.Finding, given map[string]string, now map[string]finding.Finding) {
	t.Helper()
	for key, f := range now {
		if f.Status == finding.Unknown {
			t.Fatalf("%s is unknown though every parameter is given (%v): %v\n%s", key, given, f.Proof.Gaps, text)
		}
		if _, ok := whole[key]; !ok {
			t.Fatalf("%s passes for all values, but fails with %v:\n%s", key, given, text)
		}
	}
	for key, f := range whole {
		_, fails := now[key]
		if f.Status == finding.Fail && len(f.Proof.Scenario) == 0 && !fails {
			t.Fatalf("%s fails for all values, but passes with %v:\n%s", key, given, text)
		}
	}
}

// verdicts reviews a template under every assumption and lists what does not
// pass, by control and resource.
func verdicts(t *testing.T, text string, given map[string]string) map[string]finding.Finding {
	t.Helper()
	doc, ok, err := cloudformation.Parse("t.json", []byte(text))
	if err != nil || !ok {
		t.Fatalf("%v\n%s", err, text)
	}
	loaded, err := cloudformation.Load([]*cloudformation.Document{doc}, cloudformation.Options{Parameters: given})
	if err != nil {
		t.Fatalf("%v with %v\n%s", err, given, text)
	}
	e := estate.New(estate.Estate{Resources: loaded.Resources, Possible: loaded.Possible, Assume: estate.AssumeAny})
	out := map[string]finding.Finding{}
	for _, f := range review.Run(e, substitutionRules()).Findings {
		out[f.Control+" "+string(f.Resource)] = f
	}
	return out
}

func substitutionRules() []*review.Rule {
	var out []*review.Rule
	for _, r := range all.Rules() {
		if slices.Contains([]string{"NET-ADMIN-PORT-INTERNET", "DATA-RDS-ENC", "DATA-EBS", "DATA-KMS-ROTATE", "DET-TRAIL-VALIDATION"}, r.ID) {
			out = append(out, r)
		}
	}
	return out
}

// generator makes random templates and values for their parameters.
type generator struct {
	r     *rand.Rand
	pools map[string][]string // parameter to the values that it may be given
	names []string
	conds []string
}

type object = map[string]any

func (g *generator) pick(options ...any) any { return options[g.r.IntN(len(options))] }

func (g *generator) template() string {
	g.pools, g.names, g.conds = map[string][]string{}, nil, nil
	parameters := object{}
	g.parameter(parameters, "Flag", []string{"true", "false"})
	g.parameter(parameters, "Env", []string{"dev", "test", "prod"})
	g.parameter(parameters, "Cidr", []string{"0.0.0.0/0", "10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1", "192.0.2.0/24"})
	g.parameter(parameters, "Port", []string{"22", "80", "3389", "8080"})
	conditions := object{}
	for i := range 4 {
		name := fmt.Sprintf("C%d", i)
		conditions[name] = g.condition(2)
		g.conds = append(g.conds, name)
	}
	doc := object{
		"Parameters": parameters, "Conditions": conditions, "Resources": g.resources(),
		"Mappings": object{"ByEnv": object{
			"dev": object{"Flag": g.pick("true", "false")}, "test": object{"Flag": g.pick("true", "false")}, "prod": object{"Flag": g.pick("true", "false")},
		}},
	}
	text, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// parameter declares one, with AllowedValues or open, with a default or not.
func (g *generator) parameter(into object, name string, pool []string) {
	p := object{"Type": "String"}
	if g.r.IntN(2) == 0 || name == "Env" {
		k := 1 + g.r.IntN(len(pool))
		if name == "Env" {
			k = len(pool)
		}
		pool = slices.Clone(pool[:k])
		p["AllowedValues"] = pool
	}
	if g.r.IntN(2) == 0 {
		p["Default"] = pool[g.r.IntN(len(pool))]
	}
	into[name] = p
	g.pools[name] = pool
	g.names = append(g.names, name)
}

func (g *generator) condition(depth int) any {
	if depth == 0 || g.r.IntN(3) == 0 {
		name := g.names[g.r.IntN(len(g.names))]
		pool := g.pools[name]
		return object{"Fn::Equals": []any{object{"Ref": name}, pool[g.r.IntN(len(pool))]}}
	}
	if len(g.conds) > 0 && g.r.IntN(4) == 0 {
		return object{"Condition": g.conds[g.r.IntN(len(g.conds))]}
	}
	switch g.r.IntN(3) {
	case 0:
		return object{"Fn::Not": []any{g.condition(depth - 1)}}
	case 1:
		return object{"Fn::And": []any{g.condition(depth - 1), g.condition(depth - 1)}}
	}
	return object{"Fn::Or": []any{g.condition(depth - 1), g.condition(depth - 1)}}
}

// value is an expression that yields one of the literals or the parameter.
func (g *generator) value(depth int, parameter string, literals ...string) any {
	if depth > 0 && g.r.IntN(2) == 0 {
		c := g.conds[g.r.IntN(len(g.conds))]
		return object{"Fn::If": []any{c, g.value(depth-1, parameter, literals...), g.value(depth-1, parameter, literals...)}}
	}
	literal := literals[g.r.IntN(len(literals))]
	switch g.r.IntN(7) {
	case 0:
		return object{"Ref": parameter}
	case 1:
		return object{"Fn::Sub": "${" + parameter + "}"}
	case 2:
		return object{"Fn::Join": []any{"", []any{object{"Ref": parameter}}}}
	case 3:
		return object{"Fn::Select": []any{1, []any{"x", literal}}}
	case 4:
		return object{"Fn::Select": []any{0, object{"Fn::Split": []any{",", literal + ",x"}}}}
	case 5:
		if parameter == "Flag" {
			return object{"Fn::FindInMap": []any{"ByEnv", object{"Ref": "Env"}, "Flag"}}
		}
	}
	return literal
}

func (g *generator) flag() any { return g.value(2, "Flag", "true", "false") }

func (g *generator) rule() object {
	port := g.value(1, "Port", "22", "80", "443")
	r := object{
		"IpProtocol": g.value(1, "Proto", "tcp", "tcp", "-1"), "FromPort": port, "ToPort": port,
		"CidrIp": g.value(2, "Cidr", "0.0.0.0/0", "10.0.0.0/8", "0.0.0.0/1"),
	}
	r["IpProtocol"] = g.pick("tcp", "tcp", "-1")
	return r
}

func (g *generator) resources() object {
	var rules []any
	for range 1 + g.r.IntN(3) {
		var x any = g.rule()
		if g.r.IntN(2) == 0 {
			x = object{"Fn::If": []any{g.conds[g.r.IntN(len(g.conds))], x, object{"Ref": "AWS::NoValue"}}}
		}
		rules = append(rules, x)
	}
	lone := g.rule()
	lone["GroupId"] = object{"Ref": "Group"}
	out := object{
		"Group":    object{"Type": "AWS::EC2::SecurityGroup", "Properties": object{"GroupDescription": "g", "SecurityGroupIngress": rules}},
		"Lone":     object{"Type": "AWS::EC2::SecurityGroupIngress", "Properties": lone},
		"Database": object{"Type": "AWS::RDS::DBInstance", "Properties": object{"Engine": "mysql", "StorageEncrypted": g.flag()}},
		"Volume":   object{"Type": "AWS::EC2::Volume", "Properties": object{"Encrypted": g.flag()}},
		"Key":      object{"Type": "AWS::KMS::Key", "Properties": object{"EnableKeyRotation": g.flag()}},
		"Trail":    object{"Type": "AWS::CloudTrail::Trail", "Properties": object{"IsLogging": true, "EnableLogFileValidation": g.flag()}},
	}
	for _, name := range []string{"Lone", "Database", "Key"} {
		if g.r.IntN(3) == 0 {
			out[name].(object)["Condition"] = g.conds[g.r.IntN(len(g.conds))]
		}
	}
	return out
}

// values gives every parameter a random value of its pool.
func (g *generator) values() map[string]string {
	out := map[string]string{}
	for _, n := range g.names {
		out[n] = g.pools[n][g.r.IntN(len(g.pools[n]))]
	}
	return out
}

// within gives random values that keep to the scenario of a finding; ok is false
// if the pools have no such values.
func (g *generator) within(f finding.Finding) (given map[string]string, ok bool) {
	given = g.values()
	for _, s := range f.Proof.Scenario {
		name := s.Variable.Name
		given[name] = s.Value
		if s.Other {
			other := slices.IndexFunc(g.pools[name], func(v string) bool { return !slices.Contains(s.Not, v) })
			if other < 0 {
				return nil, false
			}
			given[name] = g.pools[name][other]
		}
	}
	return given, true
}
