package estate

// LightsailInstance is a virtual server of Lightsail, outside of the account's
// VPCs, with a public address.
type LightsailInstance struct {
	Core
	KeyName  Value[Text]
	Ports    Items[LightsailPort]
	UserData Value[Text]
}

// LightsailPort opens ports to addresses.
type LightsailPort struct {
	From, To Value[int]
	Protocol Value[string]
	CIDRs    Items[string] // IPv4 and IPv6; none: everyone
	Aliases  Items[string] // "lightsail-connect"
}

// LightsailDatabase is a database of Lightsail.
type LightsailDatabase struct {
	Core
	Public   Value[bool] // default false
	Backup   Value[bool] // automatic backups, default true
	Password Value[Text]
}
