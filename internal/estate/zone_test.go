package estate

import (
	"testing"

	"ringwall/internal/scenario"
)

func TestZones_AreOneOrNotWhereThatIsCertain(t *testing.T) {
	place := func(n int) Text {
		name := "availability zones of AWS::Region"
		return OfVariable(&scenario.Variable{Name: name + string(rune('0'+n)), List: name, Place: n})
	}
	parameter := OfVariable(&scenario.Variable{Name: "Zone"})
	for _, c := range []struct {
		rule string
		a, b Zone
		want string
	}{
		{"of one name", Zone{Name: Literal("eu-west-1a")}, Zone{Name: Literal("eu-west-1a")}, "same"},
		{"of different names", Zone{Name: Literal("eu-west-1a")}, Zone{Name: Literal("eu-west-1b")}, "different"},
		{"a name and an id can't be compared", Zone{Name: Literal("eu-west-1a")}, Zone{Name: Literal("euw1-az1")}, "unknown"},
		{"names mean different zones in different accounts", Zone{Name: Literal("eu-west-1a"), Account: Literal("1")}, Zone{Name: Literal("eu-west-1a"), Account: Literal("2")}, "unknown"},
		{"ids mean the same everywhere", Zone{ID: "euw1-az1", Account: Literal("1")}, Zone{ID: "euw1-az1", Account: Literal("2")}, "same"},
		{"one place in a list", Zone{Name: place(1)}, Zone{Name: place(1)}, "same"},
		{"different places in a list", Zone{Name: place(0)}, Zone{Name: place(1)}, "different"},
		{"a place in a list and a name", Zone{Name: place(0)}, Zone{Name: Literal("eu-west-1b")}, "unknown"},
		{"in nested stacks the list is one", Zone{Name: place(0), Stack: "main"}, Zone{Name: place(1), Stack: "main/Net"}, "different"},
		{"stacks apart may have looked up another order", Zone{Name: place(0), Stack: "a"}, Zone{Name: place(1), Stack: "b"}, "unknown"},
		{"even at one place", Zone{Name: place(0), Stack: "a"}, Zone{Name: place(0), Stack: "b"}, "unknown"},
		{"lists of two Regions", Zone{Name: place(0), Region: Literal("eu-west-1")}, Zone{Name: place(0), Region: Literal("us-east-1")}, "unknown"},
		{"one parameter", Zone{Name: parameter}, Zone{Name: parameter}, "same"},
		{"a zone that AWS chooses", Zone{}, Zone{}, "unknown"},
	} {
		is, known := c.a.Same(c.b)
		got := map[bool]string{true: "same", false: "different"}[is]
		if !known {
			got = "unknown"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}
