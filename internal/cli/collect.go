package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ringwall/internal/account/collect"
	"ringwall/internal/account/snapshot"
	"ringwall/internal/account/wire"
)

// collecting is the flags of collect.
type collecting struct {
	profile, role string
	regions       []string
	policy        bool
	fresh, strict bool
}

func (a *app) collectCommand() *cobra.Command {
	var c collecting
	cmd := &cobra.Command{
		Use:   "collect FILE",
		Short: "Write a snapshot of a live account, or of all of an organisation",
		Long: `Collect asks AWS what there is in an account and writes the answers to FILE, a
snapshot that every verb takes as a source. It asks as the AWS CLI would, with the
same credentials, and only reads: --policy prints the IAM policy that it takes, no
action of which changes anything. Secrets are not kept: values of functions'
variables, keys of VPN tunnels and everything that AWS's own models mark as sensitive
are removed before they are written.

All Regions that are enabled are asked, unless --region names them. What AWS refuses
or cannot say is listed, with the permission that it takes, and is unknown to every
verb afterwards; the rest is whole. A run that is broken off leaves FILE.partial: the
same command goes on from there.

A source that is written as aws:, aws:PROFILE or aws:PROFILE@REGION is collected at
once, for one question, without a file.`,
		Example: `  ringwall collect estate.snapshot
  ringwall collect estate.snapshot --profile audit --region eu-west-1
  ringwall collect organization.snapshot --organization
  ringwall collect --policy
  ringwall review aws:audit@eu-west-1`,
		Args: func(cmd *cobra.Command, args []string) error {
			if c.policy {
				return usage(cobra.NoArgs, "no file with --policy")(cmd, args)
			}
			return usage(cobra.ExactArgs(1), "the file to write")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.policy {
				return a.collectPolicy(c.role)
			}
			return a.collect(args[0], c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.profile, "profile", "", "the `NAME` of a profile of the AWS CLI (by default the one that the environment names)")
	f.StringArrayVar(&c.regions, "region", nil, "ask this Region only, by its `NAME` (repeatable)")
	f.StringVar(&c.role, "organization", "", "collect all accounts of the organisation, as this `ROLE` of each (without a name: "+usualRole+")")
	f.Lookup("organization").NoOptDefVal = usualRole
	f.BoolVar(&c.policy, "policy", false, "print the IAM policy that collecting takes, and do nothing")
	f.BoolVar(&c.fresh, "fresh", false, "ask everything anew, whatever an earlier run has left")
	f.BoolVar(&c.strict, "strict", false, "exit with status 3 if anything is missing")
	complete(cmd, "profile", choices())
	complete(cmd, "region", choices())
	complete(cmd, "organization", choices())
	return cmd
}

// usualRole is the role that Organizations makes in accounts ("Accessing member
// accounts in an organization").
const usualRole = "OrganizationAccountAccessRole"

func (a *app) collectPolicy(role string) error {
	p, err := collect.Policy(role)
	if err == nil {
		_, err = a.stdout.Write(p)
	}
	return err
}

// collect writes a snapshot.
func (a *app) collect(file string, c collecting) error {
	for _, r := range c.regions {
		if err := checkRegion(r); err != nil {
			return err
		}
	}
	if err := free(file); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	store := partial(file + ".partial")
	began, err := store.begin(a.now(), c.fresh)
	if err != nil {
		return err
	}
	r, err := a.gather(ctx, c, store)
	if err != nil {
		store.removeEmpty()
		return err
	}
	if err := a.pack(file, r, store, began); err != nil {
		return err
	}
	if err := store.remove(); err != nil {
		return err
	}
	a.tellMissing(r.Missing)
	fmt.Fprintf(a.stdout, "%s: %s\n", file, sum(r))
	if c.strict && len(r.Missing) > 0 {
		return answer(statusUnknown)
	}
	return nil
}

// gather asks AWS.
func (a *app) gather(ctx context.Context, c collecting, store collect.Store) (collect.Result, error) {
	var none collect.Result
	region := ""
	if len(c.regions) > 0 {
		region = c.regions[0]
	}
	connection, err := wire.Connect(ctx, c.profile, region, wire.Options{})
	if err != nil {
		return none, a.notAsked(err, c.profile)
	}
	o := collect.Options{
		Account: collect.Account{API: connection, Region: connection.Region},
		Regions: c.regions, Store: store, Progress: a.progress(),
	}
	if c.role != "" {
		o.Enter = func(ctx context.Context, id string) (collect.API, error) { return connection.Enter(ctx, id, c.role) }
	}
	r, err := collect.Run(ctx, o)
	a.endProgress(o.Progress != nil)
	switch {
	case errors.Is(err, context.Canceled):
		return none, wrong("the same command goes on where this one was", "interrupted")
	case err != nil:
		return none, a.notAsked(err, c.profile)
	case len(r.Files) == 0 && len(r.Missing) > 0:
		first := r.Missing[0]
		return none, wrong("ringwall collect --policy prints the IAM policy that it takes", "AWS let nothing be read: %s: %s", first.Call, first.Error)
	}
	return r, nil
}

// notAsked says what to do where AWS cannot be asked at all.
func (a *app) notAsked(err error, profile string) error {
	var none *wire.CredentialsError
	var refused *wire.Error
	as := ""
	if profile != "" {
		as = " --profile " + profile
	}
	switch {
	case errors.As(err, &none):
		return wrong("aws configure sso"+as+", or aws sso login"+as+", gets credentials; --profile NAME, or AWS_PROFILE in the environment, names those that are there",
			"AWS cannot be asked: %s", oneLine(none.Error()))
	case errors.As(err, &refused):
		return wrong("aws sts get-caller-identity"+as+" says whether the credentials are good", "AWS cannot be asked: %s", oneLine(err.Error()))
	}
	return fmt.Errorf("collect: %w", err)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// pack writes the snapshot beside its place, and then into it.
func (a *app) pack(file string, r collect.Result, store collect.Store, began time.Time) (err error) {
	out, err := os.CreateTemp(filepath.Dir(file), ".ringwall-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, cause(err))
	}
	defer func() {
		if err != nil {
			out.Close()
			os.Remove(out.Name())
		}
	}()
	if err := snapshot.Write(out, r.Manifest(began, "ringwall "+version()), r.FS(store)); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err := errors.Join(out.Chmod(0o600), out.Close()); err != nil {
		return fmt.Errorf("write %s: %w", file, cause(err))
	}
	if err := os.Rename(out.Name(), file); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}
