package authz

// together joins decisions that must all allow: an explicit Deny decides, then the
// lack of an Allow, then what is open.
func together(list []Decision) Decision {
	out := Decision{Verdict: Allowed}
	for _, d := range list {
		switch {
		case worse(d.Verdict, out.Verdict):
			out = d
		case d.Verdict != out.Verdict:
		case d.Verdict == Allowed:
			out.Layer = d.Layer
			out.Statements = append(out.Statements, d.Statements...)
			if out.Why == "" {
				out.Why = d.Why
			}
		case d.Verdict == Unknown:
			out.Causes = append(out.Causes, d.Causes...)
		}
	}
	return out
}

// agree is the decision of two readings, one of which holds.
func agree(a, b Decision, why string) Decision {
	switch {
	case a.Verdict == b.Verdict:
		return a
	case a.Verdict == Unknown:
		return a
	case b.Verdict == Unknown:
		return b
	case a.Verdict != Allowed && b.Verdict != Allowed:
		if a.Verdict == ImplicitDeny {
			return a
		}
		return b
	}
	if a.Verdict == Allowed {
		a = b
	}
	return Decision{Layer: a.Layer, Causes: []Cause{{Layer: a.Layer, Why: why}}}
}

// worse orders verdicts for what must pass all: an explicit Deny first.
func worse(a, b Verdict) bool {
	rank := [...]int{Allowed: 0, Unknown: 1, ImplicitDeny: 2, ExplicitDeny: 3}
	return rank[a] > rank[b]
}
