package account

import "ringwall/internal/estate"

// dead notes that a list shows something in a state in which it carries no traffic: a
// peering that is not active, a NAT gateway that failed or is deleted.
func (r *reader) dead(id string) {
	if id != "" {
		r.loose.dead[id] = true
	}
}

// joinDead makes black holes of routes to what carries no traffic, whether AWS's list of
// route tables says so already or was printed earlier ("Route table concepts": "State:
// … blackhole indicates that the route's target isn't available").
func (l *loader) joinDead() {
	if len(l.loose.dead) == 0 {
		return
	}
	for _, x := range l.result.Resources {
		route, ok := x.(*estate.Route)
		if !ok {
			continue
		}
		target, _ := route.Target.Known()
		if id, _ := target.Ref.Known(); l.loose.dead[id] {
			route.Blackhole, route.Lost, route.Target = true, target.Ref, estate.Value[estate.RouteTarget]{}
		}
	}
}
