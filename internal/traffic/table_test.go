package traffic

import "testing"

func TestTable(t *testing.T) {
	random := seeded()
	table := NewTable()
	want(t, "none", table.Intern(NoServices()) == None && table.Services(None).IsEmpty(), true)
	want(t, "all", table.Intern(AllServices()) == All && table.Services(All).IsAll(), true)
	for range 50_000 {
		// Few bits, so that pairs come again and the memo answers.
		a, b := serviceBits(random.Uint32()&0x111), serviceBits(random.Uint32()&0x131)
		if random.IntN(20) == 0 {
			a = 0xffff
		}
		x, y := table.Intern(a.services()), table.Intern(b.services())
		want(t, "same number", (x == y) == (a == b), true)
		wantServices(t, "and", table.Services(table.And(x, y)), a&b)
		wantServices(t, "or", table.Services(table.Or(x, y)), a|b)
		wantServices(t, "minus", table.Services(table.Minus(x, y)), a&^b)
		wantServices(t, "minus, other way", table.Services(table.Minus(y, x)), b&^a)
		want(t, "and is one number", table.And(x, y) == table.And(y, x), true)
		want(t, "or is one number", table.Or(x, y) == table.Or(y, x), true)
	}
	if table.Len() > 64 {
		t.Errorf("%d numbers for few sets", table.Len())
	}
}
