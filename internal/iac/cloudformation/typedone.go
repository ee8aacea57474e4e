package cloudformation

import "ringwall/internal/estate"

// TypedOne reads a resource that an account shows under CloudFormation's names of types
// and properties. It means others by their ids and ARNs, as accounts do.
func TypedOne(c estate.Core) estate.Resource {
	c.Tags = tags(tagsIn(&c))
	decode := modelled()[c.Type]
	if decode == nil {
		return beyondTemplates(&estate.Other{Core: c})
	}
	r := decode(c)
	withoutDefaults(r)
	return r
}
