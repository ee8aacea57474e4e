package terraform

// rule is that of a type whose counterpart cannot be told by names alone.
func (l *loader) rule(typ string) rule {
	if l.rules == nil {
		l.rules = map[string]rule{}
		for _, list := range []map[string]rule{
			networkRules(), iamRules(), storageRules(), databaseRules(), balancerRules(), serviceRules(), analyticsRules(), accountRules(), companionRules(), standingRules(),
		} {
			for name, r := range list {
				l.rules[name] = r
			}
		}
	}
	return l.rules[typ]
}
