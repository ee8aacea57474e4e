package estate

// ECSCluster is an ECS cluster.
type ECSCluster struct {
	Core
	Insights    Value[string] // "enabled", "enhanced", "disabled"; absent: the account's default
	ExecLogging Value[string] // of ECS Exec: "DEFAULT", "OVERRIDE", "NONE"
	ExecKMSKey  Value[Text]
}

// ECSService keeps tasks of one definition running. Its network settings are of
// tasks in awsvpc mode; without Subnets the tasks use their instances' network.
type ECSService struct {
	Core
	Cluster        Value[Text]
	TaskDefinition Value[Text]
	LaunchType     Value[string] // "EC2" (default unless a capacity provider decides), "FARGATE", "EXTERNAL"
	Subnets        Items[Text]
	Groups         Items[Text]
	PublicIP       Value[bool] // AssignPublicIp, default false
	Targets        Items[ServiceTarget]
	ExecuteCommand Value[bool] // default false
	Platform       Value[string]
}

// ServiceTarget registers a service's tasks with a load balancer.
type ServiceTarget struct {
	TargetGroup   Value[Text]
	LoadBalancer  Value[Text] // a classic one's name
	ContainerName Value[Text]
	ContainerPort Value[int]
}

// TaskDefinition says which containers a task runs, and with which rights.
type TaskDefinition struct {
	Core
	Family        Value[Text]
	NetworkMode   Value[string] // "bridge" (default), "awsvpc", "host", "none"
	TaskRole      Value[Text]
	ExecutionRole Value[Text]
	PIDMode       Value[string]
	IPCMode       Value[string]
	Compatible    Items[string] // "FARGATE", "EC2", "EXTERNAL"
	Containers    Items[Container]
	Volumes       *Tree
}

// Container is one container of a task.
type Container struct {
	Origin       Origin
	Name         Value[Text]
	Image        Value[Text]
	Privileged   Value[bool] // default false
	User         Value[string]
	ReadOnlyRoot Value[bool] // default false
	Environment  Items[EnvironmentVariable]
	Secrets      *Tree
	LogDriver    Value[string]
	Ports        Items[PortMapping]
}

// PortMapping is a port that a container listens on.
type PortMapping struct {
	Container Value[int]
	Host      Value[int]
	Protocol  Value[string] // default "tcp"
}

// EnvironmentVariable is a name and a value that a build or a container gets.
type EnvironmentVariable struct {
	Origin Origin
	Name   Value[Text]
	Value  Value[Text]
	// Kind is of a build: "PLAINTEXT" (default), "PARAMETER_STORE",
	// "SECRETS_MANAGER".
	Kind Value[string]
}

// Placements of a service whose tasks have interfaces of their own.
func (s *ECSService) Placements(*Estate) []Placement {
	if s.Subnets.isEmpty() {
		return nil
	}
	return []Placement{{
		Origin: s.Origin, Subnets: s.Subnets, Groups: s.Groups,
		PublicIP: s.PublicIP.Or(false), PublicDefault: PublicNever,
	}}
}
