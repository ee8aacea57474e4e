package directory_test

import (
	"cmp"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

// corpusActions are asked of every role and every resource that takes them.
var corpusActions = []string{
	"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "dynamodb:GetItem", "dynamodb:PutItem", "sqs:SendMessage", "sqs:ReceiveMessage", "sns:Publish",
	"kms:Decrypt", "lambda:InvokeFunction", "secretsmanager:GetSecretValue", "ssm:GetParameter", "logs:PutLogEvents", "iam:PassRole", "sts:AssumeRole",
	"ec2:DescribeInstances", "kinesis:PutRecord", "states:StartExecution", "ecr:BatchGetImage", "events:PutEvents",
}

// tally counts verdicts and the causes of unknown ones.
type tally struct {
	templates, closed int
	verdicts, ofOpen  map[authz.Verdict]int
	causes            map[string]int
	example           map[string]string
	slowest           time.Duration
	slow              string
	total             time.Duration
	wrong             []string // what may not be allowed, and is, or is unknown
}

// TestCorpus puts questions to all templates below the folder that RINGWALL_CORPUS
// names, and says what is unknown and why.
func TestCorpus(t *testing.T) {
	root := os.Getenv("RINGWALL_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_CORPUS names no folder of templates")
	}
	c, managed := definitions(t)
	n := tally{verdicts: map[authz.Verdict]int{}, ofOpen: map[authz.Verdict]int{}, causes: map[string]int{}, example: map[string]string{}}
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch filepath.Ext(name) {
		case ".yaml", ".yml", ".json", ".template":
			if opened, err := iac.Open([]string{name}, iac.Options{}); err == nil {
				start := time.Now()
				n.ask(directory.New(opened, c, managed), opened, name)
				took := time.Since(start)
				n.total += took
				if took > n.slowest {
					n.slowest, n.slow = took, name
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d templates, %d with roles and without macros; %v; with macros %v; %s in all, slowest %s: %s", n.templates, n.closed, n.verdicts, n.ofOpen, n.total, n.slowest, n.slow)
	if len(n.wrong) > 0 {
		t.Errorf("%d are not denied for certain, as %q", len(n.wrong), n.wrong[:min(20, len(n.wrong))])
	}
	list := slices.SortedFunc(maps.Keys(n.causes), func(a, b string) int { return cmp.Compare(n.causes[b], n.causes[a]) })
	for _, cause := range list[:min(60, len(list))] {
		t.Logf("%6d %s  (%s)", n.causes[cause], cause, n.example[cause])
	}
}

// most bounds the questions of one kind that are put to a template.
const most = 30

func (n *tally) ask(d *directory.Directory, e *estate.Estate, name string) {
	n.templates++
	if len(d.Principals()) == 0 {
		return
	}
	open := len(e.Open) > 0
	if !open {
		n.closed++
	}
	for _, action := range corpusActions {
		targets, err := d.Targets("*", action)
		if err != nil {
			continue
		}
		targets = slices.DeleteFunc(targets, func(t *directory.Target) bool {
			return t.Resource == nil && (t.Name != "*" || action != "ec2:DescribeInstances")
		})
		for _, t := range targets[:min(most, len(targets))] {
			for _, p := range d.Principals()[:min(most, len(d.Principals()))] {
				q := directory.Question{Principal: p, Action: action, Target: t}
				a, what := d.Ask(q), name+" "+p.Name+" "+action+" "+t.Name
				n.note(a, open, what)
				if (a.Verdict == authz.Allowed || a.Verdict == authz.Unknown) && !d.MayBeAllowed(p, action, t) ||
					!a.Truth.True.IsNever() && !d.MayBeGranted(p, action, t) || a.Verdict == authz.Allowed && !d.MayBeCertain(q) {
					n.wrong = append(n.wrong, what+": "+a.Verdict.String())
				}
			}
		}
	}
}

var numbers = regexp.MustCompile(`[0-9]+`)

func (n *tally) note(a directory.Answer, open bool, what string) {
	if open {
		n.ofOpen[a.Verdict]++
		return
	}
	n.verdicts[a.Verdict]++
	if a.Verdict != authz.Unknown {
		return
	}
	for _, cause := range causes(a)[:min(1, len(causes(a)))] {
		cause = numbers.ReplaceAllString(cause, "0")
		n.causes[cause]++
		n.example[cause] = what
	}
}
