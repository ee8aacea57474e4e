package policy

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestContext_WhatIsTakenIsSaidBefore: however contexts are laid over each other, they say
// what one says to which all was said in their order.
func TestContext_WhatIsTakenIsSaidBefore(t *testing.T) {
	keys := []string{"aws:username", "aws:UserName", "aws:SourceVpc", "aws:PrincipalTag/team", "aws:PrincipalTag/Team", "aws:PrincipalTag/other", "s3:prefix"}
	r := rand.New(rand.NewPCG(9, 10))
	for trial := range 3000 {
		flat, top := &Context{}, &Context{}
		for layer := range 1 + r.IntN(4) {
			next := &Context{}
			if layer > 0 {
				next.Take(top)
			}
			for range r.IntN(4) {
				say := saying(r, keys, fmt.Sprint("layer ", layer))
				say(flat)
				say(next)
			}
			top = next
		}
		for _, key := range keys {
			got, want := *top.look(key, foldHash(key)), *flat.look(key, foldHash(key))
			if got.two && want.two {
				continue
			}
			if got.key, want.key = "", ""; !reflect.DeepEqual(got, want) {
				t.Fatalf("trial %d: of %s the layers say %+v, all in one %+v", trial, key, got, want)
			}
		}
	}
}

// saying is something to say to a context.
func saying(r *rand.Rand, keys []string, by string) func(*Context) {
	key := keys[r.IntN(len(keys))]
	switch r.IntN(6) {
	case 0:
		return func(c *Context) { c.SetAbsent(key) }
	case 1:
		return func(c *Context) { c.SetPresent(key, by) }
	case 2:
		return func(c *Context) { c.SetUnknown(key, by) }
	case 3:
		return func(c *Context) { c.SetOthersAbsent("aws:PrincipalTag/") }
	case 4:
		return (*Context).Complete
	}
	return func(c *Context) { c.Set(key, Literal(by)) }
}
