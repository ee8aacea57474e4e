package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"ringwall/internal/policy"
)

// A policyText is a policy document that was found in a file.
type policyText struct {
	file  string
	path  string // of the document in its file, as PolicyVersion.Document; empty if it is all of it
	node  policy.Node
	text  bool            // it stands in a string of JSON, or is URL-encoded
	at    policy.Position // of that string
	use   policy.Use      // by what stands around it; AnyUse if that doesn't say
	given string          // what says so
}

func (t policyText) name() string {
	if t.path == "" {
		return t.file
	}
	return t.file + "#" + t.path
}

// policyTexts are the documents in files, in the JSON files of folders, and in
// standard input. A file that is named must have one.
func (a *app) policyTexts(args []string) ([]policyText, error) {
	var out []policyText
	var problems []error
	for _, arg := range args {
		found, err := a.policiesIn(arg)
		if err != nil {
			problems = append(problems, err)
		}
		out = append(out, found...)
	}
	return out, errors.Join(problems...)
}

func (a *app) policiesIn(arg string) ([]policyText, error) {
	if arg == "-" {
		data, err := io.ReadAll(io.LimitReader(a.stdin, policy.MaxSize+1))
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		return policiesOf(arg, data, true)
	}
	info, err := os.Stat(arg)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong("name a file with a policy in JSON, a folder of them, or - for standard input", "there is no file %s", arg)
	case err != nil:
		return nil, fmt.Errorf("read policy: %w", err)
	case info.IsDir():
		return policiesUnder(arg)
	}
	data, err := os.ReadFile(arg)
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	return policiesOf(arg, data, true)
}

// policiesUnder are those of the JSON files of a folder, at any depth.
func policiesUnder(folder string) ([]policyText, error) {
	var out []policyText
	var problems []error
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(name), ".json") {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found, err := policiesOf(name, data, false)
		if err != nil {
			problems = append(problems, err)
		}
		out = append(out, found...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	if len(out) == 0 && len(problems) == 0 {
		return nil, wrong("a policy is a JSON file with a Statement", "%s: there is no policy in the JSON files of this folder", folder)
	}
	return out, errors.Join(problems...)
}

// policiesOf finds the documents in a file; must says that there has to be one.
func policiesOf(file string, data []byte, must bool) ([]policyText, error) {
	if text, ok := unescaped(string(bytes.TrimSpace(data))); ok {
		node, err := policy.ReadJSON(file, []byte(text))
		if err != nil {
			return nil, fmt.Errorf("read policy, which is URL-encoded: %w", err)
		}
		return []policyText{{file: file, node: node, text: true, at: policy.Position{File: file, Line: 1, Column: 1}}}, nil
	}
	root, err := policy.ReadJSON(file, data)
	if err != nil {
		return nil, &problem{err: err, text: "read policy: " + err.Error(), hint: "a policy is a JSON document"}
	}
	if isTemplate(root) {
		if !must {
			return nil, nil
		}
		return nil, wrong("ringwall review "+file, "%s is a CloudFormation template, whose policies a review checks", file)
	}
	f := policyFinder{file: file}
	f.find(root, around{})
	switch {
	case f.err != nil:
		return nil, f.err
	case len(f.found) > 0:
		return f.found, nil
	case member(root, "Version").Kind == policy.KindString || member(root, "Id").Kind == policy.KindString:
		return []policyText{{file: file, node: root}}, nil // a policy that lacks its statements
	case must:
		return nil, wrong("a policy has a Statement; the output of aws iam get-policy-version and the like may stand around it", "%s: there is no policy in it", file)
	}
	return nil, nil
}

func isTemplate(root policy.Node) bool {
	for _, f := range member(root, "Resources").Fields {
		if strings.Contains(member(f.Value, "Type").Text, "::") {
			return true
		}
	}
	return false
}

// member is a field of a map by its name, which may be in another case;
// KindUnknown if there is none.
func member(n policy.Node, name string) policy.Node {
	for _, f := range n.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return policy.Node{}
}

// unescaped decodes a document that is URL-encoded by RFC 3986, as IAM's API
// returns it ("GetPolicyVersion").
func unescaped(s string) (string, bool) {
	if len(s) < 3 || !strings.EqualFold(s[:3], "%7B") {
		return "", false
	}
	text, err := url.PathUnescape(s)
	return text, err == nil
}

func isPolicy(n policy.Node) bool {
	s := member(n, "Statement")
	return n.Kind == policy.KindMap && (s.Kind == policy.KindList || s.Kind == policy.KindMap)
}
