package estate

// Named is one of the group's settings.
func (g *ParameterGroup) Named(name string) Value[string] {
	var out Value[string]
	for _, l := range g.Parameters.Leaves() {
		t := l.Tree
		switch {
		case t == nil:
		case t.Kind == Map:
			out = out.OrElse(t.At(name).AsString().Given(l.When))
		case t.Kind == Opaque:
			out = out.OrElse(UnknownValue[string](t.Gap, t.Origin).Given(l.When))
		case t.Kind == List:
			for _, i := range t.Items {
				if n, ok := i.At("ParameterName").AsString().Known(); ok && n == name {
					out = out.OrElse(i.At("ParameterValue").AsString().Given(l.When))
				}
			}
		}
	}
	return out
}
