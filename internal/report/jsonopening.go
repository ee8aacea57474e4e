package report

import (
	"ringwall/internal/proof"
)

type jsonBlock struct {
	At       Resource `json:"at"`
	By       string   `json:"by"`
	Kind     string   `json:"kind"`
	Rule     string   `json:"rule"`
	Detail   string   `json:"detail"`
	Code     string   `json:"code,omitempty"`
	Location Location `json:"location"`
}

func (s Subject) blocked(steps []proof.Step) []jsonBlock {
	out := []jsonBlock{}
	for _, b := range steps {
		out = append(out, jsonBlock{s.resource(b.Resource), b.Rule, b.Kind, b.Rule, b.Detail, b.Code, locationOf(b.Origin)})
	}
	return out
}

type jsonReply struct {
	ACL       Resource `json:"acl"`
	Direction string   `json:"direction"` // "out", "in"
	Protocol  string   `json:"protocol"`
	Dropped   string   `json:"dropped"`
	Admitted  string   `json:"admitted"`
	Sentence  string   `json:"sentence"`
	Location  Location `json:"location"`
}

func (s Subject) replies(list []ReplyLimit) []jsonReply {
	var out []jsonReply
	for _, l := range list {
		way := "in"
		if l.Egress {
			way = "out"
		}
		out = append(out, jsonReply{
			s.resource(l.ACL), way, l.Protocol, portList(l.Dropped), portList(l.Admitted), l.sentence(), locationOf(l.Origin),
		})
	}
	return out
}

type jsonChange struct {
	Change   string   `json:"change"`
	Resource Resource `json:"resource"`
	Location Location `json:"location"`
}

// jsonOpening is the part of a document that says what would open it.
type jsonOpening struct {
	Opening   []jsonChange `json:"opening,omitempty"`
	Verified  bool         `json:"verified,omitempty"`
	NoOpening string       `json:"no_opening,omitempty"` // why there is none
}

func (s Subject) opening(o *Opening) jsonOpening {
	if o == nil {
		return jsonOpening{}
	}
	out := jsonOpening{Verified: o.Verified, NoOpening: o.Why}
	for _, c := range o.Changes {
		out.Opening = append(out.Opening, jsonChange{c.Text, s.resource(c.Resource), locationOf(c.Origin)})
	}
	return out
}
