package account_test

import (
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/traffic"
)

// TestAddressesOfALiveAccount holds what follows from addresses that a folder
// shows, rule by rule. The traced path of each flow agrees with the answer.
func TestAddressesOfALiveAccount(t *testing.T) {
	got := account.Load(inMemory(folder(t, "public")), account.Options{})
	model := reach.NewModel(estate.Join(nil, estate.Estate{
		Sources: got.Sources, Resources: got.Resources, Listings: got.Listings, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest},
	}))
	for _, rule := range []struct {
		name  string
		asked [][4]string
	}{
		{"a public address names the interface that has it", [][4]string{
			{"internet", "54.7.7.7", "tcp/22", "yes"}, {"internet", "54.7.7.7", "tcp/443", "no"},
			{"internet", "54.7.7.9", "tcp/22", "yes"}, {"internet", "10.0.0.11", "tcp/22", "yes"},
			{"internet", "54.7.7.8", "tcp/22", "no"}, {"two", "54.7.7.7", "tcp/22", "yes"},
		}},
		{"a NAT gateway's address takes no connections, and others come from it", [][4]string{
			{"internet", "54.161.0.12", "any", "no"}, {"54.161.0.12", "two", "tcp/9443", "yes"},
			{"private", "54.7.7.8", "tcp/9443", "yes"}, {"private", "10.0.0.20", "tcp/9443", "no"},
		}},
		{"what asks a public address is seen by its own", [][4]string{
			{"one", "54.7.7.8", "tcp/443", "no"}, {"one", "54.7.7.8", "tcp/80", "no"}, {"one", "10.0.0.20", "tcp/443", "yes"},
			{"one", "54.7.7.8", "tcp/8443", "yes"}, {"one", "10.0.0.20", "tcp/8443", "no"}, {"54.7.7.7", "two", "tcp/8443", "yes"},
			{"54.7.7.9", "two", "tcp/8443", "no"}, {"198.51.100.7", "two", "tcp/8443", "no"}, {"one", "two", "tcp/9443", "no"},
		}},
		{"an IPv6 address is asked by IPv6 alone", [][4]string{
			{"2001:db8::7", "2600:1f18:aaaa:bb00::20", "tcp/53", "yes"}, {"private", "2600:1f18:aaaa:bb00::20", "tcp/80", "no"},
			{"private", "10.0.0.20", "tcp/80", "yes"}, {"internet", "10.0.0.20", "tcp/53", "no"},
		}},
		{"stopped instances and detached interfaces take and send nothing", [][4]string{
			{"internet", "stopped", "tcp/22", "no"}, {"i-00000025", "two", "any", "no"}, {"one", "eni-00000026", "tcp/22", "no"},
		}},
		{"routes that BGP wrote into a table say what is on premises", [][4]string{
			{"private", "172.20.1.1", "tcp/443", "yes"}, {"172.20.1.1", "private", "tcp/22", "yes"},
			{"private", "172.21.1.1", "tcp/443", "no"}, {"one", "172.20.1.1", "tcp/443", "no"},
		}},
		{"an ARN names a resource", [][4]string{
			{"internet", "arn:aws:ec2:eu-west-1:111122223333:instance/i-0000001b", "tcp/22", "yes"},
		}},
	} {
		t.Run(rule.name, func(t *testing.T) {
			for k, is := range answers(t, model, rule.asked) {
				if q := rule.asked[k]; is != q[3] {
					t.Errorf("%s -> %s %s: %s, want %s", q[0], q[1], q[2], is, q[3])
				}
				tracedAlike(t, model, rule.asked[k])
			}
		})
	}
}

// tracedAlike holds the paths of what flows for certain: no gate of them blocks or
// hangs on anything.
func tracedAlike(t *testing.T, model *reach.Model, q [4]string) {
	t.Helper()
	services, _ := traffic.ParseService(q[2])
	from, _ := reach.ParseSelector(q[0])
	to, _ := reach.ParseSelector(q[1])
	answer, err := model.Ask(reach.Question{From: from, To: to, Services: services})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range answer.Flows {
		for _, s := range f.Path {
			if !f.Traffic.IsEmpty() && s.Effect != proof.Passes {
				t.Errorf("%s -> %s %s: %s %s", q[0], q[1], q[2], s.Kind, s.Rule)
			}
		}
	}
}
