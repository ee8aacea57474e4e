package infrastructure

import (
	"ringwall/internal/estate"
)

// describe prints a security-group rule as a person would say it: "in tcp 22
// from 0.0.0.0/0".
func describe(r estate.SecurityGroupRule) string {
	out := "in "
	if r.Egress {
		out = "out "
	}
	out += servicesOf(r)
	if r.Egress {
		out += " to "
	} else {
		out += " from "
	}
	return out + peerOf(r)
}

func servicesOf(r estate.SecurityGroupRule) string {
	for _, a := range r.Services().Alternatives() {
		if a.State == estate.Known {
			return a.Is.String()
		}
	}
	return "some service"
}

func peerOf(r estate.SecurityGroupRule) string {
	for _, a := range r.IPv4.Alternatives() {
		if a.State == estate.Known {
			return a.Is.String()
		}
		if a.State == estate.Unknown {
			return "addresses given by " + a.Gap.Variable.Name
		}
	}
	for _, a := range r.IPv6.Alternatives() {
		if a.State == estate.Known {
			return a.Is.String()
		}
		if a.State == estate.Unknown {
			return "addresses given by " + a.Gap.Variable.Name
		}
	}
	for _, v := range []estate.Value[estate.Text]{r.PrefixList, r.Group} {
		for _, a := range v.Alternatives() {
			if a.State != estate.Absent {
				return a.Is.String()
			}
		}
	}
	return "anywhere"
}
