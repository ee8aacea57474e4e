package estate

// Part is an estate of some of the resources: with all else that is known of the
// whole, but for the reasons why resources may be missing, which are given. What
// AWS creates by itself is in it if it is among the resources.
func (e *Estate) Part(resources []Resource, open []Gap) *Estate {
	out := *e
	out.Resources, out.Open, out.byPhysical, out.implied = append([]Resource(nil), resources...), open, nil, nil
	for _, r := range resources {
		if r.Base().Origin.Implied != "" {
			out.implied = append(out.implied, r)
		}
	}
	out.index()
	out.indexLive()
	out.indexRules()
	out.indexAttachments()
	return &out
}
