package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// Patching is INF-PATCHING.
func Patching() *review.Rule {
	return &review.Rule{
		ID: "INF-PATCHING", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Instances are patched on a schedule, or built anew",
		Why: "Most machines that are taken over fall to holes for which there was a patch. A window in which nothing runs and a baseline " +
			"that approves nothing look like patching and install nothing.",
		Fix: "Give the maintenance window a task that runs AWS-RunPatchBaseline on registered targets, and the baseline approval rules " +
			"and patch groups (or DefaultBaseline: true); or replace instances by images that are built on a schedule.",
		Needs: []string{"J"}, References: []string{"FSBP SSM.2", "WA SEC06-BP01"},
		Specimen: patchTemplate("AWS-RunShellScript"), Twin: patchTemplate("AWS-RunPatchBaseline"),
		Check: checkPatching,
	}
}

func patchTemplate(document string) string {
	return `Resources:
  Sunday:
    Type: AWS::SSM::MaintenanceWindow
    Properties: {Name: patching, Schedule: "cron(0 3 ? * SUN *)", Duration: 3, Cutoff: 1, AllowUnassociatedTargets: false}
  Install:
    Type: AWS::SSM::MaintenanceWindowTask
    Properties:
      WindowId: !Ref Sunday
      TaskType: RUN_COMMAND
      TaskArn: ` + document + `
      Priority: 1
      Targets: [{Key: "tag:Patch", Values: ["yes"]}]
`
}

// installs are the documents of AWS that install patches.
func installs(document string) bool {
	for _, name := range []string{"AWS-RunPatchBaseline", "AWS-ApplyPatchBaseline", "AWS-RunPatchBaselineWithHooks", "AWS-PatchInstanceWithRollback", "AWS-PatchAsgInstance", "AWS-UpdateLinuxAmi", "AWS-UpdateWindowsAmi"} {
		if strings.HasSuffix(document, name) {
			return true
		}
	}
	return false
}

func checkPatching(p *review.Pass) {
	patched := false
	for _, b := range estate.All[*estate.PatchBaseline](p.Estate) {
		p.JudgeParts(b, []review.Part{
			{Bad: nothingIn(b.Rules).And(b.Patches.IsEmpty()), Says: "the baseline approves no patches", Severity: finding.Low, At: b.Rules.Place()},
			{Bad: estate.Is(b.Default, false).And(b.Groups.IsEmpty()), Says: "no patch group uses the baseline, and it is no default", Severity: finding.Low},
		}, review.Detail{})
	}
	for _, w := range estate.All[*estate.MaintenanceWindow](p.Estate) {
		patched = judgeWindow(p, w) || patched
	}
	for _, a := range estate.All[*estate.StateAssociation](p.Estate) {
		if t, ok := a.Document.Known(); ok && installs(t.String()) {
			patched = true
			p.Good(a)
		}
	}
	for _, r := range p.Estate.Resources {
		switch r.Base().Type {
		case "AWS::ImageBuilder::ImagePipeline", "AWS::QuickSetup::ConfigurationManager":
			patched = true
			p.Good(r)
		}
	}
	if len(estate.All[*estate.Instance](p.Estate)) > 0 && !patched {
		p.NotVisible("whether and when instances are patched is often arranged elsewhere, and nothing in the sources does it",
			"aws ssm describe-instance-patch-states, or add the stack with the patch policy")
	}
}

// judgeWindow looks for a window with nothing to do. Of windows that do something
// else than patching it says nothing but where they are named after it.
func judgeWindow(p *review.Pass, w *estate.MaintenanceWindow) (patches bool) {
	some, install := estate.No(), estate.No()
	for _, t := range estate.All[*estate.MaintenanceTask](p.Estate) {
		here := review.Refers(p.Estate, t.Window, w).Given(t.When)
		some = some.Or(here)
		install = install.Or(here.And(review.Ask(t.Task, estate.No(), func(x estate.Text) estate.Truth {
			if _, ours := p.Estate.Follow(x); ours {
				return estate.Yes() // a document of one's own
			}
			return estate.When(estate.OfAlternatives(t.Task.Origin, x.Expand()...), false, installs)
		})))
	}
	other := some.And(install.Not())
	named := patchWindow(w)
	parts := []review.Part{{Bad: p.Lacks(some), Says: "nothing runs in the window", Severity: finding.Low}}
	if named.True.IsNever() {
		p.Hinge(w, other.And(named))
	} else {
		parts = append(parts, review.Part{Bad: other.And(named), Says: "what runs in the window installs no patches", Severity: finding.Low})
	}
	p.JudgeParts(w, parts, review.Detail{})
	return !install.True.IsNever()
}

// patchWindow asks whether a window is named after patching.
func patchWindow(w *estate.MaintenanceWindow) estate.Truth {
	isPatch := func(s string) bool { return strings.Contains(strings.ToLower(s), "patch") }
	if isPatch(w.Logical) {
		return estate.Yes()
	}
	name := w.Properties.At("Name").AsText()
	return review.Ask(name, estate.No(), func(t estate.Text) estate.Truth {
		if isPatch(t.String()) {
			return estate.Yes()
		}
		return review.Spells(t, name.Origin, isPatch)
	})
}

// nothingIn is true of a list that is not written or empty.
func nothingIn(t *estate.Tree) estate.Truth {
	return estate.AsItems(t, func(scenario.Guard, *estate.Tree) bool { return true }).IsEmpty()
}
