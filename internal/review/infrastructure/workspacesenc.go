package infrastructure

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// WorkspacesEncrypted is INF-WORKSPACES-ENC.
func WorkspacesEncrypted() *review.Rule {
	return &review.Rule{
		ID: "INF-WORKSPACES-ENC", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "The volumes of virtual desktops are encrypted",
		Why: "A desktop's disks hold what people work with: documents, mail, saved passwords. Unencrypted, they lie in the clear in " +
			"the images and snapshots that are made of them. Encryption cannot be switched on later.",
		Fix:   "Set RootVolumeEncryptionEnabled and UserVolumeEncryptionEnabled to true, and VolumeEncryptionKey to a key of your own.",
		Needs: []string{"A"}, References: []string{"FSBP WorkSpaces.1", "FSBP WorkSpaces.2", "WA SEC08-BP02"},
		Specimen: workspaceTemplate("false"), Twin: workspaceTemplate("true"),
		Check: func(p *review.Pass) {
			for _, w := range estate.All[*estate.Workspace](p.Estate) {
				p.JudgeParts(w, []review.Part{
					{Bad: estate.Is(w.Root, false), Says: "the root volume is not encrypted", Severity: finding.Medium, At: w.Root.Origin},
					{Bad: estate.Is(w.User, false), Says: "the user volume is not encrypted", Severity: finding.Medium, At: w.User.Origin},
				}, review.Detail{})
			}
		},
	}
}

func workspaceTemplate(root string) string {
	return `Resources:
  Desktop:
    Type: AWS::WorkSpaces::Workspace
    Properties:
      BundleId: wsb-1
      DirectoryId: d-1
      UserName: alice
      RootVolumeEncryptionEnabled: ` + root + `
      UserVolumeEncryptionEnabled: true
`
}
