package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ringwall/internal/catalog"
	"ringwall/internal/report"
)

func (a *app) catalogCommand() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Say what is known of AWS's actions, and read newer lists of them",
		Long: `Catalog says as of which day the program knows AWS's actions, resource types,
condition keys and managed policies, how many there are, and where from. They are
part of the program; ringwall catalog refresh reads newer ones.`,
		Example: `  ringwall catalog
  ringwall catalog -o json`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.noVerb(cmd, args)
			}
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			known, err := a.definitions()
			if err != nil {
				return err
			}
			d, err := describe(known)
			if err != nil {
				return err
			}
			return emit(w, report.Entry{Definitions: d})
		},
	}
	out.flag(cmd, "text", "json")
	cmd.AddCommand(a.catalogRefreshCommand())
	return cmd
}

func (a *app) catalogRefreshCommand() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use:   "refresh FILE",
		Short: "Take AWS's newer service reference from now on",
		Long: `Refresh reads a file of AWS's service reference and keeps it in the user's
configuration directory; from then on all verbs use it. AWS publishes the files, one
for each service, and a list of them at
https://servicereference.us-east-1.amazonaws.com (see "Simplified AWS service
information for programmatic access"). Ringwall fetches nothing itself: put the
files that you want one after the other, or into one JSON array. Services that FILE
doesn't have stay as the program has them, and so does what AWS's files do not say:
managed policies, dependent actions, which resource types an action requires.

FILE's date of modification is taken for the day as of which it holds. When a newer
program knows later lists, it uses its own. FILE may also be a catalog.bin that was
kept before.`,
		Example: `  cat service-reference/*.json > reference.json
  ringwall catalog refresh reference.json`,
		Args: usage(cobra.ExactArgs(1), "one file of AWS's service reference"),
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := a.writer(out)
			if err != nil {
				return err
			}
			d, err := refresh(args[0])
			if err != nil {
				return err
			}
			return emit(w, report.Entry{Definitions: d})
		},
	}
	out.flag(cmd, "text", "json")
	return cmd
}

// A definitions is the catalogue that is in force.
type definitions struct {
	*catalog.Catalog
	file   string // that it was read from; empty if it is the program's own
	unused string // a file that was kept, and is older than the program's own
}

// definitions are the later of the catalogue in the program and the one that was
// kept. A kept one that cannot be read is an error: who keeps one counts on it.
func (a *app) definitions() (definitions, error) {
	own, err := catalog.Embedded()
	if err != nil {
		return definitions{}, err
	}
	path, err := keptCatalog()
	if err != nil {
		return definitions{Catalog: own}, nil // no directory, and so nothing in it
	}
	table, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return definitions{Catalog: own}, nil
	}
	if err != nil {
		return definitions{}, fmt.Errorf("read the catalogue that was kept: %w", err)
	}
	kept, err := catalog.Decode(table)
	if err != nil {
		return definitions{}, &problem{err: err, text: fmt.Sprintf("%s: %s", path, err),
			hint: "ringwall catalog refresh FILE writes it anew; without it the program uses its own"}
	}
	if kept.Date() < own.Date() {
		return definitions{Catalog: own, unused: path}, nil
	}
	return definitions{Catalog: kept, file: path}, nil
}

// keptCatalog is where a refreshed catalogue is kept.
func keptCatalog() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the directory for configuration: %w", err)
	}
	return filepath.Join(dir, "ringwall", "catalog.bin"), nil
}

// refresh makes a catalogue of a file, keeps it and says what is new.
func refresh(name string) (*report.Definitions, error) {
	own, err := catalog.Embedded()
	if err != nil {
		return nil, err
	}
	path, err := keptCatalog()
	if err != nil {
		return nil, err
	}
	table, err := newerTable(name, own)
	if err != nil {
		return nil, err
	}
	newer, err := catalog.Decode(table)
	if err != nil {
		return nil, err
	}
	if newer.Date() < own.Date() {
		return nil, wrong("download it anew; its date of modification counts",
			"%s is of %s, and the program knows AWS's actions as of %s", name, newer.Date(), own.Date())
	}
	if err := keep(path, table); err != nil {
		return nil, fmt.Errorf("keep the catalogue: %w", err)
	}
	d, err := describe(definitions{Catalog: newer, file: path})
	if err != nil {
		return nil, err
	}
	d.Added, d.Removed = differences(own.Expand("*"), newer.Expand("*"))
	d.Refreshed = true
	return d, nil
}

// newerTable is the table that a file makes.
func newerTable(name string, own *catalog.Catalog) ([]byte, error) {
	const help = "ringwall catalog refresh --help says where it is"
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, &problem{err: err, text: err.Error(), hint: "FILE has AWS's service reference; " + help}
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if catalog.IsTable(data) {
		return data, nil
	}
	services, err := catalog.Read(bytes.NewReader(data))
	if err != nil {
		return nil, &problem{err: err, text: fmt.Sprintf("%s: %s", name, err),
			hint: "FILE has the JSON of AWS's service reference, a document for each service; " + help}
	}
	source := fmt.Sprintf("%s of AWS's service reference; else %s", many(len(services), "service"), own.Source())
	return catalog.Encode(own.Data().Merge(services, source, info.ModTime().UTC().Format(time.DateOnly)))
}

func many(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return itoa(n) + " " + what + "s"
}

// keep writes a file as a whole or not at all.
func keep(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "catalog-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// describe counts what a catalogue has.
func describe(known definitions) (*report.Definitions, error) {
	managed, err := catalog.Managed()
	if err != nil {
		return nil, err
	}
	d := &report.Definitions{
		Date: known.Date(), Source: known.Source(), File: known.file, Unused: known.unused,
		GlobalKeys: len(catalog.GlobalKeys()),
		Policies:   len(managed.Names()), PoliciesDate: managed.Date(), PoliciesSource: managed.Source(),
	}
	for _, prefix := range known.Services() {
		s, _ := known.Service(prefix)
		d.Services++
		d.Actions += len(s.Actions)
		d.ResourceTypes += len(s.Types)
		d.ConditionKeys += len(s.Keys)
	}
	return d, nil
}

// differences are what only the second and only the first of two lists has.
func differences(before, after []string) (added, removed []string) {
	without := func(list, other []string) []string {
		have := map[string]bool{}
		for _, x := range other {
			have[x] = true
		}
		return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return have[x] })
	}
	return without(after, before), without(before, after)
}
