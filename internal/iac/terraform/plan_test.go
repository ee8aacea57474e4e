package terraform

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
)

var update = flag.Bool("update", false, "write the golden plans")

// printer prints an evaluated configuration as "terraform show -json" prints its
// plan: before anything is there, or once all is, with ids as AWS gives them.
type printer struct {
	*loader
	applied bool
}

type node = map[string]any

// TestPlansOfTheExample keeps the plans of examples/myapp-terraform beside it; the
// tests of examples review them.
func TestPlansOfTheExample(t *testing.T) {
	const dir = "myapp-terraform"
	for name, applied := range map[string]bool{"testdata/plans/myapp.json": false, "testdata/plans/myapp-applied.json": true} {
		l := newLoader(Options{Files: os.DirFS("../../../examples").(FileSystem), Region: "eu-west-1", Account: "111122223333", Parameters: map[string]string{
			"alert_email": "oncall@example.com", "corporate_idp_metadata_url": "https://idp.example.com/metadata", "hosted_zone_id": "Z0123456789ABCDEFGHIJ", "origin_verify_token": "0f8c1d2e3b4a5968",
		}}, []string{dir})
		if err := l.root(dir); err != nil {
			t.Fatal(err)
		}
		for _, m := range l.roots {
			if err := m.given(); err != nil {
				t.Fatal(err)
			}
			m.expandAll()
		}
		got, err := json.Marshal((&printer{l, applied}).plan())
		if err != nil {
			t.Fatal(err)
		}
		got = append(bytes.ReplaceAll(got, []byte(`{"address"`), []byte("\n{\"address\"")), '\n') // a line for each resource
		if *update {
			if err := os.WriteFile(name, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not the example's plan any more (%v): go test ./internal/iac/terraform -run TestPlansOfTheExample -update", name, err)
		}
	}
}

// shownPlan has the order that Terraform prints.
type shownPlan struct {
	FormatVersion    string `json:"format_version"`
	TerraformVersion string `json:"terraform_version"`
	PlannedValues    node   `json:"planned_values"`
	ResourceChanges  []any  `json:"resource_changes"`
	Configuration    node   `json:"configuration"`
}

func (p *printer) plan() shownPlan {
	var resources, changes, configured []any
	seen := map[*block]bool{}
	for _, i := range p.all {
		if i.isData() {
			continue
		}
		values, later := node{}, node{}
		for _, name := range i.names {
			putPrinted(values, later, name, p.print(i.written(name)))
		}
		for _, name := range []string{"id", "arn"} {
			if slices.Contains(i.names, name) {
				continue
			}
			putPrinted(values, later, name, p.print(i.attribute(name, i.block.at)))
		}
		head := node{"address": i.address, "mode": "managed", "type": i.typ(), "name": i.block.labels[1]}
		resources = append(resources, beside(head, "values", values))
		changes = append(changes, beside(head, "change", node{"actions": []any{"create"}, "after_unknown": later}))
		if !seen[i.block] {
			seen[i.block] = true
			provider := "aws"
			if a, ok := i.block.body.attribute("provider"); ok {
				provider = strings.Join(references(a.expr), "")
			}
			configured = append(configured, node{"address": i.typ() + "." + i.block.labels[1], "provider_config_key": provider, "expressions": expressions(i.block.body)})
		}
	}
	providers := node{}
	for key, region := range map[string]string{"aws": "eu-west-1", "aws.edge": "us-east-1", "aws.recovery": "eu-central-1"} {
		providers[key] = node{"name": "aws", "expressions": node{"region": node{"constant_value": region}}}
	}
	return shownPlan{
		"1.2", "1.9.0", node{"root_module": node{"resources": resources}}, changes,
		node{"provider_config": providers, "root_module": node{"resources": configured}},
	}
}

func beside(head node, name string, is any) node {
	out := node{name: is}
	for k, v := range head {
		out[k] = v
	}
	return out
}

// printed is a value, and what of it is only known after apply: nil for nothing, true
// for all.
type printed struct{ is, later any }

func putPrinted(values, later node, name string, p printed) {
	if p.later != nil {
		later[name] = p.later
	}
	if p.later != true {
		values[name] = p.is
	}
}

func (p *printer) print(v *value) printed {
	switch v.form() {
	case isNull:
		return printed{}
	case isScalar:
		return p.scalar(v)
	case isList:
		out, later, some := []any{}, []any{}, false
		for _, i := range v.items {
			x := p.print(i)
			if x.later == true && !i.block {
				some = true
			}
			out, later = append(out, x.is), append(later, orFalse(x.later))
			some = some || x.later != nil
		}
		if some {
			return printed{out, later}
		}
		return printed{out, nil}
	case isObject:
		out, later := node{}, node{}
		for _, f := range v.fields {
			putPrinted(out, later, f.name, p.print(f.is))
		}
		if len(later) > 0 {
			return printed{out, later}
		}
		return printed{out, nil}
	}
	return printed{nil, true}
}

func orFalse(later any) any {
	if later == nil {
		return false
	}
	return later
}

func (p *printer) scalar(v *value) printed {
	text := ""
	for _, part := range v.text.Parts() {
		switch {
		case part.Reference != nil && p.applied:
			text += p.given(*part.Reference)
		case part.Reference != nil && p.named(*part.Reference) != "":
			text += p.named(*part.Reference)
		case part.Variable != nil && strings.Contains(part.Variable.Name, "availability zones"): // a plan has read them
			text += "eu-west-1" + string("ab"[strings.Count(part.Variable.Name, "1]")])
		case part.Reference != nil || part.Variable != nil:
			return printed{nil, true}
		default:
			text += part.Literal
		}
	}
	if v.plain == estate.PlainBool || v.plain == estate.PlainNumber {
		return printed{json.RawMessage(text), nil}
	}
	return printed{text, nil}
}

// named is the name of a resource, where a reference stands for it and it is written.
func (p *printer) named(r estate.Reference) string {
	i := p.byID[r.Resource]
	if i == nil || r.Attribute != "" || p.target(i.typ()).name == "" {
		return ""
	}
	s, _ := i.written(p.target(i.typ()).name).literal()
	return s
}

// given is what AWS gives a resource: its id, its ARN, another attribute.
func (p *printer) given(r estate.Reference) string {
	i := p.byID[r.Resource]
	if i == nil {
		return "elsewhere"
	}
	t := p.target(i.typ())
	sum := sha256.Sum256([]byte(i.address))
	hash := hex.EncodeToString(sum[:])[:17]
	name := idPrefix(i.typ()) + hash
	if written := i.written(t.name); t.name != "" {
		if s, known := p.print(written).is.(string); known {
			name = s
		}
	}
	if r.Attribute == "" && t.arnAttribute() != "" {
		return name
	}
	if strings.HasSuffix(strings.ToLower(r.Attribute), "arn") || r.Attribute == "" {
		pattern := t.spec.ARN
		switch {
		case i.typ() == "aws_api_gateway_stage":
			pattern = "arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}/stages/${StageName}"
		case pattern == "":
			pattern = "arn:${Partition}:" + strings.ToLower(strings.Split(t.cfn+"::", "::")[1]) + ":${Region}:${Account}:" + i.typ() + "/${Name}"
		}
		template := regexp.MustCompile(`\$\{(Partition|Region|Account)\}`).ReplaceAllStringFunc(pattern, func(s string) string {
			return map[string]string{"${Partition}": "aws", "${Region}": i.module.provider(i.block).region.String(), "${Account}": "111122223333"}[s]
		})
		return regexp.MustCompile(`\$\{[^}]*\}`).ReplaceAllStringFunc(template, func(s string) string {
			if is, known := p.print(i.written(snake(s[2 : len(s)-1]))).is.(string); known {
				return is
			}
			return name
		})
	}
	return name + "." + strings.ToLower(strings.ReplaceAll(r.Attribute, ".", "-")) + ".example.com"
}

func idPrefix(typ string) string {
	for word, prefix := range map[string]string{
		"aws_vpc": "vpc-", "aws_subnet": "subnet-", "aws_security_group": "sg-", "aws_route_table": "rtb-", "aws_instance": "i-", "aws_internet_gateway": "igw-",
		"aws_nat_gateway": "nat-", "aws_network_acl": "acl-", "aws_vpc_endpoint": "vpce-", "aws_eip": "eipalloc-", "aws_launch_template": "lt-",
	} {
		if typ == word {
			return prefix
		}
	}
	return strings.ReplaceAll(strings.TrimPrefix(typ, "aws_"), "_", "") + "-"
}

// expressions are what the attributes and blocks of a body refer to.
func expressions(b body) node {
	out := node{}
	for _, a := range b.attributes {
		if isMeta(a.name) {
			continue
		}
		if refs := references(a.expr); len(refs) > 0 {
			out[a.name] = node{"references": refs}
		} else {
			out[a.name] = node{}
		}
	}
	for _, x := range b.blocks {
		list, _ := out[contentType(x)].([]any)
		out[contentType(x)] = append(list, expressions(x.body))
	}
	return out
}

// references are those of an expression, each with what it is a part of.
func references(e hclsyntax.Expression) []string {
	var out []string
	for _, t := range e.Variables() {
		name := ""
		for _, step := range t {
			switch step := step.(type) {
			case hcl.TraverseRoot:
				name = step.Name
			case hcl.TraverseAttr:
				name += "." + step.Name
			}
		}
		out = append(out, name)
		if parts := strings.SplitN(name, ".", 3); len(parts) == 3 && strings.HasPrefix(name, "aws_") {
			out = append(out, parts[0]+"."+parts[1])
		}
	}
	return out
}
