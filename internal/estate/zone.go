package estate

import "strings"

// Zone is an Availability Zone as one account calls it. Accounts may call
// different ones by the same name ("AZ IDs for your AWS resources").
type Zone struct {
	Name Text
	// ID is its name in all accounts ("euw1-az1"), where a source says it.
	ID              string
	Account, Region Text
	Stack           string // where it is named
}

// In is the zone of a resource that stands in the one of that name.
func (c *Core) In(name Text, id string) Zone {
	return Zone{Name: name, ID: id, Account: c.Account, Region: c.Region, Stack: c.Stack}
}

// Same reports whether two zones are one, if that is known. Places in the list
// that Fn::GetAZs returns are told apart within one deployment: the list holds
// each zone once, but its order "isn't guaranteed" from one day to another.
func (z Zone) Same(o Zone) (same, known bool) {
	if z.ID != "" && o.ID != "" {
		return z.ID == o.ID, true
	}
	if !z.Account.Equal(o.Account) || !z.Region.Equal(o.Region) {
		return false, false
	}
	if (z.listed() || o.listed()) && deployment(z.Stack) != deployment(o.Stack) {
		return false, false
	}
	x, literal := z.Name.Known()
	y, also := o.Name.Known()
	switch {
	case literal && x == "" || also && y == "":
		return false, false
	case z.Name.Equal(o.Name):
		return true, true
	case literal && also && isZoneID(x) != isZoneID(y):
		return false, false // which id is which name differs from account to account
	}
	return false, z.Name.Differs(o.Name)
}

// listed: the zone is a place in a list that the deployment looks up.
func (z Zone) listed() bool {
	v, ok := z.Name.Variable()
	return ok && v.List != ""
}

func isZoneID(name string) bool { return strings.Contains(name, "-az") }

// deployment is what deploys a stack: itself, or the one that nests it.
func deployment(stack string) string {
	root, _, _ := strings.Cut(stack, "/")
	return root
}
