package cloudformation

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

const nestedType = "AWS::CloudFormation::Stack"

// maxNesting bounds nested stacks within nested stacks.
const maxNesting = 16

// markNested finds out which of the loaded templates t nests, by what can be
// read of the TemplateURLs without evaluating.
func (l *loader) markNested(t *loaded) error {
	if t.template.resources == nil {
		return nil
	}
	for _, f := range t.template.resources.Fields {
		if typ := f.Node.Get("Type"); typ == nil || typ.Text != nestedType {
			continue
		}
		child := l.childOf(t, f.Node)
		if child == nil || child == t {
			continue
		}
		child.nested = true
		if !child.template.serverless {
			continue
		}
		child.given = passed(f.Node, child.given)
		again, err := l.readTemplate(child.doc, child.given)
		if err != nil {
			return err
		}
		child.template = again
	}
	return nil
}

// childOf finds the loaded template that a nested stack's TemplateURL names:
// by relative path, or by the end of the URL.
func (l *loader) childOf(parent *loaded, resource *syntax.Node) *loaded {
	asset := resource.Get("Metadata").Get("aws:asset:path")
	url := resource.Get("Properties").Get("TemplateURL")
	if asset != nil && asset.Kind == syntax.Scalar {
		return l.templateAt(path.Join(path.Dir(parent.doc.Path), asset.Text))
	}
	if url == nil {
		return nil
	}
	text := literalURL(url)
	if text == "" {
		return nil
	}
	if !strings.Contains(text, "://") && !strings.Contains(text, "${") {
		if t := l.templateAt(path.Join(path.Dir(parent.doc.Path), text)); t != nil {
			return t
		}
	}
	return l.templateByURL(text)
}

// literalURL is a URL with its open parts as "${}".
func literalURL(n *syntax.Node) string {
	switch {
	case n.Kind == syntax.Scalar:
		return n.Text
	case n.Kind == syntax.Call && n.Call == "Fn::Sub" && n.Arg.Kind == syntax.Scalar:
		return n.Arg.Text
	case n.Kind == syntax.Call && n.Call == "Fn::Sub" && n.Arg.Kind == syntax.List && len(n.Arg.Items) > 0:
		return n.Arg.Items[0].Text
	case n.Kind == syntax.Call && n.Call == "Fn::Join" && n.Arg.Kind == syntax.List && len(n.Arg.Items) == 2 && n.Arg.Items[1].Kind == syntax.List:
		var parts []string
		for _, i := range n.Arg.Items[1].Items {
			if i.Kind == syntax.Scalar {
				parts = append(parts, i.Text)
			} else {
				parts = append(parts, "${}")
			}
		}
		return strings.Join(parts, n.Arg.Items[0].Text)
	case n.Kind == syntax.Call:
		return "${}"
	}
	return ""
}

func (l *loader) templateAt(p string) *loaded {
	for _, t := range l.templates {
		if t.doc.Path == p {
			return t
		}
	}
	return nil
}

// templateByURL finds the only loaded template whose path agrees with the end
// of the URL, in as many path segments as possible.
func (l *loader) templateByURL(url string) *loaded {
	url, _, _ = strings.Cut(url, "?")
	var best *loaded
	most, tie := 0, false
	for _, t := range l.templates {
		n := commonEnd(url, t.doc.Path)
		switch {
		case n > most:
			best, most, tie = t, n, false
		case n == most && n > 0:
			tie = true
		}
	}
	if tie {
		return nil
	}
	return best
}

// commonEnd counts the path segments that a URL and a path share at their ends.
// An open part such as "${QSS3KeyPrefix}templates" may end in anything.
func commonEnd(url, p string) int {
	for n := 0; ; n++ {
		i, k := strings.LastIndexByte(url, '/'), strings.LastIndexByte(p, '/')
		x, y := url[i+1:], p[k+1:]
		if open := strings.LastIndexByte(x, '}'); open >= 0 && open < len(x)-1 {
			if !strings.HasSuffix(y, x[open+1:]) {
				return n
			}
		} else if x != y {
			return n
		}
		if i < 0 || k < 0 {
			return n + 1
		}
		url, p = url[:i], p[:k]
	}
}

