package account

import (
	"encoding/json"
	"net/url"
	"strings"

	"ringwall/internal/estate"
)

// policyAt is a policy document of an answer: a map, or a text of JSON, which the
// IAM API gives URL-encoded ("GetAccountAuthorizationDetails"). Nil where there is
// none.
func (r *reader) policyAt(doc *estate.Tree, path ...string) *estate.Tree {
	return r.asPolicy(r.below(doc, path...))
}

// asPolicy is a tree as a policy document. A text stays one: all of its positions
// are that of the text. What is neither a map nor a text of one is a fault, and
// unknown.
func (r *reader) asPolicy(t *estate.Tree) *estate.Tree {
	if t.IsMissing() || t.Kind == estate.Map && len(t.Fields) > 0 {
		return t
	}
	s, _ := t.Text.Known()
	if t.Kind != estate.Scalar || t.Plain != estate.PlainString {
		r.noteAt(t, "a policy document")
		return r.hole(t.Origin)
	}
	if s == "" {
		return nil // SNS, SQS and OpenSearch write so that there is none
	}
	if strings.HasPrefix(s, "%7B") || strings.HasPrefix(s, "%7b") {
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
	}
	if !strings.HasPrefix(strings.TrimSpace(s), "{") || !json.Valid([]byte(s)) {
		r.soundAnswer = false
		r.note(t.Origin.Line, t.Origin.Column, "found "+quote([]byte(s))+", expected a policy document")
		return r.hole(t.Origin)
	}
	return estate.NewScalar(estate.Literal(s), t.Origin)
}

// policy reads a policy document in a record: a map, or a text of JSON.
func (r *reader) policy() *estate.Tree { return r.asPolicy(r.tree()) }

// hole is a policy document that is there and cannot be read.
func (r *reader) hole(at estate.Origin) *estate.Tree {
	return estate.NewOpaque(r.damage().Variable, at)
}

// lacking is a policy document that may be there and that no file holds.
func (l *loader) lackingPolicy(what, command, as string, at estate.Origin) *estate.Tree {
	g := l.noOutput(what, command, "as "+as)
	return estate.NewOpaque(g.Variable, at)
}

// unseen makes unknown the values that are absent, because no file says them.
func unseen(g estate.Gap, at estate.Origin, list ...any) {
	gaps := []estate.GuardedGap{{Gap: g}}
	for _, v := range list {
		switch v := v.(type) {
		case *estate.Value[bool]:
			fillUnseen(v, g, at)
		case *estate.Value[int]:
			fillUnseen(v, g, at)
		case *estate.Value[string]:
			fillUnseen(v, g, at)
		case *estate.Value[estate.Text]:
			fillUnseen(v, g, at)
		case *estate.Items[estate.Text]:
			v.Unknown = gaps
		case *estate.Items[estate.LifecycleRule]:
			v.Unknown = gaps
		case *estate.Items[estate.BucketGrant]:
			v.Unknown = gaps
		case *estate.Items[string]:
			v.Unknown = gaps
		}
	}
}

func fillUnseen[T any](v *estate.Value[T], g estate.Gap, at estate.Origin) {
	if a := v.Alternatives(); len(a) == 1 && a[0].State == estate.Absent {
		*v = estate.UnknownValue[T](g, at)
	}
}
