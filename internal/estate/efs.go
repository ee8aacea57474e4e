package estate

import "ringwall/internal/traffic"

// FileSystem is an EFS file system.
type FileSystem struct {
	Core
	Encrypted Value[bool] // default false
	KMSKey    Value[Text]
	Policy    *Tree
	// Backup is whether AWS Backup's automatic plan covers it; default false,
	// but true for a One Zone file system.
	Backup      Value[bool]
	Replication *Tree
}

// MountTarget is a file system's interface in one subnet.
type MountTarget struct {
	Core
	FileSystem Value[Text]
	Subnet     Value[Text]
	Groups     Items[Text]
	Address    Value[Text]
}

// nfsPort is the one on which mount targets listen.
const nfsPort = 2049

// Placements of a mount target: an interface that takes NFS and opens nothing.
func (m *MountTarget) Placements(e *Estate) []Placement {
	out := privately(m.Origin, Single(m.Subnet), m.Groups)
	out[0].InboundOnly = true
	out[0].Listens = Of(traffic.Ports(traffic.TCP, nfsPort, nfsPort), m.Origin)
	return e.atLive(&m.Core, out[0])
}
