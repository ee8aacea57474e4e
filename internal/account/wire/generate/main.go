// Generate writes the table of operations that package wire embeds, from AWS's models
// of its APIs as botocore has them, for the operations that package collect asks for.
// Fetch the models and run it like this:
//
//	cd "$(mktemp -d)"
//	pip download --no-deps botocore
//	python3 -m zipfile -e botocore-*.whl .
//	export BOTOCORE=$PWD/botocore
//	cd -
//	go generate ./internal/account/wire
//
// The same input gives the same bytes. What it does not know in a model stops it.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"ringwall/internal/account/collect"
	"ringwall/internal/account/wire"
)

func main() {
	from := flag.String("models", os.Getenv("BOTOCORE"), "unpacked botocore")
	flag.Parse()
	if *from == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: generate -models <folder>")
		fmt.Fprintln(os.Stderr, "hint: go doc ./internal/account/wire/generate says how to get them")
		os.Exit(2)
	}
	if err := run(*from); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes model.json.gz in the working directory.
func run(from string) error {
	// Which account it is must be known before anything is asked of it.
	wanted := map[string][]string{"sts": {"GetCallerIdentity"}}
	for _, c := range collect.Calls() {
		if !slices.Contains(wanted[c.Service], c.Operation) {
			wanted[c.Service] = append(wanted[c.Service], c.Operation)
		}
	}
	out := wire.Model{Services: map[string]*wire.Service{}, Source: "botocore " + version(from)}
	for service, operations := range wanted {
		m, pagers, err := read(filepath.Join(from, "data", service))
		if err != nil {
			return fmt.Errorf("read the model of %s: %w", service, err)
		}
		slices.Sort(operations)
		if out.Services[service], err = convert(m, pagers, operations); err != nil {
			return fmt.Errorf("convert the model of %s: %w", service, err)
		}
	}
	var b bytes.Buffer
	if err := out.Encode(&b); err != nil {
		return err
	}
	return os.WriteFile("model.json.gz", b.Bytes(), 0o644)
}

// version is botocore's own, from the file that says it.
func version(from string) string {
	data, _ := os.ReadFile(filepath.Join(from, "__init__.py"))
	_, rest, _ := bytes.Cut(data, []byte("__version__ = '"))
	v, _, _ := bytes.Cut(rest, []byte("'"))
	return string(v)
}

// model is what is read of a model.
type model struct {
	Metadata struct {
		APIVersion, Protocol, EndpointPrefix, SigningName, ServiceID, TargetPrefix, JSONVersion string
		Protocols                                                                               []string
	}
	Operations map[string]struct {
		HTTP     struct{ Method, RequestURI string }
		Input    struct{ Shape string }
		Output   struct{ Shape, ResultWrapper string }
		Endpoint struct{ HostPrefix string }
	}
	Shapes map[string]shape
}

type shape struct {
	Type      string
	Members   ordered
	Member    *reference
	Key       *reference
	Value     *reference
	Sensitive bool
	Flattened bool
	Payload   string
}

type reference struct {
	Shape, Location, LocationName, QueryName string
	XMLAttribute, Flattened, JSONValue       bool
}

// pager is how an operation hands out pages.
type pager struct {
	InputToken  json.RawMessage `json:"input_token"`
	OutputToken json.RawMessage `json:"output_token"`
	More        string          `json:"more_results"`
}

// read reads the newest version of a service's model.
func read(folder string) (model, map[string]pager, error) {
	var m model
	pagers := struct{ Pagination map[string]pager }{}
	versions, err := os.ReadDir(folder)
	if err != nil {
		return m, nil, err
	}
	newest := filepath.Join(folder, versions[len(versions)-1].Name())
	f, err := os.Open(filepath.Join(newest, "service-2.json.gz"))
	if err != nil {
		return m, nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return m, nil, err
	}
	if err := json.NewDecoder(z).Decode(&m); err != nil {
		return m, nil, err
	}
	data, err := os.ReadFile(filepath.Join(newest, "paginators-1.json"))
	if os.IsNotExist(err) {
		return m, nil, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &pagers)
	}
	return m, pagers.Pagination, err
}
