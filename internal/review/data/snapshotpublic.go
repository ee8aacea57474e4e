package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SnapshotsPublic is DATA-SNAPSHOT-PUBLIC.
func SnapshotsPublic() *review.Rule {
	return &review.Rule{
		ID: "DATA-SNAPSHOT-PUBLIC", Area: finding.Data, Severity: finding.Medium,
		Title: "Snapshots and images cannot be shared with everyone",
		Why: "A snapshot that is shared publicly is a whole disk or database in everybody's hands: it can be copied within minutes, and " +
			"copies stay when the share is taken back. It takes one call, and nothing warns.",
		Fix: "Add AWS::EC2::SnapshotBlockPublicAccess with State: block-all-sharing in each Region, block public access for AMIs, and take " +
			"public shares of snapshots of RDS, DocumentDB and Neptune back.",
		Needs: []string{"ORG"}, References: []string{"FSBP EC2.1", "FSBP EC2.182", "FSBP RDS.1", "FSBP DocumentDB.3", "FSBP Neptune.3", "WA SEC03-BP07"},
		Specimen: snapshotTemplate("unblocked"), Twin: snapshotTemplate("block-all-sharing"),
		Check: checkSnapshots,
	}
}

func snapshotTemplate(state string) string {
	return "Resources:\n  Block: {Type: AWS::EC2::SnapshotBlockPublicAccess, Properties: {State: " + state + "}}\n"
}

func checkSnapshots(p *review.Pass) {
	p.JudgeSettings(sharedWithAll(), nil)
	blocks := estate.All[*estate.SnapshotBlock](p.Estate)
	for _, b := range blocks {
		p.JudgeParts(b, []review.Part{
			{Bad: stateIs(b, "unblocked"), Says: "EBS snapshots of the Region may be shared with everyone", Severity: finding.Medium, At: b.State.Origin},
			{Bad: stateIs(b, "block-new-sharing"), Says: "EBS snapshots that were shared with everyone stay so", Severity: finding.Low, At: b.State.Origin},
		}, review.Detail{})
	}
	if len(blocks) > 0 {
		return
	}
	for _, r := range p.Estate.Resources {
		switch r.(type) {
		case *estate.Volume, *estate.Instance, *estate.LaunchTemplate, *estate.DBInstance, *estate.DBCluster:
			p.NotVisible("templates do not show with whom snapshots and images are shared, nor whether the account blocks it",
				"aws ec2 get-snapshot-block-public-access-state; aws ec2 get-image-block-public-access-state; aws rds describe-db-snapshots --snapshot-type public")
			return
		}
	}
}

func stateIs(b *estate.SnapshotBlock, word string) estate.Truth {
	return estate.When(b.State, false, func(s string) bool { return strings.EqualFold(s, word) })
}

// sharedWithAll are the settings that share a snapshot or an image with everyone.
// CloudFormation writes none of the shares.
func sharedWithAll() []review.Setting {
	out := []review.Setting{
		{Type: "aws_ami_launch_permission", Path: "Group", Wrong: []string{"all"}, Says: "the image is shared with everyone", Severity: finding.High},
		{
			Type: "AWS::ImageBuilder::DistributionConfiguration", Path: "Distributions.AmiDistributionConfiguration.LaunchPermissionConfiguration.UserGroups",
			Wrong: []string{"all"}, Says: "images are shared with everyone", Severity: finding.High,
		},
	}
	for _, typ := range []string{"aws_db_snapshot", "aws_db_snapshot_copy", "aws_db_cluster_snapshot", "aws_rds_cluster_snapshot_copy"} {
		out = append(out, review.Setting{Type: typ, Path: "SharedAccounts", Wrong: []string{"all"}, Says: "the snapshot is shared with everyone", Severity: finding.High})
	}
	return out
}
