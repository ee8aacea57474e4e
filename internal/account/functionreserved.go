package account

import "ringwall/internal/estate"

// reserved reads the answer of Lambda's GetFunctionConcurrency: without a member nothing
// is reserved.
func (x *formed) reserved() {
	if name := lastPart(x.of); name != "" {
		x.loose.reserved[scopedName{x.scope, name}] = x.t
	}
}

// joinConcurrency tells functions what is reserved for them.
func (l *loader) joinConcurrency() {
	said := map[[3]string]*estate.Tree{}
	for k, t := range l.loose.reserved {
		said[[3]string{k.scope.account, k.scope.region, k.name}] = t
	}
	for _, x := range l.result.Resources {
		f, ok := x.(*estate.Function)
		if !ok {
			continue
		}
		account, _ := f.Account.Known()
		region, _ := f.Region.Known()
		if t, is := said[[3]string{account, region, f.Logical}]; is {
			f.Concurrency = t.At("ReservedConcurrentExecutions").AsInt()
			continue
		}
		g := l.noOutput("the reserved concurrency of "+f.Logical, "lambda get-function-concurrency", "as get-function-concurrency--"+f.Logical+".json")
		unseen(g, f.Origin, &f.Concurrency)
	}
}
