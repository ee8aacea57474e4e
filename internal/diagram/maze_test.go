package diagram

import (
	"testing"

	"ringwall/internal/estate"
)

// around is a maze with a wall between two boxes: the ways over and under it are
// equally long.
func around(used tracks) *maze {
	m := &maze{from: Rect{20, 90, 40, 40}, to: Rect{240, 90, 40, 40}, used: used}
	wall := Rect{100, 40, 100, 140}
	for _, r := range []Rect{m.from, m.to, wall} {
		m.alley(r, gutter/2, 0)
		m.xs, m.ys = append(m.xs, r.X+r.W/2), append(m.ys, r.Y+r.H/2)
	}
	m.settle(300, 220)
	for _, r := range []Rect{m.from, m.to, wall} {
		m.block(r.grown(3))
	}
	return m
}

func isUnder(points []Point) bool {
	for _, p := range points {
		if p.Y > 180 {
			return true
		}
	}
	return false
}

func TestALineRunsWithOthersOfItsTrackAndBesideAllElse(t *testing.T) {
	first, other := around(newTracks()).solve(), []Point{{90, 190}, {210, 190}}
	if first == nil {
		t.Fatal("there is no way")
	}
	if isUnder(first) {
		other = []Point{{90, 30}, {210, 30}}
	}
	used := newTracks()
	used.add(other, 0)
	if isUnder(around(used).solve()) == isUnder(first) {
		t.Error("the line does not run along the one that is there")
	}
	used = newTracks()
	used.add(first, 1)
	if isUnder(around(used).solve()) == isUnder(first) {
		t.Error("the line covers another's")
	}
}

func TestNoWayIsNoLine(t *testing.T) {
	m := &maze{from: Rect{20, 20, 40, 40}, to: Rect{100, 20, 40, 40}, used: newTracks()}
	m.alley(m.from, 10, 0)
	m.alley(m.to, 10, 0)
	m.settle(200, 200)
	m.block(Rect{0, 0, 200, 200})
	if points := m.solve(); points != nil {
		t.Errorf("a line leads through walls: %v", points)
	}
}

func TestAGroupsNumberIsNeverShortenedAway(t *testing.T) {
	i := &item{ids: []estate.ID{"a"}, name: "an-extraordinarily-long-name-of-servers", noun: "EC2 instance", count: 12}
	b := i.tile(tileMin)
	if s := b.texts[0].S; s[len(s)-len("×12"):] != "×12" {
		t.Errorf("the tile says %q, want its number at the end", s)
	}
}
