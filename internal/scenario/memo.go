package scenario

// memo keeps what an operation has found. Most formulas have a handful of
// nodes, for which a map would cost more than the operation.
type memo[K comparable, V any] struct {
	few  [8]entry[K, V]
	n    int
	more map[K]V
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func (m *memo[K, V]) get(key K) (V, bool) {
	for i := range m.n {
		if m.few[i].key == key {
			return m.few[i].value, true
		}
	}
	value, ok := m.more[key]
	return value, ok
}

func (m *memo[K, V]) put(key K, value V) {
	if m.n < len(m.few) {
		m.few[m.n] = entry[K, V]{key, value}
		m.n++
		return
	}
	if m.more == nil {
		m.more = map[K]V{}
	}
	m.more[key] = value
}
