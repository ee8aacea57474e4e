package report

// Permission is the answer to one request: allowed or not, and by what.
type Permission struct {
	ID         string
	Verdict    string // allowed, denied, unknown
	Reason     string // allowed, explicit-deny, implicit-deny; empty if unknown
	Layer      string // what decided
	Statements []Statement
	Missing    []string // what would have to allow it
	Because    []string // causes of unknown, and what AWS does without a policy
	Expect     string   // the verdict that was expected, if any
	Met        bool
}

// Statement is one that decides.
type Statement struct {
	Policy   string   `json:"policy"`
	Sid      string   `json:"sid"`
	Effect   string   `json:"effect"`
	Location Location `json:"location"`
}

type jsonPermission struct {
	Schema     string      `json:"schema"`
	Estate     jsonEstate  `json:"estate"`
	ID         string      `json:"id"`
	Verdict    string      `json:"verdict"`
	Reason     string      `json:"reason,omitempty"`
	Layer      string      `json:"layer"`
	Statements []Statement `json:"statements"`
	Missing    []string    `json:"missing"`
	Because    []string    `json:"because"`
	Expect     string      `json:"expect,omitempty"`
	Met        *bool       `json:"met,omitempty"`
}

func permissionDocument(p *Permission) jsonPermission {
	out := jsonPermission{"ringwall.can/v1", noEstate(), p.ID, p.Verdict, p.Reason, p.Layer,
		notNil(p.Statements), notNil(p.Missing), notNil(p.Because), p.Expect, nil}
	if p.Expect != "" {
		out.Met = &p.Met
	}
	return out
}
