package catalog

// Merge is the data with newer services in place of those of the same prefix. Of
// what newer data leave open, the older say: a service's name, whether resource
// control policies apply to it, which resource types an action requires, its
// dependent actions. Services that the newer data do not have stay.
func (d Data) Merge(newer []Service, source, date string) Data {
	old := map[string]Service{}
	for _, s := range d.Services {
		old[s.Prefix] = s
	}
	out := Data{Source: source, Date: date}
	for _, s := range newer {
		before := old[s.Prefix]
		delete(old, s.Prefix)
		out.Services = append(out.Services, s.completed(before))
	}
	for _, s := range d.Services {
		if _, ok := old[s.Prefix]; ok {
			out.Services = append(out.Services, s)
		}
	}
	return out
}

// completed is the service with what only an older description of it says.
func (s Service) completed(old Service) Service {
	if s.Name == "" {
		s.Name = old.Name
	}
	s.ResourceControl = s.ResourceControl || old.ResourceControl
	actions := make([]Action, len(s.Actions))
	for i, a := range s.Actions {
		if before, ok := old.action(a.Name); ok {
			a = a.completed(before)
		}
		actions[i] = a
	}
	s.Actions = actions
	return s
}

func (a Action) completed(old Action) Action {
	if a.Dependent == nil {
		a.Dependent = old.Dependent
	}
	uses := make([]Use, len(a.Resources))
	for i, u := range a.Resources {
		for _, o := range old.Resources {
			if u.Need == NeedUnknown && o.Type == u.Type {
				u.Need = o.Need
			}
		}
		uses[i] = u
	}
	a.Resources = uses
	return a
}
