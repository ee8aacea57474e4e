package identity

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// document is one identity policy of the estate.
type document struct {
	resource estate.Resource // that writes it
	tree     *estate.Tree
	name     string         // of an inline policy: tells those of one resource apart
	when     scenario.Guard // the scenarios in which it is there
}

// documents lists the identity policies that the estate writes; AWS's own are left out.
func documents(e *estate.Estate) []document {
	var out []document
	for _, r := range e.Resources {
		switch r := r.(type) {
		case *estate.Role:
			out = append(out, inline(r, r.Policies)...)
		case *estate.User:
			out = append(out, inline(r, r.Policies)...)
		case *estate.Group:
			out = append(out, inline(r, r.Policies)...)
		case *estate.AttachedPolicy:
			out = append(out, document{r, r.Document, "", scenario.Always()})
		case *estate.ManagedPolicy:
			if !ofAWS(r) {
				out = append(out, document{r, r.Document, "", scenario.Always()})
			}
		case *estate.Other:
			if t := r.Properties.At("InlinePolicy"); r.Type == "AWS::SSO::PermissionSet" && !t.IsMissing() {
				out = append(out, document{r, t, "", scenario.Always()})
			}
			if t := r.Properties.At("PolicyDocument"); r.Type == "AWS::IoT::Policy" && !t.IsMissing() { // of devices' certificates
				out = append(out, document{r, t, "", scenario.Always()})
			}
		}
	}
	return out
}

// ofAWS reports one of AWS's managed policies, which an account lists where it is in
// use: nobody can change it, and who has it is judged where it is attached.
func ofAWS(p *estate.ManagedPolicy) bool { return strings.Contains(p.Physical, ":iam::aws:policy/") }

func inline(r estate.Resource, policies estate.Items[estate.InlinePolicy]) []document {
	var out []document
	for i, p := range policies.Known {
		name, ok := p.Is.Name.Known()
		key := name.String()
		if !ok || key == "" {
			key = string(rune('a' + i%26))
		}
		out = append(out, document{r, p.Is.Document, key, p.When})
	}
	return out
}

// question is asked of a document.
type question func(policy.Document) policy.Result

// judge asks a question of each identity policy: one finding a policy.
func judge(p *review.Pass, ask question, detail func([]policy.Reason) review.Detail) {
	judgeDocuments(p, documents(p.Estate), ask, detail)
}

func judgeDocuments(p *review.Pass, list []document, ask question, detail func([]policy.Reason) review.Detail) {
	instead := &replacements{Pass: p}
	for _, d := range list {
		if d.tree.IsMissing() {
			continue
		}
		bad, reasons := p.AskDocument(d.tree, func(doc policy.Document) policy.Result {
			with := named(doc)
			return asWritten(ask(with), doc, with)
		})
		out := review.Because(reasons, detail(reasons), nil)
		if out.Fix == "" && len(reasons) > 0 {
			out.Fix = instead.of(reasons)
		}
		out.Key = d.name + "\n" + out.Key
		if d.name != "" && out.Message != "" {
			out.Message = "policy " + d.name + " " + out.Message
		}
		p.Judge(d.resource, bad.Given(d.when), out)
	}
}

// named reads a parameter within a longer resource as a name, not as a wildcard:
// "arn:aws:s3:::${Bucket}/*" is one bucket. A resource that is nothing but a
// parameter stays open.
func named(d policy.Document) policy.Document {
	mixed := func(s policy.Statement) bool { return slices.ContainsFunc(s.Resources, hasHolesWithin) }
	if !slices.ContainsFunc(d.Statements, mixed) {
		return d
	}
	d.Statements = slices.Clone(d.Statements)
	for i := range d.Statements {
		s := &d.Statements[i]
		s.Resources = slices.Clone(s.Resources)
		for j, t := range s.Resources {
			s.Resources[j] = nameHoles(t)
		}
	}
	return d
}

// asWritten says the resources of reasons as the document writes them, and not as
// [named] reads them.
func asWritten(r policy.Result, doc, with policy.Document) policy.Result {
	for i, x := range r.Because {
		if x.Statement < 0 || x.Statement >= len(doc.Statements) {
			continue
		}
		is, was := with.Statements[x.Statement].Resources, doc.Statements[x.Statement].Resources
		said := slices.Clone(x.Resources)
		for j, s := range said {
			if at := slices.IndexFunc(is, func(t policy.Text) bool { return t.String() == s }); at >= 0 {
				said[j] = was[at].String()
			}
		}
		r.Because[i].Resources = said
	}
	return r
}

// hasHolesWithin reports a text of several parts.
func hasHolesWithin(t policy.Text) bool {
	_, known := t.Known()
	return !known && len(t.Parts()) > 1
}

func nameHoles(t policy.Text) policy.Text {
	if !hasHolesWithin(t) {
		return t
	}
	parts := slices.Clone(t.Parts())
	for i := range parts {
		parts[i].Plain = parts[i].Hole != ""
	}
	if parts[0].Hole != "" { // "${Table.Arn}/index/*": begins with an ARN
		parts[0] = policy.Part{Literal: "arn:aws:service:::" + strings.ReplaceAll(strings.ReplaceAll(parts[0].Hole, "*", ""), "?", "")}
	}
	out := policy.Join(parts...)
	out.Pos = t.Pos
	return out
}

// keep narrows a result to the reasons that a test keeps.
func keep(r policy.Result, test func(policy.Reason) bool) policy.Result {
	out := policy.Result{Answer: policy.No}
	for _, x := range r.Because {
		if test(x) {
			out.Because = append(out.Because, x)
			out.Answer = out.Answer.Or(x.Answer)
		}
	}
	return out
}

// except narrows a result to the statements that another result does not blame:
// one cause, one finding. Where the other does not know, neither does this one.
func except(r, other policy.Result) policy.Result {
	rest := policy.Result{Answer: r.Answer, Because: slices.Clone(r.Because)}
	for i := range rest.Because {
		x := &rest.Because[i]
		for _, y := range other.Because {
			if y.Statement == x.Statement {
				x.Answer = x.Answer.And(y.Answer.Not())
			}
		}
	}
	return keep(rest, func(x policy.Reason) bool { return x.Answer != policy.No })
}

// open reports an action entry that is not known.
func open(action string) bool { return strings.Contains(action, "${") }

// service is the service of an action entry, in lower case.
func service(action string) string {
	s, _, _ := strings.Cut(strings.ToLower(action), ":")
	return s
}

// isServiceStar reports an entry such as s3:*, or * itself.
func isServiceStar(action string) bool {
	_, name, found := strings.Cut(action, ":")
	if !found {
		name = action
	}
	return name != "" && strings.Trim(name, "*") == ""
}

// onEverything reports whether a statement's resources name nothing narrower
// than all resources of a kind.
func onEverything(r policy.Reason) bool {
	return slices.ContainsFunc(r.Resources, func(s string) bool {
		parts := strings.SplitN(s, ":", 6)
		return strings.Trim(s, "*") == "" || len(parts) == 6 && strings.Trim(parts[5], "*/") == ""
	})
}

// conditional reports whether a statement has conditions, as its reason says.
func conditional(r policy.Reason) bool { return strings.Contains(r.Why, "under conditions on") }

// policySpecimen is a managed policy with one statement.
func policySpecimen(statement string) string {
	return `Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - ` + statement + "\n"
}

// trustSpecimen is a role with one statement in its trust policy.
func trustSpecimen(statement string) string {
	return `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - ` + statement + "\n"
}