// nest makes the child stacks of s.
func (l *loader) nest(s *stack, t *loaded, depth int) error {
	for _, name := range s.order {
		d := s.declared[name]
		if d.typ != nestedType {
			continue
		}
		child := l.childOf(t, d.node)
		why, settle := "", ""
		switch {
		case child == nil || child == t:
			why, settle = "its template is not among the sources", "add its template to the sources"
		case s.within(child):
			why = "its template nests this stack, without end"
		case depth >= maxNesting:
			why = fmt.Sprintf("it is nested more than %d deep", maxNesting)
		}
		if why != "" {
			v := l.variable(scenario.Variable{Name: "nested stack " + s.name + "/" + name, Kind: scenario.Outside, Why: why, Settle: settle})
			s.missing = append(s.missing, v)
			l.gap(estate.Gap{Variable: v, Origin: d.at})
			continue
		}
		c, err := l.newStack(child, s.name+"/"+name, s, d.node)
		if err != nil {
			return err
		}
		child.reached = true
		s.children[name] = c
		l.stacks = append(l.stacks, c)
		if err := l.nest(c, child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// within reports whether s, or a stack that nests it, is made of the template.
func (s *stack) within(t *loaded) bool {
	for at := s; at != nil; at = at.parent {
		if at.template == t.template {
			return true
		}
	}
	return false
}

// joinErrors makes one error of several, each on its line.
func joinErrors(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// passParameters evaluates what the parent hands down; it must run after every
// resource has its ID.
func (s *stack) passParameters() error {
	return s.pass(func(n *syntax.Node) (*estate.Tree, error) { return s.parent.eval(n) })
}

// passEarly hands down what does not hang on resources, since loops decide which
// resources there are. The rest is unknown until [stack.passParameters] runs.
func (s *stack) passEarly() error {
	return s.pass(func(n *syntax.Node) (*estate.Tree, error) {
		if s.parent.needsResources(n) {
			return estate.NewOpaque(s.outside("a parameter of nested stack "+s.name+" that a loop runs over",
				"resources of its parent decide it"), n.At), nil
		}
		return s.parent.eval(n)
	})
}

func (s *stack) pass(value func(*syntax.Node) (*estate.Tree, error)) error {
	if s.parent == nil || s.template.parameters == nil {
		return nil
	}
	given := s.parentNode.Get("Properties").Get("Parameters")
	for _, f := range s.template.parameters.Fields {
		n := given.Get(f.Name)
		if n == nil {
			continue
		}
		t, err := value(n)
		if err != nil {
			return fmt.Errorf("pass parameter %s to nested stack %s: %w", f.Name, s.name, err)
		}
		if t == nil {
			continue
		}
		p := declaredParameter{name: f.Name, at: f.At}
		p.read(f.Node)
		if t.Kind == estate.List && !p.isList() || t.Kind == estate.Map {
			t = s.joinTexts(estate.NewScalar(estate.Literal(","), t.Origin), t.Items, t.Origin)
		}
		s.parameterTrees[f.Name] = p.typed(t)
	}
	return nil
}

// needsResources reports whether a value mentions resources or other stacks, so
// that it cannot be evaluated before those have their IDs.
func (s *stack) needsResources(n *syntax.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind == syntax.Call {
		switch n.Call {
		case "Fn::GetAtt", "Fn::ImportValue":
			return true
		case "Ref":
			if s.isResource(n.Arg.Text) {
				return true
			}
		case "Fn::Sub":
			for _, m := range substituted.FindAllStringSubmatch(firstOrSelf(n.Arg).Text, -1) {
				if strings.Contains(m[1], ".") || s.isResource(m[1]) {
					return true
				}
			}
		}
	}
	if s.needsResources(n.Arg) || slices.ContainsFunc(n.Items, s.needsResources) {
		return true
	}
	return slices.ContainsFunc(n.Fields, func(f syntax.Field) bool { return s.needsResources(f.Node) })
}

var substituted = regexp.MustCompile(`\$\{([^!{}][^{}]*)\}`)

func (s *stack) isResource(name string) bool { return s.declared[strings.TrimSpace(name)] != nil }

// firstOrSelf is the text of Fn::Sub, in either form.
func firstOrSelf(n *syntax.Node) *syntax.Node {
	if n.Kind == syntax.List && len(n.Items) > 0 {
		return n.Items[0]
	}
	return n
}
