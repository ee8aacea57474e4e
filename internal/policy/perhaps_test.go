package policy

import "testing"

// TestKeyThatIsAbsentOrHasOneValue: what is known of it is what an absent key and
// one with the value have in common.
func TestKeyThatIsAbsentOrHasOneValue(t *testing.T) {
	other := Join(Part{Hole: "another organization", Own: true})
	for _, operator := range []string{"StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists", "StringLike", "StringNotLike", "Null", "ForAnyValue:StringLike", "ForAllValues:StringNotLike", "ForAllValues:StringEquals"} {
		for _, value := range []string{"o-abcdefghij", "o-*", "*", "true", "false"} {
			for _, many := range []bool{false, true} {
				n, err := ReadJSON("p.json", []byte(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
					"Condition": {"`+operator+`": {"aws:PrincipalOrgID": "`+value+`"}}}}`))
				if err != nil {
					t.Fatal(err)
				}
				d, _ := Parse(n)
				answer := func(say func(*Context)) Answer {
					c := &Context{}
					say(c)
					r := &Request{Action: "s3:GetObject", Resource: Literal("*"), Context: c}
					return Compile(d, IdentityPolicy).MatchStatement(0, r).Answer
				}
				absent := answer(func(c *Context) { c.SetAbsent("aws:PrincipalOrgID") })
				there := answer(func(c *Context) {
					if many {
						c.SetList("aws:PrincipalOrgID", []Text{other})
					} else {
						c.Set("aws:PrincipalOrgID", other)
					}
				})
				want := Unknown
				if absent == there {
					want = absent
				}
				got := answer(func(c *Context) { c.SetPerhaps("aws:PrincipalOrgID", other, many, "whether it is in one") })
				if got != want {
					t.Errorf("%s %s (many %v): %v, but %v without it and %v with it", operator, value, many, got, absent, there)
				}
			}
		}
	}
}
