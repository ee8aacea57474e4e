package sam

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed policytemplates.txt
var policyTable string

// policyLines are the lines of each policy template, its parameters first.
var policyLines = sync.OnceValue(func() map[string][]string { return sections(policyTable, "") })

// sections splits a table into what stands under each line that is not indented
// further than asked; the first of its lines is the rest of that line.
func sections(table, indent string) map[string][]string {
	out := map[string][]string{}
	var name string
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		inner := strings.TrimPrefix(line, indent)
		if !strings.HasPrefix(inner, "\t") {
			var rest string
			name, rest, _ = strings.Cut(inner, " ")
			out[name] = []string{rest}
			continue
		}
		out[name] = append(out[name], strings.TrimSpace(inner))
	}
	return out
}

// policyTemplate is the name of a policy template, if there is one of that name.
func policyTemplate(name string) string {
	if _, ok := policyLines()[name]; ok {
		return name
	}
	return ""
}

// policyOf is the document of a policy template, in which Ref stands for its
// parameters.
func policyOf(name string) (document *value, parameters []string, err error) {
	lines := policyLines()[name]
	parameters = strings.Fields(lines[0])
	made, err := readStatements(lines[1:], func(pattern string) *value { return parameterPattern(pattern, parameters) })
	if err != nil {
		return nil, nil, err
	}
	return mapOf(field{"Statement", made}), parameters, nil
}

// parameterPattern is an Fn::Sub of a pattern, with the parameters that it names.
func parameterPattern(pattern string, parameters []string) *value {
	if !strings.Contains(pattern, "${") {
		return str(pattern)
	}
	var variables []field
	for _, m := range subVariable.FindAllStringSubmatch(pattern, -1) {
		for _, p := range parameters {
			if strings.EqualFold(p, m[1]) {
				variables = append(variables, field{m[1], ref(p)})
			}
		}
	}
	return sub(str(pattern), variables...)
}

// readStatements reads lines of statements; pattern makes values of patterns.
func readStatements(lines []string, pattern func(string) *value) (*value, error) {
	out := listOf()
	var last *value
	for _, line := range lines {
		word, rest, _ := strings.Cut(line, " ")
		if last == nil && !strings.HasPrefix(word, "allow") {
			return nil, fmt.Errorf("%q stands before the statement", line)
		}
		switch word {
		case "allow", "allow1":
			action := strs(strings.Fields(rest)...)
			if word == "allow1" {
				action = str(rest)
			}
			last = mapOf(field{"Effect", str("Allow")}, field{"Action", action})
			out.items = append(out.items, last)
		case "on":
			last.set("Resource", pattern(rest))
		case "among":
			among := last.setDefault("Resource", listOf())
			among.items = append(among.items, pattern(rest))
		case "to":
			last.set("Principal", mapOf(field{"Service", str(rest)}))
		case "if":
			f := strings.Fields(rest)
			last.setDefault("Condition", mapOf()).setDefault(f[0], mapOf()).set(f[1], pattern(f[2]))
		default:
			return nil, fmt.Errorf("%q is no line of a statement", line)
		}
	}
	return out, nil
}
