# Everything needs Go alone, but for `make lint-examples` and the test against an emulator
# of AWS (Python 3 with venv; without, the test says that it did not run) and
# `make lab` (root on Linux, iproute2, nftables).

CFN_LINT_VERSION = 1.58.0
CFN_LINT_VENV = .cache/cfn-lint-$(CFN_LINT_VERSION)

.PHONY: build test race lint fuzz oracle lab bench lint-examples peers compare-peers quiet docs ci clean

build:
	go build -o bin/ringwall ./cmd/ringwall

test:
	go test ./...

# Nothing but collecting and tests starts goroutines (TestGoroutines holds the house to that). Where
# there is one there is no race, and the detector takes ten times as long: it runs
# the tests that start several, by their names, and some whole sessions of the program.
race:
	go test -race -run 'AtOnce|Goroutines|AgainstTheNaive' ./internal/reach ./internal/catalog ./internal/authz
	go test -race ./internal/account/collect
	go test -race -run 'TestCollect|TestAnAccount|TestScripts/^(collect|live|reach|review)$$' ./internal/cli

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt these:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

# Each fuzz target for FUZZTIME, on the parsers and on the set algebra.
FUZZTIME ?= 30s
fuzz:
	.ci/fuzz $(FUZZTIME)

# At full size: the set engine against the single-packet evaluator (a million
# packets over two thousand estates), verdicts for all parameter values against
# SUBSTITUTIONS of random ones, COMPARISONS of random policies against a reference (full is
# 200,000 pairs with 250 requests each), and DECISIONS of IAM on random policies
# against a naive evaluator: full is ten million, some minutes.
DECISIONS ?= full
COMPARISONS ?= full
SUBSTITUTIONS ?= 100000
oracle:
	RINGWALL_ORACLE=full go test ./internal/reach -run 'TestOracle|TestMonotone' -count=1 -timeout 30m
	RINGWALL_ORACLE=$(COMPARISONS) go test ./internal/policy/compare -run TestAgainstReference -count=1 -timeout 30m -v
	go test ./internal/review/all -run TestSubstituting -count=1 -timeout 30m -substitutions=$(SUBSTITUTIONS)
	RINGWALL_ORACLE=$(DECISIONS) go test ./internal/authz -run TestDecisionsAgainstTheNaive -count=1 -timeout 60m -v

# The engine against the Linux kernel: random estates as network namespaces, real
# packets. LAB=part is a short run. Needs root, iproute2 and nftables.
LAB ?= full
lab:
	RINGWALL_LAB=$(LAB) go test ./internal/reach/lab -count=1 -timeout 30m -v

bench:
	go test -run '^$$' -bench . -benchmem ./...

# Every template of the examples passes cfn-lint. Installs it into .cache.
lint-examples: $(CFN_LINT_VENV)/bin/cfn-lint
	$(CFN_LINT_VENV)/bin/cfn-lint --non-zero-exit-code warning 'examples/**/*.yaml'

$(CFN_LINT_VENV)/bin/cfn-lint:
	python3 -m venv $(CFN_LINT_VENV)
	$(CFN_LINT_VENV)/bin/pip install --quiet --disable-pip-version-check cfn-lint==$(CFN_LINT_VERSION)

# How much of other reviewers' labelled examples the review finds, from a folder PEERS
# with checkouts of checkov, trivy-checks and cfngoat: docs/review-quality.md.
peers:
	RINGWALL_PEERS=$(PEERS) go test ./internal/review/all -run TestPeers -count=1 -v

# What checkov, cfn-lint, cdk-nag and cfn-guard tell of thirteen templates, and the review
# beside them: those that are installed, on checkouts OWNER/NAME in a folder PEERS.
compare-peers:
	RINGWALL_COMPARE=$(PEERS) go test ./internal/review/all -run TestCompare -count=1 -v -timeout 60m

# How much of what was judged by hand is still told, from a folder QUIET with checkouts
# OWNER/NAME of the repositories of docs/quietness.md.
quiet:
	RINGWALL_QUIET=$(QUIET) go test ./internal/review/all -run TestQuiet -count=1 -v

# Golden files and generated pages, after a change that is meant.
docs:
	go test ./internal/cli -update
	go test ./internal/review/all -run 'TestPeersPage|TestQuietPage' -page

ci:
	bash .ci/run

clean:
	rm -rf bin .cache
