package authz_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

var oracleSeed = flag.Uint64("oracle.seed", 1, "the first world's seed")

// perWorld is how many requests are put to the policies of one world.
const perWorld = 100

// oracleSize is how many decisions are compared: RINGWALL_ORACLE is full for ten
// million, or a number.
func oracleSize(t *testing.T) int {
	switch asked := os.Getenv("RINGWALL_ORACLE"); asked {
	case "":
		return 30_000
	case "full":
		return 10_000_000
	default:
		n, err := strconv.Atoi(asked)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

// tally counts what random decisions came to.
type tally struct {
	verdicts  map[string]int
	operators map[string]map[policy.Answer]int
}

func newTally() *tally {
	return &tally{map[string]int{}, map[string]map[policy.Answer]int{}}
}

func (c *tally) said(op policy.Operator, a policy.Answer) {
	names := []string{op.Base.String()}
	switch op.Set {
	case policy.AllValues:
		names = append(names, "ForAllValues")
	case policy.AnyValue:
		names = append(names, "ForAnyValue")
	}
	if op.IfExists {
		names = append(names, "…IfExists")
	}
	for _, name := range names {
		if c.operators[name] == nil {
			c.operators[name] = map[policy.Answer]int{}
		}
		c.operators[name][a]++
	}
}

func (c *tally) add(d *tally) {
	for v, n := range d.verdicts {
		c.verdicts[v] += n
	}
	for name, answers := range d.operators {
		if c.operators[name] == nil {
			c.operators[name] = map[policy.Answer]int{}
		}
		for a, n := range answers {
			c.operators[name][a] += n
		}
	}
}

// decisions puts the requests of one world to both evaluators.
func decisions(t *testing.T, seed uint64, callers map[string]policy.Caller, count *tally) {
	d := dice{rand.New(rand.NewPCG(seed, 4))}
	w := d.world(t)
	for i := range perWorld {
		q := d.request(w, callers)
		want, got := w.decide(q, count.said), decider().Decide(q.Request, w.policies)
		count.verdicts[got.Verdict.String()+" by "+got.Layer.String()]++
		count.verdicts[got.Verdict.String()]++
		count.verdicts["of "+q.caller]++
		if got.Verdict != want {
			t.Errorf("seed %d, request %d: %s %s %s of %q\n\tis %v by %v %v, naively %v\n%s", seed, i, q.caller, q.Action, q.Resource, q.ResourceAccount, got.Verdict, got.Layer, got.Causes, want, w.differences(q))
			return
		}
		if (got.Verdict == authz.Unknown) != (len(got.Causes) > 0) {
			t.Errorf("seed %d, request %d: %v with causes %v", seed, i, got.Verdict, got.Causes)
		}
	}
}

// differences are the statements that the naive evaluator and the compiled one
// see differently; if there are none, all policies.
func (w *randomWorld) differences(q randomRequest) string {
	var b strings.Builder
	for layer, levels := range w.docs {
		r := q.Request.Request
		if layer == "rcp" && r.Caller.Kind == policy.TokenBearer {
			r.Caller = policy.Caller{Kind: policy.Anonymous}
		}
		for level, docs := range levels {
			for at, doc := range docs {
				compiled := policy.Compile(doc, w.uses()[layer])
				for i, s := range doc.Statements {
					got := compiled.MatchStatement(i, &r)
					want := naive{r: &r, keys: q.keys}.statement(doc, s, layer, w.use == policy.TrustPolicy, w.use == policy.BucketPolicy)
					if got.Answer != want.is || got.Named != want.named && got.Answer != policy.No {
						text, _ := json.Marshal(w.raw[layer][level][at]["Statement"].([]any)[i])
						fmt.Fprintf(&b, "%s: %s\n\tis %v %v, naively %v\n", layer, text, got, got.Named, want)
						for _, c := range s.Conditions {
							fmt.Fprintf(&b, "\t%s is %+v\n", c.Key, q.keys[strings.ToLower(c.Key.String())])
						}
					}
				}
			}
		}
	}
	if b.Len() == 0 {
		text, _ := json.Marshal(w.raw)
		return fmt.Sprintf("%s\n%+v", text, q.keys)
	}
	return b.String()
}

// TestDecisionsAgainstTheNaive compares decisions on random policies of all layers
// and random requests.
func TestDecisionsAgainstTheNaive(t *testing.T) {
	total := oracleSize(t)
	if testing.Short() {
		total = 20_000
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // little is kept
	worlds := uint64(total / perWorld)
	count := newTally()
	var lock sync.Mutex
	var group sync.WaitGroup
	workers := uint64(runtime.GOMAXPROCS(0))
	for worker := range workers {
		group.Go(func() {
			own, callers := newTally(), callers()
			for i := worker; i < worlds && !t.Failed(); i += workers {
				decisions(t, *oracleSeed+i, callers, own)
			}
			lock.Lock()
			defer lock.Unlock()
			count.add(own)
		})
	}
	group.Wait()
	report(t, total, count)
}

// report prints the count, and fails if some kind of decision is rare.
func report(t *testing.T, total int, count *tally) {
	if t.Failed() {
		return
	}
	t.Logf("%d random decisions, no difference", total)
	var lines []string
	for v, n := range count.verdicts {
		lines = append(lines, fmt.Sprintf("%s: %d", v, n))
	}
	slices.Sort(lines)
	t.Log(strings.Join(lines, ", "))
	lines = nil
	for name, a := range count.operators {
		lines = append(lines, fmt.Sprintf("%-26s yes %d, no %d, unknown %d", name, a[policy.Yes], a[policy.No], a[policy.Unknown]))
		for answer, n := range a {
			if n*20_000 < total && name != policy.NoOperator.String() {
				t.Errorf("%s says %v only %d times", name, answer, n)
			}
		}
	}
	slices.Sort(lines)
	t.Log("conditions of statements all else of which matches:\n" + strings.Join(lines, "\n"))
	if len(count.operators) < len(operators)+3 {
		t.Errorf("%d operators and qualifiers decide", len(count.operators))
	}
	for v := authz.Unknown; v <= authz.ImplicitDeny; v++ {
		if count.verdicts[v.String()]*50 < total {
			t.Errorf("%d decisions are %v", count.verdicts[v.String()], v)
		}
	}
}
