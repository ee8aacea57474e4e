package escalation

// On says what an action of a method is asked on.
type On uint8

const (
	OnSelf     On = iota // the principal itself
	OnGroup              // a group that the user is in
	OnPolicy             // a customer-managed policy that the principal has
	OnPowerful           // a group whose policies allow everything
	OnGained             // the role or user whose permissions are gained
	OnCarrier            // the resource that acts with the role that is gained
	OnNew                // something that the principal makes, or may use: see Step.Form
)

// Step is one request of a method.
type Step struct {
	Action string
	On     On
	// Form is the ARN of what is made, with {region} and {account}: "*" where AWS
	// doesn't check single resources.
	Form string
}

// hangsOnOthers reports a step on what is gained or on what acts with it: the answers of
// others are the same whose permissions ever are to be gained. Methods have it first.
func (s *Step) hangsOnOthers() bool { return s.On == OnGained || s.On == OnCarrier }

// Kind says which sort of method it is.
type Kind uint8

const (
	Rights Kind = iota // rights are changed
	Create             // a new user or role is made, with any rights
	Pass               // a role is passed to something that is made
	Code               // what acts with a role is made to act for another
	Take               // a role is taken by AssumeRole
)

// Method is one way to gain rights.
type Method struct {
	Name string // in words, after "can": "attach a policy to itself"
	Kind Kind
	// Whose principals can use it: "role", "user", or both if empty.
	By string
	// Service is the one that acts with the role that is gained, which must trust it.
	Service string
	// Carrier is the type of an existing resource that acts with the role, if one
	// is needed.
	Carrier string
	// Managed: the instance must be one that Systems Manager reaches.
	Managed bool
	Steps   []Step
	// Doubt is what the sources never show, if the method hangs on something
	// besides permissions.
	Doubt string
}

// self is a method by one action on oneself.
func self(by, action, name string) Method {
	return Method{Name: name, Kind: Rights, By: by, Steps: []Step{{Action: action, On: OnSelf}}}
}

// pass is a method that passes a role to a service for something new.
func pass(service, name string, steps ...Step) Method {
	return Method{Name: name, Kind: Pass, Service: service, Steps: append([]Step{{Action: "iam:PassRole", On: OnGained}}, steps...)}
}

// made is a request on something new, whose ARN has a form.
func made(action, form string) Step { return Step{Action: action, On: OnNew, Form: form} }

// existing is a method on a resource that acts with a role.
func existing(carrier, name string, actions ...string) Method {
	m := Method{Name: name, Kind: Code, Carrier: carrier}
	for _, a := range actions {
		m.Steps = append(m.Steps, Step{Action: a, On: OnCarrier})
	}
	return m
}
