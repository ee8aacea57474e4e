package diagram

import (
	"cmp"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// each visits all items of a scene.
func (s *scene) each(visit func(*item)) {
	all := func(list []*item) {
		for _, i := range list {
			visit(i)
		}
	}
	all(s.premises)
	for _, a := range s.accounts {
		for _, p := range a.global {
			all(p)
		}
		for _, r := range a.regions {
			for _, p := range r.panels {
				all(p)
			}
			all(r.hubs)
			for _, v := range r.vpcs {
				v.each(visit)
			}
		}
	}
}

func (v *vpcScene) each(visit func(*item)) {
	for _, list := range [][]*item{v.top, v.right, v.bottom, v.loose} {
		for _, i := range list {
			visit(i)
		}
	}
	for _, x := range v.spans {
		visit(x.item)
	}
	for _, n := range v.subnets {
		for _, i := range n.items {
			visit(i)
		}
	}
}

// hasDoubt reports whether anything of the scene is dashed.
func (s *scene) hasDoubt() bool {
	found := false
	s.each(func(i *item) { found = found || i.doubt != "" })
	for _, a := range s.accounts {
		found = found || !a.known
		for _, r := range a.regions {
			found = found || !r.known
			for _, v := range r.vpcs {
				found = found || v.doubt != ""
				for _, n := range v.subnets {
					found = found || n.doubt != "" || !n.zone.known
				}
			}
		}
	}
	return found
}

// mostVPCs is how many VPCs of a Region are drawn with what is in them; others
// are tiles.
const mostVPCs = 16

// mostTiles is how many VPCs have tiles of their own.
const mostTiles = 60

// limit makes tiles of VPCs where there are very many; in focus, of those that
// no mark speaks of.
func (s *scene) limit(m *marking) {
	for _, a := range s.accounts {
		for _, r := range a.regions {
			order := slices.Clone(r.vpcs)
			slices.SortStableFunc(order, func(a, b *vpcScene) int {
				if a.marked != b.marked {
					return map[bool]int{true: -1, false: 1}[a.marked]
				}
				return cmp.Compare(len(b.idsOf()), len(a.idsOf()))
			})
			keep := map[*vpcScene]bool{}
			for n, v := range order {
				keep[v] = n < mostVPCs && (!m.focus || v.marked)
			}
			var drawn []*vpcScene
			var tiles []*item
			for _, v := range r.vpcs {
				if keep[v] {
					drawn = append(drawn, v)
				} else if ids := v.idsOf(); len(ids) > 0 {
					tiles = append(tiles, v.tile(ids))
				}
			}
			if len(tiles) > mostTiles {
				tiles = []*item{merge(tiles, "")}
				tiles[0].note = "with all that is in them"
			}
			r.vpcs = drawn
			if len(drawn) == 0 {
				tiles, r.hubs = append(tiles, r.hubs...), nil
			}
			r.panels[network] = append(r.panels[network], tiles...)
		}
	}
}

// tile is a VPC without what is in it.
func (v *vpcScene) tile(ids []estate.ID) *item {
	i := &item{ids: ids, name: v.name, noun: "VPC", style: StyleNetwork, glyph: GlyphBox, count: 1, doubt: v.doubt, marked: v.marked}
	i.note = strings.TrimSpace(v.cidr + " · " + counted(len(ids), "resource", "resources"))
	v.each(func(x *item) {
		if len(x.spots) > 0 {
			i.tone = x.tone
		}
		i.spots = append(i.spots, x.spots...)
	})
	slices.Sort(i.spots)
	i.spots = slices.Compact(i.spots)
	return i
}

// idsOf are the VPC and all that stands in it.
func (v *vpcScene) idsOf() []estate.ID {
	var out []estate.ID
	if v.id != "" {
		out = append(out, v.id)
	}
	for _, n := range v.subnets {
		out = append(out, n.ids...)
	}
	v.each(func(i *item) { out = append(out, i.ids...) })
	return out
}

// describeScene says in words what the picture shows.
func describeScene(s *scene, marks Marks) string {
	var regions, vpcs, subnets, tiles int
	for _, a := range s.accounts {
		regions += len(a.regions)
		for _, r := range a.regions {
			vpcs += len(r.vpcs)
			for _, v := range r.vpcs {
				for _, n := range v.subnets {
					subnets += n.count
				}
			}
		}
	}
	s.each(func(i *item) { tiles += i.count })
	var b strings.Builder
	b.WriteString(counted(len(s.accounts), "account", "accounts") + ", " + counted(regions, "Region", "Regions") + ", " +
		counted(vpcs, "VPC", "VPCs") + ", " + counted(subnets, "subnet", "subnets") + ", " + counted(tiles, "resource", "resources") + " in them or beside.")
	n := 0
	for _, p := range marks.Paths {
		if !p.Unlisted {
			b.WriteString(" Path: " + clean(p.Title) + ".")
		}
		for _, g := range p.Gates {
			if n++; n <= mostGates {
				b.WriteString(" " + itoa(n) + ": " + gateWords(g) + ".")
			}
		}
	}
	for _, x := range marks.Spots {
		b.WriteString(" " + clean(x.Title) + ": " + clean(x.Text) + ".")
	}
	return b.String()
}
