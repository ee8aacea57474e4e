// Package bench makes estates of any size for benchmarks, as folders of what
// `aws ec2 describe-…` prints: VPCs of six subnets (two Availability Zones by
// three tiers), tiers linked by security group references, a third of the
// interfaces with two groups, network ACLs of their own, one transit gateway
// that joins all VPCs. The same shape always gives the same bytes. It knows no
// estate: it writes JSON and nothing else.
//
//	err := bench.Shape{VPCs: 500, Interfaces: 100_000}.Write(create)
package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// Shape is the size of an estate.
type Shape struct {
	VPCs       int
	Interfaces int // in all, those of NAT gateways and attachments included
	Groups     int // security groups of a VPC beside the default one; 12 if zero
	// Flat leaves the transit gateway out.
	Flat bool
	// Compact writes JSON without white space; otherwise it is indented by four,
	// as the AWS CLI prints it.
	Compact bool
}

// Account and Region are where the estate stands.
const (
	Account = "111122223333"
	Region  = "eu-west-1"
)

const (
	tiers = 3
	zones = 2
)

var tierNames = [tiers]string{"web", "app", "data"}

// Write makes the files; create opens each by its slash-separated name.
func (s Shape) Write(create func(name string) (io.WriteCloser, error)) error {
	if s.Groups == 0 {
		s.Groups = 12
	}
	for _, f := range s.files() {
		w, err := create("accounts/" + Account + "/" + Region + "/" + f.name + ".json")
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
		d := &document{w: bufio.NewWriterSize(w, 1<<16), compact: s.Compact}
		d.open(f.key)
		f.fill(d)
		d.close()
		if err := d.w.Flush(); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return nil
}

// Files makes the folder in memory.
func (s Shape) Files() map[string][]byte {
	out := map[string][]byte{}
	// Writing to memory does not fail.
	_ = s.Write(func(name string) (io.WriteCloser, error) {
		return &memory{name: name, into: out}, nil
	})
	return out
}

type memory struct {
	bytes.Buffer
	name string
	into map[string][]byte
}

func (m *memory) Close() error {
	m.into[m.name] = m.Bytes()
	return nil
}

type file struct {
	name, key string
	fill      func(*document)
}

func (s Shape) files() []file {
	out := []file{
		{"describe-vpcs", "Vpcs", s.vpcs},
		{"describe-subnets", "Subnets", s.subnets},
		{"describe-internet-gateways", "InternetGateways", s.internetGateways},
		{"describe-nat-gateways", "NatGateways", s.natGateways},
		{"describe-route-tables", "RouteTables", s.routeTables},
		{"describe-network-acls", "NetworkAcls", s.networkACLs},
		{"describe-security-groups", "SecurityGroups", s.securityGroups},
		{"describe-network-interfaces", "NetworkInterfaces", s.interfaces},
		{"describe-vpc-peering-connections", "VpcPeeringConnections", func(*document) {}},
		{"describe-vpc-endpoints", "VpcEndpoints", func(*document) {}},
		{"describe-transit-gateways", "TransitGateways", s.transitGateways},
		{"describe-transit-gateway-route-tables", "TransitGatewayRouteTables", s.transitTables},
		{"describe-transit-gateway-vpc-attachments", "TransitGatewayVpcAttachments", s.transitAttachments},
		{"get-transit-gateway-route-table-associations-" + transitTable, "Associations", s.transitAssociations},
		{"search-transit-gateway-routes-" + transitTable, "Routes", s.transitRoutes},
	}
	return out
}

// document writes one file: an object with one list of records.
type document struct {
	w       *bufio.Writer
	compact bool
	count   int
	scratch bytes.Buffer
}

func (d *document) open(key string) {
	if d.compact {
		fmt.Fprintf(d.w, `{"%s":[`, key)
		return
	}
	fmt.Fprintf(d.w, "{\n    \"%s\": [", key)
}

func (d *document) close() {
	if d.compact {
		d.w.WriteString("]}\n")
		return
	}
	d.w.WriteString("\n    ]\n}\n")
}

// record writes a record, whose text is JSON in any layout.
func (d *document) record(format string, args ...any) {
	if d.count++; d.count > 1 {
		d.w.WriteByte(',')
	}
	d.scratch.Reset()
	fmt.Fprintf(&d.scratch, format, args...)
	if !d.compact {
		d.w.WriteString("\n        ")
	}
	if d.compact {
		d.w.Write(d.scratch.Bytes())
		return
	}
	d.indent(d.scratch.Bytes())
}

// indent writes a record, whose strings hold no structural characters but the
// colons of addresses and names.
func (d *document) indent(record []byte) {
	depth := 2
	for i, c := range record {
		empty := i+1 < len(record) && (record[i+1] == '}' || record[i+1] == ']')
		if c == '}' || c == ']' {
			if depth--; record[i-1] != '{' && record[i-1] != '[' {
				d.line(depth)
			}
		}
		d.w.WriteByte(c)
		if c == '{' || c == '[' {
			depth++
		}
		if c == ',' || (c == '{' || c == '[') && !empty {
			d.line(depth)
		}
	}
}

func (d *document) line(depth int) {
	d.w.WriteByte('\n')
	for range depth {
		d.w.WriteString("    ")
	}
}
