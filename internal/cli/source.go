package cli

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/report"
)

// sources are the flags that say what to load and what is known of it.
type sources struct {
	estates []string
	params  []string
	files   []string
	account string
	region  string
	assume  string
}

func (s *sources) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&s.estates, "estate", "e", nil, "`SOURCE` to load: a template, a directory of templates, a cdk.out, a Terraform directory or its plan or state as JSON, a folder of aws describe-* JSON, a snapshot, a live account (aws:, aws:PROFILE@REGION), or - (repeatable: several are one estate)")
	f.StringArrayVar(&s.params, "param", nil, "the value of a parameter or a Terraform variable, as `NAME=VALUE` (repeatable)")
	f.StringArrayVar(&s.files, "params", nil, "a `FILE` of parameters, in the forms of the AWS CLI, CodePipeline, a plain map or a .tfvars file (repeatable)")
	f.StringVar(&s.account, "account", "", "the account's `ID`, where the source does not say")
	f.StringVar(&s.region, "region", "", "the region's `NAME`, where the source does not say")
	f.StringVar(&s.assume, "assume", "defaults", "what a parameter `IS` that was not given: defaults, or any (value that it admits)")
	complete(cmd, "assume", choices(cobra.CompletionWithDesc("defaults", "a default is the value, and is listed as an assumption"),
		cobra.CompletionWithDesc("any", "a default is one possibility")))
	complete(cmd, "region", choices())
	complete(cmd, "account", choices())
	complete(cmd, "param", choices())
}

// blueprintFile is the source that is taken where none is named.
const blueprintFile = "ringwall.yaml"

// open loads the estate of -e and of further sources; without any that of
// ./ringwall.yaml, if it stands.
func (a *app) open(cmd *cobra.Command, s sources, further ...string) (report.Subject, error) {
	names := append(append([]string(nil), s.estates...), further...)
	hint := cmd.CommandPath() + " " + example(cmd) + " (a CloudFormation template, a directory of templates, a cdk.out or a folder of aws describe-* JSON, a snapshot; - is standard input)"
	byDefault := len(names) == 0
	if byDefault {
		if _, err := os.Stat(blueprintFile); err != nil {
			return report.Subject{}, wrong(hint, "no estate was named, and no ./%s stands here", blueprintFile)
		}
		names = []string{blueprintFile}
	}
	o, err := s.options(a)
	if err != nil {
		return report.Subject{}, err
	}
	e, err := a.load(names, o)
	if byDefault && errors.Is(err, iac.ErrNoTemplates) {
		return report.Subject{}, wrong(hint, "no estate was named; ./%s stands here, but blueprints are not read yet", blueprintFile)
	}
	if err != nil {
		return report.Subject{}, err
	}
	return report.Subject{Estate: e, Names: names, ARN: arns()}, nil
}

// example is how a command line of a verb names an estate.
func example(cmd *cobra.Command) string {
	switch cmd.Name() {
	case "draw", "review", "show":
		return "template.yaml"
	case "reach":
		return "FROM TO -e template.yaml"
	}
	return "-e template.yaml"
}

func (s sources) options(a *app) (iac.Options, error) {
	o := iac.Options{ParameterFiles: s.files, Account: s.account, Region: s.region, Stdin: a.stdin, Environment: a.env, Parameters: map[string]string{}}
	for _, p := range s.params {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return o, wrong("--param Environment=prod", "--param %q is not NAME=VALUE", p)
		}
		o.Parameters[name] = value
	}
	switch s.assume {
	case "defaults":
		o.Assume = estate.AssumeDefaults
	case "any":
		o.Assume = estate.AssumeAny
	default:
		return o, wrong("--assume defaults or --assume any", "--assume %q is neither defaults nor any", s.assume)
	}
	if s.region != "" {
		if err := checkRegion(s.region); err != nil {
			return o, err
		}
	}
	return o, checkAccount(s.account)
}

func checkAccount(id string) error {
	if id == "" || len(id) == 12 && strings.Trim(id, "0123456789") == "" {
		return nil
	}
	return wrong("--account 111122223333", "--account %q is not an account's id of 12 digits", id)
}
