package reach

import "fmt"

// ForeignError says that neither end of a question is in the estate, which tells
// nothing of what flows between others.
type ForeignError struct{ From, To Selector }

// Error is the sentence.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("neither %s nor %s is in the estate", e.From.Text, e.To.Text)
}

// touches reports whether a side has, or may have, a place in the estate: in a VPC, in
// an on-premises network that one of its gateways may lead to, or at a service.
func (s side) touches() bool {
	return len(s.parts) > 0 || !s.premises.IsEmpty() || s.service != "" || len(s.unowned)+len(s.vacant) > 0
}

// foreign is the error of two addresses of which neither has a place in the estate, in
// any class of scenarios. A private address may be in networks of which no source
// shows the addresses.
func (a *asked) foreign() error {
	for i, s := range []selection{a.from, a.to} {
		if s.Kind != SelectAddresses && s.Kind != SelectInternet {
			return nil
		}
		if !a.matched[i] && !a.farNetworks().Unknown.IsNever() {
			return nil
		}
	}
	if a.touched {
		return nil
	}
	return &ForeignError{a.from.Selector, a.to.Selector}
}
