// Generate writes the table of CloudFormation resource types that package
// resourcespec embeds. Fetch the source and run it like this:
//
//	cd "$(mktemp -d)"
//	npm pack @aws-cdk/aws-service-spec    # or @aws-cdk/aws-service-spec@0.1.216
//	tar xzf aws-cdk-aws-service-spec-*.tgz
//	export SERVICE_SPEC=$PWD/package
//	cd -
//	go generate ./internal/iac/cloudformation/resourcespec
//
// The argument is the unpacked package or the db.json.gz in it; package.json
// must lie beside that. The same input gives the same bytes. A kind, tag
// variant or other value that this program does not know stops it, so that a
// new package is not half understood.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", "resourcespec.bin", "file to write")
	flag.Parse()
	if flag.NArg() != 1 || flag.Arg(0) == "" {
		fmt.Fprintln(os.Stderr, "usage: generate [-o file] <unpacked @aws-cdk/aws-service-spec>")
		fmt.Fprintln(os.Stderr, "hint: npm pack @aws-cdk/aws-service-spec, unpack it, set SERVICE_SPEC to its folder")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(source, out string) error {
	m, err := readSource(source)
	if err != nil {
		return err
	}
	table, err := encode(m)
	if err != nil {
		return fmt.Errorf("encode %s: %w", source, err)
	}
	return os.WriteFile(out, table, 0o644)
}

// readSource reads the package at path, a folder or the db.json.gz in it.
func readSource(path string) (model, error) {
	if info, err := os.Stat(path); err != nil {
		return model{}, err
	} else if info.IsDir() {
		path = filepath.Join(path, "db.json.gz")
	}
	compressed, err := os.ReadFile(path)
	if err != nil {
		return model{}, err
	}
	text, err := gunzip(compressed)
	if err != nil {
		return model{}, fmt.Errorf("read %s: %w", path, err)
	}
	m, err := parseDatabase(text)
	if err != nil {
		return model{}, fmt.Errorf("read %s: %w", path, err)
	}
	name, err := packageName(filepath.Join(filepath.Dir(path), "package.json"))
	if err != nil {
		return model{}, err
	}
	m.version = fmt.Sprintf("%s, sha256 %x", name, sha256.Sum256(compressed))
	return m, nil
}

func gunzip(compressed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// packageName returns the name and version in a package.json.
func packageName(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var p struct{ Name, Version string }
	if err := json.Unmarshal(text, &p); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return p.Name + " " + p.Version, nil
}
