package estate

// Unqualified is the function of which a resource is a version or an alias; every
// other resource is itself ("Lambda function versions": a qualified ARN names a
// version or an alias of a function).
func (e *Estate) Unqualified(r Resource) Resource {
	for range 2 { // an alias points to a version, by its function's name
		c := r.Base()
		if _, other := r.(*Other); !other || c.Type != "AWS::Lambda::Alias" && c.Type != "AWS::Lambda::Version" {
			return r
		}
		name, ok := c.Properties.At("FunctionName").AsText().Known()
		if !ok {
			return r
		}
		of, ok := e.Follow(name)
		if !ok {
			return r
		}
		r = of
	}
	return r
}
