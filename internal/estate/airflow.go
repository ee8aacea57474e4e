package estate

// Airflow is an environment of Managed Workflows for Apache Airflow.
type Airflow struct {
	Core
	Subnets Items[Text]
	Groups  Items[Text]
	Public  Value[bool] // its web server is on the internet
	KMSKey  Value[Text]
	Role    Value[Text]
	Logging *Tree
}

// Placements of an environment: its interfaces in the VPC.
func (a *Airflow) Placements(*Estate) []Placement { return inside(a.Origin, a.Subnets, a.Groups) }
