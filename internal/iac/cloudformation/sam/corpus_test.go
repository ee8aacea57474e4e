package sam_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/sam"
	"ringwall/internal/iac/cloudformation/syntax"
)

// TestCorpus expands the inputs of the tests of AWS's own translator, and
// compares the resources with what AWS expects. They are not part of this
// repository: RINGWALL_SAM_CORPUS names the folder tests/translator of a checkout
// of aws/serverless-application-model. RINGWALL_SAM_HALF=even or odd takes those
// of which the SHA-256 of the file's name is even or odd.
func TestCorpus(t *testing.T) {
	root := os.Getenv("RINGWALL_SAM_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_SAM_CORPUS names no checkout of AWS's translator tests: nothing was compared with what AWS expects")
	}
	names, err := filepath.Glob(filepath.Join(root, "input", "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no inputs below %s: %v", root, err)
	}
	good, all, refused, wrong := 0, 0, 0, 0
	for _, name := range names {
		base := filepath.Base(name)
		if !inHalf(base) {
			continue
		}
		made, err := expandFile(name)
		if strings.HasPrefix(base, "error_") {
			wrong++
			if err != nil {
				refused++
			} else if os.Getenv("RINGWALL_SAM_ERRORS") != "" {
				t.Logf("accepted: %s", base)
			}
			continue
		}
		all++
		expected := filepath.Join(root, "output", strings.TrimSuffix(base, ".yaml")+".json")
		if err == nil {
			err = compare(made, expected)
		}
		if err != nil {
			t.Logf("%s: %v", base, err)
			continue
		}
		good++
	}
	t.Logf("%d of %d inputs expand to what AWS expects (%.1f %%); %d of %d wrong ones are refused", good, all, 100*float64(good)/float64(all), refused, wrong)
	if good*100 < all*98 {
		t.Error("less than 98 %")
	}
}

func inHalf(base string) bool {
	sum := sha256.Sum256([]byte(base))
	switch os.Getenv("RINGWALL_SAM_HALF") {
	case "even":
		return sum[31]%2 == 0
	case "odd":
		return sum[31]%2 == 1
	}
	return true
}

// expandFile expands a template as AWS's tests do.
func expandFile(name string) (any, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	root, err := syntax.Read(name, data)
	if err != nil {
		return nil, err
	}
	made, err := sam.Expand(root, sam.Options{Parameters: map[string]string{"param1": "value1", "param2": "value2"}, UseDefaults: true, Region: "ap-southeast-1"})
	if err != nil {
		return nil, err
	}
	if len(made.Left) > 0 {
		return nil, fmt.Errorf("left: %v", made.Left)
	}
	return plainJSON(made.Root), nil
}

// plainJSON is what a tree says, as the JSON package has it.
func plainJSON(n *syntax.Node) any {
	switch n.Kind {
	case syntax.List:
		out := []any{}
		for _, i := range n.Items {
			out = append(out, plainJSON(i))
		}
		return out
	case syntax.Map:
		out := map[string]any{}
		for _, f := range n.Fields {
			out[f.Name] = plainJSON(f.Node)
		}
		return out
	case syntax.Call:
		return map[string]any{n.Call: plainJSON(n.Arg)}
	}
	switch {
	case n.Null:
		return nil
	case n.Plain == estate.PlainBool:
		return n.Text == "true"
	case n.Plain == estate.PlainNumber:
		var f float64
		if err := json.Unmarshal([]byte(n.Text), &f); err == nil {
			return f
		}
	}
	return n.Text
}

func compare(made any, expected string) error {
	data, err := os.ReadFile(expected)
	if err != nil {
		return err
	}
	var want map[string]any
	if err := json.Unmarshal(data, &want); err != nil {
		return err
	}
	have, _ := made.(map[string]any)
	return difference("", sorted(have["Resources"]), sorted(want["Resources"]))
}

// sorted sorts lists, as AWS's tests do before they compare.
func sorted(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, m := range v {
			if s, ok := m.(string); ok && k == "Fn::GetAtt" { // both forms say the same
				id, attribute, _ := strings.Cut(s, ".")
				m = []any{id, attribute}
			}
			out[k] = sorted(m)
		}
		return out
	case []any:
		out := []any{}
		for _, m := range v {
			out = append(out, sorted(m))
		}
		slices.SortFunc(out, func(a, b any) int { return strings.Compare(printed(a), printed(b)) })
		return out
	}
	return v
}

func printed(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// difference is where two values first differ.
func difference(path string, have, want any) error {
	h, ok := have.(map[string]any)
	w, ok2 := want.(map[string]any)
	if !ok || !ok2 {
		hl, ok := have.([]any)
		wl, ok2 := want.([]any)
		if ok && ok2 && len(hl) == len(wl) {
			for i := range hl {
				if err := difference(fmt.Sprintf("%s[%d]", path, i), hl[i], wl[i]); err != nil {
					return err
				}
			}
			return nil
		}
		if a, b := printed(have), printed(want); a != b {
			return fmt.Errorf("%s is %s, want %s", path, a, b)
		}
		return nil
	}
	keys := map[string]bool{}
	for k := range h {
		keys[k] = true
	}
	for k := range w {
		keys[k] = true
	}
	var names []string
	for k := range keys {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		if _, ok := h[k]; !ok {
			return fmt.Errorf("%s.%s is missing; want %.300s", path, k, printed(w[k]))
		}
		if _, ok := w[k]; !ok {
			return fmt.Errorf("%s.%s should not be; it is %.300s", path, k, printed(h[k]))
		}
		if err := difference(path+"."+k, h[k], w[k]); err != nil {
			return err
		}
	}
	return nil
}
