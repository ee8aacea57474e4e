package estate

// Named is one of the group's settings: its parameters are a map, or of Redshift a list
// of pairs.
func (g *ParameterGroup) Named(name string) Value[string] {
	var out Value[string]
	for _, l := range g.Parameters.Leaves() {
		t := l.Tree
		switch {
		case t == nil:
		case t.Kind == Map:
			out = out.OrElse(t.At(name).AsString().Given(l.When))
			if t.Open != nil && t.At(name).IsMissing() {
				out = out.OrElse(UnknownValue[string](Gap{Variable: t.Open, Origin: t.Origin}, t.Origin).Given(l.When))
			}
		case t.Kind == Opaque:
			out = out.OrElse(UnknownValue[string](t.Gap(), t.Origin).Given(l.When))
		case t.Kind == List:
			for _, i := range t.Items {
				if is := Is(i.At("ParameterName").AsString(), name); !is.True.IsNever() {
					out = out.OrElse(i.At("ParameterValue").AsString().Given(l.When).Given(is.True))
				}
			}
			for _, i := range t.Items {
				for _, g := range Is(i.At("ParameterName").AsString(), name).Gaps {
					out = out.OrElse(UnknownValue[string](g.Gap, i.Origin).Given(l.When).Given(g.When))
				}
			}
		}
	}
	return out
}
