package iac_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringwall/internal/iac"
)

// TestLinksToConfigurationsAreFollowed: examples share their variables so. What leads to
// a file of another kind, or to a folder, is no configuration.
func TestLinksToConfigurationsAreFollowed(t *testing.T) {
	for _, x := range []struct {
		name, target string
		ok           bool
	}{
		{"shared.tf", "shared.tf", true},
		{"shared.tf", "shared.txt", false},
		{"shared.tf", "folder.tf", false},
		{"shared.tf", "missing.tf", false},
	} {
		root := t.TempDir()
		dir := filepath.Join(root, "example")
		for _, d := range []string{dir, filepath.Join(root, "folder.tf")} {
			if err := os.Mkdir(d, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range map[string]string{
			"shared.tf": "locals { size = 7 }\n", "shared.txt": "locals { size = 7 }\n",
			"example/main.tf": "resource \"aws_ebs_volume\" \"v\" { size = local.size }\n",
		} {
			if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(filepath.Join("..", x.target), filepath.Join(dir, x.name)); err != nil {
			t.Skipf("no links here: %v", err)
		}
		e, err := iac.Open([]string{dir}, iac.Options{})
		if x.ok != (err == nil) {
			t.Errorf("%s: %v", x.target, err)
		}
		if err == nil {
			if r, ok := e.Get("aws_ebs_volume.v"); !ok || !strings.Contains(r.Base().Properties.At("Size").Text.String(), "7") {
				t.Errorf("%s: the variable is not read", x.target)
			}
		}
	}
}
