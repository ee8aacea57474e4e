package traffic

import "slices"

// Atoms cuts the whole address space along the borders of the sets, into the
// fewest parts such that every set holds each part entirely or not at all.
// What no set holds is a part too. Parts are never empty and come in the order
// of their lowest address; without sets there is one, [AllAddresses].
func Atoms(sets ...Addresses) []Addresses {
	starts := borders(sets)
	class := make([]int, len(starts))
	classes := 1
	for _, set := range sets {
		moved := map[int]int{}
		for i := 0; i < len(set.edges); i += 2 {
			first, _ := slices.BinarySearchFunc(starts, set.edges[i], point.compare)
			for at := first; at < len(starts) && starts[at].compare(set.edges[i+1]) < 0; at++ {
				to, ok := moved[class[at]]
				if !ok {
					to = classes
					classes++
					moved[class[at]] = to
				}
				class[at] = to
			}
		}
	}
	return gather(starts, class)
}

// borders are the places where any of the sets begins or ends, with the first
// address of all and without the end of all.
func borders(sets []Addresses) []point {
	starts := []point{firstFour()}
	for _, set := range sets {
		starts = append(starts, set.edges...)
	}
	slices.SortFunc(starts, point.compare)
	starts = slices.Compact(starts)
	if last := len(starts) - 1; starts[last] == endOfAll() {
		starts = starts[:last]
	}
	return starts
}

// gather makes one set of the stretches of each class; a stretch reaches to the
// start of the next.
func gather(starts []point, class []int) []Addresses {
	var (
		atoms []Addresses
		place = map[int]int{}
	)
	for i, from := range starts {
		to := endOfAll()
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		n, known := place[class[i]]
		if !known {
			n = len(atoms)
			place[class[i]] = n
			atoms = append(atoms, Addresses{})
		}
		list := &atoms[n].edges
		if last := len(*list) - 1; last > 0 && (*list)[last] == from {
			(*list)[last] = to
			continue
		}
		*list = append(*list, from, to)
	}
	return atoms
}
