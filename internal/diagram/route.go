package diagram

// drawPaths draws what the marks ask for.
func (p *Picture) drawPaths(marks Marks, m *marking) {}
