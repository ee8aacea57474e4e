package bench

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"testing"
)

// TestShape: the files are JSON of the size asked for, the same each time, and
// say the same compact and indented.
func TestShape(t *testing.T) {
	shape := Shape{VPCs: 3, Interfaces: 100}
	indented := shape.Files()
	if again := shape.Files(); !maps.EqualFunc(indented, again, bytes.Equal) {
		t.Error("two runs differ")
	}
	shape.Compact = true
	compact := shape.Files()
	if len(compact) != len(indented) || len(compact) < 12 {
		t.Fatalf("%d and %d files", len(compact), len(indented))
	}
	for name, data := range indented {
		var a, b map[string][]any
		if err := json.Unmarshal(data, &a); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := json.Unmarshal(compact[name], &b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: compact and indented differ", name)
		}
		for key, list := range a {
			want, counted := map[string]int{"NetworkInterfaces": 100, "Vpcs": 3, "Subnets": 18, "RouteTables": 21, "NetworkAcls": 12, "SecurityGroups": 39, "Routes": 3}[key]
			if counted && len(list) != want {
				t.Errorf("%s: %d, want %d", key, len(list), want)
			}
		}
	}
}

// TestTiers: a third of the instances' interfaces have two groups, addresses are
// unique, and no two interfaces share an id.
func TestTiers(t *testing.T) {
	var doc struct {
		NetworkInterfaces []struct {
			NetworkInterfaceId, PrivateIpAddress, InterfaceType string
			Groups                                              []struct{ GroupId string }
		}
	}
	data := Shape{VPCs: 300, Interfaces: 9000}.Files()["accounts/"+Account+"/"+Region+"/describe-network-interfaces.json"]
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	two, instances := 0, 0
	for _, i := range doc.NetworkInterfaces {
		if seen[i.NetworkInterfaceId] || seen[i.PrivateIpAddress] {
			t.Fatalf("%v twice", i)
		}
		seen[i.NetworkInterfaceId], seen[i.PrivateIpAddress] = true, true
		if i.InterfaceType == "interface" {
			instances++
			if len(i.Groups) == 2 {
				two++
			}
		}
	}
	if instances != 9000-300*special || two < instances/4 || two > instances/2 {
		t.Errorf("%d of %d instances have two groups", two, instances)
	}
}
