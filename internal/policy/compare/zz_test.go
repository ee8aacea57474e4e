package compare_test
import ("testing";"math/rand/v2";"ringwall/internal/policy";"ringwall/internal/policy/compare";"time";"sort")
func TestZZ(t *testing.T){
 n:=0
 var times []time.Duration
 for seed:=uint64(0);seed<3000;seed++{
	d := dice{rand.New(rand.NewPCG(seed, 7))}
	people := d.IntN(3) == 0
	use := policy.IdentityPolicy
	if people { use = policy.ResourcePolicy }
	old := d.document(people)
	changed := d.document(people)
	if d.IntN(3) > 0 { changed = d.alike(old, people) }
	a,b:=document(t, "old", refJSON(old)),document(t, "new", refJSON(changed))
	t0:=time.Now()
	r := compare.Compare([]compare.Document{a}, []compare.Document{b}, use, world{})
	dt:=time.Since(t0)
	times=append(times,dt)
	if dt>100*time.Millisecond { t.Logf("SLOW %v %d\n%s\n%s",dt,seed,refJSON(old),refJSON(changed)) }
	if r.Verdict==compare.Undecided { n++; if n<25 { t.Logf("%d %v",seed,r.Because); if n<6{t.Logf("%s\n%s",refJSON(old),refJSON(changed))} } }
 }
 sort.Slice(times,func(i,j int)bool{return times[i]<times[j]})
 t.Logf("p50 %v p99 %v max %v",times[1500],times[2970],times[2999])
}
