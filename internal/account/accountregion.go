package account

import (
	"ringwall/internal/estate"
)

// ebsDefault reads the answer of GetEbsEncryptionByDefault.
func (r *reader) ebsDefault(doc *estate.Tree) {
	x := &estate.EBSDefault{Core: r.core("", "AWS::EC2::EBSEncryptionByDefault"), Enabled: r.flagValue(doc, "EbsEncryptionByDefault")}
	r.inRegion(x, "ec2", "ebs-encryption-by-default", "ebs-encryption-by-default")
}

// snapshotBlock reads the answer of GetSnapshotBlockPublicAccessState, which other
// commands' answers look like.
func (r *reader) snapshotBlock(doc *estate.Tree) {
	if r.after.verb != "get-snapshot-block-public-access-state" {
		r.unread, r.any = "State", len(r.keys) > 0
		return
	}
	x := &estate.SnapshotBlock{Core: r.core("", "AWS::EC2::SnapshotBlockPublicAccess"), State: r.wordValue(doc, "State")}
	r.inRegion(x, "ec2", "snapshot-block-public-access", "snapshot-block-public-access")
}

// enabledRegion reads a Region (EC2 DescribeRegions).
func (r *reader) enabledRegion() {
	is := r.members("RegionName", "OptInStatus")
	if is[0] != "" && is[1] != "not-opted-in" && !r.doubtful() {
		r.loose.regions = append(r.loose.regions, scopedName{r.scope, is[0]})
	}
}

// joinRegions makes the accounts in their Regions of which it is known what watches
// them.
func (l *loader) joinRegions() {
	watching := watchingKinds()
	made := map[place]bool{}
	accounts := map[string]estate.Origin{}
	add := func(p place, at estate.Origin) {
		if p.account == "" || p.region == "" || made[p] {
			return
		}
		made[p] = true
		id := p.account + "/" + p.region
		l.result.Resources = append(l.result.Resources, &estate.AccountRegion{Core: estate.Core{
			ID: estate.ID(id), Logical: id, Physical: id, Stack: l.stack(p), Type: "AWS::Account::Region", Origin: at,
			Account: estate.Literal(p.account), Region: estate.Literal(p.region),
		}})
	}
	for _, x := range l.result.Listings {
		if _, of := watching[string(x.Kind)]; of && x.Region != "" {
			add(place{x.Account, x.Region}, x.Origin)
			accounts[x.Account] = x.Origin
		}
	}
	for _, r := range l.loose.regions {
		if at, ok := accounts[r.scope.account]; ok {
			add(place{r.scope.account, r.name}, at)
		}
	}
	if len(made) > 0 {
		estate.SortByID(l.result.Resources)
	}
}
