package data

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// EBS asks that volumes are encrypted, also those of instances, launch templates
// and launch configurations.
func EBS() *review.Rule {
	return &review.Rule{
		ID: "DATA-EBS", Area: finding.Data, Severity: finding.Medium, Raise: review.ByClass,
		Title: "EBS volumes are encrypted",
		Why: "A snapshot of an unencrypted volume can be copied or shared with another account, or made public, and read there without " +
			"a key. Whoever may create snapshots then has the disk: credentials, databases, logs.",
		Fix: "Set Encrypted: true (and KmsKeyId) on the volume or in BlockDeviceMappings[].Ebs, and switch on EBS encryption by " +
			"default for the account in each Region.",
		Needs: []string{"A", "ORG"}, References: []string{"FSBP EC2.3", "FSBP EC2.7", "CIS 6.1.1", "WA SEC08-BP02"},
		Specimen: `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-west-1a
      Size: 20
      Encrypted: false
`,
		Twin: `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-west-1a
      Size: 20
      Encrypted: true
`,
		Check: checkEBS,
	}
}

func checkEBS(p *review.Pass) {
	for _, v := range estate.All[*estate.Volume](p.Estate) {
		d := review.Detail{At: v.Encrypted.Origin, Message: "Encrypted is false"}
		if v.Encrypted.Origin.IsZero() {
			d.Message = "Encrypted is not set: only the account's encryption by default, which is off unless switched on, could encrypt it"
		}
		if !v.Snapshot.Origin.IsZero() {
			d.Message = "the volume is as encrypted as the snapshot that it is made from"
		}
		p.Judge(v, volumeUnencrypted(v.Encrypted, v.Snapshot).And(byAccount(p.Estate, v.Base()).Not()), d)
	}
	for _, a := range estate.All[*estate.EBSDefault](p.Estate) {
		p.Judge(a, isFalse(a.Enabled), review.Detail{At: a.Enabled.Origin, Message: "EBS encryption by default is switched off for the account in this Region"})
	}
	p.JudgeSettings(unencryptedCopies(), func(r estate.Resource) estate.Truth { return byAccount(p.Estate, r.Base()) })
	imaged := 0
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.Instance:
			if !describesDisks(p.Estate, r) {
				imaged++
			}
			judgeDisks(p, r, r.Disks)
		case *estate.LaunchTemplate:
			judgeDisks(p, r, r.Disks)
		case *estate.Fleet:
			var disks estate.Items[estate.BlockDevice]
			for _, s := range r.Specs.Known {
				disks = disks.Append(s.Is.Disks.Given(s.When))
			}
			judgeDisks(p, r, disks)
		}
	}
	if imaged > 0 {
		p.NotVisible(fmt.Sprintf("the image and the account's encryption by default decide for the root volumes of %d instances that describe none", imaged),
			"write BlockDeviceMappings with Encrypted: true, or review the account")
	}
}

// unencryptedCopies are copies and images that ask for no encryption: they are as
// encrypted as what they are made from ("Copy an Amazon EBS snapshot", "Encryption with
// EBS-backed AMIs").
func unencryptedCopies() []review.Setting {
	no := []string{"", "false"}
	return []review.Setting{
		{Type: "aws_ebs_snapshot_copy", Path: "Encrypted", Wrong: no, Says: "the copy asks for no encryption: it is as encrypted as its source", Severity: finding.Low},
		{Type: "aws_ebs_snapshot_import", Path: "Encrypted", Wrong: no, Says: "the snapshot is imported unencrypted", Severity: finding.Medium},
		{Type: "aws_ami_copy", Path: "Encrypted", Wrong: no, Says: "the copy asks for no encryption: its snapshots are as encrypted as those of its source", Severity: finding.Low},
		{Type: "aws_ami", Path: "EbsBlockDevice.Encrypted", Wrong: no, Says: "the image's volumes are not asked to be encrypted", Severity: finding.Low},
		{Type: "AWS::ImageBuilder::ImageRecipe", Path: "BlockDeviceMappings.Ebs.Encrypted", Wrong: no, Says: "the image's volumes are not asked to be encrypted", Severity: finding.Low},
	}
}

// byAccount is true where the account encrypts what is created in a resource's
// Region by default ("Automatically encrypt Amazon EBS volumes by default").
func byAccount(e *estate.Estate, c *estate.Core) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.EBSDefault](e) {
		if a.Region.Equal(c.Region) && a.Account.Equal(c.Account) {
			out = out.Or(isTrue(a.Enabled).Given(a.When))
		}
	}
	return out
}

// describesDisks reports whether an instance, or its launch template, says
// anything of its disks.
func describesDisks(e *estate.Estate, i *estate.Instance) bool {
	disks := i.Disks
	if t, ok := known[*estate.LaunchTemplate](e, i.LaunchTemplate); ok {
		disks = disks.Append(t.Disks)
	}
	return len(disks.Known)+len(disks.Unknown) > 0
}

// volumeUnencrypted: what is made from a snapshot is as encrypted as it, unless
// it asks for encryption itself, which always encrypts.
func volumeUnencrypted(encrypted estate.Value[bool], snapshot estate.Value[estate.Text]) estate.Truth {
	own := isFalse(encrypted.Or(false))
	inherited := review.Ask(snapshot, own, func(t estate.Text) estate.Truth {
		return estate.Maybe(estate.NotInEstate(t, snapshot.Origin))
	})
	return own.And(inherited)
}

// judgeDisks makes one finding for all disks of an instance or template.
func judgeDisks(p *review.Pass, r estate.Resource, disks estate.Items[estate.BlockDevice]) {
	if len(disks.Known)+len(disks.Unknown) == 0 {
		return
	}
	bad := review.AnyItem(disks, func(b estate.BlockDevice) estate.Truth {
		if !b.EBS {
			return estate.No()
		}
		return volumeUnencrypted(b.Encrypted, b.Snapshot)
	}).And(byAccount(p.Estate, r.Base()).Not())
	d := review.Detail{Severity: finding.Low, Weighed: true}
	var names []string
	for _, b := range disks.Known {
		t := volumeUnencrypted(b.Is.Encrypted, b.Is.Snapshot)
		if !b.Is.EBS || t.True.IsNever() && t.Unknown.IsNever() {
			continue
		}
		if n, ok := b.Is.Name.Known(); ok {
			names = append(names, n)
		}
		if !b.Is.Encrypted.Origin.IsZero() { // asked for, not only left open
			d.Severity, d.At = finding.Medium, b.Is.Encrypted.Origin
		}
		if d.At.IsZero() {
			d.At = b.Is.Origin
		}
	}
	d.Message = "disks are not asked to be encrypted"
	if len(names) > 0 {
		d.Key = review.Listed(names)
		d.Message = strings.Join(names, ", ") + ": not asked to be encrypted"
	}
	if d.Severity == finding.Low {
		d.Message += "; the image's snapshot and the account's default decide"
	}
	p.Judge(r, bad, d)
}
