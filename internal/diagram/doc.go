// Package diagram draws an estate as an architect would: accounts and Regions
// as outer frames, VPCs in them, Availability Zones as columns, tiers of subnets
// as rows, load balancers as bands across the zones of their tier, gateways on
// the border of the VPC, managed services beside it by kind, the internet and
// on-premises networks outside of everything.
//
//	picture := diagram.Draw(e, diagram.Marks{})
//	err := picture.SVG(w, diagram.Options{})
//
// What is unknown is drawn so: dashed, with words ("zone unknown"). Edges are
// drawn where the caller asks for them ([Marks]), and nowhere else. The same
// estate and marks give the same bytes.
//
// The package refuses to judge: which traffic flows and what is wrong it is told.
package diagram
