package directory

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
)

// placeOf is where an ARN says that a resource is: its account and Region, as far
// as it says them.
func placeOf(arn string) (account, region estate.Text) {
	if s := fieldOf(arn, 4); isAccount(s) {
		account = estate.Literal(s)
	}
	if s := fieldOf(arn, 3); s != "" && !strings.ContainsAny(s, "*?") {
		region = estate.Literal(s)
	}
	return account, region
}

// twoRegions reports actions that may be asked for in another Region than the
// resource's: copies are made where they are to be, and a peering has two ends.
func twoRegions(action string) bool {
	_, name, _ := strings.Cut(strings.ToLower(action), ":")
	return strings.HasPrefix(name, "copy") || strings.Contains(name, "peering")
}

// strangerKeys are the keys of an account that is not of the organisation that the
// sources hold, if these list all its accounts: it is in another, or in none.
func (d *Directory) strangerKeys(c *policy.Context, account estate.Text, id, paths string) {
	s, known := account.Known()
	if !known || !isAccount(s) || !d.accounts.whole {
		return
	}
	why := "whether account " + s + " is in an organization"
	other := policy.Part{Hole: "the organization of account " + s, Own: true}
	c.SetPerhaps(id, policy.Join(other), false, why)
	c.SetPerhaps(paths, policy.Join(other, policy.Part{Literal: "/"}, policy.Part{Hole: "the path in " + other.Hole, Plain: true}), true, why)
}
