package estate

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSortByID: IDs that agree in their first bytes, that are short or the same
// come out as a plain stable sort has them.
func TestSortByID(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var list []Resource
		for range random.IntN(60) {
			id := make([]byte, random.IntN(24))
			for i := range id {
				id[i] = "ab\x00"[random.IntN(3)]
			}
			list = append(list, &Other{Core{ID: ID(id)}})
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, func(r, s Resource) int {
			switch {
			case r.Base().ID < s.Base().ID:
				return -1
			case r.Base().ID > s.Base().ID:
				return 1
			}
			return 0
		})
		distinct := true
		for n := 1; n < len(want); n++ {
			distinct = distinct && want[n].Base().ID != want[n-1].Base().ID
		}
		if is := SortByID(list); !slices.Equal(list, want) || is != distinct {
			t.Fatal("another order, or doubles that were not seen")
		}
		if is := SortByID(list); is != distinct { // what is sorted already
			t.Fatal("doubles that were not seen")
		}
	}
}
