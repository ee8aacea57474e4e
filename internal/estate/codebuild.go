package estate

// BuildProject is a CodeBuild project.
type BuildProject struct {
	Core
	Role           Value[Text]
	Privileged     Value[bool] // default false
	Image          Value[Text]
	Environment    Items[EnvironmentVariable]
	KMSKey         Value[Text]
	CloudWatchLogs Value[bool] // default true
	S3Logs         Value[bool] // default false
	S3LogsPlain    Value[bool] // their encryption is off, default false
	Source         *Tree
	Artifacts      *Tree
	Public         Value[bool] // anyone may see the builds, default false
	VPC            Value[Text]
	Subnets        Items[Text]
	Groups         Items[Text]
}

// Placements of a project in a VPC: its builds' private interfaces.
func (b *BuildProject) Placements(*Estate) []Placement {
	if b.Subnets.isEmpty() {
		return nil
	}
	return privately(b.Origin, b.Subnets, b.Groups)
}
