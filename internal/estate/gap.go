package estate

import "ringwall/internal/scenario"

// NotInEstate is the gap of a reference to something that no source holds.
func NotInEstate(t Text, at Origin) Gap {
	if v, ok := t.Variable(); ok {
		return Gap{v, at}
	}
	return Gap{&scenario.Variable{
		Name: t.String(), Kind: scenario.Outside,
		Why: "it is not in the sources", Settle: "load the source that holds it too",
	}, at}
}

// inDefaultVPC is the gap of what AWS puts into the account's default VPC.
func inDefaultVPC(at Origin) Gap {
	return Gap{&scenario.Variable{
		Name: "the default VPC", Kind: scenario.Outside,
		Why:    "no subnets are named, so AWS uses the account's default VPC, which no source shows",
		Settle: "name the subnets, or load the account",
	}, at}
}
