package estate

// Output is what a stack shows to everybody who may describe it.
type Output struct {
	Stack, Name string
	Value       *Tree
	Origin      Origin
}
