package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"ringwall/internal/account"
	"ringwall/internal/authz/directory"
	"ringwall/internal/iac"
	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/iac/terraform"
	"ringwall/internal/reach"
	"ringwall/internal/report"
	"ringwall/internal/spelling"
)

// problem is an error with advice.
type problem struct {
	text string
	hint string
	err  error
}

func (p *problem) Error() string { return p.text }
func (p *problem) Unwrap() error { return p.err }

// wrong is an error of usage with advice.
func wrong(hint, format string, args ...any) error {
	return &problem{text: fmt.Sprintf(format, args...), hint: hint}
}

// explain writes an error as "error:" and "hint:" lines; of several joined
// errors each.
func (a *app) explain(err error) {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			a.explain(e)
		}
		return
	}
	fmt.Fprintf(a.stderr, "error: %s\n", report.Printable(strings.TrimSpace(err.Error())))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(a.stderr, "hint: %s\n", report.Printable(hint))
	}
}

func hintOf(err error) string {
	var (
		p             *problem
		template      *cloudformation.Error
		configuration *terraform.Error
		parameter     *iac.UnknownParameterError
		name          *reach.NoMatchError
		foreign       *reach.ForeignError
		listing       *account.Error
		unknown       *directory.NotFoundError
	)
	switch {
	case errors.As(err, &p):
		return p.hint
	case errors.As(err, &template):
		return template.Hint
	case errors.As(err, &configuration):
		return configuration.Hint
	case errors.As(err, &parameter):
		return parameterHint(parameter)
	case errors.As(err, &name):
		return "ringwall show SOURCE lists the resources and their names"
	case errors.As(err, &foreign):
		return "name a resource of the estate on one side: ringwall show SOURCE lists them"
	case errors.As(err, &unknown):
		return "ringwall show SOURCE lists the resources and their names; an ARN names what is in no source"
	case errors.As(err, &listing):
		return "write the file anew with the AWS CLI, or take another snapshot"
	case errors.Is(err, report.ErrPlace):
		return "--account 111122223333 --region eu-west-1: the format wants both"
	case errors.Is(err, iac.ErrNoTemplates):
		return "pass a CloudFormation template (YAML or JSON), a directory of templates, a cdk.out directory, a Terraform folder or plan, a folder of aws describe-* JSON, or a snapshot"
	case errors.Is(err, fs.ErrPermission):
		return "let the user who runs this read the file and enter its folders, or name only what may be read"
	case errors.Is(err, fs.ErrNotExist):
		return "check the path; a source is a template file, a directory of templates, or - for standard input"
	}
	return ""
}

func parameterHint(e *iac.UnknownParameterError) string {
	if near := nearest(e.Name, e.Declared); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if len(e.Declared) == 0 {
		return "the sources have no parameters that are still open"
	}
	const most = 8
	list := e.Declared
	if len(list) > most {
		list = append(append([]string(nil), list[:most]...), "…")
	}
	return "declared are: " + strings.Join(list, ", ")
}

// nearest is the candidate that a user may have meant: one that begins with
// want, else the one that differs by the fewest edits, if by no more than a
// third of its letters.
func nearest(want string, candidates []string) string {
	if want == "" {
		return ""
	}
	lower := strings.ToLower(want)
	for _, c := range candidates {
		if strings.HasPrefix(strings.ToLower(c), lower) {
			return c
		}
	}
	return spelling.Nearest(want, candidates, len(want)/3+2)
}
