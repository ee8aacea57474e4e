package incident

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RunbookDocs is IR-RUNBOOK-DOCS: for what is likely there is a page to follow.
func RunbookDocs() *review.Rule {
	return &review.Rule{
		ID: "IR-RUNBOOK-DOCS", Area: finding.Incident, Severity: finding.Info,
		Title: "There is a runbook for leaked keys, public buckets, crypto-miners and ransomware",
		Why: "In an incident people do what is written down, or what comes to mind. What comes to mind at night is to delete the machine, " +
			"and the evidence with it.",
		Fix: "Write an AWS::SSM::Document (Automation) for each: a leaked key, a public bucket, a machine that mines, encrypted or " +
			"deleted data; name it after what it is for.",
		Needs:      []string{"A"},
		References: []string{"WA SEC10-BP02"},
		Specimen:   runbooksTemplate("LeakedKey"),
		Twin:       runbooksTemplate("LeakedKey", "PublicBucket", "CryptoMiner", "Ransomware"),
		Check:      checkRunbookDocs,
	}
}

func runbooksTemplate(names ...string) string {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for _, n := range names {
		b.WriteString("  " + n + "Runbook:\n    Type: AWS::SSM::Document\n    Properties:\n      DocumentType: Automation\n      Content: {schemaVersion: \"0.3\", description: Respond, mainSteps: [{name: wait, action: \"aws:pause\"}]}\n")
	}
	return b.String()
}

// emergency is a kind of incident, and the words of documents that are for it.
type emergency struct {
	name  string
	words []string
}

var emergencies = []emergency{
	{"a leaked key", []string{"leakedkey", "keyleak", "credential", "accesskey", "exposedkey", "keyexposure", "revokesession", "revokerole", "iamkey", "compromisedkey", "compromiseduser"}},
	{"a public bucket", []string{"publicbucket", "bucketpublic", "publics3", "s3public", "publicaccess", "openbucket", "dataexposure"}},
	{"a crypto-miner", []string{"miner", "mining", "cryptocurrency", "compromisedinstance", "compromisedec2", "isolateinstance", "isolateec2", "quarantineinstance", "ec2compromise", "instancecompromise", "malware"}},
	{"ransomware", []string{"ransom", "restorebackup", "restoredata", "datadestruction", "disasterrecovery"}},
}

// checkRunbookDocs judges the runbooks of the sources together. Where there is none
// they may lie elsewhere: in a wiki, or in another account.
func checkRunbookDocs(p *review.Pass) {
	served := map[string]estate.Truth{}
	for _, e := range emergencies {
		served[e.name] = estate.No()
	}
	var mine []*estate.Document
	for _, d := range estate.All[*estate.Document](p.Estate) {
		kinds, is := servesEmergency(d)
		if is {
			mine = append(mine, d)
		}
		for _, k := range kinds {
			served[k] = served[k].Or(estate.Holds(d.When))
		}
	}
	if len(mine) == 0 {
		p.NotVisible("no document of the sources says that it is a runbook for incidents", "aws ssm list-documents --filters Key=Owner,Values=Self")
		return
	}
	var missing []string
	all := estate.Yes()
	for _, e := range emergencies {
		if all = all.And(served[e.name]); !served[e.name].True.IsAlways() {
			missing = append(missing, e.name)
		}
	}
	p.Judge(mine[0], p.LacksListed(mine[0].Base(), all, "ssm list-documents"), review.Detail{Key: "estate", Message: "there are runbooks for incidents, but none says that it is for " + strings.Join(missing, ", ")})
}

// servesEmergency names what a document is for, by its name and description.
func servesEmergency(d *estate.Document) (kinds []string, is bool) {
	name, _ := d.DocumentName.Known()
	description, _ := d.Content.At("description").AsText().Known()
	text := review.Unbroken(strings.ToLower(d.Logical + " " + name.String() + " " + description.String()))
	for _, e := range emergencies {
		if hasWord(text, e.words...) {
			kinds = append(kinds, e.name)
		}
	}
	return kinds, len(kinds) > 0 && hasWord(text, "runbook", "playbook", "respon", "incident", "isolat", "quarantin", "containment", "revoke") || hasWord(text, "runbook", "playbook", "incidentresponse")
}
