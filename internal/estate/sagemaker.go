package estate

// Notebook is a notebook instance of SageMaker.
type Notebook struct {
	Core
	Subnets  Items[Text]
	Groups   Items[Text]
	Direct   Value[bool]   // direct internet access, default true
	Root     Value[bool]   // users have root access, default true
	KMSKey   Value[Text]   // of its storage volume
	Metadata Value[string] // least version of the metadata service: "1" (default), "2"
	Role     Value[Text]
}

// Placements of a notebook in a VPC.
func (n *Notebook) Placements(*Estate) []Placement { return inside(n.Origin, n.Subnets, n.Groups) }

// StudioDomain is a SageMaker domain.
type StudioDomain struct {
	Core
	VPC     Value[Text]
	Subnets Items[Text]
	Groups  Items[Text]
	Access  Value[string] // "PublicInternetOnly" (default), "VpcOnly"
	KMSKey  Value[Text]
	Auth    Value[string] // "SSO", "IAM"
	Role    Value[Text]   // of its users
}

// Placements of a domain: its interfaces in the VPC.
func (d *StudioDomain) Placements(*Estate) []Placement { return inside(d.Origin, d.Subnets, d.Groups) }

// Model is a model of SageMaker, with the containers that run it.
type Model struct {
	Core
	Subnets  Items[Text]
	Groups   Items[Text]
	Isolated Value[bool] // its containers have no network, default false
	Role     Value[Text]
}

// Placements of a model in a VPC: the interfaces of its containers.
func (m *Model) Placements(*Estate) []Placement { return calling(m.Origin, m.Subnets, m.Groups) }

// EndpointConfig says on what a model runs.
type EndpointConfig struct {
	Core
	KMSKey     Value[Text] // of the instances' volumes
	CaptureKey Value[Text]
	Counts     Items[int] // instances of each variant
	Isolated   Value[bool]
}

// MonitoringJob watches a model: Core.Type tells what of it.
type MonitoringJob struct {
	Core
	Subnets   Items[Text]
	Groups    Items[Text]
	OutputKey Value[Text]
	VolumeKey Value[Text]
	Isolated  Value[bool] // default false
	Encrypted Value[bool] // traffic between its instances, default false
	Count     Value[int]  // instances
}

// Placements of a job in a VPC.
func (m *MonitoringJob) Placements(*Estate) []Placement {
	return calling(m.Origin, m.Subnets, m.Groups)
}
