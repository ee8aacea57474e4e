package all_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// TestTerraformDecidesNothingOnWhatIsUnknown takes values of the Terraform cases away,
// one at a time: a variable stands there of which nothing is known. It may have the
// value that was there, so that no control that found something wrong can pass, and
// none that finds nothing in a twin can fail for certain. With RINGWALL_UNKNOWNS=all it takes
// every value, else some.
func TestTerraformDecidesNothingOnWhatIsUnknown(t *testing.T) {
	const some = 800
	files, err := filepath.Glob("testdata/terraform/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var list []taken
	for _, file := range files {
		root := t.TempDir()
		for name := range unpackCases(t, file, root) {
			for _, side := range []string{"bad", "good"} {
				list = append(list, valuesOf(t, filepath.Join(root, name, side), strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name)...)
			}
		}
	}
	slices.SortFunc(list, func(a, b taken) int { return strings.Compare(a.name(), b.name()) })
	total := len(list)
	if os.Getenv("RINGWALL_UNKNOWNS") != "all" {
		r := rand.New(rand.NewPCG(5, 200))
		r.Shuffle(total, func(i, j int) { list[i], list[j] = list[j], list[i] })
		list = list[:min(total, some)]
	}
	tried := 0
	before := map[string]review.Report{}
	for _, x := range list {
		if x.check(t, before) {
			tried++
		}
	}
	if tried < len(list)/2 {
		t.Errorf("only %d of %d can be read", tried, len(list))
	}
	t.Logf("%d of %d values taken away", tried, total)
}

// rightAnyway are verdicts on what is unknown that are right.
func rightAnyway() []excuse {
	return []excuse{
		{"INF-AMI-KNOWN DATA-SECRETS-PLAINTEXT", "", "they are about ids and secrets that the sources write"},
		{"IAM-DATA-ACTIONS-WIDE", "formatlist-concat", "a variable within a longer ARN is a name, not a wildcard"},
	}
}

// taken is a value of a case that is taken away.
type taken struct {
	label, dir, file string
	text             string
	from, to         int
}

func (x taken) name() string {
	return fmt.Sprintf("%s %s %s:%d", x.label, filepath.Base(x.dir), filepath.Base(x.file), strings.Count(x.text[:x.from], "\n")+1) + " " + fmt.Sprintf("%06d ", x.from) + x.text[x.from:x.to]
}

var (
	aValue = regexp.MustCompile(`"[^"\\${}\n]*"|= *(true|false|[0-9]+)\s*(,|\}|\n)`)
	aBlock = regexp.MustCompile(`(?m)^(\w+)[ \t].*\{`)
)

// valuesOf lists the literals in the resources, data, modules and locals of a
// configuration.
func valuesOf(t *testing.T, dir, label string) []taken {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "*.tf"))
	var out []taken
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		blocks := aBlock.FindAllStringSubmatchIndex(text, -1)
		for i, b := range blocks {
			if !slices.Contains([]string{"resource", "data", "module", "locals"}, text[b[2]:b[3]]) {
				continue
			}
			end := len(text)
			if i+1 < len(blocks) {
				end = blocks[i+1][0]
			}
			for _, m := range aValue.FindAllStringSubmatchIndex(text[b[1]:end], -1) {
				from, to := b[1]+m[0], b[1]+m[1]
				if m[2] >= 0 {
					from, to = b[1]+m[2], b[1]+m[3]
				}
				if !isKey(text[:from], text[to:]) {
					out = append(out, taken{label, dir, file, text, from, to})
				}
			}
		}
	}
	return out
}

// isKey is true of a string that names a field or a block, and of what Terraform
// wants written out.
func isKey(before, after string) bool {
	line := strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:])
	after = strings.TrimLeft(after, " \t")
	if strings.HasPrefix(after, ":") || strings.HasPrefix(after, "=") && !strings.HasPrefix(after, "==") || strings.HasPrefix(after, "{") || strings.HasPrefix(after, "\"") {
		return true
	}
	for _, name := range []string{"source ", "version ", "source=", "dynamic ", "#"} {
		if strings.HasPrefix(line, name) {
			return true
		}
	}
	return false
}

// check reviews the case without the value; false if it cannot be read. What the
// whole case comes to is noted.
func (x taken) check(t *testing.T, whole map[string]review.Report) bool {
	t.Helper()
	before, ok := whole[x.dir]
	if !ok {
		e, err := x.open()
		if err != nil {
			t.Fatal(err)
		}
		before = review.Run(e, all.Rules())
		whole[x.dir] = before
	}
	changed := x.text[:x.from] + `"${var.nothing_known}"` + x.text[x.to:] + "\nvariable \"nothing_known\" {}\n"
	if err := os.WriteFile(x.file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := x.open()
	if restore := os.WriteFile(x.file, []byte(x.text), 0o600); restore != nil {
		t.Fatal(restore)
	}
	if err != nil {
		return false // a value that must be written out
	}
	x.compare(t, before, review.Run(e, all.Rules()))
	return true
}

func (x taken) open() (*estate.Estate, error) {
	return iac.Open([]string{x.dir}, iac.Options{Region: "eu-west-1", Account: "111122223333"})
}

func (x taken) compare(t *testing.T, before, after review.Report) {
	t.Helper()
	right := func(control string) bool {
		return slices.ContainsFunc(rightAnyway(), func(e excuse) bool {
			return slices.Contains(strings.Fields(e.control), control) && strings.Contains(x.label, e.where)
		})
	}
	for i, c := range before.Controls {
		now := after.Controls[i].Status
		if c.Status == finding.Fail && now != finding.Fail && now != finding.Unknown && !right(c.Rule.ID) {
			t.Errorf("%s is unknown, and %s says %v", x.name(), c.Rule.ID, now)
		}
		if filepath.Base(x.dir) == "good" && c.Status != finding.Fail && now == finding.Fail && failsForCertain(after, c.Rule.ID) && !right(c.Rule.ID) {
			t.Errorf("%s is unknown, and %s fails", x.name(), c.Rule.ID)
		}
	}
}
