package cli

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/estate"
	"ringwall/internal/report"
)

func (a *app) showCommand() *cobra.Command {
	var (
		from sources
		out  output
	)
	cmd := &cobra.Command{
		Use:   "show SOURCE… [ID]",
		Short: "Show the estate as loaded, or one resource with everything tied to it",
		Long: `Show lists the resources of the estate with the place where each is written, by
account if there are several. With an ID it shows that resource: its properties as far as they are known, what is
not known, and what it refers to and what refers to it. An argument that is no
existing file or directory is the ID. Values of properties that are named as
secrets are hidden.`,
		Example: `  ringwall show template.yaml
  ringwall show template.yaml Database`,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			names, id, err := splitID(args, len(from.estates) > 0)
			if err != nil {
				return err
			}
			subject, err := a.open(cmd, from, names...)
			if err != nil {
				return err
			}
			inventory := &report.Inventory{Subject: subject, Resources: subject.Estate.Resources}
			if id != "" {
				inventory.Whole = true
				if inventory.Resources, err = called(subject.Estate, id); err != nil {
					return err
				}
				if err := readAgain(inventory.Resources); err != nil {
					return err
				}
			}
			return emit(w, report.Entry{Show: inventory})
		},
	}
	from.flags(cmd)
	out.flag(cmd, "text", "json")
	return cmd
}

// splitID tells sources from the one argument that names a resource.
func splitID(args []string, haveEstate bool) (names []string, id string, err error) {
	var others []string
	for _, arg := range args {
		if _, err := os.Stat(arg); arg != "-" && !isLive(arg) && errors.Is(err, os.ErrNotExist) {
			others = append(others, arg)
		} else {
			names = append(names, arg)
		}
	}
	switch {
	case len(others) == 0:
		return names, "", nil
	case len(names) == 0 && !haveEstate:
		return others, "", nil // opening it says that it is not there
	case len(others) > 1:
		return nil, "", wrong("show takes sources that exist, and at most one ID",
			"%s are no existing files or directories", strings.Join(others, " and "))
	}
	return names, others[0], nil
}

// called finds resources by ID, or by the name in their source.
func called(e *estate.Estate, id string) ([]estate.Resource, error) {
	if r, ok := e.Get(estate.ID(id)); ok {
		return []estate.Resource{r}, nil
	}
	var out []estate.Resource
	var names []string
	for _, r := range e.Resources {
		c := r.Base()
		if c.Logical == id || c.Name() == id || strings.HasPrefix(c.Physical, "arn:") && strings.HasSuffix(c.Physical, ":"+id) {
			out = append(out, r)
		}
		names = append(names, string(c.ID))
	}
	if len(out) > 0 {
		return out, nil
	}
	if near := nearest(id, names); near != "" {
		return nil, wrong("did you mean "+near+"?", "%s: it is neither an existing file nor a resource of the estate", id)
	}
	return nil, wrong("ringwall show SOURCE lists the resources", "%s: it is neither an existing file nor a resource of the estate", id)
}
